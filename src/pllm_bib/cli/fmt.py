"""``pllm-bib fmt``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import load, options, report
from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import bib_files
from pllm_bib.tasks import fmt as layout

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.paths_argument
@options.check_option
@options.diff_option
@report.operator_errors
def command(paths: tuple[Path, ...], *, check: bool, diff: bool) -> None:
    """Format .bib files: those of the list, or the given files and folders.

    Only the layout changes. Values, comments and @string definitions stay as they are. A file
    with a syntax error is reported and skipped, and so is an entry with comments between its
    fields.

    \b
    Examples:
      pllm-bib fmt
      pllm-bib fmt --diff refs.bib
    """
    load.hold(paths, write=not (check or diff))
    if not paths:
        config = load.config()
        paths = tuple(sorted(config.entries.glob("*.bib")))
    laid_out = layout.lay_out(bib_files(paths))
    report.findings(laid_out.faults)
    if diff:
        report.print_diff(laid_out.changed)
    elif not check:
        write.write_files(laid_out.changed)
    verb = "would change" if check or diff else "reformatted"
    for path in laid_out.changed:
        report.say(f"{verb}: {shown(path)}")
    for place, key in laid_out.commented:
        report.say(f"skipped: {place}: comments stand between the fields of “{key}”", least=-1)
    for place in laid_out.misread:
        report.say(f"skipped: {place}: another layout would change what it says", least=-1)
    left = f", {len(laid_out.left)} skipped" if laid_out.left else ""
    skipped = len(laid_out.commented) + len(laid_out.misread)
    if skipped:
        left += f", {report.plural(skipped, 'entry', 'entries')} skipped"
    report.say(f"{len(laid_out.changed)} of {report.plural(laid_out.total, 'file')} {verb}{left}")
    if laid_out.faults or skipped or ((check or diff) and laid_out.changed):
        click.get_current_context().exit(1)
