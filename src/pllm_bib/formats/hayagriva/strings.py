"""Formattable strings of hayagriva: ``{…}`` keeps its letter case, ``$…$`` is mathematics."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTROLS = regex(r"[\\{}$]")
_TOKEN = regex(r"\\[\\{}$]|[{}$]")
_SAME_IN_TEX = regex(r"(?:[A-Za-z](?![A-Za-z])|[\d\s^_+=<>()\[\].,*/-])+")
"""Mathematics that Typst and TeX write alike."""


def write_string(text: Text | None) -> str:
    """Return a text as a formattable string; formulas and protected words are verbatim."""
    if not text:
        return ""
    pieces = []
    is_verbatim = Style.PROTECTED | Style.MATH
    for kept, run in itertools.groupby(text.chunks, lambda chunk: bool(chunk.style & is_verbatim)):
        piece = _CONTROLS.sub(r"\\\g<0>", "".join(latex.plain(Text((c,))) for c in run))
        pieces.append("{" + piece + "}" if kept else piece)
    return "".join(pieces)


def read_string(value: str) -> Text:
    """Read a formattable string; braces without a partner are letters."""
    return Text.of(*_chunks(value)) if _CONTROLS.search(value) else Text.of(value)


def _chunks(value: str) -> Iterator[Chunk]:
    depth, at = 0, 0
    formula: list[str] | None = None
    for match in _TOKEN.finditer(value):
        style = Style.PROTECTED if depth else Style.NONE
        before, sign = value[at : match.start()], match.group()
        at = match.end()
        if formula is not None:
            formula += [before, sign[1:] if sign[0] == "\\" else sign]
            if sign == "$":
                yield _formula("".join(formula[:-1]))
                formula = None
            continue
        yield Chunk(before, style)
        if sign == "$":
            formula = []
        elif sign == "{":
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
        else:
            yield Chunk(sign[-1], style)
    rest = value[at:] if formula is None else "$" + "".join(formula) + value[at:]
    yield Chunk(rest, Style.PROTECTED if depth else Style.NONE)


def _formula(value: str) -> Chunk:
    """Return a formula; one that TeX would read as something else stays as it is written."""
    if _SAME_IN_TEX.fullmatch(value):
        return Chunk(value, Style.MATH)
    return Chunk(f"${value}$", Style.PROTECTED)
