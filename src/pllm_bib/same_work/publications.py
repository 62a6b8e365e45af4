"""Publications held against each other: what says that two entries are not of one of them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from pllm_bib.model.folding import comparable_words
from pllm_bib.model.identifiers import comparable_address
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.details import ISSUER, may_be_one_number
from pllm_bib.same_work.titles import UNLIKE, numbers
from pllm_bib.same_work.vocabulary import numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.same_work.details import Detail
    from pllm_bib.same_work.record import WorkRecord


class Blocker(NamedTuple):
    """A difference that keeps two entries from being merged unasked, whatever else speaks for it.

    ``name`` is that of the detail that differs, ``words`` tell a person how.
    """

    name: str
    words: str


def blockers(one: WorkRecord, other: WorkRecord) -> Iterator[Blocker]:
    """Yield what says that two records are of two works, editions or publications of a work."""
    known = not set(one.identifiers).isdisjoint(other.identifiers)
    if found := differing_identifier(one, other):
        yield Blocker(found.kind, f"the {found.kind}s differ")
    elif not (one.preprint or other.preprint):
        yield from _of_places(one, other)
    yield from _of_kinds(one, other, known=known)
    yield from _of_details(one, other, known=known)
    if not known and not (one.preprint or other.preprint):
        yield from _of_standing_alone(one, other)


def _of_places(one: WorkRecord, other: WorkRecord) -> Iterator[Blocker]:
    """Yield the first difference of the places where two works were published."""
    volumes = _volume(one.volume), _volume(other.volume)
    if one.container and other.container:
        if {one.type, other.type} == {"article", "inproceedings"}:
            yield Blocker("type", "one is in a journal, one in proceedings")
            return
        if not may_be_one_venue(one.container, other.container):
            yield Blocker("venue", "the venues differ")
            return
        if _are_two_meetings(one.container, other.container):
            yield Blocker("venue", "the meetings differ")
            return
    if all(volumes) and volumes[0] != volumes[1]:
        yield Blocker("volume", "the volumes differ")
    elif one.pages and other.pages and one.pages != other.pages:
        yield Blocker("pages", "the pages differ")


@functools.lru_cache(maxsize=20_000)
def _volume(text: str) -> str:
    words = [word for word in comparable_words(text) if word not in _VOLUME]
    return " ".join(numeral(word) or word for word in words)


_VOLUME = frozenset("vol volume bd band tome tomo".split())


# Kinds of works.

_THESES = {
    "phdthesis": "a doctoral thesis",
    "mastersthesis": "a master's thesis",
    "thesis": "a thesis",
}
_BOOKS = dict.fromkeys(
    "book mvbook collection mvcollection proceedings mvproceedings reference mvreference "
    "booklet".split(),
    "a book",
)
_ALONE = {
    **_THESES,
    **_BOOKS,
    "manual": "a manual",
    "techreport": "a report",
    "report": "a report",
    "dataset": "a data set",
    "software": "software",
    "patent": "a patent",
    "standard": "a standard",
    "movie": "a film",
    "video": "a film",
    "music": "music",
    "audio": "a recording",
    "periodical": "a periodical",
}
"""Types of works that stand alone; of one title, a year's difference makes another edition."""
_PARTS = {
    "article": "an article",
    "suppperiodical": "an article",
    "review": "a review",
    "inproceedings": "a paper in proceedings",
    **dict.fromkeys(
        "incollection inbook bookinbook suppbook suppcollection inreference".split(),
        "a part of a book",
    ),
}
_KINDS = {**_ALONE, **_PARTS}
"""Types -> words for them."""
_UNSPECIFIC = frozenset({"misc", "online", "unpublished"})
"""Types of works that may be of any kind."""
_PREPRINT = "a preprint"
_MAY_BE_ONE = tuple(
    frozenset(pair)
    for pair in (
        ("an article", "a paper in proceedings"),
        ("a part of a book", "a paper in proceedings"),
        ("a thesis", "a doctoral thesis"),
        ("a thesis", "a master's thesis"),
        *((_PREPRINT, kind) for kind in {*_PARTS.values(), "a report"} - {"a review"}),
    )
)
_ONLY_ITSELF = frozenset({*_THESES.values(), "a patent", "software", "a data set", "a standard"})
"""Kinds that no shared identifier makes another one of."""


def _kind(record: WorkRecord) -> str:
    return _PREPRINT if record.preprint else _KINDS.get(record.type, "")


def _of_kinds(one: WorkRecord, other: WorkRecord, *, known: bool) -> Iterator[Blocker]:
    mine, theirs = _kind(one), _kind(other)
    if not mine or not theirs or mine == theirs or frozenset({mine, theirs}) in _MAY_BE_ONE:
        return
    if not known or ({mine, theirs} & _ONLY_ITSELF and _PREPRINT not in {mine, theirs}):
        yield Blocker("type", f"one is {mine}, one is {theirs}")


# Details.

_OF_VERSIONS = frozenset({"edition", "part", "chapter", "translator", "language", "kind"})
"""Details that a preprint and its publication share."""
_ONLY_ONE = {
    "edition": "an edition",
    "version": "a version",
    "translator": "a translator",
    "part": "a part",
    "chapter": "a chapter",
    "kind": "another kind of text",
    "kind of thesis": "its kind",
    "number": "a number",
}
"""Details that make a work another one, even if the other entry has none."""


def _of_details(one: WorkRecord, other: WorkRecord, *, known: bool) -> Iterator[Blocker]:
    if not one.details and not other.details:
        return
    mine, theirs = ({detail.name: detail for detail in r.details} for r in (one, other))
    preprint = one.preprint or other.preprint
    for name in dict.fromkeys((*mine, *theirs)):
        first, second = mine.get(name), theirs.get(name)
        if preprint and name not in _OF_VERSIONS:
            continue
        if first and second:
            if not _are_one(first, second, one, other, known=known):
                yield Blocker(name, f"another {name}: {_cut(first.shown)} and {_cut(second.shown)}")
            continue
        only = first or second
        if only and not known and not preprint and _counts_alone(only, one, other):
            yield Blocker(name, f"only one names {_ONLY_ONE[name]}: {_cut(only.shown)}")


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _are_one(
    first: Detail, second: Detail, one: WorkRecord, other: WorkRecord, *, known: bool
) -> bool:
    """Say whether two details of one name may be those of one publication."""
    if first.meaning == second.meaning:
        return True
    if first.name == "type":
        return may_be_one_venue(first.shown.casefold(), second.shown.casefold())
    if first.name in {ISSUER, "series"}:
        alone = one.type in _ALONE and other.type in _ALONE
        return not alone or known or may_be_one_venue(first.meaning, second.meaning)
    if first.name == "date":
        # Of proceedings, some have the month of the meeting, others that of the book.
        return known or one.year != other.year or "inproceedings" in {one.type, other.type}
    if first.name in {"number", "issue", "article number"}:
        return may_be_one_number(first.meaning, second.meaning)
    return False


def _counts_alone(only: Detail, one: WorkRecord, other: WorkRecord) -> bool:
    """Say whether a detail tells a work from an entry that has none of the name."""
    if only.name == "number":
        types = {one.type, other.type}
        of_a_year = one.year is not None and one.year == other.year
        return bool(types & {"patent", "standard"}) or (
            bool(types & {"techreport", "report"}) and not of_a_year
        )
    return only.name in _ONLY_ONE and (only.name, only.meaning) != ("edition", "1")


def _of_standing_alone(one: WorkRecord, other: WorkRecord) -> Iterator[Blocker]:
    """Yield differences that tell works apart which no journal or book contains."""
    types = {one.type, other.type}
    unspecific = types <= _UNSPECIFIC and not one.container and not other.container
    years = one.year, other.year
    if all(years) and years[0] != years[1] and (unspecific or _ALONE.keys() & types):
        yield Blocker("year", f"another year: {one.year} and {other.year}")
    if types <= _BOOKS.keys() and bool(one.volume) != bool(other.volume):
        yield Blocker("volume", f"only one names a volume: {_cut(one.volume or other.volume)}")
    if (
        (unspecific or types <= {"software", "dataset"})
        and one.links
        and other.links
        and not share_address(one, other)
    ):
        yield Blocker("address", "the addresses differ")


def share_address(one: WorkRecord, other: WorkRecord) -> bool:
    """Say whether two records have a link to one page."""
    mine, theirs = ({comparable_address(link) for link in r.links} for r in (one, other))
    return not mine.isdisjoint(theirs)


# Identifiers.


class DifferingIdentifiers(NamedTuple):
    """Identifiers of one kind, one of each of two records."""

    kind: str
    one: str
    other: str


_IDENTIFIERS = ("DOI", "arXiv id", "ACL id", "OpenReview id", "ISBN")


def differing_identifier(one: WorkRecord, other: WorkRecord) -> DifferingIdentifiers | None:
    """Return identifiers of the first kind of which two records have some and share none."""
    for kind in _IDENTIFIERS:
        mine = {i.value for i in one.identifiers if i.kind == kind}
        theirs = {i.value for i in other.identifiers if i.kind == kind}
        if mine and theirs and mine.isdisjoint(theirs):
            return DifferingIdentifiers(kind, min(mine), min(theirs))
    return None


# Venues.


_YEAR = regex(r"\b(?:19|20)\d\d\b")
_ORDINAL = regex(r"\b(\d+)(?:st|nd|rd|th)\b")


def _are_two_meetings(one: str, other: str) -> bool:
    """Say whether two names of proceedings name two years or counts, or one is of a workshop."""
    if ("workshop" in one) != ("workshop" in other):
        return True
    for pattern in (_YEAR, _ORDINAL):
        mine, theirs = set(pattern.findall(one)), set(pattern.findall(other))
        if mine and theirs and mine.isdisjoint(theirs):
            return True
    return False


@functools.lru_cache(maxsize=20_000)
def may_be_one_venue(one: str, other: str) -> bool:
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
_YEAR_OR_EDITION = regex(r"\d+(?:st|nd|rd|th)?|\w*(?:first|second|third|eth|nth|xth)")


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


def near_years(one: WorkRecord, other: WorkRecord) -> bool:
    """Say whether one work may have both years; a preprint may be older than its publication."""
    if one.year is None or other.year is None:
        return True
    return abs(one.year - other.year) <= (3 if one.preprint != other.preprint else 1)


def apart(one: WorkRecord, other: WorkRecord) -> str | None:
    """Return the evidence that two records, both like a third one, are of two works."""
    if found := next(blockers(one, other), None):
        return found.words
    if not one.title or not other.title:
        return None
    if not set(one.identifiers).isdisjoint(other.identifiers):
        return None
    if not near_years(one, other):
        return f"{one.year} and {other.year} are years apart"
    forms = [(one.title, other.title)]
    if one.main and not other.main:
        forms.append((one.title[: one.main], other.title))
    if other.main and not one.main:
        forms.append((one.title, other.title[: other.main]))
    if any(ratio(a, b) >= UNLIKE and numbers(a) == numbers(b) for a, b in forms):
        return None
    return "the titles differ"


def form_of(record: WorkRecord) -> tuple[object, ...]:
    """Return all of a record that `apart` looks at: records of one form are never apart."""
    links = record.links if record.type in _UNSPECIFIC else ()
    return (
        record.title,
        record.main,
        record.year,
        record.identifiers,
        record.preprint,
        record.type,
        record.container,
        record.volume,
        record.pages,
        record.details,
        links,
    )
