"""OpenReview: submissions by the id of their forum, from both versions of its API.

Source: OpenReview's documentation of its API 2, and of API 1, which older venues are under. A
member of ``content`` is a mapping with a ``value`` in API 2, and the value itself in API 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import names
from pllm_bib.lookup.found import FoundRecord, NotFoundError, ServiceError, read_json, read_text
from pllm_bib.model.entry import Entry, Link, LinkKind
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.found import Answer

APIS = ("https://api2.openreview.net/notes", "https://api.openreview.net/notes")
PAGES = "https://openreview.net/forum?id="


def by_id(client: Client, number: str) -> list[FoundRecord]:
    """Return the record of a forum. Raises `NotFoundError` where OpenReview shows none."""
    for api in APIS:
        try:
            answer = client.get(api, accept="application/json", params={"id": number})
        except NotFoundError:
            continue
        if notes := _notes(answer):
            entry = _entry(notes[0], number)
            return [FoundRecord(entry, f"{PAGES}{number}", "official", answer.date)]
    message = f"OpenReview has no forum {number}"
    raise NotFoundError(message)


def _notes(answer: Answer) -> list[dict[str, Any]]:
    found = read_json(answer)
    notes = found.get("notes") if isinstance(found, dict) else None
    if not isinstance(notes, list):
        message = f"{answer.address}: answers with no list of notes ({answer.media_type})"
        raise ServiceError(message)
    return [note for note in notes if isinstance(note, dict) and "content" in note]


_NOT_ACCEPTED = re.compile(
    r"(?i)\b(?:submitted to|submission|withdrawn|rejected|desk reject\w*|under review)\b"
)
"""Words of a venue that say that it has not taken the paper, or not yet."""


_YEAR_ON = re.compile(r"^Accepted (?:by|at|to) |(?<=\s)(?:19|20)\d\d\b.*")
"""The end of a venue, with its year and the kind of the talk: “ICLR 2024 poster”."""


def _entry(note: dict[str, Any], number: str) -> Entry:
    """Read a note: the BibTeX that it holds, with its lists of names and links."""
    content = note["content"] if isinstance(note["content"], dict) else {}
    venue = _word(content, "venue")
    base = next(iter(read_text(_word(content, "_bibtex"), "bibtex")), None)
    told = f"{venue} {base.container if base else ''}"
    is_open = bool(_NOT_ACCEPTED.search(told))
    people = _member(content, "authors")
    authors = (
        names.names_of(names.natural_name(str(one)) for one in people)
        if isinstance(people, list)
        else None
    )
    links = {LinkKind.PAPER: f"{PAGES}{number}", LinkKind.CODE: _word(content, "code")}
    return Entry(
        key=f"openreview:{number}",
        type=base.type if base and not is_open else "misc",
        title=Text.of(_word(content, "title")) or (base.title if base else Text()),
        authors=authors or (base.authors if base else names.names_of([])),
        container=base.container if base and not is_open else None,
        date=base.date if base else None,
        venue=None if is_open else _YEAR_ON.sub("", venue).strip() or None,
        openreview=number,
        links=tuple(
            Link(kind, url)
            for kind, url in links.items()
            if url.startswith(("https://", "http://"))
        ),
        abstract=Text.of(_word(content, "abstract")) or None,
    )


def _member(content: dict[str, Any], name: str) -> Any:
    """Return a member of the content, in either version of the API."""
    value = content.get(name)
    return value.get("value") if isinstance(value, dict) else value


def _word(content: dict[str, Any], name: str) -> str:
    value = _member(content, name)
    return value.strip() if isinstance(value, str) else ""
