"""The digest of the tool itself: its code, its data, and the versions of all that is installed.

And the files of the cache that lists have, each for one version of the tool.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from pllm_bib import __version__
from pllm_bib.files.cache import store

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


def cache_file(root: Path, name: str, *depends: bytes, kind: str = "build") -> Path:
    """Return the file of the cache that a list has for something, and for what it depends on.

    ``root`` is the list's folder: were a file for all lists, a large one would slow the others.
    ``kind`` is the folder of the cache that the file is in.
    """
    place = digest_of(str(root.resolve()).encode(errors="surrogateescape"))
    return store.place(kind, f"{name}-{place}", digest_of(digest_of_tool(), *depends))


def digest_of(*parts: bytes) -> str:
    """Return a digest of some pieces of data."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(b"%d:%b" % (len(part), part))
    return found.hexdigest()


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
