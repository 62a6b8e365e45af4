"""Regular expressions that are compiled when they are first used.

A command uses few of those that its modules have. To compile them all would take half of its start.
"""

from __future__ import annotations

import re
from typing import Any, cast

_NAMES = (
    *("match", "fullmatch", "search", "sub", "subn", "split", "finditer", "findall"),
    *("pattern", "flags", "groups", "groupindex"),
)


class LatePattern:
    """A stand-in for a pattern: it has the pattern's methods and attributes."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern itself."""
        return re.compile(self._source, self._flags)


class _Unused(LatePattern):
    """A pattern that nothing has been asked of. The first question makes it a `LatePattern`."""

    def __getattr__(self, name: str) -> Any:
        compiled = self.compiled()
        for known in _NAMES:
            setattr(self, known, getattr(compiled, known))
        self.__class__ = LatePattern  # type: ignore[assignment]  # without this method: faster
        return getattr(compiled, name)


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern, as ``re.compile`` does; a wrong one is an error only when it is used."""
    return cast("re.Pattern[str]", _Unused(source, flags))
