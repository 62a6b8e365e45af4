"""The plain entries of a text, found by the moulds of their forms."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pllm_bib.formats.bibtex.blocks import block_starts, stands_alone
from pllm_bib.formats.bibtex.plain.form import form_of

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from pllm_bib.formats.bibtex.plain.form import Form

LEARNT_AFTER = 16
"""Entries of a form that take as long, the usual way, as to make its mould."""
_RECENT = 4
_MOST_MOULDS = 1_000
"""Forms that are told apart; a file with more has no habits that are worth learning."""
_PATIENCE = 500
"""So many entries may be no plain ones before the others are counted against them."""

Span = tuple[int, int]
"""Where an entry starts, and where the next block starts behind it."""


class AnyMould(Protocol):
    """A mould: what becomes of the entries of a form."""

    @property
    def entry(self) -> re.Pattern[str]:
        """The pattern of the entries, as of `entry_pattern`."""


_Mould = TypeVar("_Mould", bound=AnyMould)


class Moulds(Generic[_Mould]):
    """The moulds of forms, each made when its form has come often."""

    def __init__(self, make: Callable[[Form], _Mould | None], after: int = LEARNT_AFTER) -> None:
        self.make = make
        self.after = after
        """After so many entries of a form is its mould made."""
        self.made: dict[Form, _Mould | None] = {}
        self.met: Counter[Form] = Counter()
        self.recent: list[_Mould] = []

    def find(
        self, text: str, stop: int, take: Callable[[_Mould, re.Match[str]], bool]
    ) -> list[Span]:
        """Find the plain entries of a text up to ``stop``; return where they stand.

        ``take`` is given each entry, as its mould matches it, and says whether it is plain in all
        of its values.
        """
        spans: list[Span] = []
        missed = 0
        at, other = 0, -1  # the latter is where the block before starts, if it is not taken
        while at < stop:
            found = self._of(text, at, stop)
            # The head of a block behind a broken one helps to find the end of that.
            if found and (other < 0 or stands_alone(text, other, at)) and take(*found):
                spans.append(found[1].span())
                at, other = found[1].end(), -1
                continue
            missed += 1
            if missed > _PATIENCE and missed > len(spans):
                break
            starts = (start for start, _opening in block_starts(text, at + 1, stop) if start > at)
            other, at = at, next(starts, stop)
        return spans

    def _of(self, text: str, at: int, stop: int) -> tuple[_Mould, re.Match[str]] | None:
        """Return the mould for the block here, and the entry as it matches, if one does."""
        for mould in self.recent:
            if match := mould.entry.match(text, at, stop):
                return mould, match
        form = form_of(text, at, stop)
        if form is None:
            return None
        if form not in self.made:
            self.met[form] += 1
            if self.met[form] <= self.after or len(self.made) >= _MOST_MOULDS:
                return None
            self.made[form] = self.make(form)
        known = self.made[form]
        if known is None:
            return None
        self.recent = [known, *(one for one in self.recent if one is not known)][:_RECENT]
        match = known.entry.match(text, at, stop)
        return (known, match) if match else None


def others(text: str, spans: Sequence[Span], stop: int, *, of_same_length: bool) -> str:
    """Return a text up to ``stop``, with the ends of lines for the entries that were taken.

    With blanks too, it has the same length.
    """
    pieces, done = [], 0
    for start, end in spans:
        if start > done:
            pieces.append(text[done:start])
        lines = text.count("\n", start, end)
        if of_same_length:
            pieces.append(" " * (end - start - lines))
        pieces.append("\n" * lines)
        done = end
    return "".join((*pieces, text[done:stop]))


def are_all(spans: Sequence[Span], stop: int) -> bool:
    """Say whether a text up to ``stop`` is nothing but the entries that were taken."""
    at = 0
    for start, end in spans:
        if start != at:
            return False
        at = end
    return at == stop
