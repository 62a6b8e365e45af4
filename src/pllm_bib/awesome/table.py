"""The reader of tables that list works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import with_links
from pllm_bib.awesome.cells import Column, column_of, column_of_titles, read_cell
from pllm_bib.awesome.html import Row
from pllm_bib.awesome.inline import Inline
from pllm_bib.awesome.line import read_line
from pllm_bib.awesome.links import is_paper
from pllm_bib.awesome.title import flat, title_text

if TYPE_CHECKING:
    from pllm_bib.awesome.html import Table
    from pllm_bib.awesome.record import PartRecord


def read_table(table: Table, record: PartRecord) -> None:
    """Read the works in the rows of a table, by the heads of its columns."""
    roles = [column_of(cell) for cell in table.head]
    if any(is_paper(anchor.url) for cell in table.head for anchor in cell.anchors):
        # A work stands where the head should.
        table.rows.insert(0, Row(table.head, table.line, len(table.head)))
        roles = [Column("") for _cell in table.head]
    title = column_of_titles(table, [role.role for role in roles])
    if title is None:
        for row in table.rows:
            _row_passed_over(row, "the table has no column of titles", record, papers=True)
        return
    found = len(record.read_part.found)
    for row in table.rows:
        if row.width > len(table.head) and any(cell.text.strip() for cell in row.cells[1:]):
            message = (
                f"the row has {row.width} cells, the table {len(table.head)}: it is left out, "
                "because its columns are unclear (write \\| for a | inside a cell)"
            )
            record.finding("ragged-row", message, row.line, row.line)
            continue
        _read_row(row, roles, title, len(table.head), record)
    if len(record.read_part.found) > found:
        record.read_part.covered.append((table.line, table.last_line))


def _read_row(row: Row, roles: list[Column], title: int, cells: int, record: PartRecord) -> None:
    if title >= len(row.cells) or not any(cell.text.strip() for cell in row.cells):
        return
    record.read_part.items += 1
    line = read_line(row.cells[title])
    if not line.title and (other := _other_title(row, roles, title)) is not None:
        line.title = title_text(other)
    for at, (cell, role) in enumerate(zip(row.cells, roles, strict=False)):
        if at == title or not cell.text.strip():
            continue
        line.add(read_cell(cell, role))
    is_work = bool(line.links or (line.title and line.label.date))
    if row.width < cells and (is_work or row.width > 1):
        so = "the last ones are empty" if is_work else "it is left out"
        message = f"the row has {row.width} cells, the table {cells}: {so}"
        record.finding("ragged-row", message, row.line, row.line)
    told = is_work and record.work(line, row.line, row.line, role=True)
    if not told and (is_work or row.width == cells):  # others are subheadings, or reported
        _row_passed_over(row, "no title can be found in it", record)


def _row_passed_over(row: Row, why: str, record: PartRecord, *, papers: bool = False) -> None:
    """Tell of a row that has links, or ``papers``, and is no work."""
    links = [a.url for cell in row.cells for a in with_links(cell).anchors if not a.image]
    if any(is_paper(url) if papers else url.startswith("http") for url in links):
        whole = Inline()
        for cell in row.cells:
            whole.extend(cell)
            whole.add(" ")
        record.passed_over(whole, why, row.line, row.line)


def _other_title(row: Row, roles: list[Column], title: int) -> Inline | None:
    """Return the short name of a work, for a title column that holds only links."""
    for at, (cell, role) in enumerate(zip(row.cells, roles, strict=False)):
        if at != title and role.role in {"work", "nickname"} and flat(cell).text.strip():
            return flat(cell)
    return None
