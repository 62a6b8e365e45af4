"""``pllm-bib check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pllm_bib import rules
from pllm_bib.cli import completion
from pllm_bib.cli import options as common
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.tasks.check import report as findings
from pllm_bib.tasks.check import run as check
from pllm_bib.tasks.fmt import bib_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.rules.base import Rule
    from pllm_bib.tasks.check.run import Report


OF_LISTS = ("K002", "X002")
"""Rules that hold for a list's own entries, not for anybody's .bib file."""


def rule_options(function: common.Function) -> common.Function:
    """Decorate a command with the options that say which rules are meant."""
    for name, text in (
        ("--ignore", "All but these rules."),
        ("--select", "Only these rules: F, L002, names."),
    ):
        function = click.option(
            name, multiple=True, metavar="CODES", shell_complete=completion.rule_codes, help=text
        )(function)
    return function


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)
@rule_options
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option(
    "--output-format",
    type=click.Choice(list(findings.OUTPUTS)),
    default="text",
    show_default=True,
    help="Lines, a JSON array, annotations of GitHub Actions, or a SARIF log.",
)
@click.option(
    "--base",
    metavar="REV",
    shell_complete=completion.revisions,
    help="Compare with a git revision: K006 and V005.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@common.operator_errors
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
    """Report what is wrong with the entries: the list's, or those of .bib files and folders.

    The keys of files outside the list are their owner's own, and their types too: K002 and X002
    hold there only if selected. A finding is acknowledged by a comment right above its entry, with
    the reason: “% pllm-bib: allow RULE-NAME: why it is right”, or for one field only, “allow
    RULE-NAME in FIELD: why”. “pllm-bib rule CODE” explains a rule.

    \b
    Examples:
      pllm-bib check
      pllm-bib check refs.bib --select F,D
      pllm-bib check --diff           see the fixes, then: pllm-bib check --fix
      pllm-bib check --base v1.0      has a published key vanished?
    """
    chosen = chosen_rules(paths, select, ignore)
    report = _check(paths, chosen, base)
    fixes = report.fixes() if fix or diff else {}
    fixable = len(report.fixable)
    if diff:
        common.print_diff(fixes)
    mended: set[Path] = set()
    while fix and not diff and fixes:
        write.write_files(fixes)
        mended |= set(fixes)
        report = _check(paths, chosen, base)
        # One fix can bring up the next; a file is never mended back and forth.
        fixes = report.fixes() if len(report.fixable) < fixable else {}
        fixable = len(report.fixable)
    for path in sorted(mended):
        common.say(f"mended {shown(path)}")
    if not diff:
        click.echo(findings.OUTPUTS[output_format](report), nl=False)
    _summary(report)
    if report.findings and not exit_zero:
        click.get_current_context().exit(1)


def chosen_rules(
    paths: Sequence[Path], select: Sequence[str], ignore: Sequence[str]
) -> tuple[Rule, ...]:
    """The rules that options select. Raises `OperatorError` for a word that means no rule."""
    if paths and not select:
        ignore = (*ignore, *OF_LISTS)

    def split(values: Sequence[str]) -> list[str]:
        return [code for value in values for code in value.replace(",", " ").split()]

    try:
        return rules.select(split(select), split(ignore))
    except ValueError as error:
        raise OperatorError(str(error)) from error


def _check(paths: Sequence[Path], chosen: Sequence[Rule], base: str | None) -> Report:
    if not paths:
        return check.check_list(common.config(), chosen, base)
    return check.check_files(bib_files(paths), chosen, common.optional_config(), base)


def _summary(report: Report) -> None:
    works = common.plural(len(report.loaded.library), "entry", "entries")
    parts = [common.plural(len(report.findings), "finding") if report.findings else "clean"]
    if report.acknowledged:
        parts.append(f"{len(report.acknowledged)} acknowledged")
    if report.fixable:
        parts.append(f"{len(report.fixable)} can be mended with --fix")
    common.say(f"{works}: {', '.join(parts)}")
    for finding, reason in report.acknowledged:
        common.say(f"acknowledged: {finding}\n  because {reason}", least=1)
