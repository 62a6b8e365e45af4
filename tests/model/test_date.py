"""Dates: what a calendar has, and no further than it is known."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_bib.model.date import Date


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((2024, 0), "there is no month 0"),
        ((2024, 13), "there is no month 13"),
        ((2024, -1), "there is no month -1"),
        ((2024, 0, 1), "there is no month 0"),
        ((2024, 6, 0), "there is no day 0 in 2024-06"),
        ((2024, 6, 31), "there is no day 31 in 2024-06"),
        ((2024, 2, 30), "there is no day 30 in 2024-02"),
        ((2023, 2, 29), "there is no day 29 in 2023-02"),
        ((1900, 2, 29), "there is no day 29 in 1900-02"),
        ((2024, 1, 32), "there is no day 32 in 2024-01"),
        ((2024, None, 5), "day 5 without a month"),
    ],
)
def test_impossible_dates_are_refused(parts: tuple[int, int | None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Date(*parts)


@pytest.mark.parametrize("year", [2024, 2000, 1600, 0, 12000])
def test_leap_days(year: int) -> None:
    assert Date(year, 2, 29).day == 29


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2024", (2024,)),
        ("2024-06", (2024, 6)),
        ("2024-06-09", (2024, 6, 9)),
        ("2024-12-31", (2024, 12, 31)),
        ("0987-01", (987, 1)),
    ],
)
def test_written_as_iso_8601(written: str, parts: tuple[int, ...]) -> None:
    assert str(Date(*parts)) == written


ORDERED = [
    Date(987, 12),
    Date(2023),
    Date(2023, 12, 31),
    Date(2024),
    Date(2024, 2),
    Date(2024, 2, 1),
    Date(2024, 2, 29),
    Date(2024, 10),
    Date(2024, 10, 1),
    Date(2025, 1),
]


@pytest.mark.parametrize(("earlier", "later"), list(itertools.combinations(ORDERED, 2)))
def test_order_takes_what_is_not_known_for_the_first(earlier: Date, later: Date) -> None:
    assert earlier < later
    assert earlier <= later
    assert later > earlier
    assert later >= earlier
    assert earlier != later


def test_sorting() -> None:
    shuffled = ORDERED[1::2] + ORDERED[::2]
    assert sorted(shuffled) == ORDERED


@given(st.dates())
def test_agrees_with_the_calendar(day: date) -> None:
    known = Date(day.year, day.month, day.day)
    assert str(known) == day.isoformat()
    assert date.fromisoformat(str(known)) == day


@given(st.dates(), st.dates())
def test_full_dates_are_in_the_order_of_the_calendar(one: date, other: date) -> None:
    first, second = (Date(day.year, day.month, day.day) for day in (one, other))
    assert (first < second) == (one < other)
