"""The headings of the generated list: their lines, their anchors, and links to them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.files.config import README
from pllm_bib.formats.markdown.escape import escape
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Chapter, Section

_DEEPEST = 6
"""The level of headings in Markdown, at most."""


class PageHeading(NamedTuple):
    """A heading of the list, and what stands between it and the next one."""

    level: int
    """Its level in Markdown; chapters have 2."""
    number: str
    """Its number as readers see it; empty without one."""
    title: str
    anchor: str
    """The anchor that GitHub gives it."""
    section: Section | None
    """The section whose works follow it."""
    text: str
    below: str
    page: str = ""
    """The file that it stands in, if that is not the README."""

    @property
    def place(self) -> str:
        """The target of a link to it, as seen from the list's folder."""
        return f"{self.page or README}#{self.anchor}"

    @property
    def line(self) -> str:
        """The line of the heading."""
        number = f"{self.number} " if self.number else ""
        return f"{'#' * self.level} {number}{escape(self.title)}"


def headings(config: Config) -> list[PageHeading]:
    """Return the headings of a list in order. The front matter has none."""
    found: list[PageHeading] = []
    for level, number, section, of in _in_order(config):
        shown = number if config.numbered else ""
        found.append(
            PageHeading(min(level, _DEEPEST), shown, of.title, "", section, of.text, of.below)
        )
    return on_pages(found, [""] * len(found))


def on_pages(made: Sequence[PageHeading], pages: Sequence[str]) -> list[PageHeading]:
    """Return headings as they stand on pages, with the anchors that they have there."""
    found: list[PageHeading] = []
    taken: dict[tuple[str, str], int] = {}
    for heading, page in zip(made, pages, strict=True):
        number = f"{heading.number} " if heading.number else ""
        name = anchor(f"{number}{heading.title}")
        taken[page, name] = repeated = taken.get((page, name), -1) + 1
        name = f"{name}-{repeated}" if repeated else name
        found.append(heading._replace(anchor=name, page=page))
    return found


def contents(made: Sequence[PageHeading]) -> str:
    """Return links to all headings: a line for each chapter, or nested items in a deep list."""
    if all(heading.level <= _FLAT for heading in made):
        return "\\\n".join(_flat_contents(made))
    return "\n".join(f"{'  ' * (heading.level - 2)}- {_link(heading, ' ')}" for heading in made)


_FLAT = 3
"""The level of sections that are right below a chapter."""


def _flat_contents(made: Sequence[PageHeading]) -> Iterator[str]:
    at = 0
    while at < len(made):
        chapter, end = made[at], at + 1
        while end < len(made) and made[end].level == _FLAT:
            end += 1
        sections = " · ".join(_link(heading, "&nbsp;") for heading in made[at + 1 : end])
        colon = ":" if sections else ""
        yield f"**{_link(chapter, ' ')}{colon}** {sections}".rstrip()
        at = end


def _link(heading: PageHeading, space: str) -> str:
    number = f"{heading.number}{space}" if heading.number else ""
    return f"[{number}{escape(heading.title)}]({heading.page}#{heading.anchor})"


def _in_order(config: Config) -> Iterator[tuple[int, str, Section | None, Chapter | Section]]:
    """Yield level, number and section of each heading, and the chapter or section that it is."""
    for chapter in config.chapters:
        if not chapter.title:
            continue
        yield 2, f"{chapter.id}." if chapter.id else "", chapter.own, chapter
        for level, section in chapter.outline:
            yield 2 + level, section.id, section if section.slug else None, section


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = (
        letter
        for letter in heading.lower()
        if letter in " -_" or unicodedata.category(letter)[0] in "LMN"
    )
    return "".join(kept).replace(" ", "-")
