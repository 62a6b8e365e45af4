"""``pllm-bib list``."""

from __future__ import annotations

import click

from pllm_bib.cli import load, options, report, table
from pllm_bib.tasks.select import select


@click.command("list")
@options.selection_options
@options.json_option
@report.operator_errors
def command(*, as_json: bool, **chosen: tuple[str, ...]) -> None:
    """List entries, one per line: as a table on a terminal, separated by tabs in a pipe.

    \b
    Examples:
      pllm-bib list --section 1.3 --year 2024-
      pllm-bib list --venue NeurIPS --has code --json
    """
    loaded = load.readable_list(load.config())
    found = select(loaded.library.unique(), options.selection(chosen))
    table.print_entries(found, as_json=as_json)
    load.exit_if_unread(loaded, named=bool(chosen["keys"]))
