"""CSV that a spreadsheet takes for text, and JSON lines that say what the entry says."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.formats.table import write as tabular
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Text


def cells(entry: Entry) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(tabular.CSV.write(Library((entry,))), newline=""))
    return row


@pytest.mark.parametrize(
    "title",
    ['=HYPERLINK("http://x";"y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1+1", "＝1+1"],
)
def test_no_cell_is_a_formula(title: str) -> None:
    entry = Entry(key="k", type="misc", title=Text.of(title))
    assert cells(entry)["title"] == f"'{title.strip()}"
    assert json.loads(tabular.JSON_LINES.write(Library((entry,))))["title"] == title.strip()


@pytest.mark.parametrize("volume", ["-5", "+1.5", "12", "a=b", "1-9", "'=x"])
def test_other_cells_stay_as_they_are(volume: str) -> None:
    assert cells(Entry(key="k", type="misc", volume=volume))["volume"] == volume


STARTS = st.sampled_from(("=", "+", "-", "@", "\t", "\r", "\n", " ", "＝", "'", '"', ",", ";"))


@given(st.lists(STARTS | st.text(max_size=3), max_size=5).map("".join))
@settings(deadline=None)
def test_any_text_is_one_cell_of_text(text: str) -> None:
    entry = Entry(
        key=text or "k",
        type="misc",
        title=Text((Chunk(text),)),
        authors=Names((Name(family=text or "x"),)),
        note=Text((Chunk(text),)),
        venue=text,
    )
    row = cells(entry)
    assert set(row) == set(tabular.COLUMNS)
    for value in row.values():
        number = re.fullmatch(r"[+-](?:\d[\d.,]*)?", value)
        assert number or not re.match(r"\s*[=+@＝＋－＠-]|[\t\r\n]", value)
    assert row["venue"].removeprefix("'") == text.removeprefix("'")
