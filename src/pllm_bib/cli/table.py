"""Entries as a table on a terminal, as tab-separated lines in a pipe, or as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pllm_bib.cli import printed, report
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.formats.table.write import row
from pllm_bib.model.unseen import visible_line
from pllm_bib.tasks.show import short_authors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.stats import Count


def print_entries(library: Library, *, as_json: bool) -> None:
    """Print entries. In a pipe, a line is key, label, authors and title, separated by tabs."""
    if as_json:
        data = [row(entry) for entry in library]
        printed.as_json(data)
    elif sys.stdout.isatty():
        printed.console().print(rich_table(library))
    else:
        for entry in library:
            printed.words("\t".join(_cells(entry)))
    if not as_json:
        report.say(report.plural(len(library), "work"))


def print_counts(counts: Sequence[Count], *, as_json: bool) -> None:
    """Print counts. In a pipe, a line is kind, name, number and full name, separated by tabs."""
    if as_json:
        printed.as_json([{k: v for k, v in one._asdict().items() if v != ""} for one in counts])
        return
    if sys.stdout.isatty():
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, show_header=False)
        for style in ("dim", "cyan", "bold", ""):
            table.add_column(style=style, justify="right" if style == "bold" else "left")
        for one in counts:
            table.add_row(*(Text(visible_line(str(cell))) for cell in one))
        printed.console().print(table)
        return
    for one in counts:
        printed.words("\t".join(visible_line(str(cell)) for cell in one).rstrip())


def rich_table(library: Library) -> Table:
    """Return the entries as a table for a terminal."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, style in (("Key", "cyan"), ("Venue", ""), ("Authors", "dim"), ("Title", "")):
        table.add_column(heading, style=style, overflow="fold", no_wrap=heading == "Key")
    for entry in library:
        # Text, not markup: a title may hold square brackets.
        table.add_row(*(Text(cell) for cell in _cells(entry)))
    return table


def _cells(entry: Entry) -> tuple[str, ...]:
    cells = (entry.key, label(entry), short_authors(entry), latex.plain(entry.title))
    return tuple(map(visible_line, cells))
