"""Text with the little markup that bibliographic fields carry.

A text is a row of chunks, each with the styles that hold over all of it. BibTeX's protecting
braces, CSL's ``nocase`` spans and plain text all follow from the chunks.
"""

from __future__ import annotations

import itertools
import operator
import re
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from typing import TYPE_CHECKING

from pllm_bib.model.limits import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Style(Flag):
    """Ways in which a chunk differs from plain running text."""

    NONE = 0
    PROTECTED = auto()
    """Its letter case is never changed (braces in BibTeX, ``nocase`` in CSL)."""
    EMPHASIS = auto()
    STRONG = auto()
    SMALL_CAPS = auto()
    SUPERSCRIPT = auto()
    SUBSCRIPT = auto()
    CODE = auto()
    MATH = auto()
    """The value is TeX math without its dollar signs."""
    URL = auto()
    """The value is an address, printed as it is."""
    RAW = auto()
    """The value is LaTeX that cannot be read here; it is kept letter for letter."""


VERBATIM = Style.MATH | Style.URL | Style.RAW
"""Styles whose value is not running text: no white space is folded and nothing is escaped.

Their letter case never changes either, so they are never PROTECTED as well.
"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of text in one style; ``value`` is Unicode, except in MATH and RAW chunks."""

    value: str
    style: Style = Style.NONE


@dataclass(frozen=True, slots=True)
class Text:
    """A field's text as chunks, in reading order.

    In a text made by :meth:`of`, no chunk is empty, and two neighbours in running text never
    share a style. ``str(text)`` joins the values.
    """

    chunks: tuple[Chunk, ...] = ()

    @classmethod
    def of(cls, *parts: str | Chunk) -> Text:
        """Make a text from strings and chunks: neighbours in one style become one chunk.

        Running text is normalised to NFC. Its white space becomes single spaces, with none at
        either end.
        """
        if len(parts) == 1 and isinstance(parts[0], str):
            value = normalized(parts[0])
            return cls((Chunk(value),)) if value else cls()
        return cls(tuple(_merged(_folded(_as_chunks(parts)))))

    def __str__(self) -> str:
        chunks = self.chunks
        if len(chunks) == 1:  # nearly all texts, at no cost
            return chunks[0].value
        return "".join(chunk.value for chunk in chunks)

    def __bool__(self) -> bool:
        return bool(self.chunks)

    def styles(self) -> Style:
        """Return the styles that occur in the text."""
        found = Style.NONE
        for chunk in self.chunks:
            if chunk.style is not Style.NONE:
                found |= chunk.style
        return found


def normalized(value: str) -> str:
    """Return running text in NFC, with single spaces and none at either end."""
    if not value.isascii():
        value = normalize("NFC", value)
    if value.isprintable() and "  " not in value:  # nearly all values, at no cost
        return value.strip(" ")
    return _SPACE_RUN.sub(" ", value).strip(" ")


@cache
def _is_verbatim(style: Style) -> bool:
    """Say whether a style's values stay as they are; flags of an enum are slow to compare."""
    return bool(style & VERBATIM)


def _as_chunks(parts: Iterable[str | Chunk]) -> Iterator[Chunk]:
    for part in parts:
        chunk = part if isinstance(part, Chunk) else Chunk(part)
        if not chunk.value.isascii() and not _is_verbatim(chunk.style):
            chunk = Chunk(normalize("NFC", chunk.value), chunk.style)
        yield chunk


_SPACES = " \t\n\r\f\v"
"""White space that folds; a no-break space is a letter of the text, not layout."""
_SPACE_RUN = re.compile(f"[{_SPACES}]+")


def _folded(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Fold white space across chunks, and drop it at the start; `_merged` drops it at the end."""
    after_space = True
    for chunk in chunks:
        if _is_verbatim(chunk.style):
            after_space = after_space and not chunk.value
            yield chunk
            continue
        value = _SPACE_RUN.sub(" ", chunk.value)
        if after_space:
            value = value.removeprefix(" ")
        if value:
            after_space = value[-1] == " "
        yield Chunk(value, chunk.style)


def _merged(chunks: Iterable[Chunk]) -> list[Chunk]:
    merged: list[Chunk] = []
    for style, run in itertools.groupby(filter(_has_value, chunks), _style):
        if _is_verbatim(style):
            merged.extend(run)
            continue
        values = [chunk.value for chunk in run]
        joined = normalize("NFC", "".join(values)) if len(values) > 1 else values[0]
        merged.append(Chunk(joined, style))
    while merged and not _is_verbatim(merged[-1].style):
        value = merged[-1].value.rstrip(_SPACES)
        if value:
            merged[-1] = Chunk(value, merged[-1].style)
            break
        merged.pop()
    return merged


_has_value = operator.attrgetter("value")
_style = operator.attrgetter("style")
