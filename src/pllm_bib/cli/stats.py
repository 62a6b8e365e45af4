"""``pllm-bib sections``, ``venues``, ``authors`` and ``stats``: what there is, with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, report, table
from pllm_bib.errors import OperatorError
from pllm_bib.tasks import stats as counting

if TYPE_CHECKING:
    from pllm_bib.cli.options import Function


def _options(function: Function) -> Function:
    for option in (
        report.operator_errors,
        options.format_option("text", "json", what="lines, or JSON"),
        click.option(
            "--limit", type=click.IntRange(min=1), metavar="N", help="Show only the first N."
        ),
        options.selection_options,
        options.from_option,
        click.argument("arguments", nargs=-1, metavar="[FILE]...", shell_complete=completion.files),
    ):
        function = option(function)
    return function


@click.command()
@_options
def sections(**given: Any) -> None:
    """List the sections of the list, with the number of their works.

    \b
    Examples:
      pllm-bib sections
      pllm-bib sections --year 2024- --format json
    """
    _print("section", **given)


@click.command()
@_options
def venues(**given: Any) -> None:
    """List the venues of the works, the most frequent first, with counts.

    \b
    Examples:
      pllm-bib venues --section 1
      pllm-bib venues refs.bib --limit 10
    """
    _print("venue", **given)


@click.command()
@_options
def authors(**given: Any) -> None:
    """List the authors of the works, the most frequent first, with counts.

    Works are counted by the name that they print: two spellings are two names.

    \b
    Examples:
      pllm-bib authors --limit 20
      pllm-bib authors refs.bib --year 2020-
    """
    _print("author", **given)


@click.command()
@_options
def stats(**given: Any) -> None:
    """Count the works of the list or of files: by type, by year, and by what they have.

    \b
    Examples:
      pllm-bib stats
      pllm-bib stats refs.bib zotero.ris --format json
    """
    _print("", **given)


def _print(
    what: str,
    *,
    arguments: tuple[str, ...],
    source: tuple[str, ...],
    limit: int | None,
    form: str,
    **chosen: Any,
) -> None:
    """Print the counts of one thing, or of all, of the works that are chosen."""
    found = load.works(arguments, source)
    if found.words:
        message = f"“{found.words[0]}” is not a file that can be read here"
        raise OperatorError(message)
    part = options.chosen_part(found.library, chosen)
    counts = counting.COUNTS[what](part) if what else counting.stats(part)
    table.print_counts([one for one in counts if one.works][:limit], as_json=form == "json")
    load.exit_if_unread(found.loaded, named=False)
