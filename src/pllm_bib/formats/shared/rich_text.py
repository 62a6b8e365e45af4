"""Markup of texts in HTML's manner: the rich text of CSL and Zotero, read and written."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

HTML_TAGS = (
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.CODE, "code"),
)
"""Styles and the elements of HTML that show them."""
_MARKUP = (
    (Style.EMPHASIS, "<i>", "</i>"),
    (Style.STRONG, "<b>", "</b>"),
    (Style.SMALL_CAPS, '<span style="font-variant:small-caps;">', "</span>"),
    (Style.SUPERSCRIPT, "<sup>", "</sup>"),
    (Style.SUBSCRIPT, "<sub>", "</sub>"),
    (Style.PROTECTED, '<span class="nocase">', "</span>"),
)
_TAG_OR_CHARACTER = regex(
    r"<(?P<close>/)?(?P<tag>i|em|b|strong|sup|sub|sc|span)(?P<attributes>\s[^<>]*)?>"
    r"|&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});"
)
_STYLES = {
    "i": Style.EMPHASIS,
    "em": Style.EMPHASIS,
    "b": Style.STRONG,
    "strong": Style.STRONG,
    "sup": Style.SUPERSCRIPT,
    "sub": Style.SUBSCRIPT,
    "sc": Style.SMALL_CAPS,
}
_SMALL_CAPS = regex(r"font-variant:\s*small-caps")
_NO_CASE = regex(r"class\s*=\s*[\"']?nocase\b")


def write_rich_text(text: Text | None, without: Style = Style.NONE) -> str:
    """Return text with CSL's rich-text markup, ``without`` some styles."""
    if not text:
        return ""
    if len(text.chunks) == 1 and text.chunks[0].style is Style.NONE:
        return text.chunks[0].value
    chunks = latex.readable(text)
    if without:
        chunks = tuple(Chunk(chunk.value, chunk.style & ~without) for chunk in chunks)
    return _nested(chunks)


def _nested(chunks: Iterable[Chunk], depth: int = 0) -> str:
    """Open each style over the whole run of chunks that share it, in the order of the table."""
    if depth == len(_MARKUP):
        return "".join(chunk.value for chunk in chunks)
    style, opening, closing = _MARKUP[depth]
    pieces: list[str] = []
    for styled, run in itertools.groupby(chunks, lambda chunk: bool(chunk.style & style)):
        inner = _nested(run, depth + 1)
        pieces.append(f"{opening}{inner}{closing}" if styled else inner)
    return "".join(pieces)


def read_rich_text(value: str) -> Text:
    """Read CSL's rich-text markup, and HTML's names of characters.

    A tag that has no partner is no markup.
    """
    if "<" not in value and "&" not in value:
        return Text.of(value)
    tags = [match for match in _TAG_OR_CHARACTER.finditer(value) if match["tag"]]
    paired = _paired(tags)
    pieces: list[tuple[str, Style]] = []
    styles = [Style.NONE]
    at = 0
    for match in _TAG_OR_CHARACTER.finditer(value):
        pieces.append((value[at : match.start()], styles[-1]))
        at = match.end()
        if not match["tag"]:
            pieces.append((_unescaped(match.group()), styles[-1]))
        elif match.start() not in paired:
            pieces.append((match.group(), styles[-1]))
        elif match["close"]:
            styles.pop()
        else:
            styles.append(styles[-1] | _style(match))
    pieces.append((value[at:], styles[-1]))
    chunks = _joined(pieces)
    plain = len(chunks) == 1 and not chunks[0].style
    return Text.of(chunks[0].value) if plain else Text.of(*chunks)


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """Return where the tags stand that have a partner; they nest."""
    paired: set[int] = set()
    opened: list[re.Match[str]] = []
    count = dict.fromkeys((tag["tag"] for tag in tags), 0)
    for tag in tags:
        name = tag["tag"]
        if not tag["close"]:
            opened.append(tag)
            count[name] += 1
        elif count[name]:
            while (last := opened.pop())["tag"] != name:
                count[last["tag"]] -= 1
            count[name] -= 1
            paired |= {last.start(), tag.start()}
    return paired


def _style(tag: re.Match[str]) -> Style:
    attributes = tag["attributes"] or ""
    if tag["tag"] != "span":
        return _STYLES[tag["tag"]]
    style = Style.SMALL_CAPS if _SMALL_CAPS.search(attributes) else Style.NONE
    return style | Style.PROTECTED if _NO_CASE.search(attributes) else style


def _joined(pieces: list[tuple[str, Style]]) -> list[Chunk]:
    """Return the chunks of pieces: neighbours in one style become one chunk."""
    chunks: list[Chunk] = []
    run: list[str] = []
    for index, (piece, style) in enumerate(pieces):
        run.append(piece)
        if index + 1 == len(pieces) or pieces[index + 1][1] != style:
            chunks.append(Chunk("".join(run), style))
            run = []
    return chunks


# HTML of notes.

_HTML = regex(
    r"<(?P<close>/)?(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<attributes>[\s/][^<>]*)?>"
    r"|&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,30});"
)
_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote pre hr body html".split()
)


def _unescaped(value: str) -> str:
    import html  # brings a large table of entities

    return html.unescape(value)


_HREF = regex(r"href\s*=\s*[\"']([^\"'\s]+)")
_HTML_STYLES = _STYLES | {"code": Style.CODE}


def read_html(value: str) -> list[Text]:
    """Read the HTML of a note, a text a paragraph; what else it has of layout is left out.

    The address of a link stands behind its words, unless these say it.
    """
    paragraphs: list[list[Chunk]] = [[]]
    opened: list[tuple[str, Style, str]] = []
    at = 0
    for match in (*_HTML.finditer(value), None):
        style = opened[-1][1] if opened else Style.NONE
        paragraphs[-1].append(Chunk(value[at : match.start() if match else None], style))
        if match is None:
            break
        at = match.end()
        tag = (match["tag"] or "").lower()
        if not tag:
            paragraphs[-1].append(Chunk(_unescaped(match.group()), style))
        elif tag in _BLOCKS:
            paragraphs.append([])
        elif not match["close"]:
            href = _HREF.search(match["attributes"] or "")
            opened.append((tag, style | _HTML_STYLES.get(tag, Style.NONE), href[1] if href else ""))
        elif opened and opened[-1][0] == tag:
            address = _unescaped(opened.pop()[2])
            if address and not paragraphs[-1][-1].value.endswith(address):
                paragraphs[-1].append(Chunk(f" ({address})"))
    return [text for text in (Text.of(*each) for each in paragraphs) if text]
