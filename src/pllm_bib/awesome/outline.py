"""Works under the headings of a list; the parts of a file are put together here."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pllm_bib.model.entry import Entry


class ListedWork(NamedTuple):
    """A work of a list: the entry that its line makes, and where it stands."""

    entry: Entry
    """The entry, without key and sections; ``venue`` is spelled as in the line."""
    headings: tuple[str, ...]
    """The headings above the line, the title of the file first."""
    position: Position
    arxiv: bool = False
    """The line names arXiv."""
    latex: Mapping[str, str] | None = None
    """The source of its fields, if it comes from a .bib file."""
    notes: str = ""
    """What is said of it below its line, in Markdown."""


@dataclass(slots=True)
class ListedHeading:
    """A heading of the outline, with the headings above it."""

    path: tuple[str, ...]
    line: int
    numbered: bool
    shown: str = ""
    """Its words with emoji."""
    last_line: int = 0
    level: int | None = None
    """Its level in Markdown; None for a folded block or an item."""
    has_works: bool = False
    """Works stand right under it."""
    links: tuple[str, ...] = ()
    """The addresses that its words are linked to."""


@dataclass(slots=True)
class AwesomeList:
    """A list that was read."""

    title: str = ""
    intro: str = ""
    headings: list[ListedHeading] = field(default_factory=list)
    works: list[ListedWork] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    covered: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of works and headings."""
    contents: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of links to headings of the page."""
    places: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """The lines from which on other headings hold, and these."""


_YEAR = r"(?!(?:19|20)\d\d\s)"
_NUMBER = regex(
    rf"^[\s§]*(?:{_YEAR}\d+(?:\.\d+)*[.):]?\s+|(?:[IVX]+|[A-Z])(?:\.\d+)*[.):]\s+"
    r"|(?:\d+\.)+\d*\s*)(?=\S)"
)
_NO_WORKS = regex(
    r"\W*(?:(?:latest |recent )?news|changelog|(?:project )?(?:maintainers|contributors)"
    r"(?: ?(?:&|and) contributors)?|contributing|contact|acknowledge?ments?|license|star history"
    r"|新闻|致谢)\W*",
    re.IGNORECASE,
)
"""Headings of sections about the list, which hold no works."""
_FOLD = 6
"""The level of plain headings at most; folded blocks are below it."""
_ENOUGH = 3
"""Works after which a file is a list, and its doubtful lines are works too."""


class FoundHeading(NamedTuple):
    """A heading. The summary of a folded block has no level, and the end of one has no words.

    With a level and no words, it only ends the headings from that level on.
    """

    level: int | None
    words: str
    line: int
    numbered: bool = False
    last_line: int = 0
    shown: str = ""
    soft: bool = False
    """It is a paragraph in bold type, and a heading only if a work follows it."""
    links: tuple[str, ...] = ()
    """The addresses that its words are linked to."""


class FoundParents(NamedTuple):
    """Items that serve as headings of the items in them, the outermost first."""

    words: tuple[str, ...]
    line: int
    last_line: int


class FoundIntro(NamedTuple):
    """A paragraph that may be the introduction of the list."""

    words: str


class FoundWork(NamedTuple):
    """A work; its headings are only the items above it."""

    work: ListedWork
    strong: bool
    """It is a work even if no other line is one."""


@dataclass(slots=True)
class ReadPart:
    """The contents of a part of a list, in order; other parts may decide what they are."""

    found: list[FoundHeading | FoundParents | FoundIntro | FoundWork] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    covered: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of works."""
    contents: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of links to headings of the page."""
    items: int = 0
    """The number of items and rows, works or not."""
    size: int = 0
    """The number of characters."""


class Assembly:
    """The works of all parts under their headings; doubtful works are decided at the end."""

    def __init__(self, path: str) -> None:
        self.list = AwesomeList()
        self.path = path
        self.open: list[tuple[int, str]] = []
        """The headings above the current place, with their levels."""
        self.headings: tuple[str, ...] = ()
        self.weak: list[ListedWork] = []
        self.soft: FoundHeading | None = None
        """The paragraph in bold type right before, which may be a heading."""
        self.unread: list[int] = []
        """The lines of what looks like a work and is none."""

    def of(self, read: Iterable[ReadPart]) -> AwesomeList:
        """Return the list that parts make, given in order."""
        items = 0
        for part in read:
            items += part.items
            self.list.findings += part.findings
            self.list.covered += part.covered
            self.list.contents += part.contents
            for found in part.found:
                self._take(found)
        self._judge(items)
        return self.list

    def _take(self, found: FoundHeading | FoundParents | FoundIntro | FoundWork) -> None:
        if isinstance(found, FoundHeading) and found.soft:
            self.soft = found
            return
        soft, self.soft = self.soft, None
        if isinstance(found, FoundWork):
            if about := next((w for w in self.headings if _NO_WORKS.fullmatch(w)), None):
                self._passed_over(found.work, f"it stands under “{about}”")
                return
            if soft:
                self._heading(soft)
            above = found.work.headings
            headings = (*self.headings, *above) if above else self.headings
            work = found.work._replace(headings=headings)
            (self.list.works if found.strong else self.weak).append(work)
        elif isinstance(found, FoundParents):
            if soft:
                self._heading(soft)
            path = (*self.headings, *found.words)
            heading = ListedHeading(path, found.line, numbered=False, shown=found.words[-1])
            self.list.headings.append(heading)
            self.list.places += [(found.line, path), (found.last_line + 1, self.headings)]
            self.list.covered.append((found.line, found.line))
        elif isinstance(found, FoundIntro):
            at_top = len(self.headings) == 1 and self.list.title
            if at_top and not self.list.intro and not self.list.works:
                self.list.intro = found.words
        else:
            self._heading(found)

    def _heading(self, found: FoundHeading) -> None:
        level = found.level
        if level is None and not found.words:
            if self.open and self.open[-1][0] > _FOLD:
                self.open.pop()
                self.headings = self.headings[:-1]
                self.list.places.append((found.line, self.headings))
            return
        if level is None:
            level = max(self.open[-1][0] if self.open else 0, _FOLD) + 1
        elif level == 1 and not self.list.title:
            self.list.title = without_number(found.words)
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        if not found.words:
            self.headings = tuple(words for _level, words in self.open)
            self.list.places.append((found.line, self.headings))
            return
        self.open.append((level, found.words))
        self.headings = tuple(words for _level, words in self.open)
        heading = ListedHeading(self.headings, found.line, found.numbered)
        heading.shown, heading.level = found.shown or found.words, found.level
        heading.last_line = found.last_line or found.line
        heading.links = found.links
        self.list.headings.append(heading)
        self.list.places.append((found.line, self.headings))
        self.list.covered.append((found.line, heading.last_line))

    def _passed_over(self, work: ListedWork, why: str) -> None:
        message = f"“{work.entry.title}” is not read as a work: {why}"
        self.list.findings.append(import_finding("passed-over", message, work.position))
        self.unread.append(work.position.line)

    def _judge(self, items: int) -> None:
        """Accept doubtful works if the file is clearly a list, and report a file without works."""
        works = self.list.works
        weak, strong = len(self.weak), len(works)
        if weak and (strong >= _ENOUGH or (weak >= _ENOUGH and weak * 2 >= items)):
            works += self.weak
            works.sort(key=lambda work: work.position)
        else:
            self.unread += [work.position.line for work in self.weak]
        unread = set(self.unread)
        self.list.covered = sorted(span for span in self.list.covered if span[0] not in unread)
        under = {work.headings for work in works}
        for heading in self.list.headings:
            heading.has_works = heading.path in under
            self._links_left_out(heading, under, [work.position.line for work in works])
        if not works:
            message = "no line of this file can be read as a work: is it a list?"
            self.list.findings.append(import_finding("no-list", message, Position(self.path)))
        self.list.findings.sort(key=lambda finding: finding.position)

    def _links_left_out(
        self, heading: ListedHeading, under: set[tuple[str, ...]], lines: list[int]
    ) -> None:
        """Report the links of a heading of the list: a section has words only.

        The top heading of all works is the title of the page, which stays as it is; so does what
        stands before and behind the list.
        """
        path = heading.path
        if not heading.links or not lines:
            return
        untitled = any(known[:1] != self.list.headings[0].path[:1] for known in under)
        start = self.list.headings[0].line if untitled else lines[0] + 1
        within = start <= heading.line < lines[-1]
        if not within and not any(known[: len(path)] == path for known in under):
            return
        if len(path) == 1 and all(known[:1] == path for known in under):
            return
        quoted = ", ".join(f"“{url}”" for url in dict.fromkeys(heading.links))
        what = "a link" if len(heading.links) == 1 else "links"
        message = f"{quoted} left out: the title of a section has no place for {what}"
        position = Position(self.path, heading.line)
        self.list.findings.append(import_finding("misplaced-link", message, position))


_CONTENTS = regex(
    r"\W*(?:(?:table of )?contents?|toc|outline|overview|目录|menu|index)\W*", re.IGNORECASE
)


def is_contents_heading(words: str) -> bool:
    """Say whether words are the heading of a table of contents."""
    return _CONTENTS.fullmatch(words) is not None


def without_number(words: str) -> str:
    """Return the words of a heading without the number before them."""
    return _NUMBER.sub("", words) or words


def heading_name(words: str) -> tuple[str, str]:
    """Return the number and words of a heading: ``("1.3", "Methods")`` for ``1.3 Methods``."""
    match = re.match(rf"\s*{_YEAR}(\d+(?:\.\d+)*)[.):]?\s+(?=\S)", words)
    return (match[1], words[match.end() :].strip()) if match else ("", words.strip())
