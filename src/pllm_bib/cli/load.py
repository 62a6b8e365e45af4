"""The list that a command works on; where it cannot be read in full, the run ends."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import printed, report
from pllm_bib.cli.options import files_and_format
from pllm_bib.cli.printed import settings
from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.config import Config, find_root, read_config, shown
from pllm_bib.files.list import load_list
from pllm_bib.files.preferences import Preferences, read_preferences
from pllm_bib.files.read import load_inputs
from pllm_bib.files.transaction import lock, recovery
from pllm_bib.formats.bibtex.profiles import PROFILE_NAMES, TYPST
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.formats.row import Format
    from pllm_bib.model.library import Library


def hold(paths: Iterable[Path] = (), *, write: bool, within: bool = True) -> None:
    """Complete what a killed run has left in the list or the files that the command reads.

    Of a folder, the .bib files ``within`` it are read, too. If the command is to ``write`` there,
    other runs that write wait until it is done. To be called before anything is read. Raises
    `OperatorError`.
    """
    lock.tell_by(_told)
    files = (file for path in paths for file in (_with_files(path) if within else [path]))
    places = list(files) or [_root()]
    if write:
        from pllm_bib.files.transaction.commit import writing

        click.get_current_context().with_resource(writing(places))
    else:
        for path in places:
            recovery.settle(path, sweep=True)


def hold_named(names: Iterable[str], *, write: bool) -> None:
    """Do as `hold` for files that are given by name; standard input needs nothing."""
    names = tuple(names)
    paths = [Path(name) for name in names if name != "-"]
    if paths or not names:
        hold(paths, write=write)


def _with_files(path: Path) -> Iterable[Path]:
    """Return a path, and the .bib files in it if it is a folder."""
    return (path, *path.rglob("*.bib")) if path.is_dir() else (path,)


def _told(message: str) -> None:
    printed.words(message, err=True)


def _root() -> Path:
    start = settings().root or Path.cwd()
    recovery.settle(start)  # without it the file that makes a list of a folder may be missing
    return settings().root or find_root(start)


def config() -> Config:
    """Return the list that the command works on."""
    hold(write=False)
    return read_config(_root())


def optional_config() -> Config | None:
    """Return the list around the current folder, or None if there is no list."""
    root = settings().root
    if root is None:
        try:
            root = _root()
        except OperatorError:
            return None
    return read_config(root)


def loaded_list(found: Config) -> Loaded:
    """Read a list's entries; report faults that leave some out, and exit with status 1."""
    loaded = load_list(found)
    stop_if_fatal(loaded)
    return loaded


def open_list(*, write: bool) -> tuple[Config, Loaded]:
    """Hold the list that the command works on, and read it; faults end the run.

    ``write`` says that the command is to write there.
    """
    hold(write=write)
    found = config()
    return found, loaded_list(found)


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Say of a file that cannot be read which one it is. Raises `OperatorError`."""
    try:
        yield
    except OSError as error:
        message = f"cannot read {error.filename}: {error.strerror or error}"
        raise OperatorError(message) from error


def library() -> Library:
    """Return the entries of the list that the command works on."""
    return loaded_list(config()).library


def readable_list(found: Config) -> Loaded:
    """Read a list's entries for a command that only shows them; faults are reported."""
    loaded = load_list(found)
    report_unread(loaded)
    return loaded


def preferences() -> Preferences:
    """Return what the project around prefers. Raises `OperatorError`."""
    return read_preferences(settings().root or Path.cwd())


def preferred_profile(row: Format) -> str | None:
    """Return the profile that the project prefers, if the format has such a profile."""
    profile = preferences().profile
    if profile is None:
        return None
    if profile not in PROFILE_NAMES:
        known = ", ".join(PROFILE_NAMES)
        message = f"the project's configuration names the profile “{profile}”; there are: {known}"
        raise OperatorError(message)
    return profile if row.name == ("biblatex" if profile == TYPST else "bibtex") else None


def with_preferred_files(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Add the files that the project prefers, where none is named and there is no list."""
    if any(map(inputs.names_file, arguments)) or not (preferred := preferences().files):
        return arguments
    return arguments if optional_config() else (*arguments, *map(shown, preferred))


def given_files(
    arguments: tuple[str, ...], source: tuple[str, ...]
) -> tuple[tuple[str, ...], str | None]:
    """Return arguments with the preferred files, and the format that ``-f`` gives to files.

    It raises what `options.files_and_format` does.
    """
    return files_and_format(with_preferred_files(arguments), source)


class GivenWorks(NamedTuple):
    """The entries that a command is about: those of a list, or of files."""

    loaded: Loaded
    words: tuple[str, ...]
    """The arguments that name no file: keys, or words to look for."""
    config: Config | None
    """The list, if they are its entries."""

    @property
    def library(self) -> Library:
        """The entries, each key once."""
        return self.loaded.library.unique()


def works(
    arguments: tuple[str, ...], source: tuple[str, ...] = (), *, by_key: bool = False
) -> GivenWorks:
    """Read the files among some arguments, or else the list around; faults are reported.

    ``source`` is what ``-f`` was given. With ``by_key``, only the works are wanted whose keys are
    given, and others may be left out. Raises `OperatorError`.
    """
    files, words = named(arguments, source)
    if files:
        return works_of(files, words)
    from pllm_bib.files.cache.keys import load_with_keys

    found = config()
    loaded = load_with_keys(found, words) if by_key and words else load_list(found)
    report_unread(loaded)
    return GivenWorks(loaded, words, found)


def named(
    arguments: tuple[str, ...], source: tuple[str, ...] = ()
) -> tuple[list[Input], tuple[str, ...]]:
    """Return the files among some arguments, and the other arguments. Raises `OperatorError`."""
    arguments, form = given_files(arguments, source)
    names = [argument for argument in arguments if inputs.names_file(argument)]
    words = tuple(argument for argument in arguments if argument not in names)
    if not names:
        return [], words
    hold_named(names, write=False)
    return inputs.bibliographies(names, form), words


def works_of(files: list[Input], words: tuple[str, ...]) -> GivenWorks:
    """Read files that `named` has found; faults are reported. Raises `OperatorError`."""
    around = optional_config()
    loaded = load_inputs(files, around.venues if around else ())
    inputs.require_entries(files, len(loaded.library) + len(loaded.faults))
    report_unread(loaded)
    return GivenWorks(loaded, words, None)


def report_unread(loaded: Loaded) -> None:
    """Report what could not be read, for a command that goes on with what could."""
    report.findings(loaded.fatal)
    report_clashes(loaded)
    _report_missing(loaded)


def exit_if_unread(loaded: Loaded, *, named: bool) -> None:
    """Exit with status 1 where what was shown may be incomplete, or its letters a guess.

    ``named`` says that all entries asked for were named by their keys, and so were found.
    """
    missing = loaded.incomplete or loaded.missing_files or loaded.keys_clash
    if loaded.guessed or (missing and not named):
        click.get_current_context().exit(1)


def stop_if_fatal(loaded: Loaded) -> None:
    """Exit with status 1 where files could not be read in full, or keys clash."""
    if loaded.fatal or loaded.missing_files or loaded.keys_clash:
        report.findings(loaded.faults)
        report_clashes(loaded)
        _report_missing(loaded)
        report.say("Nothing was written: fix these first.")
        click.get_current_context().exit(1)


def _report_missing(loaded: Loaded) -> None:
    for path in loaded.missing_files:
        report.say(f"{shown(path)}: this section's file is missing: create it (empty is fine)")


def report_clashes(loaded: Loaded) -> None:
    """Report the entries that have the key of another one."""
    if loaded.keys_clash:
        from pllm_bib.tasks.check import run as check

        report.findings(check.clashing_keys(loaded))
