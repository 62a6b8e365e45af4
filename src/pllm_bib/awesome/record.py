"""The record of a part of a list: works, headings, and findings, with their places in the text."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from pllm_bib.awesome.entry import entry_of
from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.inline import inline_html
from pllm_bib.awesome.label import ANY_LINK_WORD, SHORTCODE
from pllm_bib.awesome.links import read_links
from pllm_bib.awesome.outline import FoundWork, ListedWork, ReadPart
from pllm_bib.awesome.remains import SEPARATORS
from pllm_bib.awesome.texts import is_bare, tells
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from pllm_bib.awesome.addresses import LinkProblem
    from pllm_bib.awesome.blocks import MarkdownPart
    from pllm_bib.awesome.found import Line
    from pllm_bib.awesome.inline import Inline
    from pllm_bib.awesome.outline import FoundHeading, FoundIntro, FoundParents

_TABLE_OF_CONTENTS = regex(r"^(table of )?contents?$|^toc$|^目录$", re.IGNORECASE)
_ALL_IN_BRACKETS = regex(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LETTERS = regex(r"[^\W\d_]{2}")
_LONGEST_QUOTE = 60
"""Characters of a line that a finding quotes."""


class PartRecord:
    """The record of what is read of one part of a file."""

    def __init__(self, part: MarkdownPart, path: str) -> None:
        self.part = part
        self.path = path
        self.lines = part.text.split("\n")
        self.read_part = ReadPart(size=len(part.text))
        self.has_works = False

    def found(self, what: FoundHeading | FoundParents | FoundIntro | FoundWork) -> None:
        """Record something that stands behind all that is recorded."""
        self.read_part.found.append(what)

    def work(
        self,
        line: Line,
        first: int,
        last: int,
        above: tuple[str, ...] = (),
        *,
        role: bool = False,
    ) -> bool:
        """Record a work; tell of what has links to a work and no title. Return True if it is told.

        ``first`` and ``last`` are its lines, ``above`` the items that it stands below. With
        ``role``, a table says that it is one.
        """
        links = read_links(line.links)
        if not line.title or is_bare(str(line.title)):
            if links.has_paper or links.arxiv or links.doi:
                message = "the line has links to a work, but no title can be found in it"
                self.finding("line-without-title", message, first, last)
                return True
            return False
        strong = bool(links.has_paper or links.arxiv or links.doi or line.doi or tells(line.label))
        if not strong and (line.prose or line.prefixed or not links.links):
            return False
        if _TABLE_OF_CONTENTS.match(str(line.title)):
            return False
        entry = entry_of(line, links)
        work = ListedWork(
            entry, above, self._position(first, last), line.label.arxiv, notes=self._notes(line)
        )
        for problem in (*line.problems, *links.problems):
            self.finding(problem.name, problem.message, first, last, problem)
        self.has_works = self.has_works or strong or role
        self.read_part.covered.append((first, last))
        self.found(FoundWork(work, strong or role))
        return True

    def _notes(self, line: Line) -> str:
        """Return what is said of a work below its line, and words behind its title, as items."""
        said = [_bare_note(words) for words in line.unread]
        notes = [f"- {words}" for words in dict.fromkeys(said) if _says_something(words)]
        for first, last in sorted(set(line.notes)):
            source = textwrap.dedent("\n".join(map(self._line, range(first, last + 1)))).strip("\n")
            if source.lstrip().lower().startswith("<li"):
                plain = " ".join(inline_html(source).plain.split())
                source = f"- {plain}"
            if source.strip():
                notes.append(source)
        return "\n".join(notes)

    def passed_over(self, inline: Inline, why: str, first: int, last: int) -> None:
        """Tell of a line that links to a paper and is no work."""
        words = " ".join(inline.plain.split())
        quoted = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"
        self.finding("passed-over", f"“{quoted}” is not read as a work: {why}", first, last)

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

    def finding(
        self, name: str, message: str, line: int, last: int, problem: LinkProblem | None = None
    ) -> None:
        """Record a finding about some lines, at the piece of them that a problem names."""
        position = self._position(line, last, problem.piece if problem else "")
        self.read_part.findings.append(import_finding(name, message, position))


def _bare_note(words: str) -> str:
    """Return words behind a title without the marks around them."""
    words = SHORTCODE.sub(" ", words).strip(SEPARATORS).lstrip("]) ").rstrip("[( ")
    if words.count('"') % 2:
        words = words.strip('"' + SEPARATORS)
    bracketed = _ALL_IN_BRACKETS.fullmatch(words)
    return (bracketed[1] or bracketed[2] or "").strip(SEPARATORS) if bracketed else words


def _says_something(words: str) -> bool:
    """Say whether words behind a title are more than the label of a link, or a mark."""
    bare = words.strip("()[]{}【】 ")
    return _LETTERS.search(bare) is not None and not ANY_LINK_WORD.fullmatch(bare)
