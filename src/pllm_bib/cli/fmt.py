"""``pllm-bib fmt``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import load, options, printed, report
from pllm_bib.cli.unified import unified_diff
from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import STANDARD_INPUT, as_bib, bib_files, importable
from pllm_bib.files.list import list_files
from pllm_bib.files.read import load_inputs
from pllm_bib.files.text import whole_text
from pllm_bib.tasks import fmt as layout
from pllm_bib.tasks.fmt import LaidOut, LaidOutText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library


@click.command()
@options.files_argument
@options.selection_options
@options.check_option
@options.diff_option
@click.option(
    "--fold",
    is_flag=True,
    help="Only put entries of the list that have files of their own into those of their sections.",
)
@report.operator_errors
def command(names: tuple[str, ...], *, check: bool, diff: bool, fold: bool, **chosen: Any) -> None:
    """Format .bib files: those of the list, or the given files and folders.

    Only the layout changes. Values, comments and @string definitions stay as they are. A file
    with a syntax error is reported and skipped, and so is an entry with comments between its
    fields. With “-”, standard input is printed in the new layout, as editors want it. With
    conditions (--key smith2020), all but the entries that meet them is left letter for letter.

    \b
    Examples:
      pllm-bib fmt
      pllm-bib fmt --diff refs.bib
      pllm-bib fmt --fold
      pllm-bib fmt - < refs.bib
    """
    if fold:
        _fold(names, check=check, diff=diff)
        return
    names = load.with_preferred_files(names)
    load.hold_named(names, write=not (check or diff))
    if "-" in names:
        done = _standard_input(names, chosen, check=check, diff=diff)
    else:
        config = load.config() if not names else None
        paths = [Path(name) for name in names]
        if config:
            paths = sorted(file.path for file in list_files(config) if file.path.is_file())
        with report.Bar(1) as bar:
            done = layout.lay_out(bib_files(paths), bar.update, _wanted(chosen, config))
        if diff:
            report.print_diff(done.changed)
        elif not check:
            write.write_files(done.changed)
    _say(done, would=check or diff)
    if any(one != LaidOutText(one.text) for one in done.said) or ((check or diff) and done.changed):
        click.get_current_context().exit(1)


def _fold(names: tuple[str, ...], *, check: bool, diff: bool) -> None:
    """Move entries into the files of their sections."""
    if names:
        message = "--fold is for a list: leave the files out"
        raise click.UsageError(message)
    load.hold(write=not (check or diff))
    changed, gone = layout.fold(load.config())
    if diff:
        report.print_diff(changed, gone)
    elif not check:
        write.write_files(changed, gone)
    verb = "would fold" if check or diff else "folded"
    for path in gone:
        report.say(f"{verb}: {shown(path)}")
    if gone and (check or diff):
        click.get_current_context().exit(1)


def _wanted(
    chosen: Mapping[str, Any], config: Config | None
) -> Callable[[Library], Collection[str] | None]:
    """Return what tells the entries of a file that meet conditions, by their keys."""
    if config is None or not any(chosen.values()):
        return lambda library: options.chosen_keys(library, chosen)
    keys = options.chosen_keys(load.readable_list(config).library, chosen)  # it has sections
    return lambda _library: keys


def _standard_input(
    names: tuple[str, ...], chosen: Mapping[str, Any], *, check: bool, diff: bool
) -> LaidOut:
    """Print standard input in the new layout, or what would change."""
    if len(names) > 1:
        message = "“-” is formatted alone: give the files to another call"
        raise click.UsageError(message)
    source = as_bib(importable("-"))
    loaded = load_inputs([source])
    with source.open() as stream:
        given = whole_text(stream.read(), source.name)
    old = given.text
    keys = options.chosen_keys(loaded.library, chosen)
    done = layout.laid_out(old, source.name, loaded.fatal, comments=True, keys=keys)
    new = old if done.text is None else done.text
    if diff:
        for line in unified_diff(old, new, "a/-", "b/-"):
            printed.data(line)
    elif not check:
        printed.data(given.as_written(new))
    return LaidOut(changed={Path("-"): new} if new != old else {}, said=(done,))


def _say(done: LaidOut, *, would: bool) -> None:
    verb = "would change" if would else "reformatted"
    for path in done.changed:
        report.say(f"{verb}: {STANDARD_INPUT if str(path) == '-' else shown(path)}")
    skipped = 0
    for one in done.said:
        report.findings(one.faults)
        skipped += len(one.commented) + len(one.misread)
        for place, key in one.commented:
            message = f"skipped: {place}: comments stand between the fields of “{key}”"
            report.say(message, least=-1)
        for place in one.misread:
            report.say(f"skipped: {place}: another layout would change what it says", least=-1)
    left = sum(one.text is None for one in done.said)
    more = f", {left} skipped" if left else ""
    if skipped:
        more += f", {report.plural(skipped, 'entry', 'entries')} skipped"
    files = report.plural(len(done.said), "file")
    report.say(f"{len(done.changed)} of {files} {verb}{more}")
