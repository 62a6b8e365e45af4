"""Calendar dates as far as they are known, and their written form.

The written form is that of ISO 8601-2 (EDTF), level 1, as the BibLaTeX manual has it (section
2.3.8).
"""

from __future__ import annotations

import calendar
import functools
import re
from dataclasses import KW_ONLY, replace
from enum import Enum

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

MONTHS = 12
SEASONS = 4
_FIRST_SEASON = 21
"""The number that EDTF writes for spring in the place of a month."""


class Open(Enum):
    """The missing end of a period of time: ``../1990`` (START) or ``1990/..`` (END)."""

    START = "start"
    END = "end"


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Date:
    """A year, month, season or day, or a period of time that starts there.

    Years are astronomical (0 is 1 BC), months and days count from 1, seasons from 1 (spring) to 4
    (winter). ``end`` is the last day, month, season or year of a period. With ``open``, the period
    has no end, or has no start and ends with this date. ``uncertain`` and ``approximate`` are
    EDTF's ``?`` and ``~``.

    A year sorts before its months, and a month before its days; a period sorts by its start.
    Raises ``ValueError`` for a date that no calendar has, or a day without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    _: KW_ONLY
    season: int | None = None
    uncertain: bool = False
    approximate: bool = False
    end: Date | None = None
    open: Open | None = None

    def __post_init__(self) -> None:
        if self.end is not None and (self.open or self.end.end or self.end.open):
            message = "a period has one end"
            raise ValueError(message)
        if self.season is not None and (self.month or not 1 <= self.season <= SEASONS):
            message = f"there is no season {self.season}, or a month beside it"
            raise ValueError(message)
        if self.month is None:
            if self.day is not None:
                message = f"day {self.day} without a month"
                raise ValueError(message)
            return
        if not 1 <= self.month <= MONTHS:
            message = f"there is no month {self.month}"
            raise ValueError(message)
        if self.day is not None and not 1 <= self.day <= _last_day(self.year, self.month):
            message = f"there is no day {self.day} in {self.year}-{self.month:02}"
            raise ValueError(message)

    @property
    def is_plain(self) -> bool:
        """True if year, month and day say all that is known."""
        return not (self.season or self.uncertain or self.approximate or self.end or self.open)

    @property
    def is_uneven(self) -> bool:
        """True if one end of the period has a month, season or day, and the other has none."""
        if self.end is None:
            return False
        ends = (self, self.end)
        return len({(bool(each.month or each.season), bool(each.day)) for each in ends}) > 1

    @property
    def has_plain_year(self) -> bool:
        """True if the year is written with four digits and nothing else: AD 1 to 9999."""
        return 1 <= self.year <= 9999  # noqa: PLR2004

    @property
    def year_text(self) -> str:
        """The year as people write it: ``2024``, ``45 BC``."""
        return str(self.year) if self.year > 0 else f"{1 - self.year} BC"

    def __lt__(self, other: Date) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def __str__(self) -> str:
        """Return the ISO 8601 form (EDTF, level 1), only as long as the date is exact."""
        year = f"{self.year:04}" if self.year >= 0 else f"-{-self.year:04}"
        text = f"Y{self.year}" if len(year) > 5 or (self.year > 9999) else year  # noqa: PLR2004
        if self.month is not None:
            text += f"-{self.month:02}"
        elif self.season is not None:
            text += f"-{_FIRST_SEASON + self.season - 1}"
        if self.day is not None:
            text += f"-{self.day:02}"
        text += {(False, False): "", (True, False): "?", (False, True): "~", (True, True): "%"}[
            (self.uncertain, self.approximate)
        ]
        if self.open is Open.START:
            return f"../{text}"
        if self.open is Open.END:
            return f"{text}/.."
        return f"{text}/{self.end}" if self.end is not None else text


_POINT = regex(
    r"""
    (?: [Yy](?P<long>-?\d{5,9}) | (?P<year>-?\d{4}) )
    (?: -(?P<month>\d\d) (?: -(?P<day>\d\d) (?: T[\d:.+Z-]+ )? )? )?
    (?P<doubt> [?~%]? | \?~ | ~\? )
    """,
    re.VERBOSE,
)
_UNSPECIFIED = regex(
    r"(?P<digits>-?\d{2}\d?)(?P<unknown>[Xu]{1,2})(?P<doubt>[?~%]?)"
    r"|(?P<year>-?\d{4})-(?:(?P<month>\d\d)-[Xu]{2}|[Xu]{2}(?P<days>-[Xu]{2})?)(?P<tail>[?~%]?)"
)
_NO_POINT = frozenset({"", "..", "*", "unknown", "open"})
"""Spellings of the open end of a period; the words are those of older drafts of EDTF."""


@functools.lru_cache(maxsize=10_000)
def read_date(text: str) -> Date:
    """Read a date as it is written in EDTF, levels 0 and 1, the way biber does.

    A date is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. Years may be negative, or longer after a
    ``Y``; seasons stand for months (``2024-21`` is spring). ``?``, ``~`` or ``%`` (both) may
    follow. A period is two dates, either of which may be missing (``2024/``, ``../2024``). A date
    with unknown digits is the period that it covers: ``199X`` is ``1990/1999``. Times are dropped.
    ``?~`` and ``y`` are those of older drafts.
    Parts of a year from level 2 (``2024-33`` is a quarter) are refused.

    Raises ``ValueError`` for anything else, and for dates that no calendar has.
    """
    text = text.strip()
    start, slash, end = text.partition("/")
    if not slash:
        return _unspecified(text) or _point(text)
    if start in _NO_POINT and end in _NO_POINT:
        message = f"“{text}” is not a valid date: a period has a start or an end"
        raise ValueError(message)
    if start in _NO_POINT:
        return replace(_point(end), open=Open.START)
    if end in _NO_POINT:
        return replace(_point(start), open=Open.END)
    return replace(_point(start), end=_point(end))


def _point(text: str) -> Date:
    match = _POINT.fullmatch(text)
    if match is None:
        message = (
            f"“{text}” is not a valid date: write YYYY, YYYY-MM or YYYY-MM-DD, and a slash between "
            "the ends of a period"
        )
        raise ValueError(message)
    year = int(match["long"] or match["year"])
    month = int(match["month"]) if match["month"] else None
    day = int(match["day"]) if match["day"] else None
    uncertain, approximate = (bool({mark, "%"} & set(match["doubt"])) for mark in "?~")
    if month and month >= _FIRST_SEASON and day is None:
        season = month - _FIRST_SEASON + 1
        return Date(year, season=season, uncertain=uncertain, approximate=approximate)
    return Date(year, month, day, uncertain=uncertain, approximate=approximate)


def _unspecified(text: str) -> Date | None:
    """Return the period that a date with unknown digits covers; None for any other text."""
    if "X" not in text and "u" not in text:
        return None
    match = _UNSPECIFIED.fullmatch(text)
    if match is None:
        return None
    if match["digits"]:
        known, unknown = match["digits"], len(match["unknown"])
        if len(known.lstrip("-")) + unknown != 4:  # noqa: PLR2004
            return None
        years = sorted(int(known + digit * unknown) for digit in "09")
        start, end = Date(years[0]), Date(years[1])
    elif match["month"]:
        year, month = int(match["year"]), int(match["month"])
        start = Date(year, month, 1)
        end = Date(year, month, _last_day(year, month))
    else:
        year = int(match["year"])
        first, last = (1, 31) if match["days"] else (None, None)
        start, end = Date(year, 1, first), Date(year, MONTHS, last)
    doubt = match["doubt"] or match["tail"] or ""
    uncertain, approximate = doubt in {"?", "%"}, doubt in {"~", "%"}
    end = replace(end, uncertain=uncertain, approximate=approximate)
    return replace(start, uncertain=uncertain, approximate=approximate, end=end)


def _last_day(year: int, month: int) -> int:
    # The calendar repeats every 400 years; Python's module knows only years after Christ.
    return calendar.monthrange(year % 400 + 400, month)[1]
