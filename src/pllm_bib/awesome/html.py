"""The kinds of blocks that may hold works, and the reader that finds them in HTML."""

from __future__ import annotations

import re
from dataclasses import field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pllm_bib.awesome.inline import BREAK, Builder, Inline
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(slots=True)
class Heading:
    """A heading of a level from 1 to 6."""

    level: int
    inline: Inline
    line: int
    last_line: int


@dataclass(slots=True)
class Fold:
    """The start of a folded block, with its summary; without a summary, the end of one."""

    summary: Inline | None
    line: int
    last_line: int


@dataclass(slots=True)
class ListItem:
    """An item of a list, with the items nested in it."""

    line: int
    inline: Inline = field(default_factory=Inline)
    children: list[ListItem] = field(default_factory=list)
    last_line: int = 0
    notes: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of quotations, code and HTML in it."""


@dataclass(slots=True)
class Paragraph:
    """Running text outside of lists."""

    inline: Inline
    line: int
    last_line: int


@dataclass(slots=True)
class Row:
    """A row of a table; ``width`` is the number of cells in the source."""

    cells: list[Inline]
    line: int
    width: int


@dataclass(slots=True)
class Table:
    """A table with its head."""

    head: list[Inline]
    rows: list[Row]
    line: int
    last_line: int = 0


MarkdownBlock = Heading | Fold | ListItem | Paragraph | Table
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCTURE = frozenset({"li", "ul", "ol", "table", "tr", "td", "th", "details"})
_DEEPEST = 20
"""Levels of nested lists, as in Markdown."""
_LEFT_OUT = frozenset({"script", "style", "pre", "template", "svg", "blockquote"})


class HtmlBlocks(HTMLParser):
    """The reader of HTML; a block may start in one piece of HTML and end in another."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[MarkdownBlock] = []
        self.builder: Builder | None = None
        self.kind = ""
        """The tag whose text is being built; empty where none is."""
        self.start = 0
        self.first_line = 0
        self.items: list[ListItem] = []
        self.row: Row | None = None
        self.table: Table | None = None
        self.spans: list[tuple[int, Inline]] = []
        """For each column, how many further rows its last cell spans, and that cell."""
        self.span = 1
        """The rows that the cell spans which is being built."""
        self.ignored = 0

    def read(self, source: str, line: int) -> list[MarkdownBlock]:
        """Return the blocks that end in a piece of HTML; ``line`` is its first line."""
        self.first_line = line - 1
        # The text behind the last tag is added by hand: the library is slow on it.
        end = source.rfind(">") + 1
        self.feed(source[:end])
        self.close()
        self.handle_data(source[end:])
        self.reset()
        made, self.made = self.made, []
        return made

    def continues(self, inline: Inline) -> bool:
        """Add a paragraph of Markdown to the HTML block that is open; return False without one."""
        if self.builder is None or self.kind not in {"li", "td", "th"}:
            return False
        self.builder.stack[-1].extend(inline)
        return True

    def flush(self) -> list[MarkdownBlock]:
        """End the open blocks, and return them."""
        self._finish()
        if self.items:
            self.made.append(self.items[0])
            self.items.clear()
        self._end_table()
        self.ignored = 0
        made, self.made = self.made, []
        return made

    @property
    def line(self) -> int:
        """The current line of the file."""
        return self.first_line + self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a start tag."""
        if tag in _LEFT_OUT:
            self.ignored += 1
        elif self.ignored:
            pass
        elif tag in {"p", "div"} and self.kind in {"li", "td", "th"}:
            self._text(BREAK)
        elif tag in _HEADINGS or tag in {"p", "div", "summary"}:
            self._begin(tag)
        elif tag in _STRUCTURE:
            self._structure(tag)
            rows = dict(attrs).get("rowspan") or ""
            self.span = int(rows) if rows.isdecimal() and len(rows) < 4 else 1  # noqa: PLR2004
        elif self.builder or tag in {"a", "img", "b", "strong", "em", "i"}:
            if self.builder is None:
                self._begin("p")
            assert self.builder is not None  # noqa: S101 -- it was begun above
            self.builder.tag(tag, {name: value or "" for name, value in attrs}, end=False)

    def _structure(self, tag: str) -> None:
        """Read the start tag of a list item, a table or a part of one."""
        if tag in {"td", "th"}:
            if self.row:
                self._begin(tag)
            return
        self._finish()
        if tag == "li":
            item = ListItem(self.line, last_line=self.line)
            if len(self.items) == _DEEPEST:
                self.items.pop()
            if self.items:
                self.items[-1].children.append(item)
            self.items.append(item)
            self._begin(tag)
        elif tag == "table":
            self._end_table()
            self.table, self.spans = Table([], [], self.line), []
        elif tag == "tr" and self.table:
            self.row = Row([], self.line, 0)
            self.table.rows.append(self.row)

    def handle_endtag(self, tag: str) -> None:
        """Read an end tag."""
        if tag in _LEFT_OUT:
            self.ignored = max(0, self.ignored - 1)
        elif self.ignored:
            pass
        elif tag == self.kind or (tag in {"ul", "ol"} and self.kind == "li"):
            self._finish()
            if tag == "li":
                self._end_item()
        elif tag == "li":
            self._end_item()
        elif tag == "tr" and self.row:
            self._finish()
            self._spanned(self.row)
            self.row = None
        elif tag == "table":
            self._finish()
            self._end_table()
        elif tag == "details":
            self._finish()
            self.made.append(Fold(None, self.line, self.line))
        elif self.builder:
            self.builder.tag(tag, {}, end=True)

    def handle_data(self, data: str) -> None:
        """Read text."""
        if self.ignored:
            return
        if self.builder is None and data.strip() and not self.items and self.table is None:
            self._begin("p")
        self._text(re.sub(r"\s+", " ", data))

    def _text(self, text: str) -> None:
        if self.builder:
            self.builder.text(text)

    def _begin(self, kind: str) -> None:
        self._finish()
        self.builder, self.kind, self.start = Builder(), kind, self.line

    def _finish(self) -> None:
        """Put the text that was built where it belongs."""
        if self.builder is None:
            return
        inline, kind = self.builder.result(), self.kind
        self.builder, self.kind = None, ""
        if kind == "li":
            self.items[-1].inline = inline
            self.items[-1].last_line = self.line
        elif kind in {"td", "th"}:
            if self.row:
                self._cell(self.row, inline)
        elif kind == "summary":
            self.made.append(Fold(inline, self.start, self.line))
        elif kind in _HEADINGS:
            self.made.append(Heading(_HEADINGS[kind], inline, self.start, self.line))
        elif inline.text.strip():
            self.made.append(Paragraph(inline, self.start, self.line))

    def _cell(self, row: Row, inline: Inline) -> None:
        """Add a cell to a row, behind those of rows above that span it."""
        self._spanned(row)
        while len(self.spans) <= len(row.cells):
            self.spans.append((0, inline))
        self.spans[len(row.cells)] = (self.span - 1, inline)
        row.cells.append(inline)
        row.width += 1

    def _spanned(self, row: Row) -> None:
        """Add the cells of rows above that span the next columns of a row."""
        while len(row.cells) < len(self.spans) and self.spans[len(row.cells)][0] > 0:
            left, inline = self.spans[len(row.cells)]
            self.spans[len(row.cells)] = (left - 1, inline)
            row.cells.append(inline)
            row.width += 1

    def _end_item(self) -> None:
        if self.items:
            item = self.items.pop()
            if not self.items:
                self.made.append(item)

    def _end_table(self) -> None:
        table, self.table, self.row = self.table, None, None
        if table and table.rows:
            rows: Sequence[Row] = table.rows
            table.head, table.rows = rows[0].cells, list(rows[1:])
            table.last_line = max(self.line, rows[-1].line)
            self.made.append(table)
