"""Files change all at once or not at all, and only where their bytes differ."""

from __future__ import annotations

import io
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.transaction import commit, seen
from pllm_bib.files.transaction.staged import refusal
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

_DESCRIPTOR = regex(r"/dev/(?:std(out|err)|fd/(\d+))|/proc/self/fd/(\d+)")


def read_bytes(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None for a device, a pipe or a missing file."""
    try:
        return None if _is_special(path) else path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def changed(files: Mapping[Path, str]) -> dict[Path, str]:
    """Return the files whose bytes on disk are not these texts in UTF-8."""
    found = {}
    for path, text in files.items():
        old = read_bytes(path)
        if _is_special(path):
            found[path] = text
            continue
        seen.note(path, old, again=False)
        if old != _encoded(path, text):
            found[path] = text
    return found


def write_files(files: Mapping[Path, str], remove: Iterable[Path] = ()) -> None:
    """Write texts as UTF-8 and remove files, all or none, whatever ends the run.

    Devices and pipes are written to as they are, after the files. Raises `OperatorError`, and
    then nothing has changed, or it says what has.
    """
    places: dict[Path, bytes] = {}
    special: dict[Path, bytes] = {}
    for name, text in files.items():
        data = _encoded(name, text)
        if _is_special(name):
            special[name] = data
        else:
            places[_resolved(name)] = data  # a symbolic link stays one
    gone = [_resolved(path.parent) / path.name for path in remove]
    try:
        commit.commit(places, gone)
        for path, data in special.items():
            with _opened_in_place(path) as stream:
                stream.write(data)
    except OSError as error:
        raise OperatorError(refusal("cannot write", error)) from error


@contextmanager
def staged_stream(name: Path) -> Iterator[TextIO]:
    """Open a file to be written as UTF-8 bit by bit; it is in its place when all is written.

    An error before that leaves everything as it was. A device or a pipe is written to as it is.
    Raises `OperatorError`.
    """
    path = name
    try:
        if _is_special(name):
            with _opened_in_place(name) as device, _as_text(device) as stream:
                yield stream
            return
        path = _resolved(name)
        with commit.staged(path) as binary, _as_text(binary) as stream:
            yield stream
    except OSError as error:
        error.filename = error.filename or str(path)
        raise OperatorError(refusal("nothing was written, cannot write", error)) from error


@contextmanager
def _as_text(binary: BinaryIO) -> Iterator[TextIO]:
    stream = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        with suppress(OSError, ValueError):
            stream.detach()


def _encoded(path: Path, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        letter = f"U+{ord(text[error.start]):04X}"
        message = f"{shown(path)}: a text holds {letter}, half a letter that UTF-8 cannot write"
        raise OperatorError(message) from error


def _resolved(path: Path) -> Path:
    """Return the place of a file. Raises `OperatorError` where its links lead nowhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        what = "its links lead round in a circle" if isinstance(error, RuntimeError) else str(error)
        message = f"nothing was written, cannot write {str(path)!r}: {what}"
        raise OperatorError(message) from error


# What is no regular file.


def _is_special(path: Path) -> bool:
    """Say whether a path is a device, a pipe, a socket, or a stream of this process."""
    if _DESCRIPTOR.fullmatch(str(path)):
        return True
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


@contextmanager
def _opened_in_place(path: Path) -> Iterator[BinaryIO]:
    """Open what is no regular file; a stream of this process goes on where it is."""
    if found := _DESCRIPTOR.fullmatch(str(path)):
        number = next(filter(None, found.groups()))
        handle = os.dup({"out": 1, "err": 2}.get(number) or int(number))
    else:
        handle = os.open(path, os.O_WRONLY)
    with os.fdopen(handle, "wb") as stream:
        yield stream
        stream.flush()
