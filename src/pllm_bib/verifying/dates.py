"""Dates as formats write them, written here again so as not to rely on the model's code."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from pllm_bib.model.date import Open

if TYPE_CHECKING:
    from pllm_bib.model.date import Date

_FOUR_DIGITS = 9999
_FIRST_SEASON = 20
"""EDTF counts seasons from here: 21 is spring."""


def edtf(date: Date) -> str:
    """Return a date or period in EDTF, level 1 (ISO 8601-2; BibLaTeX's manual, section 2.3.8)."""
    point = _point(date)
    if date.open is Open.START:
        return f"../{point}"
    if date.open is Open.END:
        return f"{point}/.."
    return f"{point}/{_point(date.end)}" if date.end else point


def _point(date: Date) -> str:
    sign, digits = "-" if date.year < 0 else "", f"{abs(date.year):04}"
    parts = [f"{'Y' if abs(date.year) > _FOUR_DIGITS else ''}{sign}{digits}"]
    if date.month or date.season:
        parts.append(f"{date.month or _FIRST_SEASON + (date.season or 0):02}")
    if date.day:
        parts.append(f"{date.day:02}")
    doubt = {"?": date.uncertain, "~": date.approximate}
    marks = "".join(mark for mark, said in doubt.items() if said)
    return "-".join(parts) + ("%" if marks == "?~" else marks)


def year(date: Date) -> str:
    """Return a year as people write it, with BC for years before AD 1."""
    return str(date.year) if date.year >= 1 else f"{1 - date.year} BC"


_SEASONS = ("Spring", "Summer", "Autumn", "Winter")


def words(date: Date) -> str:
    """Return the words, numbers and signs that people write a date with, sorted, each once."""
    found = {"–"} if date.end or date.open else set()
    for point in (date, date.end):
        if point is None:
            continue
        found.update(str(year(point)).split())
        found.update(str(part) for part in (point.day,) if part)
        found.update([calendar.month_name[point.month]] if point.month else [])
        found.update([_SEASONS[point.season - 1]] if point.season else [])
        found |= {"c"} if point.approximate else set()
        found |= {"?"} if point.uncertain else set()
    return " ".join(sorted(found))


def words_of(text: str) -> str:
    """Return the words, numbers and signs in a written date as `words` does."""
    found = re.findall(r"\d+|[^\W\d_]+|[?–]", text.replace("--", "–"))
    return " ".join(sorted({str(int(word)) if word.isdigit() else word for word in found}))
