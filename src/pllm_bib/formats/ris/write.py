"""Entries -> RIS, with the tags that Zotero's importer puts in the right fields.

Source: the Reference Manager (RIS) specification of 2001 and the 2011 additions, read as Zotero's
translator reads them: plain text, UTF-8 without a mark, ``TY`` first and ``ER`` last. Lines of
``M2`` are Zotero's Extra field, where ``Label: value`` lines become fields on saving. For other
programs, see `dialects`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.ris.dialects import DEFAULT, DIALECTS
from pllm_bib.formats.ris.tags import (
    LINK_LABELS,
    NUMBERED,
    PAGED,
    WITH_CONTAINER,
    WRITE_EDITORS,
    WRITE_NUMBER,
    WRITE_SERIES,
    WRITE_STANDARD_NUMBER,
    ZOTERO_TYPES,
)
from pllm_bib.formats.shared import extra_fields, extra_lines, fields, latex, titles
from pllm_bib.formats.shared.dates import MONTHS, SEASONS, in_words
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import ris_type, type_source
from pllm_bib.model.date import Date
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.formats.ris.dialects import RisDialect
    from pllm_bib.model.entry import Entry, Eprint
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text

_OWN_TAG = regex(r"ris-(?!ty|er|id)([a-z][a-z0-9])")
"""Fields that hold what a tag of RIS says; those that a record has once are not written again."""
_CONTROLS = regex(r"[\x00-\x1f\x7f\u2028\u2029]+")


def _parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
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
    dialect = DIALECTS.get(context.options.dialect, DEFAULT)
    kind = ris_type(entry)
    of_preprint = dialect.preprint if entry.type == "preprint" else kind
    yield Part("TY", of_preprint, type_source(entry))
    yield Part("ID", entry.key, "key")
    for name in entry.authors.listed:
        yield Part("AU", _name(name, dialect), "authors")
    for name in entry.editors.listed:
        if tag := WRITE_EDITORS.get(kind, "A2"):
            yield Part(dialect.editors or tag, _name(name, dialect), "editors")
    yield Part("TI", _plain(titles.full_title(entry)), titles.title_sources(entry).title)
    yield from _container(entry, kind, dialect)
    yield Part("ET", _plain(entry.edition), "edition")
    yield from _date(entry, dialect)
    yield from _numbers(entry, kind)
    preprint = entry.eprint if entry.type == "preprint" else None
    yield from _publisher(entry, kind, preprint, dialect)
    for part in _identifiers(entry, kind, preprint):
        is_doi = part.target == "DO" and part.value
        yield part._replace(value=dialect.doi_start + part.value) if is_doi else part
    yield landing_page(entry, "UR", doi_url=context.options.doi_url)
    yield Part("L1", entry.link(LinkKind.PDF), "links.pdf")
    yield from _links(entry)
    yield Part("AB", _plain(entry.abstract), "abstract")
    yield Part("N1", _plain(entry.note), "note")
    if entry.extra:
        yield from _more(entry, dict(entry.extra))
    for keyword in entry.keywords:
        yield Part("KW", keyword, "keywords")
    for section in entry.sections:
        yield Part("KW", context.headings.get(section, section), "sections")
    if kind != "COMP":  # there it is the programming language
        yield Part("LA", language_code(entry.language or ""), "language")
    yield from _extra(entry, kind, preprint, dialect)
    yield Part("ER", "")


parts = extra_fields.by_role(_parts, lambda _entry: fields.TRANSLATORS)
"""Returns the tags of an entry's record, in order."""


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record: a line for each tag with a value."""
    lines = []
    for tag, value, _source in parts:
        clean = one_line(value) if value else ""
        if clean or tag == "ER":
            lines.append(f"{tag}  - {clean}\n")
    return "".join(lines)


WRITER = Writer(parts=parts, layout=layout, separator="\n")
write = WRITER.write


def _date(entry: Entry, dialect: RisDialect) -> Iterator[Part]:
    """Yield the year, and the whole date where a tag may have it.

    Mendeley refuses a record with a DA that has no day, and pandoc a PY that is no year, if it
    does not stand before Y1.
    """
    date = entry.date
    if date is None:
        yield Part("PY", *extra_fields.date_words(entry))
    elif not date.has_plain_year:  # RIS has years of four digits only
        yield Part("PY", in_words(date), "date")
    else:
        yield Part("PY", f"{date.year:04}", "date")
        if not date.is_plain:
            yield Part(dialect.dates[-1][0], _not_plain(date), "date")
        for tag, part in dialect.dates if date.is_plain else ():
            if getattr(date, part):
                spelled_out = dialect.months_in_words
                yield Part(tag, _month_in_words(date) if spelled_out else _day(date), "date")


def _not_plain(date: Date) -> str:
    """Return a season as RIS has it, any other period or guess in words."""
    is_season = date == Date(date.year, season=date.season)
    return _day(date) if is_season else in_words(date)


def _month_in_words(date: Date) -> str:
    month = MONTHS[(date.month or 1) - 1].title()
    return f"{month} {date.day}" if date.day else month


def _day(date: Date) -> str:
    month = f"{date.month:02}" if date.month else ""
    day = f"{date.day:02}" if date.day else ""
    other = SEASONS[date.season - 1] if date.season else ""
    return f"{date.year:04}/{month}/{day}/{other}"


def _publisher(
    entry: Entry, kind: str, preprint: Eprint | None, dialect: RisDialect
) -> Iterator[Part]:
    """Yield the publisher and its place."""
    publisher = titles.publisher(entry)
    holder = extra_fields.names(dict(entry.extra), "holder") if kind == "PAT" else ()
    if holder and not publisher:
        yield Part("PB", "; ".join(_name(name, dialect) for name in holder), "extra.holder")
    elif publisher or not preprint:
        yield Part("PB", _plain(publisher), titles.publisher_source(entry))
    else:
        yield Part("PB", preprint.archive, "eprint")
    place, source = _plain(entry.place), "place"
    if kind == "CONF" and not place and entry.extra:
        place, source = extra_fields.plain(dict(entry.extra), "eventplace"), "extra.eventplace"
    yield Part(dialect.event_place if kind == "CONF" else "CY", place, source)


_DATES = frozenset({"ris-py", "ris-da", "ris-y1"})
"""Fields with a tag of dates, of which a record has one each."""


def _more(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    """Yield lines of fields that the model has no attribute for."""
    for name in extra:
        source = f"extra.{name}"
        known = fields.FIELDS.get(name)
        if entry.date and name in _DATES:
            continue
        if own := _OWN_TAG.fullmatch(name):
            yield Part(own[1].upper(), extra_fields.plain(extra, name), source)
        elif known is None or known.ris is None:
            continue
        elif known.kind == "names":
            for person in extra_fields.names(extra, name).listed:
                yield Part(known.ris, _name(person, DEFAULT), source)
        elif known.kind == "date":
            day = extra_fields.date(extra, name)
            yield Part(known.ris, _day(day) if day else extra_fields.plain(extra, name), source)
        else:
            yield Part(known.ris, extra_fields.plain(extra, name), source)


def _extra(entry: Entry, kind: str, preprint: Eprint | None, dialect: RisDialect) -> Iterator[Part]:
    """Yield lines for Zotero's field Extra, where a value holds no colon; else for notes."""
    if preprint and dialect.archive:
        yield Part("AN", preprint.id, "eprint")
        yield Part("DB", preprint.archive, "eprint")
    tag = "M2" if dialect.for_zotero else "N1"
    if dialect.for_zotero and (entry.type == "preprint" or kind in ZOTERO_TYPES):
        meant = "preprint" if entry.type == "preprint" else ZOTERO_TYPES[kind]
        yield Part("M2", f"Type: {meant}")
    for name, number in (("isbn", entry.isbn), ("issn", entry.issn)):
        if number and name != WRITE_STANDARD_NUMBER.get(kind, "isbn"):
            yield Part(tag, f"{name.upper()}: {number}", name)
    if preprint and dialect.for_zotero:
        yield Part("M2", f"Archive ID: {preprint.id}", "eprint")
    if entry.eprint:
        yield Part(tag, f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}", "eprint")
    if dialect.for_zotero:
        yield Part("M2", f"Citation Key: {entry.key}", "key")


def _container(entry: Entry, kind: str, dialect: RisDialect) -> Iterator[Part]:
    """Yield the container, the event or the short name of the venue, and the series.

    The container comes first: pandoc takes the first of several.
    """
    container = _plain(titles.full_container(entry))
    sources = titles.title_sources(entry)
    tags = {"CONF": dialect.proceedings, "CHAP": dialect.book}.get(kind, ("T2",))
    for tag in tags if kind in WITH_CONTAINER or kind == "CONF" else ():
        yield Part(tag, container, sources.container)
    if kind == "CONF" and dialect.event:
        event = extra_fields.plain(dict(entry.extra), "eventtitle") if entry.extra else ""
        year = f" {entry.date.year_text}" if entry.date else ""
        if event:
            yield Part(dialect.event, event, "extra.eventtitle")
        elif entry.venue:
            yield Part(dialect.event, f"{entry.venue}{year}", "venue")
    elif kind == "JOUR" and entry.venue:
        yield Part("J2", entry.venue if entry.venue != container else "", "venue")
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


def _name(name: Name, dialect: RisDialect) -> str:
    if name.organisation:
        return name.family + dialect.organisation_end
    if name.suffix:  # it is the third part, given name or not
        return f"{name.full_family}, {name.given}, {name.suffix}"
    return f"{name.full_family}, {name.given}" if name.given else name.full_family


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def one_line(value: str) -> str:
    """Return a value without line ends and other control characters."""
    return _CONTROLS.sub(" ", value).strip()
