"""Our references and citations against those that citeproc-js makes of the same works.

The list's own works must be equal in all styles. Of the made-up works, which are meant to be hard,
those that differ are listed with their causes; the list is exact in both directions.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest
from tests.reference.comparing import (
    DIFFERENCES,
    UNEXPLAINED,
    Pair,
    data,
    items_of,
    known_differences,
    pairs,
)
from tests.reference.make_reference import STYLES, WORKS, made_from

LEAST_EQUAL = 0.95
STALE = "made from other files than those that are here now: run `make reference`"


@cache
def compared(works: str, style: str, locale: str) -> tuple[Pair, ...]:
    return tuple(pairs(works, style, locale))


def told(found: list[Pair]) -> str:
    """Return the first differences, one engine's line above the other's."""
    return "\n".join(
        f"{' | '.join(pair.place)}\n  citeproc-js {pair.theirs}\n  ours        {pair.ours}"
        for pair in found[:5]
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("works", WORKS)
def test_the_data_belong_to_the_works_styles_and_locales_that_are_here(
    works: str, style: str
) -> None:
    assert data(works, style)["sha256"] == made_from(works, style), STALE


@pytest.mark.parametrize("style", STYLES)
def test_the_lists_own_works_read_as_citeproc_js_writes_them(style: str) -> None:
    found = compared("list", style, "en-US")
    works = len(items_of("list"))
    assert Counter(pair.kind for pair in found) == {
        "order": 1,
        **dict.fromkeys(("text", "html", "text cites", "html cites"), works),
        **dict.fromkeys(("text groups", "html groups"), works // 3),
    }
    assert not told([pair for pair in found if not pair.equal])


@pytest.mark.parametrize("locale", WORKS["stress"].locales)
@pytest.mark.parametrize("style", STYLES)
def test_hard_works_differ_where_it_is_known_and_nowhere_else(style: str, locale: str) -> None:
    known = {place for place in known_differences() if place[:2] == (style, locale)}
    found = [pair for pair in compared("stress", style, locale) if not pair.equal]
    assert not told([pair for pair in found if pair.place not in known])
    mended = known - {pair.place for pair in found}
    assert not mended, "these are equal now: python -m tests.reference.comparing --write"


def test_nearly_all_of_the_hard_works_are_equal() -> None:
    found = [
        pair.equal
        for style in STYLES
        for locale in WORKS["stress"].locales
        for pair in compared("stress", style, locale)
    ]
    assert sum(found) >= LEAST_EQUAL * len(found)


def test_every_difference_has_a_cause_that_is_explained_once() -> None:
    causes = json.loads(DIFFERENCES.read_text(encoding="utf-8"))["causes"]
    assert set(known_differences().values()) == set(causes)
    assert UNEXPLAINED not in causes
