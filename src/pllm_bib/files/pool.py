"""Tasks done in order, in this process or in as many as there are cores."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pllm_bib.errors import OperatorError
from pllm_bib.files.text import BLOCK, GIVEN_BACK_EVERY, give_back_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")

WORTH_IT = 8 * BLOCK
"""Bytes from which further processes are worth their start."""
START = "fork" if sys.platform == "linux" else None
"""The way to start processes; None for that of the system. A fork is quick, and the same in every
version of Python."""
COLLECTED_EVERY = 32
"""Tasks after which a process looks for garbage."""


def worked(
    make: Callable[[], Callable[[_Task], _Done]], tasks: Iterable[_Task], *, jobs: int, size: int
) -> Iterator[_Done]:
    """Yield the result of each task, in the order of the tasks; only a few wait at a time.

    ``make`` returns the function that does a task; every process calls it once. ``jobs`` is how
    many processes may work, 0 for one a core; ``size`` is how many bytes all tasks have.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or size < WORTH_IT:
        yield from map(make(), tasks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[Future[_Done]] = deque()
    is_done = False
    context = multiprocessing.get_context(START)
    pool = ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(make,))
    try:
        for task in tasks:
            waiting.append(pool.submit(_do, task))
            if len(waiting) > 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        is_done = True
    except BrokenProcessPool as error:
        message = "a process of this run was ended from outside, for want of memory perhaps"
        raise OperatorError(message) from error
    finally:
        # Whoever stops half-way, by Ctrl-C say, does not wait for what the others are at.
        pool.shutdown(wait=is_done, cancel_futures=True)


_COMPARED = 20_000
"""Entries from which further processes are worth their start where entries are compared."""


def comparing(entries: int, jobs: int = 0) -> partial[Any]:
    """Return `worked` for tasks that compare so many entries; ``jobs`` is as there."""
    return partial(worked, jobs=jobs, size=WORTH_IT * entries // _COMPARED)


_work: Callable[[Any], Any] | None = None
"""The function that does the tasks of this process, if it is one of several."""
_done = 0
"""How many tasks this process has done."""


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _work  # noqa: PLW0603 -- a process of a pool has no other place
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends the run
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_parent()
    # Entries hold no cycles, and looking for some at every turn takes time. Parsing LaTeX leaves a
    # few all the same.
    gc.disable()
    _work = make()
    gc.freeze()


def _end_with_parent() -> None:
    """End this process as soon as its parent ends, even by a signal that nothing can catch.

    It would hold the parent's standard output open, and whoever reads that would wait for ever.
    """
    import multiprocessing
    import threading

    parent = multiprocessing.parent_process()  # which need not be the one that forked this one

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if sys.platform == "linux":  # where it needs no thread that gets its turn
        import ctypes

        pr_set_pdeathsig = 1  # prctl.h
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        if parent is None or not parent.is_alive():
            os._exit(1)


def _do(task: Any) -> Any:
    global _done  # noqa: PLW0603
    assert _work is not None  # noqa: S101 -- the pool has started it
    _done += 1
    if _done % GIVEN_BACK_EVERY == 0:
        give_back_memory()
    if _done % COLLECTED_EVERY == 0:
        gc.collect()
    return _work(task)
