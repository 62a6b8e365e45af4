"""The usual venues of the field: ``venues.toml`` beside this file, in the form of a list's own.

Each table names the public records that it was taken from. The names by year are those that a
record shows for that year; the name for all other years has no number.

The file is read as text when the first venue is asked for, and a table is parsed when its venue is.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pllm_bib.model.library import Venue
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYS = frozenset("kind name editions series publisher hosts spellings sources".split())
"""What the table of a venue may have."""


def venue_of_table(label: str, table: Mapping[str, Any]) -> Venue:
    """Return the venue that a table of venues.toml describes. Raises ValueError for bad years."""
    editions = table.get("editions", {})
    if not isinstance(editions, dict):
        raise ValueError(label)  # noqa: TRY004 -- a fault of the file, as a bad year is
    return Venue(
        label=label,
        kind=str(table.get("kind", "conference")),
        name=_text(table, "name"),
        editions=tuple(
            pair for years, name in editions.items() for pair in _by_year(years, str(name))
        ),
        series=_text(table, "series"),
        publisher=_text(table, "publisher"),
        hosts=_texts(table, "hosts"),
        spellings=_texts(table, "spellings"),
        sources=_texts(table, "sources"),
    )


def _text(table: Mapping[str, Any], key: str) -> str | None:
    return str(table[key]) if table.get(key) is not None else None


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(value) for value in table.get(key, ()))


_YEARS = regex(r"(?P<first>\d{4})(?:-(?P<last>\d{4})(?:/(?P<step>[1-9]))?)?")
_COUNTED = regex(r"\{(\d+)(st|nd|rd|th)?\}")


def _by_year(years: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield the name of each year of a span: ``2013-2015``, or ``2007-2009/2`` for every second.

    A number in braces is that of the first year and counts on: ``the {30th} Conference``.
    """
    match = _YEARS.fullmatch(years)
    if match is None or int(match["last"] or 9999) <= int(match["first"]):
        raise ValueError(years)
    first = int(match["first"])
    if not match["last"]:
        yield first, name
        return
    for count, year in enumerate(range(first, int(match["last"]) + 1, int(match["step"] or 1))):
        # What has an ordinal is counted, what has none is a year.
        yield (
            year,
            _COUNTED.sub(
                lambda m, count=count, year=year: (  # type: ignore[misc]
                    _ordinal(int(m[1]) + count) if m[2] else str(int(m[1]) + year - first)
                ),
                name,
            ),
        )


def _ordinal(number: int) -> str:
    teens = number // 10 % 10 == 1
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_SMALL_WORDS = frozenset("a an and annual at conference in of on proceedings the".split())
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth "
    "fiftieth twenty thirty forty fifty".split()
)
_YEAR_OR_ORDINAL = regex(r"(?:19|20)\d\d|\d+(?:st|nd|rd|th)")


def telling_words(name: str) -> frozenset[str]:
    """Return the words of a venue's name that tell it apart: no year, ordinal or small word."""
    words = set(re.findall(r"\w+", name.casefold())) - _SMALL_WORDS - _ORDINALS
    return frozenset(word for word in words if not _YEAR_OR_ORDINAL.fullmatch(word))


def usual_venue(name: str | None) -> Venue | None:
    """Return the usual venue that a label, a spelling or the name of proceedings means.

    Letter case, years, ordinals and the order of words make no difference, nor does what stands in
    brackets. Of a journal and a conference with one name, the word “conference” decides.
    """
    if not name:
        return None
    if name in _tables():
        return _parsed(name)
    for words in (name, re.sub(r"\([^()]*\)", " ", name)):
        meant = [_parsed(label) for label in _names().get(telling_words(words), ())]
        if len(meant) > 1:
            conference = "conference" in name.casefold()
            meant = [venue for venue in meant if (venue.kind == "journal") != conference]
        if len(meant) == 1:
            return meant[0]
    return None


def usual_venues() -> tuple[Venue, ...]:
    """Return all usual venues, in the order of the file: field by field."""
    return tuple(map(_parsed, _tables()))


def table_of_venue(venue: Venue) -> str:
    """Return the table of a venue for venues.toml; a usual one's is as it stands in the file."""
    table = _tables().get(venue.label)
    if table and _parsed(venue.label) == venue:
        return f"{table}\n"
    head = venue.label if re.fullmatch(r"[\w-]+", venue.label, re.ASCII) else _quoted(venue.label)
    lines = [f"[{head}]", f"kind = {_quoted(venue.kind)}"]
    told = ("name", "series", "publisher", "hosts", "spellings", "sources")
    lines += [f"{key} = {_quoted(value)}" for key in told if (value := getattr(venue, key))]
    if venue.editions:
        lines.append(f"[{head}.editions]")
        lines += [f"{year} = {_quoted(name)}" for year, name in venue.editions]
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    """Return a value as TOML; JSON's strings and arrays of strings are TOML too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@functools.cache
def _tables() -> dict[str, str]:
    """Return the text of each table, by its label."""
    text = Path(__file__).with_name("venues.toml").read_text(encoding="utf-8")
    blocks = (block.strip() for block in text.split("\n\n"))
    return {block[1 : block.index("]\n")].strip('"'): block for block in blocks if block[0] == "["}


@functools.cache
def _names() -> dict[frozenset[str], list[str]]:
    """Return the labels of the venues that have the telling words of a name."""
    found: dict[frozenset[str], list[str]] = {}
    for label, table in _tables().items():
        told = re.findall(r'^(?:name|\d{4}|"?\d{4}-[\d/-]+"?) = "(.*)"$', table, re.MULTILINE)
        if spellings := re.search(r"^spellings = \[(.*)\]$", table, re.MULTILINE):
            told += re.findall(r'"([^"]*)"', spellings[1])
        for words in {telling_words(name) for name in (label, *told)}:
            found.setdefault(words, []).append(label)
    return found


@functools.cache
def _parsed(label: str) -> Venue:
    import tomllib

    ((_label, table),) = tomllib.loads(_tables()[label]).items()
    return venue_of_table(label, table)
