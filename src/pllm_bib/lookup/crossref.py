"""Crossref's REST API: works by DOI, and by words of their reference.

Source: the documentation of the REST API of Crossref, ``/works/{doi}`` and ``/works``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.lookup.found import FoundRecord, read
from pllm_bib.model.entry import doi_url

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://api.crossref.org/works"
_JSON = "application/json"


def by_doi(client: Client, doi: str) -> list[FoundRecord]:
    """Return the record of a DOI. Raises `NotFoundError` for one of another agency."""
    answer = client.get(f"{API}/{quote(doi, safe='')}", accept=_JSON)
    return [
        FoundRecord(entry, doi_url(doi), "official", answer.date)
        for entry in read(answer, "crossref")[:1]
    ]


def by_title(client: Client, title: str, most: int = 5) -> list[FoundRecord]:
    """Return the works whose references are most like a title."""
    asked = {"query.bibliographic": title, "rows": str(most)}
    answer = client.get(API, accept=_JSON, params=asked)
    return [
        FoundRecord(entry, doi_url(entry.doi), "official", answer.date)
        for entry in read(answer, "crossref")
        if entry.doi
    ]
