"""The files that a run has read, as they were then."""

from __future__ import annotations

import io
import os
from dataclasses import field
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer


@dataclass(slots=True)
class Seen:
    """The digests of the files that a run has read, if it is one that writes."""

    files: dict[Path, str | None] = field(default_factory=dict)
    is_open: bool = False


seen = Seen()
_TWO = "two versions"
"""The digest of a file that changed between two readings."""


def note(path: Path, data: bytes | None, *, again: bool = True) -> None:
    """Remember what a file held when it was read; ``again`` if an earlier reading counts too."""
    if seen.is_open:
        _remember(path, digest(data), again=again)


def _remember(path: Path, found: str | None, *, again: bool = True) -> None:
    key = path.resolve()
    if key not in seen.files:
        seen.files[key] = found
    elif again and seen.files[key] != found:
        seen.files[key] = _TWO


def noted(path: Path) -> str | None:
    """Return the digest of a file as it was read; None if it was not, or changed meanwhile."""
    found = seen.files.get(path.resolve()) if seen.is_open else None
    return None if found == _TWO else found


def opened(path: Path) -> BinaryIO:
    """Open a file to be read; what it held is remembered when it was read to its end."""
    return io.BufferedReader(_Watched(path)) if seen.is_open else path.open("rb")


class _Watched(io.FileIO):
    """A file that is read, and remembered when its end is reached."""

    def __init__(self, path: Path) -> None:
        import hashlib

        super().__init__(path, "rb")
        self.path = path
        self.digest = hashlib.sha256()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        size = super().readinto(view) or 0
        self.digest.update(view[:size])
        if view and not size:
            _remember(self.path, self.digest.hexdigest())
        return size

    def readall(self) -> bytes:
        data = super().readall()
        self.digest.update(data)
        _remember(self.path, self.digest.hexdigest())
        return data


def contents(path: Path) -> bytes | None:
    """Return what a file holds; for a link, where it leads; None where there is nothing."""
    try:
        return os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError as error:
        message = f"nothing was written, cannot write {shown(path)}: there is a folder of that name"
        raise OperatorError(message) from error
    except OSError as error:
        raise OperatorError(os_message("nothing was written, cannot read", path, error)) from error


def digest(data: bytes | None) -> str | None:
    """Return the digest of a file's bytes; None for no file."""
    if data is None:
        return None
    import hashlib

    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """Return the digest of what a file holds now. Raises `OperatorError`."""
    return digest(contents(path))
