"""Keys that a mistyped one most likely stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST = 65
"""Percent of likeness from which a key is named."""
_SIGNS = regex(r"[\W_]+")


class NearKeys:
    """The keys of a bibliography, to be asked for those near to others."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = list(dict.fromkeys(keys))
        self.folded = [_folded(key) for key in self.keys]

    def near(self, key: str, most: int = 3) -> list[str]:
        """Return the keys that are most alike, the nearest first; case and signs do not count."""
        found = process.extract(
            _folded(key), self.folded, scorer=ratio, limit=most, score_cutoff=_LEAST
        )
        return [self.keys[number] for _text, _score, number in found]


def _folded(key: str) -> str:
    return _SIGNS.sub("", key).casefold() or key
