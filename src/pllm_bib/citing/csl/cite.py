"""A work in a citation, with its locator and what is said around it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cite:
    """A work in a citation: its key, and what this one citation says of it.

    ``label`` is the kind of the locator, one of `LOCATORS`. ``prefix`` and ``suffix`` are plain
    text. With ``suppress_author``, the names are left out: the sentence has them already.
    """

    key: str
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    suppress_author: bool = False

    @property
    def is_plain(self) -> bool:
        """True if the key says all."""
        return self == Cite(self.key, label=self.label)


LOCATORS = tuple(
    "page act appendix article-locator book canon chapter column elocation equation figure folio "
    "issue line note opus paragraph part rule scene section sub-verbo supplement table timestamp "
    "title-locator verse version volume".split()
)
"""The kinds of locators that CSL 1.0.2 knows, the usual one first."""
