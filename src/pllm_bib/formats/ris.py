"""Entries -> RIS, with the tags that Zotero's importer puts in the right fields.

Source: the Reference Manager (RIS) specification of 2001 and the 2011 additions, read as Zotero's
translator reads them: plain text, UTF-8 without a mark, ``TY`` first and ``ER`` last. Lines of
``M2`` are Zotero's Extra field, where ``Label: value`` lines become fields on saving.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats import fields, latex
from pllm_bib.formats.vocabulary import ris_type
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry, Eprint
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text

_CONTAINER_TAG = {"CONF": "C3", "ELEC": "T2"}
_VENUE_TAG = {"CONF": "T2", "JOUR": "J2"}
_PLACE_TAG = {"CONF": "C1"}
_PAGED = frozenset(
    "CONF JOUR CHAP BOOK EDBOOK GEN RPRT THES PAMP ENCYC JFULL MGZN NEWS CASE LEGAL STAT".split()
)
"""Types whose SP and EP are pages; elsewhere Zotero takes SP for the number of pages."""
_NUMBERED = _PAGED | frozenset("PAT UNPB STAND SOUND MUSIC MPCT VIDEO".split())
"""Types that have VL and IS; VL of a web page would be its access date."""
_LABELLED_LINKS = {
    LinkKind.CODE: "Code",
    LinkKind.DATA: "Data",
    LinkKind.WEBSITE: "Website",
    LinkKind.VIDEO: "Video",
}


def write(library: Library) -> str:
    """Write the entries of a library as RIS records, a blank line between them."""
    headings = {section.id: section.heading for section in library.sections}
    return "\n".join(
        "".join(f"{tag}  - {value}\n" for tag, value in _record(entry, headings))
        for entry in library
    )


def _record(entry: Entry, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    for tag, value in _tags(entry, ris_type(entry), headings):
        clean = _one_line(value)
        if clean or tag == "ER":
            yield tag, clean


def _tags(entry: Entry, kind: str, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "TY", kind
    yield "ID", entry.key
    for name in entry.authors:
        yield "AU", _name(name)
    for name in entry.editors:
        yield "A2", _name(name)
    yield "TI", _plain(fields.full_title(entry))
    yield from _container(entry, kind)
    yield "T3", _plain(fields.full_series(entry))
    yield "ET", _plain(entry.edition)
    yield from _date(entry)
    if kind in _NUMBERED:
        yield "VL", entry.volume or ""
        yield "IS", entry.number or ""
    if kind in _PAGED:
        yield from _pages(entry.pages or "")
    preprint = entry.eprint if entry.type == "preprint" else None
    yield "PB", _plain(fields.publisher(entry)) or (preprint.archive if preprint else "")
    extra = dict(entry.extra)
    place = _plain(entry.place)
    if kind == "CONF":
        place = place or fields.plain(extra, "eventplace")
    yield _PLACE_TAG.get(kind, "CY"), place
    yield "SN", entry.isbn or ""
    yield "SN", entry.issn or ""
    yield "DO", entry.doi or (_arxiv_doi(preprint) if preprint else "")
    yield "UR", entry.landing_page or ""
    yield "L1", entry.link(LinkKind.PDF) or ""
    yield from _links(entry)
    yield "AB", _plain(entry.abstract)
    yield "N1", _plain(entry.note)
    for field in extra:
        yield from _more(extra, field)
    for keyword in entry.keywords:
        yield "KW", keyword
    for section in entry.sections:
        yield "KW", headings.get(section, section)
    if kind != "COMP":  # there it is the programming language
        yield "LA", entry.language or ""
    yield from _extra(entry, preprint)
    yield "ER", ""


def _date(entry: Entry) -> Iterator[tuple[str, str]]:
    date = entry.date
    if date and date.has_plain_year:
        yield "DA", _day(date)
        yield "PY", f"{date.year:04}"
    elif date:  # RIS has years of four digits only
        yield "PY", date.year_text


def _day(date: Date) -> str:
    month = f"{date.month:02}" if date.month else ""
    day = f"{date.day:02}" if date.day else ""
    return f"{date.year:04}/{month}/{day}/"


def _more(extra: dict[str, str], name: str) -> Iterator[tuple[str, str]]:
    """Lines of a field that the model has no attribute for."""
    known = fields.FIELDS.get(name)
    if name.startswith("ris-"):
        yield name.removeprefix("ris-").upper(), fields.plain(extra, name)
    elif known is None or known.ris is None:
        return
    elif known.kind == "names":
        for person in fields.names(extra, name):
            yield known.ris, _name(person)
    elif known.kind == "date":
        day = fields.date(extra, name)
        yield known.ris, _day(day) if day else fields.plain(extra, name)
    else:
        yield known.ris, fields.plain(extra, name)


def _extra(entry: Entry, preprint: Eprint | None) -> Iterator[tuple[str, str]]:
    """What Zotero keeps in its Extra field; a value there holds no colon."""
    if preprint:
        yield "AN", preprint.id
        yield "DB", preprint.archive
        yield "M2", "Type: preprint"
        yield "M2", f"Archive ID: {preprint.id}"
    if entry.eprint:
        yield "M2", f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}"
    yield "M2", f"Citation Key: {entry.key}"


def _container(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    container = _plain(fields.full_container(entry))
    event = fields.plain(dict(entry.extra), "eventtitle")
    yield _CONTAINER_TAG.get(kind, "T2"), container
    tag = _VENUE_TAG.get(kind)
    if event and tag == "T2":
        yield tag, event
    elif entry.venue and tag == "T2":
        yield tag, f"{entry.venue} {entry.date.year_text}" if entry.date else entry.venue
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


def _arxiv_doi(eprint: Eprint) -> str:
    """The DOI that arXiv registers for each of its papers."""
    return f"10.48550/arXiv.{eprint.id}" if eprint.is_arxiv else ""


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
