"""Open Library: books by ISBN.

Source: Open Library's Books API, with ``jscmd=data``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import names
from pllm_bib.lookup.found import FoundRecord, NotFoundError, no_record, read_json
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://openlibrary.org/api/books"


def by_isbn(client: Client, number: str) -> list[FoundRecord]:
    """Return the record of an ISBN. Raises `NotFoundError` for a book that it lacks."""
    asked = {"bibkeys": f"ISBN:{number}", "format": "json", "jscmd": "data"}
    answer = client.get(API, accept="application/json", params=asked)
    records = read_json(answer)
    try:
        book = next(iter(records.values()), None)
        if book is None:
            message = f"Open Library has no book with the ISBN {number}"
            raise NotFoundError(message)
        entry = _entry(book, number)
    except (ValueError, AttributeError, TypeError) as error:
        raise no_record(answer) from error
    page = str(book.get("url") or f"https://openlibrary.org/isbn/{number}")
    return [FoundRecord(entry, page, "third-party", answer.date)]


def _entry(book: dict[str, Any], number: str) -> Entry:
    title = str(book.get("title") or "")
    if subtitle := book.get("subtitle"):
        title = f"{title}: {subtitle}"
    people = [names.natural_name(one) for one in _names_in(book, "authors")]
    year = re.search(r"\b(1[4-9]|20)\d\d\b", str(book.get("publish_date") or ""))
    return Entry(
        key=f"isbn:{number}",
        type="book",
        title=Text.of(title),
        authors=names.names_of(people),
        date=Date(int(year[0])) if year else None,
        publisher=Text.of(next(iter(_names_in(book, "publishers")), "")) or None,
        place=Text.of(next(iter(_names_in(book, "publish_places")), "")) or None,
        isbn=number,
    )


def _names_in(book: dict[str, Any], member: str) -> list[str]:
    found = book.get(member)
    rows = found if isinstance(found, list) else []
    return [str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")]
