"""Dates as people write them, under ``raw`` of CSL-JSON: “June 1, 2024”, “c. 1990”, “44 BC”."""

from __future__ import annotations

import re

from pllm_bib.model.regex import regex

_TIME = regex(r"(?<=\d)T\d.*|(?:(?<!\s)\s++)?\d\d:\d\d(?::\d+)?")
_PIECE = regex(
    r"[?0-9]{4}(?:-[?0-9]{1,2}){0,2}(?![0-9])"  # the year first
    r"|(?:[?0-9]{1,2}-){0,2}[?0-9]{4}(?![0-9])"  # the year last
    r"|[?0-9]{1,3}|-|[?~]|[^-~?0-9]+"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec spr sum fal win".split()
"""How months and seasons start; a season is a month from 13 on."""
_DAYS_FROM = 12

Point = tuple[int, int, int]


def read_raw(raw: str) -> tuple[list[Point], bool]:
    """Return the date, or the two of a range, in year, month and day, and whether it is uncertain.

    Nothing is returned of what is no date. Months are English, and a month comes before its day in
    “6/1/2024”, as in citeproc-js.
    """
    text = _TIME.sub("", raw).strip()
    negative = text.startswith("-")
    text = re.sub(r"[/_–]", "-", re.sub(r"(?<=[A-Za-z])\.", "", text.lstrip("-")))
    text = re.sub(r"(?<=\d)\s*[年月]\s*", "-", text).replace("日", "").rstrip("-")
    if re.fullmatch(r"\d{1,3}", text):
        text = text.zfill(4)
    pieces = [piece for found in _PIECE.findall(text) if (piece := found.strip(" ,"))]
    cut = pieces.index("-") if "-" in pieces else len(pieces)
    sides = [pieces[:cut], pieces[cut + 1 :]] if cut < len(pieces) else [pieces]
    circa = any(piece in {"~", "?", "c", "ca"} or piece.startswith("cir") for piece in pieces)
    found = [_side(side) for side in sides]
    first, last = found[0], found[-1]
    points = [
        (own[0] or other[0], own[1] or other[1], own[2] or other[2])
        for own, other in ((first, last), (last, first))
    ]
    if not all(year and (month or not day) for year, month, day in points):
        return [], False
    if negative:
        points[0] = (-points[0][0], *points[0][1:])
    return points[: len(sides)], circa


def _side(pieces: list[str]) -> Point:
    """Return the year, month and day that pieces of a date give."""
    year = month = day = number = 0
    for piece in pieces:
        word = piece.lower()
        if "-" in piece or re.fullmatch(r"\d{4}", piece):
            year, month, day = _numeric(piece.split("-"), month, day)
        elif piece.isdecimal():
            number = int(piece)
        elif word[:2] in {"bc", "ad"} and number:
            year, number = -number if word.startswith("bc") else number, 0
        else:
            found = (at for at, start in enumerate(_MONTHS, 1) if re.search(rf"\b{start}", word))
            month = next(found, month)
    return year, month, day or number


def _numeric(parts: list[str], month: int, day: int) -> Point:
    """Return the year, month and day of a date in figures; the year has four."""
    at = next(place for place, part in enumerate(parts) if len(part) == 4)  # noqa: PLR2004
    rest = [int(part) if part.isdecimal() else 0 for part in parts[:at] + parts[at + 1 :]]
    if len(rest) == 2 and rest[0] > _DAYS_FROM:  # noqa: PLR2004
        rest.reverse()
    month, day = (rest + [month, day][len(rest) :])[:2]
    return int(parts[at]) if parts[at].isdecimal() else 0, month, day
