"""Entries as a table on a terminal, as tab-separated lines in a pipe, or as JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.cli import printed, report
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.formats.table.write import row
from pllm_bib.model.address import link_target
from pllm_bib.model.entry import LinkKind, doi_url
from pllm_bib.model.unseen import visible_line
from pllm_bib.tasks.show import short_authors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.stats import Count


def print_entries(library: Library, *, as_json: bool) -> None:
    """Print entries. In a pipe, a line is key, label, authors and title, separated by tabs."""
    if as_json:
        data = [row(entry) for entry in library]
        printed.as_json(data)
    elif sys.stdout.isatty():
        console = printed.console()
        console.print(rich_table(library, console.width))
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


_NARROW, _WIDE = 100, 150
"""Columns of a terminal: below the first a title has its own lines, from the second on there is
room for the sections."""


def rich_table(library: Library, width: int) -> RenderableType:
    """Return the entries for a terminal of a width: as a table, or with titles on their own lines.

    Titles are links to the works, where the terminal knows links.
    """
    if width < _NARROW:
        from rich.console import Group

        return Group(*(part for entry in library for part in _stacked(entry)))
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    headings = ["Key", "Venue", "Authors", "Title"]
    if with_sections := width >= _WIDE and any(entry.sections for entry in library):
        headings.append("Sections")
    for heading in headings:
        style = {"Key": "cyan", "Authors": "dim", "Sections": "dim"}.get(heading, "")
        # A key may be copied, so it is never broken.
        table.add_column(heading, style=style, no_wrap=heading == "Key")
    for entry in library:
        *cells, _title = map(_text, _cells(entry))
        sections = [_text(", ".join(entry.sections))] if with_sections else []
        table.add_row(*cells, _linked_title(entry), *sections)
    return table


def _stacked(entry: Entry) -> Iterator[RenderableType]:
    """Yield the first line of an entry, and its title below, indented."""
    from rich.padding import Padding
    from rich.text import Text

    key, *about, _title = _cells(entry)
    yield Text.assemble((key, "cyan"), "  ", ("  ".join(filter(None, about)), "dim"))
    yield Padding(_linked_title(entry), (0, 0, 0, 2))


def _linked_title(entry: Entry) -> Text:
    title = _text(_cells(entry)[-1])
    address = entry.link(LinkKind.PAPER) or (doi_url(entry.doi) if entry.doi else None)
    if target := address and link_target(address):
        title.stylize(f"link {quote(target, safe=_SAFE)}")
    return title


_SAFE = "%:/?#[]@!$&'()*+,;=~"
"""What an address keeps in a link of a terminal, which ends at a control or a blank."""


def _text(cell: str) -> Text:
    from rich.text import Text

    return Text(cell)  # no markup: a title may hold square brackets


def _cells(entry: Entry) -> tuple[str, ...]:
    cells = (entry.key, label(entry), short_authors(entry), latex.plain(entry.title))
    return tuple(map(visible_line, cells))
