"""Numbers in titles: what tells parts of a work, and works of a series, apart."""

from __future__ import annotations

import pytest

from pllm_bib.same_work.titles import numbers


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("owls", ()),
        ("owls 2", ("2",)),
        ("owls 007", ("7",)),
        ("owls iii and crows", ("3",)),
        ("the second owl", ("2",)),
        # Roman numerals that are letters too count at the end, or behind a word for a part.
        ("owls i", ("1",)),
        ("part i of owls", ("1",)),
        ("owls v owls", ()),
        ("i owls", ()),
        ("part a owls", ("a",)),
        ("owls+", ("+",)),
        ("owls+ 2", ("+", "2")),
    ],
)
def test_numbers(title: str, expected: tuple[str, ...]) -> None:
    assert numbers(title) == expected
