"""Files change all at once or not at all, and only where their bytes differ."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STAGED = ".pllm-bib-staged-"
"""Names of files that are not yet in place begin so; one that stays behind may be deleted."""


def read_bytes(path: Path) -> bytes | None:
    """Return the bytes of a file, or None if it does not exist."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def changed(files: Mapping[Path, str]) -> dict[Path, str]:
    """Return the files whose bytes on disk are not these texts in UTF-8."""
    return {path: text for path, text in files.items() if read_bytes(path) != text.encode()}


def write_files(files: Mapping[Path, str], remove: Iterable[Path] = ()) -> None:
    """Write texts as UTF-8 and remove files.

    Every text is first staged, and on disk, beside its target; only when all are is the first one
    renamed into place. So an error leaves everything as it was, and a kill at any moment leaves
    each file either old or new. Raises `OperatorError`.
    """
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for name, text in files.items():
            path = name.resolve()  # a symbolic link stays one
            made.extend(_make_folder(path.parent))
            staged.append((_stage(path, text), path))
    except OSError as error:
        for temporary, _path in staged:
            with suppress(OSError):
                temporary.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        where = Path(error.filename) if error.filename else Path()
        message = os_message("nothing was written, cannot write", where, error)
        raise OperatorError(message) from error
    try:
        for temporary, path in staged:
            temporary.replace(path)
        for path in remove:
            path.unlink(missing_ok=True)
        for folder in {path.parent for _temporary, path in staged}:
            _sync(folder)
    except OSError as error:
        where = Path(error.filename) if error.filename else Path()
        raise OperatorError(os_message("cannot write", where, error)) from error


@contextmanager
def staged_stream(name: Path) -> Iterator[TextIO]:
    """Open a file to be written as UTF-8 bit by bit; it is in its place when all is written.

    An error before that leaves everything as it was. Raises `OperatorError`.
    """
    path = name.resolve()
    made: list[Path] = []
    temporary = None
    try:
        made.extend(_make_folder(path.parent))
        temporary, stream = _open_staged(path)
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _give_mode(temporary, path)
        temporary.replace(path)
        _sync(path.parent)
    except BaseException as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            where = Path(error.filename) if error.filename else path
            message = os_message("nothing was written, cannot write", where, error)
            raise OperatorError(message) from error
        raise


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it; returns the ones that were not there."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    made = []
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        made.append(new)
    return made


def _stage(path: Path, text: str) -> Path:
    temporary, stream = _open_staged(path)
    try:
        with stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _give_mode(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _open_staged(path: Path) -> tuple[Path, TextIO]:
    """Open a new file for writing, beside the one that it is to replace."""
    if path.is_dir():
        raise IsADirectoryError(21, "there is a folder of that name", str(path))
    handle, name = tempfile.mkstemp(prefix=STAGED, dir=path.parent)
    return Path(name), os.fdopen(handle, "w", encoding="utf-8", newline="")


def _give_mode(temporary: Path, path: Path) -> None:
    """Give a staged file the access rights of the one that it replaces, or of a new one."""
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    with suppress(OSError):  # not every system can open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
