"""The last merge taken back: what the files were before it, and whether they are as it left them.

The record is a file of its own, in a folder that git ignores. It is written together with the
merge, all or nothing.
"""

from __future__ import annotations

import json
from dataclasses import field
from hashlib import sha256
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.transaction.journal import OWN_FOLDER as FOLDER
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_RECORD = "undo.json"
_FORM = 1
"""The form of the record; others are refused."""


@dataclass(slots=True)
class UndoRecord:
    """The record of what a run writes; ``home`` is the folder that it is about."""

    home: Path
    before: dict[Path, str] = field(default_factory=dict)
    """The files as they were before the run."""
    after: dict[Path, str] = field(default_factory=dict)

    def write(self, files: Mapping[Path, str]) -> bool:
        """Write files, and the record of how they were; say whether that can be taken back.

        What is outside of the folder, by a link, cannot. Raises `OperatorError`.
        """
        changed = write.changed(files)
        if any(not _is_inside(path, self.home) for path in changed):
            write.write_files(changed)
            return False
        for path, text in changed.items():
            old = write.read_bytes(path) or b""
            self.before.setdefault(path, old.decode("utf-8"))
            self.after[path] = text
        folder = self.home / FOLDER
        ignored = {folder / ".gitignore": "*\n"}
        write.write_files({**changed, **write.changed(ignored), folder / _RECORD: self._text()})
        return True

    def _text(self) -> str:
        files = [
            {"path": _name(path, self.home), "before": old, "after": _digest(self.after[path])}
            for path, old in self.before.items()
        ]
        return json.dumps({"form": _FORM, "files": files}, ensure_ascii=False, indent=1) + "\n"


def undo(home: Path) -> tuple[Path, ...]:
    """Make the files what they were before the last merge in a folder; return their paths.

    Raises `OperatorError` where there was none, and where a file has changed since.
    """
    record = home / FOLDER / _RECORD
    data = write.read_bytes(record)
    if data is None:
        message = f"there is no merge to take back: {shown(record)} does not exist"
        raise OperatorError(message)
    files = _read(record, data)
    changed = [path for path, (_old, after) in files.items() if _digest_of(path) != after]
    if changed:
        names = ", ".join(shown(path) for path in changed)
        message = f"nothing was taken back: changed since the merge: {names}"
        raise OperatorError(message)
    write.write_files({path: old for path, (old, _after) in files.items()}, remove=[record])
    return tuple(files)


def _read(record: Path, data: bytes) -> dict[Path, tuple[str, str]]:
    """Return files with their old text, and the digest of what the merge made of them."""
    home = record.parent.parent
    try:
        found = json.loads(data)
        files = {
            home / str(row["path"]): (str(row["before"]), str(row["after"]))
            for row in {_FORM: found["files"]}[found["form"]]
        }
    except (ValueError, KeyError, TypeError) as error:
        message = f"{shown(record)} is no record of a merge that this version can take back"
        raise OperatorError(message) from error
    outside = [path for path in files if not _is_inside(path, home)]
    if outside:
        message = f"{shown(record)} names a file outside of its folder: {shown(outside[0])}"
        raise OperatorError(message)
    return files


def _is_inside(path: Path, home: Path) -> bool:
    return path.resolve().is_relative_to(home.resolve())


def _name(path: Path, home: Path) -> str:
    """Return the path of a file from its folder on, as the record has it."""
    return path.resolve().relative_to(home.resolve()).as_posix()


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digest_of(path: Path) -> str:
    return sha256(write.read_bytes(path) or b"").hexdigest()
