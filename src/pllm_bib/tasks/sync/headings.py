"""The sections that the headings of a source mean: named, alike, or voted for by known works."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.outline import heading_name
from pllm_bib.errors import OperatorError
from pllm_bib.model.diagnostic import no_such
from pllm_bib.model.folding import letters
from pllm_bib.tasks.import_.sections import Sections, match_section
from pllm_bib.tasks.sync.remembered import heading_path, heading_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.library import Section

_ENOUGH = 2
"""So many works that both lists have settle a heading, if they are more than half of them."""


class SourceHeadings(Sections):
    """A finder of sections for the headings of a source.

    A section that the user names comes first, then one that is called alike. Else the works under
    the heading vote with their sections: those that it had before, or all if it is a new name.
    """

    def settle(
        self,
        works: Iterable[ListedWork],
        voters: Iterable[tuple[tuple[str, ...], str, bool]],
        named: Mapping[str, Section],
    ) -> None:
        """Find the section of each heading.

        ``voters`` are the known works: the headings above each, its section, and whether these are
        the headings that it was remembered under. Raises `OperatorError` where the user names a
        heading that there is not.
        """
        paths = dict.fromkeys(work.headings for work in works)
        self._stop_at_unknown(paths, named)
        by_id = {section.id: section for chapter in self.chapters for section in chapter.sections}
        self.votes: dict[tuple[str, ...], Counter[str]] = {}
        faithful: dict[tuple[str, ...], Counter[str]] = {}
        for path, section, remembered in voters:
            for votes in (self.votes, faithful) if remembered else (self.votes,):
                votes.setdefault(path, Counter())[section] += 1
        for path in paths:
            if self.section is not None:
                break
            self.memo[path] = (
                _named(path, named)
                or self.memo.get(path)
                or match_section(path, self.chapters, self.title)
                or by_id.get(_winner(faithful.get(path), least=1))
                or by_id.get(_winner(self.votes.get(path), least=_ENOUGH))
            )

        self.texts = {heading_text(path): self.memo.get(path) for path in paths}

    def _stop_at_unknown(
        self, paths: Iterable[tuple[str, ...]], named: Mapping[str, Section]
    ) -> None:
        headings = dict.fromkeys(heading for path in paths for heading in path)
        known = {name for heading in headings for name in _names(heading)}
        for name in named:
            if letters(name) not in known:
                raise OperatorError(no_such("heading", name, headings, " in the source"))

    def of_text(self, text: str) -> Section | None:
        """Return the section of a heading as `heading_text` writes it, also of one that is gone."""
        if text in self.texts:
            return self.texts[text]
        return match_section(heading_path(text), self.chapters, self.title)

    def report(self, findings: list[Diagnostic]) -> None:
        """Ask for the section of each heading without one, and say what the known works are in."""
        for path, places in self.unmatched.items():
            asked = self._asked(path, places)
            findings.append(import_finding("unmatched-heading", asked, places[0]))

    def _asked(self, path: tuple[str, ...], places: Sequence[Position]) -> str:
        works = "1 new work waits" if len(places) == 1 else f"{len(places)} new works wait"
        votes = self.votes.get(path)
        told = ", ".join(f"{n} in {section}" for section, n in votes.most_common()) if votes else ""
        known = f"its known works are: {told}" if told else "none of its works is known"
        if not path:
            return f"what has no heading is of no section here: {works}; name one with --section"
        name = path[-1].replace('"', "'")
        return (
            f"the heading “{path[-1]}” is of no section here ({known}): {works}; name one with "
            f'--map "{name}=ID"'
        )


def _names(heading: str) -> tuple[str, str]:
    return letters(heading), letters(heading_name(heading)[1])


def _named(path: Sequence[str], named: Mapping[str, Section]) -> Section | None:
    """Return the section that the user names for one of some headings, the innermost first."""
    wanted = {letters(name): section for name, section in named.items()}
    for heading in reversed(path):
        for name in _names(heading):
            if name in wanted:
                return wanted[name]
    return None


def _winner(votes: Counter[str] | None, *, least: int) -> str:
    """Return the section with at least so many votes and most of all; else an empty text."""
    if not votes:
        return ""
    ((best, number),) = votes.most_common(1)
    return best if number >= least and number * 2 > votes.total() else ""
