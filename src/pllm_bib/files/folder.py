"""A folder of generated files: a list in it says which they are, and nobody else's are touched.

Pages can be made anew at any time, so that each file is replaced by itself, and nothing waits for
the disk. What a killed run has left, the next one completes.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MANIFEST = "pllm-bib-site.json"
"""The name of the list of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlan:
    """The changes of a folder: what to write, by path below it, and files to remove."""

    folder: Path
    write: Mapping[str, str | bytes]
    remove: tuple[str, ...]
    count: int
    """All files, changed or not."""

    def __bool__(self) -> bool:
        return bool(self.write or self.remove)

    def apply(self) -> None:
        """Write and remove the files. Raises `OperatorError`."""
        try:
            for name in self.remove:
                _drop(self.folder, name)
            # The list comes first: whatever ends the run, all files are known to be generated.
            for name in sorted(self.write, key=lambda name: name != MANIFEST):
                _put(self.folder / name, self.write[name])
        except OSError as error:
            path = Path(os.fsdecode(error.filename)) if error.filename else self.folder
            raise OperatorError(os_message("cannot write", path, error)) from error


def plan(folder: Path, files: Mapping[str, str | bytes], *, force: bool = False) -> FolderPlan:
    """Compare a folder with the files that it is to hold, by their paths below it.

    Raises `OperatorError` for a folder with files that are not listed as generated, unless
    ``force``; for such a file in the place of one of these; and for links that lead out of it.
    """
    known = _known(folder)
    if known is None and not force and (other := _first_file(folder)):
        message = (
            f"{shown(folder)} holds files that are no pages of a site, such as {other}: name an "
            "empty folder, or add --force, which leaves them there"
        )
        raise OperatorError(message)
    _real.cache_clear()
    data = {name: _encoded(found) for name, found in sorted(files.items())}
    digests = {name: _digest(found) for name, found in data.items()}
    manifest = json.dumps({"files": digests}, ensure_ascii=False, indent=0) + "\n"
    data[MANIFEST] = manifest.encode()
    place = folder.resolve()
    wanted: dict[str, str | bytes] = {**files, MANIFEST: manifest}
    write = {name: wanted[name] for name in wanted if _differs(place, folder, name, data[name])}
    listed = known or {}
    if known != {}:  # else the list is damaged, and does not say which files are generated
        _refuse_others(folder, [name for name in write if name not in (*listed, MANIFEST)])
    gone = (name for name in sorted(listed) if name not in files and _is_own(folder, name, listed))
    return FolderPlan(folder=folder, write=write, remove=tuple(gone), count=len(wanted))


def as_written(folder: Path, name: str, digest: str) -> str | None:
    """Return the text of a file of a folder if it has this `digest`; else None."""
    data = _bytes(folder / name)
    return data.decode() if data is not None and _digest(data) == digest else None


def written_below(folder: Path, part: str) -> dict[str, bytes] | None:
    """Return the files that are listed as generated in a part of a folder, by path.

    None if one of them is not as it was written.
    """
    found = {}
    for name, digest in (_known(folder) or {}).items():
        if name.startswith(f"{part}/"):
            data = _bytes(folder / name)
            if data is None or _digest(data) != digest:
                return None
            found[name] = data
    return found


def digest(text: str) -> str:
    """Return the digest that a list of files has of a text."""
    return _digest(text.encode())


def _refuse_others(folder: Path, names: Sequence[str]) -> None:
    """Raise `OperatorError` where a file that is not listed as generated is in the way."""
    if other := next((name for name in names if (folder / name).exists()), ""):
        message = (
            f"nothing was written: {shown(folder / other)} was not written by this command: move "
            "it away, or name another folder"
        )
        raise OperatorError(message)


def _differs(place: Path, folder: Path, name: str, data: bytes) -> bool:
    """Say whether a file has other bytes. Raises `OperatorError` if a link leads it elsewhere."""
    path = folder / name
    if path.is_symlink() or not _real(path.parent).is_relative_to(place):
        message = (
            f"nothing was written: {shown(path)} is a link to {path.resolve()}: delete the link"
        )
        raise OperatorError(message)
    return _bytes(path) != data


@cache
def _real(folder: Path) -> Path:
    return folder.resolve()


def _known(folder: Path) -> dict[str, str] | None:
    """Return the files that are listed as generated, with their digests; None without a list."""
    data = _bytes(folder / MANIFEST)
    if data is None:
        return None
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        found = json.loads(data)["files"]
        return {str(name): str(digest) for name, digest in found.items() if _is_safe(str(name))}
    return {}


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _is_own(folder: Path, name: str, known: Mapping[str, str]) -> bool:
    """Say whether a file is as the tool wrote it; one that somebody changed stays."""
    path = folder / name
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        return False
    data = _bytes(path)
    return data is not None and _digest(data) == known[name]


def _first_file(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    return next((path.name for path in sorted(folder.iterdir())), "")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _put(path: Path, text: str | bytes) -> None:
    data = _encoded(text)
    staged = path.with_name(f".{path.name}.{os.getpid()}"[:200])
    try:
        staged.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(data)
    staged.replace(path)


def _drop(folder: Path, name: str) -> None:
    """Remove a file, and the folders that are empty then."""
    with suppress(FileNotFoundError):
        (folder / name).unlink()
    for parent in _parents(name):
        with suppress(OSError):
            (folder / parent).rmdir()


def _parents(name: str) -> Iterator[str]:
    for parent in PurePosixPath(name).parents:
        if parent.parts:
            yield str(parent)
