"""The digest of the tool itself: its code, its data, and the versions of all that is installed."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


@cache
def digest_of_tool() -> bytes:
    """Return a digest of everything beside the source that what is made depends on."""
    found = hashlib.blake2b(sys.version.encode())
    for path in sorted(_files(str(_PACKAGE))):
        with open(path, "rb") as file:  # noqa: PTH123 -- some hundred files, at each start
            found.update(b"%b\0%b\0" % (path.encode(), file.read()))
    for folder in sys.path:
        if os.path.isdir(folder):  # noqa: PTH112
            names = (name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208
            found.update("\0".join(sorted(names)).encode())
    return found.digest()


def _files(folder: str) -> list[str]:
    """Return the files of a folder and of those in it, compiled ones left out."""
    found = []
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(entry.path)
        else:
            found.append(entry.path)
    return found
