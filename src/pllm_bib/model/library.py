"""A collection of entries and the outline of the list that they stand in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.field import AttributeKind


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the list: ``id`` is shown and cited (1.3), ``slug`` names its files.

    One without a slug is only a heading, which holds no works itself.
    """

    id: str
    slug: str
    title: str
    text: str = ""
    """Markdown between its heading and its works."""
    below: str = ""
    """Markdown behind its works."""

    @property
    def heading(self) -> str:
        """Id and title as one line: ``1.3 Owls by night``."""
        return f"{self.id} {self.title}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the list; one without a title is the front matter and has no heading."""

    id: str
    title: str
    sections: tuple[Section, ...]
    """The sections that hold works. One with the chapter's own id has no heading of its own."""
    headings: tuple[Section, ...] = ()
    """All headings below its own, in order; empty where they are those of the sections."""
    text: str = ""
    """Markdown below its heading."""
    below: str = ""
    """Markdown behind the works that stand right under its heading."""

    @property
    def own(self) -> Section | None:
        """The section of the works that stand right under the chapter's heading."""
        return next((s for s in self.sections if self.title and s.id == self.id), None)

    @property
    def outline(self) -> tuple[tuple[int, Section], ...]:
        """All headings below its own, each with its level from 1: 1.2.1 is below 1.2."""
        found = self.headings or tuple(s for s in self.sections if s is not self.own)
        ids = {section.id for section in found}
        return tuple((1 + sum(above in ids for above in _above(s.id)), s) for s in found)

    def part(self, ids: Collection[str]) -> Chapter:
        """Return the chapter with only the sections of some ids, and the headings above them."""
        sections = tuple(section for section in self.sections if section.id in ids)
        kept = {name for s in sections for name in (s.id, *_above(s.id))}
        headings = tuple(section for section in self.headings if section.id in kept)
        return replace(self, sections=sections, headings=headings)


def _above(section: str) -> Iterator[str]:
    """Yield the ids above an id: 1 and 1.2 for 1.2.1."""
    return (section[: dot.start()] for dot in re.finditer(r"\.", section))


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A journal, conference or publisher of works, with its one spelling.

    ``editions`` gives the container's name for years in which it differs, as with numbered
    conferences; ``name`` is for all other years. ``spellings`` are its other names.
    """

    label: str
    kind: str
    name: str | None = None
    editions: tuple[tuple[int, str], ...] = ()
    series: str | None = None
    publisher: str | None = None
    hosts: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """Addresses of the public records that the names come from."""

    def container(self, year: int | None) -> str | None:
        """Return the official name of the proceedings or journal in a year; None if unknown."""
        return dict(self.editions).get(year, self.name) if year is not None else self.name


@dataclass(frozen=True, slots=True)
class Library:
    """Entries in reading order, with the outline of their list if they come from one."""

    entries: tuple[Entry, ...]
    chapters: tuple[Chapter, ...] = ()
    venues: tuple[Venue, ...] = ()
    elsewhere: tuple[Section, ...] = ()
    """Sections of the list that the outline leaves out; its entries may stand in them too."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section of the outline in reading order."""
        return tuple(section for chapter in self.chapters for section in chapter.sections)

    @property
    def headings(self) -> dict[str, str]:
        """The heading of every section of the list by its id."""
        return {section.id: section.heading for section in (*self.sections, *self.elsewhere)}

    def section(self, section_id: str) -> Section | None:
        """Return the section that has an id."""
        return next((section for section in self.sections if section.id == section_id), None)

    def venue(self, label: str | None) -> Venue | None:
        """Return the venue that has a label."""
        return next((venue for venue in self.venues if venue.label == label), None)

    def unique(self) -> Library:
        """Return the library with only the first entry of each key; case does not matter."""
        first: dict[str, Entry] = {}
        for entry in self.entries:
            first.setdefault(entry.key.casefold(), entry)
        return replace(self, entries=tuple(first.values()))

    def find(self, key: str) -> Entry | None:
        """Return the entry that has a key, or the one that once had it."""
        for entry in self.entries:
            if entry.key == key:
                return entry
        return next((entry for entry in self.entries if key in entry.aliases), None)

    def to_records(self) -> list[dict[str, RecordValue]]:
        """Return a plain dict an entry, for pandas and for tables of any kind.

        All dicts have the keys of `RECORD_KEYS`; an unknown value is None. Texts and dates are
        strings, names and words are lists, each kind of link has a key of its own.
        """
        return [dict(_record(entry)) for entry in self.entries]


RecordValue = str | bool | list[str] | dict[str, str] | None
"""A value of a record."""

_VALUES: dict[AttributeKind, Callable[[Any], RecordValue]] = {
    "key": str,
    "type": str,
    "plain": str,
    "text": str,
    "date": str,
    "names": lambda names: [str(name) for name in names],
    "words": list,
    "sections": list,
    "eprint": lambda eprint: f"{eprint.archive}:{eprint.id}".lstrip(":"),
    "extra": dict,
}
"""Kind of an attribute -> its value in a record; links have a key a kind."""


def _record(entry: Entry) -> Iterator[tuple[str, RecordValue]]:
    for row in ATTRIBUTES.values():
        value = getattr(entry, row.name)
        if row.kind == "links":
            yield from ((kind.value, entry.link(kind)) for kind in LinkKind)
            continue
        yield row.column, _VALUES[row.kind](value) if value else None
        if row.kind == "names":
            yield f"{row.column}_incomplete", value.others


RECORD_KEYS = tuple(
    name
    for row in ATTRIBUTES.values()
    for name in (
        tuple(kind.value for kind in LinkKind)
        if row.kind == "links"
        else (row.column, f"{row.column}_incomplete")
        if row.kind == "names"
        else (row.column,)
    )
)
"""The keys of every record, in order: the columns of the CSV format, but for ``label``."""
