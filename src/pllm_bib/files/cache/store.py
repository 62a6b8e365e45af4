"""The cache's files: rows of values by key, added to by each run, and single values."""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEPT = 200
"""How many files a folder of the cache keeps; the oldest go first."""
_IDLE = 1000
"""Rows that no run of late has used, and that a file may hold beside as many as are used."""


@dataclass(slots=True)
class Rows:
    """Values by key: those of earlier runs, and what this run has used and added."""

    known: dict[str, Any] = field(default_factory=dict)
    used: dict[str, Any] = field(default_factory=dict)
    fresh: dict[str, Any] = field(default_factory=dict)

    def get(self, key: str) -> Any:
        """Return the value of a key, or None."""
        found = self.known.get(key)
        if found is not None:
            self.used[key] = found
        return found

    def put(self, key: str, value: Any) -> None:
        """Add a value, one that JSON can write."""
        self.known[key] = self.used[key] = self.fresh[key] = value


def folder() -> Path:
    """Return the folder of the cache: ``pllm-bib`` in the one that the system has for such.

    A variable ``XDG_CACHE_HOME`` goes before what a system is used to.
    """
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base, "pllm-bib")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local, "pllm-bib", "Cache")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "pllm-bib"
    return Path.home() / ".cache" / "pllm-bib"


def place(kind: str, name: str, version: str) -> Path:
    """Return the file of the cache for a kind of things, a name, and a version without hyphens.

    Of one name, the cache keeps one version.
    """
    return folder() / kind / f"{name}-{version}.rows"


def answers() -> Path:
    """Return the file of the answers that services have given."""
    return folder() / "answers.sqlite"


def read_rows(path: Path) -> Rows:
    """Read a file of the cache; leave out what is not as it was written."""
    known: dict[str, Any] = {}
    with suppress(OSError):
        for line in path.read_bytes().split(b"\n"):
            found = _checked(line)
            if found:
                known |= found
    return Rows(known)


def _checked(line: bytes) -> dict[str, Any] | None:
    sum_, _, data = line.partition(b" ")
    if sum_ != _sum(data):
        return None
    with suppress(ValueError):
        found = json.loads(data)
        return found if isinstance(found, dict) else None
    return None


def _sum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)


def write_rows(path: Path, rows: Rows, *, anew: bool = False) -> None:
    """Add what a run has made to a file, unless the cache cannot be written.

    A file that holds too much besides what this run used is made ``anew``.
    """
    is_full = anew or len(rows.known) > 2 * len(rows.used) + _IDLE
    if not rows.fresh and not is_full:
        return
    with suppress(OSError, UnicodeError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_full:
            staged = path.with_suffix(f".{os.getpid()}")
            staged.write_bytes(_line(rows.used))
            staged.replace(path)
        else:
            # In one call and at the end: runs at the same time do not write into one another.
            with path.open("ab", buffering=0) as file:
                file.write(b"\n" + _line(rows.fresh))
        _sweep(path)


def _sweep(path: Path) -> None:
    """Delete other versions of a file, and the oldest files beside it."""
    name = path.stem.rpartition("-")[0]
    files = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)
    for number, old in enumerate(reversed(files)):
        if old != path and (number >= KEPT or old.stem.rpartition("-")[0] == name):
            old.unlink()


def _line(rows: dict[str, Any]) -> bytes:
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return _sum(data) + b" " + data + b"\n"
