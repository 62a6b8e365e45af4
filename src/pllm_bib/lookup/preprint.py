"""The entry of a preprint of arXiv's, whatever arXiv tells it by: its API or its metadata."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import names
from pllm_bib.lookup.found import Notice
from pllm_bib.lookup.work_links import links_in, with_links
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.identifiers import bare_doi
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.date import Date
    from pllm_bib.model.name import Name

_MATH = re.compile(r"\$([^$]+)\$")


def address(number: str) -> str:
    """Return the address of a preprint's page."""
    return f"https://arxiv.org/abs/{number}"


def preprint(
    number: str,
    title: str,
    people: Iterable[Name],
    *,
    date: Date | None,
    category: str | None,
    doi: str,
    journal: str,
    abstract: str,
    comment: str,
) -> Entry:
    """Return the entry of a preprint; texts are arXiv's, on one line."""
    return Entry(
        key=f"arxiv:{number}",
        type="preprint",
        title=with_math(title),
        authors=names.names_of(people),
        date=date,
        eprint=Eprint("arXiv", number, category or None),
        doi=bare_doi(doi),
        links=with_links((Link(LinkKind.PAPER, address(number)),), links_in(abstract, comment)),
        abstract=with_math(abstract) or None,
        note=Text.of(journal) or None,
        extra=(("comment", comment),) if comment else (),
    )


_WITHDRAWN = re.compile(
    r"(?:this|the) (?:paper|article|manuscript|submission|work) (?:has been|is|was) withdrawn"
    r"|withdrawn by (?:the )?(?:authors?|arxiv)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"v(\d+)$")


def notices(said: str, version: str) -> tuple[Notice, ...]:
    """Return what arXiv says of a paper: that it was withdrawn, and its latest version.

    ``said`` are its comments and its abstract; ``version`` is an id with a version, or ``v2``.
    """
    found = [Notice("retracted", "")] if _WITHDRAWN.search(said) else []
    if number := _VERSION.search(version):
        found.append(Notice("version", number[1]))
    return tuple(found)


def with_math(text: str) -> Text:
    """Read a text of arXiv's, where formulas stand between dollar signs."""
    pieces = _MATH.split(text)
    return Text.of(
        *(Chunk(piece, Style.MATH if at % 2 else Style.NONE) for at, piece in enumerate(pieces))
    )
