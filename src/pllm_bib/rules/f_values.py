"""Rules about the values of venues, volumes, pages and months."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.values import without_page_word
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.folding import letters
from pllm_bib.model.identifiers import (
    arxiv_id,
)
from pllm_bib.rules import keeps
from pllm_bib.rules.base import (
    Finding,
    Rule,
    RuleContext,
    source,
)
from pllm_bib.rules.fields import (
    bib_field,
    container_field,
)
from pllm_bib.rules.keeps import Keeps
from pllm_bib.rules.pages import proofread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue


def venue_spelled_two_ways(context: RuleContext) -> Iterator[Finding]:
    """A journal, a conference or a publisher is not spelled as in venues.toml.

    Two spellings of one venue look careless, and programs count them as two venues. The fix writes
    the official name if venues.toml lists the other one as a spelling of it.

    Bad:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Trans. Mach. Learn. Res.},
          year = {2025},
          venue = {TMLR},
        }

    Good:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Transactions on Machine Learning Research},
          year = {2025},
          venue = {TMLR},
        }

    Leaves alone:
        --- entries/venues.toml
        [TMLR]
        kind = "journal"
        name = "Transactions on Machine Learning Research"
        spellings = ["Trans. Mach. Learn. Res."]
        --- entries/one.bib
        @article{zhang2025personalization,
          author = {Zhang, Zhehao and Rossi, Ryan A.},
          title = {Personalization of Large Language Models: A Survey},
          journal = {Trans. Mach. Learn. Res., Special Issue},
          year = {2025},
          venue = {TMLR},
        }
    """
    labels = {venue.label: venue for venue in context.library.venues}
    spelled: dict[str, Venue] = {}
    for venue in context.library.venues:
        for spelling in venue.spellings:
            spelled.setdefault(_one_line(spelling), venue)
    for entry in context.library:
        own = labels.get(entry.venue or "")
        if entry.container is not None:
            finding = _container_finding(entry, own, spelled)
            if finding:
                yield finding
        if own and own.publisher and entry.publisher:
            said = _one_line(str(entry.publisher))
            if said != own.publisher:
                yield Finding(
                    f"the publisher of {own.label} is spelled “{own.publisher}” elsewhere, "
                    f"here “{said}”: use the one spelling",
                    entry,
                    "publisher",
                    # Other words may be right for another edition; another letter case is not.
                    _respell(entry, "publisher", own.publisher)
                    if letters(said) == letters(own.publisher)
                    else (),
                )


def _container_finding(
    entry: Entry, own: Venue | None, spelled: dict[str, Venue]
) -> Finding | None:
    said = _one_line(str(entry.container))
    year = entry.date.year if entry.date else None
    venue = own or spelled.get(said)
    official = venue.container(year) if venue else None
    if venue is None or official is None or said == _one_line(official):
        return None
    field = container_field(entry)
    listed = said in {_one_line(spelling) for spelling in venue.spellings}
    when = f" of {year}" if year in dict(venue.editions) else ""
    return Finding(
        f"{venue.label}{when} is spelled “{official}” elsewhere, here “{said}”: use the one "
        "spelling",
        entry,
        field or bib_field("container", entry.type),
        _respell(entry, field, official) if field and listed else (),
    )


def _respell(entry: Entry, field: str, value: str) -> tuple[Edit, ...]:
    """Return edits that give a field a plain value; none if it might be read back otherwise."""
    if re.search(r"[\\{}^~]|--|``|''", value) or not source(entry, field):
        return ()
    return (Edit(key=entry.key, field=field, value=re.sub(r"([&%$#_])", r"\\\1", value)),)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def non_integer_volume(context: RuleContext) -> Iterator[Finding]:
    """The volume is not a number.

    Some sources give an arXiv id as the volume, and styles then print it in bold after the journal.
    The fix moves such an id to eprint.

    Bad:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          volume = {abs/2410.04070},
          year = {2025},
        }

    Good:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          year = {2025},
          eprint = {2410.04070},
          archiveprefix = {arXiv},
        }

    Leaves alone:
        @inproceedings{chen2025pad,
          author = {Chen, Ruizhe and Zhang, Xiaotian},
          title = {{PAD}: Personalized Alignment of {LLM}s at Decoding-time},
          booktitle = {The Thirteenth International Conference on Learning Representations},
          volume = {abs/2410.04070},
          year = {2025},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        # Two volumes in one binding have two numbers.
        if entry.volume is None or re.fullmatch(r"\d+(?:[-–/]\d+)?", entry.volume):
            continue
        found = arxiv_id(entry.volume)
        if found is None:
            message = f"the volume “{entry.volume}” is not a number: write digits, or drop it"
            yield Finding(message, entry, "volume")
            continue
        fix: tuple[Edit, ...] = (Edit(key=entry.key, field="volume", value=None),)
        instead = "put it into “eprint”"
        if entry.eprint is None:
            fix += (
                Edit(key=entry.key, field="eprint", value=found.id),
                Edit(key=entry.key, field="archiveprefix", value="arXiv"),
            )
        elif entry.eprint.id != found.id:
            fix = ()
            instead = f"the eprint is “{entry.eprint.id}”, so correct the one that is wrong"
        message = f"the volume “{entry.volume}” is an arXiv id: {instead}"
        yield Finding(message, entry, "volume", fix)


def page_range(context: RuleContext) -> Iterator[Finding]:
    """The pages are not a page or a range of pages.

    Some formats have separate fields for the first and the last page. A range that runs backwards,
    or has another form, ends up in the first of them. A plain hyphen between two numbers is fine,
    since every program reads it as a range. The fix writes “first--last”, without “pp.” and with
    all digits of the last page.

    Bad:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {pp. 599--40},
        }

    Good:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {599--640},
        }

    Leaves alone:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          pages = {S-12},
        }
    """
    for entry in context.library:
        if entry.pages is None or entry.type in _PAGE_TOTALS:
            continue
        said = source(entry, "pages")
        word = said.removesuffix(without_page_word(said))  # reading leaves it out
        fault, meant = proofread(word + entry.pages)
        if fault is None:
            continue
        known = meant if said else None
        yield Finding(
            f"the pages “{word}{entry.pages}” {fault}" + (f": write “{known}”" if known else ""),
            entry,
            "pages",
            (Edit(key=entry.key, field="pages", value=known),) if known else (),
        )


_PAGE_TOTALS = frozenset(
    "book booklet collection manual mastersthesis mvbook mvcollection mvproceedings mvreference "
    "phdthesis proceedings reference report techreport thesis unpublished".split()
)
"""Types whose field gives the number of pages: “xii + 216”."""


def month_in_words(context: RuleContext) -> Iterator[Finding]:
    """The month is a text where BibTeX has a macro.

    BibTeX's styles know the months as macros, and each prints them in its own way: “Feb.” or
    “February”, or in the language of the style. A text prints as it is, and sorts by its letters.
    Biber reads macros and numbers, and warns of names. The fix writes the macro of an English name.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = {February},
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

    Leaves alone:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          month = 2,
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        text = source(entry, "month")
        if not text or entry.origin is None or "month" in entry.origin.composed:
            continue
        if macro := keeps.month_macro(text):
            yield Finding(
                f"the month is the text “{text.strip()}”: write the macro {macro}, without braces",
                entry,
                "month",
                (Edit(key=entry.key, field="month", value=macro),),
            )


RULES = (
    Rule(
        "F012",
        "venue-spelled-two-ways",
        venue_spelled_two_ways,
        keeps=Keeps(
            "The name prints as venues.toml spells it. A name with markup needs “--unsafe”.",
            keeps.each(keeps.plain_name),
        ),
    ),
    Rule(
        "F013",
        "non-integer-volume",
        non_integer_volume,
        keeps=Keeps(
            "Every style prints the volume, but not every style prints the eprint: the fix needs "
            "“--unsafe”."
        ),
    ),
    Rule(
        "F014",
        "page-range",
        page_range,
        keeps=Keeps(
            "The dash prints as an en dash, and “pp.” is not printed twice; digits and letters "
            "stay. To add digits to the last page needs “--unsafe”.",
            keeps.each(keeps.same_pages),
        ),
    ),
    Rule(
        "F015",
        "month-in-words",
        month_in_words,
        keeps=Keeps(
            "The same month prints, by the name that the style gives it.",
            keeps.each(keeps.same_month),
        ),
    ),
)
