"""The citations that a user asks for, each work found in the library."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.cite import LOCATORS, Citation, Cite
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
    from pllm_bib.files.inputs import Input
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.library import Library

Cluster = str | Cite | Citation | Sequence[str | Cite]
"""A citation: a key, cites, one with its place, or a text in pandoc's syntax."""


def citations(
    library: Library, clusters: Sequence[Cluster], style: str, locale: str | None
) -> list[Citation]:
    """Return clusters as citations; former keys become those that the entries have.

    The words of locators are those of the style's language. Raises `CitationError` for a text that
    cannot be read, `OperatorError` for an unknown key or kind of locator, and `StyleError`.
    """
    from pllm_bib.tasks.options import stop_at_unknown

    found = [_citation(library, cluster, style, locale) for cluster in clusters]
    for citation in found:
        for cite in citation.cites:
            stop_at_unknown("kind of locator", cite.label, LOCATORS)
    return [
        replace(
            citation,
            cites=tuple(
                replace(cite, key=find_entry(library, cite.key).key) for cite in citation.cites
            ),
        )
        for citation in found
    ]


def _citation(library: Library, cluster: Cluster, style: str, locale: str | None) -> Citation:
    if isinstance(cluster, Citation):
        return cluster
    if isinstance(cluster, str) and in_syntax(cluster) and library.find(cluster) is None:
        from pllm_bib.citing.references import locator_words
        from pllm_bib.citing.syntax import parse

        return parse(cluster, locator_words(style, locale))
    cites = [cluster] if isinstance(cluster, str | Cite) else cluster
    return Citation(tuple(one if isinstance(one, Cite) else Cite(one) for one in cites))


def in_syntax(text: str) -> bool:
    """Say whether a text starts as a citation in pandoc's syntax does, and keys do not."""
    return text.lstrip().startswith(("[", "@", "-@"))


WORTH_IT = 200_000
"""Bytes from which files are worth a look for plain entries."""
_MAY_BE_COMMENT = re.compile(r"(?:^|[\s,\"}])%", re.MULTILINE)


def plain_items(inputs: Sequence[Input]) -> list[dict[str, Any]] | None:
    """Return the CSL items of large .bib files by the short way of plain entries.

    None where they are to be read the usual way, as that has something to say of them: errors, keys
    that clash. Raises OSError where a file cannot be read.
    """
    from pllm_bib.files.kinds import BIB

    size = sum(one.size for one in inputs)
    if size < WORTH_IT or any(one.format not in BIB or not one.path for one in inputs):
        return None
    from pllm_bib.files.read import connections_of, pieces
    from pllm_bib.formats.base import Options
    from pllm_bib.tasks.convert.entries import EntryWork
    from pllm_bib.tasks.convert.plain.work import PlainEntries
    from pllm_bib.tasks.convert.request import Request

    request = Request(to="csl-json", options=Options(doi_url=True))
    connected = connections_of(inputs)
    if not PlainEntries.can_do(request, connected, apart=False):
        return None
    work = PlainEntries(EntryWork(request, connected))
    faults: list[Diagnostic] = []
    found: list[dict[str, Any]] = []
    for piece in pieces(inputs, faults.extend):
        text = piece.part.text if piece.part else ""
        if inputs[piece.number].has_comments and "%" in text and _MAY_BE_COMMENT.search(text):
            return None
        result = work.do(piece)
        if any(fault.severity == "error" for fault in (*faults, *result.faults)):
            return None
        found += json.loads(f"[{','.join(result.texts)}]")
    keys = {item["id"].casefold() for item in found}
    return found if found and len(keys) == len(found) else None
