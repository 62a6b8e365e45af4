"""LaTeX source of an address, an identifier or a file's name, which is no text."""

from __future__ import annotations

import re

from pllm_bib.model.regex import regex


def verbatim(source: str) -> str:
    r"""Return the value of a field that holds an address or identifier, not text.

    Escapes that only LaTeX needs (``\_``, ``\%``, ``{\textless}``) and a ``\url{}`` around the
    whole are undone.
    """
    value = source.strip()
    if _BARE.fullmatch(value):  # nearly all
        return value
    if match := _AROUND.fullmatch(value):
        value = match[1]
    value = re.sub(r"\\([_%&#~{}])(?:\{\})?", r"\1", value)
    value = _SIGN.sub(lambda match: _SIGNS[match[1] or match[2]], value)
    value = value.replace(r"\$", "$")
    return re.sub(r"\s+", " ", value.replace("{", "").replace("}", "")).strip()


_BARE = regex(r"[^\\{}\s$]*+")
_AROUND = regex(
    r"\\(?:url|nolinkurl|path|doi|href|texttt)\s*\{((?:[^{}]|\{[^{}]*\})*)\}(?:\{[^{}]*\})?"
)
_SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textunderscore": "_",
    "textasciitilde": "~",
    "sim": "~",
    "lt": "<",
    "gt": ">",
    "less": "<",
    "greater": ">",
    "mathsemicolon": ";",
    "semicolon": ";",
    "<": "<",
    ">": ">",
    "_": "_",
    "-": "-",
}
_SIGN = regex(
    r"\\(text(?:less|greater|underscore|asciitilde))(?![A-Za-z])(?:\{\}|[ \t]+(?=\S))?"
    r"|(?<!\\)\$\s*+\{?\s*+\\?(lt|gt|less|greater|sim|(?:math)?semicolon|[<>_-])\s*+\}?\s*+\$"
)
"""A sign of an address as LaTeX needs it in text, alone in a formula too."""
