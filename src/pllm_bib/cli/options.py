"""What commands share: options, loading with its errors, and words to standard error."""

from __future__ import annotations

import difflib
import functools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from pllm_bib.cli import completion
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import Config, find_root, read_config, shown
from pllm_bib.files.read import Loaded, load_list
from pllm_bib.files.write import changed, read_bytes, write_files
from pllm_bib.tasks.select import HAS, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pllm_bib.cli import Settings
    from pllm_bib.formats import Format
    from pllm_bib.model.diagnostic import Diagnostic

Function = TypeVar("Function", bound="Callable[..., Any]")


def operator_errors(function: Function) -> Function:
    """Decorate a command: an `OperatorError` becomes a message and exit status 2."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except OperatorError as error:
            click.echo(f"pllm-bib: {error}", err=True)
            click.get_current_context().exit(2)

    return wrapped  # type: ignore[return-value]


def selection_options(function: Function) -> Function:
    """Decorate a command with the options that say which entries are meant."""
    options = (
        click.option(
            "--section",
            "sections",
            multiple=True,
            metavar="ID",
            shell_complete=completion.sections,
            help="Section id (1.3), chapter id (1) or slug. Repeatable.",
        ),
        click.option(
            "-k",
            "--key",
            "keys",
            multiple=True,
            metavar="KEY",
            shell_complete=completion.keys,
            help="Citation key. Repeatable.",
        ),
        click.option(
            "--year",
            "years",
            multiple=True,
            metavar="YEAR",
            help="Year or range: 2024, 2023-2025, 2024-. Repeatable.",
        ),
        click.option(
            "--venue",
            "venues",
            multiple=True,
            metavar="LABEL",
            shell_complete=completion.venues,
            help="Venue as labelled in the list (NeurIPS; arXiv for preprints). Repeatable.",
        ),
        click.option(
            "--author",
            "authors",
            multiple=True,
            metavar="NAME",
            help="A name, or a part of it, among authors and editors. Repeated: all of them.",
        ),
        click.option(
            "--query",
            "words",
            multiple=True,
            metavar="WORDS",
            help="Words of title, names, venue or identifiers. Repeated: all of them.",
        ),
        click.option(
            "--has",
            "has",
            multiple=True,
            type=click.Choice(HAS),
            help="Only works that have this. Repeated: all of them.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; else standard output.",
)


aliases_option = click.option(
    "--with-aliases",
    is_flag=True,
    help="BibTeX and CSL-JSON: write each work under its former keys, too.",
)


def stop_unless_keyed(row: Format) -> None:
    """Refuse a format that has neither records cited by key nor a field for former keys.

    Raises ``click.UsageError``.
    """
    if not row.required_writer.by_key and "aliases" in row.loses:
        message = f"--with-aliases is not for {row.title}: no document cites its works by key"
        raise click.UsageError(message)


def put_out(text: str, output: Path | None, what: str) -> None:
    """Print a text, or write it to a file and say what is there; ``-`` is standard output."""
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
    else:
        write_files(changed({output: text}))
        say(f"{what} in {shown(output)}")


def selection(options: Mapping[str, tuple[str, ...]]) -> Selection:
    """The selection that the options of `selection_options` make."""
    words = tuple(word for query in options["words"] for word in query.split())
    return Selection(**{**options, "words": words})


def settings() -> Settings:
    """The options before the command."""
    found: Settings = click.get_current_context().find_root().obj
    return found


def config() -> Config:
    """The list that the command works on."""
    return read_config(settings().root or find_root(Path.cwd()))


def optional_config() -> Config | None:
    """The list around the current folder, for commands that can do without one."""
    root = settings().root
    if root is None:
        try:
            root = find_root(Path.cwd())
        except OperatorError:
            return None
    return read_config(root)


def loaded_list(found: Config) -> Loaded:
    """The list's entries; faults that leave some out are reported and end the run (status 1)."""
    loaded = load_list(found)
    stop_if_fatal(loaded)
    return loaded


def stop_if_fatal(loaded: Loaded) -> None:
    """End the run with status 1 where files could not be read in full, or keys clash."""
    if loaded.fatal or loaded.missing_files or loaded.keys_clash:
        report(loaded.faults)
        report_clashes(loaded)
        for path in loaded.missing_files:
            say(f"{shown(path)}: the file of a section is missing: make it, empty if need be")
        say("Nothing was written: mend these first.")
        click.get_current_context().exit(1)


def report_clashes(loaded: Loaded) -> None:
    """Print which entries have the key of another one."""
    if loaded.keys_clash:
        from pllm_bib.tasks.check import run as check

        report(check.clashing_keys(loaded))


def say(message: str, *, least: int = 0) -> None:
    """Say something on standard error, unless the user asked for less."""
    if settings().verbosity >= least:
        click.echo(message, err=True)


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics to standard error, a line each."""
    for diagnostic in diagnostics:
        click.echo(str(diagnostic), err=True)


def print_diff(files: Mapping[Path, str], remove: Iterable[Path] = ()) -> None:
    """Print what writing and removing files would change, as a unified diff."""
    changes: dict[Path, str | None] = {**files, **dict.fromkeys(remove)}
    for path, new in changes.items():
        old = (read_bytes(path) or b"").decode("utf-8", errors="replace")
        name = shown(path)
        diff = difflib.unified_diff(
            old.splitlines(keepends=True),
            (new or "").splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}" if new is not None else "/dev/null",
        )
        for line in diff:
            click.echo(line if line.endswith("\n") else f"{line}\n", nl=False)


def plural(number: int, noun: str, many: str | None = None) -> str:
    """A number with its noun: ``1 file``, ``2 files``, ``2 entries``."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


class Bar:
    """A progress bar on standard error that shows itself after a second, on a terminal only."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.start = time.monotonic()
        self.bar: Any = None
        self.wanted = sys.stderr.isatty() and settings().verbosity >= 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.bar:
            self.bar.stop()

    def update(self, done: int) -> None:
        """Show how much of the total is done."""
        if not self.wanted or time.monotonic() - self.start < 1:
            return
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

            columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
            # Its own thread would be one more beside processes: it is drawn here.
            self.bar = Progress(
                *columns, console=Console(stderr=True), transient=True, auto_refresh=False
            )
            self.bar.start()
            self.bar.add_task("", total=self.total)
        self.bar.update(self.bar.task_ids[0], completed=done)
        self.bar.refresh()
