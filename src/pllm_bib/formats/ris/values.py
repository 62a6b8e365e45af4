"""Names and dates as RIS writes them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import dates, names
from pllm_bib.model.date import Date
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from pllm_bib.model.name import Name


_NAME_PARTS = 3


@functools.lru_cache(maxsize=50_000)
def family_first(value: str) -> Name:
    """Read ``Family, Given, Suffix``. A name without a comma is an organisation's."""
    family, *others = (part.strip(" ") for part in value.split(","))
    if not any(others):
        return names.organisation(family)
    suffix = others.pop() if len(others) == _NAME_PARTS - 1 and ";" not in value else ""
    return names.person(family, ", ".join(others), suffix=suffix)


_SLASHES = regex(r"(\d{1,4})(?:/(\d{0,2})(?:/(\d{0,2})(?:/(.*))?)?)?", re.ASCII)


def is_slashed(value: str) -> bool:
    """Say whether a date has the form that RIS gives it."""
    return _SLASHES.fullmatch(normalized(value)) is not None


def ris_date(value: str) -> tuple[Date, str]:
    """Read a date as ``YYYY/MM/DD/other`` with all but the year optional, or in words.

    Returns it with what is left: the last part, unless that is a season. Raises ``ValueError`` for
    what is no date.
    """
    value = normalized(value)
    match = _SLASHES.fullmatch(value)
    if match is None:
        return dates.written_date(value), ""
    year, month, day = (int(part or 0) for part in match.groups()[:3])
    if not year:
        message = f"“{value}” is not a valid date: there is no year 0"
        raise ValueError(message)
    rest = (match[4] or "").strip()
    season = dates.season(rest)
    if season and not month:
        return Date(year, season=season), ""
    return Date(year, month or None, (day or None) if month else None), rest
