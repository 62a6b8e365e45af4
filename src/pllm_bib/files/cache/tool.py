"""The digest of the tool itself: its code, its data, and the versions of all that is installed."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from pllm_bib import __version__

_PACKAGE = Path(__file__).parents[2]


@cache
def digest_of_tool() -> bytes:
    """Return a digest of everything beside the source that what is made depends on.

    Of the tool's own files, sizes and times count, as with compiled modules of Python: to read some
    hundred files would take a tenth of a start.
    """
    found = hashlib.blake2b(f"{sys.version}\0{__version__}".encode())
    found.update("\0".join(sorted(_files(str(_PACKAGE)))).encode())
    for folder in sys.path:
        if os.path.isdir(folder):  # noqa: PTH112
            names = (name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208
            found.update("\0".join(sorted(names)).encode())
    return found.digest()


def _files(folder: str) -> list[str]:
    """Return the files of a folder and of those in it with their states; not compiled ones."""
    found = []
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(entry.path)
        else:
            state = entry.stat()
            found.append(f"{entry.path}\0{state.st_size}\0{state.st_mtime_ns}")
    return found
