"""Words of a title whose capitals need braces."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.text import VERBATIM, Style

if TYPE_CHECKING:
    from pllm_bib.model.text import Text


def exposed_words(title: Text) -> list[str]:
    """Return words, or parts of words, with unprotected capitals beyond title case.

    The parts of a hyphenated word count one by one: ``LLM`` in ``LLM-Based``, but nothing in
    ``Role-Playing``. A part of one letter takes the whole word with it: ``P-React``.
    """
    plain = str(title)
    if plain.isascii() and not _UNUSUAL.search(plain):
        return []
    open_to_change: list[bool] = []
    for chunk in title.chunks:
        open_to_change += [not chunk.style & _KEPT] * len(chunk.value)
    # Math and commands are not part of the words next to them.
    letters = "".join(
        "$" * len(chunk.value) if chunk.style & VERBATIM else chunk.value for chunk in title.chunks
    )

    def capital(index: int) -> bool:
        return open_to_change[index] and _is_latin_capital(plain[index])

    words: list[str] = []
    for word in re.finditer(r"\S+", letters):
        parts = re.finditer(r"[^\W_]+", word.group())
        spans = [(word.start() + part.start(), word.start() + part.end()) for part in parts]
        if _has_lone_letter(plain, spans, [capital(start) for start, _ in spans]):
            words.append(plain[spans[0][0] : spans[-1][1]])
            continue
        words += [
            plain[start:end]
            for start, end in spans
            if any(capital(index) for index in range(start + 1, end))
        ]
    return words


_LOWERED_LETTERS = frozenset("AEKN")
"""Letters that are lower case before or after a hyphen: a priori, e-mail, top-k, n-gram."""


_UNUSUAL = re.compile(r"[A-Za-z0-9][A-Z]|\b[A-Z][^\w\s]|[^\w\s][A-Z]\b|_")
"""A pattern that every ASCII title with an exposed word matches."""


_KEPT = Style.PROTECTED | VERBATIM


def _has_lone_letter(plain: str, spans: list[tuple[int, int]], capital: list[bool]) -> bool:
    """Say whether the first or last part of a compound is a lone letter: P-React, RGB-D."""
    if len(spans) == 1 or not spans:
        return False
    for at, neighbour in ((0, 1), (-1, -2)):
        start, end = spans[at]
        lone = end - start == 1 and capital[at] and plain[start] not in _LOWERED_LETTERS
        if lone and _is_latin_capital(plain[spans[neighbour][0]]):
            return True
    return False


def _is_latin_capital(char: str) -> bool:
    return char.isupper() and (char.isascii() or "LATIN" in unicodedata.name(char, ""))


def braced(raw: str, words: list[str]) -> str | None:
    """Return a title's source with braces around words; None if it hides one of the words."""
    depth_at = depths(raw)
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    found = [
        match
        for match in re.finditer(
            rf"(?<![^\W_])(?<!\\)(?:{'|'.join(map(_pattern, longest_first))})(?![^\W_])", raw
        )
        if depth_at[match.start()] == 0
    ]
    if sorted(match.group().replace("\\", "") for match in found) != sorted(words):
        return None
    for match in reversed(found):
        raw = f"{raw[: match.start()]}{{{match.group()}}}{raw[match.end() :]}"
    return raw


def _pattern(word: str) -> str:
    """Return a regular expression for the LaTeX source of a word."""
    return re.sub(r"(\\?[&%#_])", r"\\\\?\1", re.escape(word))


def depths(raw: str) -> list[int]:
    """Return how many braces are open after each character; math counts as one more."""
    open_at: list[int] = []
    depth, math, escaped = 0, False, False
    for char in raw:
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "$" and not escaped:
            math = not math
        escaped = char == "\\" and not escaped
        open_at.append(depth + math)
    return open_at
