"""Publications held against each other: what says that two entries are not of one of them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.fuzz import ratio

from pllm_bib.same_work.titles import UNLIKE, numbers

if TYPE_CHECKING:
    from pllm_bib.same_work.record import WorkRecord

_KINDS = ("DOI", "arXiv id", "ACL id", "OpenReview id", "ISBN")


def differing(one: WorkRecord, other: WorkRecord) -> str | None:
    """Return the evidence that two records are of two publications, of one work or not."""
    if found := differing_identifier(one, other):
        return f"the {found.kind}s differ"
    if one.preprint or other.preprint:
        return None
    if one.container and other.container:
        if {one.type, other.type} == {"article", "inproceedings"}:
            return "one is in a journal, one in proceedings"
        if not _may_be_one_venue(one.container, other.container):
            return "the venues differ"
    volumes = {one.volume, other.volume}
    if one.type == other.type == "article" and "" not in volumes and len(volumes) > 1:
        return "the volumes differ"
    if one.pages and other.pages and one.pages != other.pages:
        return "the pages differ"
    return None


class DifferingIdentifiers(NamedTuple):
    """Identifiers of one kind, one of each of two records."""

    kind: str
    one: str
    other: str


def differing_identifier(one: WorkRecord, other: WorkRecord) -> DifferingIdentifiers | None:
    """Return identifiers of the first kind of which two records have some and share none."""
    for kind in _KINDS:
        mine = {i.value for i in one.identifiers if i.kind == kind}
        theirs = {i.value for i in other.identifiers if i.kind == kind}
        if mine and theirs and mine.isdisjoint(theirs):
            return DifferingIdentifiers(kind, min(mine), min(theirs))
    return None


@functools.lru_cache(maxsize=20_000)
def _may_be_one_venue(one: str, other: str) -> bool:
    """Say whether two names, in lower case, may be those of one journal or conference.

    They may be full, in abbreviated words, or one an acronym of the other one.
    """
    mine, theirs = _telling_words(one), _telling_words(other)
    if not mine or not theirs:
        return True
    for words, name in ((mine, other), (theirs, one)):
        if len(words) <= _MOST_ACRONYMS and any(_stands_for(word, name) for word in words):
            return True
    short, long = sorted((mine, theirs), key=len)
    shared = sum(any(_is_abbreviation(word, twin) for twin in long) for word in short)
    return shared / len(short) > 0.5  # noqa: PLR2004 -- most of the words


_OF_ANY_VENUE = frozenset(
    "acm adv advances and annual association conf conference european for ieee in int intl "
    "international j journal of on proc proceedings society symp symposium the trans transactions "
    "volume workshop".split()
)
_YEAR_OR_EDITION = re.compile(r"\d+(?:st|nd|rd|th)?|\w*(?:first|second|third|eth|nth|xth)")


def _telling_words(venue: str) -> list[str]:
    words = re.findall(r"\w+", venue)
    telling = [w for w in words if w not in _OF_ANY_VENUE and not _YEAR_OR_EDITION.fullmatch(w)]
    # An acronym in brackets behind the name says no more than the name.
    return telling if len(telling) < 3 else [w for w in telling if f"({w}" not in venue]  # noqa: PLR2004


def _is_abbreviation(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) > 2 or short == long)  # noqa: PLR2004


_LONG_ACRONYM = 5
_MOST_ACRONYMS = 2
"""NAACL-HLT is two; a name of more words is no acronym."""


def _stands_for(acronym: str, name: str) -> bool:
    """Say whether the letters of an acronym, one or several, start words of a name: neurips."""
    if f"({acronym}" in name:
        return True
    if not 2 < len(acronym) < 9 or acronym in name:  # noqa: PLR2004 -- a word of both
        return False
    if name.isalpha():  # nips and neurips
        letters = iter(name)
        return all(letter in letters for letter in acronym)
    # Some end with an s that stands for nothing: aistats.
    letters_only = acronym.removesuffix("s") if len(acronym) > _LONG_ACRONYM else acronym
    start = rf"\b{letters_only[0]}"
    pattern = start + "".join(rf"(?:{letter}|.*?\b{letter})" for letter in letters_only[1:])
    return re.search(pattern, name) is not None


def apart(one: WorkRecord, other: WorkRecord) -> str | None:
    """Return the evidence that two records, both like a third one, are of two works."""
    if reason := differing(one, other):
        return reason
    if not one.title or not other.title:
        return None
    if not set(one.identifiers).isdisjoint(other.identifiers):
        return None
    forms = [(one.title, other.title)]
    if one.main and not other.main:
        forms.append((one.title[: one.main], other.title))
    if other.main and not one.main:
        forms.append((one.title, other.title[: other.main]))
    if any(ratio(a, b) >= UNLIKE and numbers(a) == numbers(b) for a, b in forms):
        return None
    return "the titles differ"
