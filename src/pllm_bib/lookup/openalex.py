"""OpenAlex: works by DOI and by words of their title.

Source: OpenAlex's technical documentation, works, "Search works".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.lookup.found import FoundRecord, read
from pllm_bib.model.entry import doi_url

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

API = "https://api.openalex.org/works"


def by_title(client: Client, title: str, most: int = 5) -> list[FoundRecord]:
    """Return the works that are most like a title; none where OpenAlex has no such work."""
    asked = {"search": title, "per-page": str(most)}
    if client.settings.contact:
        asked["mailto"] = client.settings.contact
    answer = client.get(API, accept="application/json", params=asked)
    if '"results":[]' in answer.text.replace(" ", ""):
        return []
    entries = read(answer, "openalex")
    return [
        FoundRecord(
            entry,
            doi_url(entry.doi) if entry.doi else entry.landing_page or API,
            "third-party",
            answer.date,
        )
        for entry in entries
    ]
