"""``pllm-bib show``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.files.records import follows_from, read_sources
from pllm_bib.formats.table.write import row
from pllm_bib.model.unseen import visible
from pllm_bib.tasks.select import find_entry
from pllm_bib.tasks.show import details

if TYPE_CHECKING:
    from pllm_bib.files.records import FieldSources
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


@click.command()
@click.argument(
    "keys",
    nargs=-1,
    required=True,
    metavar="KEY... [FILE]...",
    shell_complete=completion.keys_or_files,
)
@options.from_option
@click.option(
    "-t",
    "--to",
    "target",
    metavar="FORMAT",
    shell_complete=completion.written_formats,
    help="Show the entries in this format, as “export” writes them.",
)
@click.option(
    "--sources", is_flag=True, help="Show the public web address that each field comes from."
)
@options.format_option("text", "json", what="lines, or a JSON array", also="--json")
@report.operator_errors
def command(
    keys: tuple[str, ...], *, source: tuple[str, ...], target: str | None, sources: bool, form: str
) -> None:
    """Show entries in full, by key or former key, from your list or from files.

    Without a key, all entries of the files are shown.

    \b
    Examples:
      pllm-bib show kirk2024prism
      pllm-bib show kirk2024prism -t bibtex
      pllm-bib show smith2020 refs.bib -t csl-json
      pllm-bib show kirk2024prism --sources
    """
    if target:
        from pllm_bib.cli import export

        call = click.get_current_context().invoke
        call(export.command, arguments=keys, source=source, name=target)
        return
    found = load.works(keys, source, by_key=True)
    if sources and found.config is None:
        message = "--sources is for a list, which records them: leave the files out"
        raise OperatorError(message)
    entries = [find_entry(found.library, key) for key in found.words] or list(found.library)
    recorded = read_sources(found.config) if sources and found.config else None
    if form == "json":
        printed.as_json([row(entry) | _sources_json(entry, recorded) for entry in entries])
    else:
        _print_entries(entries, found.library, recorded)
    load.exit_if_unread(found.loaded, named=bool(found.words))


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
        if not where:
            other = follows_from(entry, name)
            where = f"follows from {other}" if other else "no source recorded"
        lines.append((name, where))
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
