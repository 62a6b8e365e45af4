"""Plain entries of a .bib file, cast in moulds: each attribute is read from the value of a field.

The usual way reads samples of a form. What it finds in the one attribute or the other tells where
a value goes; all else of the samples is what every entry of the form has.
"""

from __future__ import annotations

import re
from dataclasses import fields as fields_of
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from pllm_bib.formats.bibtex.groups import has_groups
from pllm_bib.formats.bibtex.inheritance import folded_bytes
from pllm_bib.formats.bibtex.plain.form import entry_pattern
from pllm_bib.formats.bibtex.plain.moulds import LEARNT_AFTER, Moulds, are_all, others
from pllm_bib.formats.bibtex.plain.sample import MOST_FIELDS, PATH, sample_of
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.source import FieldPlaces, SourceMap
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Eprint, Link, Origin
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pllm_bib.formats.bibtex.plain.form import Form, FormField
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.progress import Progress

Read = tuple[tuple[Entry, ...], tuple["Diagnostic", ...]]
_TOLD_EVERY = 1 << 16
"""Characters of a text after which it is told how much of it is read."""


def can_be_cast(text: str, strings: Iterable[str]) -> bool:
    """Say whether plain entries of a text can be read without a look at what is around them.

    ``strings`` are the names of the @string definitions before it.
    """
    if not _MONTHS.isdisjoint(strings) or has_groups(text):
        return False
    folded = folded_bytes(text)
    if any(word in folded for word in (b"crossref", b"xdata", b"@preamble")):
        return False
    return b"@string" not in folded or not _defines_months(folded)


_MONTHS = frozenset(MONTHS)


def _defines_months(folded: bytes) -> bool:
    heads = (piece.partition(b"=")[0] for piece in folded.split(b"@string")[1:])
    return any(not _MONTHS.isdisjoint(re.findall(r"\w+", head.decode())) for head in heads)


class EntryMould(NamedTuple):
    """What becomes of the entries of a form."""

    entry: re.Pattern[str]
    names: tuple[str, ...]
    """The names of the fields, in lower case."""
    places: tuple[int, ...]
    """The groups of these."""
    values: tuple[int, ...]
    """The groups of their values."""
    reads: tuple[tuple[str, Callable[[str], Any], int], ...]
    """Attribute, what reads it, and the number of the field."""
    texts: tuple[str, ...]
    """Attributes that may not be equal to each other."""
    links: tuple[tuple[Any, int], ...]
    """Kinds of links, and the numbers of their fields."""
    extra: tuple[tuple[str, str, int], ...]
    """Fields beyond the model with their values, or the numbers of the fields with these."""
    others: dict[str, Any]
    """All other attributes."""
    composed: frozenset[str]

    def read(self, values: Sequence[str]) -> dict[str, Any] | None:
        """Return the attributes that are read of an entry's values; None if one is not plain."""
        found: dict[str, Any] = {}
        for attribute, read, number in self.reads:
            value = read(values[number])
            if value is None:
                return None
            found[attribute] = value
        if self.texts and len({str(found[name]) for name in self.texts}) < len(self.texts):
            return None
        return found

    def cast(self, match: re.Match[str], source: SourceMap, line: int) -> Entry | None:
        """Return the entry that starts in a line; None if one of its values is not plain."""
        values = match.group(*self.values)
        own = self.read(values)
        if own is None:
            return None
        found = {**self.others, **own}
        if self.links:
            found["links"] = tuple([Link(kind, values[n].strip()) for kind, n in self.links])
        if self.extra:
            found["extra"] = tuple([(k, v if n < 0 else values[n]) for k, v, n in self.extra])
        spans = match.regs
        offsets = {
            name: spans[group][0] for name, group in zip(self.names, self.places, strict=True)
        }
        found["key"] = match[1]
        found["origin"] = Origin(
            Position(source.path, line, 1),
            Position(source.path, line, spans[1][0] - spans[0][0] + 1),
            FieldPlaces(source, offsets),
            dict(zip(self.names, values, strict=True)),
            composed=self.composed,
        )
        return Entry(**found)


class Take(Protocol):
    """What takes plain entries, each as its mould matches it."""

    def __call__(self, mould: EntryMould, match: re.Match[str], line: int, /) -> bool:
        """Take an entry that starts in a line; say whether all of its values are plain."""


class Caster:
    """The reader of the plain entries of files in one dialect, by way of the usual reader."""

    def __init__(self, usual: Callable[[str, str], Read], *, after: int = LEARNT_AFTER) -> None:
        self.usual = usual
        self.moulds = Moulds(self._mould, after)

    def read(
        self, source: SourceMap, stop: int, usual: Callable[[str], Read], progress: Progress
    ) -> Read:
        """Read a text up to ``stop``, and all that is not plain in it the usual way."""
        cast: list[Entry] = []

        def take(mould: EntryMould, match: re.Match[str], line: int) -> bool:
            entry = mould.cast(match, source, line)
            if entry is None:
                return False
            cast.append(entry)
            return True

        entries, faults = self.read_others(source, stop, take, usual, progress)
        return tuple(sorted((*cast, *entries), key=_place)) if entries else tuple(cast), faults

    def read_others(
        self,
        source: SourceMap,
        stop: int,
        take: Take,
        usual: Callable[[str], Read],
        progress: Progress,
    ) -> Read:
        """Read what is not plain in a text up to ``stop``; ``take`` is given what is."""
        text = source.text
        line, at, told = source.first_line, 0, 0

        def take_here(mould: EntryMould, match: re.Match[str]) -> bool:
            nonlocal line, at, told
            start = match.start()
            line += text.count("\n", at, start)
            at = start
            if not take(mould, match, line):
                return False
            if start - told > _TOLD_EVERY:
                told = start
                progress(start / stop)
            return True

        spans = self.moulds.find(text, stop, take_here)
        if are_all(spans, stop):
            return (), ()
        return usual(others(text, spans, stop, of_same_length=True) + text[stop:])

    def _mould(self, form: Form) -> EntryMould | None:
        """Return the mould of a form; None if samples and mould do not agree."""
        if not 1 < len(form[1]) <= MOST_FIELDS:  # the value of a single one is not got as a tuple
            return None
        pattern = entry_pattern(form, whole=True)
        mould: EntryMould | None = None
        for number, people in enumerate(("abc", "a", "ab")):
            text = sample_of(form, number, people).text
            match = pattern.match(text)
            entries, faults = self.usual(text, PATH)
            if match is None or faults or len(entries) != 1:
                return None
            mould = mould or _mould_of(form, match, entries[0])
            if mould is None or not _agree(mould, match, entries[0]):
                return None
        return mould


def _place(entry: Entry) -> tuple[int, int]:
    place = entry.position() or Position("")
    return place.line, place.column


def _agree(mould: EntryMould, match: re.Match[str], entry: Entry) -> bool:
    """Say whether a sample cast in a mould is what the usual way makes of it."""
    cast = mould.cast(match, SourceMap(match.string, PATH), 1)
    return cast == entry and cast is not None and _stands(cast) == _stands(entry)


def _stands(entry: Entry) -> list[Any]:
    """Return all that an entry knows of where it stands."""
    values = [getattr(entry.origin, one.name) for one in fields_of(Origin)]
    return [dict(value) if isinstance(value, FieldPlaces) else value for value in values]


def _mould_of(form: Form, match: re.Match[str], entry: Entry) -> EntryMould | None:
    """Return the mould that a sample shows, if all of its values are found in the entry."""
    groups = tuple(_groups(form))
    values = match.group(*(group + 1 for group in groups))
    known = {one.name: getattr(entry, one.name) for one in fields_of(Entry)}
    reads: list[tuple[str, Callable[[str], Any], int]] = []
    kept: dict[str, int] = {}
    links: dict[str, int] = {}
    texts = []
    for number, one in enumerate(form[1]):
        if one.kind is None:
            continue
        found = _attribute(one, values[number], known)
        if found is not None:
            reads.append((*found, number))
            if one.kind.is_text:
                texts.append(found[0])
        elif values[number] in {link.url for link in entry.links}:
            links[values[number]] = number
        elif (one.name.lower(), values[number]) in entry.extra:
            kept[one.name.lower()] = number
            reads.append(("extra", one.kind.read, number))
        else:
            return None
    read = {"key", "origin", "links", "extra", *(attribute for attribute, *_read in reads)}
    return EntryMould(
        entry_pattern(form, whole=True),
        tuple(one.name.lower() for one in form[1]),
        groups,
        tuple(group + 1 for group in groups),
        tuple(reads),
        tuple(texts),
        tuple((link.kind, links.get(link.url, -1)) for link in entry.links),
        tuple((name, value, kept.get(name, -1)) for name, value in entry.extra),
        {name: value for name, value in known.items() if name not in read},
        entry.origin.composed if entry.origin else frozenset(),
    )


def _groups(form: Form) -> Iterator[int]:
    """Yield the group of each field's name in the pattern of a form."""
    group = 2
    for one in form[1]:
        yield group
        group += 2 + _groups_in(one.inner)


@cache
def _groups_in(pattern: str) -> int:
    return re.compile(pattern).groups


def _attribute(
    field: FormField, value: str, known: dict[str, Any]
) -> tuple[str, Callable[[str], Any]] | None:
    """Return the attribute that a value has become, and what reads it."""
    if field.kind is None:
        return None
    date, eprint = known["date"], known["eprint"]
    if field.name.lower() == "year" and isinstance(date, Date) and str(date.year) == value:
        return "date", cache(partial(_of_year, date))
    if eprint and eprint.id == value:
        return "eprint", partial(_of_id, eprint)
    meant = field.kind.read(value)
    for name, there in known.items():
        if type(there) is type(meant) and there == meant:
            return name, field.kind.read
    return None


def _of_year(date: Date, year: str) -> Date:
    return replace(date, year=int(year))


def _of_id(eprint: Eprint, number: str) -> Eprint:
    return replace(eprint, id=number.strip())
