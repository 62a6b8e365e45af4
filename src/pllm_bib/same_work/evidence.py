"""The judge of “same work”: how sure it is that two records are of one work, and why.

Everything that compares works asks `judge`: the numbers are those of docs/duplicates.md, measured
with benchmarks/duplicates.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.people import compare_listed, compare_people
from pllm_bib.same_work.publications import Blocker, blockers, near_years, share_address
from pllm_bib.same_work.titles import compare_titles, is_coined, is_generic, is_telling, share_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.same_work.people import SharedAuthors
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.same_work.titles import TitleLikeness

SAFE = 0.95
"""From this sureness on, two entries are merged without asking."""
LIKELY = 0.80
"""From this sureness on, a work that is looked for is taken for one that is there."""
SHOWN = 0.75
"""From this sureness on, two entries are shown."""

OTHER_TITLES = "but other titles"
"""The reason of a verdict on records that share an identifier and nothing of their titles."""
_TWO_PUBLICATIONS = 0.85
_WRONG_IDENTIFIER = 0.80
_ONLY_TITLES = 0.76
"""Titles that are not quite the same, and nobody who says who wrote them."""
_OTHER_YEAR = 0.70
_OTHER_WORDS = 0.60
"""Most such works are two: shown only if asked for."""


class Verdict(NamedTuple):
    """The sureness, from 0 to 1, that two records are of one work, and what speaks for it."""

    sureness: float
    reasons: tuple[str, ...]
    blockers: tuple[Blocker, ...] = ()
    """The differences that keep them from being merged unasked."""

    @property
    def against(self) -> str:
        """The differences in words, which may be no words."""
        return ", ".join(blocker.words for blocker in self.blockers)


def judge(
    one: WorkRecord,
    other: WorkRecord,
    known: Mapping[str, int],
    series: frozenset[str] = frozenset(),
) -> Verdict | None:
    """Compare two records; return None where nothing speaks for one work.

    ``known`` tells in how many titles a word occurs: a common word is no slip of the pen.
    ``series`` are titles, without blanks, that return year after year.
    """
    if told_apart(one, other):
        return None
    titles = compare_titles(one, other, known)
    people = compare_people(one.authors, other.authors)
    in_one_name = None if people is None or people.shared else compare_listed(one, other)
    people = in_one_name or people
    years = _years_between(one, other)
    same = [i.kind for i in one.identifiers if i in other.identifiers]
    if same:
        sureness = _by_identifier(one, other, titles, people, known)
    elif people is None:
        sureness = _without_authors(one, other, titles, years, known)
    else:
        sureness = _by_title(one, other, titles, people, years)
    if not sureness:
        return None
    against = tuple(blockers(one, other))
    if in_one_name and not against:
        against = (Blocker("authors", "the authors stand in one name"),)
    if not against and not same and years and one.title.replace(" ", "") in series:
        against = (Blocker("series", "the title returns year after year"),)
    if against:
        sureness = min(sureness, _TWO_PUBLICATIONS)
    versions = one.preprint != other.preprint
    reasons = [f"same {kind}" for kind in dict.fromkeys(same)]
    reasons += _in_words(titles, people, years, versions=versions)
    reasons += [f"{'' if at else 'but '}{blocker.words}" for at, blocker in enumerate(against)]
    return Verdict(sureness, tuple(reasons), against)


def told_apart(one: WorkRecord, other: WorkRecord) -> bool:
    """Say whether either record names the other one as related, so that both are meant."""
    return any(
        a.key in b.related or not set(a.aliases).isdisjoint(b.related)
        for a, b in ((one, other), (other, one))
    )


def _years_between(one: WorkRecord, other: WorkRecord) -> int | None:
    if one.year is None or other.year is None:
        return None
    return abs(one.year - other.year)


def _by_identifier(
    one: WorkRecord,
    other: WorkRecord,
    titles: TitleLikeness,
    people: SharedAuthors | None,
    known: Mapping[str, int],
) -> float:
    shares = people is not None and people.shared * 2 >= people.of
    if titles.kind in {"equal", "near", "shortened"}:
        return 0.99
    # A title may change from version to version; people and subject stay.
    if titles.kind in {"unknown", "reworded"}:
        sure = shares or (people is None and titles.kind == "unknown")
        return 0.97 if sure else _WRONG_IDENTIFIER
    if people is None:
        return _WRONG_IDENTIFIER if share_words(one.title, other.title, known) else 0.0
    return 0.90 if shares else 0.0


def _without_authors(
    one: WorkRecord,
    other: WorkRecord,
    titles: TitleLikeness,
    years: int | None,
    known: Mapping[str, int],
) -> float:
    """Return how sure titles and addresses make it where a record names no authors."""
    if titles.kind in {"equal", "near", "reworded"} and share_address(one, other):
        return 0.85 if titles.kind == "reworded" else 0.97
    if titles.kind == "near":
        if years == 0:
            return 0.80
        if (years and years > 1) or not (is_telling(one.title) and is_telling(other.title)):
            return 0.0
        return _ONLY_TITLES if years is None else _OTHER_YEAR
    if titles.kind == "shortened":
        short, full = sorted((one, other), key=lambda record: len(record.title))
        named = is_telling(short.title) or is_coined(short, full, known)
        return _ONLY_TITLES if named and (years is None or years <= 1) else 0.0
    if titles.kind != "equal":
        return 0.0
    if is_generic(one.title):
        return 0.85 if years == 0 else 0.0
    if not years:
        return 0.85
    return 0.80 if is_telling(one.title) else 0.0


def _by_title(
    one: WorkRecord,
    other: WorkRecord,
    titles: TitleLikeness,
    people: SharedAuthors,
    years: int | None,
) -> float:
    if titles.kind in {"unlike", "unknown"} or not people.shared:
        return 0.0
    most = people.shared * 2 >= people.of
    near = near_years(one, other)
    if titles.kind == "equal":
        if is_generic(one.title):
            return 0.85 if most and not years else 0.0
        return (0.99 if not years else 0.97) if most and near else 0.85
    if titles.kind == "near":
        return 0.97 if most and near else 0.80
    if titles.kind == "shortened":
        return 0.96 if most and near else 0.80
    everybody = people.shared == people.of and len(one.authors) == len(other.authors)
    if everybody and people.of > 1 and near:
        # A team writes many titles that are alike; only from preprint to print they change.
        return 0.80 if one.preprint != other.preprint else _OTHER_WORDS
    return 0.0


# Words.


def _in_words(
    titles: TitleLikeness,
    people: SharedAuthors | None,
    years: int | None,
    *,
    versions: bool,
) -> Iterator[str]:
    yield _title_in_words(titles)
    if people is not None:
        yield _people_in_words(people)
    if years is not None:
        yield _years_in_words(years)
    if versions:
        yield "a preprint and its publication"


def _title_in_words(titles: TitleLikeness) -> str:
    return {
        "equal": "same title",
        "near": f"titles {titles.percent:.0f} % alike, but for slips",
        "shortened": "same title, one without its subtitle",
        "reworded": f"titles {titles.percent:.0f} % alike, but in other words",
        "unlike": OTHER_TITLES,
        "unknown": "a title is missing",
    }[titles.kind]


def _people_in_words(people: SharedAuthors) -> str:
    if people.shared < people.of:
        return f"{people.shared} of {people.of} authors"
    return "same author" if people.of == 1 else f"all {people.of} authors"


def _years_in_words(years: int) -> str:
    if not years:
        return "same year"
    return "a year apart" if years == 1 else f"{years} years apart"
