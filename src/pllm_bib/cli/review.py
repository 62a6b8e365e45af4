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
    help="The git revision that the contribution starts from.",
)
@options.rule_options
@click.option("--no-build", is_flag=True, help="Generated files may be out of date.")
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
    """Sum a contribution up in one page of Markdown: what it changes, what is wrong or missing.

    Of the list, or of .bib files and folders. The page is made for a comment: with -o it fits into
    one of GitHub's, and no title in it can name a person or break a table. The exit status is 1 if
    there is anything to mend: findings of “check”, or anything that “build --check” says.

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
            report.put_out(review.refused(str(error)), output, "what is wrong")
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
