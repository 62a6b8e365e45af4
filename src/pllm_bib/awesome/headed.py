"""Headings that are the titles of works, with authors and links in the text below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import with_links
from pllm_bib.awesome.around import FEW_WORDS
from pllm_bib.awesome.cells import bare_credits, detail_of, key_value
from pllm_bib.awesome.found import Line
from pllm_bib.awesome.html import Fold, Heading, ListItem, MarkdownBlock, Paragraph
from pllm_bib.awesome.line import read_line
from pllm_bib.awesome.links import is_paper, read_links
from pllm_bib.awesome.names import read_name_list
from pllm_bib.awesome.texts import is_bare, is_bold
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from pllm_bib.awesome.inline import Inline

_NUMBER = regex(r"\W*\d{1,3}[.)]\s+(?=\S)")
_LONGEST = 20_000
"""Characters of a heading or a paragraph; a longer one is no part of a work."""


def may_be_title(heading: Heading) -> bool:
    """Say whether a heading may be the title of a work, and not that of the page."""
    return heading.level > 1 and len(heading.inline.text) < _LONGEST


class Headed:
    """A heading that may be a work, and the blocks below it, up to the next heading.

    A section has items, tables or headings below its heading; a work has running text, which names
    its authors or links to it.
    """

    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.blocks: list[Fold | Paragraph | ListItem] = []
        self.last_line = heading.last_line

    def takes(self, block: MarkdownBlock) -> bool:
        """Add a block below the heading; return False for one that no work has below it."""
        if isinstance(block, ListItem) and (block.children or _detail(block.inline) is None):
            return False
        if not isinstance(block, Fold | Paragraph | ListItem):
            return False
        self.blocks.append(block)
        self.last_line = block.last_line
        return True

    def line(self, behind: MarkdownBlock | None) -> Line | None:
        """Return the work that the heading and its blocks are; None for the heading of a section.

        ``behind`` is the first block that is not below it.
        """
        ended = behind is None or (
            isinstance(behind, Heading) and behind.level <= self.heading.level
        )
        if not ended:
            return None
        inline = with_links(self.heading.inline)
        number = _NUMBER.match(inline.text)
        line = read_line(inline.slice(number.end(), len(inline.text)) if number else inline)
        if not line.title or is_bare(str(line.title)):
            return None
        is_long = len(str(line.title).split()) > FEW_WORDS
        own = read_links(line.links).has_paper
        credited = False
        for block in self.blocks:
            found = None if isinstance(block, Fold) else _detail(block.inline)
            if found is None:
                if not isinstance(block, Fold) and _may_be_work(block.inline):
                    return None
                line.notes.append((block.line, block.last_line))
            else:
                credited = credited or bool(found.authors)
                line.add(found)
        line.prose = False
        line.notes = _joined(line.notes)
        has_paper = read_links(line.links).has_paper
        is_work = (own and (is_long or credited)) or (is_long and has_paper and credited)
        return line if is_work and not _is_cut(str(line.title)) else None


def _is_cut(title: str) -> bool:
    """Say whether a bracket of a title is never closed, so that a part of it is missing."""
    return any(title.count(start) != title.count(end) for start, end in ("()", "[]"))


def _may_be_work(inline: Inline) -> bool:
    """Say whether a paragraph below a heading is a work itself, or the title of one."""
    if is_bold(inline) and not inline.text.rstrip().endswith((":", "：")):
        return True
    return any(is_paper(anchor.url) for anchor in with_links(inline).anchors)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches of lines with no more than empty lines between them."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 2:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _detail(inline: Inline) -> Line | None:
    """Read a text that says only who wrote a work, where it appeared, or where it is."""
    inline = with_links(inline)
    if not inline.text.strip() or len(inline.text) > _LONGEST:
        return None
    if told := key_value(inline) or bare_credits(inline):
        return told
    is_italic = all(style & Style.EMPHASIS for style in inline.styles)
    if not inline.anchors and is_italic and (names := read_name_list(inline.text, marked=True)):
        return Line(authors=names)
    if is_bold(inline):
        return None
    if (detail := detail_of(inline)) and not detail.unread:
        return detail
    return _without_title(read_line(inline))


def _without_title(found: Line) -> Line | None:
    """Return what a text says if it has no title of its own; names are none."""
    title = str(found.title)
    if title and not is_bare(title):
        names = read_name_list(title, marked=False)
        if names is None or found.authors:
            return None
        found.authors = names
    elif found.prose or not (found.links or found.authors or found.label.venue):
        return None
    if any(len(words.split()) > FEW_WORDS for words in found.unread):
        return None
    found.title = Text()
    return found
