"""DOIs of any agency: Crossref's and DataCite's own records, else what the resolver gives.

Source: the documentation of content negotiation for DOIs, which all agencies take part in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.lookup import crossref, datacite
from pllm_bib.lookup.found import FoundRecord, NotFoundError, read
from pllm_bib.model.entry import doi_url

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

_CSL = "application/vnd.citationstyles.csl+json"


def by_doi(client: Client, doi: str) -> list[FoundRecord]:
    """Return the record of a DOI. Raises `NotFoundError` where no agency knows it."""
    for ask in (crossref.by_doi, datacite.by_doi):
        try:
            return ask(client, doi)
        except NotFoundError:
            continue
    answer = client.get(f"https://doi.org/{quote(doi)}", accept=_CSL)
    return [
        FoundRecord(entry, doi_url(doi), "official", answer.date)
        for entry in read(answer, "csl-json")[:1]
    ]
