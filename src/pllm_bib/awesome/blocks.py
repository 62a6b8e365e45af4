"""The blocks of a Markdown file that may hold works: headings, list items, tables, paragraphs.

markdown-it parses CommonMark and GitHub's tables, and the standard library parses the HTML in
them. Long files are cut into parts that can be read one by one, in any order.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from pllm_bib.awesome.html import (
    Heading,
    HtmlBlocks,
    ListItem,
    MarkdownBlock,
    Paragraph,
    Row,
    Table,
)
from pllm_bib.awesome.inline import BREAK, Builder, Inline, inline_html
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token
    from markdown_it.utils import EnvType


_ROWS = regex(r"[ \t]*\|[^\n]*(?:\n[ \t]*\|[^\n]*)*")
"""Lines that all start with a bar."""
_TABLE_IN_HTML = regex(
    r"^[ \t]*\|[^\n]*\n[ \t]*\|[ \t]*:?-+:?[ \t]*\|[-:| \t]*\n(?:[ \t]*\|[^\n]*(?:\n|\Z))*",
    re.MULTILINE,
)
_LONGEST = 50_000
"""Characters of a text; a longer one lists no work, and its markup is not parsed."""


class _Markdown(MarkdownIt):
    """CommonMark with GitHub's tables; addresses are kept as they are and checked later."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])
        # Running text is parsed only when its block is read.
        self.core.ruler.enableOnly(["normalize", "block"])

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- the library's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the library's name
        return url


@dataclass(frozen=True, slots=True)
class MarkdownPart:
    """A part of a Markdown file, with all that is needed to read it by itself."""

    text: str
    first_line: int = 1
    definitions: dict[str, Any] = field(default_factory=dict)
    """The link definitions of the whole file (``[name]: https://...``)."""


_PART = 1 << 17
"""Least number of characters of a part; shorter files stay whole."""
_BORDER = regex(r"\n[ \t]*\n(?=(?:[-*+]|\d{1,9}[.)]|#{1,6}) ++(?![-*+ \t]*+\n)\S)")
"""An empty line before a heading or a list item that is not indented."""
_ACROSS_LINES = regex(r"```|~~~|<(?:[!?]|pre|script|style|textarea)", re.IGNORECASE)
"""Starts of blocks that an empty line does not end: code, comments, some HTML."""


def parts(text: str, size: int = _PART) -> Iterator[MarkdownPart]:
    r"""Cut a Markdown file before headings and list items outside of other blocks.

    There, CommonMark (section 3.1) ensures that no later line changes an earlier block. Line ends
    must be ``\n``.
    """
    borders = [0]
    while borders[-1] < len(text):
        borders.append(_border(text, borders[-1], size))
    definitions: dict[str, Any] = {}
    if len(borders) > 2:  # noqa: PLR2004 -- more than a start and an end
        env: EnvType = {"references": definitions}
        for start, end in itertools.pairwise(borders):
            if text.find("]:", start, end) >= 0:
                _Markdown().parse(text[start:end], env)
    line = 1
    for start, end in itertools.pairwise(borders):
        yield MarkdownPart(text[start:end], line, definitions)
        line += text.count("\n", start, end)


def _border(text: str, start: int, size: int) -> int:
    """Return the end of the part that begins at ``start``."""
    while start + size < len(text):
        source = text[start : text.rfind("\n", start, start + size) + 1]
        end = 0
        if not _ACROSS_LINES.search(source):
            end = max((match.end() for match in _BORDER.finditer(source)), default=0)
        if end := end or _last_start(source):
            return start + end
        size *= 2
    return len(text)


def _last_start(source: str) -> int:
    """Return the start of the last heading or list item outside of other blocks."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in reversed(_Markdown().parse(source, {})):
        is_border = (token.type, token.level) in {("heading_open", 0), ("list_item_open", 1)}
        if is_border and token.map and re.compile(r" {0,3}\S").match(source, starts[token.map[0]]):
            return starts[token.map[0]]
    return 0


def blocks(part: MarkdownPart) -> Iterator[MarkdownBlock]:
    r"""Yield the blocks of a part of a Markdown file in order; lines count from 1.

    Line ends must be ``\n``. Block quotes, code and HTML comments are left out.
    """
    env: EnvType = {"references": dict(part.definitions)}
    markdown = _Markdown()
    tokens = markdown.parse(part.text.replace("\0", " "), env)
    return _Walk(markdown, env, part).walk(tokens)


class _Walk:
    """The walk over the tokens of a part, with the blocks that are open."""

    def __init__(self, markdown: MarkdownIt, env: EnvType, part: MarkdownPart) -> None:
        self.markdown = markdown
        self.env = env
        self.lines = part.text.split("\n")
        self.before = part.first_line - 1
        """The number of lines before the part."""
        self.html = HtmlBlocks()
        self.items: list[ListItem] = []
        """The list items that are open, the outermost first."""
        self.table: Table | None = None
        self.heading = 0
        """The level of the heading whose text comes next, or 0."""
        self.last_line = 0
        """The last line of the current token."""
        self.end_of_heading = 0
        self.head: list[Inline] | None = None
        """The head of the table right before the current block."""

    def walk(self, tokens: list[Token]) -> Iterator[MarkdownBlock]:
        quotes = 0
        # Reversed, so that used tokens can be freed.
        tokens.reverse()
        while tokens:
            token = tokens.pop()
            line = self.before + token.map[0] + 1 if token.map else 0
            self.last_line = self.before + token.map[1] if token.map else line
            if token.type in {"blockquote_open", "blockquote_close"}:
                if not quotes and self.items and token.nesting > 0:
                    self.items[-1].notes.append((line, self.last_line))
                quotes += token.nesting
            elif not quotes:
                yield from self._token(token, line)
        yield from self.html.flush()

    def _token(self, token: Token, line: int) -> Iterator[MarkdownBlock]:
        kind = token.type
        if kind == "html_block":
            yield from self._html(token.content, line)
        elif kind == "heading_open":
            self.heading, self.end_of_heading = int(token.tag[1]), self.last_line
        elif kind in {"fence", "code_block"} and self.items:
            self.items[-1].notes.append((line, self.last_line))
        elif kind == "list_item_open":
            self._open_item(token, line)
        elif kind == "list_item_close":
            item = self.items.pop()
            if not self.items:
                yield from self.html.flush()
                yield item
        elif self.table or kind == "table_open":
            yield from self._table(token, line)
        elif kind == "inline":
            head, self.head = self.head, None
            if head and not self.items and not self.heading and _ROWS.fullmatch(token.content):
                self.head = head
                yield self._more_rows(head, token.content, line)
            else:
                yield from self._text(self.inline(token.content), line)

    def _html(self, source: str, line: int) -> Iterator[MarkdownBlock]:
        if self.items:
            self._html_in_item(source, line)
        elif table := _TABLE_IN_HTML.search(source):
            yield from self._table_in_html(source, line, table)
        else:
            yield from self.html.read(source, line)

    def _text(self, inline: Inline, line: int) -> Iterator[MarkdownBlock]:
        """Add running text to the open list item, or yield a heading or a paragraph."""
        level, self.heading = self.heading, 0
        if self.items:
            own = self.items[-1].inline
            if level:
                inline.styles = [style | Style.STRONG for style in inline.styles]
            if own.text:
                own.add(BREAK)
            own.extend(inline)
        elif level:
            yield from self.html.flush()
            yield Heading(level, inline, line, self.end_of_heading)
        elif not self.html.continues(inline):
            yield from self.html.flush()
            yield Paragraph(inline, line, self.last_line)

    def _open_item(self, token: Token, line: int) -> None:
        item = ListItem(line, last_line=self.before + token.map[1] if token.map else line)
        if self.items:
            self.items[-1].children.append(item)
        self.items.append(item)

    def _html_in_item(self, source: str, line: int) -> None:
        """Use HTML in a list item as its text if it has no other; else it is a note."""
        item = self.items[-1]
        if not item.inline.text.strip():
            item.inline = inline_html(source.partition("</summary>")[0])
        else:
            item.notes.append((line, self.last_line))

    def _table(self, token: Token, line: int) -> Iterator[MarkdownBlock]:
        if token.type == "table_open":
            self.table = Table([], [], line)
        elif self.table is None:
            return
        elif token.type == "tr_open":
            most = len(self.table.rows[0].cells) if self.table.rows else 0
            source = self.lines[line - self.before - 1]
            self.table.rows.append(Row([], line, width(source, most)))
        elif token.type == "inline":
            self.table.rows[-1].cells.append(self.inline(token.content))
        elif token.type == "table_close":
            table, self.table = self.table, None
            table.head = table.rows.pop(0).cells
            table.last_line = max([table.line + 1, *(row.line for row in table.rows)])
            if self.items:  # a table in an item lists no works
                return
            yield from self.html.flush()
            self.head = table.head
            yield table

    def _more_rows(self, head: list[Inline], source: str, line: int) -> Table:
        """Return the rows of a table that go on behind an empty line."""
        rows = []
        for number, row in enumerate(source.split("\n"), start=line):
            cells = re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
            made = [self.inline(cell.strip().replace("\\|", "|")) for cell in cells]
            rows.append(Row(made, number, width(row, len(head))))
        return Table(head, rows, line, self.last_line)

    def _table_in_html(
        self, source: str, line: int, table: re.Match[str]
    ) -> Iterator[MarkdownBlock]:
        """Read a table that stands in HTML without the empty line that Markdown wants."""
        last = self.last_line
        yield from self.html.read(source[: table.start()], line)
        first = line - self.before - 1 + source.count("\n", 0, table.start())
        tokens = self.markdown.parse(table.group(), self.env)
        for token in tokens:
            start, end = token.map or (0, 0)
            token.map = [first + start, first + end]
            self.last_line = self.before + first + end
            yield from self._token(token, self.before + first + start + 1)
        rest = source[table.end() :]
        yield from self.html.read(rest, last - rest.rstrip("\n").count("\n"))

    def inline(self, source: str) -> Inline:
        """Parse running text; a text too long to list a work stays without markup."""
        if len(source) > _LONGEST:
            inline = Inline()
            inline.add(source)
            return inline
        tokens: list[Token] = []
        self.markdown.inline.parse(source, self.markdown, self.env, tokens)
        builder = Builder()
        for token in tokens:
            builder.token(token)
        return builder.result()


def width(source: str, most: int) -> int:
    """Return the number of cells in the source of a table's row.

    ``most`` is the number of columns. Further cells do not count if they are empty or a comment
    (``[//]: # ...``).
    """
    source = source.strip()
    source = source.removeprefix("|")
    if source.endswith("|") and not source.endswith("\\|"):
        source = source[:-1]
    cells = re.split(r"(?<!\\)\|", source)
    while len(cells) > most and re.fullmatch(r"\s*(?:\[//\]:\s*#.*)?", cells[-1]):
        cells.pop()
    return max(len(cells), 1)
