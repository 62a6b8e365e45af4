"""Dates of CSL-JSON, read and written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import dates
from pllm_bib.formats.shared.items.item import kind_of
from pllm_bib.model.date import Date, Open

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry

    Result = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]

_FIRST_SEASONS = (13, 21)
"""What stands for spring where a month would: in citeproc-js, and in EDTF."""


def read_date_variable(value: Any) -> Date | None:
    """Read a date as CSL-JSON has it, or as text; None for one without any part.

    Years before Christ are negative, and there is no year 0: at an end of a period it says that
    the period is open there. Raises ``ValueError`` for what is no date.
    """
    if isinstance(value, int | str) and not isinstance(value, bool):
        return dates.written_date(str(value))
    if isinstance(value, list):  # of pandoc before 2.11: the ends of a period
        value = {"date-parts": [_old_parts(part) for part in value]}
    if not isinstance(value, dict):
        raise _no_date(value)
    parts = value.get("date-parts") or ([_old_parts(value)] if "year" in value else [])
    date = _period(parts) if isinstance(parts, list) else None
    text = next((value[name] for name in ("raw", "literal", "edtf") if value.get(name)), None)
    if date is None and isinstance(text, int | str):
        date = dates.written_date(str(text))
    if date is None:
        return None
    season = _season(value.get("season"))
    if season and not date.month and not date.season:
        date = replace(date, season=season)
    if _is_true(value.get("circa")):
        date = replace(date, approximate=True)
    return date


def words_of_date(value: Any) -> str:
    """Return the text that a date variable has in place of numbers; empty if it has none."""
    if isinstance(value, dict) and not (value.get("date-parts") or "year" in value):
        value = next((value[name] for name in ("raw", "literal", "edtf") if value.get(name)), "")
    return value if isinstance(value, str) else ""


def literal_of(value: Any) -> str:
    """Return the words of a date that has no numbers; empty for another one."""
    if not isinstance(value, dict) or value.get("date-parts") or "year" in value:
        return ""
    words = value.get("literal")
    return words if isinstance(words, str) else ""


def _old_parts(value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    return [value.get(name) for name in ("year", "month", "day")]


def _period(parts: list[Any]) -> Date | None:
    """Return a date, or two as a period; the year 0 is an open end."""
    ends = [_point(part) for part in parts]
    if len(ends) > 2:  # noqa: PLR2004 -- a period has two ends
        message = "a period has two ends"
        raise ValueError(message)
    start, end = (*ends, None, None)[:2]
    if start and len(ends) > 1 and end is None:
        return replace(start, open=Open.END) if _is_year_0(parts[1]) else start
    if end is None or start is None:
        return replace(end, open=Open.START) if end else start
    return replace(start, end=end)


def _is_year_0(part: Any) -> bool:
    return isinstance(part, list) and part[:1] in ([0], ["0"])


def _point(part: Any) -> Date | None:
    """Return a date of its parts, numbers or text; None without a year."""
    if not isinstance(part, list):
        part = [part]
    numbers = [_number(number) for number in part]
    if any(number for number in numbers[3:]):
        message = "a date has three parts"
        raise ValueError(message)
    year, month, day = (*numbers, 0, 0, 0)[:3]
    if not year:
        return None
    year = year + 1 if year < 0 else year
    for first in _FIRST_SEASONS:
        if first <= month < first + 4:
            return Date(year, season=month - first + 1)
    return Date(year, month or None, (day or None) if month else None)


def _number(value: Any) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,9}\s*", value, re.ASCII):
        return int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**9:
        return int(value)
    raise _no_date(value)


def _no_date(value: object) -> ValueError:
    return ValueError(f"{kind_of(value)} is not a valid date, nor a part of one")


def _season(value: Any) -> int | None:
    """Return a season, from 1 for spring, by its number or name."""
    if not isinstance(value, int | str):
        return None
    text = str(value).strip()
    number = int(text) if re.fullmatch(r"\d{1,2}", text, re.ASCII) else 0
    for first in (1, *_FIRST_SEASONS):
        if first <= number < first + 4:
            return number - first + 1
    return dates.season(text)


def _is_true(value: Any) -> bool:
    return bool(value) and value not in ("0", "false", "no")


def date_variable(date: Date | None) -> dict[str, Any] | None:
    """Return a date as CSL-JSON has it.

    An open end is the year 0, as in pandoc, since CSL has no year 0. It knows any
    doubt as ``circa``, and one season a date; in a period seasons are months from 21 on, as in
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
    last = date.end or date
    if date.approximate or date.uncertain or last.approximate or last.uncertain:
        variable["circa"] = True
    return variable


def literal_variable(words: str, date: Date | None) -> dict[str, Any] | None:
    """Return words that stand for a date as CSL-JSON has them; None if they say another one."""
    for variable in ({"literal": words}, {"literal": words, "circa": True}):
        try:
            said = read_date_variable(variable)
        except ValueError:
            said = _said_date(words)
        if said == date:
            return variable
    return None


def _said_date(words: str) -> Date | None:
    try:
        return dates.said_date(words).date
    except ValueError:
        return None


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
