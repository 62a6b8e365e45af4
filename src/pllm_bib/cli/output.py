"""The streams and the end of a run: each byte of a result is written, or the run has failed.

Python's own standard output writes less than it was given where it is unbuffered, and drops what
the end of the program could not write. A stream that was closed before the start is worse still:
the next file that is opened takes its number.
"""

from __future__ import annotations

import atexit
import errno
import io
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from pllm_bib.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _typeshed import ReadableBuffer

_SIGNALLED = 128
NO_READER = _SIGNALLED + 13
"""The exit status where nobody reads the output any more; of other programs, the shell says so."""
_SOON = 0.01
_WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class OutputError(OperatorError):
    """A result that cannot be written to standard output."""


class Stopped(BaseException):
    """The wish of the user or the system that the run ends now."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Stream(io.RawIOBase):
    """A descriptor that takes all that it is given, or says that it cannot."""

    def __init__(self, number: int, *, is_open: bool) -> None:
        self.number = number
        self.is_open = is_open

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number

    def isatty(self) -> bool:
        return self.is_open and os.isatty(self.number)

    def write(self, data: ReadableBuffer) -> int:
        view = memoryview(data).cast("B")
        size = len(view)
        try:
            while self.is_open and view:
                view = view[self._written(view) :]
        except OSError as error:
            self.is_open = False  # what is still in a buffer would fail again
            self.fail(error)
        else:
            if view:
                self.fail(None)
        return size

    def _written(self, view: memoryview) -> int:
        try:
            return os.write(self.number, view)
        except BlockingIOError:  # whoever started the program made the stream so
            import select

            select.select([], [self.number], [])
            return 0

    def fail(self, error: OSError | None) -> None:
        """Say that the stream cannot be written to. This one says nothing."""


class _Results(_Stream):
    """Standard output: a run that cannot write its results has failed."""

    told = False

    def fail(self, error: OSError | None) -> None:
        """End the run, once. Raises `OutputError`, or SystemExit where nobody reads on."""
        if self.told:
            return
        self.told = True
        if isinstance(error, BrokenPipeError):
            raise SystemExit(NO_READER)
        message = f"cannot write to standard output: {error.strerror if error else 'it is closed'}"
        raise OutputError(message)


class _NoInput(io.RawIOBase):
    """Standard input that was closed before the start."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        """Refuse to read. Raises OSError."""
        message = "standard input is closed"
        raise OSError(errno.EBADF, message)


def run(program: Callable[[], object]) -> NoReturn:
    """Run a program, and end the process with its status.

    Where results cannot be written, the status is 2, and `NO_READER` if nobody reads them. Messages
    that cannot be written change nothing. Ctrl-C ends in 130 and SIGTERM in 143, with one line.
    """
    if os.name == "posix":
        _open_streams()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, _stop)
    else:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", newline="\n")
    status = _status(program)
    status = _status(_close_results) or status
    if status > _SIGNALLED:
        os._exit(status)  # at once: processes that still work at something end with this one
    if threading.active_count() == 1:
        # What is left goes with the process: no module and no object is taken down by itself.
        atexit._run_exitfuncs()  # noqa: SLF001
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _status(program: Callable[[], object]) -> int:
    """Run something; say how it ended in one line, and return the exit status."""
    try:
        program()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except OperatorError as error:
        return _said(str(error), 2)
    except Stopped as stopped:
        word = _WORDS.get(signal.Signals(stopped.number), "stopped")
        return _said(word, _SIGNALLED + stopped.number)
    return 0


def _said(message: str, status: int) -> int:
    with suppress(OSError, ValueError):
        sys.stderr.write(f"pllm-bib: {message}\n")
        sys.stderr.flush()
    return status


def _open_streams() -> None:
    """Take over standard output and error, and standard input where it is closed."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_NoInput()), "utf-8")
    are_open = {number: _is_open(number) for number in (1, 2)}
    # No file of ours may get the number of a stream that is closed. It cannot be written to.
    while (number := os.open(os.devnull, os.O_RDONLY)) <= 2:  # noqa: PLR2004 -- standard error
        continue
    os.close(number)
    for name, kind, number in (("stdout", _Results, 1), ("stderr", _Stream, 2)):
        raw = kind(number, is_open=are_open[number])
        buffer = io.BufferedWriter(raw)
        is_seen = number == 2 or raw.isatty()  # noqa: PLR2004 -- standard error
        stream = io.TextIOWrapper(
            buffer, "utf-8", "backslashreplace", newline="", line_buffering=is_seen
        )
        setattr(sys, name, stream)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _close_results() -> None:
    """Write the rest of the results; some systems say only then that a file is not written."""
    sys.stdout.flush()
    if os.name == "posix":
        try:
            os.close(1)
        except OSError as error:
            message = f"cannot write to standard output: {error.strerror}"
            raise OutputError(message) from error
        os.open(os.devnull, os.O_WRONLY)


_main = os.getpid()


def _stop(number: int, _frame: FrameType | None) -> None:
    """End the run by an exception, so that what was begun is cleared away."""
    if os.getpid() != _main:  # a process of a pool
        os._exit(_SIGNALLED + number)
    signal.signal(number, signal.SIG_DFL)
    stopped = Stopped(number)

    def again(lost: sys.UnraisableHookArgs) -> None:
        # In a destructor, say, an exception is dropped: it is raised anew, somewhere else.
        if lost.exc_value is not stopped:
            sys.__unraisablehook__(lost)
            return
        signal.signal(signal.SIGALRM, raised)
        signal.setitimer(signal.ITIMER_REAL, _SOON)

    def raised(_number: int, _frame: FrameType | None) -> None:
        raise stopped

    sys.unraisablehook = again
    raise stopped
