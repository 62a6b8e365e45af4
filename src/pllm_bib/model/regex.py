"""Regular expressions that are compiled when they are first used.

A command uses few of those that its modules have. To compile them all would take half of its start.
"""

from __future__ import annotations

import re
from typing import Any, cast


class LatePattern:
    """A stand-in for a pattern: it has the pattern's methods and attributes."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the compiled pattern, and keep it: it is asked for once."""
        value = getattr(self.compiled(), name)
        setattr(self, name, value)
        return value

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern itself."""
        return re.compile(self._source, self._flags)


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern, as ``re.compile`` does; a wrong one is an error only when it is used."""
    return cast("re.Pattern[str]", LatePattern(source, flags))
