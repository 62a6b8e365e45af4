"""A site before it is pages: its works, each with all that its pages show, and what is around."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.site.words import Words


class CopyFormat(NamedTuple):
    """A format that works are copied in: the texts of several stand between head and tail."""

    name: str
    title: str
    suffix: str
    head: str = ""
    separator: str = ""
    tail: str = ""
    nothing: str = ""


class SiteDownload(NamedTuple):
    """A format in which all works of a list are one file: its name begins with ``prefix``."""

    name: str
    title: str
    prefix: str
    suffix: str

    def path(self, of: str) -> str:
        """Return the path of a file, by what it is called beside its format."""
        return f"download/{self.prefix}{of}{self.suffix}"


class SiteSource(NamedTuple):
    """A public address that fields of a work were read at."""

    address: str
    kind: str
    fields: tuple[str, ...]


class Formatted(NamedTuple):
    """A reference in a citation style, as HTML and as plain text."""

    style: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWork:
    """A work with all that its own page shows. ``name`` is that of its page, without suffix."""

    entry: Entry
    digest: str
    """A digest of the entry."""
    name: str
    texts: Mapping[str, str]
    """Its text in each `CopyFormat`, by the format's name."""
    venue: str = ""
    """The venue that it is filed under."""
    has: tuple[str, ...] = ()
    """What it has of all that works can be filtered by."""
    references: tuple[Formatted, ...] = ()
    sources: tuple[SiteSource, ...] = ()
    added: str = ""
    """The moment that it came into the list (RFC 3339); empty if nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that a site is made of."""

    title: str
    library: Library
    works: tuple[SiteWork, ...]
    """In the order of the library."""
    words: Words
    write: Callable[[str, str], str]
    """Writes a download: by the name of its format, and the slug of a section or ``all``."""
    known: Callable[[Entry, str, Callable[[], str]], str]
    """Returns a text of an entry, which it makes or remembers; a name says which text, and what
    else it depends on."""
    downloads: tuple[SiteDownload, ...] = ()
    intro: str = ""
    """HTML that is safe."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What stands below the headings of chapters and sections: safe HTML, by id."""
    formats: tuple[CopyFormat, ...] = ()
    styles: Mapping[str, str] = field(default_factory=dict)
    """Citation styles of the references, each with its title."""
    indexed: bool = False
    """Whether the search has an index that is made of `records`, for a site of many works."""
    address: str = ""
    """The web address of the site, with a slash at its end; empty if unknown."""
    repository: str = ""
    former: Mapping[str, str] = field(default_factory=dict)
    """Names of pages of former keys -> the names of the works' pages."""
