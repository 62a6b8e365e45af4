"""GitHub: code by its repository, from the file CITATION.cff that its authors keep there.

Source: GitHub's documentation, "About CITATION files".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.lookup.found import FoundRecord, read

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client

FILES = "https://raw.githubusercontent.com"


def by_name(client: Client, name: str) -> list[FoundRecord]:
    """Return what the file CITATION.cff of a repository says; ``name`` is owner/repository.

    Raises `NotFoundError` where there is no such file: nothing is made up from the page.
    """
    answer = client.get(f"{FILES}/{name}/HEAD/CITATION.cff", accept="text/plain")
    page = f"https://github.com/{name}"
    return [
        FoundRecord(replace(entry, key=""), page, "authors", answer.date)
        for entry in read(answer, "cff")[:1]
    ]
