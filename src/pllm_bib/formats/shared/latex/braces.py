"""Braces in LaTeX source, as BibTeX counts them and as TeX does."""

from __future__ import annotations

import re

from pllm_bib.model.regex import regex


def closing_brace(source: str, at: int) -> int | None:
    """Return the index of the brace that closes the one at ``at``, as BibTeX counts braces."""
    if source[at : at + 1] != "{":
        return None
    first = source.find("}", at)
    if first < 0 or source.find("{", at + 1, first) < 0:
        return first if first > 0 else None
    depth = 0
    while run := _BRACES.match(source, at):
        at, end = run.span()
        if source[at] == "{":
            depth += end - at
        elif depth <= end - at:
            return at + depth - 1
        else:
            depth -= end - at
        at = _end_of(_SIMPLE, source, end)
    return None


def _end_of(pattern: re.Pattern[str], source: str, at: int) -> int:
    match = pattern.match(source, at)
    return match.end() if match else at


_BRACES = regex(r"\{+|\}+")
_SIMPLE = regex(r"(?>(?:[^{}]++|\{[^{}]*+\})*)")
"""Text and groups that have no groups in them."""
_BRACE = regex(r"[{}]")


def closing_braces(source: str) -> dict[int, int]:
    """Map the index of each closed opening brace to the index of its closing brace."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(source):
        if brace.group() == "{":
            opened.append(brace.start())
        elif opened:
            closing[opened.pop()] = brace.start()
    return closing


def balanced(source: str) -> bool:
    """Say whether the braces balance as TeX counts: after a backslash they are letters."""
    depth = 0
    for brace in re.finditer(r"\\.|[{}]", source, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth < 0:
            return False
    return depth == 0
