"""CSV and JSON lines -> entries and diagnostics: a row a work, as our own writer has them.

CSV is RFC 4180. Columns go by the names of `write.COLUMNS`, in any order and letter case; the
names that Zotero gives the columns of its CSV files are known too.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.items.item import Member, ReadItem, Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import ItemRecord, plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import READ_AS, TYPES
from pllm_bib.formats.table.write import COLUMNS
from pllm_bib.model.entry import Entry, Eprint, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.faults import Tell

_LINES = Shape(in_lines=True)
_LARGEST_CELL = 2**31 - 1
_NO_TABLE = "this is no table of works: its first line has none of the columns key, type and title"
_ZOTERO_COLUMNS = {
    "abstract note": "abstract",
    "author": "authors",
    "date": "date",
    "editor": "editors",
    "issue": "number",
    "item type": "type",
    "manual tags": "keywords",
    "num pages": "pagetotal",
    "number of volumes": "volumes",
    "publication title": "container",
    "publication year": "date",
    "short title": "shorttitle",
    "url": "paper",
}
"""Column of Zotero's -> ours, or a field beyond the model."""
_BEYOND = ("pagetotal", "volumes", "shorttitle", "translator")
_TYPE_OF_ZOTERO = {row.zotero: name for name, row in reversed(TYPES.items())}
_SUFFIX = regex(r",? (Jr\.?|Sr\.?|I{2,3}|IV)$")


def read_lines(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a file of JSON lines: an object a work, by the names of the columns.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    A broken line is left out. What goes by another name is kept as ``jsonl-`` and that name.
    """
    source = SourceText(text, path)
    return source.result(
        _TableRow(item, source, section, "jsonl").entry() for item in from_json(source, _LINES)
    )


def read_csv(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a CSV file; parameters and result are those of `read_lines`."""
    source = SourceText(text, path)
    return source.result(_TableRow(item, source, section, "csv").entry() for item in _rows(source))


def _rows(source: SourceText) -> Iterator[ReadItem]:
    """Yield the rows of a CSV file, each at the start of its line."""
    csv.field_size_limit(_LARGEST_CELL)
    lines = source.text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    rows = csv.reader(lines)
    head = [_column(cell) for cell in next(rows, [])]
    if head and not {"key", "type", "title"} & set(head):
        source.fault("wrong-value", _NO_TABLE, 0)
        return
    at = starts[rows.line_num]
    for cells in rows:
        if any(cells):
            members = [
                Member(name, cell, cell, at)
                for name, cell in zip(head, cells, strict=False)
                if name and cell
            ]
            first = {member.name: member for member in reversed(members)}
            yield ReadItem(at, list(first.values()))
        at = starts[rows.line_num]


def _column(cell: str) -> str:
    name = cell.strip().lower()
    return _ZOTERO_COLUMNS.get(name, name)


class _TableRow(ItemRecord):
    """The reader of one row."""

    def entry(self) -> Entry:
        self.key = self.plain("key")
        self.take("label")
        title = self.text("title") or Text()
        doi = self.extra.doi(doi, self.telling("doi")) if (doi := self.plain("doi")) else None
        eprint = _eprint(self.plain("eprint"), self.telling("eprint"))
        date = self.members.get("date")
        links = {kind: self.plain(kind.value) for kind in LinkKind}
        return Entry(
            key=self.key,
            type=self.type_of(),
            title=title,
            authors=self.people("authors"),
            editors=self.people("editors"),
            date=self.date(date, self.plain("date")),
            container=self.text("container"),
            venue=self.plain("venue") or None,
            publisher=self.text("publisher"),
            place=self.text("place"),
            series=self.text("series"),
            edition=with_number(self.text("edition"), self.telling("edition")),
            volume=self.plain("volume") or None,
            number=self.plain("number") or None,
            pages=values.page_ranges(self.plain("pages"), self.telling("pages")) or None,
            doi=doi,
            isbn=self.plain("isbn") or None,
            issn=self.plain("issn") or None,
            eprint=eprint,
            openreview=self.plain("openreview") or None,
            links=self.links(doi, eprint, {kind: url for kind, url in links.items() if url}),
            language=self.plain("language") or None,
            keywords=tuple(self.words("keywords")),
            note=self.text("note"),
            abstract=self.text("abstract"),
            sections=tuple(dict.fromkeys([*self.sections, *self.words("sections")])),
            aliases=tuple(self.words("former_keys")),
            related=tuple(self.words("related")),
            extra=self.beyond_the_model(),
            origin=self.origin(),
        )

    def type_of(self) -> str:
        member = self.members.get("type")
        name = self.plain("type")
        found = name if name in TYPES else READ_AS.get(name) or _TYPE_OF_ZOTERO.get(name)
        if found is None and name and member:
            message = f"there is no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, member)
            self.extra.plain("type", name)
        return found or "misc"

    def people(self, name: str) -> Names:
        """Take names; those with a comma have the family name first, as Zotero has them."""
        found = names.names_of(map(_person, self.words(name)), self.telling(name))
        return Names(found.names, others=found.others or self.plain(f"{name}_incomplete") == "true")

    def words(self, name: str) -> list[str]:
        """Take a list; in a cell, semicolons separate it."""
        value = self.take(name)
        parts = value.split(";") if isinstance(value, str) else value
        parts = parts if isinstance(parts, list) else [parts]
        return [word for word in map(plain, parts) if word]

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        for name in _BEYOND:
            self.extra.plain(name, self.plain(name))
        for name, source in self.other_fields().items():
            self.extra.put(name, source)
        return self.keep_rest([name for name in COLUMNS if name in self.left])

    def other_fields(self) -> dict[str, str]:
        """Take the fields beyond the model; in a cell, they are an object of JSON."""
        value = self.take("other_fields")
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                self.keep("other_fields", value)
        found = value if isinstance(value, dict) else {}
        pairs: dict[str, Any] = {name: source for name, source in found.items() if name}
        return {name: source for name, source in pairs.items() if isinstance(source, str)}


def _eprint(value: str, tell: Tell | None) -> Eprint | None:
    """Read ``arXiv:2410.04070 [cs.CL]``."""
    identifier, _blank, category = value.partition(" ")
    archive, colon, rest = identifier.partition(":")
    found = values.eprint(archive if colon else "", rest if colon else archive, tell)
    return found and Eprint(found.archive, found.id, category.strip("[]") or None)


def _person(value: str) -> Name:
    family, comma, given = value.partition(", ")
    if comma and not _SUFFIX.search(value):
        return names.person(family, given)
    suffix = _SUFFIX.search(value)
    name = names.natural_name(value[: suffix.start()] if suffix else value)
    if not suffix:
        return name
    return Name(family=name.family, given=name.given, particle=name.particle, suffix=suffix[1])
