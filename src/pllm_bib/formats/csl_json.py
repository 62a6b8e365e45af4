"""Entries -> CSL-JSON (CSL 1.0.2, the schema csl-data.json).

Text carries the rich-text markup of CSL: ``<i>``, ``<b>``, ``<sup>``, ``<sub>``, small caps, and
``nocase`` spans round what must keep its case. A particle stays in ``family``, as in Zotero's own
exports: processors find it there, and Zotero drops it anywhere else.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from pllm_bib.formats import fields, latex
from pllm_bib.formats.languages import bcp47
from pllm_bib.formats.latex_tables import WORDS
from pllm_bib.formats.vocabulary import csl_type, row
from pllm_bib.model.date import Open
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name, Names

_MARKUP = (
    (Style.EMPHASIS, "<i>", "</i>"),
    (Style.STRONG, "<b>", "</b>"),
    (Style.SMALL_CAPS, '<span style="font-variant:small-caps;">', "</span>"),
    (Style.SUPERSCRIPT, "<sup>", "</sup>"),
    (Style.SUBSCRIPT, "<sub>", "</sub>"),
    (Style.PROTECTED | Style.MATH, '<span class="nocase">', "</span>"),
)


def write(library: Library) -> str:
    """Write the entries of a library as a JSON array of items, UTF-8, indented."""
    items = [item(entry) for entry in library]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def item(entry: Entry) -> dict[str, Any]:
    """One entry as a CSL-JSON item; variables without a value are left out."""
    vocabulary = row(entry.type)
    titles = fields.titles(entry)
    year = entry.date.year_text if entry.date else None
    archive = entry.eprint if entry.type == "preprint" else None
    variables: dict[str, Any] = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": csl_type(entry),
        "genre": vocabulary.genre,
        "title": rich_text(titles.title),
        "author": _names(entry.authors),
        "editor": _names(entry.editors),
        "issued": date_variable(entry.date),
        "container-title": rich_text(titles.container),
        "volume-title": rich_text(titles.volume),
        "collection-title": _series(entry.series),
        "edition": rich_text(entry.edition),
        "volume": entry.volume,
        "page": entry.pages.replace("–", "-") if entry.pages else None,
        "publisher": rich_text(fields.publisher(entry)) or (archive.archive if archive else None),
        "publisher-place": rich_text(entry.place),
        "DOI": entry.doi,
        "ISBN": entry.isbn,
        "ISSN": entry.issn,
        "URL": entry.landing_page,
        "language": bcp47(entry.language) if entry.language else None,
        "keyword": ", ".join(entry.keywords),
        "abstract": rich_text(entry.abstract),
        "note": _note(entry),
    }
    if archive:
        variables["number"] = f"{archive.archive}:{archive.id}".lstrip(":")
    else:
        variables[_number(entry, vocabulary.csl)] = entry.number
    # A label of the list is no journal abbreviation: styles would print it for the title.
    if entry.venue and vocabulary.csl == "paper-conference":
        variables["event-title"] = f"{entry.venue} {year}" if year else entry.venue
    if entry.extra:
        variables |= {name: value for name, value in _more(entry) if value}
    return {name: value for name, value in variables.items() if value}


def rich_text(text: Text | None) -> str:
    """Text with CSL's rich-text markup."""
    if not text:
        return ""
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
    return [_name(name) for name in names]


def _name(name: Name) -> dict[str, str]:
    if name.organisation:
        return {"literal": name.family}
    parts = {"family": name.full_family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


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


def _series(series: Text | None) -> str:
    return WORDS.get(str(series), rich_text(series))


def _number(entry: Entry, kind: str) -> str:
    """What a work's number counts: issues of a journal, books of a series, or reports."""
    if entry.series and kind in {"book", "chapter", "entry-encyclopedia", "paper-conference"}:
        return "collection-number"
    return "issue" if kind in {"article-journal", "paper-conference"} else "number"


def _more(entry: Entry) -> Iterator[tuple[str, Any]]:
    """Variables from fields that the model has no attribute for."""
    extra = dict(entry.extra)
    for name in extra:
        known = fields.FIELDS.get(name)
        if known and known.csl:
            yield known.csl, _value(known.kind, extra, name)
        elif name in fields.OWN_CSL:
            yield name, _value(fields.csl_kind(name), extra, name)
    if "title-short" not in extra and "shorttitle" not in extra and not fields.main_title(entry):
        # The title is the short form of one with a subtitle.
        short = entry.title if {"subtitle", "titleaddon"} & extra.keys() else None
        yield "title-short", rich_text(short)
    if row(entry.type).csl == "article-journal":
        yield "number", fields.plain(extra, "eid")
        yield "issue", ", ".join(filter(None, (entry.number, fields.plain(extra, "issue"))))


def _value(kind: fields.Kind, extra: dict[str, str], name: str) -> Any:
    if kind == "names":
        return _names(fields.names(extra, name))
    if kind == "date":
        known = fields.date(extra, name)
        return date_variable(known) if known else {"literal": fields.plain(extra, name)}
    return fields.plain(extra, name) if kind == "plain" else rich_text(fields.text(extra, name))


def _note(entry: Entry) -> str:
    """The note, and the archive's id as a line that Zotero keeps in Extra."""
    note = fields.joined(entry.note, ".", fields.text(dict(entry.extra), "addendum"))
    lines = [latex.plain(note)] if note else []
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        lines.append(f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}")
    return "\n".join(lines)
