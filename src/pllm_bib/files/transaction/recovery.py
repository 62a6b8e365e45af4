"""The next run completes what a killed run has left, or clears it away."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import CORRECTIONS, ENTRIES, EXPORTS, OUTLINE, shown
from pllm_bib.files.transaction import lock
from pllm_bib.files.transaction.journal import JOURNAL, FileChange, read_journal
from pllm_bib.files.transaction.seen import digest_of
from pllm_bib.files.transaction.staged import (
    DRAFT,
    STAGED,
    is_living,
    refusal,
    sync_folder,
    unlink,
    unstopped,
)


def settle(path: Path, *, sweep: bool = False) -> None:
    """Complete what a killed run has begun where a file is; ``sweep`` away what it has staged.

    Raises `OperatorError` where that cannot be done.
    """
    try:
        path = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return  # whoever reads it says what is wrong with it
    folder = path if path.is_dir() else path.parent
    for home in (folder, *folder.parents):
        journal = home / JOURNAL
        if os.path.lexists(journal) and _is_ours(journal, home):
            _complete(home)
    if sweep:
        _sweep(lock.scope(folder))


def pending(folder: Path) -> bool:
    """Say whether a run is just putting new files in their places, or was killed while it did."""
    return os.path.lexists(folder / JOURNAL)


def _is_ours(journal: Path, home: Path) -> bool:
    """Say whether a journal is by the user, or by whoever has the folder."""
    if not hasattr(os, "geteuid"):
        return True
    return journal.lstat().st_uid in {os.geteuid(), home.stat().st_uid}


def _complete(home: Path) -> None:
    """Do what a journal says, unless its run lives and does so itself."""
    changes, _made = read_journal(home, home / JOURNAL)
    with lock.locked({home, *(lock.scope(change.target) for change in changes)}):
        if not pending(home):
            return
        changes, _made = read_journal(home, home / JOURNAL)
        try:
            with unstopped():
                for change in changes:
                    _redo(change)
                for folder in {change.target.parent for change in changes}:
                    sync_folder(folder)
                unlink(home / JOURNAL)
                sync_folder(home)
        except OSError as error:
            raise OperatorError(
                refusal("a run was stopped half-way, and cannot be completed: not", error)
            ) from error
        lock.tell(f"completed what a run in {shown(home)} had begun when it was stopped")


def _redo(change: FileChange) -> None:
    now = digest_of(change.target)
    if now not in {change.old, change.new}:
        lock.tell(f"{shown(change.target)} was changed after a run was stopped: it stays as it is")
    elif now != change.new and change.staged is None:
        change.target.unlink()
        return
    elif now != change.new and change.staged and digest_of(change.staged) == change.new:
        change.staged.replace(change.target)
        return
    elif now != change.new:
        lock.tell(f"{shown(change.target)} stays as it was: its new version is gone")
    if change.staged:
        unlink(change.staged)


def _sweep(root: Path) -> None:
    """Delete what dead runs have staged in a list, or in another folder."""
    folders = [root]
    if (root / ENTRIES / OUTLINE).is_file():
        folders += [root / ENTRIES, root / CORRECTIONS.parent, root / EXPORTS]
        with suppress(OSError):
            folders += [Path(one.path) for one in os.scandir(root / EXPORTS) if one.is_dir()]
    left = []
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as found:
            left += [
                Path(one.path)
                for one in found
                if one.name.startswith(STAGED)
                and one.is_file(follow_symlinks=False)
                and not is_living(one.name)
            ]
    if not left:
        return
    with suppress(OperatorError), lock.locked([root], patience=0):
        for path in left:
            if path.name.endswith(DRAFT):
                _undo(path)
            unlink(path)


def _undo(draft: Path) -> None:
    """Take away what a run has staged that was killed before its journal held."""
    with suppress(OperatorError, OSError):
        changes, made = read_journal(draft.parent, draft)
        for change in changes:
            if change.staged:
                unlink(change.staged)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
