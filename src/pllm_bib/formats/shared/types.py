"""Entry types in the formats: ``types.tsv`` has a line a type, with its name in each format.

Sources: btxdoc and the BibLaTeX manual for the first columns, CSL 1.0.2 (appendix III), the
Reference Manager specification and Zotero's RIS translator, Zotero's schema for the last; for the
other tables also EndNote's list of reference types and MEDLINE's of publication types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.tables import read_table
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.model.entry import Entry


class TypeRow(NamedTuple):
    """An entry type: its name in each format, and BibTeX's fields for container and publisher."""

    canonical: str
    """In the .bib files of a list."""
    bibtex: str
    """In classic BibTeX, whose styles know the types of 1988 only."""
    biblatex: str
    csl: str
    ris: str
    zotero: str
    """Item type of Zotero; ``document`` where it has nothing nearer."""
    container: str | None
    """Field of the container in BibTeX; BibLaTeX's differs for journals only."""
    publisher: str
    """Field of the publisher in BibTeX; BibLaTeX's differs for schools only."""
    subtype: str | None = None
    """BibLaTeX ``type`` that tells apart types with one name in BibLaTeX."""
    genre: str | None = None
    """CSL ``genre`` that tells apart types with one name in CSL."""


TYPES: dict[str, TypeRow] = {name: TypeRow(*cells) for name, *cells in read_table("types.tsv")}
"""Entry type -> its row."""

WHAT_IT_IS = {
    "dataset": "Data set",
    "software": "Software",
    "online": "Web page",
    "artwork": "Artwork",
    "image": "Image",
    "audio": "Audio recording",
    "music": "Music recording",
    "movie": "Film",
    "video": "Video",
    "performance": "Performance",
    "letter": "Letter",
    "jurisdiction": "Court decision",
    "legislation": "Legislation",
    "legal": "Legal document",
    "standard": "Standard",
}
"""Type without a name in classic BibTeX -> what ``howpublished`` says there."""

KINDS = {"thesis": "Thesis", "report": "Report"}
"""Type -> what classic BibTeX prints, instead of the words of a narrower type."""

READ_AS: dict[str, str] = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
    "webpage": "online",
    "data": "dataset",
    "code": "software",
    "letters": "letter",
    "presentation": "unpublished",
    "talk": "unpublished",
    # Mendeley's own.
    "web_page": "online",
    "book_section": "incollection",
    "conference_proceedings": "inproceedings",
    "magazine_article": "article",
    "newspaper_article": "article",
    "encyclopedia_article": "inreference",
    "computer_program": "software",
    "working_paper": "report",
    "film": "movie",
    "television_broadcast": "video",
    "bill": "legislation",
    "statute": "legislation",
    "case": "jurisdiction",
    "generic": "misc",
    # Of BibLaTeX's APA style.
    "legmaterial": "legislation",
    "legadminmaterial": "legislation",
    "constitution": "legislation",
    # biblatex-software's parts of a program.
    "softwareversion": "software",
    "softwaremodule": "software",
    "codefragment": "software",
}
"""Other name of a type in BibTeX and BibLaTeX files -> the type."""
SAID_BY_NAME = {
    "magazine_article": ("entrysubtype", "magazine"),
    "newspaper_article": ("entrysubtype", "newspaper"),
    "presentation": ("type", "Speech"),
    "talk": ("type", "Speech"),
}
"""Such a name -> the field and the value that keep what else it says."""

TYPE_OF_SUBTYPE: dict[tuple[str, str], str] = {
    ("thesis", "phdthesis"): "phdthesis",
    ("thesis", "mathesis"): "mastersthesis",
    ("report", "techreport"): "techreport",
}
"""Type and BibLaTeX ``type`` -> the type that is both."""

_WORDS_OF_SUBTYPE = (
    ("thesis", regex(r"\bmaster", re.IGNORECASE), "mastersthesis"),
    ("phdthesis", regex(r"\bmaster|^mathesis", re.IGNORECASE), "mastersthesis"),
    ("thesis", regex(r"\bph\.?\s*d\b|\bdoctora", re.IGNORECASE), "phdthesis"),
)
"""Type and words of its ``type`` -> the type that both mean."""

_CSL_OF_SUBTYPE = {
    ("article-journal", "magazine"): "article-magazine",
    ("article-journal", "newspaper"): "article-newspaper",
}
_RIS_OF_SUBTYPE = {
    ("JOUR", "magazine"): "MGZN",
    ("JOUR", "newspaper"): "NEWS",
    ("JFULL", "magazine"): "MGZN",
    ("JFULL", "newspaper"): "NEWS",
}
_ZOTERO_OF_SUBTYPE = {
    ("journalArticle", "magazine"): "magazineArticle",
    ("journalArticle", "newspaper"): "newspaperArticle",
    ("videoRecording", "film"): "film",
}
"""Types of BibLaTeX's ``entrysubtype``, the values that the manual names (section 2.1)."""

_TALKS = frozenset("talk presentation lecture speech".split())
_BROADCASTS = frozenset(
    {"broadcast", "tv", "tvbroadcast", "tv broadcast", "tvepisode", "radio", "radio broadcast"}
)
"""Words of ``type`` or ``entrysubtype``, of people and of Better BibTeX, and Zotero's own."""
_OF_ANY_KIND = frozenset({"misc", "online", "unpublished"})
"""Types of works that these words say the kind of."""
_BROADCAST = frozenset({"misc", "online", "video", "audio"})


class ReadAs(NamedTuple):
    """The reading of a format's type that this program lacks or does not tell apart."""

    type: str
    """The type that it is read as."""
    field: str | None = None
    """The BibLaTeX field that keeps the rest of what the name of the type says."""
    value: str = ""
    unless: str | None = None
    """A field that says it too."""


def row(entry_type: str) -> TypeRow:
    """Return the row of a type; an unknown type is written as ``misc``."""
    return TYPES.get(entry_type, TYPES["misc"])


def refined(entry_type: str, subtype: str) -> tuple[str, bool]:
    """Return a type refined by a BibLaTeX ``type``, and True if it then says everything."""
    known = TYPE_OF_SUBTYPE.get((entry_type, subtype.strip().lower()))
    if known:
        return known, True
    for name, words, meant in _WORDS_OF_SUBTYPE:
        if name == entry_type and words.search(subtype):
            return meant, False
    return entry_type, False


def csl_type(entry: Entry) -> str:
    """Return the CSL type of an entry, as pandoc does for magazines, newspapers and talks."""
    if entry.type in _BROADCAST and entry.extra and _words(dict(entry.extra)) & _BROADCASTS:
        return "broadcast"
    return _type_of(entry, row(entry.type).csl, _CSL_OF_SUBTYPE, "speech")


def ris_type(entry: Entry) -> str:
    """Return the RIS type of an entry: magazines, newspapers and talks have their own."""
    return _type_of(entry, row(entry.type).ris, _RIS_OF_SUBTYPE, "SLIDE")


def zotero_type(entry: Entry) -> str:
    """Return Zotero's item type of an entry: magazines, newspapers and talks have their own.

    A book of an author in another one (its ``booktitle``) is a part to Zotero, whose books are in
    nothing. The ``booktitle`` of a whole collection is its own title, for the parts to inherit.
    """
    kind = _type_of(entry, row(entry.type).zotero, _ZOTERO_OF_SUBTYPE, "presentation")
    is_part = entry.type == "book" and entry.container and entry.authors
    return "bookSection" if is_part else kind


def _type_of(entry: Entry, name: str, of_subtype: Mapping[tuple[str, str], str], talk: str) -> str:
    if not entry.extra:
        return name
    extra = dict(entry.extra)
    if entry.type == "unpublished" and "eventtitle" in extra:
        return talk
    if entry.type in _OF_ANY_KIND and _words(extra) & _TALKS:
        return talk
    return of_subtype.get((name, extra.get("entrysubtype", "").lower()), name)


def _words(extra: Mapping[str, str]) -> set[str]:
    """Return the words for the kind of a work."""
    return {extra.get(name, "").strip().lower() for name in ("type", "entrysubtype")}


def type_source(entry: Entry) -> str:
    """Return the sources of an entry's type, as in `Part`."""
    if entry.extra:
        subtype = dict(entry.extra).get("entrysubtype", "").lower()
        of_kind = subtype in _TALKS | _BROADCASTS
        if of_kind or (row(entry.type).csl, subtype) in _CSL_OF_SUBTYPE:
            return "type extra.entrysubtype"
    return "type"
