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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text

COLUMNS = (
    *"key type label title authors authors_incomplete editors editors_incomplete date".split(),
    *"container venue publisher place series edition volume number pages".split(),
    *"doi isbn issn eprint openreview".split(),
    *(kind.value for kind in LinkKind),
    *"language keywords sections former_keys related note abstract other_fields".split(),
)
"""The columns of the CSV file, and the names in a line of JSON."""


def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """The cells of an entry's row, in order: text is plain, lists are lists."""
    del context
    yield Part("key", entry.key, "key")
    yield Part("type", entry.type, "type")
    yield Part("label", label(entry))
    yield Part("title", latex.plain(entry.title), "title")
    yield Part("authors", [str(name) for name in entry.authors], "authors")
    yield Part("authors_incomplete", entry.authors.others, "authors")
    yield Part("editors", [str(name) for name in entry.editors], "editors")
    yield Part("editors_incomplete", entry.editors.others, "editors")
    yield Part("date", str(entry.date) if entry.date else None, "date")
    yield Part("container", _plain(entry.container), "container")
    yield Part("venue", entry.venue, "venue")
    yield Part("publisher", _plain(entry.publisher), "publisher")
    yield Part("place", _plain(entry.place), "place")
    yield Part("series", _plain(entry.series), "series")
    yield Part("edition", _plain(entry.edition), "edition")
    for name in ("volume", "number", "pages", "doi", "isbn", "issn"):
        yield Part(name, getattr(entry, name), name)
    yield Part("eprint", _eprint(entry), "eprint")
    yield Part("openreview", entry.openreview, "openreview")
    yield landing_page(entry, "paper")
    for link in entry.links:
        if link.kind is not LinkKind.PAPER:
            yield Part(link.kind.value, link.url, f"links.{link.kind}")
    yield Part("language", entry.language, "language")
    yield Part("keywords", list(entry.keywords), "keywords")
    yield Part("sections", list(entry.sections), "sections")
    yield Part("former_keys", list(entry.aliases), "aliases")
    yield Part("related", list(entry.related), "related")
    yield Part("note", _plain(entry.note), "note")
    yield Part("abstract", _plain(entry.abstract), "abstract")
    sources = " ".join(f"extra.{name}" for name, _value in entry.extra)
    yield Part("other_fields", dict(entry.extra), sources)


def row(entry: Entry) -> dict[str, Any]:
    """An entry as JSON-ready data, absent values left out.

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


def _plain(text: Text | None) -> str | None:
    return latex.plain(text) if text else None


def _eprint(entry: Entry) -> str | None:
    if entry.eprint is None:
        return None
    category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
    return f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":") + category
