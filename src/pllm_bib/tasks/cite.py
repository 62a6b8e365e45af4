"""The citations that a user asks for, each work found in the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import LOCATORS, Citation, Cite
from pllm_bib.tasks.options import stop_at_unknown
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
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
