"""Data files beside this one: tables with a line a row, whose first line names the columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_table(name: str) -> Iterator[list[Any]]:
    """Yield the cells of each row of a file: a text, or None for ``-``.

    Cells are separated by tabs and filled up with blanks, so that columns are aligned. Lines that
    start with ``#`` are comments.
    """
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        if not line.startswith("#"):
            cells = (cell.rstrip(" ") for cell in line.split("\t"))
            yield [None if cell == "-" else cell for cell in cells]
