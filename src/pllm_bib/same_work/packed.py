"""Records in little room: what a search asks of all of them stands open, all else is packed.

Few records of a large file come near another one. So most are never unpacked, and processes hand
them on as plain values.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.details import Detail
from pllm_bib.same_work.identity import Identifier
from pllm_bib.same_work.record import Author, WorkRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN_MARSHAL = 2
"""The version of packing that looks for no value that comes twice."""
PlainAuthor = tuple[str, tuple[str, ...]]
"""The values of an `Author`."""


class Closed(NamedTuple):
    """What is packed of a record, in plain values; the names are those of `WorkRecord`."""

    related: tuple[str, ...]
    shown: str
    authors: tuple[PlainAuthor, ...]
    listed: str
    type: str
    container: str
    volume: str
    pages: str
    links: tuple[str, ...]
    details: tuple[tuple[str, str, str], ...]
    file: int
    line: int
    column: int
    commented: bool


PackedRecord = tuple[
    str, tuple[str, ...], str, int, tuple[tuple[str, str], ...], int | None, bool, bytes
]
"""The key of a record, its aliases, title, length of the main title, identifiers, year, whether it
is a preprint, and all else: packed."""


def packed(record: WorkRecord) -> PackedRecord:
    """Pack a record."""
    closed = (
        record.related,
        record.shown,
        tuple([(family, given) for family, given in record.authors]),
        record.listed,
        record.type,
        record.container,
        record.volume,
        record.pages,
        record.links,
        tuple([(one.name, one.meaning, one.shown) for one in record.details]),
        record.file,
        record.line,
        record.column,
        record.commented,
    )
    return (
        record.key,
        record.aliases,
        record.title,
        record.main,
        tuple([(kind, value) for kind, value in record.identifiers]),
        record.year,
        record.preprint,
        marshal.dumps(closed, PLAIN_MARSHAL),
    )


def unpacked(row: PackedRecord) -> WorkRecord:
    """Return a record that was packed."""
    key, aliases, title, main, known, year, preprint, rest = row
    closed = Closed(*marshal.loads(rest))  # noqa: S302 -- written by a process of this run
    values: dict[str, Any] = closed._asdict()
    values["authors"] = tuple([Author(*author) for author in closed.authors])
    values["details"] = tuple([Detail(*detail) for detail in closed.details])
    return WorkRecord(
        key=key,
        aliases=aliases,
        title=title,
        main=main,
        identifiers=tuple([Identifier(*one) for one in known]),
        year=year,
        preprint=preprint,
        **values,
    )


class Columns(NamedTuple):
    """What a search asks of all records, in their order."""

    keys: Sequence[str]
    aliases: Sequence[tuple[str, ...]]
    titles: Sequence[str]
    mains: Sequence[int]
    identifiers: Sequence[tuple[tuple[str, str], ...]]
    years: Sequence[int | None]
    preprints: Sequence[bool]


class PackedRecords(Sequence[WorkRecord]):
    """Records, each unpacked when it is asked for."""

    def __init__(self, rows: Iterable[PackedRecord] = ()) -> None:
        """Take up packed records."""
        columns: list[tuple[Any, ...]] = [*zip(*rows, strict=True)] or [()] * 8
        self._closed: tuple[bytes, ...] = columns.pop()
        self.columns = Columns(*columns)
        self._known: dict[int, WorkRecord] = {}

    def __len__(self) -> int:
        return len(self._closed)

    @overload
    def __getitem__(self, at: int) -> WorkRecord: ...

    @overload
    def __getitem__(self, at: slice) -> list[WorkRecord]: ...

    def __getitem__(self, at: int | slice) -> WorkRecord | list[WorkRecord]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        record = self._known.get(at)
        if record is None:
            row: Any = (*[column[at] for column in self.columns], self._closed[at])
            record = self._known[at] = unpacked(row)
        return record


def columns_of(records: Sequence[WorkRecord]) -> Columns:
    """Return what a search asks of all records."""
    if isinstance(records, PackedRecords):
        return records.columns
    return Columns(
        keys=[record.key for record in records],
        aliases=[record.aliases for record in records],
        titles=[record.title for record in records],
        mains=[record.main for record in records],
        identifiers=[record.identifiers for record in records],
        years=[record.year for record in records],
        preprints=[record.preprint for record in records],
    )
