"""The journal: the note of the changes that a run is about to make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.files.transaction.staged import STAGED, refusal
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

JOURNAL = ".pllm-bib-journal"
OWN_FOLDER = ".pllm-bib"
"""The folder of what the program remembers of a list."""


class FileChange(NamedTuple):
    """A change of a file: digests of what it was and will be, None where there is no file."""

    target: Path
    staged: Path | None
    """The new file; None where the target is removed."""
    old: str | None
    new: str | None


def make(change: FileChange) -> None:
    """Make a change. Raises OSError."""
    if change.staged:
        change.staged.replace(change.target)
    else:
        change.target.unlink(missing_ok=True)


def journal_text(home: Path, changes: Sequence[FileChange], made: Sequence[Path]) -> bytes:
    """Return the text of a journal for changes in a folder, and the folders made for them."""
    import hashlib

    def named(path: Path | None) -> str | None:
        return path.relative_to(home).as_posix() if path else None

    data = {
        "changes": [[named(one.target), named(one.staged), one.old, one.new] for one in changes],
        "made": [named(folder) for folder in made if folder.is_relative_to(home)],
    }
    text = json.dumps(data).encode()
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text + b"\n"


def read_journal(home: Path, journal: Path) -> tuple[list[FileChange], list[Path]]:
    """Read a journal. Raises `OperatorError` where no run has written it: it is not followed."""
    import hashlib

    try:
        if journal.is_symlink():
            raise ValueError  # noqa: TRY301 -- as all that is refusal
        head, _newline, text = journal.read_bytes().partition(b"\n")
        if head.decode() != hashlib.sha256(text.rstrip(b"\n")).hexdigest():
            raise ValueError  # noqa: TRY301 -- likewise
        data = json.loads(text)
        changes = [
            FileChange(_place(home, target), _staged_place(home, staged), old, new)
            for target, staged, old, new in data["changes"]
        ]
        return changes, [_place(home, name) for name in data["made"]]
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise OperatorError(refusal("cannot read", error)) from error
    except (ValueError, KeyError, TypeError) as error:
        message = (
            f"{shown(journal)} says that a run was stopped half-way, but no run has written it so: "
            "look at what changed last, and delete it"
        )
        raise OperatorError(message) from error


def is_hidden(relative: Path) -> bool:
    """Say whether a file is hidden, or in a hidden folder that is not our own.

    A journal is never followed there: a stranger's could put commands where git looks for them.
    """
    parts = relative.parts
    if parts[-1:] == (OWN_FOLDER,):
        parts = parts[:-1]
    elif parts[-2:-1] == (OWN_FOLDER,):
        parts = parts[:-2]
    return any(part.startswith(".") for part in parts)


def _place(home: Path, name: object) -> Path:
    """Return a path in a folder. Raises ValueError for one outside, hidden or behind a link."""
    if not isinstance(name, str):
        raise TypeError(name)
    relative = Path(name)
    path = home / relative
    if (
        not name
        or relative.is_absolute()
        or is_hidden(relative)
        or path.parent.resolve() != path.parent
    ):
        raise ValueError(name)
    return path


def _staged_place(home: Path, name: object) -> Path | None:
    if name is None:
        return None
    path = Path(str(name))
    if not path.name.startswith(STAGED):
        raise ValueError(name)
    return _place(home, (path.parent / "x").as_posix()).parent / path.name
