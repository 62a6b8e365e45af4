"""``pllm-bib check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import bib_files
from pllm_bib.tasks.check import report as renderings
from pllm_bib.tasks.check import run as check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.rules.base import Rule
    from pllm_bib.tasks.check.run import CheckReport


@click.command()
@options.paths_argument
@options.rule_options
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option(
    "--output-format",
    type=click.Choice(list(renderings.OUTPUTS)),
    default="text",
    show_default=True,
    help="Lines, a JSON array, GitHub Actions annotations, or a SARIF log.",
)
@click.option(
    "--base",
    metavar="REV",
    shell_complete=completion.revisions,
    help="Compare with a git revision: report vanished keys (K006) and changed arXiv ids (V005).",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@report.operator_errors
def command(
    paths: tuple[Path, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    fix: bool,
    diff: bool,
    output_format: str,
    base: str | None,
    exit_zero: bool,
) -> None:
    """Report problems of the entries: those of the list, or of .bib files and folders.

    For files outside a list, the rules K002 (key pattern) and X002 (Zotero types) are off unless
    selected. “pllm-bib rule CODE” explains a rule.

    To acknowledge a finding, so that it is no longer reported, put a comment right above its
    entry: “% pllm-bib: allow RULE-NAME: your reason”. “allow RULE-NAME in FIELD: your reason”
    acknowledges it for one field only.

    \b
    Examples:
      pllm-bib check
      pllm-bib check refs.bib --select F,D
      pllm-bib check --diff           preview the fixes; then: pllm-bib check --fix
      pllm-bib check --base v1.0      find published keys that have vanished
    """
    chosen = options.chosen_rules(paths, select, ignore)
    checked = _check(paths, chosen, base)
    fixes = checked.fixes() if fix or diff else {}
    fixable = len(checked.fixable)
    if diff:
        report.print_diff(fixes)
    mended: set[Path] = set()
    while fix and not diff and fixes:
        write.write_files(fixes)
        mended |= set(fixes)
        checked = _check(paths, chosen, base)
        # One fix may make another one possible. Stop when the number no longer falls.
        fixes = checked.fixes() if len(checked.fixable) < fixable else {}
        fixable = len(checked.fixable)
    for path in sorted(mended):
        report.say(f"fixed {shown(path)}")
    if fix or diff:
        for name in checked.left_alone:
            report.say(f"skipped: {name} (save it as UTF-8 first)")
    if not diff:
        printed.data(renderings.OUTPUTS[output_format](checked))
    _summary(checked)
    if checked.findings and not exit_zero:
        click.get_current_context().exit(1)


def _check(paths: Sequence[Path], chosen: Sequence[Rule], base: str | None) -> CheckReport:
    if not paths:
        return check.check_list(load.config(), chosen, base)
    return check.check_files(bib_files(paths), chosen, load.optional_config(), base)


def _summary(checked: CheckReport) -> None:
    works = report.plural(len(checked.loaded.library), "entry", "entries")
    parts = [report.plural(len(checked.findings), "finding") if checked.findings else "clean"]
    if checked.acknowledged:
        parts.append(f"{len(checked.acknowledged)} acknowledged")
    if checked.fixable:
        parts.append(f"{len(checked.fixable)} fixable with --fix")
    report.say(f"{works}: {', '.join(parts)}")
    for finding, reason in checked.acknowledged:
        report.say(f"acknowledged: {finding}\n  because {reason}", least=1)
