"""Calendar dates as far as they are known."""

from __future__ import annotations

import calendar
import functools
from dataclasses import KW_ONLY, dataclass
from enum import Enum

MONTHS = 12
SEASONS = 4
_FIRST_SEASON = 21
"""What EDTF writes for spring where a month would stand."""


class Open(Enum):
    """Which end of a period of time is not there: ``../1990`` and ``1990/..``."""

    START = "start"
    END = "end"


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Date:
    """A year, a month or season of it, or a day; or the period of time that starts there.

    Years are astronomical (0 is 1 BC), months and days count from 1, seasons from 1 (spring) to 4
    (winter). ``end`` is the last day, month, season or year of a period; ``open`` says that the
    period has no end, or that this date is the end of one without a start. ``uncertain`` and
    ``approximate`` are EDTF's ``?`` and ``~``.

    In order, a year stands before its months and a month before its days; a period stands where
    it starts. Raises ``ValueError`` for a date that no calendar has, or a day without its month.
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
        if self.day is not None:
            # A leap year stands in for years that the calendar module does not reach.
            year = self.year if 1 <= self.year <= 9999 else 2000  # noqa: PLR2004
            if not 1 <= self.day <= calendar.monthrange(year, self.month)[1]:
                message = f"there is no day {self.day} in {self.year}-{self.month:02}"
                raise ValueError(message)

    @property
    def is_plain(self) -> bool:
        """Whether year, month and day say all that is known."""
        return not (self.season or self.uncertain or self.approximate or self.end or self.open)

    def __lt__(self, other: Date) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def __str__(self) -> str:
        """The ISO 8601 form (EDTF, level 1), as long as the date is exact: ``2024-06``."""
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
