"""Dates as exports are to have them, row by row."""

from __future__ import annotations

import pytest

from pllm_bib.model.date import Date, Open
from pllm_bib.verifying.dates import edtf, year


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (Date(2024), "2024"),
        (Date(2024, 3), "2024-03"),
        (Date(2024, 3, 1), "2024-03-01"),
        (Date(2024, season=1), "2024-21"),
        (Date(0), "0000"),
        (Date(-44), "-0044"),
        (Date(9999), "9999"),
        (Date(10000), "Y10000"),
        (Date(2024, uncertain=True), "2024?"),
        (Date(2024, approximate=True), "2024~"),
        (Date(2024, uncertain=True, approximate=True), "2024%"),
        (Date(2024, open=Open.START), "../2024"),
        (Date(2024, open=Open.END), "2024/.."),
        (Date(2024, end=Date(2025, 2)), "2024/2025-02"),
    ],
)
def test_edtf(date: Date, expected: str) -> None:
    assert edtf(date) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(2024, "2024"), (1, "1"), (0, "1 BC"), (-43, "44 BC")]
)
def test_year(number: int, expected: str) -> None:
    assert year(Date(number)) == expected
