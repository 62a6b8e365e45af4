"""Findings as they are shown."""

from __future__ import annotations

import pytest

from pllm_bib.model.diagnostic import Diagnostic, Position

PLACE = Position("owls.bib", 12, 3)


def test_positions_are_shown_and_ordered_as_in_the_file() -> None:
    assert str(PLACE) == "owls.bib:12:3"
    assert sorted([PLACE, Position("owls.bib", 2, 40), Position("crows.bib", 99)]) == [
        Position("crows.bib", 99, 1),
        Position("owls.bib", 2, 40),
        PLACE,
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("doe2024owls", "owls.bib:12:3: L003 repeated-link: code is paper [doe2024owls]"),
        (None, "owls.bib:12:3: L003 repeated-link: code is paper"),
    ],
)
def test_finding_is_one_line(key: str | None, expected: str) -> None:
    finding = Diagnostic(
        code="L003", name="repeated-link", message="code is paper", position=PLACE, key=key
    )
    assert str(finding) == expected
