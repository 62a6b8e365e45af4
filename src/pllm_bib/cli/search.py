"""``pllm-bib search``."""

from __future__ import annotations

from typing import Any

import click

from pllm_bib.cli import completion, load, options, report, table


@click.command()
@click.argument(
    "terms", nargs=-1, required=True, metavar="WORD... [FILE]...", shell_complete=completion.files
)
@options.from_option
@options.selection_options
@options.order_options
@options.format_option("text", "json", what="lines, or a JSON array", also="--json")
@report.operator_errors
def command(terms: tuple[str, ...], *, source: tuple[str, ...], form: str, **chosen: Any) -> None:
    """List the entries that contain all the given words; case and accents do not matter.

    The search covers title, names, venue, keywords, abstract and identifiers, in the list around
    or in files of any format; “-” means standard input. The exit status is 1 if no entry is found.

    \b
    Examples:
      pllm-bib search preference optimization
      pllm-bib search rottger --year 2024
      pllm-bib search alignment refs.bib
    """
    found = load.works(terms, source)
    chosen["words"] += found.words
    part = options.chosen_part(found.library, chosen)
    table.print_entries(part, as_json=form == "json")
    if not part.entries:
        click.get_current_context().exit(1)
    load.exit_if_unread(found.loaded, named=False)
