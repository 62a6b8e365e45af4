"""Entries -> CSL-JSON (CSL 1.0.2, the schema csl-data.json).

Text carries the rich-text markup of CSL: ``<i>``, ``<b>``, ``<sup>``, ``<sub>``, small caps, and
``nocase`` spans round what must keep its case. A particle stays in ``family``, as in Zotero's own
exports: processors find it there, and Zotero drops it anywhere else.
"""

from __future__ import annotations

import itertools
import json
from json.encoder import encode_basestring as json_string
from json.encoder import encode_basestring_ascii as json_string_ascii
from typing import TYPE_CHECKING, Any

from pllm_bib.formats import latex
from pllm_bib.formats.vocabulary import row
from pllm_bib.formats.writing import Part, Writer, landing_page
from pllm_bib.model.date import Open
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.writing import Context
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

_MARKUP = (
    (Style.EMPHASIS, "<i>", "</i>"),
    (Style.STRONG, "<b>", "</b>"),
    (Style.SMALL_CAPS, '<span style="font-variant:small-caps;">', "</span>"),
    (Style.SUPERSCRIPT, "<sup>", "</sup>"),
    (Style.SUBSCRIPT, "<sub>", "</sub>"),
    (Style.PROTECTED | Style.MATH, '<span class="nocase">', "</span>"),
)
_NUMBER = {
    "article-journal": "issue",
    "paper-conference": "issue",
    "book": "collection-number",
    "chapter": "collection-number",
}
"""Where a number is not the work's own: of an issue, or of a book in its series."""


def parts(entry: Entry, _context: Context | None = None) -> Iterator[Part]:
    """The variables of an entry's item, in order."""
    vocabulary = row(entry.type)
    year = entry.date.year_text if entry.date else None
    archive = entry.eprint if entry.type == "preprint" else None
    yield Part("id", entry.key, "key")
    yield Part("citation-key", entry.key, "key")
    yield Part("type", vocabulary.csl, "type")
    yield Part("genre", vocabulary.genre, "type")
    yield Part("title", rich_text(entry.title), "title")
    yield Part("author", _names(entry.authors), "authors")
    yield Part("editor", _names(entry.editors), "editors")
    yield Part("issued", date_variable(entry.date), "date")
    yield Part("container-title", rich_text(entry.container), "container")
    yield Part("collection-title", rich_text(entry.series), "series")
    yield Part("edition", rich_text(entry.edition), "edition")
    yield Part("volume", entry.volume, "volume")
    yield Part("page", entry.pages.replace("–", "-") if entry.pages else None, "pages")
    publisher = rich_text(entry.publisher)
    if publisher or not archive:
        yield Part("publisher", publisher, "publisher")
    else:
        yield Part("publisher", archive.archive, "eprint")
    yield Part("publisher-place", rich_text(entry.place), "place")
    yield Part("DOI", entry.doi, "doi")
    yield Part("ISBN", entry.isbn, "isbn")
    yield Part("ISSN", entry.issn, "issn")
    yield landing_page(entry, "URL")
    yield Part("language", entry.language, "language")
    yield Part("keyword", ", ".join(entry.keywords), "keywords")
    yield Part("abstract", rich_text(entry.abstract), "abstract")
    yield Part("note", _note(entry), "note eprint")
    if archive:
        yield Part("number", f"{archive.archive}:{archive.id}".lstrip(":"), "eprint")
    else:
        yield Part(_NUMBER.get(vocabulary.csl, "number"), entry.number, "number")
    # A label of the list is no journal abbreviation: styles would print it for the title.
    if entry.venue and vocabulary.csl == "paper-conference":
        yield Part("event-title", f"{entry.venue} {year}" if year else entry.venue, "venue")


def item(entry: Entry) -> dict[str, Any]:
    """One entry as a CSL-JSON item; variables without a value are left out."""
    return {name: value for name, value, _source in parts(entry) if value}


def layout(_entry: Entry, parts: Sequence[Part], context: Context) -> str:
    """The text of an item, as it stands indented in the array."""
    values = {name: value for name, value, _source in parts if value}
    return "  " + _json(values, context.options.ascii or False, "\n    ")


def _json(value: Any, ascii_only: bool, line: str) -> str:  # noqa: FBT001
    """JSON with an indent of two, as the standard library writes it, in a tenth of its time."""
    if isinstance(value, str):
        return json_string_ascii(value) if ascii_only else json_string(value)
    inner = line + "  "
    if isinstance(value, dict):
        members = [f"{json_string(k)}: {_json(v, ascii_only, inner)}" for k, v in value.items()]
        return f"{{{line}{f',{line}'.join(members)}{line[:-2]}}}"
    if isinstance(value, list):
        return f"[{line}{f',{line}'.join(_json(v, ascii_only, inner) for v in value)}{line[:-2]}]"
    return json.dumps(value)


WRITER = Writer(
    parts=parts,
    layout=layout,
    head="[\n",
    separator=",\n",
    tail="\n]\n",
    nothing="[]\n",
    seven_bit=True,
)
write = WRITER.write
"""Writes a JSON array of items, UTF-8, indented."""


def rich_text(text: Text | None) -> str:
    """Text with CSL's rich-text markup."""
    if not text:
        return ""
    if len(text.chunks) == 1 and text.chunks[0].style is Style.NONE:
        return text.chunks[0].value
    return _nested(Chunk(latex.plain(Text((c,))), c.style) for c in text.chunks)


def _nested(chunks: Iterable[Chunk], depth: int = 0) -> str:
    """Open each style over the whole run of chunks that share it, in the order of the table."""
    if depth == len(_MARKUP):
        return "".join(chunk.value for chunk in chunks)
    style, opening, closing = _MARKUP[depth]
    pieces: list[str] = []
    for styled, run in itertools.groupby(chunks, lambda chunk: bool(chunk.style & style)):
        inner = _nested(run, depth + 1)
        pieces.append(f"{opening}{inner}{closing}" if styled else inner)
    return "".join(pieces)


def _names(names: Names) -> list[dict[str, str]]:
    return [_name(name) for name in names.names]


def _name(name: Name) -> dict[str, str]:
    if name.organisation:
        return {"literal": name.family}
    found = {"family": name.full_family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in found.items() if value}


def date_variable(date: Date | None) -> dict[str, Any] | None:
    """A date as CSL-JSON has it.

    An end that is open is the year 0, as in pandoc: CSL counts years without one. It knows a
    guess as ``circa``, and one season a date; in a period seasons are months from 21 on, as in
    EDTF, which its processors read too.
    """
    if date is None:
        return None
    if date.end is None and date.open is None:
        parts = [_date_parts(date)]
        variable: dict[str, Any] = {"date-parts": parts}
        if date.season:
            variable["season"] = date.season
    else:
        start, end = _date_parts(date, _FIRST_SEASON), [_OPEN]
        if date.open is Open.START:
            start, end = end, start
        elif date.end is not None:
            end = _date_parts(date.end, _FIRST_SEASON)
        variable = {"date-parts": [start, end]}
    if date.approximate or (date.end and date.end.approximate):
        variable["circa"] = True
    return variable


_OPEN = 0
_FIRST_SEASON = 21


def _date_parts(date: Date, first_season: int | None = None) -> list[int]:
    # There was no year 0: 1 BC, which is 0 to astronomers, is -1.
    parts = [date.year if date.year > 0 else date.year - 1]
    if date.month:
        parts.append(date.month)
    elif date.season and first_season:
        parts.append(first_season + date.season - 1)
    if date.day:
        parts.append(date.day)
    return parts


def _note(entry: Entry) -> str:
    """The note, and the archive's id as a line that Zotero keeps in Extra."""
    lines = [latex.plain(entry.note)] if entry.note else []
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        lines.append(f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}")
    return "\n".join(lines)
