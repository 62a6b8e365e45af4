"""Works sorted into those that the list has and those that are new to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.same_work.index import MarkedEntry, Match, Works
from pllm_bib.tasks.import_.complete import completed, year_of
from pllm_bib.tasks.import_.result import Newcomer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.model.diagnostic import Position
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.import_.result import ImportPlan
    from pllm_bib.tasks.import_.sections import Sections


class Newcomers:
    """A sorter of works into known and new ones; several lines on a work make one new work."""

    def __init__(
        self,
        entries: Sequence[Entry],
        result: ImportPlan,
        sorter: Sections,
        *,
        of_lines: bool = True,
    ) -> None:
        """Sort by the entries of a list. ``of_lines`` says that the works are lines of a list."""
        self.known = Works(entries, of_lines=of_lines)
        self.new = Works(of_lines=of_lines)
        self.found: dict[str, Newcomer] = {}
        self.listed: dict[tuple[str, tuple[str, ...]], Position] = {}
        self.result = result
        self.sorter = sorter

    def entries(self) -> list[Newcomer]:
        """Return the new works, in the order that they were met."""
        return list(self.found.values())

    def take_all(self, works: list[ListedWork]) -> None:
        """Sort works in one by one without keeping them: there may be very many."""
        works.reverse()
        while works:
            self.take(works.pop())

    def take(self, work: ListedWork) -> None:
        """Sort a work in."""
        sought = MarkedEntry(work.entry, foreign=True)
        match = self.known.find(sought)
        if match:
            self.result.recognised.setdefault(match.entry.key, []).append(work.position)
            if match.doubt:
                message = f"it is taken for “{match.entry.key}”, but {match.doubt}"
                self._finding(match.finding, message, work)
            self._listed(match.entry.key, work)
            return
        again = self.new.find(sought)
        section = self.sorter.section_of(work)
        if again:
            self._again(self.found[again.entry.key], again, work, section)
            return
        if section is None:
            return
        # A key for the time being, which tells entries without any apart.
        key = f"{len(self.found)}"
        # Sections and keys of another list mean nothing here.
        entry = replace(
            work.entry,
            key=key,
            sections=(section.id,),
            aliases=(),
            related=(),
            extra=tuple(pair for pair in work.entry.extra if pair[0] != "also"),
            origin=None,
        )
        self.found[key] = Newcomer(entry, work.position, work.arxiv)
        self.new.add(entry, sought)
        self._listed(key, work)

    def _again(
        self, newcomer: Newcomer, match: Match, work: ListedWork, section: Section | None
    ) -> None:
        """Add what a further line on a new work says, and its section."""
        old = newcomer.entry
        if match.doubt:
            message = (
                f"it is taken for the work of line {newcomer.position.line}, but {match.doubt}"
            )
            self._finding(match.finding, message, work, newcomer.position)
        for what, one, other in (
            ("the year", year_of(old), year_of(work.entry)),
            ("the venue", old.venue, work.entry.venue),
        ):
            if one and other and one.casefold() != other.casefold():
                message = (
                    f"{what} is {other} here, {one} in line {newcomer.position.line}: the first "
                    "is taken"
                )
                self._finding("lines-disagree", message, work, newcomer.position)
        self._listed(old.key, work)
        entry = completed(old, work.entry)
        if section and section.id not in entry.sections:
            entry = replace(entry, sections=(*entry.sections, section.id))
        newcomer.entry = entry
        newcomer.arxiv = newcomer.arxiv or work.arxiv
        self.new.add(entry)

    def _listed(self, key: str, work: ListedWork) -> None:
        """Report a work that stands twice under one heading."""
        first = self.listed.setdefault((key, work.headings), work.position)
        if first is not work.position:
            message = f"the work is listed in line {first.line} already, under the same heading"
            self._finding("repeated-line", message, work, first)

    def _finding(
        self, name: str, message: str, work: ListedWork, related: Position | None = None
    ) -> None:
        self.result.findings.append(
            import_finding(name, message, work.position, related=(related,) if related else ())
        )
