"""Unified diffs of long texts, in time that is in proportion to their length.

difflib alone compares every run of equal lines with the rest of the file. In long texts, lines that
stand once on both sides are paired first ("patience diff"), and difflib sees what is between them.
"""

from __future__ import annotations

import bisect
import difflib
import io
from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SMALL = 500
"""So many lines may difflib compare with as many others."""
_DEEPEST = 4
"""How often what is between pairs of lines is searched for pairs of its own."""


def unified_diff(old: str, new: str, old_name: str, new_name: str) -> Iterator[str]:
    """Yield the lines of a unified diff, each with its line end; none for equal texts."""
    matcher = _Matcher(_lines(old), _lines(new))
    for number, changes in enumerate(matcher.get_grouped_opcodes()):
        if number == 0:
            yield f"--- {old_name}\n"
            yield f"+++ {new_name}\n"
        first, last = changes[0], changes[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for kind, start, end, new_start, new_end in changes:
            if kind == "equal":
                yield from _signed(" ", matcher.old[start:end])
                continue
            yield from _signed("-", matcher.old[start:end])
            yield from _signed("+", matcher.new[new_start:new_end])


def _lines(text: str) -> list[str]:
    """Return a text's lines with their ends. A form feed ends no line, as to diff and git."""
    return io.StringIO(text, newline="\n").readlines()


def _range(start: int, end: int) -> str:
    """Return lines from a start up to an end as a diff names them: the first, and how many."""
    if end - start == 1:
        return f"{end}"
    return f"{start + (end > start)},{end - start}"


def _signed(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n"


class _Span(NamedTuple):
    """Lines of the old text, from and up to, beside those of the new one."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def is_small(self) -> bool:
        return (self.old_end - self.old) * (self.new_end - self.new) <= _SMALL**2


class _Matcher(difflib.SequenceMatcher[str]):
    """difflib's matcher, which gets its equal lines from pairs where the texts are long."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__()
        self.old, self.new = old, new

    def get_matching_blocks(self) -> list[difflib.Match]:
        """Return the runs of equal lines, in order; an empty one at the end, as in difflib."""
        found: list[difflib.Match] = []
        start = new_start = size = 0
        for at, new_at, lines in self._equal(_Span(0, len(self.old), 0, len(self.new)), 0):
            if (at, new_at) == (start + size, new_start + size):
                size += lines
                continue
            found.append(difflib.Match(start, new_start, size))
            start, new_start, size = at, new_at, lines
        found = [match for match in (*found, difflib.Match(start, new_start, size)) if match.size]
        return [*found, difflib.Match(len(self.old), len(self.new), 0)]

    def _equal(self, span: _Span, depth: int) -> Iterator[tuple[int, int, int]]:
        """Yield the runs of equal lines of a span: where they start, and how many lines."""
        if span.is_small:
            old, new = self.old[span.old : span.old_end], self.new[span.new : span.new_end]
            for match in difflib.SequenceMatcher(None, old, new).get_matching_blocks():
                yield span.old + match.a, span.new + match.b, match.size
            return
        at, new_at = span.old, span.new
        for pair, new_pair in self._pairs(span) if depth < _DEEPEST else ():
            yield from self._equal(_Span(at, pair, new_at, new_pair), depth + 1)
            yield pair, new_pair, 1
            at, new_at = pair + 1, new_pair + 1
        if at > span.old:
            yield from self._equal(_Span(at, span.old_end, new_at, span.new_end), depth + 1)

    def _pairs(self, span: _Span) -> list[tuple[int, int]]:
        """Return lines that stand once on both sides, as many as keep their order."""
        once = _once(self.old, span.old, span.old_end)
        places = _once(self.new, span.new, span.new_end)
        pairs = [(at, places[line]) for line, at in once.items() if line in places]
        return _longest_rise(pairs)


def _once(lines: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Return the lines that a part of a text has once, with their places."""
    times = Counter(lines[start:end])
    return {lines[at]: at for at in range(start, end) if times[lines[at]] == 1}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs whose second numbers rise; the first ones do already."""
    ends: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for number, (_at, new_at) in enumerate(pairs):
        length = bisect.bisect(ends, new_at)
        before.append(chosen[length - 1] if length else -1)
        ends[length : length + 1] = [new_at]
        chosen[length : length + 1] = [number]
    found = []
    at = chosen[-1] if chosen else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
