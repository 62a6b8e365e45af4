"""``pllm-bib show``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.files.records import read_sources
from pllm_bib.formats.table.write import row
from pllm_bib.model.unseen import visible
from pllm_bib.tasks.select import find_entry
from pllm_bib.tasks.show import details

if TYPE_CHECKING:
    from pllm_bib.files.records import FieldSources
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...", shell_complete=completion.keys)
@click.option(
    "--sources", is_flag=True, help="Show the public web address that each field comes from."
)
@options.json_option
@report.operator_errors
def command(keys: tuple[str, ...], *, sources: bool, as_json: bool) -> None:
    """Show entries in full, by key or former key.

    \b
    Examples:
      pllm-bib show kirk2024prism
      pllm-bib show kirk2024prism --sources
    """
    config = load.config()
    loaded = load.readable_list(config)
    library = loaded.library.unique()
    entries = [find_entry(library, key) for key in keys]
    recorded = read_sources(config) if sources else None
    if as_json:
        printed.as_json([row(entry) | _sources_json(entry, recorded) for entry in entries])
    else:
        _print_entries(entries, library, recorded)
    load.exit_if_unread(loaded, named=True)


def _print_entries(entries: list[Entry], library: Library, recorded: FieldSources | None) -> None:
    for index, entry in enumerate(entries):
        if index:
            printed.words()
        _print([("Key", entry.key), *details(entry, library)])
        if recorded:
            printed.words("\nSources:")
            _print(_source_lines(entry, recorded))


def _print(lines: list[tuple[str, str]]) -> None:
    width = max((len(name) for name, _value in lines), default=0) + 2
    if sys.stdout.isatty():
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="bold cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in lines:
            table.add_row(Text(visible(name)), Text(visible(value)))
        printed.console().print(table)
        return
    for name, value in lines:
        printed.words(f"{name + ':':<{width}}" + value.replace("\n", "\n" + " " * width))


def _fields(entry: Entry) -> list[str]:
    return list(entry.origin.raw) if entry.origin else []


def _source_lines(entry: Entry, recorded: FieldSources) -> list[tuple[str, str]]:
    lines = []
    for name in _fields(entry):
        found = recorded.of_field(entry.key, name)
        where = "\n".join(f"{source.address} ({source.kind})" for source in found)
        lines.append((name, where or "no source recorded"))
    if note := recorded.notes.get(entry.key):
        lines.append(("note", note))
    return lines


def _sources_json(entry: Entry, recorded: FieldSources | None) -> dict[str, object]:
    if recorded is None:
        return {}
    rows = recorded.by_key.get(entry.key, ())
    return {
        "sources": [{"address": r.address, "kind": r.kind, "fields": list(r.fields)} for r in rows],
        "source_note": recorded.notes.get(entry.key),
    }
