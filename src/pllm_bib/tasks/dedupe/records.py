"""Files -> slim records: what is compared of an entry, and where it stands.

A record takes a hundredth of the memory of its entry, so that files of any size are compared as a
whole. Large files are read part by part, on all cores.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.inputs import file_input
from pllm_bib.files.pool import worked
from pllm_bib.files.read import connections_of, pieces, read_piece
from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Position
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pllm_bib.files.read import BibFile, Connections, Piece
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.same_work.record import WorkRecord


@dataclass(frozen=True, slots=True)
class Records:
    """The records of some files, and what is wrong with the files."""

    sources: tuple[BibFile, ...]
    records: tuple[WorkRecord, ...]
    faults: tuple[Diagnostic, ...]

    def position(self, record: WorkRecord) -> Position:
        """Return the place of an entry."""
        return Position(shown(self.sources[record.file].path), record.line, record.column)

    def unwritable(self, numbers: Iterable[int]) -> set[str]:
        """Return the files of some records that are not UTF-8: writing would change that."""
        guessed = {f.position.path for f in self.faults if f.name == "bad-encoding"}
        return guessed & {shown(self.sources[self.records[n].file].path) for n in numbers}

    def commented(self, numbers: Iterable[int]) -> list[str]:
        """Return places and keys of records with comments between their fields.

        A merge lays its entry out anew, and nothing tells which field a comment belongs to.
        """
        records = [self.records[n] for n in sorted(set(numbers))]
        return [f"{self.position(r)} [{r.key}]" for r in records if r.commented]


def read_records(
    sources: Sequence[BibFile],
    *,
    jobs: int = 0,
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Records:
    """Read .bib files; ``progress`` is told how many bytes of all of them are done.

    ``jobs`` is how many processes may work, 0 for as many as there are cores. Raises
    `OperatorError` where a file cannot be read.
    """
    records: list[WorkRecord] = []
    faults: list[Diagnostic] = []
    inputs = [file_input(source.path, "bibtex") for source in sources]
    try:
        comments = frozenset(number for number, one in enumerate(sources) if one.comments)
        work = partial(_reader, connections_of(inputs), comments)
        tasks = pieces(inputs, faults.extend, progress)
        size = sum(source.size for source in inputs)
        for found, wrong in worked(work, tasks, jobs=jobs, size=size):
            records.extend(found)
            faults.extend(wrong)
    except OSError as error:
        raise OperatorError(os_message("cannot read", sources[0].path, error)) from error
    return Records(tuple(sources), tuple(records), tuple(sorted(faults, key=_place)))


def _place(fault: Diagnostic) -> Position:
    return fault.position


_Done = tuple[list["WorkRecord"], list["Diagnostic"]]


def _reader(connected: Connections, comments: frozenset[int]) -> Callable[[Piece], _Done]:
    return partial(_read, connected=connected, comments=comments)


def _read(piece: Piece, connected: Connections, comments: frozenset[int]) -> _Done:
    """Read a piece; ``comments`` are the numbers of files with comments between fields."""
    entries, faults = read_piece(piece, connected, comments=piece.number in comments)
    records = [record_of(e, piece.number, shown=latex.plain(e.title)) for e in entries]
    return records, [fault for fault in faults if fault.severity == "error"]
