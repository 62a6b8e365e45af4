"""The page of figures has a place for each table that benchmarks write into it."""

from __future__ import annotations

import pytest
from benchmarks import page


@pytest.mark.parametrize("name", page.TABLES)
def test_tables_have_their_place(name: str) -> None:
    before = page.PAGE.read_text("utf-8")
    after = page.written(before, name, "| a |\n")
    assert f"<!-- tables: {name} -->\n\n| a |\n\n<!-- end of {name} -->" in after
    assert page.written(after, name, "| a |") == after


def test_a_table_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks for “speed”"):
        page.written("# A page\n", "speed", "| a |")
