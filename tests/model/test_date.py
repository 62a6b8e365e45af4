"""Dates: what a calendar has, and no further than it is known."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.strategies import edtf_dates

from pllm_bib.model.date import Date, Open, read_date


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


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", Date(2024)),
        ("2024-06", Date(2024, 6)),
        ("2024-06-09", Date(2024, 6, 9)),
        ("2024-06-09T12:30:00Z", Date(2024, 6, 9)),
        ("0987", Date(987)),
        ("0000", Date(0)),
        ("-0044", Date(-44)),
        ("-0044-03-15", Date(-44, 3, 15)),
        ("Y17000", Date(17000)),
        ("Y-17000", Date(-17000)),
        ("2024-21", Date(2024, season=1)),
        ("2024-24", Date(2024, season=4)),
        ("2024?", Date(2024, uncertain=True)),
        ("2024-06~", Date(2024, 6, approximate=True)),
        ("2024-06-09%", Date(2024, 6, 9, uncertain=True, approximate=True)),
        ("2024-22~", Date(2024, season=2, approximate=True)),
        ("2024/2025", Date(2024, end=Date(2025))),
        ("2024-12-30/2025-01", Date(2024, 12, 30, end=Date(2025, 1))),
        ("1723~/1724?", Date(1723, approximate=True, end=Date(1724, uncertain=True))),
        ("-0043/0012", Date(-43, end=Date(12))),
        ("2024-21/2024-22", Date(2024, season=1, end=Date(2024, season=2))),
        ("2024/", Date(2024, open=Open.END)),
        ("2024/..", Date(2024, open=Open.END)),
        ("2024-06~/..", Date(2024, 6, approximate=True, open=Open.END)),
        ("/2024", Date(2024, open=Open.START)),
        ("../2024-06", Date(2024, 6, open=Open.START)),
        ("unknown/2024", Date(2024, open=Open.START)),
        (" 2024 ", Date(2024)),
        # Table 4 of the BibLaTeX manual.
        ("199X", Date(1990, end=Date(1999))),
        ("19XX", Date(1900, end=Date(1999))),
        ("1999-XX", Date(1999, 1, end=Date(1999, 12))),
        ("1999-01-XX", Date(1999, 1, 1, end=Date(1999, 1, 31))),
        ("1999-02-XX", Date(1999, 2, 1, end=Date(1999, 2, 28))),
        ("1999-XX-XX", Date(1999, 1, 1, end=Date(1999, 12, 31))),
        ("19uu", Date(1900, end=Date(1999))),
        ("-01XX", Date(-199, end=Date(-100))),
        ("199X~", Date(1990, approximate=True, end=Date(1999, approximate=True))),
    ],
)
def test_read_as_biblatex_reads_it(text: str, date: Date) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *(
            (text, "is not a valid date: write YYYY")
            for text in (
                "June 2024", "24", "987", "Y2024", "Y17E7", "Y1234567890",
                "20245", "2024-6", "2024-06-9", "2024-06-091", "2024??",
                "?2024", "2024/2025/2026", "Y", "-44", "19X", "1X99", "199X/2001", "1999-X", "Xuuu",
                "c. 1990", "2024-06T12:00", "",
            )
        ),
        ("/", "a period has a start or an end"),
        ("../..", "a period has a start or an end"),
        ("2024-00", "there is no month 0"),
        ("2024-13", "there is no month 13"),
        ("2024-20", "there is no month 20"),
        ("2024-25", "there is no season 5"),
        ("2024-21-01", "there is no month 21"),
        ("2023-02-29", "there is no day 29"),
        ("2023/2024-02-30", "there is no day 30"),
        ("1999-13-XX", "there is no month 13"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        read_date(text)


@given(edtf_dates())
def test_written_date_reads_back(date: Date) -> None:
    assert read_date(str(date)) == date


@given(st.text(alphabet="0129-/.?~%XuYT:unkow* ", max_size=14))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        date = read_date(text)
    except ValueError:
        return
    assert read_date(str(date)) == date


@pytest.mark.parametrize(
    ("year", "text", "plain"),
    [
        (2024, "2024", True),
        (987, "987", True),
        (0, "1 BC", False),
        (-44, "45 BC", False),
        (17000, "17000", False),
    ],
)
def test_years_in_words(year: int, text: str, plain: bool) -> None:  # noqa: FBT001
    assert Date(year).year_text == text
    assert Date(year).has_plain_year == plain


@pytest.mark.parametrize(
    "parts",
    [
        {"season": 5},
        {"season": 0},
        {"season": 1, "month": 2},
        {"end": Date(2025), "open": Open.END},
        {"end": Date(2025, end=Date(2026))},
    ],
)
def test_contradictions_are_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"season|period"):
        Date(2024, **parts)
