"""The text of somebody's page around the works: what stands before, between and behind them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from operator import itemgetter
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import is_contents_heading
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pllm_bib.awesome.outline import AwesomeList

Path = tuple[str, ...]


@dataclass(slots=True)
class PageText:
    """The text of a page that is no work, in Markdown, letter for letter."""

    before: str = ""
    """From the start of the page to the first heading of the list."""
    after: str = ""
    """From the first heading behind all works to the end of the page."""
    above: dict[Path, str] = field(default_factory=dict)
    """Between headings and their first works."""
    below: dict[Path, str] = field(default_factory=dict)
    """Between and behind the works of headings."""
    headings: set[Path] = field(default_factory=set)
    """The headings between the first and the last of the list."""


def page_text(text: str, document: AwesomeList, top: int) -> PageText:
    """Return the text of a page around the works that were read from it.

    ``top`` is the number of headings that all works stand under, such as the title. Tables of
    contents are left out, since a build makes them.
    """
    return _Page(text, document, top).read()


_DEFINITION = regex(r" {0,3}\[[^\]]+\]:\s*\S+.*")
_GENERATED = regex(
    r"\s*<!--\s*(?:pllm-bib:|lint ).*|No works yet\.|(?:\*\*Download all:\*\* )?"
    r"(?:\[[^\]]+\]\([^)\s]*exports/[^)\s]*\)(?: · )?)+"
)
"""Lines that a build makes."""
_TAG = regex(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*+)[^<>]*+>")
_SEEN = regex(r"<img\b|<a\b[^>]*\b(?:name|id)\s*=|!\[", re.IGNORECASE)
_VOID = frozenset({"img", "br", "hr", "input"})


class _Page:
    def __init__(self, text: str, document: AwesomeList, top: int) -> None:
        self.lines = text.split("\n")
        self.document = document
        self.top = top
        self.taken = bytearray(len(self.lines) + 2)
        """1 for lines of works and headings, 2 for those of tables of contents."""
        for first, last in document.covered:
            self._mark(first, last, 1)
        for first, last in document.contents:
            self._mark(first, last, 2)
        self.paths = self._paths()

    def _mark(self, first: int, last: int, mark: int) -> None:
        last = min(last, len(self.lines))
        self.taken[first : last + 1] = bytes([mark]) * (last + 1 - first)

    def _paths(self) -> list[Path]:
        """Return the headings above each line, counted from 1."""
        found: list[Path] = [()]
        for line, path in [
            *sorted(self.document.places, key=itemgetter(0)),
            (len(self.lines) + 1, ()),
        ]:
            found += [found[-1]] * (line - len(found))
            del found[line:]
            found.append(path)
        return found

    def read(self) -> PageText:
        """Cut the page at the list."""
        works = {work.position.line for work in self.document.works}
        listed = {
            work.headings[:at]
            for work in self.document.works
            for at in range(self.top + 1, len(work.headings) + 1)
        }
        headings = self.document.headings
        starts = [heading.line for heading in headings if heading.path in listed]
        starts += [w.position.line for w in self.document.works if len(w.headings) <= self.top]
        first = min(starts)
        last = max([max(works), *(end for start, end in self.document.covered if start in works)])
        behind = [h.line for h in headings if h.line > last and h.level is not None]
        end = min([*behind, len(self.lines) + 1])
        found = PageText(
            before=self._whole(range(1, first)), after=self._whole(range(end, len(self.lines) + 1))
        )
        found.headings = {h.path for h in headings if first <= h.line < end}
        self._between(found, range(first, end))
        return found

    def _whole(self, numbers: Iterable[int]) -> str:
        """Return the text of lines outside of the list, without tables of contents."""
        empty = {
            number
            for heading in self.document.headings
            if is_contents_heading(heading.path[-1])
            and not self._text(self._under(heading.last_line))
            for number in range(heading.line, heading.last_line + 1)
        }
        kept = [self.lines[n - 1] for n in numbers if self.taken[n] < 2 and n not in empty]  # noqa: PLR2004
        kept = [line for line in kept if not _GENERATED.fullmatch(line)]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")

    def _under(self, last: int) -> list[int]:
        """Return the free lines behind the last line of a heading, up to the next one."""
        nexts = [start for start, _path in self.document.places if start > last]
        end = min([*nexts, len(self.lines) + 1])
        return [number for number in range(last + 1, end) if not self.taken[number]]

    def _between(self, found: PageText, numbers: Iterable[int]) -> None:
        """Put the text between works below its headings."""
        parts: dict[tuple[Path, bool], list[int]] = {}
        begun: set[Path] = set()
        places = {line for line, _path in self.document.places}
        definitions = []
        for number in numbers:
            path = self.paths[number]
            if self.taken[number]:
                if self.taken[number] == 1 and number not in places:
                    begun.add(path)
                parts.setdefault((path, path in begun), []).append(0)  # a gap
            elif _DEFINITION.fullmatch(self.lines[number - 1]):
                definitions.append(self.lines[number - 1])
            else:
                parts.setdefault((path, path in begun), []).append(number)
        for path in dict.fromkeys(path for path, _is_below in parts):
            above, below = self._texts(parts.get((path, False), ()), parts.get((path, True), ()))
            found.above |= {path: above} if above else {}
            found.below |= {path: below} if below else {}
        if definitions:
            found.after = "\n".join(filter(None, (found.after, "", *definitions))).strip("\n")

    def _text(self, numbers: Sequence[int]) -> str:
        return self._texts(numbers, ())[0]

    def _texts(self, above: Sequence[int], below: Sequence[int]) -> tuple[str, str]:
        """Return the text of lines above and below works; 0 is a gap.

        HTML that opens above and closes below is kept around the works if there are words in it.
        """
        texts = [self._lines(above), self._lines(below)]
        counts: Counter[str] = Counter()
        for tag in _TAG.finditer("\n".join(texts)):
            name = tag["name"].lower()
            if name not in _VOID and not tag[0].endswith("/>"):
                counts[name] += -1 if tag["end"] else 1
        unpaired = {name for name, count in counts.items() if count}
        texts = [_without_tags(text, unpaired) for text in texts]
        if texts[1] and any(_opens(text) for text in texts):
            return (texts[0], texts[1]) if any(map(_is_seen, texts)) else ("", "")
        return texts[0] if _is_seen(texts[0]) else "", texts[1] if _is_seen(texts[1]) else ""

    def _lines(self, numbers: Sequence[int]) -> str:
        lines = [self.lines[number - 1].rstrip() if number else "" for number in numbers]
        return "\n".join(line for line in lines if not _GENERATED.fullmatch(line))


def _without_tags(text: str, names: Collection[str]) -> str:
    """Return a text without the tags of some names, and without the lines that held only these."""
    kept = []
    for line in text.split("\n"):
        bare = _TAG.sub(lambda tag: "" if tag["name"].lower() in names else tag[0], line)
        if bare.strip() or bare == line:
            kept.append(bare)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n").rstrip()


def _opens(text: str) -> bool:
    """Say whether a text has tags that are closed elsewhere, or closes those of another text."""
    tags = [tag for tag in _TAG.finditer(text) if tag["name"].lower() not in _VOID]
    return sum(-1 if tag["end"] else 1 for tag in tags if not tag[0].endswith("/>")) != 0


def _is_seen(text: str) -> bool:
    """Say whether readers see anything of a text."""
    words = re.sub(r"<[^<>]*+>", "", text)
    return re.search(r"\w", words) is not None or _SEEN.search(text) is not None
