"""Tasks done in order, in this process or in as many as there are cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from pllm_bib.app.streaming import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")

WORTH_IT = 4 * BLOCK
"""Bytes from which further processes are worth their start."""


def worked(
    make: Callable[[], Callable[[_Task], _Done]], tasks: Iterable[_Task], *, jobs: int, size: int
) -> Iterator[_Done]:
    """What becomes of each task, in the order of the tasks, few of which wait at a time.

    ``make`` makes what does a task, in every process anew. ``jobs`` is how many processes may
    work, 0 for one a core; ``size`` is how many bytes the tasks are of.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or size < WORTH_IT:
        yield from map(make(), tasks)
        return
    context = multiprocessing.get_context()
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(make,)) as pool:
        waiting: deque[Future[_Done]] = deque()
        for task in tasks:
            waiting.append(pool.submit(_do, task))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_work: Callable[[Any], Any] | None = None
"""What does the tasks of this process, where it is one of several."""


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _work  # noqa: PLW0603 -- a process of a pool has no other place
    gc.disable()  # entries hold no cycles
    _work = make()


def _do(task: Any) -> Any:
    assert _work is not None  # noqa: S101 -- the pool has started it
    return _work(task)
