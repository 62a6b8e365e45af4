"""Text -> plain text: math in Unicode, commands without their backslashes."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable

_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def plain(text: Text) -> str:
    """Return text without markup: math in Unicode, commands without their backslashes."""
    return "".join(_plain_chunk(chunk) for chunk in text.chunks)


@functools.lru_cache(maxsize=10_000)
def _plain_chunk(chunk: Chunk) -> str:
    if chunk.style & Style.MATH:
        return plain_math(chunk.value)
    if chunk.style & Style.RAW:
        return _latex2text(chunk.value)
    return chunk.value


def plain_math(source: str) -> str:
    """Return a formula in Unicode: ``x²`` for ``x^2``."""

    def shift(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            value = match.group(1) or match.group(2)
            moved = value.translate(table)
            return moved if not set(moved) & set(value) else match.group()

        return replace

    script = r"\s*(?:\{([^{}]*)\}|([^{}\\\s]))"
    source = re.sub(r"\^" + script, shift(_SUPERSCRIPTS), source)
    source = re.sub("_" + script, shift(_SUBSCRIPTS), source)
    return _latex2text(f"${source}$")


def _latex2text(source: str) -> str:
    import logging

    from pylatexenc.latex2text import LatexNodes2Text

    # The library logs what it cannot convert; it then leaves it out, which is all one can do.
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    converter = LatexNodes2Text(math_mode="text", keep_comments=True)
    try:
        text = str(converter.latex_to_text(source, tolerant_parsing=True))
    except (RecursionError, LookupError, AttributeError):
        # It stumbles over some commands (\href), and over nesting that nobody means.
        text = re.sub(r"\\[A-Za-z]*|[{}$]", " ", source)
    return " ".join(text.split())
