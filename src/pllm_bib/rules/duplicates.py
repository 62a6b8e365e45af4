"""Rules about works that are listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Context, Finding, places
from pllm_bib.rules.identity import may_share_authors, own_doi, preprint_id, title_key, told_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.entry import Entry


def _repeated(
    context: Context,
    feature: Callable[[Entry], object],
    alike: Callable[[Entry, Entry], bool] = lambda _one, _other: True,
) -> Iterator[tuple[Entry, Entry]]:
    """Entries with a feature that an earlier entry, alike in other ways, has, and that entry.

    Entries of one key are for the rule about keys to report; of two that are told apart, nobody
    needs to be told.
    """
    seen: dict[object, list[Entry]] = {}
    for entry in context.library:
        value = feature(entry)
        if not value:
            continue
        earlier = seen.setdefault(value, [])
        for first in earlier:
            if (
                first.key.casefold() != entry.key.casefold()
                and not told_apart(first, entry)
                and alike(first, entry)
            ):
                yield entry, first
                break
        earlier.append(entry)


def duplicate_doi(context: Context) -> Iterator[Finding]:
    """Two entries have one DOI.

    They are the same work, listed twice under two keys, or one of the DOIs is wrong. “pllm-bib
    dedupe” merges the two. Where both are meant, name the one in the field “related” of the other.

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
            f"“{first.key}” has the DOI “{entry.doi}” too: merge the two, or correct one",
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
    for entry, first in _repeated(context, preprint_id):
        identifier = entry.eprint.id if entry.eprint else ""
        yield Finding(
            f"“{first.key}” has the eprint “{identifier}” too: merge the two, or correct one",
            entry,
            "eprint",
            related=places(first.position("eprint")),
        )


def same_title(context: Context) -> Iterator[Finding]:
    """Two entries have one title.

    They are most likely the same work, as long as they have an author in common. “pllm-bib dedupe”
    merges the two. Where both belong into the list, a data set and its paper say, name the one in
    the field “related” of the other.

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
    repeated = _repeated(context, lambda entry: title_key(entry.title), may_share_authors)
    for entry, first in repeated:
        yield Finding(
            f"“{first.key}” has the title “{entry.title}” too: merge the two, or name one in "
            "“related” of the other",
            entry,
            "title",
            related=places(first.position("title")),
        )
