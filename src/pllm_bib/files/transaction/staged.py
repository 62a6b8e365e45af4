"""New files beside those that they are to replace, under names that tell whose they are."""

from __future__ import annotations

import os
import re
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.files.config import os_message
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STAGED = ".pllm-bib-staged-"
"""Names of files that are not yet in place begin so; then come a process and its start."""
DRAFT = ".journal"
"""The end of the name of a journal that does not hold yet."""
_NAME = regex(rf"{re.escape(STAGED)}(\d+)-(\d+)-[0-9a-f]+(?:{re.escape(DRAFT)})?")


def staged_name(folder: Path, end: str = "") -> Path:
    """Return a new name for a file that is not yet in place, which tells whose it is."""
    pid = os.getpid()
    import secrets

    return folder / f"{STAGED}{pid}-{_start_of(pid)}-{secrets.token_hex(6)}{end}"


@contextmanager
def open_staged(path: Path, target: Path | None = None) -> Iterator[BinaryIO]:
    """Open a new file for writing, with the access rights of the one that it is to replace."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        yield stream
        stream.flush()
    if target is None:
        return
    try:
        found = target.stat()
    except FileNotFoundError:
        path.chmod(0o666 & ~_umask())
        return
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "it may only be read", str(target))
    path.chmod(found.st_mode & 0o777)
    if hasattr(os, "chown") and (found.st_uid, found.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(OSError):
            os.chown(path, found.st_uid, found.st_gid)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def put(stream: BinaryIO, data: bytes) -> None:
    """Write data, to the disk itself."""
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


def missing(folders: Iterable[Path]) -> list[Path]:
    """Return the folders that are not there yet, each after those that it is in."""
    missing = set()
    for folder in folders:
        while not folder.exists():
            missing.add(folder)
            folder = folder.parent  # noqa: PLW2901 -- upwards
    return sorted(missing)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _start_of(pid: int) -> int:
    """Return when a process started, in ticks; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return int(text.rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def is_living(name: str) -> bool:
    """Say whether the process still runs that staged a file of this name."""
    found = _NAME.fullmatch(name)
    if not found:
        return False  # of an earlier version
    pid, start = int(found[1]), int(found[2])
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return not start or _start_of(pid) in {0, start}


def unlink(path: Path) -> None:
    """Delete a file, if that can be done."""
    with suppress(OSError):
        path.unlink()


def refusal(doing: str, error: OSError) -> str:
    """Return a message on a file that the operating system refused to read or write."""
    where = Path(os.fsdecode(error.filename)) if error.filename else Path()
    return os_message(doing, where, error)


@contextmanager
def unstopped() -> Iterator[None]:
    """Let signals that end a run wait for a moment."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
