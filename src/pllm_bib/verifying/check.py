"""Comparison of the records that a reader found with the entries of the list."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from itertools import repeat
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.verifying import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text
    from pllm_bib.verifying.latex_reading import Runs


class Difference(NamedTuple):
    """A difference between an export and the entries, or a fault of the export itself."""

    message: str
    line: int | None = None
    key: str | None = None
    field: str | None = None
    """An attribute of `Entry`, or a part of one, as in `formats.losses.Loss`."""
    entry: str | None = None
    """The entry's text, if it has any."""
    export: str | None = None
    """The text that the reader found."""


@dataclass(frozen=True, slots=True)
class Record:
    """The values that an export has for one entry, by the format's names, in file order."""

    key: str
    said: Mapping[str, Sequence[Any]]


@dataclass(slots=True)
class ReadExport:
    """The records and faults that a reader found in an export."""

    reader: str
    """The reader's name, for messages."""
    records: list[Record] = field(default_factory=list)
    faults: list[Difference] = field(default_factory=list)
    """The reader's complaints."""
    line: Callable[[str, str], int | None] = lambda _key, _name: None
    """Returns the line of a value by its record's key and its name; ``""`` names the start."""
    outline: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Title of a collection, if the format has any -> the keys and titles in it."""


class Places:
    """The lines of records and of their values, for formats with a line for each."""

    def __init__(self, text: str, start: str, name: str) -> None:
        """Take a text and two patterns, whose groups are a record's key and a value's name."""
        self.text, self.start, self.name = text, re.compile(start), re.compile(name)
        self.found: dict[tuple[str, str], int] | None = None

    def line(self, key: str, name: str) -> int | None:
        """Return the line of a record's value, or else the line where the record starts."""
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
    """Yield all differences between a library and an export of it.

    ``compare`` compares one record with its entry; ``loses`` is the known losses of the format
    (`Format.loses`).
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
    """Yield a difference for each key that is missing, unknown, repeated or out of order."""
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
    """The comparison of one record with its entry; it knows which values were not asked for."""

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
        """Says whether a text read is the nearest that the format has for a text wanted."""
        self._reading = reading
        self._loses = loses
        self._claimed: set[str] = set()
        self._looked_for: dict[str, str] = {}
        self._left = {name: list(values) for name, values in record.said.items() if values}

    def take(self, *names: str) -> list[Any]:
        """Return and remove all values under some names; they count as asked for."""
        return [value for name in names for value in self._left.pop(name, ())]

    def put(self, name: str, values: list[Any]) -> None:
        """Put back values that were taken, under the name to ask for them later."""
        if values:
            self._left[name] = values

    def pick(self, name: str, matches: Callable[[list[Any]], bool]) -> bool:
        """Take the values under a name that match, all together or one; say if any did."""
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
        """Return the names with values that nobody has asked for."""
        return list(self._left)

    def lost(self, attribute: str) -> bool:
        """Say whether the format is known to lose an attribute, in this type at least."""
        whole = attribute.partition(".")[0]
        type_name = self.entry.type if self.entry.type in TYPES else "misc"
        return not self._loses.isdisjoint({attribute, whole, f"{type_name}.{whole}"})

    def claim(self, name: str) -> list[Any]:
        """Take the values under a name, and stop other attributes from asking for it."""
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
        """Compare plain values, without empty ones, with all values under some names.

        ``read`` makes text of a written value; ``fold`` removes differences that the format does
        not keep. A lost value may be missing, but a written one must be right. ``lost`` overrides
        the format's known losses for this entry. Without names the format has no place for it.
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
        """Compare a list of names; ``shown`` returns a name as the format writes it."""
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
        """Compare a text of the entry with its markup.

        ``read`` makes runs of a written value; without it, the value is plain text. ``source`` is
        as in `runs.of_text`; ``fold`` removes differences that the format does not keep.
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
        """Leave the values to fields that share the names, and remember who looked for them."""
        for name in names:
            self._looked_for.setdefault(name, attribute)

    def _styles(
        self,
        attribute: str,
        both: tuple[Runs, Runs],
        fold: Callable[[str], str],
        names: Sequence[str],
    ) -> None:
        """Compare the stretches of each style in the entry's runs and in the reader's."""
        expected, formulas = runs.without_formulas(both[0])
        styles = {
            style for found in (expected, both[1]) for _value, held in found for style in held
        }
        for style in sorted(styles):
            wanted, got = (runs.stretches(found, style) for found in (expected, both[1]))
            if formulas:
                got = runs.outside_formulas(wanted, got, fold(formulas), fold)
            if len(got) == len(wanted) and all(map(self._alike, wanted, got, repeat(fold))):
                continue
            lost = self.lost(f"text.{style}") or self.lost(f"{attribute}.{style}")
            if got or not lost:
                self.differ(f"{attribute}.{style}", "; ".join(wanted), "; ".join(got), names)

    def differ(self, attribute: str, expected: str, got: str, names: Sequence[str]) -> None:
        """Report a difference between the texts of the entry and the export."""
        wanted, found = excerpts(expected, got)
        message = f"the entry says {wanted}, {self._reading.reader} reads {found}"
        self.found.append(
            Difference(message, self._line(names), self.entry.key, attribute, expected, got)
        )

    def fault(self, message: str, attribute: str, names: Sequence[str] = ()) -> None:
        """Report a fault of the export itself."""
        self.found.append(Difference(message, self._line(names), self.entry.key, attribute))

    def _line(self, names: Sequence[str]) -> int | None:
        lines = [self._reading.line(self.entry.key, name) for name in (*names, "")]
        start = lines[-1]
        return next((line for line in lines if line and line != start), start)

    def nothing_left(self) -> None:
        """Report the values of the record that nobody has asked for."""
        for name in self.names_left():
            got = "; ".join(str(value) for value in self.take(name))
            self.differ(self._looked_for.get(name, name), "", got, (name,))


_LONG = 70
_BEFORE = 20


def excerpts(expected: str, got: str) -> tuple[str, str]:
    """Return two texts in quotation marks, long ones cut down to the part that differs."""
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
