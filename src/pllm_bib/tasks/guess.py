"""The section of a new work, guessed from the works that a list has."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import comparable_words
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section

_NEIGHBOURS = 5
"""Works that vote."""
_LEAST = 0.08
"""A work that is less alike says nothing."""
_OF_ABSTRACT = 0.3
_OF_VENUE = 0.5
"""Weights of a word of the abstract and of the venue; a word of the title has 1."""
_TOLD = 2


class SectionGuess(NamedTuple):
    """A section, and the works that speak for it, the most alike first."""

    section: Section
    like: tuple[Entry, ...]

    @property
    def reason(self) -> str:
        """The reason in words."""
        return "like " + ", ".join(f"“{entry.title}”" for entry in self.like[:_TOLD])


class Guesser:
    """A judge of sections: the works that are most like a new one vote for theirs.

    Alike are works with rare words in their titles, one venue, or links of the same kinds.
    """

    def __init__(self, library: Library) -> None:
        self.sections = {section.id: section for section in library.sections}
        self.works = [entry for entry in library if entry.sections]
        counts = Counter(name for entry in self.works for name in set(_features(entry)))
        self.rare = {
            name: math.log((len(self.works) + 1) / (number + 0.5))
            for name, number in counts.items()
        }
        self.vectors = [self._vector(entry) for entry in self.works]

    def _vector(self, entry: Entry) -> dict[str, float]:
        found = {
            name: weight * self.rare.get(name, 0.0) for name, weight in _features(entry).items()
        }
        length = math.sqrt(sum(value * value for value in found.values())) or 1.0
        return {name: value / length for name, value in found.items() if value > 0}

    def guess(self, entry: Entry) -> SectionGuess | None:
        """Return the section that an entry most likely belongs to; None if nothing is like it."""
        mine = self._vector(entry)
        alike = sorted(
            (
                (sum(mine.get(name, 0.0) * value for name, value in other.items()), -at)
                for at, other in enumerate(self.vectors)
            ),
            reverse=True,
        )[:_NEIGHBOURS]
        votes: defaultdict[str, float] = defaultdict(float)
        voters: defaultdict[str, list[Entry]] = defaultdict(list)
        for likeness, at in alike:
            if likeness >= _LEAST:
                section = self.works[-at].sections[0]
                votes[section] += likeness
                voters[section].append(self.works[-at])
        if not votes:
            return None
        best = max(votes, key=lambda name: (votes[name], -list(votes).index(name)))
        return SectionGuess(self.sections[best], tuple(voters[best]))


_SMALL = frozenset(
    "a an and are as at by for from how in into is it its of on or the to via we with what when "
    "that this can be our than using towards toward".split()
)


def _features(entry: Entry) -> dict[str, float]:
    """Return what says something of the subject of an entry, with its weight."""
    found: dict[str, float] = {}
    for word in _words(str(entry.abstract or "")):
        found[word] = _OF_ABSTRACT
    for word in _words(str(entry.title)):
        found[word] = 1.0
    for word in (word for keyword in entry.keywords for word in _words(keyword)):
        found[word] = 1.0
    if entry.venue:
        found[f"venue {entry.venue}"] = _OF_VENUE
    for link in entry.links:
        if link.kind in {LinkKind.DATA, LinkKind.CODE}:
            found[f"link {link.kind}"] = _OF_VENUE
    return found


def _words(text: str) -> Iterable[str]:
    """Yield the words of a text that tell something, without the s of a plural."""
    for word in comparable_words(text):
        if word not in _SMALL:
            yield word.removesuffix("s") if len(word) > 3 else word  # noqa: PLR2004
