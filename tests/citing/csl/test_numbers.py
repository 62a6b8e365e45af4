"""Page ranges."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference


@pytest.mark.parametrize(
    ("style", "pages", "expected"),
    [
        ("expanded", "42-5", "42–45"),
        ("minimal", "100-104", "100–4"),
        ("minimal-two", "100-104", "100–04"),
        ("chicago-15", "71-72", "71–72"),
        ("chicago-15", "100-104", "100–104"),
        ("chicago-15", "321-328", "321–28"),
        ("chicago-15", "1496-1504", "1496–1504"),
        ("chicago-16", "10002-10006", "10002–6"),
        ("minimal", "e12-e15", "e12–5"),
        ("expanded", "xii-xv", "xii–xv"),
        ("expanded", "7", "7"),
        ("expanded", "1-2, 5-7", "1–2, 5–7"),
    ],
)
def test_page_ranges(style: str, pages: str, expected: str) -> None:
    text = reference(
        {"page": pages}, '<text variable="page"/>', options=f'page-range-format="{style}"'
    )
    assert text == expected
