"""``pllm-bib search``."""

from __future__ import annotations

import click

from pllm_bib.cli import options as common
from pllm_bib.cli import table
from pllm_bib.tasks.select import select


@click.command()
@click.argument("terms", nargs=-1, required=True, metavar="WORD...")
@common.selection_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array instead.")
@common.operator_errors
def command(terms: tuple[str, ...], *, as_json: bool, **options: tuple[str, ...]) -> None:
    """List the entries that hold all of some words, in any case and with or without accents.

    Title, names, venue, keywords, abstract and identifiers are searched. Exits 1 if none is found.

    \b
    Examples:
      pllm-bib search preference optimization
      pllm-bib search rottger --year 2024
    """
    library = common.loaded_list(common.config()).library
    options["words"] = (*options["words"], *terms)
    found = select(library, common.selection(options))
    table.print_entries(found, as_json=as_json)
    if not found.entries:
        click.get_current_context().exit(1)
