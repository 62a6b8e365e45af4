"""Text with parts of it made blank: what is left keeps its places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTER = regex(r"[^\n]")


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with blanks in some spans, which are in order; lines stay lines."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        pieces += text[at:start], _LETTER.sub(" ", text[max(start, at) : end])
        at = end
    return "".join((*pieces, text[at:]))
