"""Entries beside a program's records: the fields that are compared, and what counts as equal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats.shared import latex, titles
from pllm_bib.formats.shared.editions import edition_number
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import csl_type
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

Record = dict[str, str]
"""CSL's variable -> its text; names are joined by semicolons, each ``family, given, suffix``."""

NUMBERS = ("issue", "number", "collection-number")
"""Variables that may hold the number of a work: type and format decide which."""
WITH_MORE = {"note", "keyword", "URL"}
"""Fields that may hold more than the entry's own: sections, links and what has no place."""


class Compared(NamedTuple):
    """One field of one entry; equal values are written equally."""

    key: str
    type: str
    field: str
    ours: str
    theirs: str


def compare(entries: tuple[Entry, ...], records: list[Record]) -> Iterator[Compared]:
    """Yield every field that an entry or its record has.

    Records with the keys of entries are found by them, others by their order. A work without a
    record has one difference, ``entry``.
    """
    keys = {entry.key for entry in entries}
    named = {record["id"]: record for record in records if record.get("id") in keys}
    assert named or len(records) == len(entries)
    assert len(records) <= len(entries)
    for number, entry in enumerate(entries):
        record = named.get(entry.key) if named else records[number]
        has = "read" if record else "missing"
        yield Compared(entry.key, entry.type, "entry", "read", has)
        if record:
            yield from _fields(entry, record)


def _fields(entry: Entry, record: Record) -> Iterator[Compared]:
    for field, value in expected(entry).items():
        if field == "type" and "type" not in record:
            continue  # MODS has its own kinds, and Typst prints none
        ours = normal(field, value)
        theirs = _said(field, ours, entry, record)
        if ours or theirs:
            yield Compared(entry.key, entry.type, field, ours, theirs)


def expected(entry: Entry) -> Record:
    """Return what a program should know of an entry; a text is empty if the entry has none."""
    return {
        "type": csl_type(entry),
        "title": _plain(titles.full_title(entry)),
        "author": _people(entry.authors),
        "editor": _people(entry.editors),
        "issued": _date(entry.date),
        "container-title": _container(entry),
        "collection-title": _plain(entry.series),
        "publisher": _plain(titles.publisher(entry)),
        "publisher-place": _plain(entry.place),
        "edition": _plain(entry.edition),
        "volume": entry.volume or "",
        "number": entry.number or "",
        "page": entry.pages or "",
        "DOI": _doi(entry),
        "URL": _address(entry),
        "ISBN": entry.isbn or "",
        "ISSN": entry.issn or "",
        "eprint": entry.eprint.id if entry.eprint else "",
        "language": language_code(entry.language or ""),
        "keyword": "; ".join(entry.keywords),
        "note": _plain(entry.note),
        "abstract": _plain(entry.abstract),
    }


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _container(entry: Entry) -> str:
    """Return the journal or book; a periodical's is its own title."""
    return "" if entry.type == "periodical" else _plain(titles.full_container(entry))


def _address(entry: Entry) -> str:
    """Return the address, but for one that the id of a preprint says as well."""
    address = entry.link(LinkKind.PAPER)
    return "" if not address or (entry.eprint and address == entry.eprint.url) else address


def _doi(entry: Entry) -> str:
    """Return the DOI, but for one that the id of a preprint says as well."""
    doi, archive = entry.doi or "", entry.eprint.doi if entry.eprint else None
    return "" if archive and doi.casefold() == archive.casefold() else doi


def _people(people: Names) -> str:
    return "; ".join([*map(_person, people), *["others"] * people.others])


def _person(name: Name) -> str:
    return ", ".join(filter(None, (name.full_family, name.given, name.suffix)))


def _date(date: Date | None) -> str:
    if date is None:
        return ""
    parts = "-".join(str(part) for part in (date.year, date.month, date.day) if part is not None)
    return parts + (f"/{_date(date.end)}" if date.end else "")


def _said(field: str, ours: str, entry: Entry, record: Record) -> str:
    """Return a record's value, or ours where the record has it among other things."""
    if field == "eprint":
        found = normal(field, " ".join(record.values()))
        return ours if ours and ours in found else ""
    names = NUMBERS if field == "number" else (field,)
    values = [normal(field, record[name]) for name in names if name in record]
    if ours in values or not values:
        return ours if values else ""
    said = values[0]
    if field in WITH_MORE:
        return ours if all(word in said for word in ours.split(";")) else said
    return "" if not ours and said in _implied(field, entry) else said


def _implied(field: str, entry: Entry) -> set[str]:
    """Return what a format may give that the entry says elsewhere."""
    known: list[str | None] = []
    if field == "URL":
        known.append(entry.page_beside_doi)
    if field == "container-title" and entry.type == "periodical":
        known.append(_plain(entry.title))
    if field == "DOI" and entry.eprint:
        known.append(entry.eprint.doi)
    if field == "publisher" and entry.eprint:
        known.append(entry.eprint.archive)
    if field == "number" and entry.eprint:
        known.append(f"{entry.eprint.archive}:{entry.eprint.id}")
    return {normal(field, value) for value in known if value}


def normal(field: str, value: str) -> str:
    """Return what counts of a value: letters and digits, and what parts names and numbers."""
    value = " ".join(value.split())
    if field in {"type", "DOI", "URL"}:
        return value.casefold().removeprefix("https://doi.org/")
    if field == "issued":
        return re.sub(r"\b0+(?=\d)", "", value)
    if field == "page":
        return re.sub(r"[\s,–-]+", "-", value)
    if field == "edition":
        return edition_number(value) or value
    value = re.sub(r"</?(?:i|b|su[bp]|span|sc)\b[^>]*>", "", value)
    value = unicodedata.normalize("NFKC", value).casefold()
    if field == "keyword":
        value = value.replace(",", ";")
    kept = {"author": r"[^\w;,]|_", "editor": r"[^\w;,]|_", "keyword": r"[^\w;]|_"}
    return re.sub(kept.get(field, r"[\W_]"), "", value)
