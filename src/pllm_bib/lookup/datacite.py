"""DataCite's REST API: works by DOI.

Source: the documentation of the REST API of DataCite, ``/dois/{id}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pllm_bib.lookup.found import FoundRecord, Notice, read, read_json
from pllm_bib.model.entry import doi_url

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://api.datacite.org/dois"


def by_doi(client: Client, doi: str) -> list[FoundRecord]:
    """Return the record of a DOI. Raises `NotFoundError` for one of another agency."""
    answer = client.get(f"{API}/{quote(doi, safe='')}", accept="application/vnd.api+json")
    entries = read(answer, "datacite")
    notices = _notices(read_json(answer))
    return [
        FoundRecord(entry, doi_url(doi), "official", answer.date, notices) for entry in entries[:1]
    ]


_NEWER = frozenset({"IsPreviousVersionOf", "IsObsoletedBy"})
"""Types of relations of DataCite's schema whose other end is a newer version."""


def _notices(answer: Any) -> tuple[Notice, ...]:
    """Return the newer versions that an answer names."""
    try:
        related = answer["data"]["attributes"]["relatedIdentifiers"]
        return tuple(
            Notice("newer", str(each["relatedIdentifier"]))
            for each in related
            if each["relationType"] in _NEWER
        )
    except (LookupError, TypeError):
        return ()
