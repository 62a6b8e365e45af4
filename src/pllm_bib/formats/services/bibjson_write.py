"""Entries -> BibJSON: a list of records, each with BibTeX's names of types and fields.

Source: BibJSON 0.82 (okfnlabs.org/bibjson).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part
from pllm_bib.formats.services.writing import in_journal, people, plain, texts, writer
from pllm_bib.formats.shared import extra_fields
from pllm_bib.formats.shared.types import type_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name

OTHERS = {"name": "et al."}
"""What stands for further names."""
ROLES = ("translator", "bookauthor", "commentator", "annotator", "introduction", "foreword")
"""Fields of people beside authors and editors, which BibJSON has by BibLaTeX's names."""
KEPT = ("version", "license", "urldate", "eventtitle", "eventplace", "volumes", "pagetotal", "eid")
"""Fields beyond the model that a record has by their names."""


def _members(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    yield Part("citekey", entry.key, "key")
    yield Part("type", entry.type, type_source(entry) if "entrysubtype" not in extra else "type")
    yield from texts(entry, title="title")
    yield Part("author", people(entry.authors, _person, OTHERS), "authors")
    yield Part("editor", people(entry.editors, _person, OTHERS), "editors")
    for name in ROLES:
        yield Part(name, people(extra_fields.names(extra, name), _person, OTHERS), f"extra.{name}")
    yield from _dates(entry)
    yield from texts(
        entry,
        container="journal/name" if in_journal(entry) else "booktitle",
        publisher="publisher",
        place="address",
        series="series",
        edition="edition",
        volume="volume",
        number="number",
    )
    yield Part("pages", (entry.pages or "").replace("–", "-"), "pages")
    for scheme, value in (("doi", entry.doi), ("isbn", entry.isbn), ("issn", entry.issn)):
        if value:
            yield Part("identifier[]", {"type": scheme, "id": value}, scheme)
    if entry.eprint:
        eprint = {"type": entry.eprint.archive or "eprint", "id": entry.eprint.id}
        yield Part("identifier[]", eprint, "eprint")
    for link in entry.links:
        yield Part("link[]", {"url": link.url, "anchor": link.kind.value}, f"links.{link.kind}")
    yield Part("language", entry.language, "language")
    yield Part("keywords", list(entry.keywords), "keywords")
    yield Part("abstract", plain(entry.abstract), "abstract")
    for name in KEPT:
        yield Part(name, extra_fields.plain(extra, name), f"extra.{name}")


def _dates(entry: Entry) -> Iterator[Part]:
    """Yield year and month, and BibLaTeX's date where these do not say all of it."""
    words, source = extra_fields.date_words(entry)
    yield Part("year", words, source)
    date = entry.date
    if not date:
        return
    if date.has_plain_year:
        yield Part("year", f"{date.year:04}", "date")
        yield Part("month", f"{date.month:02}" if date.month else "", "date")
    if date.day or not (date.is_plain and date.has_plain_year):
        yield Part("date", str(date), "date")


def _person(name: Name) -> dict[str, Any]:
    """Return a name whole and by its parts."""
    if name.organisation:
        return {"name": name.family, "type": "organization"}
    parts = {
        "name": str(name),
        "firstname": name.given,
        "lastname": name.full_family,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


WRITER = writer(_members, "note", ROLES)
