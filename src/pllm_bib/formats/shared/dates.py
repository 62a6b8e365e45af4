"""Dates as people write them, and the names of months and seasons."""

from __future__ import annotations

import re
from dataclasses import replace

from pllm_bib.model.date import Date, read_date

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = tuple(name[:3] for name in _MONTH_NAMES)
"""The macros of BibTeX's styles, in the order of the year: ``jan``."""


def month_and_day(value: str) -> tuple[int | None, int | None]:
    """Read a month by number, macro or name; a day may stand before or after it."""
    words = re.findall(r"[^\W\d]+|\d+", value.lower())
    names = [word for word in words if not word.isdigit()]
    numbers = [int(word) for word in words if word.isdigit()]
    if not names and len(numbers) == 1 and 1 <= numbers[0] <= len(_MONTH_NAMES):
        return numbers[0], None
    if len(names) == 1 and len(numbers) <= 1:
        for index, month in enumerate(_MONTH_NAMES, start=1):
            if len(names[0]) >= 3 and month.startswith(names[0]):  # noqa: PLR2004
                return index, numbers[0] if numbers else None
    message = f"“{value}” is not a valid month: write jan, feb, ... without braces"
    raise ValueError(message)


_WORD = re.compile(r"\d+|[^\W\d_]+|[-–—/]|[?~]")
_NUMBERS = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|([12]\d{3})([01]\d)([0-3]\d)", re.ASCII
)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_ABOUT = frozenset({"c", "ca", "circa", "about"})
_ERA = re.compile(r"\bB\.\s?C\.(?:\s?E\.)?", re.IGNORECASE)
_BEFORE_CHRIST = frozenset({"bc", "bce"})
_NO_WORDS = frozenset({"ad", "ce", "of", "the", "th", "st", "nd", "rd"})
_LONGEST_DATE = 60
_YEAR_DIGITS = 4


def season(word: str) -> int | None:
    """Return the number of a season, from 1 for spring, by its English name."""
    return _SEASONS.get(word.strip().casefold())


def written_date(text: str) -> Date:
    """Read a date as people write it: ``9 June 2024``, ``2021 Nov-Dec``, ``Spring 2020``, EDTF.

    Months are English, a day stands beside its month, a dash or slash is between the ends of a
    period. Raises ``ValueError`` for anything else.
    """
    if len(text) > _LONGEST_DATE:
        raise _no_date(text[:_LONGEST_DATE] + "…")
    try:
        return read_date(text.strip(" .,[]()"))
    except ValueError:
        pass
    if match := _NUMBERS.fullmatch(text.strip()):
        parts = match.groups()[3 if match[4] else 0 :][:3]
        year, month, day = (int(part) if part else None for part in parts)
        return Date(year or 0, month, day)
    words = _words(text)
    dashes = [at for at, word in enumerate(words) if word in "-–—/"]
    if len(dashes) > 1:
        raise _no_date(text)
    if not dashes:
        return _point(_parts(words, text), text)
    start, end = _parts(words[: dashes[0]], text), _parts(words[dashes[0] + 1 :], text)
    # What is said once holds for both ends: “15–17 June 2020”, “2021 Nov-Dec”.
    if "month" not in end and "season" not in end and "day" in end:
        end |= {name: start[name] for name in ("month",) if name in start}
    if "month" not in start and "season" not in start and "day" in start:
        start |= {name: end[name] for name in ("month",) if name in end}
    for one, other in ((start, end), (end, start)):
        if "year" in other:
            one.setdefault("year", other["year"])
    return replace(_point(start, text), end=_point(end, text))


def _words(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(_ERA.sub("BC", text))]
    if any(word.isdigit() and len(word) > _YEAR_DIGITS for word in words):
        raise _no_date(text)
    return words


def _parts(words: list[str], text: str) -> dict[str, int]:
    """Return year, month, season and day by name; ``approximate`` or ``uncertain`` for a guess."""
    found: dict[str, int] = {}
    for word in words:
        if word in _ABOUT or word == "~":
            name, value = "approximate", 1
        elif word == "?":
            name, value = "uncertain", 1
        elif word in _BEFORE_CHRIST and found.get("year", 0) > 0:
            found["year"] = 1 - found["year"]
            continue
        elif word in _NO_WORDS:
            continue
        elif word.isdigit() and word.isascii():
            name, value = ("day" if len(word) < 3 else "year"), int(word)  # noqa: PLR2004
            if name == "day" and "bc" in words:
                name = "year"
        elif number := _SEASONS.get(word):
            name, value = "season", number
        else:
            name, value = "month", _month(word)
        if name in found or not (value or name == "year"):
            raise _no_date(text)
        found[name] = value
    return found


def _month(word: str) -> int:
    """Return the number of a month by its English name or first letters; 0 for none."""
    try:
        return month_and_day(word)[0] or 0
    except ValueError:
        return 0


def _point(parts: dict[str, int], text: str) -> Date:
    if "year" not in parts:
        raise _no_date(text)
    return Date(
        parts["year"],
        parts.get("month"),
        parts.get("day"),
        season=parts.get("season"),
        uncertain="uncertain" in parts,
        approximate="approximate" in parts,
    )


def _no_date(text: str) -> ValueError:
    return ValueError(f"“{text}” is not a valid date: write YYYY, YYYY-MM or YYYY-MM-DD")
