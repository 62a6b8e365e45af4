"""The messages of commands on standard error, and the texts that they print or write."""

from __future__ import annotations

import functools
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from pllm_bib.cli import printed
from pllm_bib.cli.printed import settings
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.model import limits
from pllm_bib.model.unseen import visible, visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pllm_bib.cli.options import Function
    from pllm_bib.model.diagnostic import Diagnostic


def operator_errors(function: Function) -> Function:
    """Decorate a command: an error that users can mend becomes a message and exit status 2."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except OperatorError as error:
            printed.words(f"pllm-bib: {error}", err=True)
            click.get_current_context().exit(2)
        except OSError as error:
            about = f"{shown(Path(os.fsdecode(error.filename)))}: " if error.filename else ""
            printed.words(f"pllm-bib: {about}{error.strerror or error}", err=True)
            click.get_current_context().exit(2)

    return wrapped  # type: ignore[return-value]


def say(message: str, *, least: int = 0) -> None:
    """Print a message to standard error, unless the user asked for fewer messages."""
    if settings().verbosity >= least:
        printed.words("\n".join(map(limits.brief, message.split("\n"))), err=True)


def findings(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics to standard error, one a line; infos with ``-v`` only."""
    more = settings().verbosity > 0
    lines(str(diagnostic) for diagnostic in diagnostics if more or diagnostic.is_fault)


def lines(messages: Iterable[str]) -> None:
    """Print messages to standard error, one a line."""
    for message in messages:
        printed.words(visible_line(message), err=True)


def put_out(
    text: str,
    output: Path | None,
    what: str,
    *,
    words: bool = False,
    check: bool = False,
    diff: bool = False,
) -> None:
    """Print a text, or write it to a file and say ``what`` the file now holds.

    The path ``-`` means standard output. ``words`` are for people: hidden characters are shown.
    With ``check`` or ``diff`` nothing is written: see `compare`.
    """
    if check or diff:
        if compare({output: text} if output else {}, diff=diff):
            click.get_current_context().exit(1)
    elif output is None or str(output) == "-":
        printed.data(visible(text) if words else text)
    else:
        from pllm_bib.files.write import changed, write_files

        write_files(changed({output: text}))
        say(f"{what} in {shown(output)}")


def put_out_files(files: Mapping[Path, str], what: str, *, check: bool, diff: bool) -> None:
    """Write files and say ``what`` they hold; with ``check`` or ``diff``, see `compare`."""
    if not (check or diff):
        from pllm_bib.files.write import changed, write_files

        write_files(changed(files))
        say(what)
    elif compare(files, diff=diff):
        click.get_current_context().exit(1)


def compare(files: Mapping[Path, str], *, diff: bool) -> bool:
    """Say whether files would change; show how with ``diff``.

    Raises `OperatorError` where there is no file to compare with.
    """
    if not files or Path("-") in files:
        message = "--check and --diff compare with a file: name it with -o"
        raise OperatorError(message)
    from pllm_bib.files.write import changed

    different = changed(files)
    if diff:
        print_diff(different)
    for path in different:
        say(f"would change: {shown(path)}")
    return bool(different)


def print_diff(files: Mapping[Path, str], remove: Iterable[Path] = ()) -> None:
    """Print what writing and removing files would change, as a unified diff."""
    from pllm_bib.cli.unified import unified_diff
    from pllm_bib.files.write import read_bytes

    changes: dict[Path, str | None] = {**files, **dict.fromkeys(remove)}
    for path, new in changes.items():
        old = (read_bytes(path) or b"").decode("utf-8", errors="replace")
        name = shown(path)
        new_name = f"b/{name}" if new is not None else "/dev/null"
        for line in unified_diff(old, new or "", f"a/{name}", new_name):
            printed.data(line)


def plural(number: int, noun: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 file``, ``2 files``, ``2 entries``."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


_REDRAWN = 0.1
"""Seconds between two drawings of a progress bar."""


class Bar:
    """A progress bar on standard error; it appears after a second, and on a terminal only."""

    def __init__(self, total: float) -> None:
        self.total = total
        self.next = time.monotonic() + 1
        self.bar: Any = None
        self.wanted = sys.stderr.isatty() and settings().verbosity >= 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.bar:
            self.bar.stop()

    def update(self, done: float) -> None:
        """Show how much of the total is done."""
        if not self.wanted or time.monotonic() < self.next:
            return
        self.next = time.monotonic() + _REDRAWN
        if self.bar is None:
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

            columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
            # The bar is drawn here: a thread of its own would take time from the processes.
            self.bar = Progress(
                *columns, console=printed.console(err=True), transient=True, auto_refresh=False
            )
            self.bar.start()
            self.bar.add_task("", total=self.total)
        self.bar.update(self.bar.task_ids[0], completed=done)
        self.bar.refresh()
