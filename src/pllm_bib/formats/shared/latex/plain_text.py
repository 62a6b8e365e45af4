"""Text -> text without markup, and with as much markup as other formats have."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.text import Text


def plain(text: Text) -> str:
    """Return text without markup: math in Unicode, commands that have no reading as they are."""
    chunks = text.chunks
    if all(c.style is Style.NONE or c.style is Style.PROTECTED for c in chunks):  # nearly always
        return "".join([chunk.value for chunk in chunks])
    return "".join(map(_plain_chunk, _apart(chunks)))


@functools.lru_cache(maxsize=10_000)
def _plain_chunk(chunk: Chunk) -> str:
    if not chunk.style & Style.MATH:
        return chunk.value
    from pllm_bib.formats.shared.latex.math import plain_math

    return plain_math(chunk.value)


def readable(text: Text) -> tuple[Chunk, ...]:
    """Return the chunks of a text with math as letters and signs, sub- and superscripts.

    Letters of formulas are protected, since their case never changes.
    """
    chunks: list[Chunk] = []
    for chunk in _apart(text.chunks):
        if chunk.style & Style.MATH:
            chunks += _formula(chunk)
        else:
            chunks.append(chunk)
    return tuple(chunks)


def _apart(chunks: tuple[Chunk, ...]) -> Iterator[Chunk]:
    """Yield chunks with commands that have no reading kept apart from the next word."""
    for index, chunk in enumerate(chunks):
        value = chunk.value
        if chunk.style & Style.RAW:
            following = chunks[index + 1].value if index + 1 < len(chunks) else ""
            if link := _LINK.fullmatch(value):
                yield Chunk(f"{link[1]} {link[2]}", chunk.style)
                continue
            if value[-1:].isalpha() and following[:1].isalpha():
                yield Chunk(value + " ", chunk.style)
                continue
        yield chunk


_LINK = regex(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")


def _formula(chunk: Chunk) -> list[Chunk]:
    from pllm_bib.formats.shared.latex.math import read_math

    outer = chunk.style & ~Style.MATH
    return [
        Chunk(piece.value, outer | piece.style | _case(piece))
        for piece in read_math(chunk.value).chunks
    ]


def _case(piece: Chunk) -> Style:
    """Return the protection that a piece of a formula needs: scripts begin no word."""
    begins = not piece.style & (Style.SUPERSCRIPT | Style.SUBSCRIPT)
    cased = piece.value != piece.value.lower() or (begins and piece.value != piece.value.upper())
    return Style.PROTECTED if cased else Style.NONE
