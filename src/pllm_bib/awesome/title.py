"""Titles of works, from running text."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.inline import ANCHOR, SOFT_BREAK, Inline
from pllm_bib.awesome.label import Label, is_abbreviated, is_known, read_label, without_emoji
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


def flat(inline: Inline) -> Inline:
    """Return running text with the labels of links in place of the links."""
    if not inline.anchors:
        return inline
    made = Inline()
    anchors = iter(inline.anchors)
    for at, char in enumerate(inline.text):
        if char == ANCHOR:
            anchor = next(anchors)
            if not anchor.image:
                made.extend(flat(anchor.inner))
        else:
            made.add(char, inline.styles[at])
    return made


_HEAD = regex(
    r"(?:[\[(【](?P<bracketed>[^\[\]()【】]{3,40})[\])】]\s?[:|–—-]?"
    r"|(?P<bare>[^\s|:\[\]()][^\n|:\[\]()]{2,29}?)(?:\s{1,3}[-–—]|\s?[|:]))\s{0,3}(?=\S)"
)
"""A venue before a title, in brackets or with a mark behind it."""
_TAIL = regex(
    r"\s*[\[(【](?P<bracketed>[^\[\]()【】]{3,40})[\])】]\W*|(?:,|\s[|–—-])\s*(?P<bare>[^\n|,;:]{3,30})\W*"
)
"""A venue behind a title."""
_YEAR = regex(r"(?<![A-Za-z\d])(?:19|20)\d\d\b|['’]\d\d\b")
_LONGEST_TAIL = 48
"""Characters of such a venue, with its marks."""


def without_label(inline: Inline) -> tuple[Inline, Label]:
    """Return a title without the venue and year that stand in it, and these.

    ``[ICML 2022 - Owls at Night](...)``: what is a link is one text, so nothing else parts them.
    """
    text, found = inline.text, Label()
    start, end = 0, len(text)
    head = _HEAD.match(text, start + len(text) - len(text.lstrip(" *_-")))
    if head and " " in text[head.end() :] and (label := _label_in(head)):
        start, found = head.end(), label
    places = [
        place
        for mark in "([【,|–—-"
        if (place := text.rfind(mark, max(0, end - _LONGEST_TAIL))) > 0
    ]
    for place in sorted(places):
        first = len(text[:place].rstrip()) if text[place] not in ",|" else place
        tail = _TAIL.fullmatch(text, first) or _TAIL.fullmatch(text, place)
        if tail and first > start and (label := _label_in(tail)):
            end, found = first, found.merged(label)
            break
    return (inline.slice(start, end), found) if found != Label() else (inline, found)


def _label_in(match: re.Match[str]) -> Label | None:
    """Return the venue and year at the edge of a title, if they are nothing else."""
    label = read_label(match["bracketed"] or match["bare"], marked=True)
    if label is None or label.date is None or label.date.month:
        return None
    known = is_known(label.venue) and is_abbreviated(label.venue or "")
    if match["bracketed"] and _YEAR.search(match["bracketed"]):
        return label if not label.venue or is_abbreviated(label.venue) else None
    return label if known or label.arxiv else None


_KEPT_STYLES = Style.EMPHASIS | Style.CODE | Style.SUPERSCRIPT | Style.SUBSCRIPT
_MATH = regex(r"\$(?=\S)([^$\n]{1,200}?)(?<=\S)\$(?!\d)")


def title_text(inline: Inline) -> Text:
    """Return the title in a text, without the full stop, quotation marks and emoji around it."""
    start, end = _bare(inline.text)
    runs = [
        (max(start, first), min(end, last), style & _KEPT_STYLES)
        for first, last, style in style_runs(inline.styles)
        if first < end and last > start
    ]
    common = _KEPT_STYLES
    for _first, _last, style in runs:
        common &= style
    chunks: list[Chunk] = []
    for first, last, style in runs:
        chunks += _with_math(inline.text[first:last].replace(SOFT_BREAK, " "), style & ~common)
    chunks = [chunk for chunk in chunks if chunk.value]
    if len(chunks) == 1 and not chunks[0].style:
        return Text.of(chunks[0].value)
    return Text.of(*chunks)


def style_runs(styles: list[Style]) -> list[tuple[int, int, Style]]:
    """Return the stretches of one style: start, end and style."""
    runs = []
    at = 0
    for style, group in itertools.groupby(styles):
        end = at + len(list(group))
        runs.append((at, end, style))
        at = end
    return runs


def _bare(text: str) -> tuple[int, int]:
    """Return the start and end of a title, without the marks around it."""

    def is_edge(char: str) -> bool:
        return char in " \t\n\v,;:|·•–—-~*_" or not without_emoji(char).strip()

    start, end = 0, len(text)
    while start < end and is_edge(text[start]):
        start += 1
    while end > start and (is_edge(text[end - 1]) or text[end - 1] in "([【（"):
        end -= 1
    quoted = re.fullmatch(r"(?:[“\"«](.*)[”\"»]|‘(.*)’)[.,]?", text[start:end], re.DOTALL)
    if quoted:
        span = quoted.span(1) if quoted[1] is not None else quoted.span(2)
        start, end = start + span[0], start + span[1]
    if text[start:end].endswith(".") and not text[start:end].endswith(".."):
        end -= 1
    return start, end


def _with_math(piece: str, style: Style) -> Iterator[Chunk]:
    """Yield a piece of a title in one style, with formulas between dollar signs as math."""
    last = 0
    for match in () if style & Style.CODE else _MATH.finditer(piece):
        yield Chunk(piece[last : match.start()], style)
        yield Chunk(match[1], style | Style.MATH)
        last = match.end()
    yield Chunk(piece[last:], style)
