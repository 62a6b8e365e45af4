"""Files -> slim records: what is compared of an entry, and where it stands.

A record takes a hundredth of the memory of its entry, so that files of any size are compared as a
whole. Large files are read part by part, on all cores.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.kinds import BIB
from pllm_bib.files.pool import comparing, worked
from pllm_bib.files.read import connections_of, pieces
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.same_work.find import find
from pllm_bib.same_work.packed import PackedRecords
from pllm_bib.tasks.dedupe.plain import PlainRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Connections, Piece
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.same_work.find import Found
    from pllm_bib.same_work.packed import PackedRecord
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.tasks.dedupe.plain import Done


@dataclass(frozen=True, slots=True)
class Records:
    """The records of some files, and what is wrong with the files."""

    sources: tuple[Input, ...]
    records: Sequence[WorkRecord]
    faults: tuple[Diagnostic, ...]

    def search(self, threshold: float) -> Found:
        """Find the works that they have twice, from a sureness on, and what clashes."""
        spread = comparing(len(self.records))
        return find(self.records, threshold=threshold, spread=spread)

    def position(self, record: WorkRecord) -> Position:
        """Return the place of an entry."""
        return Position(self.sources[record.file].name, record.line, record.column)

    def path_of(self, number: int) -> Path:
        """Return the path of a .bib file by its number.

        Raises `OperatorError` for a source of another kind: nothing is merged there.
        """
        source = self.sources[number]
        if source.path is None or source.format not in BIB:
            message = f"{source.name} is no .bib file: convert it first, then merge"
            raise OperatorError(message)
        return source.path

    def unwritable(self, numbers: Iterable[int]) -> set[str]:
        """Return the files of some records that are not UTF-8: writing would change that."""
        guessed = {f.position.path for f in self.faults if f.name == "bad-encoding"}
        return guessed & {self.sources[self.records[n].file].name for n in numbers}

    def commented(self, numbers: Iterable[int]) -> list[str]:
        """Return places and keys of records with comments between their fields.

        A merge lays its entry out anew, and nothing tells which field a comment belongs to.
        """
        records = [self.records[n] for n in sorted(set(numbers))]
        return [f"{self.position(r)} [{r.key}]" for r in records if r.commented]


def read_records(
    sources: Sequence[Input],
    *,
    jobs: int = 0,
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Records:
    """Read files; ``progress`` is told how many bytes of all of them are done.

    ``jobs`` is how many processes may work, 0 for as many as there are cores. Raises
    `OperatorError` where a file cannot be read.
    """
    rows: list[PackedRecord] = []
    faults: list[Diagnostic] = []
    try:
        comments = frozenset(number for number, one in enumerate(sources) if one.has_comments)
        work = partial(_reader, connections_of(sources), comments)
        tasks = pieces(sources, faults.extend, progress)
        size = sum(source.size for source in sources)
        for found, wrong in worked(work, tasks, jobs=jobs, size=size):
            rows.extend(found)
            faults.extend(wrong)
    except OSError as error:
        message = f"cannot read {sources[0].name}: {error.strerror or error}"
        raise OperatorError(message) from error
    return Records(tuple(sources), PackedRecords(rows), tuple(sorted(faults, key=_place)))


def _place(fault: Diagnostic) -> Position:
    return fault.position


def _reader(connected: Connections, comments: frozenset[int]) -> Callable[[Piece], Done]:
    return PlainRecords(connected, comments).do
