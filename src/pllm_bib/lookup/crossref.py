"""Crossref's REST API: works by DOI, and by words of their reference.

Source: the documentation of the REST API of Crossref, ``/works/{doi}`` and ``/works``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pllm_bib.lookup.found import FoundRecord, Notice, read, read_json
from pllm_bib.model.entry import doi_url
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client
    from pllm_bib.model.entry import Entry

API = "https://api.crossref.org/works"
_JSON = "application/json"


def by_doi(client: Client, doi: str) -> list[FoundRecord]:
    """Return the record of a DOI. Raises `NotFoundError` for one of another agency."""
    answer = client.get(f"{API}/{quote(doi, safe='')}", accept=_JSON)
    (entry, *_rest) = read(answer, "crossref")
    entry, notices = with_notices(entry, read_json(answer))
    return [FoundRecord(entry, doi_url(doi), "official", answer.date, notices)]


def with_notices(entry: Entry, answer: Any) -> tuple[Entry, tuple[Notice, ...]]:
    """Return the entry of an answer without the mark of a retraction, and what is said of it."""
    notices = _notices(answer)
    plain = _without_mark(entry)
    if plain is not entry and not notices:
        notices = (Notice("retracted", ""),)
    return plain, notices


def by_title(client: Client, title: str, most: int = 5) -> list[FoundRecord]:
    """Return the works whose references are most like a title."""
    asked = {"query.bibliographic": title, "rows": str(most)}
    answer = client.get(API, accept=_JSON, params=asked)
    if _member(_member(read_json(answer), "message"), "items") == []:
        return []
    return [
        FoundRecord(_without_mark(entry), doi_url(entry.doi), "official", answer.date)
        for entry in read(answer, "crossref")
        if entry.doi
    ]


_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
_NEWER = frozenset({"new_version", "new_edition"})
_MARK = re.compile(r"(?:RETRACTED|WITHDRAWN|REMOVED)(?: ARTICLE| CHAPTER| PAPER)?\s*:\s*")
"""The mark that publishers put before the title of a work that was retracted."""


def _without_mark(entry: Entry) -> Entry:
    """Return an entry without the mark of a retraction before its title."""
    chunks = entry.title.chunks
    mark = _MARK.match(chunks[0].value) if chunks else None
    if mark is None:
        return entry
    start = replace(chunks[0], value=chunks[0].value[mark.end() :])
    return replace(entry, title=Text.of(start, *chunks[1:]))


def _notices(answer: Any) -> tuple[Notice, ...]:
    """Return what an answer says of retractions, newer versions and the publication of a preprint.

    Crossref's documentation has these as ``updated-by`` and ``relation``.
    """
    work = answer.get("message", answer) if isinstance(answer, dict) else {}
    updates = work.get("updated-by") if isinstance(work, dict) else None
    found = []
    for update in updates if isinstance(updates, list) else ():
        kind, by = (str(_member(update, name) or "") for name in ("type", "DOI"))
        if kind in _RETRACTIONS | _NEWER:
            found.append(Notice("retracted" if kind in _RETRACTIONS else "newer", by))
    published = _member(_member(work, "relation"), "is-preprint-of")
    found += [
        Notice("newer", str(_member(each, "id") or ""))
        for each in (published if isinstance(published, list) else ())
        if _member(each, "id-type") == "doi"
    ]
    return tuple(dict.fromkeys(found))


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
