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
    """Lay .bib files out in the one canonical way: the list's files, or others.

    Only the layout changes: what an entry says, comments and @string definitions stay. A file
    with a syntax error is reported and left alone.

    \b
    Examples:
      pllm-bib fmt
      pllm-bib fmt --diff refs.bib
    """
    if not paths:
        config = load.config()
        paths = tuple(sorted(config.entries.glob("*.bib")))
    laid_out = layout.lay_out(bib_files(paths))
    report.findings(laid_out.faults)
    if diff:
        report.print_diff(laid_out.changed)
    elif not check:
        write.write_files(laid_out.changed)
    verb = "would change" if check or diff else "laid out"
    for path in laid_out.changed:
        report.say(f"{verb}: {shown(path)}")
    report.say(
        f"{report.plural(laid_out.total, 'file')}: {len(laid_out.changed)} {verb}"
        + (f", {len(laid_out.left)} left alone" if laid_out.left else "")
    )
    if laid_out.faults or ((check or diff) and laid_out.changed):
        click.get_current_context().exit(1)
