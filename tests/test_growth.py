"""The measure of growth tells work in proportion to the input from work that grows faster."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import assert_linear, steps


def once_each(size: int) -> int:
    return sum(1 for _ in range(size))


def each_with_each(size: int) -> int:
    return sum(once_each(number) for number in range(size))


def test_count_is_the_same_each_time() -> None:
    assert steps(partial(once_each, 100)) == steps(partial(once_each, 100)) > 100


def test_linear_work_passes() -> None:
    assert_linear(lambda size: partial(once_each, size), 100)


def test_work_that_grows_faster_fails() -> None:
    with pytest.raises(AssertionError, match=r"steps for 100, .* for 400"):
        assert_linear(lambda size: partial(each_with_each, size), 100)
