"""How much of a long task is done, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""A function that is told the share that is done, from 0 to 1."""


def untold(_share: float) -> None:
    """Take no note of what is done."""


def stage(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a stage of a task, which takes it from one share to another."""
    if progress is untold:
        return untold
    return lambda share: progress(start + (end - start) * share)
