"""Data files of the shared tables: aligned, and each line a row of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from pllm_bib.formats.shared import tables
from pllm_bib.formats.shared.tables import read_table

FILES = sorted(Path(tables.__file__).parent.glob("*.tsv"))


def test_there_are_files() -> None:
    assert [path.name for path in FILES] == [
        *("fields.tsv", "journals.tsv", "months.tsv", "types.tsv", "types_read.tsv")
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_columns_are_aligned(path: Path) -> None:
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    tabs = [at for at, char in enumerate(head) if char == "\t"]
    rows = [line for line in lines if not line.startswith("#")]
    assert all([at for at, char in enumerate(row) if char == "\t"] == tabs for row in rows)
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_row_is_given_twice(path: Path) -> None:
    start = 2 if path.name == "types_read.tsv" else 1
    names = [tuple(cells[:start]) for cells in read_table(path.name)]
    assert len(names) == len(set(names))


def test_a_dash_is_nothing() -> None:
    first = next(read_table("types.tsv"))
    assert first[:3] == ["article", "article", "article"]
    assert first[-2:] == [None, None]
