"""Text of a Markdown file, with the HTML in it -> headings, list items, tables and paragraphs.

What people keep lists in, cut into the blocks that may hold a work; what a block says of it is for
`awesome_list` to tell. markdown-it parses CommonMark and GitHub's tables, the standard library's
parser the HTML. Blocks are yielded as they come, so that a file of any size needs little more
memory than its text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token
    from markdown_it.utils import EnvType

ANCHOR = "\ufffc"
"""Stands in a text for a link or an image."""
BREAK = "\n"
"""Stands in a text for a line break that readers see."""
SOFT_BREAK = "\v"
"""Stands in a text for the end of a line of the source, which readers see as a blank."""


@dataclass(slots=True)
class Inline:
    """Running text: a style for each character, and the links and images that stand in it."""

    text: str = ""
    styles: list[Style] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    """One for each `ANCHOR` of the text, in order."""

    def add(self, text: str, style: Style = Style.NONE) -> None:
        """Append text in one style."""
        self.text += text
        self.styles.extend([style] * len(text))

    def extend(self, other: Inline) -> None:
        """Append another text."""
        self.text += other.text
        self.styles += other.styles
        self.anchors += other.anchors

    def slice(self, start: int, end: int) -> Inline:
        """A part of the text, with the anchors in it."""
        before = self.text.count(ANCHOR, 0, start)
        count = self.text.count(ANCHOR, start, end)
        return Inline(
            self.text[start:end], self.styles[start:end], self.anchors[before : before + count]
        )

    @property
    def plain(self) -> str:
        """The text without styles; labels stand where the anchors are."""
        if not self.anchors:
            return self.text
        labels = iter(self.anchors)
        return re.sub(ANCHOR, lambda _match: next(labels).inner.plain, self.text)


@dataclass(slots=True)
class Anchor:
    """A link, or an image; ``inner`` is the label, or what the image's ``alt`` says."""

    url: str
    inner: Inline
    image: bool = False


@dataclass(slots=True)
class Heading:
    """A heading of a level from 1 to 6."""

    level: int
    inline: Inline
    line: int


@dataclass(slots=True)
class Fold:
    """Where a block starts that can be folded, with its summary; or, without one, where it ends."""

    summary: Inline | None
    line: int


@dataclass(slots=True)
class Item:
    """An item of a list, with those of the lists in it."""

    line: int
    inline: Inline = field(default_factory=Inline)
    children: list[Item] = field(default_factory=list)
    last_line: int = 0


@dataclass(slots=True)
class Paragraph:
    """Running text outside of lists."""

    inline: Inline
    line: int


@dataclass(slots=True)
class Row:
    """A row of a table; ``width`` is how many cells the source has, be they too many or too few."""

    cells: list[Inline]
    line: int
    width: int


@dataclass(slots=True)
class Table:
    """A table with its head."""

    head: list[Inline]
    rows: list[Row]
    line: int


Block = Heading | Fold | Item | Paragraph | Table


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


def blocks(text: str) -> Iterator[Block]:
    r"""The blocks of a Markdown file in order; lines count from 1. Line ends must be ``\n``.

    Block quotes and code are left out, HTML comments too.
    """
    env: EnvType = {}
    markdown = _Markdown()
    tokens = markdown.parse(text.replace("\0", " "), env)
    return _Walk(markdown, env, text.split("\n")).walk(tokens)


class _Walk:
    def __init__(self, markdown: MarkdownIt, env: EnvType, lines: list[str]) -> None:
        self.markdown = markdown
        self.env = env
        self.lines = lines
        self.html = _Html()
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
                yield from self._token(token, token.map[0] + 1 if token.map else 0)
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
        item = Item(line, last_line=token.map[1] if token.map else line)
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
            self.table.rows.append(Row([], line, width(self.lines[line - 1])))
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
        tokens: list[Token] = []
        self.markdown.inline.parse(source, self.markdown, self.env, tokens)
        builder = _Builder()
        for token in tokens:
            builder.token(token)
        return builder.result()


def width(source: str) -> int:
    """How many cells the source of a table's row has."""
    source = source.strip()
    source = source.removeprefix("|")
    if source.endswith("|") and not source.endswith("\\|"):
        source = source[:-1]
    return len(re.findall(r"(?<!\\)\|", source)) + 1


# Running text.

_STYLES = {
    "em": Style.EMPHASIS,
    "i": Style.EMPHASIS,
    "strong": Style.STRONG,
    "b": Style.STRONG,
    "code": Style.CODE,
    "kbd": Style.CODE,
    "sup": Style.SUPERSCRIPT,
    "sub": Style.SUBSCRIPT,
}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<attributes>[^>]*)>")
_ATTRIBUTE = re.compile(
    r"""(?P<name>href|src|alt)\s*=\s*(?:"(?P<d>[^"]*)"|'(?P<s>[^']*)'|(?P<n>[^\s"'>]+))""",
    re.IGNORECASE,
)


class _Builder:
    """Running text from tokens or tags, in the order that they come."""

    def __init__(self) -> None:
        self.stack = [Inline()]
        self.open: list[Style] = []
        self.style = Style.NONE
        self.urls: list[str] = []

    def result(self) -> Inline:
        while self.urls:
            self.end_link()
        return self.stack[0]

    def text(self, text: str) -> None:
        self.stack[-1].add(text.replace(ANCHOR, " "), self.style)

    def start(self, style: Style) -> None:
        self.open.append(style)
        self.style |= style

    def end(self, style: Style) -> None:
        if style in self.open:
            self.open.reverse()
            self.open.remove(style)
            self.open.reverse()
        self.style = Style.NONE
        for still in self.open:
            self.style |= still

    def link(self, url: str) -> None:
        self.urls.append(url)
        self.stack.append(Inline())

    def end_link(self) -> None:
        if self.urls:
            self._anchor(Anchor(self.urls.pop(), self.stack.pop()))

    def image(self, url: str, alt: str) -> None:
        inner = Inline()
        inner.add(alt.replace(ANCHOR, " "))
        self._anchor(Anchor(url, inner, image=True))

    def _anchor(self, anchor: Anchor) -> None:
        self.stack[-1].add(ANCHOR, self.style)
        self.stack[-1].anchors.append(anchor)

    def token(self, token: Token) -> None:
        kind = token.type
        if kind in {"text", "text_special"}:
            self.text(token.content)
        elif kind == "code_inline":
            self.start(Style.CODE)
            self.text(token.content)
            self.end(Style.CODE)
        elif kind == "softbreak":
            self.text(SOFT_BREAK)
        elif kind == "hardbreak":
            self.text(BREAK)
        elif kind == "link_open":
            self.link(str(token.attrs["href"]))
        elif kind == "link_close":
            self.end_link()
        elif kind == "image":
            self.image(str(token.attrs["src"]), token.content)
        elif kind == "html_inline":
            self.html(token.content)
        elif style := _STYLES.get(token.tag):
            (self.start if token.nesting > 0 else self.end)(style)

    def html(self, source: str) -> None:
        """Take in a tag of HTML in running text; comments and unknown tags say nothing."""
        tag = _TAG.match(source)
        if tag is None:
            return
        attributes = {
            match["name"].lower(): html.unescape(match["d"] or match["s"] or match["n"] or "")
            for match in _ATTRIBUTE.finditer(tag["attributes"])
        }
        self.tag(tag["name"].lower(), attributes, end=bool(tag["end"]))

    def tag(self, name: str, attributes: dict[str, str], *, end: bool) -> None:
        if name == "a":
            if end:
                self.end_link()
            elif "href" in attributes:
                self.end_link()
                self.link(attributes["href"])
        elif name == "img" and not end:
            self.image(attributes.get("src", ""), attributes.get("alt", ""))
        elif name == "br":
            self.text(BREAK)
        elif style := _STYLES.get(name):
            (self.end if end else self.start)(style)


def inline_html(source: str) -> Inline:
    """The running text of a piece of HTML."""
    parser = _InlineHtml()
    parser.feed(source)
    parser.close()
    return parser.builder.result()


class _InlineHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.builder = _Builder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.tag(tag, {name: value or "" for name, value in attrs}, end=False)

    def handle_endtag(self, tag: str) -> None:
        self.builder.tag(tag, {}, end=True)

    def handle_data(self, data: str) -> None:
        self.builder.text(re.sub(r"\s+", " ", data))


# Blocks of HTML.

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRUCTURE = frozenset({"li", "ul", "ol", "table", "tr", "td", "th", "details"})
_DEEPEST = 20
"""Lists in lists that are told apart, as in Markdown."""
_LEFT_OUT = frozenset({"script", "style", "pre", "template", "svg", "blockquote"})


class _Html(HTMLParser):
    """Blocks of HTML, which may start in one piece of a Markdown file and end in another."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Block] = []
        self.builder: _Builder | None = None
        self.kind = ""
        """What the text is that is being built: a tag's name, or nothing where none is."""
        self.start = 0
        self.first_line = 0
        self.items: list[Item] = []
        self.row: Row | None = None
        self.table: Table | None = None
        self.ignored = 0

    def read(self, source: str, line: int) -> list[Block]:
        """The blocks that are complete at the end of a piece that starts on a line."""
        self.first_line = line - self.getpos()[0]
        self.feed(source)
        made, self.made = self.made, []
        return made

    def continues(self, inline: Inline) -> bool:
        """Take a paragraph of Markdown into the block of HTML that is open, if there is one."""
        if self.builder is None or self.kind not in {"li", "td", "th"}:
            return False
        self.builder.stack[-1].extend(inline)
        return True

    def flush(self) -> list[Block]:
        """End what is open: what follows is no part of it."""
        self._finish()
        if self.items:
            self.made.append(self.items[0])
            self.items.clear()
        self._end_table()
        made, self.made = self.made, []
        return made

    @property
    def line(self) -> int:
        return self.first_line + self.getpos()[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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
        elif self.builder or tag in {"a", "img", "b", "strong", "em", "i"}:
            if self.builder is None:
                self._begin("p")
            assert self.builder is not None  # noqa: S101 -- begun if it was not there
            self.builder.tag(tag, {name: value or "" for name, value in attrs}, end=False)

    def _structure(self, tag: str) -> None:
        """A tag that starts an item, a table or a part of one."""
        if tag in {"td", "th"}:
            if self.row:
                self._begin(tag)
            return
        self._finish()
        if tag == "li":
            item = Item(self.line, last_line=self.line)
            if len(self.items) == _DEEPEST:
                self.items.pop()
            if self.items:
                self.items[-1].children.append(item)
            self.items.append(item)
            self._begin(tag)
        elif tag == "table":
            self._end_table()
            self.table = Table([], [], self.line)
        elif tag == "tr" and self.table:
            self.row = Row([], self.line, 0)
            self.table.rows.append(self.row)

    def handle_endtag(self, tag: str) -> None:
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
        elif tag == "table":
            self._finish()
            self._end_table()
        elif tag == "details":
            self._finish()
            self.made.append(Fold(None, self.line))
        elif self.builder:
            self.builder.tag(tag, {}, end=True)

    def handle_data(self, data: str) -> None:
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
        self.builder, self.kind, self.start = _Builder(), kind, self.line

    def _finish(self) -> None:
        """The text that is being built is complete: put it where it belongs."""
        if self.builder is None:
            return
        inline, kind = self.builder.result(), self.kind
        self.builder, self.kind = None, ""
        if kind == "li":
            self.items[-1].inline = inline
            self.items[-1].last_line = self.line
        elif kind in {"td", "th"}:
            if self.row:
                self.row.cells.append(inline)
                self.row.width += 1
        elif kind == "summary":
            self.made.append(Fold(inline, self.start))
        elif kind in _HEADINGS:
            self.made.append(Heading(_HEADINGS[kind], inline, self.start))
        elif inline.text.strip():
            self.made.append(Paragraph(inline, self.start))

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
            self.made.append(table)
