"""Merge the entries of works in their files: one stays where its key is, the others go.

Files are changed as texts: what is no part of the merged entries stays letter for letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import SOURCES, shown
from pllm_bib.files.read import connections_of, surroundings
from pllm_bib.files.text import FilePart, WholeText, read_text
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.bibtex.read import Surroundings
from pllm_bib.formats.bibtex.write import format_entry, in_order
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.dedupe.fields import TYPE, given_up, with_choices
from pllm_bib.tasks.dedupe.merge import combined, rank, read_again, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.formats.bibtex.source import EntrySource
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.tasks.dedupe.fields import Discarded, Version
    from pllm_bib.tasks.dedupe.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A work whose entries became one: the entry that stays, those that go, the values given up."""

    kept: int
    """The number of the record whose key and place stay."""
    lost: tuple[int, ...]
    discarded: tuple[Discarded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merges:
    """The changes of a merge: the files with their new texts, and the works."""

    files: Mapping[Path, str]
    works: tuple[Merged, ...]


class _Combined(NamedTuple):
    """A merge of a group: its order, the one that stays first, and what comes out of it."""

    order: list[int]
    versions: dict[int, Version]
    result: Version
    discarded: tuple[Discarded, ...]


_REFERENCES = frozenset({"crossref", "xdata", "xref", "related", "also", "entryset"})
"""Fields that name entries or sections."""


@dataclass(slots=True)
class _File:
    """A file to be changed."""

    whole: WholeText
    lines: list[int]
    """Where each line starts."""
    sources: dict[int, EntrySource] = field(default_factory=dict)
    changes: dict[EntrySource, str | None] = field(default_factory=dict)

    def offset(self, record: WorkRecord) -> int:
        return self.lines[record.line - 1] + record.column - 1


class Compared(NamedTuple):
    """A field of the entries of a work: the value of each, empty for none, and the merged one."""

    name: str
    values: tuple[str, ...]
    merged: str

    @property
    def differs(self) -> bool:
        """True if two entries have values that do not say the same."""
        return len(set(filter(None, self.values))) > 1


def merge_groups(
    found: Records,
    groups: Iterable[Sequence[int]],
    *,
    ranked: bool = False,
    into: int | None = None,
    choices: Mapping[tuple[int, ...], Mapping[str, int]] | None = None,
) -> Merges:
    """Work out the merge of groups of records, given by their numbers; nothing is written.

    In each group the best entry stays, or the first one if the groups are ranked. ``into`` is the
    number of the only file that is changed: one of its entries stays, and entries of others are
    left where they are. ``choices`` are fields of groups whose value a record has to give.

    Raises `OperatorError` for files that cannot be read or changed safely.
    """
    merging = _FileMerging(found, into, choices or {})
    return merging.run([tuple(group) for group in groups], ranked=ranked)


def compare(
    found: Records,
    group: Sequence[int],
    *,
    into: int | None = None,
    choices: Mapping[str, int] | None = None,
) -> tuple[Compared, ...]:
    """Return what the records of a group have in each field, and what a merge would keep.

    Raises `OperatorError` as `merge_groups` does.
    """
    members = tuple(group)
    merging = _FileMerging(found, into, {members: choices or {}})
    return merging.compare(members)


class _FileMerging:
    def __init__(
        self,
        found: Records,
        into: int | None,
        choices: Mapping[tuple[int, ...], Mapping[str, int]],
    ) -> None:
        self.found = found
        self.into = into
        self.choices = choices
        self.connected = connections_of(found.sources)
        self.files: dict[int, _File] = {}

    def run(self, groups: Sequence[tuple[int, ...]], *, ranked: bool) -> Merges:
        """Merge groups; no record is in two of them."""
        self._open(groups)
        merged = [self._merged(group, ranked=ranked) for group in groups]
        works = tuple(work for work in merged if work)
        texts: dict[Path, str] = {}
        for number, file in self.files.items():
            if self.into not in {None, number}:
                continue
            path = self.found.path_of(number)
            try:
                comments = self.found.sources[number].has_comments
                new = bib_source.rewritten(file.whole.text, file.changes, comments=comments)
                texts[path] = file.whole.as_written(new)
            except bib_source.LayoutError as error:
                message = f"{shown(path)}: {error}"
                raise OperatorError(message) from error
        return Merges(files=texts | self._renamed_sources(works), works=works)

    def compare(self, group: tuple[int, ...]) -> tuple[Compared, ...]:
        """Return the fields of a group; see the function of that name."""
        self._open([group])
        order, versions, result, _discarded = self._combined(group, ranked=False)
        names = dict.fromkeys(name for n in order for name in (TYPE, *versions[n].fields))
        rows = []
        for name in {**names, **result.fields}:
            values = tuple(versions[number].text(name) for number in group)
            rows.append(Compared(name, values, result.text(name)))
        return tuple(rows)

    def _open(self, groups: Sequence[tuple[int, ...]]) -> None:
        """Open the files of groups. Raises `OperatorError` for what cannot be merged safely."""
        changed = [n for group in groups for n in group if self._may_change(n)]
        if commented := self.found.commented(changed):
            message = (
                f"{', '.join(commented)}: comments stand between the fields: put them "
                "above the entry, then merge"
            )
            raise OperatorError(message)
        wanted: defaultdict[int, list[WorkRecord]] = defaultdict(list)
        for group in groups:
            for number in group:
                record = self.found.records[number]
                wanted[record.file].append(record)
        for number, records in wanted.items():
            self.files[number] = file = _opened(self.found.path_of(number))
            offsets = {file.offset(record) for record in records}
            comments = self.found.sources[number].has_comments
            file.sources = bib_source.entry_sources(file.whole.text, offsets, comments=comments)

    def _may_change(self, number: int) -> bool:
        return self.into in {None, self.found.records[number].file}

    def _merged(self, group: tuple[int, ...], *, ranked: bool) -> Merged | None:
        """Merge a group; return None where that changes nothing, or no entry of it may change."""
        order, versions, result, discarded = self._combined(group, ranked=ranked)
        own = [number for number in order if self._may_change(number)]
        first = versions[order[0]]
        if not own or (len(own) == 1 and _have_same_fields(first, result)):
            return None
        self._change(own, result, first)
        return Merged(kept=order[0], lost=tuple(order[1:]), discarded=discarded)

    def _combined(self, group: tuple[int, ...], *, ranked: bool) -> _Combined:
        versions = {number: self._version(self.found.records[number]) for number in group}
        order = list(group)
        if not ranked:
            keys = self.connected.keys
            order.sort(key=lambda number: (rank(versions[number], keys), number))
        order.sort(key=lambda number: not self._may_change(number))
        around = Surroundings(parents=self.connected.parents, macros=self.connected.macros)
        result, discarded = combined([versions[n] for n in order], around)
        chosen = {name: versions[number] for name, number in self.choices.get(group, {}).items()}
        if chosen:
            result = with_choices(result, chosen)
            discarded = given_up([versions[n] for n in order], result)
        return _Combined(order, versions, result, discarded)

    def _version(self, record: WorkRecord) -> Version:
        file = self.files[record.file]
        source = file.sources.get(file.offset(record))
        if source is None:
            message = f"{self.found.position(record)}: the file has changed since it was read"
            raise OperatorError(message)
        offset = file.offset(record)
        part = FilePart(source.raw, len(source.raw), offset, record.line)
        around = surroundings(record.file, part, self.connected)
        path = self.found.sources[record.file].name
        (entry, *_), _faults = bib_reader.read(source.raw, path, None, around)
        place = self.found.position(record)
        version = version_of(entry, source, place, self.found.sources[record.file].section)
        if self.into in {None, record.file} or not _REFERENCES & version.fields.keys():
            return version
        # What names entries of that file would name none of this one.
        fields = {k: v for k, v in version.fields.items() if k not in _REFERENCES}
        return read_again(replace(version, fields=fields), Surroundings())

    def _change(self, order: Sequence[int], result: Version, first: Version) -> None:
        """Put the merged entry in the place of the first one; take the others away."""
        comments: list[str] = []
        for number in order:
            file, source = self._place(number)
            lines = source.comment.splitlines()
            comments += [line for line in lines if line.strip() and line not in comments]
            file.changes[source] = None
        file, source = self._place(order[0])
        # What stays as it was keeps its string macros.
        as_written = {written.name: written for written in reversed(source.fields)}
        fields = [
            as_written[name] if value is first.fields.get(name) else value
            for name, value in result.fields.items()
        ]
        entry = format_entry(result.type, first.entry.key, in_order(fields)).rstrip("\n")
        file.changes[source] = "\n".join([*comments, entry])

    def _place(self, number: int) -> tuple[_File, EntrySource]:
        record = self.found.records[number]
        file = self.files[record.file]
        return file, file.sources[file.offset(record)]

    def _renamed_sources(self, works: Iterable[Merged]) -> dict[Path, str]:
        """Return the list's record of sources, with the lost keys renamed to those that stay."""
        sources = self.found.sources
        folders = {source.path.parent for source in sources if source.section and source.path}
        changed: dict[Path, str] = {}
        for path in (folder / SOURCES for folder in folders):
            if not path.is_file():
                continue
            whole = read_text(path)
            if whole.faults:
                continue
            old = new = whole.text
            for work in works:
                kept = self.found.records[work.kept].key
                for number in work.lost:
                    lost = re.escape(self.found.records[number].key)
                    new = re.sub(rf"(?m)^\[\[{lost}\]\]", f"[[{kept}]]", new)
            if new != old:
                changed[path] = whole.as_written(new)
        return changed


def _have_same_fields(one: Version, other: Version) -> bool:
    mine, theirs = ({name: v.fields[name].value for name in v.fields} for v in (one, other))
    return (one.type, mine) == (other.type, theirs)


def relate(found: Records, one: int, other: int) -> dict[Path, str]:
    """Return the new texts of the files that change where a record names another one as related.

    Raises `OperatorError` where its key is not its own.
    """
    first, second = found.records[one], found.records[other]
    path = found.path_of(first.file)
    file = _opened(path).whole
    related = ", ".join(dict.fromkeys((*first.related, second.key)))
    edit = Edit(key=first.key, field="related", value=related)
    comments = found.sources[first.file].has_comments
    file_text = bib_source.apply(file.text, [edit], comments=comments)
    if first.key == second.key or (file_text == file.text and second.key not in first.related):
        message = f"two entries have the key “{first.key}”: give one of them another key"
        raise OperatorError(message)
    return {path: file.as_written(file_text)} if file_text != file.text else {}


def _opened(path: Path) -> _File:
    found = read_text(path)
    if found.faults:
        message = f"{shown(path)} is not UTF-8: save it in that encoding, then merge"
        raise OperatorError(message)
    lines = [0, *(match.end() for match in re.finditer("\n", found.text))]
    return _File(found, lines)
