"""The reader of a list of works that somebody keeps in Markdown.

It reads bullets, numbers, nested lists, tables and bare paragraphs. The entries have no keys and
no sections: the list that takes them in decides on these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.addresses import with_links
from pllm_bib.awesome.around import FEW_WORDS
from pllm_bib.awesome.blocks import MarkdownPart, blocks, parts
from pllm_bib.awesome.cells import (
    bare_credits,
    detail_of,
    is_detail,
    key_value,
)
from pllm_bib.awesome.cited import label_in_prose
from pllm_bib.awesome.found import Line
from pllm_bib.awesome.headed import Headed, may_be_title
from pllm_bib.awesome.html import Fold, Heading, ListItem, Paragraph, Table
from pllm_bib.awesome.inline import ANCHOR, BREAK, Inline
from pllm_bib.awesome.label import Label
from pllm_bib.awesome.line import read_line
from pllm_bib.awesome.links import is_paper, read_links
from pllm_bib.awesome.names import read_name_list
from pllm_bib.awesome.outline import (
    Assembly,
    FoundHeading,
    FoundIntro,
    FoundParents,
    ReadPart,
    without_number,
)
from pllm_bib.awesome.record import PartRecord
from pllm_bib.awesome.table import read_table
from pllm_bib.awesome.texts import (
    all_texts,
    first_names,
    is_bare,
    is_bold,
    is_citation,
    is_contents,
    is_prose,
    shown_words,
    tells,
    words_of,
)
from pllm_bib.awesome.title import flat, title_text
from pllm_bib.model.name import Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.awesome.html import MarkdownBlock
    from pllm_bib.awesome.outline import AwesomeList


def read(text: str, path: str) -> AwesomeList:
    r"""Read the text of a Markdown file; ``path`` goes into the positions.

    Line ends must be ``\n``. Lines that list no work are skipped. A line that looks like a work
    and cannot be read in full is among the findings.
    """
    return assembled((read_part(part, path) for part in parts(text)), path)


def read_part(part: MarkdownPart, path: str) -> ReadPart:
    """Read a part of a list by itself; `assembled` puts the parts together."""
    return _PartReader(part, path).read()


def assembled(read: Iterable[ReadPart], path: str) -> AwesomeList:
    """Return the list that parts make, given in order."""
    return Assembly(path).of(read)


_NO_FOLDS = regex(
    r"abstract|bibtex|citation|cite|contents?|toc|expand|more|note|summary|detail|todo",
    re.IGNORECASE,
)
"""Summaries of folds that are no headings, such as “Click to expand”."""
_SHORT_SUMMARY = 3
"""Words of a summary; a longer one is a heading even if it says “more”."""
_ENDS = ANCHOR + "["
_INITIALS = regex(r"[A-Z]\.[ -]?(?:[A-Z]\.[ -]?)*[^\W\d_]{2}")
"""Names with initials, at the start of an item."""
_SHORT_NAME = 5
"""Words of a name of a work that its title stands below."""
_LONGEST_TITLE = 40
"""Words of a title in bold type."""
_LONGEST_HEADING = 10
"""Words of a paragraph in bold type that is a heading."""
_SOFT = 6
"""The level of such a heading."""
_LONGEST = 20_000
"""Characters of a line; a longer one lists no work."""


class _PartReader:
    """The reader of one part of a file."""

    def __init__(self, part: MarkdownPart, path: str) -> None:
        self.part = part
        self.record = PartRecord(part, path)
        self.waiting: ListItem | None = None
        """The item right before, if it may go on in the paragraph behind it."""
        self.title: ListItem | None = None
        """A title in bold type right before, if it may be that of a work."""
        self.pictures: list[tuple[int, int]] = []
        """Lines of pictures behind a title in bold type that waits."""
        self.details: list[ListItem] = []
        """Items behind a title in bold type that waits, each of which says something of it."""
        self.headed: Headed | None = None
        """A heading right before that may be the title of a work, and what is below it."""

    def read(self) -> ReadPart:
        for block in blocks(self.part):
            if self.headed and self.headed.takes(block):
                continue
            self._settle_headed(block)
            if isinstance(block, Heading) and may_be_title(block):
                self.headed = Headed(block)
                continue
            self._block(block)
        self._settle_headed(None)
        self._settle()
        return self.record.read_part

    def _settle_headed(self, behind: MarkdownBlock | None) -> None:
        """Read a heading that waits for what is below it: as a work, or as a heading."""
        headed, self.headed = self.headed, None
        if headed is None:
            return
        if line := headed.line(behind):
            self._settle()
            self.record.found(FoundHeading(headed.heading.level, "", headed.heading.line))
            self.record.read_part.items += 1
            self.record.work(line, headed.heading.line, headed.last_line)
            return
        for block in (headed.heading, *headed.blocks):
            self._block(block)

    def _block(self, block: MarkdownBlock) -> None:
        if isinstance(block, Paragraph) and not self.details and self._continues(block):
            return
        if self.title and isinstance(block, Paragraph) and not words_of(block.inline):
            self.pictures.append((block.line, block.last_line))
            return
        if isinstance(block, ListItem) and self._describes(block):
            self.details.append(block)
            return
        self._settle()
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Fold):
            self._fold(block)
        elif isinstance(block, ListItem):
            self._item(block)
        elif isinstance(block, Table):
            read_table(block, self.record)
        else:
            self._paragraph(block)

    # Outline.

    def _heading(self, heading: Heading) -> None:
        links = [link.url for link in with_links(heading.inline).anchors]
        if is_work := any(map(is_paper, links)):
            self.record.passed_over(
                heading.inline, "it is a heading", heading.line, heading.last_line
            )
        if words := words_of(heading.inline):
            numbered = without_number(words) != words
            shown = shown_words(heading.inline)
            found = FoundHeading(
                heading.level, words, heading.line, numbered, heading.last_line, shown
            )
            told = () if is_work else tuple(url for url in links if url.startswith("http"))
            self.record.found(found._replace(links=told))

    def _fold(self, fold: Fold) -> None:
        """Read the summary of a folded block as the heading of its contents."""
        if fold.summary is None:
            self.record.found(FoundHeading(None, "", fold.line))
            return
        words = re.sub(
            r"(?:(?<!\W)\W++)?click\b.*", "", words_of(fold.summary), flags=re.IGNORECASE
        )
        if words and not (_NO_FOLDS.search(words) and len(words.split()) <= _SHORT_SUMMARY):
            self.record.found(
                FoundHeading(None, words, fold.line, last_line=fold.last_line, shown=words)
            )

    # Lines.

    def _paragraph(self, block: Paragraph) -> None:
        block.inline = inline = with_links(block.inline)
        if is_contents([inline]):
            self.record.read_part.contents.append((block.line, block.last_line))
        elif inline.anchors and len(inline.text) < _LONGEST:
            self._linked_paragraph(block)
        elif is_bold(inline) and len(inline.text.split()) <= _LONGEST_TITLE:
            self.title = self.waiting = ListItem(block.line, inline, last_line=block.last_line)
            if len(inline.text.split()) > _LONGEST_HEADING:
                return
            words = words_of(inline).rstrip(":：")
            heading = FoundHeading(_SOFT, words, block.line, last_line=block.last_line, soft=True)
            self.record.found(heading)
        elif not self.record.has_works and not inline.anchors:
            self.record.found(FoundIntro(" ".join(inline.plain.split())))

    def _linked_paragraph(self, block: Paragraph) -> None:
        """Read a paragraph with links, which is a work or running text."""
        inline = block.inline
        start = re.match(r"[\s*_]*", inline.text)
        at = start.end() if start else 0
        marked = at < len(inline.text) and (
            inline.styles[at] & Style.STRONG or inline.text[at] in ANCHOR + '[“"'
        )
        line = read_line(inline)
        links = read_links(line.links)
        # Running text may start in bold or with a link; only a link to a paper makes it a work.
        if marked and line.title and links.has_paper and not line.prefixed and not is_prose(line):
            self.record.work(line, block.line, block.last_line)
        elif links.arxiv or links.doi or any(is_paper(link.url) for link in line.links):
            self.record.passed_over(inline, "it is running text", block.line, block.last_line)

    def _continues(self, block: Paragraph) -> bool:
        """Say whether a paragraph goes on with the item before it, and read both as one."""
        item = self.waiting
        if item is None or len(item.inline.text) + len(block.inline.text) > _LONGEST:
            return False
        own = read_line(block.inline)
        title = "" if is_bare(str(own.title)) else str(own.title)
        names = read_name_list(title, marked=True)
        if title and not names and (own.links or len(title.split()) > FEW_WORDS):
            return False
        if not (own.links or own.authors or names):
            return False
        joined = Inline()
        joined.extend(item.inline)
        joined.add(BREAK)
        joined.extend(block.inline)
        last = self.record.read_part.found[-1] if self.record.read_part.found else None
        if isinstance(last, FoundHeading) and last.soft and last.line == item.line:
            # The title of a work after all.
            self.record.read_part.found.pop()
        self.waiting = ListItem(item.line, joined, last_line=block.last_line, notes=item.notes)
        if own.links:
            self._settle()
        return True

    def _describes(self, item: ListItem) -> bool:
        """Say whether an item tells something of the title in bold type that waits, by a key."""
        if self.title is None or item.children:
            return False
        links = with_links(item.inline).anchors
        found = detail_of(item.inline)
        unread = max((len(words.split()) for words in found.unread), default=0) if found else 0
        is_work = found and unread > FEW_WORDS and read_links(found.links).has_paper
        if is_work and len(self.title.inline.text.split()) <= FEW_WORDS:
            return False  # the title in bold type is a heading: **ICML**, - OwlNet: Owls at Night
        follows = bool(self.details) and not any(is_paper(link.url) for link in links)
        return follows or found is not None

    def _settle(self) -> None:
        """Read the item that waits for what may follow it."""
        item, self.waiting = self.waiting, None
        title, self.title = self.title, None
        details, self.details = self.details, []
        pictures, self.pictures = self.pictures, []
        if title and details:
            self._detailed(title, details, pictures)
        elif item:
            line = read_line(item.inline)
            if line.links or tells(line.label):
                line.notes += item.notes
                self.record.work(line, item.line, item.last_line)

    def _detailed(
        self, item: ListItem, details: Sequence[ListItem], pictures: Iterable[tuple[int, int]]
    ) -> None:
        """Read a title in bold type with the items behind it: a work, if one leads to a paper.

        With more words than a heading of few has, any link will do.
        """
        line = Line(title=title_text(flat(item.inline)), marked=True, notes=[*pictures])
        for detail in details:
            found = detail_of(detail.inline)
            if found is None or found.unread:
                line.notes.append((detail.line, detail.last_line))
            if found:
                line.add(found)
        is_title = len(item.inline.text.split()) > FEW_WORDS
        if read_links(line.links).has_paper or (line.links and is_title):
            last = self.record.read_part.found[-1] if self.record.read_part.found else None
            if isinstance(last, FoundHeading) and last.line == item.line:
                self.record.read_part.found.pop()  # it is no heading
            self.record.work(line, item.line, details[-1].last_line)
            return
        for detail in details:
            self._item(detail)

    def _untitled(self, item: ListItem) -> None:
        """Tell of an item that says something by a key, with links, and of no work."""
        found = detail_of(item.inline)
        if found and found.links and not read_links(found.links).has_paper:
            why = "no title of a work stands above it"
            self.record.passed_over(item.inline, why, item.line, item.last_line)

    def _item(self, item: ListItem, above: tuple[str, ...] = ()) -> None:
        self.record.read_part.items += 1
        if len(item.inline.text) > _LONGEST:
            return
        line = read_line(item.inline) if item.inline.text.strip() else Line()
        if not item.inline.text.strip():
            for child in item.children:  # a doubled bullet
                self._item(child, above)
            return
        if not above and is_contents(all_texts(item)):
            self.record.read_part.contents.append((item.line, item.last_line))
            return
        if not above and not item.children and (not line.title or is_bare(str(line.title))):
            self._untitled(item)
        works = self._children(line, item.children)
        is_work = bool(line.title) and bool(line.links or tells(line.label))
        if not is_work and works and not line.links:
            name = words_of(item.inline).rstrip(":：")
            above = (*above, name) if name else above
            if name:
                self.record.found(FoundParents(above, item.line, item.last_line))
        elif not item.children and not above and line.title and not line.authors:
            self._settle()
            self.waiting = item
        else:
            line.notes = [*item.notes, *line.notes]
            last = min([item.last_line, *(child.line - 1 for child in works)])
            self.record.work(line, item.line, max(item.line, last), above)
        for child in works:
            self._item(child, above)

    @staticmethod
    def _without_citation(line: Line, children: list[ListItem]) -> list[ListItem]:
        """Take names, title and venue from the item below that has them in full.

        ``OwlNet [[Paper]](...)``, and below it ``Jane Doe, Al Roe, Owls at Night, ACL 2024.``; the
        words above are a note then. Where several items are such, none is chosen.
        """
        if line.authors or not line.links or len(str(line.title).split()) > _SHORT_NAME:
            return children
        read = [(child, read_line(child.inline)) for child in children if not child.children]
        cited = [(child, found) for child, found in read if is_citation(found)]
        if len(cited) != 1:
            return children
        child, found = cited[0]
        if line.title:
            line.unread.append(str(line.title))
        line.title, line.authors = found.title, found.authors
        line.found(found.label)
        line.unread += found.unread
        return [other for other in children if other is not child]

    def _children(self, line: Line, children: list[ListItem]) -> list[ListItem]:
        """Add to a line what its nested items say; return the items that are works themselves."""
        works = []
        children = self._without_citation(line, children)
        for child in children:
            if len(child.inline.text) > _LONGEST:
                continue
            found = key_value(child.inline) or bare_credits(child.inline) or read_line(child.inline)
            is_only = not line.links and len(children) == 1 and not child.children
            if is_only and found.links and _INITIALS.match(child.inline.text):
                found.title, is_work = Text(), False
                found.authors = first_names(child.inline) or Names()
            elif not found.title:
                is_work = bool(child.children) and not found.links
            else:
                is_work = bool(found.links or child.children) and not is_detail(found, child)
            if is_work:
                works.append(child)
                continue
            words = child.inline.text.replace(ANCHOR, "").split()
            if found.prose or (found.title and (not found.links or len(words) > FEW_WORDS)):
                line.notes.append((child.line, child.last_line))
                line.found(label_in_prose(child.inline.plain) or Label())
                if found.title:  # names in it are part of something else
                    found.authors = Names()
            else:
                line.notes += child.notes
                self._children(line, child.children)
            if not found.prose:
                found.title = Text()
                line.add(found)
        return works
