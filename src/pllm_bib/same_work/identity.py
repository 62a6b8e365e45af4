"""The signs that two entries are one work: identifiers, comparable titles, comparable names.

The rules about duplicates and the search for them (``dedupe``) both decide by this module.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import (
    ARXIV_NAMED,
    anthology_id,
    arxiv_id,
    arxiv_id_at,
    arxiv_id_of_doi,
    isbn,
    openreview_id,
    preprint_id_of_doi,
    publisher_doi,
)
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.identifiers import ArxivId

DOI, ARXIV, ANTHOLOGY, OPENREVIEW, ISBN = "DOI", "arXiv id", "ACL id", "OpenReview id", "ISBN"
_BOOKS = frozenset({"book", "booklet", "collection", "manual", "misc", "proceedings"})
"""Types that an ISBN tells apart; works inside a book share that of the book."""


class Identifier(NamedTuple):
    """An identifier that one work has, in a form that is equal for equal works."""

    kind: str
    value: str


def identifiers(entry: Entry) -> tuple[Identifier, ...]:
    """Return every identifier of the work that fields and addresses tell, each once."""
    return tuple(dict.fromkeys(_identifiers(entry)))


def own_doi(entry: Entry) -> str | None:
    """Return the DOI of the work itself in lower case, not one of the volume that it is in."""
    return entry.doi.lower() if entry.doi and _is_own(entry, "doi") else None


def _is_own(entry: Entry, *fields: str) -> bool:
    """Say whether none of these fields is inherited: such a field identifies the other entry."""
    return entry.origin is None or entry.origin.inherited.keys().isdisjoint(fields)


def _identifiers(entry: Entry) -> Iterator[Identifier]:
    if doi := own_doi(entry):
        yield from _of_doi(doi)
    if found := preprint_id(entry):
        yield found
    for link in entry.links:
        if link.kind in _OF_WORKS and _is_own(entry, "url", "pdf"):
            yield from _of_address(link.url)
    for text in _places_of_arxiv_ids(entry):
        if arxiv := _arxiv_id_in(text):
            yield Identifier(ARXIV, arxiv.bare)
    if entry.openreview:
        yield Identifier(OPENREVIEW, entry.openreview)
    if entry.isbn and entry.type in _BOOKS and _is_own(entry, "isbn"):
        yield from _isbns(entry.isbn)


_OF_WORKS = frozenset({LinkKind.PAPER, LinkKind.PDF})
"""Kinds of links to the work itself."""


def with_links(
    others: Sequence[Identifier], links: Iterable[tuple[LinkKind, str]]
) -> tuple[Identifier, ...]:
    """Return the identifiers of an entry: those that its links tell, before others that it has.

    It has neither a DOI nor an eprint: these would come first.
    """
    told = [one for kind, url in links if kind in _OF_WORKS for one in _of_address(url)]
    return tuple(dict.fromkeys((*told, *others)))


@functools.lru_cache(maxsize=10_000)
def _arxiv_id_in(text: str) -> ArxivId | None:
    match = ARXIV_NAMED.search(text)
    return arxiv_id(match[1]) if match else None


_ARCHIVES = regex(
    r"\b(?:arxiv|corr|computing research repository|(?:bio|med|chem|psy)\w*rxiv|ssrn|preprint"
    r"|openreview)\b|^e-?prints?\b"
)
_PUBLISHED = frozenset(
    {"article", "inproceedings", "incollection", "inbook", "book", "collection", "proceedings"}
    | {"phdthesis", "mastersthesis"}
)


def is_preprint(entry: Entry, known: Sequence[Identifier]) -> bool:
    """Say whether an entry is that of a preprint, with no sign of having been published.

    ``known`` are the `identifiers` of the entry.
    """
    if entry.container:
        return _is_archive(str(entry.container))
    if entry.type in {"preprint", "unpublished"}:
        archive = entry.eprint.archive if entry.eprint else ""
        is_its_own = bool(entry.doi and archive and preprint_id_of_doi(archive, entry.doi))
        return is_its_own or not any(identifier.kind == DOI for identifier in known)
    has_archive = entry.eprint is not None or any(i.kind == ARXIV for i in known)
    return has_archive and entry.type not in _PUBLISHED - {"article", "inproceedings"}


@functools.lru_cache(maxsize=10_000)
def _is_archive(container: str) -> bool:
    return _ARCHIVES.search(container.casefold()) is not None


def _of_doi(doi: str) -> Iterator[Identifier]:
    doi = doi.lower()
    if arxiv := arxiv_id_of_doi(doi):
        yield Identifier(ARXIV, arxiv.bare)
    else:
        yield Identifier(DOI, doi)
        if doi.startswith(("10.18653/", "10.3115/")):
            yield from _of_anthology(doi)


def _places_of_arxiv_ids(entry: Entry) -> Iterator[str]:
    """Yield the fields in which citation managers put the id of a preprint: journal, volume."""
    if entry.container is not None:
        yield str(entry.container)
    for value in (entry.volume, entry.number, *(v for n, v in entry.extra if n == "howpublished")):
        if value:
            yield value


def _of_address(url: str) -> Iterator[Identifier]:
    # Looking for a word is many times as fast as reading an address that has none of them.
    folded = url.lower()
    if not _SITES.search(folded):
        return
    if any(word in folded for word in _ARXIV_SITES) and (arxiv := arxiv_id_at(url)):
        yield Identifier(ARXIV, arxiv.bare)
    elif "openreview.net/" in folded and (forum := openreview_id(url)):
        yield Identifier(OPENREVIEW, forum)
    elif "aclanthology.org/" in folded or "aclweb.org/" in folded:
        yield from _of_anthology(url)
    elif "/10." in folded and (doi := publisher_doi(url)):
        yield from _of_doi(doi)


def may_identify(address: str) -> bool:
    """Say whether an identifier may be in an address: quickly, and sooner yes than no."""
    return _SITES.search(address.lower()) is not None


_ARXIV_SITES = ("arxiv", "alphaxiv", "ar5iv", "huggingface.co/papers")
_SITES = regex(
    r"arxiv|alphaxiv|ar5iv|huggingface\.co/papers|openreview\.net/|aclanthology\.org/"
    r"|aclweb\.org/|/10\."
)


def _of_anthology(address: str) -> Iterator[Identifier]:
    found = anthology_id(address)
    # Without a number, the id is that of a volume.
    if found and (not found.volume or re.search(r"\.\d+$", found.id)):
        yield Identifier(ANTHOLOGY, found.id.lower())


def preprint_id(entry: Entry) -> Identifier | None:
    """Return archive and id of the entry's eprint; equal preprints have equal ones."""
    if entry.eprint is None or not _is_own(entry, "eprint"):
        return None
    found = arxiv_id(entry.eprint.id)
    if found and (entry.eprint.is_arxiv or not entry.eprint.archive):
        return Identifier(ARXIV, found.bare)
    return Identifier(
        f"{entry.eprint.archive or 'eprint'} id".casefold(), entry.eprint.id.casefold()
    )


def _isbns(value: str) -> Iterator[Identifier]:
    """Yield the ISBNs in a field, which may have several, all with 13 digits."""
    for part in (value, *re.split(r"[,;/]|(?<!\s)\s+(?=97[89])", value)):
        if number := isbn(part):
            yield Identifier(ISBN, number)


def told_apart(one: Entry, other: Entry) -> bool:
    """Say whether either entry names the other as related, so that both are meant."""
    return any({a.key, *a.aliases} & set(b.related) for a, b in ((one, other), (other, one)))
