"""The headings of the generated list: their lines, their anchors, and links to them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats.markdown.escape import escape

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

    @property
    def line(self) -> str:
        """The line of the heading."""
        number = f"{self.number} " if self.number else ""
        return f"{'#' * self.level} {number}{escape(self.title)}"


def headings(config: Config) -> list[PageHeading]:
    """Return the headings of a list in order. The front matter has none."""
    found: list[PageHeading] = []
    anchors: dict[str, int] = {}
    for level, number, section, of in _in_order(config):
        shown = number if config.numbered else ""
        name = anchor(f"{shown} {of.title}" if shown else of.title)
        anchors[name] = repeated = anchors.get(name, -1) + 1
        name = f"{name}-{repeated}" if repeated else name
        found.append(
            PageHeading(min(level, _DEEPEST), shown, of.title, name, section, of.text, of.below)
        )
    return found


def anchors(config: Config) -> dict[str, str]:
    """Return the anchor of the heading that each section's works follow, by its id."""
    return {made.section.id: made.anchor for made in headings(config) if made.section}


def contents(config: Config) -> str:
    """Return links to all headings: a line for each chapter, or nested items in a deep list."""
    made = headings(config)
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
    return f"[{number}{escape(heading.title)}](#{heading.anchor})"


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
