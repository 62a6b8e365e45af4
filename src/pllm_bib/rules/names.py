"""Rules about authors and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Context, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator


def abbreviated_author_list(context: Context) -> Iterator[Finding]:
    """A list of authors or editors ends in “and others”.

    How many names are shown is for the citation style to say; a source that leaves names out takes
    them from everybody. Where no source has more, acknowledge that in a comment above the entry.

    Bad:
        @misc{li2024personalized,
          author = {Li, Xinyu and others},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }

    Good:
        @misc{li2024personalized,
          author = {Li, Xinyu and Zhou, Ruiyang and Lipton, Zachary C. and Leqi, Liu},
          title = {Personalized Language Modeling from Personalized Human Feedback},
          year = {2024},
          eprint = {2402.05133},
          archiveprefix = {arXiv},
        }
    """
    for entry in context.library:
        for field, names in (("author", entry.authors), ("editor", entry.editors)):
            if names.others:
                known = f" after {len(names)} of them" if len(names) else ""
                message = f"“{field}” leaves names out{known} (“and others”): give them all"
                yield Finding(message, entry, field)
