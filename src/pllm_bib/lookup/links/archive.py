"""Archived copies of pages, in the Wayback Machine of the Internet Archive.

Its availability API is described at https://archive.org/help/wayback_api.php.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.lookup.found import ServiceError, read_json
from pllm_bib.model.address import is_at, problem_of

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client


def copy_of(client: Client, address: str) -> str:
    """Return the address of an archived copy; empty if the archive names none."""
    asked = {"url": address}
    try:
        answer = client.get(
            "https://archive.org/wayback/available", accept="application/json", params=asked
        )
        found = read_json(answer)["archived_snapshots"]["closest"]
        copy = f"https{str(found['url']).removeprefix('https').removeprefix('http')}"
    except (ServiceError, KeyError, TypeError):
        return ""
    is_copy = found.get("available") is True and is_at(copy, "web.archive.org")
    return copy if is_copy and not problem_of(copy) else ""
