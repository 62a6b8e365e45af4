"""Holding what was read against the entries, and saying where they differ."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from pllm_bib.formats.shared.types import TYPES
from pllm_bib.verifying import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text
    from pllm_bib.verifying.latex_reading import Runs


class Difference(NamedTuple):
    """Something that an export does not say as the entries do, or a fault of its own."""

    message: str
    line: int | None = None
    key: str | None = None
    field: str | None = None
    """An attribute of `Entry`, or a part of one, as in `writing.Loss`."""
    entry: str | None = None
    """What the entry says, where that is text."""
    export: str | None = None
    """What the reader got."""


@dataclass(frozen=True, slots=True)
class Record:
    """What an export says of one entry, by the format's names and in the order of the file."""

    key: str
    said: Mapping[str, Sequence[Any]]


@dataclass(slots=True)
class ReadExport:
    """What a reader makes of an export."""

    reader: str
    """Its name, for messages."""
    records: list[Record] = field(default_factory=list)
    faults: list[Difference] = field(default_factory=list)
    """What it complains of."""
    line: Callable[[str, str], int | None] = lambda _key, _name: None
    """Where a record says something; where the record starts if the name is empty."""
    outline: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Collections by title, where the format has any, with the keys and titles in them."""


class Places:
    """The lines of records, and of what each says, for formats that have a line for each."""

    def __init__(self, text: str, start: str, name: str) -> None:
        """``start`` matches a record's key, as its group, and ``name`` a thing that it says."""
        self.text, self.start, self.name = text, re.compile(start), re.compile(name)
        self.found: dict[tuple[str, str], int] | None = None

    def line(self, key: str, name: str) -> int | None:
        """The line where a record says something, or else where it starts."""
        if self.found is None:
            self.found = {}
            current = ""
            for number, line in enumerate(self.text.splitlines(), start=1):
                if match := self.start.match(line):
                    current = match[1]
                    self.found.setdefault((current, ""), number)
                elif match := self.name.match(line):
                    self.found.setdefault((current, match[1].lower()), number)
        return self.found.get((key, name.lower())) or self.found.get((key, ""))


def differences(
    library: Library, reading: ReadExport, compare: Callable[[Check], None], loses: frozenset[str]
) -> Iterator[Difference]:
    """All differences between a library and what was read of it.

    ``compare`` compares one record with its entry, and ``loses`` is what the format is known to
    lose (`Format.loses`).
    """
    yield from reading.faults
    yield from _keys(library, reading)
    entries = {entry.key: entry for entry in library}
    seen: set[str] = set()
    for record in reading.records:
        if record.key in seen or record.key not in entries:
            continue
        seen.add(record.key)
        check = Check(entries[record.key], record, reading, loses, library)
        compare(check)
        check.nothing_left()
        yield from check.found


def _keys(library: Library, reading: ReadExport) -> Iterator[Difference]:
    """Every entry is there once, in the order of the list, and nothing else is."""
    expected = [entry.key for entry in library]
    got = [record.key for record in reading.records]
    known, counts = set(expected), Counter(got)
    for key, count in counts.items():
        if key not in known:
            message = "there is no entry of this key"
            yield Difference(message, reading.line(key, ""), key, "key")
        elif count > 1:
            yield Difference(f"it is there {count} times", reading.line(key, ""), key, "key")
    missing = [key for key in expected if key not in counts]
    for key in missing:
        yield Difference("it is not there", None, key, "key")
    if not missing and len(got) == len(expected) and got != expected:
        place = next(number for number, key in enumerate(got) if key != expected[number])
        message = f"it stands where “{expected[place]}” should"
        yield Difference(message, reading.line(got[place], ""), got[place], "key")


class Check:
    """Compares one record with its entry, and knows what of the record nobody has asked for."""

    def __init__(
        self,
        entry: Entry,
        record: Record,
        reading: ReadExport,
        loses: frozenset[str],
        library: Library,
    ) -> None:
        self.entry = entry
        self.library = library
        self.found: list[Difference] = []
        self.tolerates: Callable[[str, str], bool] = lambda _wanted, _got: False
        """Whether what is read is the nearest that the format has for what the entry says."""
        self._reading = reading
        self._loses = loses
        self._claimed: set[str] = set()
        self._looked_for: dict[str, str] = {}
        self._left = {name: list(values) for name, values in record.said.items() if values}

    def take(self, *names: str) -> list[Any]:
        """All that is said under some names; it then counts as asked for."""
        return [value for name in names for value in self._left.pop(name, ())]

    def put(self, name: str, values: list[Any]) -> None:
        """Put back what was taken, under the name that it is to be asked for."""
        if values:
            self._left[name] = values

    def pick(self, name: str, matches: Callable[[list[Any]], bool]) -> bool:
        """Take what matches of the values under a name: all of them together, or one."""
        values = self._left.get(name, [])
        if values and matches(values):
            del self._left[name]
            return True
        for value in values:
            if matches([value]):
                values.remove(value)
                return True
        return False

    def names_left(self) -> list[str]:
        """The names under which there is something that nobody has asked for."""
        return list(self._left)

    def lost(self, attribute: str) -> bool:
        """Whether the format is known to lose something, in entries of this type at least."""
        whole = attribute.partition(".")[0]
        type_name = self.entry.type if self.entry.type in TYPES else "misc"
        return not self._loses.isdisjoint({attribute, whole, f"{type_name}.{whole}"})

    def claim(self, name: str) -> list[Any]:
        """All that is said under a name, which then is not where anything else is looked for."""
        self._claimed.add(name)
        return self.take(name)

    def values(
        self,
        attribute: str,
        expected: Iterable[object],
        *names: str,
        read: Callable[[Any], str] = str,
        fold: Callable[[str], str] = str,
        lost: bool | None = None,
    ) -> None:
        """Compare plain values, the empty ones apart, with all that is said under some names.

        ``read`` makes text of what is written, and ``fold`` does away with what the format cannot
        tell apart. What is lost may be left out, but what is written must be right; ``lost`` says
        so of entries of this type, where the format as a whole has it otherwise. Without names
        there is no place for it at all.
        """
        if self._claimed.issuperset(names):
            return
        wanted = [str(value) for value in expected if value]
        if not wanted:
            self._not_taken(attribute, names)
            return
        try:
            got = [read(value) for value in self.take(*names)]
        except ValueError as error:
            self.fault(f"{self._reading.reader} reads {error}", attribute, names)
            return
        if not got and (self.lost(attribute) if lost is None else lost):
            return
        same = len(got) == len(wanted) and all(map(self._alike, wanted, got, repeat(fold)))
        if not same:
            self.differ(attribute, "; ".join(wanted), "; ".join(got), names)

    def _alike(self, wanted: str, got: str, fold: Callable[[str], str]) -> bool:
        return fold(wanted) == fold(got) or self.tolerates(wanted, got)

    def people(
        self,
        attribute: str,
        shown: Callable[[Name], str],
        *names: str,
        read: Callable[[Any], str] = str,
        fold: Callable[[str], str] = str,
    ) -> None:
        """Compare a list of names; ``shown`` is how the format would have one."""
        expected = getattr(self.entry, attribute)
        people = [shown(name) for name in expected]
        if expected.others and not self.lost(f"{attribute}.others"):
            people.append("others")
        self.values(attribute, people, *names, read=read, fold=fold)

    def text(
        self,
        attribute: str,
        *names: str,
        read: Callable[[str], Runs] | None = None,
        source: bool = False,
        fold: Callable[[str], str] = str,
    ) -> None:
        """Compare a text of the entry, markup and all.

        ``read`` makes runs of what is written; without it that is plain text. ``source`` is as in
        `runs.of_text`, and ``fold`` does away with what the format has no way to tell apart.
        """
        if self._claimed.issuperset(names):
            return
        text: Text | None = getattr(self.entry, attribute)
        if not text:
            self._not_taken(attribute, names)
            return
        expected = runs.of_text(text, source=source)
        got = [str(value) for value in self.take(*names)]
        if runs.is_unreadable(text) and len(got) <= 1:
            return
        if len(got) != 1:
            if got or not self.lost(attribute):
                self.differ(attribute, runs.plain(expected), "; ".join(got), names)
            return
        try:
            found = read(got[0]) if read else ((got[0], frozenset()),)
        except ValueError as error:
            self.fault(f"{self._reading.reader} reads {error}", attribute, names)
            return
        if not source:
            fold = runs.folding(text)
        wanted, said = runs.plain(expected), runs.plain(found)
        if not self._alike(wanted, said, fold):
            self.differ(attribute, wanted, said, names)
        elif read and fold(wanted) == fold(said):
            self._styles(attribute, (expected, found), fold, names)

    def _not_taken(self, attribute: str, names: Iterable[str]) -> None:
        """What an entry does not say is left for fields that share the place, or for the end."""
        for name in names:
            self._looked_for.setdefault(name, attribute)

    def _styles(
        self,
        attribute: str,
        both: tuple[Runs, Runs],
        fold: Callable[[str], str],
        names: Sequence[str],
    ) -> None:
        """Compare what is in which style, on the side of the entry and on that of the reader."""
        styles = {style for found in both for _value, held in found for style in held}
        for style in sorted(styles):
            wanted, got = (runs.stretches(found, style) for found in both)
            if len(got) == len(wanted) and all(map(self._alike, wanted, got, repeat(fold))):
                continue
            lost = self.lost(f"text.{style}") or self.lost(f"{attribute}.{style}")
            if got or not lost:
                self.differ(f"{attribute}.{style}", "; ".join(wanted), "; ".join(got), names)

    def differ(self, attribute: str, expected: str, got: str, names: Sequence[str]) -> None:
        """Report that an entry says one thing and the export another."""
        wanted, found = excerpts(expected, got)
        message = f"the entry says {wanted}, {self._reading.reader} reads {found}"
        self.found.append(
            Difference(message, self._line(names), self.entry.key, attribute, expected, got)
        )

    def fault(self, message: str, attribute: str, names: Sequence[str] = ()) -> None:
        """Report something that is wrong whatever the entry says."""
        self.found.append(Difference(message, self._line(names), self.entry.key, attribute))

    def _line(self, names: Sequence[str]) -> int | None:
        lines = [self._reading.line(self.entry.key, name) for name in (*names, "")]
        start = lines[-1]
        return next((line for line in lines if line and line != start), start)

    def nothing_left(self) -> None:
        """Report what the record says that nobody has asked for."""
        for name in self.names_left():
            got = "; ".join(str(value) for value in self.take(name))
            self.differ(self._looked_for.get(name, name), "", got, (name,))


_LONG = 70
_BEFORE = 20


def excerpts(expected: str, got: str) -> tuple[str, str]:
    """Two texts in quotation marks, the long ones cut down to where they differ."""
    same = 0
    while same < min(len(expected), len(got)) and expected[same] == got[same]:
        same += 1
    return _excerpt(expected, same), _excerpt(got, same)


def _excerpt(value: str, at: int) -> str:
    if not value:
        return "nothing"
    start = max(0, at - _BEFORE) if len(value) > _LONG else 0
    end = start + _LONG
    cut = ("…" if start else "") + value[start:end] + ("…" if end < len(value) else "")
    return f"“{cut.replace(chr(10), ' ')}”"
