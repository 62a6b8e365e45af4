"""The cache's files: rows of values by key, added to by each run, and single values."""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

KEPT = 200
"""How many files a folder of the cache keeps; the oldest go first."""
_IDLE = 1_000_000
"""Bytes that no run of late has used, and that a file may hold beside as many as are used."""


@dataclass(slots=True)
class Rows:
    """Values by key, as JSON: those of earlier runs, and what this run has used and added.

    A value is read when it is asked for: of many, a run needs few.
    """

    known: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    size: int = 0
    """How many bytes the file had."""

    def get(self, key: str) -> Any:
        """Return the value of a key, or None."""
        found = self.known.get(key)
        if found is None:
            return None
        self.used.add(key)
        return json.loads(found.decode(errors="surrogatepass"))

    def get_all(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return the values of all keys that have one: many are read faster together."""
        there = [key for key in dict.fromkeys(keys) if key in self.known]
        self.used.update(there)
        data = b",".join(map(self.known.__getitem__, there))
        values = json.loads(f"[{data.decode(errors='surrogatepass')}]")
        return dict(zip(there, values, strict=True))

    def put(self, key: str, value: Any) -> None:
        """Add a value, one that JSON can write; nothing for a key that no row can have."""
        if not key.isprintable():
            return
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self.known[key] = data.encode(errors="surrogatepass")
        self.used.add(key)
        self.fresh.add(key)


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
    known: dict[str, bytes] = {}
    size = 0
    with suppress(OSError, UnicodeError):
        content = path.read_bytes()
        size = len(content)
        for line in content.split(b"\n"):
            sum_, _, data = line.partition(b" ")
            if sum_ == _sum(data):
                known |= _rows(data)
    return Rows(known, size=size)


_BETWEEN_ROWS, _BEHIND_KEY = b"\x1e", b"\x1f"
"""Separators of a line. JSON has no such characters, nor has a key."""


def _rows(data: bytes) -> dict[str, bytes]:
    rows = (row.partition(_BEHIND_KEY) for row in data.split(_BETWEEN_ROWS))
    return {key.decode(): value for key, behind, value in rows if behind}


def _sum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)


def write_rows(path: Path, rows: Rows, *, anew: bool = False) -> None:
    """Add what a run has made to a file, unless the cache cannot be written.

    A file that holds too much besides what this run used is made ``anew``.
    """
    is_full = anew or rows.size > 2 * sum(len(rows.known[key]) for key in rows.used) + _IDLE
    if not rows.fresh and not is_full:
        return
    with suppress(OSError, UnicodeError):
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_full:
            staged = path.with_suffix(f".{os.getpid()}")
            staged.write_bytes(_line(rows.known, rows.used))
            staged.replace(path)
        else:
            # In one call and at the end: runs at the same time do not write into one another.
            with path.open("ab", buffering=0) as file:
                file.write(b"\n" + _line(rows.known, rows.fresh))
        _sweep(path)


def _sweep(path: Path) -> None:
    """Delete other versions of a file, and the oldest files beside it."""
    name = path.stem.rpartition("-")[0]
    files = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)
    for number, old in enumerate(reversed(files)):
        if old != path and (number >= KEPT or old.stem.rpartition("-")[0] == name):
            old.unlink()


def _line(known: dict[str, bytes], keys: Iterable[str]) -> bytes:
    data = _BETWEEN_ROWS.join(key.encode() + _BEHIND_KEY + known[key] for key in keys)
    return _sum(data) + b" " + data + b"\n"
