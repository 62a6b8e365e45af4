"""Dates and date ranges, localised or as a style lays them out (CSL 1.0.2, "Date")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.text.case import apply_case
from pllm_bib.citing.csl.text.formatting import marks_of, strip_periods
from pllm_bib.citing.csl.text.tokens import Tokens, joined, wrapped
from pllm_bib.citing.csl.xml import tag
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslDate
    from pllm_bib.citing.csl.locale import Locale

_PARTS = ("year", "month", "day")


class DatePart(NamedTuple):
    """The form and the formatting of one part of a date."""

    name: str
    form: str
    prefix: str
    suffix: str
    case: str | None
    strip: bool
    marks: tuple[str, ...]
    range_delimiter: str


def render(
    date: CslDate, parts: tuple[DatePart, ...], delimiter: str, locale: Locale, *, sorting: bool
) -> Tokens:
    """Render a date, or a range of two; the parts that they share stand once."""
    if sorting:
        return [sort_key(date, frozenset(part.name for part in parts))] if date.begin[0] else []
    if date.literal and not date.begin[0]:
        return next((_finished([date.literal], part) for part in parts if part.name == "year"), [])
    shown = tuple(part for part in parts if _has(date, part.name))
    if not shown:
        return []
    if date.end is None:
        return _single(date.begin, date.season, shown, delimiter, locale)
    if not any(date.end):
        tokens = _single(date.begin, date.season, shown, delimiter, locale)
        return [*tokens, "–"]
    return _range(date, shown, delimiter, locale)


def sort_key(date: CslDate, parts: frozenset[str] = frozenset(_PARTS)) -> str:
    """Return digits that order dates as text; missing parts and parts not shown come first.

    A range is behind the date that it starts with.
    """
    key = ""
    for point in (date.begin, date.end or (0, 0, 0)):
        year, month, day = (
            value if name in parts else 0 for name, value in zip(_PARTS, point, strict=True)
        )
        key += f"{100_000 + year}{month:02}{day:02}"
    return key


def _has(date: CslDate, name: str) -> bool:
    index = _PARTS.index(name)
    if date.begin[index] or (date.end and date.end[index]):
        return True
    return name == "month" and date.season > 0


def _single(
    point: tuple[int, int, int],
    season: int,
    parts: tuple[DatePart, ...],
    delimiter: str,
    locale: Locale,
) -> Tokens:
    pieces = [tokens for part in parts if (tokens := _part(point, season, part, locale))]
    return joined(pieces, delimiter)


def _range(date: CslDate, parts: tuple[DatePart, ...], delimiter: str, locale: Locale) -> Tokens:
    end = date.end
    if end is None:
        return []
    differs = {
        name for index, name in enumerate(_PARTS) if date.begin[: index + 1] != end[: index + 1]
    }
    first = next((i for i, part in enumerate(parts) if part.name in differs), None)
    if first is None:
        return _single(date.begin, date.season, parts, delimiter, locale)
    places = [_PARTS.index(part.name) for part in parts]
    if any(end[place] and not date.begin[place] for place in places):
        # A part that only the end has can't be set against anything: both stand in full.
        begin = _single(date.begin, date.season, parts, delimiter, locale)
        dash = next(part.range_delimiter for part in parts if part.name in differs)
        return [*begin, dash, *_single(end, 0, parts, delimiter, locale)]
    last = max(i for i, part in enumerate(parts) if part.name in differs)
    before, middle, after = parts[:first], parts[first : last + 1], parts[last + 1 :]
    biggest = next(name for name in _PARTS if name in {part.name for part in middle})
    dash = next(part.range_delimiter for part in middle if part.name == biggest)
    opening = [part._replace(suffix="") if part is middle[-1] else part for part in middle]
    closing = [part._replace(prefix="") if part is middle[0] else part for part in middle]
    pieces: list[Tokens] = []
    if before:
        pieces.append(_single(date.begin, date.season, before, delimiter, locale))
    pieces.append(
        [
            *_single(date.begin, date.season, tuple(opening), delimiter, locale),
            dash,
            *_single(end, date.season, tuple(closing), delimiter, locale),
        ]
    )
    if after:
        pieces.append(_single(end, date.season, after, delimiter, locale))
    return joined(pieces, delimiter)


def _part(point: tuple[int, int, int], season: int, part: DatePart, locale: Locale) -> Tokens:
    value = point[_PARTS.index(part.name)]
    text = ""
    if part.name == "year" and value:
        text = f"{value % 100:02}" if part.form == "short" else str(abs(value))
    elif part.name == "month":
        text = _month(value, season, part.form, locale)
    elif part.name == "day" and value:
        text = _day(value, point[1], part.form, locale)
    if not text:
        return []
    if part.name != "year":
        return _finished([text], part)
    return [*_finished(wrapped([text], "year"), part), _era(value, locale)]


def _finished(tokens: Tokens, part: DatePart) -> Tokens:
    if part.strip:
        tokens = strip_periods(tokens)
    if part.case:
        tokens = apply_case(tokens, part.case)
    for mark in part.marks:
        tokens = wrapped(tokens, mark)
    if part.prefix:
        tokens = [part.prefix, *tokens]
    return [*tokens, part.suffix] if part.suffix else tokens


def _era(year: int, locale: Locale) -> str:
    if year < 0:
        return locale.term("bc")
    return locale.term("ad") if year < 500 else ""  # noqa: PLR2004


def _month(month: int, season: int, form: str, locale: Locale) -> str:
    if not month and season:
        month = 12 + (season - 12 if season > 12 else season)  # noqa: PLR2004
    if month > 12:  # noqa: PLR2004 -- 13 to 16, 17 to 20, and EDTF's 21 to 24, are seasons
        return locale.term(f"season-{(month - 1) % 4 + 1:02}") if month <= 24 else ""  # noqa: PLR2004
    if not month:
        return ""
    if form in {"numeric", "numeric-leading-zeros"}:
        return f"{month:02}" if form.endswith("zeros") else str(month)
    return locale.term(f"month-{month:02}", form)


def _day(day: int, month: int, form: str, locale: Locale) -> str:
    if form == "numeric-leading-zeros":
        return f"{day:02}"
    if form == "ordinal":
        if locale.options.get("limit-day-ordinals-to-day-1") == "true" and day != 1:
            return str(day)
        return locale.ordinal(day, locale.gender(f"month-{month:02}"))
    return str(day)


def date_parts(element: Any, overrides: Any, wanted: str | None) -> tuple[DatePart, ...]:
    """Return the parts of a date element.

    ``overrides`` is a style's element that changes parts of a localised one. ``wanted`` is its
    ``date-parts``: year, year-month, or all.
    """
    names = {
        "year": ("year",),
        "year-month": ("year", "month"),
    }.get(wanted or "", _PARTS)
    parts = []
    for child in element:
        if tag(child) != "date-part":
            continue
        name = child.get("name")
        if name not in names:
            continue
        attributes = {**child.attrib, **_changes(overrides, name)}
        parts.append(
            DatePart(
                name=name,
                form=attributes.get("form", "long" if name != "day" else "numeric"),
                prefix=attributes.get("prefix", ""),
                suffix=attributes.get("suffix", ""),
                case=attributes.get("text-case"),
                strip=attributes.get("strip-periods") == "true",
                marks=marks_of(attributes),
                range_delimiter=attributes.get("range-delimiter", "–"),
            )
        )
    return tuple(parts)


def _changes(overrides: Any, name: str) -> dict[str, str]:
    """Return a style's changes to a part of a localised date; affixes belong to the locale."""
    return {
        key: value
        for part in (overrides if overrides is not None else ())
        if tag(part) and part.get("name") == name
        for key, value in part.attrib.items()
        if key not in {"prefix", "suffix"}
    }
