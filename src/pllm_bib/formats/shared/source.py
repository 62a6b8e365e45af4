"""The text of a file that is being read: places in it, and its faults."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Mapping
from dataclasses import field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.keys import with_keys
from pllm_bib.formats.shared.settled import settled
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry


@dataclass(slots=True)
class SourceMap:
    """Offsets of a text as positions in its file."""

    text: str
    path: str
    first_line: int = 1
    """The line of the file that the text starts on."""
    _lines: list[int] = field(default_factory=list)

    def _starts(self) -> list[int]:
        """Return where each line starts; nobody may ask for a place in a long text."""
        if not self._lines:
            lengths = [len(line) + 1 for line in self.text.split("\n")]
            self._lines = list(accumulate(lengths[:-1], initial=0))
        return self._lines

    def position(self, offset: int) -> Position:
        """Return the line and column, both from 1, of a character."""
        starts = self._lines or self._starts()
        line = bisect.bisect_right(starts, offset)
        start = starts[line - 1]
        return Position(self.path, line + self.first_line - 1, offset - start + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of a place in the text."""
        return self._starts()[position.line - self.first_line] + position.column - 1


class FieldPlaces(Mapping[str, Position]):
    """Field name -> place of the field; places are computed on demand."""

    __slots__ = ("_offsets", "_source")

    def __init__(self, source: SourceMap, offsets: dict[str, int]) -> None:
        self._source = source
        self._offsets = offsets

    def __getitem__(self, name: str) -> Position:
        return self._source.position(self._offsets[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


_CONTROLS = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What no text holds: control characters but for line ends and tabs, halves of characters."""
_MOST_FAULTS = 10_000
_LINE_SEPARATORS = regex("[\r\u2028\u2029]")


def without_controls(value: str) -> str:
    """Return a value with a blank for each control character."""
    return _CONTROLS.sub(_blanks, value) if _CONTROLS.search(value) else value


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())


@dataclass(slots=True)
class SourceText:
    """The text of a file that is being read, and the faults found in it.

    A control character is reported and stands as a blank in ``text``.
    """

    text: str
    path: str
    places: SourceMap = field(init=False)
    faults: list[Diagnostic] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.text = _LINE_SEPARATORS.sub(" ", self.text.removeprefix("\ufeff"))
        self.places = SourceMap(self.text, self.path)
        for match in _CONTROLS.finditer(self.text):
            message = f"U+{ord(match.group()[0]):04X} is no character of a text: a blank is read"
            self.fault("control-character", message, match.start())
        self.text = without_controls(self.text)

    def fault(
        self,
        name: str,
        message: str,
        place: int | Position,
        *,
        key: str | None = None,
        field: str | None = None,
    ) -> None:
        """Report one of `FAULTS` at a place, or at an offset of the text.

        Only the first `_MOST_FAULTS` of a name are listed; nobody would look at more.
        """
        self.counts[name] += 1
        if self.counts[name] > _MOST_FAULTS:
            return
        if self.counts[name] == _MOST_FAULTS:
            message += f" (there may be more of these: {_MOST_FAULTS} are listed)"
        if isinstance(place, int):
            place = self.places.position(min(place, len(self.text)))
        self.faults.append(reading_fault(name, message, place, key=key, field=field))

    def result(self, entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
        """Return a reader's result: the entries, all with keys, and the faults by their places."""
        keyed = tuple(with_keys(tuple(settled(entry, self._step) for entry in entries), self.fault))
        if any(_is_of_an_entry(fault) for fault in self.faults):
            self.faults = list(_with_their_keys(self.faults, keyed))
        return keyed, tuple(sorted(self.faults, key=lambda fault: fault.position))

    def telling(self, place: int | Position, name: str, key: str | None = None) -> Tell:
        """Return what tells how a field of the file is understood."""
        return lambda value, now: self.fault(
            "read-as", f"“{value}” is read as {now}", place, key=key, field=name
        )

    def _step(self, entry: Entry, value: str, now: str) -> None:
        """Tell that a part of an entry is understood as something else, at the field with it."""
        origin = entry.origin
        if origin is None:
            return
        holders = [name for name, raw in origin.raw.items() if value in normalized(raw)]
        name = min(holders, key=lambda name: len(origin.raw[name]), default="")
        place = origin.fields.get(name, origin.position)
        self.telling(place, name, entry.key or None)(value, now)


def _with_their_keys(faults: list[Diagnostic], entries: tuple[Entry, ...]) -> Iterator[Diagnostic]:
    """Yield faults, each of a field with the key of the entry that it stands in."""
    found = [(entry.origin.position, entry.key) for entry in entries if entry.origin]
    found.sort()
    starts = [position for position, _key in found]
    for fault in faults:
        at = bisect.bisect_right(starts, fault.position)
        yield replace(fault, key=found[at - 1][1]) if at and _is_of_an_entry(fault) else fault


def _is_of_an_entry(fault: Diagnostic) -> bool:
    return not fault.key and (fault.name == "read-as" or bool(fault.field))
