"""The search for records of one work: blocks worth a comparison, then groups.

No two records are compared that share no block, and no block grows with the bibliography: see
docs/duplicates.md.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.evidence import LIKELY, SAFE, SHOWN, Verdict, judge, told_apart
from pllm_bib.same_work.publications import apart, form_of
from pllm_bib.same_work.titles import are_worth_comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.same_work.identity import Identifier
    from pllm_bib.same_work.record import WorkRecord

_RARE_WORDS = 5
"""So many of the rarest words of a title, pair by pair, name the blocks that it is in."""
_BLOCK = 30
"""Larger blocks are not compared as a whole: each record only with its neighbours."""
_NEIGHBOURS = 4
"""So many records before a record in alphabetical order are compared with it."""


class Pair(NamedTuple):
    """Two records that may be of one work, by their numbers, the smaller one first."""

    one: int
    other: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are, or may be, of one work, and the pairs that say so."""

    members: tuple[int, ...]
    pairs: tuple[Pair, ...]
    """The fewest that hold the group together, the surest first."""
    safe: bool
    """Whether the group may be merged without asking."""

    @property
    def sureness(self) -> float:
        """The sureness of the weakest pair."""
        return self.pairs[-1].verdict.sureness


class Clash(NamedTuple):
    """Records of different works that go by one key, now or formerly, or by one identifier."""

    kind: str
    """``key``, or the kind of the identifier."""
    value: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: groups in the order of the files, keys and identifiers that clash."""

    groups: tuple[Group, ...]
    clashes: tuple[Clash, ...]


def find(records: Sequence[WorkRecord], *, threshold: float = SHOWN) -> Found:
    """Find the works that records have twice, from a sureness on, and what clashes."""
    pairs = list(_Search(records).pairs())
    groups = _groups(records, [p for p in pairs if p.verdict.sureness >= threshold])
    # What clashes does so whatever is shown.
    known = _groups(records, [p for p in pairs if p.verdict.sureness >= SHOWN])
    clashes = (*_clashing_keys(records, known), *_clashing_identifiers(records, known))
    return Found(groups, clashes)


def likely_pairs(records: Sequence[WorkRecord]) -> list[Pair]:
    """Return all pairs of records that most likely are of one work, in the order of the records."""
    found = (pair for pair in _Search(records).pairs() if pair.verdict.sureness >= LIKELY)
    return sorted(found, key=lambda pair: (pair.other, pair.one))


@dataclass(slots=True)
class _Search:
    records: Sequence[WorkRecord]
    keys: list[str] = field(init=False)
    """Each title without blanks."""
    mains: list[str] = field(init=False)
    """Each main title without blanks; empty where there is no subtitle."""
    known: Counter[str] = field(default_factory=Counter)
    """In how many titles each word is."""
    near: set[tuple[int, int]] = field(default_factory=set)
    """Pairs worth to be judged."""

    def __post_init__(self) -> None:
        self.keys = [record.title.replace(" ", "") for record in self.records]
        self.mains = [record.title[: record.main].replace(" ", "") for record in self.records]
        for record in self.records:
            self.known.update(set(record.title.split()))

    def pairs(self) -> Iterator[Pair]:
        """Return the verdicts on all pairs that are worth one, the surest first."""
        self._by_identifier()
        self._by_title()
        self._by_neighbours()
        self._by_words()
        series = self._series()
        verdicts = (
            Pair(one, other, verdict)
            for one, other in sorted(self.near)
            if (verdict := judge(self.records[one], self.records[other], self.known, series))
        )
        return iter(sorted(verdicts, key=_by_sureness))

    def _add(self, members: Iterable[int]) -> None:
        """Take up all pairs of a block."""
        self.near.update(itertools.combinations(sorted(members), 2))

    def _by_identifier(self) -> None:
        blocks: defaultdict[object, list[int]] = defaultdict(list)
        for number, record in enumerate(self.records):
            for identifier in record.identifiers:
                blocks[identifier].append(number)
            for name in {name.casefold() for name in (record.key, *record.aliases)}:
                blocks[name].append(number)
        for members in blocks.values():
            self._all_or_neighbours(members)

    def _by_title(self) -> None:
        """Take up equal titles, and titles that are the main title of others."""
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(self.keys):
            if key:
                blocks[key].append(number)
                if main := self.mains[number]:
                    blocks[main].append(number)
        for members in blocks.values():
            self._all_or_neighbours(members)

    def _all_or_neighbours(self, members: list[int]) -> None:
        """Take up a block whose records have something in common that says much."""
        if len(members) <= _BLOCK:
            if len(members) > 1:
                self._add(members)
            return
        # The name of a series, or a DOI that somebody gave to a whole volume: who wrote it tells.
        order = sorted(
            members,
            key=lambda n: (self.records[n].authors[:1], self.keys[n], self.records[n].year or 0),
        )
        for at, number in enumerate(order):
            for before in order[max(0, at - _NEIGHBOURS) : at]:
                self._add((before, number))

    def _by_neighbours(self) -> None:
        """Take up titles that start or end alike: in short ones, a slip spoils the rare words."""
        for key in (str, _reversed):
            order = sorted(
                (number for number, text in enumerate(self.keys) if text),
                key=lambda number: key(self.keys[number]),
            )
            for at, number in enumerate(order):
                self._compare(number, order[max(0, at - _NEIGHBOURS) : at])

    def _by_words(self) -> None:
        """Take up titles that have two of their rare words in common."""
        ranks = {
            word: rank
            for rank, (word, count) in enumerate(
                sorted(self.known.items(), key=lambda item: (item[1], item[0]))
            )
            if count > 1
        }
        total, size = len(self.records), max(ranks.values(), default=0) + 1
        # A block's name and a record's number in one integer: sorting them makes the blocks.
        entries: list[int] = []
        for number, record in enumerate(self.records):
            names = set(_pairs_of_rare(record.title, ranks))
            if record.main:
                names.update(_pairs_of_rare(record.title[: record.main], ranks))
            entries += ((one * size + other) * total + number for one, other in names)
        entries.sort()
        for _name, run in itertools.groupby(entries, key=lambda entry: entry // total):
            members = [entry % total for entry in run]
            if len(members) == 1:
                continue
            if len(members) <= _BLOCK:
                for at, number in enumerate(members[1:], start=1):
                    self._compare(number, members[:at])
            else:
                members.sort(key=lambda number: self.keys[number])
                for at, number in enumerate(members):
                    self._compare(number, members[max(0, at - _NEIGHBOURS) : at])

    def _compare(self, number: int, others: Sequence[int]) -> None:
        """Take up those of some records whose titles are like that of a record."""
        key, main = self.keys[number], self.mains[number]
        for other in others:
            if are_worth_comparing(key, main, self.keys[other], self.mains[other]):
                self.near.add((other, number) if other < number else (number, other))

    def _series(self) -> frozenset[str]:
        """Return the titles that return in three years or more, never as a preprint."""
        years: defaultdict[str, set[int]] = defaultdict(set)
        counts = Counter(self.keys)
        for number, record in enumerate(self.records):
            if counts[self.keys[number]] > 2 and record.year and not record.preprint:  # noqa: PLR2004
                years[self.keys[number]].add(record.year)
        return frozenset(key for key, found in years.items() if len(found) > 2)  # noqa: PLR2004


def _pairs_of_rare(text: str, ranks: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Return the pairs of the rarest words of a text, by their ranks."""
    rare = sorted({ranks[word] for word in text.split() if word in ranks})
    return itertools.combinations(rare[:_RARE_WORDS], 2)


def _reversed(text: str) -> str:
    return text[::-1]


# Groups.


def _groups(records: Sequence[WorkRecord], pairs: Sequence[Pair]) -> tuple[Group, ...]:
    """Unite safe pairs as long as nothing speaks against it, then add doubtful groups.

    Where a group that is safe may be one with another, both stay, and a third group joins one
    record of each.
    """
    pairs = _without_ambiguous(records, pairs)
    clusters: dict[int, _Cluster] = {}
    holding: defaultdict[int, list[Pair]] = defaultdict(list)
    doubtful: list[Pair] = []
    for pair in pairs:  # the surest first
        one, other = (clusters.setdefault(n, _Cluster(records, n)) for n in pair[:2])
        if one is other:
            continue
        if pair.verdict.sureness < SAFE:
            doubtful.append(pair)
            continue
        if against := one.disagreement(other):
            doubtful.append(_doubted(pair, f"of others in the group, {against}"))
            continue
        if len(one.members) < len(other.members):
            one, other = other, one
        holding[id(one)] += [*holding.pop(id(other), []), pair]
        one.take_in(other)
        clusters.update(dict.fromkeys(other.members, one))
    groups = [
        Group(tuple(sorted(cluster.members)), _surest_first(holding[id(cluster)]), safe=True)
        for cluster in {id(cluster): cluster for cluster in clusters.values()}.values()
        if len(cluster.members) > 1
    ]
    groups += _doubtful_groups(doubtful, clusters)
    return tuple(sorted(groups, key=lambda group: (group.members, group.sureness)))


_MOST_FORMS = 50
"""A group whose records differ in more ways than that is shown, and not merged unasked."""


def _forms(records: Sequence[WorkRecord], numbers: Iterable[int]) -> Iterable[WorkRecord]:
    """Return one record of each form that some records have."""
    return {form_of(records[number]): records[number] for number in numbers}.values()


class _Cluster:
    """Records that are surely of one work, and one record of each form that they have."""

    def __init__(self, records: Sequence[WorkRecord], number: int) -> None:
        self.members = [number]
        self.first = number
        self.forms = {form_of(records[number]): records[number]}

    def take_in(self, other: _Cluster) -> None:
        """Add the records of another cluster."""
        self.members += other.members
        self.first = min(self.first, other.first)
        self.forms |= other.forms

    def disagreement(self, other: _Cluster) -> str | None:
        """Return the evidence that two clusters are of two works or publications."""
        if len(self.forms) + len(other.forms) > _MOST_FORMS:
            return "too many forms differ"
        pairs = itertools.product(self.forms.values(), other.forms.values())
        return next(filter(None, (apart(a, b) for a, b in pairs)), None)


_DISAGREE = 0.90
"""How sure two groups are of one work that are of two publications."""


def _doubted(pair: Pair, why: str) -> Pair:
    return pair._replace(verdict=Verdict(_DISAGREE, (*pair.verdict.reasons, f"but {why}")))


def _without_ambiguous(records: Sequence[WorkRecord], pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs, the surest first; safe ones are doubted where a record fits two works.

    A title without its subtitle may be that of either of two works, and an entry without a DOI
    that of the conference or of the journal.
    """
    partners: defaultdict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        if pair.verdict.sureness >= SAFE:
            partners[pair.one].append(pair.other)
            partners[pair.other].append(pair.one)
    torn = {
        number
        for number, others in partners.items()
        if any(apart(a, b) for a, b in itertools.combinations(_forms(records, others), 2))
    }
    result = []
    for pair in pairs:
        one, other = records[pair.one], records[pair.other]
        known = not set(one.identifiers).isdisjoint(other.identifiers)
        if pair.verdict.sureness >= SAFE and not known and torn.intersection(pair[:2]):
            result.append(_doubted(pair, "it fits another publication as well"))
        else:
            result.append(pair)
    return sorted(result, key=_by_sureness)


def _doubtful_groups(pairs: Iterable[Pair], clusters: Mapping[int, _Cluster]) -> Iterator[Group]:
    """Yield records, one of each cluster, that may be of one work."""
    united: dict[int, list[int]] = {}
    holding: defaultdict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        first, second = (clusters[number].first for number in pair[:2])
        if first == second:
            continue
        one, other = united.setdefault(first, [first]), united.setdefault(second, [second])
        if one is not other:
            if len(one) < len(other):
                one, other = other, one
            holding[id(one)] += holding.pop(id(other), [])
            one += other
            united.update(dict.fromkeys(other, one))
            holding[id(one)].append(pair)
    for cluster in {id(cluster): cluster for cluster in united.values()}.values():
        verdicts = holding[id(cluster)]
        if verdicts:
            ends = {number for pair in verdicts for number in pair[:2]}
            yield Group(tuple(sorted(ends)), _surest_first(verdicts), safe=False)


def _surest_first(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=_by_sureness))


def _by_sureness(pair: Pair) -> tuple[float, int, int]:
    return -pair.verdict.sureness, pair.one, pair.other


def _clashing_keys(records: Sequence[WorkRecord], groups: Iterable[Group]) -> Iterator[Clash]:
    """Yield keys, without case, that records of different works have, now or formerly."""
    works = _Works(group.members for group in groups if group.safe)
    holders: defaultdict[str, dict[int, None]] = defaultdict(dict)
    spellings: dict[str, str] = {}
    for number, record in enumerate(records):
        for name in (*record.aliases, record.key):
            spellings.setdefault(name.casefold(), name)
            holders[name.casefold()][number] = None
    for folded, members in holders.items():
        if works.several(members):
            yield Clash("key", spellings[folded], tuple(members))


def _clashing_identifiers(
    records: Sequence[WorkRecord], groups: Iterable[Group]
) -> Iterator[Clash]:
    """Yield identifiers of records that nothing else says to be of one work."""
    works = _Works(group.members for group in groups)
    holders: defaultdict[Identifier, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        for identifier in record.identifiers:
            holders[identifier].append(number)
    for (kind, value), members in holders.items():
        if works.several(members) and not _all_told_apart(records, members):
            yield Clash(kind, value, tuple(members))


def _all_told_apart(records: Sequence[WorkRecord], members: Sequence[int]) -> bool:
    """Say whether records are tied to each other as related, one to the next."""
    if len(members) > _BLOCK:
        return False
    pairs = itertools.combinations(members, 2)
    tied = _Works((a, b) for a, b in pairs if told_apart(records[a], records[b]))
    return not tied.several(members)


class _Works:
    """The records that are taken for one work."""

    def __init__(self, groups: Iterable[Sequence[int]]) -> None:
        self.of: dict[int, list[int]] = {}
        for members in groups:
            united = [n for member in members for n in self.of.get(member, [member])]
            self.of.update(dict.fromkeys(united, united))

    def several(self, members: Iterable[int]) -> bool:
        """Say whether records are of more than one work."""
        return len({self.of.get(number, [number])[0] for number in members}) > 1
