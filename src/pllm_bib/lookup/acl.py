"""The ACL Anthology: papers by id, from its own BibTeX.

Source: the Anthology's FAQ; each paper has its BibTeX at its address with ``.bib``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.lookup.found import FoundRecord, read

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

PAGES = "https://aclanthology.org"


def by_id(client: Client, number: str) -> list[FoundRecord]:
    """Return the record of an Anthology id. Raises `NotFoundError` where there is no such paper."""
    answer = client.get(f"{PAGES}/{number}.bib", accept="application/x-bibtex, text/plain")
    return [
        FoundRecord(entry, f"{PAGES}/{number}/", "official", answer.date)
        for entry in read(answer, "bibtex")[:1]
    ]
