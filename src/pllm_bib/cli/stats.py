"""``pllm-bib sections``, ``venues``, ``authors`` and ``stats``: what there is, with counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, printed, report, table
from pllm_bib.errors import OperatorError
from pllm_bib.formats.shared.venues import table_of_venue
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
@click.option(
    "--all",
    "known",
    is_flag=True,
    help="Show the venues that the tool knows instead: the list's own and the usual ones.",
)
@click.option(
    "--toml", is_flag=True, help="With --all: tables to copy into the list's own venues.toml."
)
def venues(*, known: bool, toml: bool, **given: Any) -> None:
    """List the venues of the works, the most frequent first, with counts.

    With --all, words are names of venues, or none for all of them. The tool has the usual venues of
    the field, each with its full name by year and the public records that it comes from. A list's
    own venues.toml goes before them.

    \b
    Examples:
      pllm-bib venues --section 1
      pllm-bib venues refs.bib --limit 10
      pllm-bib venues --all ICML --toml
    """
    if known or toml:
        _print_known(given["arguments"], given["limit"], given["form"], toml=toml)
    else:
        _print("venue", **given)


def _print_known(names: tuple[str, ...], limit: int | None, form: str, *, toml: bool) -> None:
    """Print the venues that a list and the tool know, or those with some names."""
    around = load.optional_config()
    found = counting.known_venues(around.venues if around else (), names)[:limit]
    if toml:
        printed.data("\n".join(map(table_of_venue, found)))
    elif form == "json":
        printed.as_json([{k: v for k, v in asdict(venue).items() if v} for venue in found])
    else:
        for venue in found:
            printed.words(f"{venue.kind}\t{venue.label}\t{venue.name or ''}".rstrip())


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
