"""``pllm-bib list``."""

from __future__ import annotations

from typing import Any

import click

from pllm_bib.cli import completion, load, options, report, table


@click.command("list")
@click.argument(
    "arguments", nargs=-1, metavar="[KEY | FILE]...", shell_complete=completion.keys_or_files
)
@options.from_option
@options.selection_options
@options.order_options
@options.format_option("text", "json", what="lines, or a JSON array", also="--json")
@report.operator_errors
def command(
    arguments: tuple[str, ...], *, source: tuple[str, ...], form: str, **chosen: Any
) -> None:
    """List entries, one per line: as a table on a terminal, separated by tabs in a pipe.

    They are those of your list, or of files in any format; “-” means standard input.

    \b
    Examples:
      pllm-bib list --section 5 --year 2024-
      pllm-bib list --venue NeurIPS --has code --format json
      pllm-bib list refs.bib zotero.ris --sort year --limit 10
    """
    found = load.works(arguments, source)
    chosen["keys"] += found.words
    table.print_entries(options.chosen_part(found.library, chosen), as_json=form == "json")
    load.exit_if_unread(found.loaded, named=bool(chosen["keys"]))
