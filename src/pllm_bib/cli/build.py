"""``pllm-bib build``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import options as common
from pllm_bib.files.config import shown
from pllm_bib.tasks.build import outputs as build

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library


@click.command()
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit 1 if something would change, or if “verify” finds anything.",
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--discard-edits", is_flag=True, help="Overwrite the README's list even if edited by hand."
)
@common.operator_errors
def command(*, check: bool, diff: bool, discard_edits: bool) -> None:
    """Make the README's list and every export from the entries.

    Only files whose bytes change are written; exports of sections that are gone are removed.

    \b
    Examples:
      pllm-bib build
      pllm-bib build --check      in CI: is everything up to date, and does it read back?
    """
    config = common.config()
    library = common.loaded_list(config).library
    plan = build.plan(config, library, discard_edits=discard_edits)
    if diff:
        common.print_diff(plan.write, plan.remove)
    if check or diff:
        for path in plan.write:
            common.say(f"would change: {shown(path)}")
        for path in plan.remove:
            common.say(f"would remove: {shown(path)}")
        if plan:
            common.say("Run “pllm-bib build” and commit the result.")
            click.get_current_context().exit(1)
    else:
        plan.apply()
        for path in plan.write:
            common.say(f"wrote {shown(path)}", least=1)
        for path in plan.remove:
            common.say(f"removed {shown(path)}")
    works = common.plural(len(library), "work")
    changed = len(plan.write) + len(plan.remove)
    summary = (
        f"{changed} of {common.plural(plan.total, 'file')} changed"
        if plan
        else (f"all {plan.total} files up to date")
    )
    common.say(f"{works}: {summary}")
    if check and not diff:
        _verify(config, library)


def _verify(config: Config, library: Library) -> None:
    """Hold the exports to the entries, as `pllm-bib verify` does."""
    from pllm_bib.tasks import verify

    report = verify.verify(config, library)
    for finding in report.findings:
        common.say(str(finding), least=-1)
    common.say(verify.summary(report))
    if report.findings:
        click.get_current_context().exit(1)
