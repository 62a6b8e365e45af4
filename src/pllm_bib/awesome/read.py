"""A list of works that somebody keeps in Markdown -> entries, with the headings they stand under.

Bullets, numbers, nested lists, tables and bare paragraphs; a line in whatever shape (see
`list_items`). Entries have no keys and no sections: which these are is for the list to say that
takes them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.awesome.blocks import Part, blocks, parts
from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.html import Fold, Heading, Item, Paragraph, Row, Table
from pllm_bib.awesome.inline import ANCHOR, Inline
from pllm_bib.awesome.label import Label, link_kind, read_label, read_name_list, without_emoji
from pllm_bib.awesome.line import Line, read_line
from pllm_bib.awesome.links import read_links
from pllm_bib.awesome.title import title_text
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import anthology_id, bare_arxiv_id, isbn
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.awesome.addresses import Problem
    from pllm_bib.awesome.line import FoundLink


class ListedWork(NamedTuple):
    """A work of a list: what its line says, and where it stands."""

    entry: Entry
    """Without key and sections; ``venue`` is as the line has it."""
    headings: tuple[str, ...]
    """The headings above it, the title of the file first."""
    position: Position
    arxiv: bool = False
    """Whether the line names arXiv."""


@dataclass(slots=True)
class ListedHeading:
    """A heading of the outline: its path, and whether works stand right under it."""

    path: tuple[str, ...]
    line: int
    numbered: bool
    has_works: bool = False


@dataclass(slots=True)
class AwesomeList:
    """A list as it was read."""

    title: str = ""
    intro: str = ""
    headings: list[ListedHeading] = field(default_factory=list)
    works: list[ListedWork] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def read(text: str, path: str) -> AwesomeList:
    r"""Read the text of a Markdown file; ``path`` is what positions name.

    Line ends must be ``\n``. What is no work is passed over; what looks like one and cannot be
    read in full is among the findings, with its line.
    """
    return assembled((read_part(part, path) for part in parts(text)), path)


def read_part(part: Part, path: str) -> ReadPart:
    """Read a part of a list, whatever stands before and behind it (see `assembled`)."""
    return _Reader(part, path).read()


def assembled(read: Iterable[ReadPart], path: str) -> AwesomeList:
    """The list whose parts were read, in order."""
    return _Assembly(path).of(read)


_NUMBER = re.compile(r"^[\s§]*(?:(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.):]?\s+|(?:\d+\.)+\d*\s*)(?=\S)")
_TABLE_OF_CONTENTS = re.compile(r"^(table of )?contents?$|^toc$|^目录$", re.IGNORECASE)
_NO_WORKS = re.compile(
    r"\W*(?:(?:latest |recent )?news|changelog|(?:project )?(?:maintainers|contributors)"
    r"(?: ?(?:&|and) contributors)?|contributing|contact|acknowledge?ments?|license|star history"
    r"|新闻|致谢)\W*",
    re.IGNORECASE,
)
"""Headings of what is about a list, and none of its works."""
_NO_FOLDS = re.compile(
    r"abstract|bibtex|citation|cite|contents?|toc|expand|more|note|summary|detail|todo",
    re.IGNORECASE,
)


class _Column(NamedTuple):
    role: str
    kind: LinkKind | None = None


_COLUMNS = {
    "title": (
        "title papertitle titleofpaper nameofpaper articletitle titleauthors titleandauthors "
        "标题 题目 论文标题 论文题目"
    ),
    "work": "paper papers article work publication 论文",
    "nickname": (
        "name papername model method approach dataset benchmark system framework tool library "
        "project resource survey algorithm corpus reference"
    ),
    "venue": (
        "venue conference journal conferencejournal journalconference publicationvenue published "
        "publishedin pub publisher conf venueyear venuedate source where accepted publishedat "
        "publicationvenueyear proceedings 会议 期刊 发表"
    ),
    "date": (
        "date year time month publicationdate publishdate publisheddate releasedate release "
        "publicationyear yearmonth datetime released pubdate 日期 时间 年份"
    ),
    "authors": "author authors 作者",
    "isbn": "isbn isbn13 isbn10",
}
_COLUMN_ROLES = {name: role for role, names in _COLUMNS.items() for name in names.split()}
_KEY_VALUE = re.compile(
    r"^\W*(?P<key>authors?|by|venue|conference|journal|published(?: in)?|year|date|title)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_ENOUGH = 3
_LONGEST = 20_000
"""Characters of a line from which it is no line of a list."""


class _Heading(NamedTuple):
    """A heading; the summary of a folded block has no level, and where one ends, no words."""

    level: int | None
    words: str
    line: int
    numbered: bool = False


class _Above(NamedTuple):
    """The words of items, the outermost first, that others stand below as below a heading."""

    words: tuple[str, ...]
    line: int


class _Introduction(NamedTuple):
    """A paragraph that may be what the list says of itself."""

    words: str


class _Listed(NamedTuple):
    """A work, with the items that it stands below for headings."""

    work: ListedWork
    strong: bool
    """Whether it is a work whatever the others are."""


@dataclass(slots=True)
class ReadPart:
    """What a part of a list holds, in order; what depends on other parts is left open."""

    found: list[_Heading | _Above | _Introduction | _Listed] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    items: int = 0
    """How many items and rows it has, works or not."""
    size: int = 0
    """How many characters it has."""


class _Assembly:
    """Puts works under the headings above them, and judges what is one by all of the file."""

    def __init__(self, path: str) -> None:
        self.list = AwesomeList()
        self.path = path
        self.open: list[tuple[int, str]] = []
        """The headings that are open, with their levels."""
        self.headings: tuple[str, ...] = ()
        self.weak: list[ListedWork] = []

    def of(self, read: Iterable[ReadPart]) -> AwesomeList:
        items = 0
        for part in read:
            items += part.items
            self.list.findings += part.findings
            for found in part.found:
                self._take(found)
        self._judge(items)
        return self.list

    def _take(self, found: _Heading | _Above | _Introduction | _Listed) -> None:
        if isinstance(found, _Listed):
            if any(_NO_WORKS.fullmatch(words) for words in self.headings):
                return
            above = found.work.headings
            headings = (*self.headings, *above) if above else self.headings
            work = found.work._replace(headings=headings)
            (self.list.works if found.strong else self.weak).append(work)
        elif isinstance(found, _Above):
            path = (*self.headings, *found.words)
            self.list.headings.append(ListedHeading(path, found.line, numbered=False))
        elif isinstance(found, _Introduction):
            at_top = len(self.headings) == 1 and self.list.title
            if at_top and not self.list.intro and not self.list.works:
                self.list.intro = found.words
        else:
            self._heading(found)

    def _heading(self, found: _Heading) -> None:
        level = found.level
        if level is None and not found.words:
            if self.open and self.open[-1][0] > _FOLD:
                self.open.pop()
                self.headings = self.headings[:-1]
            return
        if level is None:
            level = max(self.open[-1][0] if self.open else 0, _FOLD) + 1
        elif level == 1 and not self.list.title:
            self.list.title = _NUMBER.sub("", found.words) or found.words
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        self.open.append((level, found.words))
        self.headings = tuple(words for _level, words in self.open)
        self.list.headings.append(ListedHeading(self.headings, found.line, found.numbered))

    def _judge(self, items: int) -> None:
        """Take works without any mark of one where the file is clearly a list of such lines."""
        works = self.list.works
        weak, strong = len(self.weak), len(works)
        if weak and (strong >= _ENOUGH or (weak >= _ENOUGH and weak * 2 >= items)):
            works += self.weak
            works.sort(key=lambda work: work.position)
        under = {work.headings for work in works}
        for heading in self.list.headings:
            heading.has_works = heading.path in under
        if not works:
            message = "no line of this file can be read as a work: is it a list?"
            self.list.findings.append(import_finding("no-list", message, Position(self.path)))
        self.list.findings.sort(key=lambda finding: finding.position)


class _Reader:
    def __init__(self, part: Part, path: str) -> None:
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
            elif isinstance(block, Item):
                self._item(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        return self.read_part

    def _found(self, what: _Heading | _Above | _Introduction | _Listed) -> None:
        self.read_part.found.append(what)

    # Outline.

    def _heading(self, heading: Heading) -> None:
        if words := _words(heading.inline):
            numbered = (_NUMBER.sub("", words) or words) != words
            self._found(_Heading(heading.level, words, heading.line, numbered))

    def _fold(self, fold: Fold) -> None:
        """The summary of a block that can be folded is a heading of what is in it."""
        if fold.summary is None:
            self._found(_Heading(None, "", fold.line))
            return
        words = re.sub(r"\W*click\b.*", "", _words(fold.summary), flags=re.IGNORECASE)
        if words and not (_NO_FOLDS.search(words) and len(words.split()) <= _ENOUGH):
            self._found(_Heading(None, words, fold.line))

    # Lines.

    def _paragraph(self, block: Paragraph) -> None:
        inline = block.inline
        start = re.match(r"[\s*_]*", inline.text)
        at = start.end() if start else 0
        if at < len(inline.text) and len(inline.text) < _LONGEST and inline.anchors:
            marked = inline.styles[at] & Style.STRONG or inline.text[at] in ANCHOR + "["
            line = read_line(inline) if marked else Line()
            links = read_links(line.links)
            # Running text may start in bold or with a link: here, only the link to a paper counts.
            if line.title and not line.prose and links.has_paper and not line.prefixed:
                self._work(line, block.line, block.line)
                return
        if not self.has_works and not inline.anchors:
            self._found(_Introduction(" ".join(inline.plain.split())))

    def _item(self, item: Item, above: tuple[str, ...] = ()) -> None:
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
                self._found(_Above(above, item.line))
        else:
            self._work(line, item.line, item.last_line, above)
        for child in works:
            self._item(child, above)

    def _children(self, line: Line, children: list[Item]) -> list[Item]:
        """Take in what nested items say of their parent's work; returns those that are works."""
        works = []
        for child in children:
            if len(child.inline.text) > _LONGEST:
                continue
            found = _key_value(child.inline) or _names(child.inline) or read_line(child.inline)
            if not found.title:
                is_work = bool(child.children) and not found.links
            else:
                is_work = bool(found.links or child.children) and not _is_detail(found, child)
            if is_work:
                works.append(child)
            elif not found.prose:
                found.title = Text()
                line.add(found)
                self._children(line, child.children)
        return works

    # Tables.

    def _table(self, table: Table) -> None:
        roles = [_column(cell) for cell in table.head]
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
                    "since it cannot be told which is which (write \\| for a | that parts no cells)"
                )
                self._finding("ragged-row", message, row.line, row.line)
                continue
            self._row(row, roles, title, len(table.head))

    def _row(self, row: Row, roles: list[_Column], title: int, cells: int) -> None:
        if title >= len(row.cells) or not any(cell.text.strip() for cell in row.cells):
            return
        self.read_part.items += 1
        line = read_line(row.cells[title])
        if not line.title and (other := self._other_title(row, roles, title)) is not None:
            line.title = title_text(other)
        for at, (cell, role) in enumerate(zip(row.cells, roles, strict=False)):
            if at == title or not cell.text.strip():
                continue
            line.add(_cell(cell, role))
        is_work = bool(line.links or (line.title and line.label.date))
        if row.width < cells and (is_work or row.width > 1):
            so = "the last ones are empty" if is_work else "it is left out"
            message = f"the row has {row.width} cells, the table {cells}: {so}"
            self._finding("ragged-row", message, row.line, row.line)
        if is_work:  # and no row that parts the table, say
            self._work(line, row.line, row.line, role=True)

    @staticmethod
    def _other_title(row: Row, roles: list[_Column], title: int) -> Inline | None:
        """The short name of a work whose title's column has links only."""
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
                message = "the line has links to a work, but no title can be told from it"
                self._finding("line-without-title", message, first, last)
            return
        strong = bool(links.has_paper or links.arxiv or links.doi or _tells(line.label))
        if not strong and (line.prose or line.prefixed or not links.links):
            return
        if _TABLE_OF_CONTENTS.match(str(line.title)):
            return
        label = line.label
        if links.arxiv is None and label.arxiv_id:
            links.arxiv = label.arxiv_id
        if line.doi and not links.doi and not line.doi.startswith("10.48550/"):
            links.doi = line.doi
        links.isbn = links.isbn or line.isbn
        position = self._position(first, last)
        entry = links.onto(
            Entry(
                key="",
                type="misc",
                title=line.title,
                authors=line.authors,
                venue=label.venue,
                date=label.date,
            )
        )
        work = ListedWork(_dated(entry), above, position, label.arxiv)
        for problem in (*line.problems, *links.problems):
            self._finding(problem.name, problem.message, first, last, problem)
        self.has_works = self.has_works or strong or role
        self._found(_Listed(work, strong or role))

    def _line(self, number: int) -> str:
        at = number - self.part.first_line
        return self.lines[at] if at < len(self.lines) else ""

    def _position(self, line: int, last: int, piece: str = "") -> Position:
        """Where a piece of a line stands, or where its text starts."""
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
        self, name: str, message: str, line: int, last: int, problem: Problem | None = None
    ) -> None:
        position = self._position(line, last, problem.piece if problem else "")
        self.read_part.findings.append(import_finding(name, message, position))


_FOLD = 6
"""The level below which headings of folded blocks are."""


def _words(inline: Inline) -> str:
    """The words of a heading, without pictures."""
    return " ".join(without_emoji(inline.plain).replace(ANCHOR, " ").split()).strip(" *_`")


def heading_name(words: str) -> tuple[str, str]:
    """The number and the words of a heading: ``1.3 Methods`` is ``("1.3", "Methods")``."""
    match = re.match(r"\s*(\d+(?:\.\d+)*)[.):]?\s+(?=\S)", words)
    return (match[1], words[match.end() :].strip()) if match else ("", words.strip())


def _tells(label: Label) -> bool:
    """Whether a label is more than a year, which any sentence may have."""
    return bool(label.venue or label.arxiv or (label.date and label.date.month))


def _dated(entry: Entry) -> Entry:
    """An entry with the year that its identifiers tell, where the line tells none."""
    if entry.date:
        if entry.venue and entry.date.month:
            # A day in a list is that on which the preprint came out, or the line was added.
            return replace(entry, date=Date(entry.date.year))
        return replace(entry, date=Date(entry.date.year, entry.date.month))
    urls = [link.url for link in entry.links if link.kind in {LinkKind.PAPER, LinkKind.PDF}]
    if paper := next((found for url in urls if (found := anthology_id(url))), None):
        return replace(entry, date=Date(paper.year))
    if entry.eprint and not entry.venue:
        own = bare_arxiv_id(entry.eprint.id)
        return replace(entry, date=Date(own.year)) if own else entry
    return entry


def _is_detail(found: Line, child: Item) -> bool:
    """Whether a nested item says something of its parent, and is no work of its own."""
    if _KEY_VALUE.match(child.inline.text) or found.prose or not found.links:
        return True
    words = re.sub(f"[{ANCHOR}\\s\\W]+", " ", child.inline.text).split()
    if len(words) > _ENOUGH or any(link.titled for link in found.links):
        return False
    return re.match(r"[\w ]+:", child.inline.text) is not None


def _key_value(inline: Inline) -> Line | None:
    """What an item like ``Authors: Jane Doe`` says."""
    match = _KEY_VALUE.match(inline.text)
    if match is None:
        return None
    key, rest = match["key"].lower(), inline.slice(match.end(), len(inline.text))
    if key == "title":
        return None
    if key in {"by", "author", "authors"}:
        line = Line()
        line.authors = read_name_list(rest.plain, marked=True) or line.authors
        return line
    return _cell(rest, _Column("date" if key in {"year", "date"} else "venue"))


def _names(inline: Inline) -> Line | None:
    """The authors, where an item says nothing else."""
    authors = None if inline.anchors else read_name_list(inline.text, marked=False)
    return Line(authors=authors) if authors else None


def _column(head: Inline) -> _Column:
    """What a column of a table holds, by its head."""
    words = re.sub(r"[^\w]+", "", without_emoji(head.plain).casefold())
    role = _COLUMN_ROLES.get(words)
    if role:
        return _Column(role, link_kind(head.plain)[0])
    kind, is_label = link_kind(head.plain)
    return _Column("link" if is_label and words else "", kind)


def _cell(cell: Inline, column: _Column) -> Line:
    """What a cell of a table says, by its column."""
    line = Line()
    told = column.role in {"authors", "venue", "date", "isbn"} and not cell.anchors
    found = Line() if told else read_line(cell)
    line.problems = found.problems
    line.links = [_in_column(link, column) for link in found.links]
    words = " ".join(without_emoji(cell.plain).replace(ANCHOR, " ").split()).strip(" *_`-–—")
    if column.role == "authors":
        line.links = []
        line.authors = read_name_list(words, marked=True) or line.authors
    elif column.role == "venue":
        label = read_label(words, marked=True)
        short = 0 < len(words.split()) <= _LONGEST_VENUE and "http" not in words
        line.label = label or (Label(venue=words) if short else Label())
    elif column.role == "date":
        line.label = read_label(words, marked=True) or Label()
    elif not column.role:
        line.label = Label(arxiv_id=found.label.arxiv_id)
        line.links = [link for link in line.links if link.kind or column.kind]
    elif column.role == "isbn":
        line.isbn = isbn(words)
    return line


_LONGEST_VENUE = 8


def _in_column(link: FoundLink, column: _Column) -> FoundLink:
    """A link of a column is what the column is called, unless the link says otherwise."""
    return link._replace(kind=link.kind or column.kind, titled=False)
