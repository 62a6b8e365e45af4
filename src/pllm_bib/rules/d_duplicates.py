"""Rules about works that are listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.folding import title_key
from pllm_bib.rules.base import Finding, Rule, RuleContext, places
from pllm_bib.same_work.evidence import SAFE
from pllm_bib.same_work.identity import (
    identifiers,
    is_preprint,
    own_doi,
    preprint_id,
    told_apart,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.rules.base import Alike


def _repeated(
    context: RuleContext, feature: Callable[[Entry], object]
) -> Iterator[tuple[Entry, Entry]]:
    """Yield entries with a feature that an earlier entry has, and that entry.

    The rule about keys reports entries of one key. Entries that name each other as related are
    both meant.
    """
    seen: dict[object, list[Entry]] = {}
    for entry in context.library:
        value = feature(entry)
        if not value:
            continue
        earlier = seen.setdefault(value, [])
        for first in earlier:
            if first.key.casefold() != entry.key.casefold() and not told_apart(first, entry):
                yield entry, first
                break
        earlier.append(entry)


def duplicate_doi(context: RuleContext) -> Iterator[Finding]:
    """Two entries have the same DOI.

    They are the same work under two keys, or one of the DOIs is wrong. “pllm-bib dedupe” merges the
    two. If both are meant, name one in the field “related” of the other.

    Bad:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
        }

        @article{mahowald2025survey,
          author = {Mahowald, Kyle},
          title = {A Survey of Dialogue},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
        }

    Good:
        @article{zheng2025lmlpa,
          author = {Zheng, Jingyao and Wang, Xian},
          title = {{LMLPA}: Language Model Linguistic Personality Assessment},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00550},
        }

        @article{mahowald2025survey,
          author = {Mahowald, Kyle},
          title = {A Survey of Dialogue},
          journal = {Computational Linguistics},
          year = {2025},
          doi = {10.1162/coli_a_00551},
        }
    """
    for entry, first in _repeated(context, own_doi):
        yield Finding(
            f"“{first.key}” has the DOI “{entry.doi}” too: merge the two, or correct one"
            f"{_also(first, entry)}",
            entry,
            "doi",
            related=places(first.position("doi")),
        )


def duplicate_eprint(context: RuleContext) -> Iterator[Finding]:
    """Two entries have the same eprint.

    They are the same work, often as a preprint and as published, or one of the ids is wrong. A
    published work keeps the id of its preprint in a single entry.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

        @misc{li2024modeling,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Modeling Language from Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024modeling},
        }
    """
    for entry, first in _repeated(context, preprint_id):
        identifier = entry.eprint.id if entry.eprint else ""
        if entry.doi and own_doi(entry) == own_doi(first):
            continue  # which the rule about DOIs reports
        yield Finding(
            f"“{first.key}” has the eprint “{identifier}” too: merge the two, or correct one"
            f"{_also(first, entry)}",
            entry,
            "eprint",
            related=places(first.position("eprint")),
        )


def same_title(context: RuleContext) -> Iterator[Finding]:
    """Two entries have the same title.

    They are most likely the same work, as they share an author. “pllm-bib dedupe” merges the two.
    If both belong in the list, such as a data set and its paper, name one in the field “related” of
    the other. A preprint and its publication are reported by the rule of that name.

    Bad:
        @article{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          journal = {Computational Linguistics},
          year = {2024},
        }

        @inproceedings{li2025personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized language modeling from personalized human feedback},
          booktitle = {Proceedings of EMNLP 2025},
          year = {2025},
        }

    Good:
        @inproceedings{li2025personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          booktitle = {Proceedings of EMNLP 2025},
          year = {2025},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024personalized},
        }
    """
    told: set[int] = set()
    for pair in context.alike or ():
        first, entry = pair.first, pair.second
        title = title_key(entry.title)
        if not title or title != title_key(first.title) or _are_versions(first, entry):
            continue
        if id(entry) in told or first.key.casefold() == entry.key.casefold():
            continue
        if _share_id(first, entry):
            continue  # which another rule reports
        told.add(id(entry))
        yield Finding(
            f"“{first.key}” has the title “{entry.title}” too: merge the two, or name one in "
            "“related” of the other",
            entry,
            "title",
            related=places(first.position("title")),
        )


def _share_id(one: Entry, other: Entry) -> bool:
    doi, eprint = own_doi(one), preprint_id(one)
    return bool(doi and doi == own_doi(other)) or bool(eprint and eprint == preprint_id(other))


def _also(first: Entry, entry: Entry) -> str:
    """Return how one work of a list is listed in the section of a second entry, too."""
    section = next(iter(entry.sections), None)
    if not first.sections or section is None:
        return ""
    if section in first.sections:
        return f" (it is listed in {section} already: delete this entry)"
    value = ", ".join((*first.sections[1:], section))
    return (
        f" (to list it in {section} too, delete this entry and write “also = {{{value}}},” into "
        f"“{first.key}”)"
    )


def _are_versions(one: Entry, other: Entry) -> bool:
    """Say whether one of two entries is a preprint, and the other one a publication."""
    return is_preprint(one, identifiers(one)) != is_preprint(other, identifiers(other))


def near_title(context: RuleContext) -> Iterator[Finding]:
    """Two entries are most likely one work, although their titles differ.

    The titles differ by a typing error, a spelling or a missing subtitle; authors and years agree.
    “pllm-bib dedupe” shows how sure it is and merges the two. If both are meant, name one in the
    field “related” of the other.

    Bad:
        @article{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          journal = {Computational Linguistics},
          year = {2024},
        }

        @article{li2024personalised,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalised Language Modelling from Personalised Human Feedback},
          journal = {Computational Linguistics},
          year = {2024},
        }

    Good:
        @article{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          journal = {Computational Linguistics},
          year = {2024},
          ids = {li2024personalised},
        }
    """
    for pair in _alike(context):
        first, entry = pair.first, pair.second
        if pair.sureness < SAFE or _are_versions(entry, first):
            continue
        if not entry.title or title_key(entry.title) != title_key(first.title):
            yield Finding(
                f"“{first.key}” is most likely the same work ({', '.join(pair.reasons)}): merge "
                "the two, or name one in “related” of the other",
                entry,
                "title",
                related=places(first.position("title")),
            )


_YEARS = 3
"""The most years between a preprint and its publication."""


def preprint_and_published_pair(context: RuleContext) -> Iterator[Finding]:
    """A work is listed twice, as a preprint and as published.

    A paper that cites both cites one work twice. The published entry keeps the preprint's id in
    eprint and its key in ids; “pllm-bib dedupe” merges the two that way.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

        @inproceedings{li2025personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized language modeling from personalized human feedback},
          booktitle = {Proceedings of EMNLP 2025},
          year = {2025},
        }

    Good:
        @inproceedings{li2025personalized,
          author = {Li, Xinyu and Zhou, Ruiyang},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          booktitle = {Proceedings of EMNLP 2025},
          year = {2025},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
          ids = {li2024personalized},
        }
    """
    for pair in _alike(context):
        first, entry = pair.first, pair.second
        if not _are_versions(entry, first) or pair.against not in {"", "the DOIs differ"}:
            continue
        if first.date and entry.date and abs(first.date.year - entry.date.year) > _YEARS:
            continue
        which = "published" if is_preprint(entry, identifiers(entry)) else "the preprint"
        yield Finding(
            f"“{first.key}” is the same work, {which} ({', '.join(pair.reasons)}): merge the two",
            entry,
            related=places(first.position()),
        )


def _alike(given: RuleContext) -> Iterator[Alike]:
    """Yield pairs of entries that are most likely one work.

    Other rules report the pairs that share a DOI, an eprint or a key.
    """
    for pair in given.alike or ():
        one, other = pair.first, pair.second
        same_id = any(of(one) and of(one) == of(other) for of in (own_doi, preprint_id))
        if not same_id and one.key.casefold() != other.key.casefold():
            yield pair


RULES = (
    Rule("D001", "duplicate-doi", duplicate_doi, compares="alike"),
    Rule("D002", "duplicate-eprint", duplicate_eprint, compares="alike"),
    Rule("D003", "same-title", same_title, needs="alike", compares="alike"),
    Rule("D004", "near-title", near_title, needs="alike", compares="alike"),
    Rule(
        "D005",
        "preprint-and-published-pair",
        preprint_and_published_pair,
        needs="alike",
        compares="alike",
    ),
)
