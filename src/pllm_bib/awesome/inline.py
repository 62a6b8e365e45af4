"""Running text of Markdown or HTML: characters with styles, and the links among them."""

from __future__ import annotations

import html
import re
from dataclasses import field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from markdown_it.token import Token

ANCHOR = "\ufffc"
"""Stands in a text for a link or an image."""
BREAK = "\n"
"""Stands in a text for a line break that readers see."""
SOFT_BREAK = "\v"
"""Stands in a text for the end of a source line, which readers see as a space."""


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
        """Return a part of the text, with the anchors in it."""
        before = self.text.count(ANCHOR, 0, start)
        count = self.text.count(ANCHOR, start, end)
        return Inline(
            self.text[start:end], self.styles[start:end], self.anchors[before : before + count]
        )

    @property
    def plain(self) -> str:
        """The text without styles, with labels in place of links."""
        if not self.anchors:
            return self.text
        labels = iter(self.anchors)
        return re.sub(ANCHOR, lambda _match: next(labels).inner.plain, self.text)


@dataclass(slots=True)
class Anchor:
    """A link or an image; ``inner`` is the link's label or the image's ``alt`` text."""

    url: str
    inner: Inline
    image: bool = False


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
_TAG = regex(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*+)(?P<attributes>[^>]*+)>")
_ATTRIBUTE = regex(
    r"""(?P<name>href|src|alt)\s*=\s*(?:"(?P<d>[^"]*)"|'(?P<s>[^']*)'|(?P<n>[^\s"'>]+))""",
    re.IGNORECASE,
)


class Builder:
    """The builder of running text from tokens or tags, in their order."""

    def __init__(self) -> None:
        self.stack = [Inline()]
        self.open: list[Style] = []
        self.style = Style.NONE
        self.urls: list[str] = []

    def result(self) -> Inline:
        """Return the text that was built, and end the open links."""
        while self.urls:
            self.end_link()
        return self.stack[0]

    def text(self, text: str) -> None:
        """Append text in the style that is open."""
        self.stack[-1].add(text.replace(ANCHOR, " "), self.style)

    def start(self, style: Style) -> None:
        """Open a style."""
        self.open.append(style)
        self.style |= style

    def end(self, style: Style) -> None:
        """Close a style, the last of its kind."""
        if style in self.open:
            self.open.reverse()
            self.open.remove(style)
            self.open.reverse()
        self.style = Style.NONE
        for still in self.open:
            self.style |= still

    def link(self, url: str) -> None:
        """Open a link."""
        self.urls.append(url)
        self.stack.append(Inline())

    def end_link(self) -> None:
        """Close the link that is open, if any."""
        if self.urls:
            self._anchor(Anchor(self.urls.pop(), self.stack.pop()))

    def image(self, url: str, alt: str) -> None:
        """Append an image."""
        inner = Inline()
        inner.add(alt.replace(ANCHOR, " "))
        self._anchor(Anchor(url, inner, image=True))

    def _anchor(self, anchor: Anchor) -> None:
        self.stack[-1].add(ANCHOR, self.style)
        self.stack[-1].anchors.append(anchor)

    def token(self, token: Token) -> None:
        """Add a token of markdown-it."""
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
        """Add an HTML tag in running text; ignore comments and unknown tags."""
        tag = _TAG.match(source)
        if tag is None:
            return
        attributes = {
            match["name"].lower(): html.unescape(match["d"] or match["s"] or match["n"] or "")
            for match in _ATTRIBUTE.finditer(tag["attributes"])
        }
        self.tag(tag["name"].lower(), attributes, end=bool(tag["end"]))

    def tag(self, name: str, attributes: dict[str, str], *, end: bool) -> None:
        """Add an HTML tag."""
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
    """Return the running text of a piece of HTML."""
    parser = _InlineHtml()
    parser.feed(source[: source.rfind(">") + 1])
    parser.close()
    parser.handle_data(source[source.rfind(">") + 1 :])
    return parser.builder.result()


class _InlineHtml(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.builder = Builder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.tag(tag, {name: value or "" for name, value in attrs}, end=False)

    def handle_endtag(self, tag: str) -> None:
        self.builder.tag(tag, {}, end=True)

    def handle_data(self, data: str) -> None:
        self.builder.text(re.sub(r"\s+", " ", data))
