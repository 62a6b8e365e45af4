"""``pllm-bib review``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, report
from pllm_bib.errors import OperatorError
from pllm_bib.files.inputs import bibliographies
from pllm_bib.tasks import review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input
    from pllm_bib.model.library import Library
    from pllm_bib.rules.base import Rule


@click.command()
@options.files_argument
@options.from_option
@click.option(
    "--base",
    metavar="REV",
    shell_complete=completion.revisions,
    help="Git revision to compare with.",
)
@options.selection_options
@options.rule_options
@click.option(
    "--no-build", is_flag=True, help="Do not check whether generated files are up to date."
)
@options.output_option
@options.check_option
@options.diff_option
@report.operator_errors
def command(
    names: tuple[str, ...],
    *,
    source: tuple[str, ...],
    base: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output: Path | None,
    no_build: bool,
    check: bool,
    diff: bool,
    **chosen: Any,
) -> None:
    """Summarise a pull request as Markdown: changes, findings, and missing fields.

    It covers the list, or files in any format and folders. The page is safe to post as a comment:
    no title in it can mention a person or break a table, and with -o it fits into a GitHub comment.
    The exit status is 1 if “check” or “build --check” would fail. With conditions (--section 5),
    the page is about the entries that meet them.

    \b
    Examples:
      pllm-bib review --base origin/main
      pllm-bib review --base HEAD~1 -o summary.md
      pllm-bib review refs.bib --base v1.0
    """
    preferred = load.preferences()
    names, form = load.given_files(names, source)
    try:
        files = bibliographies(names, form)
        rules = options.chosen_rules(files, select, ignore, preferred)
        found = _review(files, rules, base, chosen, built=not no_build)
    except OperatorError as error:
        if output is not None:
            report.put_out(review.refused(str(error)), output, "the error")
        raise
    text = review.as_markdown(found, review.LIMIT) if output else review.as_markdown(found)
    report.put_out(text, output, "the review", check=check, diff=diff)
    if not found.clean:
        click.get_current_context().exit(1)


def _review(
    files: Sequence[Input],
    rules: Sequence[Rule],
    base: str | None,
    chosen: Mapping[str, Any],
    *,
    built: bool,
) -> review.Review:
    def wanted(library: Library) -> frozenset[str] | None:
        return options.chosen_keys(library.unique(), chosen)

    if files:
        return review.review_files(files, rules, load.optional_config(), base, wanted)
    return review.review_list(load.config(), rules, base, wanted, built=built)
