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
from pllm_bib.files.pool import worked
from pllm_bib.files.text import TextFile, bib_parts
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Position
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.convert import Index, Input, file_input, index_of, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.text import Part
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.same_work.record import WorkRecord


@dataclass(frozen=True, slots=True)
class Source:
    """A .bib file to read: where it is, and the section of a list that it belongs to, if any."""

    path: Path
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """The records of some files, and what is wrong with the files."""

    sources: tuple[Source, ...]
    records: tuple[WorkRecord, ...]
    faults: tuple[Diagnostic, ...]

    def position(self, record: WorkRecord) -> Position:
        """Where an entry stands."""
        return Position(shown(self.sources[record.file].path), record.line, record.column)


def read_records(
    sources: Sequence[Source],
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
        index = index_of(inputs)
        tasks = _tasks(inputs, faults, progress)
        size = sum(source.size for source in inputs)
        for found, wrong in worked(partial(_reader, index), tasks, jobs=jobs, size=size):
            records.extend(found)
            faults.extend(wrong)
    except OSError as error:
        raise OperatorError(os_message("cannot read", sources[0].path, error)) from error
    return Records(tuple(sources), tuple(records), tuple(sorted(faults, key=_place)))


def _place(fault: Diagnostic) -> Position:
    return fault.position


_Task = tuple[int, str, "Part"]
_Done = tuple[list["WorkRecord"], list["Diagnostic"]]


def _tasks(
    inputs: Sequence[Input], faults: list[Diagnostic], progress: Callable[[int], None]
) -> Iterator[_Task]:
    done = 0
    for number, source in enumerate(inputs):
        with source.open() as stream:
            file = TextFile(stream, source.name)
            for part in bib_parts(file):
                yield number, source.name, part
                progress(done + part.end)
        faults.extend(file.faults)
        done += source.size
        progress(done)


def _reader(index: Index) -> Callable[[_Task], _Done]:
    return partial(_read, index=index)


def _read(task: _Task, index: Index) -> _Done:
    number, name, part = task
    around = surroundings(number, part, index)
    entries, faults = bib_reader.read(part.text, name, None, around)
    records = [record_of(e, number, shown=latex.plain(e.title)) for e in entries]
    return records, [fault for fault in faults if fault.severity == "error"]
