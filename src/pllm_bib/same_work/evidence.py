"""How sure it is that two records are of one work, and why.

The numbers are those of docs/duplicates.md, measured with benchmarks/duplicates.py. Nothing but
this module uses rapidfuzz.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pllm_bib.same_work.record import Author, WorkRecord

SAFE = 0.95
"""From this sureness on, two entries are merged without asking."""
SHOWN = 0.75
"""From this sureness on, two entries are shown."""
UNLIKE = 80.0
"""Titles that are less alike, in percent, have nothing to do with each other."""

_TWO_PUBLICATIONS = 0.85
_WRONG_IDENTIFIER = 0.80
_OTHER_WORDS = 0.60
"""Most such works are two: shown only if asked for."""


class Verdict(NamedTuple):
    """How sure it is that two records are of one work, from 0 to 1, and what says so."""

    sureness: float
    reasons: tuple[str, ...]
    against: str = ""
    """What says that they are of two publications, be the work the same or not."""


class Titles(NamedTuple):
    """How two titles go together.

    ``kind`` is equal, near (nothing but slips of the pen), shortened (one lacks the subtitle),
    reworded, unlike or unknown; ``percent`` is how alike they are.
    """

    kind: str
    percent: float


class People(NamedTuple):
    """How many authors two records have in common, and how many the shorter list has."""

    shared: int
    of: int


def judge(
    one: WorkRecord,
    other: WorkRecord,
    known: Mapping[str, int],
    series: frozenset[str] = frozenset(),
) -> Verdict | None:
    """Compare two records; None where nothing speaks for one work.

    ``known`` tells in how many titles a word occurs: what is common is no slip of the pen.
    ``series`` are titles that return year after year.
    """
    if told_apart(one, other):
        return None
    titles = compare_titles(one, other, known)
    people = compare_people(one.authors, other.authors)
    years = _years_between(one, other)
    same = [i.kind for i in one.identifiers if i in other.identifiers]
    if same:
        sureness = _by_identifier(titles, people)
    else:
        sureness = _by_title(one, other, titles, people, years)
    if not sureness:
        return None
    against = differing(one, other)
    if not against and not same and years and one.title.replace(" ", "") in series:
        against = "the title returns year after year"
    if against:
        sureness = min(sureness, _TWO_PUBLICATIONS)
    versions = one.preprint != other.preprint
    reasons = [f"same {kind}" for kind in dict.fromkeys(same)]
    reasons += _in_words(titles, people, years, versions=versions, against=against)
    return Verdict(sureness, tuple(reasons), against or "")


def _in_words(
    titles: Titles, people: People | None, years: int | None, *, versions: bool, against: str | None
) -> Iterator[str]:
    yield _title_in_words(titles)
    if people is not None:
        yield _people_in_words(people)
    if years is not None:
        yield _years_in_words(years)
    if versions:
        yield "a preprint and its publication"
    if against:
        yield f"but {against}"


def told_apart(one: WorkRecord, other: WorkRecord) -> bool:
    """Whether either record names the other one as related, so that both are meant."""
    return any(
        a.key in b.related or not set(a.aliases).isdisjoint(b.related)
        for a, b in ((one, other), (other, one))
    )


def _years_between(one: WorkRecord, other: WorkRecord) -> int | None:
    if one.year is None or other.year is None:
        return None
    return abs(one.year - other.year)


def _by_identifier(titles: Titles, people: People | None) -> float:
    shares = people is not None and people.shared * 2 >= people.of
    if titles.kind in {"equal", "near", "shortened"}:
        return 0.99
    if titles.kind == "unknown":
        return 0.97 if people is None or shares else _WRONG_IDENTIFIER
    # A title may change from version to version; people and subject stay.
    if titles.kind == "reworded":
        return 0.97 if people is None or shares else _WRONG_IDENTIFIER
    return 0.90 if shares else 0.0


def _by_title(
    one: WorkRecord, other: WorkRecord, titles: Titles, people: People | None, years: int | None
) -> float:
    if titles.kind in {"unlike", "unknown"}:
        return 0.0
    if people is None:
        return {"equal": 0.85, "near": 0.80}.get(titles.kind, 0.0) if not (years or 0) else 0.0
    if not people.shared:
        return 0.0
    most = people.shared * 2 >= people.of
    # A preprint may be years older than what is published.
    versions = one.preprint != other.preprint
    near_years = years is None or years <= (3 if versions else 1)
    if titles.kind == "equal":
        if _is_generic(one):
            return 0.85 if most and not years else 0.0
        return (0.99 if not years else 0.97) if most and near_years else 0.85
    if titles.kind == "near":
        return 0.97 if most and near_years else 0.80
    everybody = people.shared == people.of and len(one.authors) == len(other.authors)
    if titles.kind == "shortened":
        return 0.96 if most and near_years else 0.80
    if everybody and people.of > 1 and near_years:
        # A team writes many titles that are alike; only from preprint to print they change.
        return 0.80 if versions else _OTHER_WORDS
    return 0.0


_GENERIC = frozenset(
    "abstract abstracts addendum afterword announcement appendix bookreview bookreviews "
    "callforpapers comment commentary conclusion contents corrigendum discussion editorial "
    "editorsnote epilogue errata erratum foreword guesteditorial guesteditorsintroduction index "
    "inmemoriam introduction introductiontothespecialissue letter news obituary overview preface "
    "prologue rejoinder reply response review summary tableofcontents thisissue welcome".split()
)


def _is_generic(record: WorkRecord) -> bool:
    """Whether a title tells of no subject, so that an author may use it again and again."""
    return record.title.replace(" ", "") in _GENERIC


# Titles.


def are_alike(one: str, other: str) -> bool:
    """Whether two titles, without blanks, are worth a closer look."""
    return ratio(one, other, score_cutoff=UNLIKE) > 0


def compare_titles(one: WorkRecord, other: WorkRecord, known: Mapping[str, int]) -> Titles:
    """How two titles go together."""
    if not one.title or not other.title:
        return Titles("unknown", 0)
    if one.title.replace(" ", "") == other.title.replace(" ", ""):
        return Titles("equal", 100)
    for a, b in ((one, other), (other, one)):
        if b.main and _lacks_subtitle(a, b, known):
            return Titles("shortened", ratio(a.title, b.title))
    percent = ratio(one.title.replace(" ", ""), other.title.replace(" ", ""), score_cutoff=UNLIKE)
    if not percent or numbers(one.title) != numbers(other.title):
        return Titles("unlike", percent)
    changed = _changed_words(one.title, other.title, known)
    if not changed:
        return Titles("near", percent)
    return Titles("unlike" if changed & _OTHER_KIND else "reworded", percent)


_SHORT_TITLE = 8
"""Letters that a main title needs to stand for the work."""


def _lacks_subtitle(short: WorkRecord, full: WorkRecord, known: Mapping[str, int]) -> bool:
    """Whether a title is the main title of the other one, which tells no part or edition."""
    main, rest = full.title[: full.main], full.title[full.main + 1 :]
    if len(main) < _SHORT_TITLE and len(full.authors) < 2:  # noqa: PLR2004 -- a team, not a name
        return False
    if main.replace(" ", "") != short.title.replace(" ", "") and not (
        ratio(main, short.title) > 85  # noqa: PLR2004 -- as for slips in whole titles
        and numbers(main) == numbers(short.title)
        and not _changed_words(main, short.title, known)
    ):
        return False
    words = [word for word in rest.split() if word not in _SMALL]
    other_kind = bool(words) and words[0] in _OTHER_KIND
    return not (other_kind or (len(words) < 4 and numbers(rest)))  # noqa: PLR2004


_OTHER_KIND = frozenset(
    "erratum errata corrigendum corrigenda correction corrections retraction retracted addendum "
    "supplement supplementary supplemental appendix reply rejoinder response comment comments "
    "commentary discussion review rebuttal revisited reproducibility demo demonstration abstract "
    "poster tutorial workshop proceedings part volume edition".split()
)
"""Words that make another work of a title, be the rest the same."""

_NUMBER_WORDS = {
    word: str(value)
    for words in (
        "one two three four five six seven eight nine ten",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
    )
    for value, word in enumerate(words.split(), start=1)
}
_ROMAN = {
    word: str(value)
    for value, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)
}
_LETTERS = frozenset({"i", "v", "x"})
"""Roman numerals that are letters and words too."""
_PARTS = frozenset("part volume vol chapter book section".split())
_DIGITS = re.compile(r"\d+")


@functools.lru_cache(maxsize=20_000)
def numbers(title: str) -> tuple[str, ...]:
    """The numbers in a title, sorted: digits, ``second``, ``II``; and the plus signs."""
    words = title.split()
    found = ["+" * title.count("+")] if "+" in title else []
    for at, word in enumerate(words):
        if word in _NUMBER_WORDS:
            found.append(_NUMBER_WORDS[word])
        elif word in _ROMAN and (
            word not in _LETTERS or at == len(words) - 1 or words[at - 1] in _PARTS
        ):
            found.append(_ROMAN[word])
        else:
            found += [digits.lstrip("0") or "0" for digits in _DIGITS.findall(word)]
    return tuple(sorted(found))


_SMALL = frozenset(
    "a an and as at by for from in into is of on or over the their to using via with its".split()
)
"""Words that come and go without a change of what a title says."""


def _changed_words(one: str, other: str, known: Mapping[str, int]) -> set[str]:
    """Words of either title that are no slip of the pen for a word of the other one."""
    mine, theirs = _left_over(one.split(), other.split())
    _drop_joined(mine, theirs)
    _drop_joined(theirs, mine)
    for word in tuple(mine):
        slip = next((twin for twin in theirs if _is_slip(word, twin, known)), None)
        if slip is not None:
            mine.remove(word)
            theirs.remove(slip)
    changed = {*mine, *theirs}
    # “From X to Y” is not “to X from Y”: small words may be missing, not others in their place.
    if changed <= _SMALL and not (mine and theirs):
        return set()
    return changed


def _left_over(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of each title that the other one has not as often."""
    theirs = list(other)
    mine = []
    for word in one:
        if word in theirs:
            theirs.remove(word)
        else:
            mine.append(word)
    return mine, theirs


def _drop_joined(mine: list[str], theirs: list[str]) -> None:
    """Drop words that the other title writes as two or three: ``test time`` and ``testtime``."""
    for word in tuple(mine):
        for length in (2, 3):
            for at in range(len(theirs) - length + 1):
                if "".join(theirs[at : at + length]) == word:
                    mine.remove(word)
                    del theirs[at : at + length]
                    break
            else:
                continue
            break


_RARE = 2
"""A word that no more titles have may be a slip."""
_COMMON = 20
"""A word that so many titles have is known how to be written."""
_MORE_OFTEN = 50
"""So many times as common as a slip is what was meant."""
_LONG_WORD = 5
_VERY_LONG_WORD = 9


def _is_slip(one: str, other: str, known: Mapping[str, int]) -> bool:
    """Whether two words are one, mistyped or in the plural."""
    short, long = sorted((one, other), key=len)
    if long in {f"{short}s", f"{short}es"}:
        return len(short) > 2  # noqa: PLR2004
    if long.endswith(short) and long.removesuffix(short) in _PREFIXES:
        return False  # what is convex, and what is nonconvex
    rare, common = sorted((known.get(one, 0), known.get(other, 0)))
    if rare > _RARE and common < _MORE_OFTEN * rare:
        return False
    distance = OSA.distance(one, other, score_cutoff=2)
    if {one, other} & _SMALL or (len(short) >= _LONG_WORD - 1 and sorted(one) == sorted(other)):
        return distance <= 1
    if common >= _COMMON and short[0] == long[0]:  # there is no doubt what was meant
        most = 2 if len(short) > _LONG_WORD or sorted(one) == sorted(other) else 1
        return distance <= most and len(long) >= _LONG_WORD - 1
    if len(long) < _LONG_WORD or (len(short) < _LONG_WORD and short[0] != long[0]):
        return False  # GPT and GAT, LoRA and QLoRA
    return distance <= (1 if len(short) < _VERY_LONG_WORD else 2)


_PREFIXES = frozenset(
    "a anti auto bi co de di dis hyper il im in inter intra ir iso macro meta micro mini mis mono "
    "multi non over para poly post pre pro pseudo quasi re self semi sub super supra trans tri un "
    "under uni".split()
)


# People.


def compare_people(one: Sequence[Author], other: Sequence[Author]) -> People | None:
    """How many authors two lists have in common; None if one is empty."""
    if not one or not other:
        return None
    short, long = sorted((list(one), list(other)), key=len)
    shared = 0
    for author in short:
        twin = next((person for person in long if _is_one_person(author, person)), None)
        if twin is not None:
            long.remove(twin)
            shared += 1
    return People(shared, len(short))


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
        or (len(short) >= _LONG_WORD and OSA.distance(one, other, score_cutoff=1) <= 1)
    )


def _without_umlauts(name: str) -> str:
    return name.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _go_together(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether given names may be those of one person: full, as initials, or none."""
    if not one or not other:
        return True
    return one[0][0] == other[0][0] or {w[0] for w in one} == {w[0] for w in other}


# What speaks against it.

_KINDS = ("DOI", "arXiv id", "ACL id", "OpenReview id", "ISBN")


def differing(one: WorkRecord, other: WorkRecord) -> str | None:
    """What says that two records are of two publications, be the work the same or not."""
    for kind in _KINDS:
        mine = {i.value for i in one.identifiers if i.kind == kind}
        theirs = {i.value for i in other.identifiers if i.kind == kind}
        if mine and theirs and mine.isdisjoint(theirs):
            return f"the {kind}s differ"
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


@functools.lru_cache(maxsize=20_000)
def _may_be_one_venue(one: str, other: str) -> bool:
    """Whether two names, in lower case, may be those of one journal or conference.

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
    "international journal of on proc proceedings society symp symposium the trans transactions "
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


_MOST_ACRONYMS = 2
"""NAACL-HLT is two; what has more words is no acronym."""


def _stands_for(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym start, one or several, words of a name: neurips."""
    if f"({acronym}" in name:
        return True
    if not 2 < len(acronym) < 9 or acronym in name:  # noqa: PLR2004 -- a word of both
        return False
    if name.isalpha():  # nips and neurips
        letters = iter(name)
        return all(letter in letters for letter in acronym)
    # Some end with an s that stands for nothing: aistats.
    letters_only = acronym.removesuffix("s") if len(acronym) > _LONG_WORD else acronym
    start = rf"\b{letters_only[0]}"
    pattern = start + "".join(rf"(?:{letter}|.*?\b{letter})" for letter in letters_only[1:])
    return re.search(pattern, name) is not None


def apart(one: WorkRecord, other: WorkRecord) -> str | None:
    """What says that two records are of two works or publications, be they like a third."""
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


# Words.


def _title_in_words(titles: Titles) -> str:
    return {
        "equal": "same title",
        "near": f"titles {titles.percent:.0f} % alike, but for slips",
        "shortened": "same title, one without its subtitle",
        "reworded": f"titles {titles.percent:.0f} % alike, but in other words",
        "unlike": "but other titles",
        "unknown": "a title is missing",
    }[titles.kind]


def _people_in_words(people: People) -> str:
    if people.shared < people.of:
        return f"{people.shared} of {people.of} authors"
    return "same author" if people.of == 1 else f"all {people.of} authors"


def _years_in_words(years: int) -> str:
    if not years:
        return "same year"
    return "a year apart" if years == 1 else f"{years} years apart"
