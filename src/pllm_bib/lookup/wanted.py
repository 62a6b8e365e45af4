"""Texts that ask for a work: an identifier, bare or in an address, or any page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pllm_bib.model.address import is_at
from pllm_bib.model.identifiers import (
    ARXIV_DOI,
    anthology_id,
    arxiv_id,
    bare_doi,
    dblp_key,
    is_arxiv_doi,
    isbn,
    openreview_id,
    pmid,
)
from pllm_bib.model.named_tuple import NamedTuple

_ISBN = re.compile(r"(?:isbn(?:-1[03])?:?\s*)?([\d -]{9,16}[\dXx])", re.IGNORECASE)
_OPENREVIEW = re.compile(r"openreview:\s*([\w-]{6,16})", re.IGNORECASE)
_REPOSITORY = re.compile(r"/([\w.-]+/[\w.-]+?)(?:\.git)?(?:/.*)?")
_DATASET = re.compile(r"/datasets/([\w.-]+/[\w.-]+)(?:/.*)?")
_MODEL = re.compile(
    r"/(?!(?:datasets|spaces|papers|blog|docs|collections)/)([\w.-]+/[\w.-]+)(?:/.*)?"
)
_PAPER = re.compile(r"/papers/([\d.]+)")


class Wanted(NamedTuple):
    """An identifier and its kind: ``Wanted("doi", "10.1000/182")``."""

    kind: str
    """arxiv, acl, dblp, doi, github, huggingface, isbn, openreview, pmid, or page; links for
    those of a page alone."""
    value: str


def wanted(text: str) -> Wanted | None:
    """Read a text that asks for a work; None for a text that is neither identifier nor address.

    An address of a service is read as its identifier, so that its record is asked for and not the
    page. A DOI of arXiv is read as the arXiv id.
    """
    text = text.strip().strip("<>")
    is_address = bool(re.match(r"https?://", text, re.IGNORECASE))
    doi = bare_doi(text)
    if doi and is_arxiv_doi(doi):
        text, doi = doi[len(ARXIV_DOI) :], None
    for kind, found in (
        ("arxiv", arxiv.id if (arxiv := arxiv_id(text)) else None),
        ("acl", _anthology(text)),
        ("dblp", dblp_key(text)),
        ("openreview", _openreview(text)),
        ("doi", doi),
        ("pmid", pmid(text) if is_address or text[:4].lower() == "pmid" else None),
        ("isbn", _book(text)),
    ):
        if found:
            return Wanted(kind, found)
    return _at_page(text) if is_address else None


def _anthology(text: str) -> str | None:
    found = anthology_id(text if "/" in text else f"https://aclanthology.org/{text}")
    return found.id if found else None


def _openreview(text: str) -> str | None:
    match = _OPENREVIEW.fullmatch(text)
    return match[1] if match else openreview_id(text)


def _book(text: str) -> str | None:
    match = _ISBN.fullmatch(text)
    return isbn(match[1]) if match else None


def _at_page(address: str) -> Wanted | None:
    """Read an address that holds no identifier of a work."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if not parts.hostname or "." not in parts.hostname:
        return None
    if is_at(address, "github.com") and (match := _REPOSITORY.fullmatch(parts.path)):
        return Wanted("github", match[1])
    if is_at(address, "huggingface.co"):
        if match := _PAPER.fullmatch(parts.path):
            return Wanted("arxiv", match[1])
        if match := _DATASET.fullmatch(parts.path):
            return Wanted("huggingface", f"datasets/{match[1]}")
        if match := _MODEL.fullmatch(parts.path):
            return Wanted("huggingface", f"models/{match[1]}")
    return Wanted("page", address)
