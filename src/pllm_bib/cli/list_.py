"""``pllm-bib list``."""

from __future__ import annotations

import click

from pllm_bib.cli import options as common
from pllm_bib.cli import table
from pllm_bib.tasks.select import select


@click.command("list")
@common.selection_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array instead.")
@common.operator_errors
def command(*, as_json: bool, **options: tuple[str, ...]) -> None:
    """List entries, one a line: a table on a terminal, tab-separated lines in a pipe.

    \b
    Examples:
      pllm-bib list --section 1.3 --year 2024-
      pllm-bib list --venue NeurIPS --has code --json
    """
    library = common.loaded_list(common.config()).library
    table.print_entries(select(library, common.selection(options)), as_json=as_json)
