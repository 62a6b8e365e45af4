"""Text with the little markup that bibliographic fields carry.

A text is a row of chunks, each with the styles that hold over all of it. BibTeX's protecting
braces, CSL's ``nocase`` spans and plain text all follow from the chunks.
"""

from __future__ import annotations

from enum import Flag, auto
from functools import cache
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        return cls.of_pieces(
            (part.value, part.style.value) if isinstance(part, Chunk) else (part, 0)
            for part in parts
        )

    @classmethod
    def of_pieces(cls, pieces: Iterable[tuple[str, int]]) -> Text:
        """Make a text as `of` does, from values and the numbers of their styles."""
        return cls(tuple(_chunks(pieces)))

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


_VERBATIM = VERBATIM.value
_style = cache(Style)
"""The style of a number."""
_SPACES = " \t\n\r\f\v"
"""White space that folds; a no-break space is a letter of the text, not layout."""
_SPACE_RUN = regex(f"[{_SPACES}]+")
_FOLDS = regex(f"[{_SPACES[1:]}]|  ")


def _chunks(pieces: Iterable[tuple[str, int]]) -> list[Chunk]:
    """Return the chunks of pieces; white space is folded across them, with none at either end.

    A text of many pieces has the same ones again and again, so each is worked out once.
    """
    chunks: list[Chunk] = []
    folds: dict[str, str] = {}
    made: dict[tuple[str, int], Chunk] = {}
    run: list[str] = []
    current = 0
    after_space = True
    for value, style in pieces:
        if not value:
            continue
        if is_verbatim := style & _VERBATIM:
            folded = value
            after_space = False
        else:
            folded = folds.get(value) or folds.setdefault(value, _folded(value))
            if after_space and folded[0] == " ":
                folded = folded[1:]
                if not folded:
                    continue
            after_space = folded[-1] == " "
        if style != current or is_verbatim:
            if run:
                chunks.append(_chunk(run, current, made))
            run = []
            current = style
        run.append(folded)
    if run:
        chunks.append(_chunk(run, current, made))
    return _without_space_at_end(chunks)


def _folded(value: str) -> str:
    if value.isalnum() or not _FOLDS.search(value):
        return value
    return _SPACE_RUN.sub(" ", value)


def _chunk(run: list[str], style: int, made: dict[tuple[str, int], Chunk]) -> Chunk:
    joined = run[0] if len(run) == 1 else "".join(run)
    chunk = made.get((joined, style))
    if chunk is None:
        is_plain = joined.isascii() or style & _VERBATIM
        value = joined if is_plain else normalize("NFC", joined)
        chunk = made[joined, style] = Chunk(value, _style(style))
    return chunk


def _without_space_at_end(chunks: list[Chunk]) -> list[Chunk]:
    while chunks and not chunks[-1].style.value & _VERBATIM:
        value = chunks[-1].value.rstrip(_SPACES)
        if value:
            chunks[-1] = Chunk(value, chunks[-1].style)
            break
        chunks.pop()
    return chunks
