"""The grammar of values in .bib files: operands joined by ``#``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_MACRO = regex(r"[^\s\"#%'(),={}]+")


class ValuePart(NamedTuple):
    """One operand of a value: ``{...}``, ``"..."``, a number or a macro."""

    kind: str
    text: str
    offset: int


def value_parts(source: str) -> tuple[tuple[ValuePart, ...], str | None, int]:
    """Take a raw value apart at its ``#`` signs.

    Returns the operands, what is wrong with the value if anything, and the offset of that.
    """
    parts: list[ValuePart] = []
    at = 0
    while True:
        at = _after_space(source, at)
        part, end = operand(source, at)
        if isinstance(part, str):
            return tuple(parts), part, at
        parts.append(part)
        at = _after_space(source, end)
        if at >= len(source):
            return tuple(parts), None, at
        if source[at] != "#":
            return tuple(parts), "a comma is missing before this", at
        at += 1


def with_texts(source: str, change: Callable[[str], str]) -> str:
    """Return a raw value with its texts changed, and macros and ``#`` signs as they are."""
    pieces: list[str] = []
    at = 0
    for part in value_parts(source)[0]:
        if part.kind in {"braces", "quotes"}:
            start, end = part.offset + 1, part.offset + 1 + len(part.text)
            pieces += source[at:start], change(source[start:end])
            at = end
    return "".join((*pieces, source[at:]))


def operand(source: str, at: int) -> tuple[ValuePart | str, int]:
    """Return the operand at an offset, or what is wrong with it; and where it ends."""
    if at >= len(source):
        return "a value is missing", at
    if source[at] == "{":
        end = latex.closing_brace(source, at)
        if end is None:
            return _unbalanced(source), at
        return ValuePart("braces", source[at + 1 : end], at), end + 1
    if source[at] == '"':
        end = _closing_quote(source, at)
        if end is None:
            return 'the closing " is missing, or a brace in the value', at
        return ValuePart("quotes", source[at + 1 : end], at), end + 1
    word = _MACRO.match(source, at)
    if word is None:
        return f"a value cannot start with “{source[at]}”", at
    kind = "number" if word.group().isdigit() else "macro"
    return ValuePart(kind, word.group(), at), word.end()


def _after_space(source: str, at: int) -> int:
    while at < len(source) and source[at].isspace():
        at += 1
    return at


def _unbalanced(source: str) -> str:
    if re.search(r"\\[{}]", source):
        return r"the braces do not balance (BibTeX counts \{ and \} too)"
    return "the braces do not balance"


def _closing_quote(source: str, at: int) -> int | None:
    depth = 0
    for index in range(at + 1, len(source)):
        char = source[index]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == '"' and depth == 0:
            return index
    return None
