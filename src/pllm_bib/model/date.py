"""Calendar dates as far as they are known."""

from __future__ import annotations

import calendar
import functools
from dataclasses import dataclass

MONTHS = 12


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Date:
    """A year, a month of it, or a day of that month; months and days count from 1.

    In order, a year stands before its months and a month before its days. Raises ``ValueError``
    for a date that no calendar has, or a day without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
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

    def __lt__(self, other: Date) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def __str__(self) -> str:
        """The ISO 8601 form, as long as the date is exact: ``2024-06``."""
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        return text
