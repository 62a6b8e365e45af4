"""``pllm-bib review``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files.inputs import bib_files
from pllm_bib.tasks import review

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.rules.base import Rule


@click.command()
@options.paths_argument
@click.option(
    "--base",
    metavar="REV",
    shell_complete=completion.revisions,
    help="Git revision to compare with.",
)
@options.rule_options
@click.option(
    "--no-build", is_flag=True, help="Do not check whether generated files are up to date."
)
@options.output_option
@report.operator_errors
def command(
    paths: tuple[Path, ...],
    base: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output: Path | None,
    *,
    no_build: bool,
) -> None:
    """Summarise a pull request as Markdown: changes, findings, and missing fields.

    It covers the list, or .bib files and folders. The page is safe to post as a comment: no title
    in it can mention a person or break a table, and with -o it fits into a GitHub comment. The exit
    status is 1 if “check” or “build --check” would fail.

    \b
    Examples:
      pllm-bib review --base origin/main
      pllm-bib review --base HEAD~1 -o summary.md
      pllm-bib review refs.bib --base v1.0
    """
    try:
        found = _review(
            paths, options.chosen_rules(paths, select, ignore), base, built=not no_build
        )
    except OperatorError as error:
        if output is not None:
            report.put_out(review.refused(str(error)), output, "the error")
        raise
    text = review.as_markdown(found, review.LIMIT) if output else review.as_markdown(found)
    report.put_out(text, output, "the review")
    if not found.clean:
        click.get_current_context().exit(1)


def _review(
    paths: tuple[Path, ...], chosen: tuple[Rule, ...], base: str | None, *, built: bool
) -> review.Review:
    if paths:
        return review.review_files(bib_files(paths), chosen, load.optional_config(), base)
    return review.review_list(load.config(), chosen, base, built=built)
