"""DBLP: works by key and by words of their title, from its own BibTeX.

Source: DBLP's FAQ, "How to use the dblp search API?" and "How can I download BibTeX?".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.lookup.found import FoundRecord, ServiceError, read, read_json

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

PAGES = "https://dblp.org/rec"
SEARCH = "https://dblp.org/search/publ/api"


def by_key(client: Client, key: str) -> list[FoundRecord]:
    """Return the record of a key. Raises `NotFoundError` where DBLP has no such record."""
    answer = client.get(f"{PAGES}/{quote(key)}.bib", params={"param": "1"})
    entries = read(answer, "bibtex")
    return [
        FoundRecord(entry, f"{PAGES}/{key}", "third-party", answer.date) for entry in entries[:1]
    ]


def by_title(client: Client, title: str, most: int = 3) -> list[FoundRecord]:
    """Return the works whose titles have the words of a title."""
    answer = client.get(SEARCH, params={"q": title, "format": "json", "h": str(most)})
    found = read_json(answer)
    try:
        hits = found["result"]["hits"].get("hit", [])
        keys = [str(hit["info"]["key"]) for hit in hits]
    except (LookupError, TypeError, AttributeError) as error:
        message = f"{answer.address}: answers with no list of works"
        raise ServiceError(message) from error
    return [found for key in keys[:most] for found in by_key(client, key)]
