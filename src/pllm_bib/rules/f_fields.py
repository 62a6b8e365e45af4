"""Rules about the fields that an entry has, and about their values."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.types import REQUIRED
from pllm_bib.rules import keeps
from pllm_bib.rules.base import (
    Finding,
    Rule,
    RuleContext,
    hint,
    is_half_read,
    of_readers,
    reported,
)
from pllm_bib.rules.fields import (
    KNOWN_FIELDS,
    address_in,
    bib_field,
    field_for,
    move,
    written,
)
from pllm_bib.rules.keeps import Keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry


def missing_required_field(context: RuleContext) -> Iterator[Finding]:
    """An entry lacks a field that its type needs.

    Citation styles build a reference from these fields. Where one is missing, they print gaps or
    stray commas. The needed fields are those of the standard BibTeX styles and of BibLaTeX.

    Bad:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          year = {2024},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }

    Good:
        @inproceedings{feng2024modular,
          author = {Feng, Shangbin and Sorensen, Taylor},
          title = {Modular Pluralism: Pluralistic Alignment via Collaboration},
          booktitle = {Proceedings of EMNLP 2024},
          year = {2024},
          url = {https://aclanthology.org/2024.emnlp-main.240/},
        }
    """
    for entry in context.library:
        for wanted in () if is_half_read(entry) else REQUIRED.get(entry.type, ()):
            if getattr(entry, wanted, None):
                continue
            attributes = wanted.split("|")
            if any(getattr(entry, attribute) for attribute in attributes):
                continue
            fields = [bib_field(attribute, entry.type) for attribute in attributes]
            if any(_unreadable(entry, field) for field in fields):
                continue
            named = " or ".join(f"“{field}”" for field in fields)
            kind = "a preprint" if entry.type == "preprint" else f"@{entry.type}"
            yield Finding(f"{named} is missing: {kind} needs it", entry, fields[0])


def _unreadable(entry: Entry, field: str) -> bool:
    """Say whether the field has a value that cannot be read, which another rule reports."""
    names = {"year", "date"} if field == "year" else {field}
    return bool(names & dict(entry.extra).keys())


def unknown_field(context: RuleContext) -> Iterator[Finding]:
    """An entry has a field that BibTeX, BibLaTeX and this program do not know.

    No style prints it and no export carries it. Most unknown fields are misspelt names of known
    ones.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          abstrct = {Personalized language models learn from the feedback of each person.},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          abstract = {Personalized language models learn from the feedback of each person.},
        }
    """
    # The names of other formats are not fields, and readers report them.
    reported = {fault.position for fault in context.faults if fault.name == "unknown-variable"}
    for entry in context.library:
        origin = entry.origin
        for field, value in entry.extra:
            if origin and field not in origin.raw and field not in origin.inherited:
                continue
            if entry.position(field) in reported:
                continue
            if field not in KNOWN_FIELDS and not address_in(value):
                yield Finding(
                    f"“{field}” is not a field of BibTeX or BibLaTeX{_nearest_field(field)}",
                    entry,
                    field,
                )


@functools.cache
def _nearest_field(field: str) -> str:
    return hint(field, sorted(KNOWN_FIELDS))


def empty_field(context: RuleContext) -> Iterator[Finding]:
    """A field has no value.

    It says nothing, and BibTeX warns of it in every run. The fix drops the field.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          number = {0},
        }
    """
    entries = {(e.origin.position.path, e.key): e for e in context.library if e.origin}
    for finding in reported(context, "empty-field"):
        place = finding.position
        entry = entries.get((place.path, finding.key or "")) if place else None
        yield finding._replace(entry=entry)


def link_in_note(context: RuleContext) -> Iterator[Finding]:
    r"""A note, howpublished or annotation holds a web address.

    Links in fields of their own become links in every export. In a note they are text that breaks
    lines, and no program can follow or check them. The fix moves an address that stands alone into
    the right field.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          howpublished = {\url{https://github.com/HumainLab/Personalized_RLHF}},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          code = {https://github.com/HumainLab/Personalized_RLHF},
        }

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          note = {Code under the MIT licence at \url{https://github.com/HumainLab/Personalized_RLHF}},
        }
    """
    for entry in context.library:
        own = entry.origin.raw.keys() if entry.origin else ()
        if not (entry.note or entry.extra) and _REMARKS.isdisjoint(own):
            continue
        for field in _REMARKS:
            said = written(entry, field) or (str(entry.note or "") if field == "note" else "")
            found = re.search(r"https?://[^\s{}<>]+", said, re.IGNORECASE)
            if found is None:
                continue
            whole = address_in(said)
            url = whole or found.group().rstrip(".,;:)]")
            target, value = field_for(url, entry)
            fix = move(entry, field, target, value) if whole and value else ()
            yield Finding(
                f"“{field}” holds the address “{url}”: put it into “{target}”", entry, field, fix
            )


_REMARKS = dict.fromkeys(("note", "howpublished", "annote", "annotation")).keys()


def bad_date(context: RuleContext) -> Iterator[Finding]:
    """A date field is invalid.

    A date that cannot be read is left out of every export, and the work is sorted as if it had no
    date.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = {Febtober},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = feb,
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    return reported(context, "bad-date")


def date_and_year_disagree(context: RuleContext) -> Iterator[Finding]:
    """The field date disagrees with the fields year and month.

    BibTeX prints year and month, and BibLaTeX prints the date.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          date = {2024-02},
          year = {2023},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          date = {2024-02},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    return reported(context, "date-and-year-disagree")


RULES = (
    Rule("F001", "missing-required-field", missing_required_field),
    Rule("F002", "unknown-field", unknown_field),
    of_readers(
        empty_field,
        Keeps(
            "Nothing. An entry with “crossref” or “xdata” might inherit the field then: "
            "there the fix needs “--unsafe”.",
            keeps.drops_nothing,
        ),
    ),
    Rule(
        "F004",
        "link-in-note",
        link_in_note,
        keeps=Keeps(
            "Every style prints a note, but not every style prints an address: the fix needs "
            "“--unsafe”."
        ),
    ),
    of_readers(bad_date),
    of_readers(date_and_year_disagree),
)
