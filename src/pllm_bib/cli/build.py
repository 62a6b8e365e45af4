"""``pllm-bib build``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import load, options, report
from pllm_bib.files.config import shown
from pllm_bib.tasks.build import outputs as build

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library


@click.command()
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit 1 if a file would change, or “verify” finds a difference.",
)
@options.diff_option
@click.option(
    "--discard-edits",
    is_flag=True,
    help="Overwrite the README's list even if it was edited by hand.",
)
@report.operator_errors
def command(*, check: bool, diff: bool, discard_edits: bool) -> None:
    """Generate the README's list and every export from the entries.

    Only changed files are written. Exports of deleted sections are removed.

    \b
    Examples:
      pllm-bib build
      pllm-bib build --check      for CI: is everything up to date and correct?
    """
    load.hold(write=not (check or diff))
    config = load.config()
    library = load.loaded_list(config).library
    plan = build.plan(config, library, discard_edits=discard_edits)
    if diff:
        report.print_diff(plan.write, plan.remove)
    if check or diff:
        for path in plan.write:
            report.say(f"would change: {shown(path)}")
        for path in plan.remove:
            report.say(f"would remove: {shown(path)}")
        if plan:
            report.say("Run “pllm-bib build” and commit the result.")
            click.get_current_context().exit(1)
    else:
        plan.apply()
        for path in plan.write:
            report.say(f"wrote {shown(path)}", least=1)
        for path in plan.remove:
            report.say(f"removed {shown(path)}")
    works = report.plural(len(library), "work")
    changed = len(plan.write) + len(plan.remove)
    summary = (
        f"{changed} of {report.plural(plan.total, 'file')} changed"
        if plan
        else (f"all {plan.total} files up to date")
    )
    report.say(f"{works}: {summary}")
    if check and not diff:
        _verify(config, library)


def _verify(config: Config, library: Library) -> None:
    """Compare the exports with the entries, as `pllm-bib verify` does."""
    from pllm_bib.tasks import verify

    verified = verify.verify(config, library)
    for finding in verified.findings:
        report.say(str(finding), least=-1)
    report.say(verify.summary(verified))
    if verified.findings:
        click.get_current_context().exit(1)
