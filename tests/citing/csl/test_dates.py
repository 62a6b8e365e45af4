"""Dates and date ranges."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference

DATE = '<date variable="issued" form="{}" date-parts="{}"/>'


@pytest.mark.parametrize(
    ("parts", "element", "language", "expected"),
    [
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "en-US", "June 1, 2024"),
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "de-DE", "1. Juni 2024"),
        ([[2024, 6, 1]], DATE.format("numeric", "year-month-day"), "en-US", "06/01/2024"),
        ([[2024, 6]], DATE.format("text", "year-month"), "en-US", "June 2024"),
        ([[2024, 6]], DATE.format("text", "year"), "en-US", "2024"),
        (
            [[2024, 6, 1], [2024, 6, 3]],
            DATE.format("text", "year-month-day"),
            "en-US",
            "June 1–3, 2024",
        ),
        ([[2023], [2024]], DATE.format("text", "year"), "en-US", "2023–2024"),
        ([[-50]], DATE.format("text", "year"), "en-US", "50 BC"),
    ],
)
def test_dates(parts: list[list[int]], element: str, language: str, expected: str) -> None:
    item = {"issued": {"date-parts": parts}}
    assert reference(item, element, language=language) == expected
