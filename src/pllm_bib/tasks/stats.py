"""Counts of a library: its sections, venues, people, types, years, and what its works have."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.formats.shared.venues import usual_venue, usual_venues
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.model.folding import folded
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.select import HAS, has, venue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pllm_bib.model.library import Library, Venue


class Count(NamedTuple):
    """A number of works, and what they have in common: ``kind`` (venue, year, ...) and ``name``."""

    kind: str
    name: str
    works: int
    about: str = ""
    """More on the name: a section's title, a venue's full name."""


def sections(library: Library) -> list[Count]:
    """Count the works of each section of the outline, in its order."""
    counted = Counter(section for entry in library for section in entry.sections)
    return [Count("section", one.id, counted[one.id], one.title) for one in library.sections]


def venues(library: Library) -> list[Count]:
    """Count the works of each venue, the most frequent first; preprints by their archive."""
    names = {venue.label: venue.name for venue in library.venues}

    def full_name(label: str) -> str:
        usual = usual_venue(label) if names.get(label) is None else None
        return names.get(label) or (usual and usual.label == label and usual.name) or ""

    counted = _ranked("venue", map(venue_of, library))
    return [one._replace(about=full_name(one.name)) for one in counted]


def known_venues(own: Sequence[Venue], wanted: Sequence[str]) -> list[Venue]:
    """Return the venues of a list and the usual ones of the field, or those with a name.

    Raises `OperatorError` for a name that no venue has.
    """
    labels = {venue.label for venue in own}
    known = [*own, *(venue for venue in usual_venues() if venue.label not in labels)]
    if not wanted:
        return known
    found = []
    for name in wanted:
        venue = next((venue for venue in own if folded(venue.label) == folded(name)), None)
        venue = venue or usual_venue(name)
        if venue is None:
            hint = did_you_mean(name, [venue.label for venue in known])
            message = f"there is no venue “{name}”.{hint}"
            raise OperatorError(message)
        found.append(venue)
    return found


def authors(library: Library) -> list[Count]:
    """Count the works of each author, the most frequent first, by the name that is printed."""
    people = ({str(name) for name in entry.authors} for entry in library)
    return _ranked("author", itertools.chain.from_iterable(people))


def stats(library: Library) -> list[Count]:
    """Count the works in all, by type, by year, and by what they have (see `select.HAS`)."""
    years = Counter(str(entry.date.year) for entry in library if entry.date)
    undated = len(library) - years.total()
    return [
        Count("works", "all", len(library)),
        *_ranked("type", (entry.type for entry in library)),
        *(Count("year", *pair) for pair in sorted(years.items(), reverse=True)),
        Count("year", "none", undated),
        *(Count("with", name, sum(has(entry, name) for entry in library)) for name in HAS),
    ]


COUNTS: dict[str, Callable[[Library], list[Count]]] = {
    "section": sections,
    "venue": venues,
    "author": authors,
}


def _ranked(kind: str, names: Iterable[str]) -> list[Count]:
    counted = sorted(Counter(filter(None, names)).items(), key=lambda p: (-p[1], p[0].casefold()))
    return [Count(kind, *pair) for pair in counted]
