"""The limits of what is read and said: no file costs more than in proportion to its length.

What goes beyond a limit is a finding with its place, never an end of memory or of the stack.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from pllm_bib.model.regex import regex

EXPANDED_VALUE = 1_000_000
"""Characters of a value that is put together from @string definitions."""
EXPANDED_FILE = 5_000_000
"""Characters that any file may get by definitions and by inheritance."""
EXPANDED_TIMES = 10
"""How often a file may get its own length besides. Real files get less than twice theirs."""
INHERITED_FIELDS = 100_000
"""Fields that the entries of any file may inherit, all together."""
INHERITED_EACH = 4
"""Characters of a file for which it may inherit a field besides."""
MACROS = 1_000
"""Macros that the @preambles of a file define; those beyond are not known."""
MACRO_CALLS = 1_000
"""Calls of macros of the file in one value, with those that they call."""

KEY_WORDS = 50
"""Words of a title that tell keys apart; then a letter does."""
RELATED = 50
"""Other places that a finding names."""
QUOTED = 200
"""Characters of a value that a message quotes."""
MESSAGE = 2_000
"""Characters of a message."""
SHOWN_BY_GITHUB = 512_000
"""Bytes of a page of Markdown that GitHub shows."""


def expanded(length: int) -> int:
    """Return how many characters a text of a length may get by definitions and by inheritance."""
    return EXPANDED_FILE + EXPANDED_TIMES * length


def inherited(length: int) -> int:
    """Return how many fields the entries of a text of a length may inherit, all together."""
    return INHERITED_FIELDS + length // INHERITED_EACH


_LONG_QUOTE = regex(rf"“([^“”]{{{QUOTED + 1},}}+)”")


def brief(message: str) -> str:
    """Return a message in which long quotations, and then the whole, have “…” in their middle."""
    if len(message) <= QUOTED:
        return message
    return shortened(_LONG_QUOTE.sub(lambda match: f"“{shortened(match[1], QUOTED)}”", message))


def shortened(text: str, length: int = MESSAGE) -> str:
    """Return the start and the end of a text that is longer than ``length`` characters."""
    if len(text) <= length:
        return text
    end = length // 4
    return f"{text[: length - end - 1]}…{text[-end:]}"


_MOST_MARKS = 100
"""Accents in a row that are put in order together; Unicode's stream-safe text has 30."""
_NOT_LATIN = regex(rf"[^\x00-\u02ff]{{{_MOST_MARKS},}}")


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return text in a form of Unicode, as `unicodedata.normalize` does.

    That takes time in proportion to the square of accents in a row, so long rows are cut.
    """
    if text.isascii():
        return text
    pieces: list[str] = []
    done = 0
    for run in _NOT_LATIN.finditer(text):
        marks = 0
        for at in range(*run.span()):
            marks = marks + 1 if unicodedata.combining(text[at]) else 0
            if marks == _MOST_MARKS:
                pieces.append(unicodedata.normalize(form, text[done:at]))
                done, marks = at, 0
    return "".join((*pieces, unicodedata.normalize(form, text[done:])))
