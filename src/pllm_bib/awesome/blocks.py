"""Text of a Markdown file, with the HTML in it -> headings, list items, tables and paragraphs.

What people keep lists in, cut into the blocks that may hold a work; what a block says of it is for
`awesome_list` to tell. markdown-it parses CommonMark and GitHub's tables, the standard library's
parser the HTML. Long files are cut into parts that can be read one by one, in any order.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from pllm_bib.awesome.html import Block, Heading, HtmlBlocks, Item, Paragraph, Row, Table
from pllm_bib.awesome.inline import BREAK, Builder, Inline, inline_html
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token
    from markdown_it.utils import EnvType


_LONGEST = 50_000


class _Markdown(MarkdownIt):
    """CommonMark with GitHub's tables; addresses are taken as they are, to be judged later."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])
        # Inline text is parsed when its block's turn comes.
        self.core.ruler.enableOnly(["normalize", "block"])

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- the library's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the library's name
        return url


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a Markdown file that is read as it would be in the whole of it."""

    text: str
    first_line: int = 1
    definitions: dict[str, Any] = field(default_factory=dict)
    """What all of the file defines of links by name (``[name]: https://...``)."""


_PART = 1 << 17
"""Characters from which a file is cut; a part is at least as long."""
_BORDER = re.compile(r"\n[ \t]*\n(?=(?:[-*+]|\d{1,9}[.)]|#{1,6}) +(?![-*+ \t]*\n)\S)")
"""Where a heading or an item stands behind an empty line, at the very start of its own."""
_ACROSS_LINES = re.compile(r"```|~~~|<(?:[!?]|pre|script|style|textarea)", re.IGNORECASE)
"""What may start a block that goes on behind an empty line: code, a comment, some HTML."""


def parts(text: str, size: int = _PART) -> Iterator[Part]:
    r"""Cut a Markdown file before headings and items of lists that are in no other block.

    What stands before these is settled by what CommonMark says (section 3.1): a line never
    changes a block that was complete before it. Line ends must be ``\n``.
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
        yield Part(text[start:end], line, definitions)
        line += text.count("\n", start, end)


def _border(text: str, start: int, size: int) -> int:
    """Where a part ends that starts somewhere."""
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
    """Where the last heading or item of a text starts that is in no other block."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in reversed(_Markdown().parse(source, {})):
        is_border = (token.type, token.level) in {("heading_open", 0), ("list_item_open", 1)}
        if is_border and token.map and re.compile(r" {0,3}\S").match(source, starts[token.map[0]]):
            return starts[token.map[0]]
    return 0


def blocks(part: Part) -> Iterator[Block]:
    r"""The blocks of a Markdown file, or a part of one, in order; lines count from 1.

    Line ends must be ``\n``. Block quotes and code are left out, HTML comments too.
    """
    env: EnvType = {"references": dict(part.definitions)}
    markdown = _Markdown()
    tokens = markdown.parse(part.text.replace("\0", " "), env)
    return _Walk(markdown, env, part).walk(tokens)


class _Walk:
    def __init__(self, markdown: MarkdownIt, env: EnvType, part: Part) -> None:
        self.markdown = markdown
        self.env = env
        self.lines = part.text.split("\n")
        self.before = part.first_line - 1
        """How many lines stand before the part."""
        self.html = HtmlBlocks()
        self.items: list[Item] = []
        """The items that are open, the outermost first."""
        self.table: Table | None = None
        self.heading = 0
        """The level of the heading whose text comes next, or 0."""

    def walk(self, tokens: list[Token]) -> Iterator[Block]:
        quotes = 0
        # From the end, so that what is done with can be let go of.
        tokens.reverse()
        while tokens:
            token = tokens.pop()
            if token.type in {"blockquote_open", "blockquote_close"}:
                quotes += token.nesting
            elif not quotes:
                line = self.before + token.map[0] + 1 if token.map else 0
                yield from self._token(token, line)
        yield from self.html.flush()

    def _token(self, token: Token, line: int) -> Iterator[Block]:
        kind = token.type
        if kind == "html_block":
            if self.items:
                self._html_in_item(token.content)
            else:
                yield from self.html.read(token.content, line)
        elif kind == "heading_open":
            self.heading = int(token.tag[1])
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
            yield from self._text(self.inline(token.content), line)

    def _text(self, inline: Inline, line: int) -> Iterator[Block]:
        """Running text: of the item that is open, of a heading, or of its own."""
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
            yield Heading(level, inline, line)
        elif not self.html.continues(inline):
            yield from self.html.flush()
            yield Paragraph(inline, line)

    def _open_item(self, token: Token, line: int) -> None:
        item = Item(line, last_line=self.before + token.map[1] if token.map else line)
        if self.items:
            self.items[-1].children.append(item)
        self.items.append(item)

    def _html_in_item(self, source: str) -> None:
        """HTML inside an item says something of it only where nothing else does."""
        item = self.items[-1]
        if not item.inline.text.strip():
            item.inline = inline_html(source.partition("</summary>")[0])

    def _table(self, token: Token, line: int) -> Iterator[Block]:
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
            if self.items:  # a table inside an item is no list of works
                return
            yield from self.html.flush()
            yield table

    def inline(self, source: str) -> Inline:
        """Parse running text; of one that is too long to be a line of a list, the letters only."""
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
    """How many cells the source of a table's row has; a row may be longer by such as say nothing.

    ``most`` is how many the table has. A comment (``[//]: # ...``) says nothing.
    """
    source = source.strip()
    source = source.removeprefix("|")
    if source.endswith("|") and not source.endswith("\\|"):
        source = source[:-1]
    cells = re.split(r"(?<!\\)\|", source)
    while len(cells) > most and re.fullmatch(r"\s*(?:\[//\]:\s*#.*)?", cells[-1]):
        cells.pop()
    return max(len(cells), 1)
