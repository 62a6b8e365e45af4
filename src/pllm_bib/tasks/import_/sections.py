"""The sections of a list that the headings of another one mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.outline import heading_name
from pllm_bib.model.folding import letters
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.titles import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.library import Chapter, Section


class Sections:
    """A finder of sections for works; it remembers headings without a section."""

    def __init__(
        self,
        chapters: Sequence[Chapter],
        section: Section | None,
        title: str = "",
        places: Mapping[Position, Section] | None = None,
    ) -> None:
        """Find sections by headings, unless one is given for all works, or ``places`` for each."""
        self.places = places or {}
        self.chapters = chapters
        self.title = title
        self.section = section
        self.memo: dict[tuple[str, ...], Section | None] = {}
        self.unmatched: dict[tuple[str, ...], list[Position]] = {}

    @property
    def left(self) -> int:
        """How many works no section was found for."""
        return sum(map(len, self.unmatched.values()))

    def section_of(self, work: ListedWork) -> Section | None:
        """Return the right section for a work."""
        if self.section:
            return self.section
        if work.position in self.places:
            return self.places[work.position]
        headings = work.headings
        if headings not in self.memo:
            self.memo[headings] = match_section(headings, self.chapters, self.title)
        found = self.memo[headings]
        if found is None:
            self.unmatched.setdefault(headings, []).append(work.position)
        return found

    def by_keywords(self, works: Iterable[ListedWork]) -> Iterator[ListedWork]:
        """Yield works with keywords for headings: each once for every section that they name.

        A section is named by its title, as in a heading, or by its id or slug.
        """
        named = {
            name: section
            for chapter in self.chapters
            for section in chapter.sections
            for name in (section.id, section.slug)
        }
        for work in works:
            headings = [(keyword,) for keyword in work.entry.keywords]
            for (keyword,) in headings:
                if (keyword,) not in self.memo:
                    found = named.get(keyword) or match_section((keyword,), self.chapters)
                    self.memo[keyword,] = found
            telling = [heading for heading in headings if self.memo[heading]]
            if not telling:
                telling = [(", ".join(work.entry.keywords) or "(no keywords)",)]
                self.memo.setdefault(telling[0], None)
            yield from (work._replace(headings=heading) for heading in telling)

    def report(self, findings: list[Diagnostic]) -> None:
        """Report the headings without a section, each once."""
        for headings, places in self.unmatched.items():
            name = f"the heading “{headings[-1]}” is" if headings else "what has no heading is"
            works = "1 new work is" if len(places) == 1 else f"{len(places)} new works are"
            message = f"{name} of no section here: {works} left out; name a section with --section"
            findings.append(import_finding("unmatched-heading", message, places[0]))


_NEAR_HEADING = 0.85


def match_section(
    headings: Sequence[str], chapters: Sequence[Chapter], title: str = ""
) -> Section | None:
    """Return the section that headings mean, the innermost first: by title, else by number.

    Works right under the title of a file belong into the front matter.
    """
    sections = [place for chapter in chapters for place in _places(chapter)]
    for at in range(len(headings) - 1, -1, -1):
        number, words = heading_name(headings[at])
        above = headings[:at]
        found = [place for place in sections if _same_words(place.section.title, words)]
        if not found:
            near = [(_nearness(place.section.title, words), place) for place in sections]
            best = max((ratio for ratio, _place in near), default=0)
            found = [place for ratio, place in near if ratio == best >= _NEAR_HEADING]
        if len(found) > 1:
            known = [sum(_is_among(parent, above) for parent in place.parents) for place in found]
            found = [place for place, n in zip(found, known, strict=True) if n == max(known)]
        if len(found) > 1:
            found = [place for place in found if place.section.id == number]
        if len(found) == 1:
            return found[0].section
        # The heading of a chapter that has one section; a heading below it is another section.
        chapter = [c for c in chapters if c.title and _same_words(c.title, words)]
        is_last = at == len(headings) - 1
        if is_last and len(chapter) == 1 and len(chapter[0].sections) == 1:
            return chapter[0].sections[0]
    front = [section for chapter in chapters if not chapter.title for section in chapter.sections]
    at_top = not headings or (len(headings) == 1 and heading_name(headings[0])[1] == title)
    return front[0] if len(front) == 1 and at_top else None


class _Place(NamedTuple):
    """A section, and the chapter and sections that it stands below."""

    section: Section
    parents: tuple[Chapter | Section, ...]


def _places(chapter: Chapter) -> Iterator[_Place]:
    """Yield the sections of a chapter that hold works."""
    if not chapter.title:
        yield from (_Place(section, ()) for section in chapter.sections)
        return
    if chapter.own:
        yield _Place(chapter.own, ())
    parents: list[Chapter | Section] = [chapter]
    for level, section in chapter.outline:
        del parents[level:]
        if section.slug:
            yield _Place(section, tuple(parents))
        parents.append(section)


def _is_among(parent: Chapter | Section, headings: Sequence[str]) -> bool:
    for heading in headings:
        number, words = heading_name(heading)
        if _nearness(parent.title, words) >= _NEAR_HEADING or (number and number == parent.id):
            return True
    return False


def _same_words(one: str, other: str) -> bool:
    return letters(one) == letters(other) != ""


def _nearness(one: str, other: str) -> float:
    return likeness(letters(one), letters(other))
