"""PubMed's E-utilities: works by PMID.

Source: the manual of the E-utilities of the National Center for Biotechnology Information.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from pllm_bib.lookup.found import FoundRecord, NotFoundError, Notice, read

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
KEY = "NCBI_API_KEY"
"""Variable of the environment with a key, which may be left out."""


def by_pmid(client: Client, number: str) -> list[FoundRecord]:
    """Return the record of a PMID. Raises `NotFoundError` for one that it lacks."""
    asked = {"db": "pubmed", "id": number, "retmode": "xml", "tool": "pllm-bib"}
    if client.settings.contact:
        asked["email"] = client.settings.contact
    if key := os.environ.get(KEY):
        asked["api_key"] = key
    answer = client.get(API, params=asked)
    if "PubmedArticleSet" in answer.text and "<PMID" not in answer.text:
        message = f"PubMed has no record {number}"
        raise NotFoundError(message)
    page = f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    notices = tuple(
        Notice("retracted", f"PMID {found}") for found in _RETRACTED.findall(answer.text)
    )
    return [
        FoundRecord(entry, page, "third-party", answer.date, notices)
        for entry in read(answer, "pubmed-xml")[:1]
    ]


_RETRACTED = re.compile(
    r'<CommentsCorrections RefType="RetractionIn">(?:(?!</CommentsCorrections>).){0,2000}?'
    r"<PMID[^>]{0,40}>(\d+)</PMID>",
    re.DOTALL,
)
"""The notice of a retraction, with its own PMID, in the XML of a work."""
