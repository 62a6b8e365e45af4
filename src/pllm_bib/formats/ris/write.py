"""Entries -> RIS, with the tags that Zotero's importer puts in the right fields.

Source: the Reference Manager (RIS) specification of 2001 and the 2011 additions, read as Zotero's
translator reads them: plain text, UTF-8 without a mark, ``TY`` first and ``ER`` last. Lines of
``M2`` are Zotero's Extra field, where ``Label: value`` lines become fields on saving.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.ris.tags import (
    LINK_LABELS,
    NUMBERED,
    PAGED,
    WRITE_CONTAINER,
    WRITE_EDITORS,
    WRITE_NUMBER,
    WRITE_PLACE,
    WRITE_SERIES,
    WRITE_STANDARD_NUMBER,
    WRITE_VENUE,
    ZOTERO_TYPES,
)
from pllm_bib.formats.shared import extra_fields, extra_lines, fields, latex, titles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import ris_type, type_source
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry, Eprint
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text

_OWN_TAG = re.compile(r"ris-(?!ty|er|id)([a-z][a-z0-9])")
"""Fields that hold what a tag of RIS says; those that a record has once are not written again."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    """Return the tags of an entry's record, in order."""
    if entry.extra and context.options.keep_extra:
        return _with_the_rest(entry, context)
    return _tags(entry, context)


def _with_the_rest(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """Yield the tags, and as lines of Zotero's Extra the fields without a tag."""
    *found, end = _tags(entry, context)
    yield from found
    left = unsaid(entry, found)
    for (name, _source), line in zip(left, extra_lines.lines(left), strict=True):
        yield Part("M2", line, f"extra.{name}")
    yield end


def _tags(entry: Entry, context: WriteContext) -> Iterator[Part]:
    kind = ris_type(entry)
    yield Part("TY", kind, type_source(entry))
    yield Part("ID", entry.key, "key")
    for name in entry.authors:
        yield Part("AU", _name(name), "authors")
    for name in entry.editors:
        if tag := WRITE_EDITORS.get(kind, "A2"):
            yield Part(tag, _name(name), "editors")
    yield Part("TI", _plain(titles.full_title(entry)), titles.title_sources(entry).title)
    yield from _container(entry, kind)
    yield Part("ET", _plain(entry.edition), "edition")
    yield from _date(entry)
    yield from _numbers(entry, kind)
    preprint = entry.eprint if entry.type == "preprint" else None
    yield from _publisher(entry, kind, preprint)
    yield from _identifiers(entry, kind, preprint)
    yield landing_page(entry, "UR", doi_url=context.options.doi_url)
    yield Part("L1", entry.link(LinkKind.PDF), "links.pdf")
    yield from _links(entry)
    yield Part("AB", _plain(entry.abstract), "abstract")
    yield Part("N1", _plain(entry.note), "note")
    if entry.extra:
        yield from _more(dict(entry.extra))
    for keyword in entry.keywords:
        yield Part("KW", keyword, "keywords")
    for section in entry.sections:
        yield Part("KW", context.headings.get(section, section), "sections")
    if kind != "COMP":  # there it is the programming language
        yield Part("LA", language_code(entry.language or ""), "language")
    yield from _extra(entry, kind, preprint)
    yield Part("ER", "")


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record: a line for each tag with a value."""
    lines = []
    for tag, value, _source in parts:
        clean = _one_line(value) if value else ""
        if clean or tag == "ER":
            lines.append(f"{tag}  - {clean}\n")
    return "".join(lines)


WRITER = Writer(parts=parts, layout=layout, separator="\n")
write = WRITER.write


def _date(entry: Entry) -> Iterator[Part]:
    date = entry.date
    if date and date.has_plain_year:
        yield Part("DA", _day(date), "date")
        yield Part("PY", f"{date.year:04}", "date")
    elif date:  # RIS has years of four digits only
        yield Part("PY", date.year_text, "date")


def _day(date: Date) -> str:
    month = f"{date.month:02}" if date.month else ""
    day = f"{date.day:02}" if date.day else ""
    return f"{date.year:04}/{month}/{day}/"


def _publisher(entry: Entry, kind: str, preprint: Eprint | None) -> Iterator[Part]:
    """Yield the publisher and its place."""
    publisher = titles.publisher(entry)
    if publisher or not preprint:
        yield Part("PB", _plain(publisher), titles.publisher_source(entry))
    else:
        yield Part("PB", preprint.archive, "eprint")
    place, source = _plain(entry.place), "place"
    if kind == "CONF" and not place and entry.extra:
        place, source = extra_fields.plain(dict(entry.extra), "eventplace"), "extra.eventplace"
    yield Part(WRITE_PLACE.get(kind, "CY"), place, source)


def _more(extra: dict[str, str]) -> Iterator[Part]:
    """Yield lines of fields that the model has no attribute for."""
    for name in extra:
        source = f"extra.{name}"
        known = fields.FIELDS.get(name)
        if own := _OWN_TAG.fullmatch(name):
            yield Part(own[1].upper(), extra_fields.plain(extra, name), source)
        elif known is None or known.ris is None:
            continue
        elif known.kind == "names":
            for person in extra_fields.names(extra, name):
                yield Part(known.ris, _name(person), source)
        elif known.kind == "date":
            day = extra_fields.date(extra, name)
            yield Part(known.ris, _day(day) if day else extra_fields.plain(extra, name), source)
        else:
            yield Part(known.ris, extra_fields.plain(extra, name), source)


def _extra(entry: Entry, kind: str, preprint: Eprint | None) -> Iterator[Part]:
    """Yield lines for Zotero's field Extra; a value there holds no colon."""
    if kind in ZOTERO_TYPES:
        yield Part("M2", f"Type: {ZOTERO_TYPES[kind]}")
    for name, number in (("isbn", entry.isbn), ("issn", entry.issn)):
        if number and name != WRITE_STANDARD_NUMBER.get(kind, "isbn"):
            yield Part("M2", f"{name.upper()}: {number}", name)
    if preprint:
        yield Part("AN", preprint.id, "eprint")
        yield Part("DB", preprint.archive, "eprint")
        yield Part("M2", "Type: preprint")
        yield Part("M2", f"Archive ID: {preprint.id}", "eprint")
    if entry.eprint:
        yield Part("M2", f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}", "eprint")
    yield Part("M2", f"Citation Key: {entry.key}", "key")


def _container(entry: Entry, kind: str) -> Iterator[Part]:
    container = _plain(titles.full_container(entry))
    sources = titles.title_sources(entry)
    if kind in WRITE_CONTAINER:
        yield Part(WRITE_CONTAINER[kind], container, sources.container)
    tag = WRITE_VENUE.get(kind)
    event = extra_fields.plain(dict(entry.extra), "eventtitle") if entry.extra else ""
    if event and tag == "T2":
        yield Part(tag, event, "extra.eventtitle")
    elif entry.venue and tag == "T2":
        year = f" {entry.date.year_text}" if entry.date else ""
        yield Part(tag, f"{entry.venue}{year}", "venue")
    elif entry.venue and tag:
        yield Part(tag, entry.venue if entry.venue != container else "", "venue")
    if tag := WRITE_SERIES.get(kind, "T3"):
        yield Part(tag, _plain(titles.full_series(entry)), f"series {sources.main}")


def _numbers(entry: Entry, kind: str) -> Iterator[Part]:
    if kind in NUMBERED:
        yield Part("VL", entry.volume, "volume")
        yield Part(WRITE_NUMBER.get(kind, "IS"), entry.number, "number")
    if kind in PAGED and entry.pages:
        yield from _pages(entry.pages)


def _identifiers(entry: Entry, kind: str, preprint: Eprint | None) -> Iterator[Part]:
    if standard := WRITE_STANDARD_NUMBER.get(kind, "isbn"):
        yield Part("SN", getattr(entry, standard), standard)
    if entry.doi or not preprint:
        yield Part("DO", entry.doi, "doi")
    else:
        yield Part("DO", preprint.doi, "eprint")


def _pages(pages: str) -> Iterator[Part]:
    first, _dash, last = pages.partition("–")
    if first and last and "," not in pages and "–" not in last:
        yield Part("SP", first, "pages")
        yield Part("EP", last, "pages")
    else:
        yield Part("SP", pages, "pages")


def _links(entry: Entry) -> Iterator[Part]:
    for link in entry.links:
        label = LINK_LABELS.get(link.kind)
        if label:
            yield Part("L4", link.url, f"links.{link.kind}")
            yield Part("N1", f"{label}: {link.url}", f"links.{link.kind}")


def _name(name: Name) -> str:
    if name.organisation:
        return name.family
    if name.suffix:  # it is the third part, given name or not
        return f"{name.full_family}, {name.given}, {name.suffix}"
    return f"{name.full_family}, {name.given}" if name.given else name.full_family


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _one_line(value: str) -> str:
    """Return a value without line ends and other control characters."""
    return _CONTROLS.sub(" ", value).strip()
