"""A bibliographic entry: one work, whatever file format it came from."""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.identifiers import arxiv_id
from pllm_bib.model.name import Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.model.date import Date
    from pllm_bib.model.diagnostic import Acknowledgement, Position


class LinkKind(StrEnum):
    """Kinds of pages behind links. PAPER is the landing page of the work itself."""

    PAPER = "paper"
    PDF = "pdf"
    CODE = "code"
    DATA = "data"
    WEBSITE = "website"
    VIDEO = "video"

    @property
    def field(self) -> str:
        """The field of .bib files that holds the links of the kind."""
        return "url" if self is LinkKind.PAPER else self.value


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the work or of something that belongs to it."""

    kind: LinkKind
    url: str


_ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/",
    "googlebooks": "https://books.google.com/books?id=",
    "hdl": "https://hdl.handle.net/",
    "jstor": "https://www.jstor.org/stable/",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/",
}
"""Archives that BibLaTeX links to (the manual, section 3.14.7), and where their addresses start."""


_ARCHIVE = regex(r"arxiv|preprint|corr\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Eprint:
    """An identifier in a preprint archive: ``Eprint("arXiv", "2410.04070", "cs.CL")``."""

    archive: str
    id: str
    category: str | None = None

    @property
    def is_arxiv(self) -> bool:
        """True if the archive is arXiv, however it is spelled."""
        return self.archive.casefold() == "arxiv"

    @property
    def url(self) -> str | None:
        """The landing page in the archive; None if the form of its addresses is not known."""
        start = _ARCHIVES.get(self.archive.casefold())
        return start + self.id if start else None

    @property
    def doi(self) -> str | None:
        """The DOI that the archive registers for a paper, as arXiv does; a version has none."""
        found = arxiv_id(self.id) if self.is_arxiv else None
        return f"10.48550/arXiv.{found.bare}" if found else None


@dataclass(frozen=True, slots=True)
class Origin:
    """The places in the source of an entry, its key and its fields, and the fields' source text.

    ``fields`` and ``raw`` are keyed by the source's name of the field: a CSL variable, a RIS tag,
    or the lower-case name of a .bib field. The raw value of a .bib field is the source between
    its delimiters, with string macros and concatenations resolved.
    """

    position: Position
    key: Position
    fields: Mapping[str, Position]
    raw: dict[str, str]
    allowed: tuple[Acknowledgement, ...] = ()
    """Findings that the file acknowledges for this entry."""
    inherited: dict[str, Position] = field(default_factory=dict)
    """Fields that another entry gives -> the field of this one that refers to it."""
    moved: dict[str, Position] = field(default_factory=dict)
    """Fields whose value stands in another one, such as an address in a note -> its place."""
    commented: bool = False
    """Comments stand between its fields."""
    composed: frozenset[str] = frozenset()
    """Fields with a value made of string macros, and fields that are given twice."""
    groups: tuple[tuple[str, ...], ...] = ()
    """Groups of a reference manager, each with its names from the outermost inwards."""
    variables: tuple[tuple[str, str], ...] = ()
    """Variables of CSL-JSON that say more than the attribute they are read as, with their text:
    the words for a date, the number of a book that is not the one in its series."""
    sentence_case: bool = False
    """Its titles are in sentence case, where a capital is meant: as in CSL, RIS and Zotero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One work. An attribute that is not known is None or empty, never a guess.

    ``container`` is the journal or the book that the work appeared in. ``publisher`` is whoever
    issued it: a thesis' school, a report's institution. Type and format decide which fields they
    become. ``sections`` are section ids: first the one whose file holds the entry, then those
    that list it as well.
    """

    key: str
    type: str
    title: Text = field(default_factory=Text)
    authors: Names = field(default_factory=Names)
    editors: Names = field(default_factory=Names)
    date: Date | None = None
    container: Text | None = None
    venue: str | None = None
    """Short label of the venue, without the year: ``NeurIPS``."""
    publisher: Text | None = None
    place: Text | None = None
    series: Text | None = None
    edition: Text | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    """A page, or first and last page joined by an en dash; several ranges joined by ``, ``."""
    doi: str | None = None
    """Bare, in the letter case of its source: ``10.18653/v1/2024.acl-long.468``."""
    isbn: str | None = None
    issn: str | None = None
    eprint: Eprint | None = None
    openreview: str | None = None
    """Id of the OpenReview forum of the work."""
    links: tuple[Link, ...] = ()
    """One address a kind, in the order of `LinkKind`."""
    language: str | None = None
    keywords: tuple[str, ...] = ()
    """Words and phrases, without a comma or semicolon in them."""
    note: Text | None = None
    abstract: Text | None = None
    sections: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Former keys, under which the work may still be cited."""
    related: tuple[str, ...] = ()
    """Keys of works that belong to this one: the paper of a data set, say."""
    extra: tuple[tuple[str, str], ...] = ()
    """Fields that the model does not know, by name, with their LaTeX source."""
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def link(self, kind: LinkKind) -> str | None:
        """Return the first address of a kind."""
        for link in self.links:  # nearly every writer asks, for every entry
            if link.kind == kind:
                return link.url
        return None

    @property
    def landing_page(self) -> str | None:
        """The address to send a reader to: the entry's own, else by DOI, else the archive's."""
        if own := self.link(LinkKind.PAPER):
            return own
        if self.doi:
            return doi_url(self.doi)
        if self.eprint and self.eprint.url:
            return self.eprint.url
        return self.link(LinkKind.PDF)

    @property
    def names_publication(self) -> bool:
        """True if the venue is one where works are published, and no archive of preprints."""
        return bool(self.venue) and not _ARCHIVE.search(self.venue or "")

    @property
    def page_beside_doi(self) -> str | None:
        """The landing page for formats with a field for the DOI, which leads there by itself."""
        return None if self.doi and not self.link(LinkKind.PAPER) else self.landing_page

    def position(self, name: str | None = None) -> Position | None:
        """Return the place of a field in the source, or of the entry if it has no such field."""
        if self.origin is None:
            return None
        if name is None:
            return self.origin.position
        origin = self.origin
        place = origin.fields.get(name) or origin.moved.get(name) or origin.inherited.get(name)
        return place or self.origin.position


def doi_url(doi: str) -> str:
    """Return the resolver's address of a bare DOI."""
    return f"https://doi.org/{doi}"
