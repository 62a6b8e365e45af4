"""The text of a line, and which of its characters are still to be understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import with_links
from pllm_bib.awesome.inline import ANCHOR, Inline
from pllm_bib.awesome.title import style_runs
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

GAP = "\0"
"""Stands in a text for characters that are gone."""
SEPARATORS = " \t\n\v,;:/|·•&+.–—-*_~\u00a0"
OPENING = "([【（"
CLOSING = ")]】）"
_MARKUP = Style.STRONG | Style.EMPHASIS | Style.CODE | Style.SUBSCRIPT


class Remains:
    """A line whose characters are marked as ``gone`` once their meaning is known."""

    def __init__(self, inline: Inline) -> None:
        inline = with_links(inline)
        self.text = inline.text
        self.styles = inline.styles
        self.runs = style_runs(inline.styles)
        self.anchors = dict(
            zip((m.start() for m in re.finditer(ANCHOR, self.text)), inline.anchors, strict=True)
        )
        self.gone = bytearray(len(self.text))
        self.titles: dict[int, str] = {}
        """The addresses of links that may be the title, by the link's place."""

    def drop(self, start: int, end: int) -> bool:
        """Mark a stretch as gone; return True."""
        self.gone[start:end] = b"\1" * (end - start)
        return True

    def left(self, start: int, end: int) -> str:
        """Return what is left of a stretch, with one gap for each stretch that is gone."""
        if not any(self.gone[start:end]):
            return self.text[start:end]
        return re.sub(f"{GAP}+", GAP, self.left_with_places(start, end))

    def left_with_places(self, start: int, end: int) -> str:
        """Return what is left of a stretch, with one gap for each character that is gone."""
        return "".join(
            GAP if gone else char
            for char, gone in zip(self.text[start:end], self.gone[start:end], strict=True)
        )

    def styled(self, mask: Style = _MARKUP) -> Iterator[tuple[int, int]]:
        """Yield the stretches of text in one style that is not that of running text."""
        opened, style = 0, Style.NONE
        for start, _end, whole in self.runs:
            masked = whole & mask if whole else whole
            if masked is style:
                continue
            if style:
                yield opened, start
            opened, style = start, masked
        if style:
            yield opened, len(self.text)

    def is_word(self, at: int) -> bool:
        """Say whether a letter or digit is left at a place."""
        return not self.gone[at] and self.text[at].isalnum()

    def is_marked(self, at: int) -> bool:
        """Say whether a character has a style, or is a link."""
        return bool(self.styles[at] & _MARKUP) or self.text[at] == ANCHOR

    def is_all_marked(self, start: int, end: int) -> bool:
        """Say whether every letter and digit of a stretch has a style."""
        inside = [
            style
            for char, style in zip(self.text[start:end], self.styles[start:end], strict=True)
            if char.isalnum()
        ]
        return bool(inside) and all(style & _MARKUP for style in inside)

    def slice(self, start: int, end: int) -> Inline:
        """Return a stretch with its styles and links."""
        return Inline(
            self.text[start:end],
            self.styles[start:end],
            [anchor for at, anchor in self.anchors.items() if start <= at < end],
        )

    def words(self, start: int, end: int) -> list[str]:
        """Return the words of a stretch, those of link labels too."""
        return self.slice(start, end).plain.split()
