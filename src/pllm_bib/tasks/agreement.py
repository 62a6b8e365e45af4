"""Records of one work held against each other: fields about which two of them disagree."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.folding import comparable_name, letters
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.people import compare_people
from pllm_bib.same_work.publications import blockers, may_be_one_venue
from pllm_bib.same_work.record import Author, record_of
from pllm_bib.tasks.lookup import is_published, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry

Given = tuple["FoundRecord", "Mapping[str, str]"]
"""A record, and the fields that it gives, by name."""


class RecordsDisagree(NamedTuple):
    """Fields that two records have different values for, and both side by side in words."""

    fields: tuple[str, ...]
    words: str


_NOT_OF_FIELDS = frozenset({"pages", "date", "publisher", "number", "issue", "series"})
"""Differences that leave two records in one publication; their fields are compared alone."""


def disagreements(gives: Sequence[Given]) -> Iterator[RecordsDisagree]:
    """Yield what records of one work disagree about, each field once."""
    told: set[str] = set()
    for (one, mine), (other, theirs) in itertools.combinations(gives, 2):
        if words := two_publications(one, other):
            fields = [
                name
                for name in dict.fromkeys((*mine, *theirs))
                if name in _OF_PUBLICATION and name not in told
            ]
            if fields:
                told.update(_OF_PUBLICATION)
                yield RecordsDisagree(tuple(_OF_PUBLICATION), words)
        for name in [name for name in mine if name in theirs]:
            if name not in told and not _agree(name, mine[name], theirs[name], one, other):
                together = next((some for some in _TOGETHER if name in some), (name,))
                told.update(together)
                sides = f"“{mine[name]}” in {named(one)}, “{theirs[name]}” in {named(other)}"
                yield RecordsDisagree(together, f"{name} is {sides}")


_TOGETHER = (
    ("year", "month", "day", "date"),
    ("eprint", "archiveprefix", "primaryclass"),
    ("booktitle", "journal", "series", "publisher", "address"),
)
"""Fields that are taken together or not at all."""
_OF_PUBLICATION = tuple(sorted({*PUBLISHED_FIELDS, "editor", "doi", "url"}))


def two_publications(one: FoundRecord, other: FoundRecord) -> str:
    """Return in words why two records of a work are of two publications; empty if they are of one.

    A preprint is no publication, so it goes with any.
    """
    if not (is_published(one.entry) and is_published(other.entry)):
        return ""
    mine, theirs = record_of(one.entry), record_of(other.entry)
    if not set(mine.identifiers).isdisjoint(theirs.identifiers):
        return ""
    found = next((b for b in blockers(mine, theirs) if b.name not in _NOT_OF_FIELDS), None)
    if found is None and mine.year and theirs.year and mine.year != theirs.year:
        return f"{_shown(one)}, {_shown(other)}: the years differ"
    return f"{_shown(one)}, {_shown(other)}: {found.words}" if found else ""


def _shown(found: FoundRecord) -> str:
    entry = found.entry
    year = f" {entry.date.year}" if entry.date else ""
    doi = f", {entry.doi}" if entry.doi else ""
    return f"“{entry.container}”{year}{doi} in {named(found)}"


_NAMES = frozenset({"author", "editor"})
_WORDS = frozenset(
    "booktitle journal publisher series address school institution venue organization".split()
)
_ANY = frozenset({"url", "pdf", "code", "data", "website", "video"})
"""Links, of which one work has several."""


def _agree(name: str, mine: str, theirs: str, one: FoundRecord, other: FoundRecord) -> bool:
    """Say whether two values of a field mean the same."""
    if name in _ANY or mine == theirs:
        return True
    if name in _NAMES:
        return _same_names(name, one.entry, other.entry)
    if name in _WORDS:
        return may_be_one_venue(mine.casefold(), theirs.casefold())
    if name == "pages":
        first, second = (re.findall(r"[^\W_]+", value) for value in (mine, theirs))
        return first[: len(second)] == second[: len(first)]
    return letters(mine) == letters(theirs)


def _same_names(name: str, one: Entry, other: Entry) -> bool:
    """Say whether two lists of names are of the same people in one order."""
    attribute = "authors" if name == "author" else "editors"
    first, second = (getattr(entry, attribute) for entry in (one, other))
    if len(first) != len(second) and not (first.others or second.others):
        return False
    return all(
        (shared := compare_people([Author(*comparable_name(a))], [Author(*comparable_name(b))]))
        and shared.shared
        for a, b in zip(first, second, strict=False)
    )
