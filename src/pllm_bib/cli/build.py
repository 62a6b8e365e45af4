"""``pllm-bib build``."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import load, options, report
from pllm_bib.files.cache import unread
from pllm_bib.files.config import shown
from pllm_bib.tasks.build import known
from pllm_bib.tasks.build import outputs as build

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.build.outputs import BuildPlan
    from pllm_bib.tasks.verify import VerifyReport


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
@click.option("--site", is_flag=True, help="Make the pages for readers in public/ as well.")
@report.operator_errors
def command(*, check: bool, diff: bool, discard_edits: bool, site: bool) -> None:
    """Generate the README's list and every export from the entries.

    Only changed files are written. Exports of deleted sections are removed.

    \b
    Examples:
      pllm-bib build
      pllm-bib build --check      for CI: is everything up to date and correct?
    """
    _build(check=check, diff=diff, discard_edits=discard_edits)
    if site:
        from pllm_bib.cli import site as pages

        place = load.config().root / pages.PUBLIC
        click.get_current_context().invoke(pages.command, output=place, check=check, diff=diff)


def _build(*, check: bool, diff: bool, discard_edits: bool) -> None:
    # Entries and what is known of them hold no cycles: nobody looks for some at every turn.
    gc.set_threshold(100_000, 50, 1000)
    load.hold(write=not (check or diff))
    config = load.config()
    sources = known.sources(config)
    config = load.config()  # read behind the digest: what changes meanwhile is never remembered
    last = build.up_to_date(config, sources)
    if last and (last.verified or diff or not check):
        _say_up_to_date(last.works, len(last.files))
        if check and not diff:
            from pllm_bib.tasks import verified

            _say_report(verified.known_report(config, last))
        return
    loaded = unread.load_known(config)
    load.stop_if_fatal(loaded)
    library = loaded.library
    with report.Bar(1) as bar:
        plan = build.plan(config, library, discard_edits=discard_edits, progress=bar.update)
    if diff:
        report.print_diff(plan.write, plan.remove)
    if plan and (check or diff):
        _say_what_would_change(plan)
    if plan:
        plan.apply()
    _say_what_changed(plan, len(library))
    if check and not diff:
        _verify(config, library, plan, sources)
    elif known.sources(config) == sources:
        known.remember_build(config, sources, len(library), plan.files, written=plan.write)


def _say_what_would_change(plan: BuildPlan) -> None:
    for path in plan.write:
        report.say(f"would change: {shown(path)}")
    for path in plan.remove:
        report.say(f"would remove: {shown(path)}")
    report.say("Run “pllm-bib build” and commit the result.")
    click.get_current_context().exit(1)


def _say_what_changed(plan: BuildPlan, works: int) -> None:
    for path in plan.write:
        report.say(f"wrote {shown(path)}", least=1)
    for path in plan.remove:
        report.say(f"removed {shown(path)}")
    if not plan:
        _say_up_to_date(works, len(plan.files))
        return
    changed = len(plan.write) + len(plan.remove)
    files = report.plural(len(plan.files), "file")
    report.say(f"{report.plural(works, 'work')}: {changed} of {files} changed")


def _say_up_to_date(works: int, files: int) -> None:
    report.say(f"{report.plural(works, 'work')}: all {files} files up to date")


def _verify(config: Config, library: Library, plan: BuildPlan, sources: str) -> None:
    """Compare the exports with the entries; what is found is remembered with the build."""
    from pllm_bib.tasks import verified

    found = verified.verify_made(config, library, plan)
    if known.sources(config) == sources:
        known.remember_build(
            config,
            sources,
            len(library),
            plan.files,
            verified=found.files,
            findings=verified.known_findings(found, config.root),
        )
    _say_report(found)


def _say_report(found: VerifyReport) -> None:
    """Say what was found, as `pllm-bib verify` does; exit with status 1 if that is anything."""
    from pllm_bib.tasks import verify

    for finding in found.findings:
        report.say(str(finding), least=-1)
    report.say(verify.summary(found))
    if found.findings:
        click.get_current_context().exit(1)
