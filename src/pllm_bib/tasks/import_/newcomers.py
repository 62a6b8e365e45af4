"""Works sorted into those that the list has and those that are new to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.identifiers import (
    address_doi,
    arxiv_id,
    arxiv_id_at,
    comparable_address,
    openreview_id,
)
from pllm_bib.same_work.index import MarkedEntry, Match, Works
from pllm_bib.tasks.import_.complete import completed, year_of
from pllm_bib.tasks.import_.result import Newcomer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.import_.result import ImportPlan
    from pllm_bib.tasks.import_.sections import Sections


_UNNAMED = "\0"
"""The start of keys for the time being: no entry of a file has such a key."""


class Newcomers:
    """A sorter of works into known and new ones; several lines on a work make one new work."""

    def __init__(
        self,
        entries: Sequence[Entry],
        result: ImportPlan,
        sorter: Sections,
        *,
        of_lines: bool = True,
        keep_keys: bool = False,
    ) -> None:
        """Sort by the entries of a list. ``of_lines`` says that the works are lines of a list.

        ``keep_keys`` says that their keys hold in the new list, with all that names keys. Then
        no work is taken for another one either.
        """
        self.keep_keys = keep_keys
        self.known = Works(entries, of_lines=of_lines)
        self.new = Works(of_lines=of_lines, strict=True)
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

    def take(self, work: ListedWork) -> str | None:
        """Sort a work in; return the key of the entry that it is taken for, if there is one."""
        sought = MarkedEntry(work.entry, foreign=True)
        match = self.known.find(sought)
        if match and not _are_two(match, alike=False):
            self.result.recognised.setdefault(match.entry.key, []).append(work.position)
            if match.doubt:
                self._doubted(match, work)
            self._listed(match.entry.key, work)
            return match.entry.key
        again = None if self.keep_keys else self.new.find(sought)
        section = self.sorter.section_of(work)
        if again and not _are_two(again):
            self._again(self.found[again.entry.key], again, work, section)
            return None
        if section is None:
            return None
        for other in filter(None, (match, again)):
            self._told_apart(other, work)
        # A key for the time being, which tells entries without any apart.
        key = f"{_UNNAMED}{len(self.found)}"
        # Sections and keys of another list mean nothing here.
        entry = replace(
            work.entry,
            key=key,
            sections=(section.id,),
            aliases=work.entry.aliases if self.keep_keys else (),
            related=work.entry.related if self.keep_keys else (),
            extra=tuple(pair for pair in work.entry.extra if pair[0] != "also"),
            origin=None,
        )
        own = work.entry.key if self.keep_keys else ""
        self.found[key] = Newcomer(
            entry, work.position, work.arxiv, work.latex or {}, own, work.notes
        )
        if not self.keep_keys:
            self.new.add(entry, sought)
        self._listed(key, work)
        return None

    def _again(
        self, newcomer: Newcomer, match: Match, work: ListedWork, section: Section | None
    ) -> None:
        """Add what a further line on a new work says, and its section.

        A line that is doubtful gives its section only.
        """
        old = newcomer.entry
        self._listed(old.key, work)
        entry = old
        if match.doubt:
            self._doubted(match, work)
        else:
            self._compare(newcomer, work)
            entry = completed(old, work.entry)
            self._compare_links(entry, newcomer, work)
            newcomer.latex = {**(work.latex or {}), **newcomer.latex}
            if work.notes and work.notes not in newcomer.notes:
                newcomer.notes = "\n".join(filter(None, (newcomer.notes, work.notes)))
        if section and section.id not in entry.sections:
            entry = replace(entry, sections=(*entry.sections, section.id))
        newcomer.entry = entry
        if not match.doubt:
            newcomer.arxiv = newcomer.arxiv or work.arxiv
            self.new.add(entry)

    def _compare(self, newcomer: Newcomer, work: ListedWork) -> None:
        """Tell where two lines on one work disagree."""
        old = newcomer.entry
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

    def _compare_links(self, entry: Entry, newcomer: Newcomer, work: ListedWork) -> None:
        """Tell of links of a further line that the work has no place for.

        ``entry`` is what both lines make.
        """
        kept = {comparable_address(link.url) for link in entry.links}
        for link in work.entry.links:
            if comparable_address(link.url) not in kept and not _is_implied(link.url, entry):
                message = (
                    f"the {link.kind.value} link is “{link.url}” here, “{entry.link(link.kind)}” "
                    f"in line {newcomer.position.line}: the first is taken"
                )
                self._finding("lines-disagree", message, work, newcomer.position)

    # What is doubtful.

    def _doubted(self, match: Match, work: ListedWork) -> None:
        """Tell that a work is taken for another one, from which nothing is taken."""
        place = self._place(match.entry)
        if match.entry.key in self.found:
            message = (
                f"“{work.entry.title}” is taken for “{match.entry.title}” ({place}), but "
                f"{match.doubt}{self._of(match)}: only its section is taken from this line"
            )
        else:
            message = (
                f"it is taken for “{match.entry.key}”, but {match.doubt}{self._of(match)}: "
                f"nothing is taken from it; “{match.entry.key}” is in {place}"
            )
        self._finding(match.finding, message, work, place)

    def _of(self, match: Match) -> str:
        """Return the identifier that is another work's, and the place of that work."""
        if not match.disagrees or match.disagrees.alike:
            return ""
        kind, value = match.disagrees.identifier
        return f" ({kind} {value}, {self._place(match.disagrees.holder)})"

    def _told_apart(self, match: Match, work: ListedWork) -> None:
        """Tell of two works that an identifier, or a title, would have made one."""
        assert match.disagrees  # noqa: S101 -- that is what makes them two
        (kind, value), holder, other, _alike = match.disagrees
        place = self._place(holder)
        if other:
            message = (
                f"“{work.entry.title}” has the {kind} {value} here, and {other} in {place}: both "
                "are kept, as two works; merge them, or correct one"
            )
        else:
            message = (
                f"“{work.entry.title}” has the {kind} {value}, and so has “{holder.title}” in "
                f"{place}: both are kept, as two works; correct the identifier, or merge them"
            )
        self._finding(match.finding, message, work, place)

    def _place(self, entry: Entry) -> Position:
        found = self.found.get(entry.key)
        return found.position if found else entry.position() or Position("")

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


def _is_implied(url: str, entry: Entry) -> bool:
    """Say whether an address says no more than an identifier of the work."""
    arxiv, doi, openreview = arxiv_id_at(url), address_doi(url), openreview_id(url)
    if arxiv and entry.eprint:
        known = arxiv_id(entry.eprint.id)
        return bool(known and known.bare == arxiv.bare)
    if doi and entry.doi:
        return doi.lower() == entry.doi.lower()
    return bool(openreview and openreview == entry.openreview)


def _are_two(match: Match, *, alike: bool = True) -> bool:
    """Say whether a title and an identifier disagree about a work, so that it may be another one.

    ``alike`` says that this is so even if the titles are alike.
    """
    told = match.disagrees
    return bool(told and told.holder is match.entry and (alike or not told.alike))
