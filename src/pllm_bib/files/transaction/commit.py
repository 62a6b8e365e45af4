"""Changes of several files that are made all or not at all, whatever ends the run.

Every new file is staged beside its target. A journal then says which staged file goes where, and
the moment that it gets its name decides: before it nothing has happened, after it everything will.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.files.transaction import lock
from pllm_bib.files.transaction.journal import JOURNAL, FileChange, is_hidden, journal_text, make
from pllm_bib.files.transaction.recovery import settle
from pllm_bib.files.transaction.seen import contents, digest, digest_of, seen
from pllm_bib.files.transaction.staged import (
    DRAFT,
    missing,
    open_staged,
    put,
    refusal,
    staged_name,
    sync_folder,
    unlink,
    unstopped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@contextmanager
def writing(paths: Iterable[Path]) -> Iterator[None]:
    """Keep other runs from writing where files are, from before they are read until the end.

    What is read meanwhile is compared before it is replaced. Raises `OperatorError` where another
    run is at work for too long.
    """
    folders = _folders(paths)
    with lock.locked(folders):
        for folder in sorted(folders):
            settle(folder, sweep=True)
        outermost = not seen.is_open
        seen.is_open = True
        try:
            yield
        finally:
            if outermost:
                seen.is_open = False
                seen.files.clear()


def _folders(paths: Iterable[Path]) -> set[Path]:
    """Return the folders to lock for files: theirs, and the one that holds these."""
    found = {lock.scope(path) for path in paths}
    return found | {_common(found)} if found else found


def _common(folders: Iterable[Path]) -> Path:
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on two drives
        message = "nothing was written: files on two drives cannot be changed together"
        raise OperatorError(message) from None


def commit(files: Mapping[Path, bytes], remove: Iterable[Path] = ()) -> None:
    """Write files and remove others, all or none; the paths are absolute, without links.

    Raises `OperatorError`, and then nothing has changed. It says so where something has.
    """
    gone = tuple(remove)
    if not files and not gone:
        return
    folders = _folders([*files, *gone])
    # One file changes by one rename or removal: it needs no journal, and so no lock.
    with lock.locked(folders if len(files) + len(gone) > 1 else ()):
        for folder in folders:
            settle(folder)
        _Transaction(_common(folders), files, gone).run()


class _Transaction:
    """Changes under way, with all that takes them back."""

    def __init__(self, home: Path, files: Mapping[Path, bytes], remove: Sequence[Path]) -> None:
        self.home = home
        self.files = files
        old = {path: contents(path) for path in (*files, *remove)}
        self.old = old if len(old) > 1 else {}
        self.changes = [
            FileChange(path, staged_name(path.parent), digest(old[path]), digest(data))
            for path, data in files.items()
        ]
        self.changes += [FileChange(path, None, digest(old[path]), None) for path in remove]
        self.draft = staged_name(home, DRAFT) if len(self.changes) > 1 else None
        self.folders = missing(path.parent for path in files)
        self.is_begun = False

    def run(self) -> None:
        try:
            self._stage()
            self._compare()
            with unstopped():
                self._begin()
                self._apply()
        except BaseException as error:
            if not self.is_begun:
                self._clear()
            if isinstance(error, OSError):
                raise OperatorError(refusal("nothing was written, cannot write", error)) from error
            raise
        for change in self.changes:
            if change.target in seen.files:
                seen.files[change.target] = change.new

    def _stage(self) -> None:
        if self.draft:
            _inside(self.home, [change.target for change in self.changes])
            text = journal_text(self.home, self.changes, self.folders)
            with open_staged(self.draft) as stream:
                put(stream, text)
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
        for change in self.changes:
            if change.staged:
                with open_staged(change.staged, change.target) as stream:
                    put(stream, self.files[change.target])
        for folder in {change.target.parent for change in self.changes}:
            sync_folder(folder)

    def _compare(self) -> None:
        """Compare files with what was read. Raises `OperatorError` where somebody changed one."""
        for change in self.changes:
            known = seen.files.get(change.target, change.old)
            if known != change.old or digest_of(change.target) != change.old:
                message = (
                    f"nothing was written: {shown(change.target)} has changed since it was read; "
                    "run the command again"
                )
                raise OperatorError(message)

    def _clear(self) -> None:
        for change in self.changes:
            if change.staged:
                unlink(change.staged)
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()
        if self.draft:
            unlink(self.draft)

    def _begin(self) -> None:
        """Let the journal hold. From here on the changes are made, by this run or the next one."""
        if self.draft:
            self.draft.rename(self.home / JOURNAL)
            sync_folder(self.home)
        self.is_begun = True

    def _apply(self) -> None:
        done: list[FileChange] = []
        try:
            for change in self.changes:
                make(change)
                done.append(change)
        except OSError:
            self._take_back(done)
            raise
        for folder in {change.target.parent for change in self.changes}:
            sync_folder(folder)
        if self.draft:
            unlink(self.home / JOURNAL)
            sync_folder(self.home)

    def _take_back(self, done: Sequence[FileChange]) -> None:
        """Change files back to what they were; the journal says so before the first one is."""
        changes = [
            FileChange(
                one.target, staged_name(one.target.parent) if one.old else None, one.new, one.old
            )
            for one in done
        ]
        journal = self.home / JOURNAL
        try:
            for change in changes:
                if change.staged:
                    with open_staged(change.staged, change.target) as stream:
                        put(stream, self.old[change.target] or b"")
            if self.draft:
                with open_staged(self.draft) as stream:
                    put(stream, journal_text(self.home, changes, self.folders))
                self.draft.replace(journal)
            for change in changes:
                make(change)
        except OSError as error:
            raise OperatorError(
                refusal("some files are written, and the next run goes on; not", error)
            ) from error
        self._clear()
        unlink(journal)


def _inside(home: Path, targets: Iterable[Path]) -> None:
    """Refuse targets that the next run would refuse in a journal. Raises `OperatorError`."""
    for target in targets:
        if is_hidden(target.relative_to(home)):
            message = (
                f"nothing was written: {shown(target)} is in a hidden folder, or is a hidden file: "
                "these are not changed together with others"
            )
            raise OperatorError(message)
    if not os.access(home, os.W_OK):
        message = (
            f"nothing was written: it needs a note in {shown(home)}, the folder that all these "
            "files are in, and nothing may be written there: give them one by one"
        )
        raise OperatorError(message)


@contextmanager
def staged(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place when all is written; an error leaves all as it was.

    Raises `OperatorError`, and OSError where it cannot be written.
    """
    with staged_place(path) as new, open_staged(new, path) as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def staged_place(path: Path) -> Iterator[Path]:
    """Give a name for a new file that takes a place when all is done; see `staged`."""
    settle(path)
    if path.is_dir():
        raise IsADirectoryError(21, "there is a folder of that name", str(path))
    new = staged_name(path.parent)
    folders = missing([path.parent])
    is_done = False
    try:
        for folder in folders:
            folder.mkdir(exist_ok=True)
        yield new
        new.replace(path)
        is_done = True
        sync_folder(path.parent)
    finally:
        if not is_done:
            unlink(new)
            for folder in reversed(folders):
                with suppress(OSError):
                    folder.rmdir()
