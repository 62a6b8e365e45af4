"""Authors held against each other: the same people, however their names are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.same_work.record import Author, WorkRecord

_LONG_NAME = 5
"""Letters from which a slip in a family name is told from another name."""


class SharedAuthors(NamedTuple):
    """The number of authors that two records share, and that of the shorter list."""

    shared: int
    of: int


def compare_people(one: Sequence[Author], other: Sequence[Author]) -> SharedAuthors | None:
    """Count the authors that two lists have in common; return None if one is empty."""
    if not one or not other:
        return None
    if one == other:
        return SharedAuthors(len(one), len(one))
    short, long = sorted((list(one), list(other)), key=len)
    shared = 0
    for author in short:
        twin = next((person for person in long if _is_one_person(author, person)), None)
        if twin is not None:
            long.remove(twin)
            shared += 1
    return SharedAuthors(shared, len(short))


def compare_listed(one: WorkRecord, other: WorkRecord) -> SharedAuthors | None:
    """Count the authors that two records share if one has all of them in a single name.

    Return None if neither has, or if fewer than two are shared.
    """
    if one.listed and other.listed:
        mine, theirs = set(one.listed.split()), set(other.listed.split())
        names = min(len(mine), len(theirs)) // 2
        shared = min(len(mine & theirs) // 2, names)
    elif one.listed or other.listed:
        typed, authors = (one.listed, other.authors) if one.listed else (other.listed, one.authors)
        words = typed.split()
        names = min(len(words) // 2, len(authors))
        shared = min(sum(_is_among(author, words) for author in authors), names)
    else:
        return None
    return SharedAuthors(shared, names) if shared > 1 else None


def _is_among(author: Author, words: Sequence[str]) -> bool:
    """Say whether an author is among several whose names are words of one text."""
    family = author.family
    if family not in words and (len(family) <= _LONG_NAME or family not in "".join(words)):
        return False
    return not author.given or any(word[0] == author.given[0][0] for word in words)


def _is_one_person(one: Author, other: Author) -> bool:
    if one == other:
        return True
    if _is_one_family(one.family, other.family):
        return _go_together(one.given, other.given)
    # Family and given name may have changed places.
    mine, theirs = "".join(one.given), "".join(other.given)
    if mine and theirs and (one.family == theirs or mine == other.family):
        return one.family[0] == theirs[0] and mine[0] == other.family[0]
    return False


def _is_one_family(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4:  # noqa: PLR2004 -- Li and Lin are two
        return False
    return (
        long.endswith(short)  # with a particle, or a second family name
        or _without_umlauts(one) == _without_umlauts(other)
        or (len(short) >= _LONG_NAME and OSA.distance(one, other, score_cutoff=1) <= 1)
    )


def _without_umlauts(name: str) -> str:
    return name.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _go_together(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether given names may be those of one person: full, as initials, or none."""
    if not one or not other:
        return True
    return one[0][0] == other[0][0] or {w[0] for w in one} == {w[0] for w in other}
