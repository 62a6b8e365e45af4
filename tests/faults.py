"""Runs that are killed at the n-th call of the system that changes a disk, for every n."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CALLS = ("open", "mkdir", "rename", "replace", "unlink", "rmdir", "fsync", "chmod")
"""The functions of ``os`` after which, and before which, a disk may differ."""
KILLED = 77
"""The status of a run that was killed."""


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, and what each holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def killed(do: Callable[[], object], at: int) -> bool:
    """Do something in a process of its own, killed before its ``at``-th call; say whether it was.

    A process that ends in an error of its own fails the test.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _count(at)
            do()
            status = 0
        finally:
            os._exit(status)
    _pid, wait = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(wait)
    assert status in {0, KILLED}
    return status == KILLED


def _count(at: int) -> Callable[[], int]:
    """Let this process end at a call: the first one has the number 1.

    Returns what tells how many are left until then.
    """
    left = at

    def counted(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            is_write = name != "open" or (len(arguments) > 1 and arguments[1] & os.O_CREAT)
            left -= bool(is_write)
            if is_write and not left:
                os._exit(KILLED)
            return real(*arguments, **options)

        return call

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name), name))
    return lambda: left


def calls(do: Callable[[], object]) -> int:
    """Do something in a process of its own; return how many calls it made that `killed` counts."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            made = _count(0)
            do()
            os.write(writing, str(-made()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        found = int(stream.read())
    os.waitpid(child, 0)
    return found


def kills(
    do: Callable[[], object], reset: Callable[[], object], *, every: int = 1
) -> Iterator[int]:
    """Kill a run at each of its calls in turn, with the disk as ``reset`` makes it before each.

    Yields after each kill, with its number. Of runs with very many calls, those between the first
    and the last ones are tried ``every`` so often.
    """
    reset()
    total = calls(do)
    assert total
    for at in range(1, total + 1):
        if at <= _EDGE or at > total - _EDGE or at % every == 0:
            reset()
            assert killed(do, at)
            yield at
    reset()
    assert not killed(do, total + 1)


_EDGE = 12
