"""Dumps -> an index file, in flat memory and on all cores."""

from __future__ import annotations

import filecmp
import sqlite3
import tempfile
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import dumps
from pllm_bib.files.config import shown
from pllm_bib.files.pool import worked
from pllm_bib.files.read import Connections, connections
from pllm_bib.files.transaction.commit import staged_place
from pllm_bib.lookup.index.file import IndexReader, IndexWriter
from pllm_bib.model.dataclass import dataclass
from pllm_bib.tasks.index.digest import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.files.dumps import Dump, DumpPiece
    from pllm_bib.files.text import FilePart
    from pllm_bib.lookup.index.file import IndexSource
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.tasks.index.digest import DigestedPiece

_MOST_FAULTS = 1_000
"""Faults that are kept; nobody would read more."""


@dataclass(slots=True)
class BuiltIndex:
    """The sources of an index that was made, and what is wrong with them."""

    sources: list[IndexSource] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    more_faults: int = 0
    """Further faults, which are only counted."""
    left_out: list[str] = field(default_factory=list)
    """Messages on files in folders that are no dumps."""
    before: list[IndexSource] = field(default_factory=list)
    """The sources of the index that was there before."""
    changed: bool = False
    """The index is another one than before."""

    def report(self, *faults: Diagnostic) -> None:
        """Keep faults, the first ones."""
        room = max(0, _MOST_FAULTS - len(self.faults))
        self.faults.extend(faults[:room])
        self.more_faults += len(faults[room:])


def build(
    paths: Sequence[Path],
    output: Path,
    *,
    write: bool = True,
    jobs: int = 0,
    progress: Callable[[int], None] = lambda _bytes: None,
) -> BuiltIndex:
    """Make an index of dumps. Until all is done, nothing stands in its place, or what stood there.

    The same dumps give the same bytes; without ``write``, the file stays as it is. ``jobs`` is how
    many processes work, 0 for one a core; ``progress`` is told how many bytes of the files are
    read. Raises `OperatorError` where a file cannot be read or written, or where another kind of
    file would be lost.
    """
    found, left_out = dumps.dumps(paths)
    built = BuiltIndex(left_out=left_out)
    if output.exists():
        before = IndexReader(output)
        built.before = before.sources
        before.close()
    try:
        with staged_place(output) if write else _passing_place() as place:
            with IndexWriter(place) as writer:
                done = 0
                for dump in found:
                    _add(writer, dump, built, jobs, partial(_further, progress, done))
                    done += dump.size
                built.sources = writer.finish()
            _stop_at_nothing(built)
            built.changed = not output.exists() or not filecmp.cmp(place, output, shallow=False)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"nothing was written, cannot write {shown(output)}: {reason}"
        raise OperatorError(message) from error
    return built


@contextmanager
def _passing_place() -> Iterator[Path]:
    """Give a name for a file that nobody keeps."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder, "index")


def _add(
    writer: IndexWriter,
    dump: Dump,
    built: BuiltIndex,
    jobs: int,
    progress: Callable[[int], None],
) -> None:
    """Add the records of a dump to an index."""
    is_connected = dump.is_bib and dumps.is_connected(dump)
    connected = connections(partial(_numbered, dump)) if is_connected else Connections()
    tasks = dumps.pieces(dump, built.report, progress)
    writer.start(dump.name, dump.kind)
    for piece in worked(partial(_digester, connected), tasks, jobs=jobs, size=dump.size):
        built.report(*piece.faults)
        for block in piece.blocks:
            writer.add(block)


def _digester(connected: Connections) -> Callable[[DumpPiece], DigestedPiece]:
    return partial(digest, connected=connected)


def _numbered(dump: Dump) -> Iterator[tuple[int, FilePart]]:
    for piece in dumps.pieces(dump, lambda _fault: None, lambda _bytes: None):
        yield 0, piece.part


def _further(progress: Callable[[int], None], done: int, read: int) -> None:
    progress(done + read)


def _stop_at_nothing(built: BuiltIndex) -> None:
    if not any(source.records for source in built.sources):
        first = f": {built.faults[0]}" if built.faults else ""
        message = f"no record in {', '.join(source.name for source in built.sources)}{first}"
        raise OperatorError(message)
