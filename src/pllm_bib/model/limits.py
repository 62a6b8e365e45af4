"""The limits of what is read and said: no file costs more than in proportion to its length.

What goes beyond a limit is a finding with its place, never an end of memory or of the stack.
"""

from __future__ import annotations

import re

EXPANDED_VALUE = 1_000_000
"""Characters of a value that is put together from @string definitions."""
EXPANDED_FILE = 100_000_000
"""Characters that a file gets by definitions and by inheritance, beyond those that it has."""
INHERITED_FIELDS = 5_000_000
"""Fields that the entries of a file inherit, all together."""

RELATED = 50
"""Other places that a finding names."""
QUOTED = 200
"""Characters of a value that a message quotes."""
MESSAGE = 2_000
"""Characters of a message."""

_LONG_QUOTE = re.compile(rf"“([^“”]{{{QUOTED + 1},}}+)”")


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
