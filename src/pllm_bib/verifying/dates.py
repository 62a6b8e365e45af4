"""Dates as formats write them, written here again so as not to rely on the model's code."""

from __future__ import annotations

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
