"""``pllm-bib search``."""

from __future__ import annotations

import click

from pllm_bib.cli import load, options, report, table
from pllm_bib.tasks.select import select


@click.command()
@click.argument("terms", nargs=-1, required=True, metavar="WORD...")
@options.selection_options
@options.json_option
@report.operator_errors
def command(terms: tuple[str, ...], *, as_json: bool, **chosen: tuple[str, ...]) -> None:
    """List the entries that contain all the given words; case and accents do not matter.

    The search covers title, names, venue, keywords, abstract and identifiers. The exit status is
    1 if no entry is found.

    \b
    Examples:
      pllm-bib search preference optimization
      pllm-bib search rottger --year 2024
    """
    loaded = load.readable_list(load.config())
    chosen["words"] = (*chosen["words"], *terms)
    found = select(loaded.library.unique(), options.selection(chosen))
    table.print_entries(found, as_json=as_json)
    if not found.entries:
        click.get_current_context().exit(1)
    load.exit_if_unread(loaded, named=False)
