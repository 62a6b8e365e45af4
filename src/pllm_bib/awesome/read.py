"""The reader of a list of works that somebody keeps in Markdown.

It reads bullets, numbers, nested lists, tables and bare paragraphs. The entries have no keys and
no sections: the list that takes them in decides on these.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.blocks import MarkdownPart, blocks, parts
from pllm_bib.awesome.cells import bare_names, column_of, is_detail, key_value, read_cell
from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.html import Fold, Heading, ListItem, Paragraph, Row, Table
from pllm_bib.awesome.inline import ANCHOR, Inline
from pllm_bib.awesome.label import Label, without_emoji
from pllm_bib.awesome.line import Line, read_line
from pllm_bib.awesome.links import Links, read_links
from pllm_bib.awesome.outline import (
    Assembly,
    FoundHeading,
    FoundIntro,
    FoundParents,
    FoundWork,
    ListedWork,
    ReadPart,
    without_number,
)
from pllm_bib.awesome.title import title_text
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import anthology_id, bare_arxiv_id, is_arxiv_doi
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.awesome.addresses import LinkProblem
    from pllm_bib.awesome.cells import Column
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


_TABLE_OF_CONTENTS = regex(r"^(table of )?contents?$|^toc$|^目录$", re.IGNORECASE)
_NO_FOLDS = regex(
    r"abstract|bibtex|citation|cite|contents?|toc|expand|more|note|summary|detail|todo",
    re.IGNORECASE,
)
"""Summaries of folds that are no headings, such as “Click to expand”."""
_SHORT_SUMMARY = 3
"""Words of a summary; a longer one is a heading even if it says “more”."""
_LONGEST = 20_000
"""Characters of a line; a longer one lists no work."""


class _PartReader:
    """The reader of one part of a file."""

    def __init__(self, part: MarkdownPart, path: str) -> None:
        self.part = part
        self.path = path
        self.lines = part.text.split("\n")
        self.read_part = ReadPart(size=len(part.text))
        self.has_works = False

    def read(self) -> ReadPart:
        for block in blocks(self.part):
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Fold):
                self._fold(block)
            elif isinstance(block, ListItem):
                self._item(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        return self.read_part

    def _found(self, what: FoundHeading | FoundParents | FoundIntro | FoundWork) -> None:
        self.read_part.found.append(what)

    # Outline.

    def _heading(self, heading: Heading) -> None:
        if words := _words(heading.inline):
            numbered = without_number(words) != words
            self._found(FoundHeading(heading.level, words, heading.line, numbered))

    def _fold(self, fold: Fold) -> None:
        """Read the summary of a folded block as the heading of its contents."""
        if fold.summary is None:
            self._found(FoundHeading(None, "", fold.line))
            return
        words = re.sub(r"(?:(?<!\W)\W++)?click\b.*", "", _words(fold.summary), flags=re.IGNORECASE)
        if words and not (_NO_FOLDS.search(words) and len(words.split()) <= _SHORT_SUMMARY):
            self._found(FoundHeading(None, words, fold.line))

    # Lines.

    def _paragraph(self, block: Paragraph) -> None:
        inline = block.inline
        start = re.match(r"[\s*_]*", inline.text)
        at = start.end() if start else 0
        if at < len(inline.text) and len(inline.text) < _LONGEST and inline.anchors:
            marked = inline.styles[at] & Style.STRONG or inline.text[at] in ANCHOR + "["
            line = read_line(inline) if marked else Line()
            links = read_links(line.links)
            # Running text may start in bold or with a link; only a link to a paper makes it a work.
            if line.title and not line.prose and links.has_paper and not line.prefixed:
                self._work(line, block.line, block.line)
                return
        if not self.has_works and not inline.anchors:
            self._found(FoundIntro(" ".join(inline.plain.split())))

    def _item(self, item: ListItem, above: tuple[str, ...] = ()) -> None:
        self.read_part.items += 1
        if len(item.inline.text) > _LONGEST:
            return
        line = read_line(item.inline) if item.inline.text.strip() else Line()
        if not item.inline.text.strip():
            for child in item.children:  # a doubled bullet
                self._item(child, above)
            return
        works = self._children(line, item.children)
        is_work = bool(line.title) and bool(line.links or _tells(line.label))
        if not is_work and works and not line.links:
            name = _words(item.inline).rstrip(":：")
            above = (*above, name) if name else above
            if name:
                self._found(FoundParents(above, item.line))
        else:
            self._work(line, item.line, item.last_line, above)
        for child in works:
            self._item(child, above)

    def _children(self, line: Line, children: list[ListItem]) -> list[ListItem]:
        """Add to a line what its nested items say; return the items that are works themselves."""
        works = []
        for child in children:
            if len(child.inline.text) > _LONGEST:
                continue
            found = key_value(child.inline) or bare_names(child.inline) or read_line(child.inline)
            if not found.title:
                is_work = bool(child.children) and not found.links
            else:
                is_work = bool(found.links or child.children) and not is_detail(found, child)
            if is_work:
                works.append(child)
            elif not found.prose:
                found.title = Text()
                line.add(found)
                self._children(line, child.children)
        return works

    # Tables.

    def _table(self, table: Table) -> None:
        roles = [column_of(cell) for cell in table.head]
        names = [role.role for role in roles]
        if "title" in names:
            title = names.index("title")
        elif "work" in names:
            title = names.index("work")
        elif "nickname" in names:
            title = names.index("nickname")
        else:
            return
        for row in table.rows:
            if row.width > len(table.head) and any(cell.text.strip() for cell in row.cells[1:]):
                message = (
                    f"the row has {row.width} cells, the table {len(table.head)}: it is left out, "
                    "because its columns are unclear (write \\| for a | inside a cell)"
                )
                self._finding("ragged-row", message, row.line, row.line)
                continue
            self._row(row, roles, title, len(table.head))

    def _row(self, row: Row, roles: list[Column], title: int, cells: int) -> None:
        if title >= len(row.cells) or not any(cell.text.strip() for cell in row.cells):
            return
        self.read_part.items += 1
        line = read_line(row.cells[title])
        if not line.title and (other := self._other_title(row, roles, title)) is not None:
            line.title = title_text(other)
        for at, (cell, role) in enumerate(zip(row.cells, roles, strict=False)):
            if at == title or not cell.text.strip():
                continue
            line.add(read_cell(cell, role))
        is_work = bool(line.links or (line.title and line.label.date))
        if row.width < cells and (is_work or row.width > 1):
            so = "the last ones are empty" if is_work else "it is left out"
            message = f"the row has {row.width} cells, the table {cells}: {so}"
            self._finding("ragged-row", message, row.line, row.line)
        if is_work:  # other rows are subheadings of the table
            self._work(line, row.line, row.line, role=True)

    @staticmethod
    def _other_title(row: Row, roles: list[Column], title: int) -> Inline | None:
        """Return the short name of a work, for a title column that holds only links."""
        for at, (cell, role) in enumerate(zip(row.cells, roles, strict=False)):
            if at != title and role.role in {"work", "nickname"} and cell.text.strip(f" {ANCHOR}"):
                return cell
        return None

    # Works.

    def _work(
        self,
        line: Line,
        first: int,
        last: int,
        above: tuple[str, ...] = (),
        *,
        role: bool = False,
    ) -> None:
        links = read_links(line.links)
        if not line.title:
            if links.has_paper or links.arxiv or links.doi:
                message = "the line has links to a work, but no title can be found in it"
                self._finding("line-without-title", message, first, last)
            return
        strong = bool(links.has_paper or links.arxiv or links.doi or _tells(line.label))
        if not strong and (line.prose or line.prefixed or not links.links):
            return
        if _TABLE_OF_CONTENTS.match(str(line.title)):
            return
        entry = _entry(line, links)
        work = ListedWork(entry, above, self._position(first, last), line.label.arxiv)
        for problem in (*line.problems, *links.problems):
            self._finding(problem.name, problem.message, first, last, problem)
        self.has_works = self.has_works or strong or role
        self._found(FoundWork(work, strong or role))

    def _line(self, number: int) -> str:
        at = number - self.part.first_line
        return self.lines[at] if at < len(self.lines) else ""

    def _position(self, line: int, last: int, piece: str = "") -> Position:
        """Find a piece of a line; without one, the place where the line's text starts."""
        if piece:
            for number in range(line, max(last, line) + 1):
                source = self._line(number)
                whole = source.find(f"({piece})") + 1
                column = whole or source.find(f"({piece}") + 1 or source.find(piece) + 1
                if column:
                    shift = source[column - 1] == "("
                    return Position(self.path, number, column + shift)
        source = self._line(line)
        start = re.match(r"(?:\s*(?:[-*+>|]|\d{1,9}[.)])(?=\s))*\s*", source)
        return Position(self.path, line, (start.end() if start else 0) + 1)

    def _finding(
        self, name: str, message: str, line: int, last: int, problem: LinkProblem | None = None
    ) -> None:
        position = self._position(line, last, problem.piece if problem else "")
        self.read_part.findings.append(import_finding(name, message, position))


def _entry(line: Line, links: Links) -> Entry:
    """Return the entry of a line with its links, and the identifiers in its text."""
    label = line.label
    if links.arxiv is None and label.arxiv_id:
        links.arxiv = label.arxiv_id
    if line.doi and not links.doi and not is_arxiv_doi(line.doi):
        links.doi = line.doi
    links.isbn = links.isbn or line.isbn
    entry = Entry(
        key="",
        type="misc",
        title=line.title,
        authors=line.authors,
        venue=label.venue,
        date=label.date,
    )
    return _dated(links.onto(entry))


def _words(inline: Inline) -> str:
    """Return the words of a heading, without emoji and pictures."""
    return " ".join(without_emoji(inline.plain).replace(ANCHOR, " ").split()).strip(" *_`")


def _tells(label: Label) -> bool:
    """Say whether a label is more than a year, which any sentence may hold."""
    return bool(label.venue or label.arxiv or (label.date and label.date.month))


def _dated(entry: Entry) -> Entry:
    """Return an entry with a year: that of its line, else of its ACL Anthology or arXiv id."""
    if entry.date:
        if entry.venue and entry.date.month:
            # A month or day beside a venue is the date of the preprint, or of the line.
            return replace(entry, date=Date(entry.date.year))
        return replace(entry, date=Date(entry.date.year, entry.date.month))
    urls = [link.url for link in entry.links if link.kind in {LinkKind.PAPER, LinkKind.PDF}]
    if paper := next((found for url in urls if (found := anthology_id(url))), None):
        return replace(entry, date=Date(paper.year))
    if entry.eprint and not entry.venue:
        own = bare_arxiv_id(entry.eprint.id)
        return replace(entry, date=Date(own.year)) if own else entry
    return entry
