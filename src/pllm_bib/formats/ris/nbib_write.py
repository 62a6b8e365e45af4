"""Entries -> MEDLINE's tagged files (.nbib), as PubMed writes them.

Source: the National Library of Medicine's MEDLINE/PubMed data element descriptions. What these
have no element for is a line of a general note (GN), as Zotero has it in Extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.ris.nbib import KEPT_TEXTS
from pllm_bib.formats.ris.write import one_line
from pllm_bib.formats.shared import dates, extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import row
from pllm_bib.formats.shared.types_read import MEDLINE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

_FIRST_YEAR = 1000


def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """Yield the elements of an entry's record, in order."""
    told = list(_parts(entry, context))
    yield from told
    if context.options.keep_extra:
        left = unsaid(entry, told)
        for field, line in zip(left, extra_lines.lines(left), strict=True):
            yield Part("GN", line, f"extra.{field[0]}")


def _parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    extra = dict(entry.extra)
    sources = titles.title_sources(entry)
    yield Part("PMID", extra_fields.plain(extra, "pmid"), "extra.pmid")
    yield Part("IS", entry.issn, "issn")
    yield Part("ISBN", entry.isbn, "isbn")
    yield Part("VI", entry.volume, "volume")
    yield Part("IP", entry.number, "number")
    words, source = extra_fields.date_words(entry)
    yield Part("DP", _date(entry.date) or words, source or "date")
    container = _plain(titles.full_container(entry))
    is_book = row(entry.type).zotero == "book" and not container
    yield Part("BTI" if is_book else "TI", _plain(titles.full_title(entry)), sources.title)
    is_chapter = row(entry.type).container == "booktitle" and entry.type != "inproceedings"
    yield Part("BTI" if is_chapter else "JT", container, sources.container)
    yield Part("CTI", _plain(titles.full_series(entry)), f"series {sources.main}")
    yield Part("PG", (entry.pages or "").replace("–", "-"), "pages")
    yield from _identifiers(entry, extra)
    yield Part("AB", _plain(entry.abstract), "abstract")
    yield from _people(entry.authors, "FAU", "AU", "authors")
    yield from _people(entry.editors, "FED", "ED", "editors")
    yield Part("LA", language_code(entry.language or ""), "language")
    yield Part("PT", MEDLINE_NAMES.get(entry.type, ""), "type")
    yield Part("PB", _plain(titles.publisher(entry)), titles.publisher_source(entry))
    yield Part("PL", _plain(entry.place), "place")
    yield Part("EN", _plain(entry.edition), "edition")
    for tag, name in KEPT_TEXTS.items():
        yield Part(tag, extra_fields.plain(extra, name), f"extra.{name}")
    for keyword in entry.keywords:
        yield Part("OT", keyword, "keywords")
    for section in entry.sections:
        yield Part("OT", context.headings.get(section, section), "sections")
    note = titles.joined(entry.note, ".", extra_fields.text(extra, "addendum"))
    yield Part("GN", _plain(note), "note extra.addendum")
    yield Part("GN", f"Citation Key: {entry.key}", "key")
    if entry.type not in {*MEDLINE_NAMES, "misc"}:
        yield Part("GN", f"tex.entrytype: {entry.type}", "type")
    yield Part("PMC", extra_fields.plain(extra, "pmcid"), "extra.pmcid")


def _identifiers(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    """Yield what stands for the work: its number in place of pages, DOI, id and address."""
    if not entry.pages and "eid" in extra:
        yield Part("LID", f"{extra_fields.plain(extra, 'eid')} [pii]", "extra.eid")
    yield Part("LID", entry.doi and f"{entry.doi} [doi]", "doi")
    if entry.eprint:
        yield Part("LID", f"{entry.eprint.archive or 'eprint'}:{entry.eprint.id}", "eprint")
    page = landing_page(entry, "LID", doi_url=False)
    if entry.eprint is None or page.value != entry.eprint.url:
        yield page


def _date(date: Date | None) -> str:
    """Return a date as PubMed has it: ``2024 Jun 9``, ``2009 Winter``, ``1998 Dec-1999 Jan``."""
    if date is None:
        return ""
    ends = [date, *([date.end] if date.end else [])]
    if any(end.year < _FIRST_YEAR for end in ends):
        return str(date)
    return "-".join(map(_point, ends))


def _point(date: Date) -> str:
    told = [str(date.year)]
    if date.season:
        told.append(dates.SEASONS[date.season - 1])
    if date.month:
        told.append(dates.MONTHS[date.month - 1].capitalize())
    if date.day:
        told.append(str(date.day))
    return " ".join(told)


def _people(people: Names, full: str, short: str, source: str) -> Iterator[Part]:
    """Yield each name in full and with initials; organisations have an element of their own."""
    for name in people:
        if name.organisation and full == "FAU":
            yield Part("CN", name.family, source)
            continue
        given = f"{name.given} {name.suffix}".strip()
        yield Part(full, f"{name.full_family}, {given}" if given else name.full_family, source)
        yield Part(short, _initialled(name), source)
    if people.others:
        yield Part(full, "others", source)


def _initialled(name: Name) -> str:
    initials = "".join(word[0] for word in name.given.replace("-", " ").split())
    return " ".join(filter(None, (name.full_family, initials.upper(), name.suffix.rstrip("."))))


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record. Its PMID is at its start, where readers look for one."""
    number, *others = parts
    lines = [(number.target, one_line(number.value))]
    lines += [(part.target, one_line(part.value)) for part in others if part.value]
    return "".join(f"{tag:<4}- {value}\n" for tag, value in lines if value or tag == "PMID")


WRITER = Writer(parts=parts, layout=layout, separator="\n")
