"""Entries -> RIS, with the tags that Zotero's importer puts in the right fields.

Source: the Reference Manager (RIS) specification of 2001 and the 2011 additions, read as Zotero's
translator reads them: plain text, UTF-8 without a mark, ``TY`` first and ``ER`` last. Lines of
``M2`` are Zotero's Extra field, where ``Label: value`` lines become fields on saving.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats import latex
from pllm_bib.formats.vocabulary import row
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry, Eprint
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text

_CONTAINER_TAG = {"CONF": "C3", "JOUR": "T2", "CHAP": "T2", "ELEC": "T2", "GEN": "T2"}
"""Elsewhere Zotero takes T2 for a series."""
_SERIES_TAG = {"RPRT": "T2", "UNPD": None, "DATA": None, "COMP": None, "ELEC": None}
_EDITOR_TAG = {"BOOK": "A3", "EDBOOK": "A3", "RPRT": "ED", "PAT": None}
"""Where A2 are the editors of a series, or the authority that issued a patent."""
_VENUE_TAG = {"CONF": "T2", "JOUR": "J2"}
_PLACE_TAG = {"CONF": "C1"}
_PAGED = frozenset({"CONF", "JOUR", "CHAP", "GEN", "RPRT", "PAT"})
"""Types whose SP and EP are pages; elsewhere Zotero takes SP for the number of pages."""
_NUMBERED = _PAGED | {"BOOK", "EDBOOK", "THES", "PAMP", "UNPB"}
"""Types that have a volume and a number; VL of a web page would be its access date."""
_NUMBER_TAG = {"RPRT": "SN", "PAT": "SN", "BOOK": "M1", "EDBOOK": "M1", "CHAP": "SV"}
"""Where the number is no issue: of a report or patent, or of a book in its series."""
_STANDARD_NUMBER = {"JOUR": "ISSN", "GEN": "ISSN", "UNPB": "ISSN", "RPRT": None, "PAT": None}
"""What Zotero takes SN for, where that is not an ISBN."""
_ZOTERO_TYPE = {"UNPB": "manuscript", "GEN": "document"}
"""Types that Zotero takes for journal articles, and the line of Extra that tells it better."""
_LABELLED_LINKS = {
    LinkKind.CODE: "Code",
    LinkKind.DATA: "Data",
    LinkKind.WEBSITE: "Website",
    LinkKind.VIDEO: "Video",
}


def write(library: Library) -> str:
    """Write the entries of a library as RIS records, a blank line between them."""
    headings = library.headings
    return "\n".join(
        "".join(f"{tag}  - {value}\n" for tag, value in _record(entry, headings))
        for entry in library
    )


def _record(entry: Entry, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    for tag, value in _tags(entry, row(entry.type).ris, headings):
        clean = _one_line(value)
        if tag and (clean or tag == "ER"):
            yield tag, clean


def _tags(entry: Entry, kind: str, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "TY", kind
    yield "ID", entry.key
    for name in entry.authors:
        yield "AU", _name(name)
    for name in entry.editors:
        yield _EDITOR_TAG.get(kind, "A2") or "", _name(name)
    yield "TI", _plain(entry.title)
    yield from _container(entry, kind)
    yield _SERIES_TAG.get(kind, "T3") or "", _plain(entry.series)
    yield "ET", _plain(entry.edition)
    yield from _date(entry)
    if kind in _NUMBERED:
        yield "VL", entry.volume or ""
        yield _NUMBER_TAG.get(kind, "IS"), entry.number or ""
    if kind in _PAGED:
        yield from _pages(entry.pages or "")
    preprint = entry.eprint if entry.type == "preprint" else None
    yield "PB", _plain(entry.publisher) or (preprint.archive if preprint else "")
    yield _PLACE_TAG.get(kind, "CY"), _plain(entry.place)
    for label, value in (("ISBN", entry.isbn), ("ISSN", entry.issn)):
        if label == _STANDARD_NUMBER.get(kind, "ISBN"):
            yield "SN", value or ""
    yield "DO", entry.doi or (preprint and preprint.doi) or ""
    yield "UR", entry.landing_page or ""
    yield "L1", entry.link(LinkKind.PDF) or ""
    yield from _links(entry)
    yield "AB", _plain(entry.abstract)
    yield "N1", _plain(entry.note)
    for keyword in entry.keywords:
        yield "KW", keyword
    for section in entry.sections:
        yield "KW", headings.get(section, section)
    if kind != "COMP":  # there it is the programming language
        yield "LA", entry.language or ""
    yield from _extra(entry, kind, preprint)
    yield "ER", ""


def _date(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.date:
        month = f"{entry.date.month:02}" if entry.date.month else ""
        day = f"{entry.date.day:02}" if entry.date.day else ""
        yield "DA", f"{entry.date.year:04}/{month}/{day}/"
        yield "PY", f"{entry.date.year:04}"


def _extra(entry: Entry, kind: str, preprint: Eprint | None) -> Iterator[tuple[str, str]]:
    """What Zotero keeps in its Extra field; a value there holds no colon."""
    if kind in _ZOTERO_TYPE:
        yield "M2", f"Type: {_ZOTERO_TYPE[kind]}"
    for label, value in (("ISBN", entry.isbn), ("ISSN", entry.issn)):
        if value and label != _STANDARD_NUMBER.get(kind, "ISBN"):
            yield "M2", f"{label}: {value}"
    if preprint:
        yield "AN", preprint.id
        yield "DB", preprint.archive
        yield "M2", "Type: preprint"
        yield "M2", f"Archive ID: {preprint.id}"
    if entry.eprint:
        yield "M2", f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}"
    yield "M2", f"Citation Key: {entry.key}"


def _container(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    container = _plain(entry.container)
    yield _CONTAINER_TAG.get(kind, ""), container
    tag = _VENUE_TAG.get(kind)
    if entry.venue and tag == "T2":
        yield tag, f"{entry.venue} {entry.date.year}" if entry.date else entry.venue
    elif entry.venue and tag and entry.venue != container:
        yield tag, entry.venue


def _pages(pages: str) -> Iterator[tuple[str, str]]:
    first, dash, last = pages.partition("–")
    if dash and "," not in pages and "–" not in last:
        yield "SP", first
        yield "EP", last
    else:
        yield "SP", pages


def _links(entry: Entry) -> Iterator[tuple[str, str]]:
    for link in entry.links:
        label = _LABELLED_LINKS.get(link.kind)
        if label:
            yield "L4", link.url
            yield "N1", f"{label}: {link.url}"


def _name(name: Name) -> str:
    if name.organisation:
        return name.family
    if name.suffix:  # it is the third part, given name or not
        return f"{name.full_family}, {name.given}, {name.suffix}"
    return f"{name.full_family}, {name.given}" if name.given else name.full_family


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _one_line(value: str) -> str:
    """A value may not hold line ends, nor other control characters."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", value).strip()
