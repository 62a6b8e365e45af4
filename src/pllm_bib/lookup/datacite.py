"""DataCite's REST API: works by DOI.

Source: the documentation of the REST API of DataCite, ``/dois/{id}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.lookup.found import FoundRecord, read
from pllm_bib.model.entry import doi_url

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://api.datacite.org/dois"


def by_doi(client: Client, doi: str) -> list[FoundRecord]:
    """Return the record of a DOI. Raises `NotFoundError` for one of another agency."""
    answer = client.get(f"{API}/{quote(doi, safe='')}", accept="application/vnd.api+json")
    return [
        FoundRecord(entry, doi_url(doi), "official", answer.date)
        for entry in read(answer, "datacite")[:1]
    ]
