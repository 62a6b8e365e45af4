"""The table of attributes: the kind, word and .bib fields of each attribute of `Entry`.

Losses, changes between two states, tables, `show`, merging and the rules read it. A new attribute
of `Entry` needs a row here, and its lines in the formats that carry it.
"""

from __future__ import annotations

from typing import Literal

from pllm_bib.model.named_tuple import NamedTuple

AttributeKind = Literal[
    "key", "type", "text", "plain", "words", "date", "eprint", "sections", "names", "links", "extra"
]
"""The kind of an attribute's value; ``words`` is a tuple of texts without markup."""


class Attribute(NamedTuple):
    """A row of the table: an attribute of `Entry`."""

    name: str
    kind: AttributeKind
    word: str
    """The name for people, as in ``show``."""
    bib: str
    """The fields of .bib files that hold it, separated by blanks, the best known first."""
    published: bool = False
    """True if it describes one publication of the work; it is never mixed with another's."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of .bib files that hold it, the best known first."""
        return tuple(self.bib.split())

    @property
    def column(self) -> str:
        """The name in tables and in JSON lines."""
        return self.word.lower().replace(" ", "_")


_ROWS = (
    Attribute("key", "key", "Key", "key"),
    Attribute("type", "type", "Type", ""),
    Attribute("title", "text", "Title", "title"),
    Attribute("authors", "names", "Authors", "author"),
    Attribute("editors", "names", "Editors", "editor"),
    Attribute("date", "date", "Date", "date year month day", published=True),
    Attribute("container", "text", "Container", "booktitle journal journaltitle", published=True),
    Attribute("venue", "plain", "Venue", "venue", published=True),
    Attribute("publisher", "text", "Publisher", "publisher school institution", published=True),
    Attribute("place", "text", "Place", "address location", published=True),
    Attribute("series", "text", "Series", "series", published=True),
    Attribute("edition", "text", "Edition", "edition", published=True),
    Attribute("volume", "plain", "Volume", "volume", published=True),
    Attribute("number", "plain", "Number", "number", published=True),
    Attribute("pages", "plain", "Pages", "pages", published=True),
    Attribute("doi", "plain", "DOI", "doi"),
    Attribute("isbn", "plain", "ISBN", "isbn", published=True),
    Attribute("issn", "plain", "ISSN", "issn", published=True),
    Attribute("eprint", "eprint", "Eprint", "eprint archiveprefix primaryclass"),
    Attribute("openreview", "plain", "Openreview", "openreview"),
    Attribute("links", "links", "Links", "url pdf code data website video"),
    Attribute("language", "plain", "Language", "language langid"),
    Attribute("keywords", "words", "Keywords", "keywords"),
    Attribute("sections", "sections", "Sections", "also"),
    Attribute("aliases", "words", "Former keys", "ids"),
    Attribute("related", "words", "Related", "related"),
    Attribute("note", "text", "Note", "note"),
    Attribute("abstract", "text", "Abstract", "abstract"),
    Attribute("extra", "extra", "Other fields", ""),
)

ATTRIBUTES = {row.name: row for row in _ROWS}
"""Attribute of `Entry` -> its row, in the order of tables. `origin` says nothing of the work."""


def of_kind(*kinds: AttributeKind) -> tuple[str, ...]:
    """Return the attributes of these kinds: kind by kind, and in the order of the table."""
    return tuple(row.name for kind in kinds for row in ATTRIBUTES.values() if row.kind == kind)


TEXTS = frozenset(of_kind("text"))
"""Attributes that are texts with markup."""

PUBLISHED_FIELDS = tuple(
    name for row in ATTRIBUTES.values() if row.published for name in row.fields
)
"""Fields of .bib files that describe one publication of a work."""
