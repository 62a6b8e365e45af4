"""The empty fields of works of the list, filled from records of the same works in other files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.awesome.findings import import_finding
from pllm_bib.files.read import entries as entries_of
from pllm_bib.files.records import FieldSource, recorded, source_of
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.same_work.publications import differing_identifier
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.import_.complete import filled, find_venue
from pllm_bib.tasks.lookup import are_same_people, look_up, people_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry


class FilledField(NamedTuple):
    """A field that was empty: its entry, its value, and the record that gives it."""

    key: str
    field: str
    value: str
    record: Entry


@dataclass(slots=True)
class Completion:
    """The fields that are filled, the files to write, and what is to be said."""

    filled: list[FilledField] = field(default_factory=list)
    write: dict[Path, str] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    found: int = 0
    """How many works there is a record of."""


def plan(
    config: Config, loaded: Loaded, keys: Collection[str], sources: Sequence[Input]
) -> Completion:
    """Work out which empty fields of some works the records of files fill.

    A value that is there stays; only a list of authors that ends in “others” is made whole. A
    record with other authors or identifiers gives nothing, and one of another publication only
    authors. Raises OSError where a file cannot be read.
    """
    done = Completion()
    library = loaded.library
    records = look_up(library, entries_of(sources, done.findings))
    edits: dict[Path, list[Edit]] = {}
    types: dict[str, str] = {}
    files = loaded.files_by_name()
    for entry in library:
        if entry.key not in keys:
            continue
        path = files[(entry.position() or Position("")).path]
        sure, doubted = records.sure.get(entry.key, ()), records.doubted.get(entry.key, ())
        done.found += bool(sure)
        work = _Work(entry, config)
        for record in sure:
            work.take(record)
        if not sure:
            for record, match in doubted:
                message = f"{_named(record)} is like “{entry.key}”, but {match.doubt}"
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
    found: dict[str, dict[str, list[str]]] = {}
    for one in fields:
        found.setdefault(one.key, {}).setdefault(source_of(one.record), []).append(one.field)
    return {
        key: [FieldSource(place, "third-party", tuple(names)) for place, names in rows.items()]
        for key, rows in found.items()
    }


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

    def take(self, record: Entry) -> None:
        """Take what the entry lacks from a record, unless the two disagree."""
        mine, theirs = record_of(self.entry), record_of(record)
        if mine.authors and theirs.authors and not are_same_people(self.entry, record):
            message = (
                f"{_named(record)} has other authors: {people_in_words(record.authors)}; "
                f"“{self.entry.key}” has {people_in_words(self.entry.authors)}"
            )
            self.refuse("authors-disagree", message)
        elif differ := differing_identifier(mine, theirs):
            message = (
                f"{_named(record)} has the {differ.kind} {differ.other}, “{self.entry.key}” has "
                f"{differ.one}"
            )
            self.refuse("identifiers-disagree", message)
        else:
            self._fill(record)

    def refuse(self, name: str, message: str) -> None:
        """Report a record that nothing is taken from."""
        place = self.before.position() or Position("")
        self.findings.append(
            import_finding(name, f"{message}: nothing is taken", place, key=self.before.key)
        )

    def _fill(self, record: Entry) -> None:
        new = replace(filled(self.entry, record), title=self.entry.title)
        if self._is_of_another_venue(record):
            new = replace(self.entry, authors=new.authors)
        elif new.container and not self.entry.landing_page:
            new = replace(new, links=record.links[:1])
        present = self.before.origin.fields if self.before.origin else {}
        fields = canonical_fields(new)
        taken = {one.field for one in self.filled}
        for name, value in fields.items():
            is_open = name == "author" and self.before.authors.others and not new.authors.others
            if name not in taken and (name not in present or is_open):
                self.filled.append(FilledField(self.before.key, name, value, record))
        self.entry = new

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


def _named(record: Entry) -> str:
    return f"“{record.key}” ({record.position() or 'no place'})"
