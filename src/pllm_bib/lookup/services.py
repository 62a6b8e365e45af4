"""The table of services: who has the record of which identifier, and who finds works by title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.lookup import (
    acl,
    arxiv,
    crossref,
    dblp,
    doi,
    github,
    hugging_face,
    open_library,
    openalex,
    openreview,
    page,
    pubmed,
    semantic_scholar,
)
from pllm_bib.lookup.found import Searched, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.lookup.wanted import Wanted

BY_IDENTIFIER: dict[str, Callable[[Client, str], list[FoundRecord]]] = {
    "acl": acl.by_id,
    "arxiv": arxiv.by_id,
    "dblp": dblp.by_key,
    "doi": doi.by_doi,
    "github": github.by_name,
    "huggingface": hugging_face.by_name,
    "isbn": open_library.by_isbn,
    "openreview": openreview.by_id,
    "links": page.links_at,
    "page": page.at,
    "pmid": pubmed.by_pmid,
}
"""Kind of `Wanted` -> function from its value to the record."""


class Services:
    """The services of the web as a `RecordSource`, asked through one client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def record(self, asked: Wanted) -> list[FoundRecord]:
        """Return the record of an identifier.

        Raises `NotFoundError` where nobody has it, and `ServiceError` where it cannot be had now.
        """
        return BY_IDENTIFIER[asked.kind](self.client, asked.value)

    def search(self, title: str) -> Searched:
        """Return the works that services find for a title, those with a publication first.

        A finder that fails does not end the search; whether a work is the one meant is not judged.
        """
        searched = Searched([], [])
        for find in _FINDERS:
            try:
                searched.found.extend(find(self.client, title))
            except ServiceError as error:
                searched.failed.append(str(error))
        return searched


class KeptAnswers:
    """The answers of services that are kept, as a `RecordSource`: what is not kept is no failure.

    The client of the services is one that uses no network.
    """

    def __init__(self, services: Services) -> None:
        self.services = services

    def record(self, asked: Wanted) -> list[FoundRecord]:
        """Return the record of an identifier, if it is kept."""
        try:
            return self.services.record(asked)
        except ServiceError:
            return []

    def search(self, title: str) -> Searched:
        """Return the works that kept answers have for a title."""
        return Searched(self.services.search(title).found, [])


def _by_semantic_scholar(client: Client, title: str) -> list[FoundRecord]:
    """Return the record of the first identifier that Semantic Scholar gives for a title."""
    asked = semantic_scholar.identifiers(client, title)
    return Services(client).record(asked[0]) if asked else []


_FINDERS = (
    *(crossref.by_title, dblp.by_title, openalex.by_title, arxiv.by_title),
    _by_semantic_scholar,
)
"""Functions from a title to works, those that know publications first."""
