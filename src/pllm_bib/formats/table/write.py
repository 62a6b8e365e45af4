"""Entries -> CSV and JSON lines, for spreadsheets, data frames and scripts: a row a work.

CSV is RFC 4180 with line feeds, in UTF-8; JSON lines are one object a line.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, WriteContext, Writer, landing_page
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.model.entry import Entry, Eprint
    from pllm_bib.model.field import AttributeKind


def _columns() -> Iterator[str]:
    for attribute in ATTRIBUTES.values():
        if attribute.kind == "links":
            yield from (kind.value for kind in LinkKind)
            continue
        yield attribute.column
        if attribute.name == "type":
            yield "label"
        if attribute.kind == "names":
            yield f"{attribute.column}_incomplete"


COLUMNS = tuple(_columns())
"""The columns of the CSV file, and the names in a line of JSON."""

_ROWS = tuple((row.name, row.kind, row.column) for row in ATTRIBUTES.values())


def parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield the cells of an entry's row, in order: text is plain, lists are lists."""
    for name, kind, column in _ROWS:
        value = getattr(entry, name)
        if kind == "links":
            yield landing_page(entry, "paper")
            yield from (
                Part(link.kind.value, link.url, f"links.{link.kind}")
                for link in value
                if link.kind is not LinkKind.PAPER
            )
        elif kind == "extra":
            yield Part(column, dict(value), " ".join(f"extra.{field}" for field, _value in value))
        else:
            yield Part(column, _CELLS[kind](value) if value else None, name)
        if name == "type":
            yield Part("label", label(entry))
        if kind == "names":
            yield Part(f"{column}_incomplete", value.others, name)


def _eprint(eprint: Eprint) -> str:
    category = f" [{eprint.category}]" if eprint.category else ""
    return f"{eprint.archive}:{eprint.id}".lstrip(":") + category


_CELLS: dict[AttributeKind, Callable[[Any], Any]] = {
    "key": str,
    "type": str,
    "plain": str,
    "date": str,
    "text": latex.plain,
    "names": lambda names: [str(name) for name in names],
    "words": list,
    "sections": list,
    "eprint": _eprint,
}
"""Kind of an attribute -> its value in a cell."""


def row(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON-ready data, absent values left out.

    ``authors`` and ``editors`` are full names in natural order, ``sections`` ids, ``paper`` is the
    landing page, ``other_fields`` LaTeX source by BibLaTeX's names.
    """
    return {name: value for name, value, _source in parts(entry, WriteContext()) if value}


def _csv_layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    cells = {name: _cell(value) for name, value, _source in parts if value}
    return _csv_line([cells.get(column, "") for column in COLUMNS])


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "; ".join(value)
    return "true" if value is True else str(value)


def _csv_line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _json_layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    values = {name: value for name, value, _source in parts if value}
    return json.dumps(values, ensure_ascii=bool(context.options.ascii)) + "\n"


CSV = Writer(parts=parts, layout=_csv_layout, head=_csv_line(COLUMNS), nothing=_csv_line(COLUMNS))
JSON_LINES = Writer(parts=parts, layout=_json_layout, seven_bit=True)
