"""Rules about works that are listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.identifiers import arxiv_id
from pllm_bib.rules.base import Context, Finding, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.entry import Entry


def _repeated(
    context: Context, feature: Callable[[Entry], str | None]
) -> Iterator[tuple[Entry, Entry, str]]:
    """Entries with a feature that an earlier entry has, that entry, and the feature.

    Entries of one key are for the rule about keys to report.
    """
    seen: dict[str, Entry] = {}
    for entry in context.library:
        value = feature(entry)
        if not value:
            continue
        first = seen.setdefault(value, entry)
        if first is not entry and first.key.casefold() != entry.key.casefold():
            yield entry, first, value


def duplicate_doi(context: Context) -> Iterator[Finding]:
    """Two entries have one DOI.

    They are the same work, listed twice under two keys, or one of the DOIs is wrong.

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
    for entry, first, doi in _repeated(context, lambda entry: entry.doi):
        yield Finding(
            f"“{first.key}” has the DOI “{doi}” too: merge the two, or correct one",
            entry,
            "doi",
            related=places(first.position("doi")),
        )


def duplicate_eprint(context: Context) -> Iterator[Finding]:
    """Two entries have one preprint.

    They are the same work, often once as a preprint and once as published, or one of the ids is
    wrong. A published work keeps the id of its preprint in the one entry.

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
    for entry, first, _ in _repeated(context, _eprint):
        identifier = entry.eprint.id if entry.eprint else ""
        yield Finding(
            f"“{first.key}” has the eprint “{identifier}” too: merge the two, or correct one",
            entry,
            "eprint",
            related=places(first.position("eprint")),
        )


def _eprint(entry: Entry) -> str | None:
    """Archive and id in a form that is equal for equal preprints."""
    if entry.eprint is None:
        return None
    found = arxiv_id(entry.eprint.id)
    if found and (entry.eprint.is_arxiv or not entry.eprint.archive):
        return f"arxiv {found.bare}"
    return f"{entry.eprint.archive} {entry.eprint.id}".casefold()


def same_title(context: Context) -> Iterator[Finding]:
    """Two entries have one title.

    They are most likely the same work. Where both belong into the list, a data set and its paper
    say, name the one in the field “related” of the other.

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
    for entry, first, _ in _repeated(context, _title):
        if entry.key in first.related or first.key in entry.related:
            continue
        yield Finding(
            f"“{first.key}” has the title “{entry.title}” too: merge the two, or name one in "
            "“related” of the other",
            entry,
            "title",
            related=places(first.position("title")),
        )


def _title(entry: Entry) -> str:
    """The title's letters and digits, and the plus signs that successors are named by."""
    return "".join(char for char in str(entry.title).casefold() if char.isalnum() or char == "+")
