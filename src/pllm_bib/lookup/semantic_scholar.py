"""Semantic Scholar: the identifiers of the work with a title. Others have the record.

Source: the documentation of the Semantic Scholar Academic Graph API, ``/paper/search/match``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pllm_bib.lookup.found import NotFoundError, ServiceError, read_json
from pllm_bib.lookup.wanted import Wanted

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://api.semanticscholar.org/graph/v1/paper/search/match"
KEY = "S2_API_KEY"
"""Variable of the environment with a key, which may be left out."""
_KINDS = {"ACL": "acl", "DOI": "doi", "ArXiv": "arxiv", "PubMed": "pmid"}


def identifiers(client: Client, title: str) -> list[Wanted]:
    """Return the identifiers of the work that is most like a title, the publication's first."""
    key = os.environ.get(KEY)
    asked = {"query": title, "fields": "title,externalIds"}
    try:
        answer = client.get(API, params=asked, headers={"x-api-key": key} if key else None)
    except NotFoundError:
        return []
    read = read_json(answer)
    try:
        found = read["data"][0]["externalIds"] or {}
        return [Wanted(kind, str(found[name])) for name, kind in _KINDS.items() if name in found]
    except (ValueError, LookupError, TypeError) as error:
        message = f"{answer.address}: answers with no work ({answer.media_type or 'no type'})"
        raise ServiceError(message) from error
