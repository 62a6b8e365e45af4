"""Locks of folders: of the runs that write in a folder, one works, and the others wait.

The folder itself is locked, by a lock that the system takes away when its process ends. So nothing
stays behind after a kill, and nothing is written into the folder.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import find_root, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PATIENCE = 60.0
"""Seconds after which a run no longer waits for another one."""
_SAID_AFTER = 1.0
_PAUSE = 0.05


class _State:
    """The locks that this process holds, and the words for a user who waits."""

    held: dict[Path, int]
    say: Callable[[str], object]

    def __init__(self) -> None:
        self.held = {}
        self.say = lambda _message: None

    def forget(self) -> None:
        """Give up what the parent holds: a process of a pool must not hold it longer than that."""
        for handle in self.held.values():
            with suppress(OSError):
                os.close(handle)
        self.held.clear()


_state = _State()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_state.forget)


def tell_by(say: Callable[[str], object]) -> None:
    """Set the function that tells the user what a run waits for, or has found."""
    _state.say = say


def tell(message: str) -> None:
    """Tell the user something."""
    _state.say(message)


def scope(path: Path) -> Path:
    """Return the folder that is locked for a file or folder: that of its list, or else its own."""
    path = path.resolve()
    folder = path
    while not folder.is_dir():
        folder = folder.parent
    try:
        return find_root(folder)
    except OperatorError:
        return folder


@contextmanager
def locked(folders: Iterable[Path], *, patience: float | None = None) -> Iterator[None]:
    """Lock folders; a lock that this process has already is no hindrance.

    Raises `OperatorError` where another run holds one for longer than ``patience``, in seconds.
    """
    # All runs lock in one order. So no two wait for each other.
    wanted = sorted({folder for folder in folders if folder not in _state.held})
    with ExitStack() as stack:
        for folder in wanted:
            handle = _locked(folder, PATIENCE if patience is None else patience)
            _state.held[folder] = handle
            stack.callback(_unlock, folder)
        yield


def _unlock(folder: Path) -> None:
    handle = _state.held.pop(folder, None)
    if handle is not None:
        os.close(handle)


def _locked(folder: Path, patience: float) -> int:
    """Return the handle of a folder that is locked now."""
    start = time.monotonic()
    said = False
    while True:
        handle = _opened(folder)
        if _try(handle):
            if _is_same(handle, folder):
                return handle
            os.close(handle)  # another run has made the folder anew
            continue
        os.close(handle)
        waited = time.monotonic() - start
        if waited >= patience:
            message = f"another pllm-bib still works in {shown(folder)}: try again when it is done"
            raise OperatorError(message)
        if waited >= _SAID_AFTER and not said:
            said = True
            tell(f"waiting for another pllm-bib that works in {shown(folder)}")
        time.sleep(_PAUSE)


def _opened(folder: Path) -> int:
    if os.name == "posix":
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    import hashlib
    import tempfile

    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return os.open(Path(tempfile.gettempdir(), f"pllm-bib-{name}.lock"), os.O_RDWR | os.O_CREAT)


def _is_same(handle: int, folder: Path) -> bool:
    if os.name != "posix":
        return True
    return os.path.samestat(os.fstat(handle), folder.stat())


def _try(handle: int) -> bool:
    """Lock a handle unless somebody else has; where the system has no locks, nobody has."""
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except BlockingIOError:
        return False
    except OSError:
        return os.name == "posix"  # Windows says that a lock is taken by any error
    return True
