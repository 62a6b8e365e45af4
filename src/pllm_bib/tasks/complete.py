"""The empty fields of works of the list, filled from records of the same works in other files."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.files.records import FieldSource, recorded
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.publications import (
    blockers,
    differing_identifier,
    may_be_one_venue,
    near_years,
)
from pllm_bib.same_work.record import record_of
from pllm_bib.same_work.titles import is_generic
from pllm_bib.tasks.agreement import disagreements
from pllm_bib.tasks.import_.complete import filled, find_venue
from pllm_bib.tasks.lookup import (
    are_same_people,
    by_trust,
    field_source,
    from_files,
    look_up,
    named,
    people_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry


class FilledField(NamedTuple):
    """A field that was empty: its entry, its value, and the record that gives it."""

    key: str
    field: str
    value: str
    record: FoundRecord


@dataclass(slots=True)
class Completion:
    """The fields that are filled, the files to write, and what is to be said."""

    filled: list[FilledField] = field(default_factory=list)
    write: dict[Path, str] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    found: int = 0
    """How many works there is a record of."""


def plan(
    config: Config,
    loaded: Loaded,
    keys: Collection[str],
    files: Sequence[Input],
    found: Iterable[FoundRecord] = (),
) -> Completion:
    """Work out which empty fields of some works the records of files, and those found, fill.

    A value that is there stays; only a list of authors that ends in “others” is made whole. A
    record with other authors or identifiers gives nothing, and one of another publication only
    authors. Nothing is taken that two records disagree about. Raises OSError where a file cannot
    be read.
    """
    done = Completion()
    library = loaded.library
    records = look_up(library, (*from_files(files, done.findings), *found))
    edits: dict[Path, list[Edit]] = {}
    types: dict[str, str] = {}
    by_name = loaded.files_by_name()
    for entry in library:
        if entry.key not in keys:
            continue
        path = by_name[(entry.position() or Position("")).path]
        sure, doubted = records.sure.get(entry.key, ()), records.doubted.get(entry.key, ())
        done.found += bool(sure)
        work = _Work(entry, config)
        work.take_all(sure)
        if not sure:
            for record, match in doubted:
                message = f"{named(record)} is like “{entry.key}”, but {match.doubt}"
                work.refuse(match.finding, message)
        done.findings += work.findings
        done.filled += work.filled
        changes = [Edit(key=f.key, field=f.field, value=f.value) for f in work.filled]
        if changes:
            edits.setdefault(path, []).extend(changes)
            if work.type != canonical_type(entry):
                types[entry.key] = work.type
    for path, changes in edits.items():
        done.write[path] = bib_source.apply(loaded.texts[path], changes, types)
    if done.filled:
        done.write |= recorded(config, _sources_of(done.filled))
    done.findings.sort(key=lambda finding: finding.position)
    return done


def _sources_of(fields: Sequence[FilledField]) -> dict[str, list[FieldSource]]:
    """Return the sources of fields as sources.toml has them, by key; one for each record."""
    found: dict[str, dict[str, tuple[FoundRecord, list[str]]]] = {}
    for one in fields:
        rows = found.setdefault(one.key, {})
        rows.setdefault(one.record.address, (one.record, []))[1].append(one.field)
    return {
        key: [field_source(record, names) for record, names in rows.values()]
        for key, rows in found.items()
    }


_OF_FIELDS = frozenset({"date", "pages", "publisher", "series", "volume", "number", "issue"})
"""Differences of fields that no record replaces."""
_OF_KIND = frozenset({"booktitle", "journal"})
"""Fields whose being there decides on the type of an entry."""


class _Work:
    """A work that is completed, record by record."""

    def __init__(self, entry: Entry, config: Config) -> None:
        self.before = self.entry = entry
        self.venues = config.venues
        self.filled: list[FilledField] = []
        self.findings: list[Diagnostic] = []

    @property
    def type(self) -> str:
        """The type that the entry has now, as the list's files have it."""
        return canonical_type(self.entry)

    def take_all(self, records: Iterable[FoundRecord]) -> None:
        """Take what the entry lacks from records of its work, unless two of them disagree."""
        usable = [record for record in by_trust(records) if self._is_usable(record)]
        contested: dict[str, None] = {}
        gives = [(record, self._given(record.entry)) for record in usable]
        for told in disagreements(gives):
            contested |= dict.fromkeys(told.fields)
            self.refuse("sources-disagree", f"“{self.entry.key}”: {told.words}")
        for record in usable:
            self._fill(record, contested)

    def _is_usable(self, record: FoundRecord) -> bool:
        """Say whether a record and the entry agree; else report the record."""
        entry = record.entry
        mine, theirs = record_of(self.entry), record_of(entry)
        if mine.authors and theirs.authors and not are_same_people(self.entry, entry):
            message = (
                f"{named(record)} has other authors: {people_in_words(entry.authors)}; "
                f"“{self.entry.key}” has {people_in_words(self.entry.authors)}"
            )
            self.refuse("authors-disagree", message)
        elif differ := differing_identifier(mine, theirs):
            message = (
                f"{named(record)} has the {differ.kind} {differ.other}, “{self.entry.key}” has "
                f"{differ.one}"
            )
            self.refuse("identifiers-disagree", message)
        elif record.date and (doubt := self._doubt(record)):
            self.refuse("unsure-match", f"{named(record)} is like “{self.entry.key}”, but {doubt}")
        else:
            return True
        return False

    def _doubt(self, found: FoundRecord) -> str:
        """Return why a record that was found may be of another work; empty if nothing says so.

        A title that somebody looked for in the whole world says less than one in a file of theirs.
        """
        mine, theirs = record_of(self.entry), record_of(found.entry)
        if any(notice.kind == "retracted" for notice in found.notices):
            return "it was retracted"
        if not set(mine.identifiers).isdisjoint(theirs.identifiers):
            return ""
        if is_generic(mine.title):
            return "many works have that title"
        if against := next((b for b in blockers(mine, theirs) if b.name not in _OF_FIELDS), None):
            return against.words
        if not mine.authors and not near_years(mine, theirs):
            return f"it is of {theirs.year}"
        if not mine.authors and not theirs.preprint and self._is_elsewhere(found.entry):
            return f"it is of “{found.entry.container}”, {theirs.year}"
        return ""

    def _is_elsewhere(self, record: Entry) -> bool:
        """Say whether a publication has another year or venue than the entry."""
        if self.entry.date and record.date and self.entry.date.year != record.date.year:
            return True
        if self._is_of_another_venue(record):
            return True
        mine = str(self.entry.container or self.entry.venue or "").casefold()
        return bool(mine) and not may_be_one_venue(mine, str(record.container or "").casefold())

    def refuse(self, name: str, message: str) -> None:
        """Report a record that nothing is taken from."""
        place = self.before.position() or Position("")
        self.findings.append(
            import_finding(name, f"{message}: nothing is taken", place, key=self.before.key)
        )

    def _fill(self, record: FoundRecord, contested: Collection[str]) -> None:
        new = self._completed(record.entry)
        taken = {one.field for one in self.filled}
        for name, value in self._empty_before(new).items():
            if name not in taken and name not in contested:
                self.filled.append(FilledField(self.before.key, name, value, record))
        if not set(contested) & _OF_KIND:
            self.entry = new

    def _given(self, record: Entry) -> dict[str, str]:
        """Return what a record would fill if it were the only one."""
        return self._empty_before(self._completed(record))

    def _completed(self, record: Entry) -> Entry:
        new = replace(filled(self.entry, record), title=self.entry.title)
        if self._is_of_another_venue(record):
            new = replace(self.entry, authors=new.authors)
        elif new.container and not self.entry.landing_page:
            new = replace(new, links=record.links[:1])
        return new

    def _empty_before(self, new: Entry) -> dict[str, str]:
        """Return the fields of a completed entry that were empty."""
        present = self.before.origin.fields if self.before.origin else {}
        is_open = self.before.authors.others and not new.authors.others
        return {
            name: value
            for name, value in canonical_fields(new).items()
            if name not in present or (name == "author" and is_open)
        }

    def _is_of_another_venue(self, record: Entry) -> bool:
        """Say whether a record's publication is not the one that the entry names."""
        if not self.entry.venue or not record.container:
            return False
        mine = find_venue(self.entry.venue, self.venues)
        theirs = find_venue(str(record.container), self.venues)
        return bool(mine and theirs and mine.label != theirs.label)


def canonical_fields(entry: Entry) -> dict[str, str]:
    """Return the fields that an entry has in a list's own files, by name."""
    parts = FORMATS["canonical"].required_writer.parts_of(entry, WriteContext())
    return {part.target: str(part.value) for part in parts if part.value is not None}


def canonical_type(entry: Entry) -> str:
    """Return the type that an entry has in a list's own files."""
    head, _, _rest = (
        FORMATS["canonical"].required_writer.record(entry, WriteContext()).partition("{")
    )
    return head.removeprefix("@")
