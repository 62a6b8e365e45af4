"""Records of one work: pairs that are alike (`search`), united to groups, and what clashes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.evidence import LIKELY, SAFE, SHOWN, Verdict, told_apart
from pllm_bib.same_work.packed import columns_of
from pllm_bib.same_work.publications import apart, form_of
from pllm_bib.same_work.search import BLOCK, Pair, by_sureness, found_pairs, in_one_process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.same_work.search import Spread


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


def find(
    records: Sequence[WorkRecord], *, threshold: float = SHOWN, spread: Spread = in_one_process
) -> Found:
    """Find the works that records have twice, from a sureness on, and what clashes.

    ``spread`` does the tasks that take long.
    """
    pairs = found_pairs(records, spread)
    groups = _groups(records, [p for p in pairs if p.verdict.sureness >= threshold])
    # What clashes does so whatever is shown.
    known = _groups(records, [p for p in pairs if p.verdict.sureness >= SHOWN])
    clashes = (*_clashing_keys(records, known), *_clashing_identifiers(records, known))
    return Found(groups, clashes)


def likely_pairs(records: Sequence[WorkRecord], *, spread: Spread = in_one_process) -> list[Pair]:
    """Return all pairs of records that most likely are of one work, in the order of the records.

    ``spread`` is as in `find`.
    """
    found = (pair for pair in found_pairs(records, spread) if pair.verdict.sureness >= LIKELY)
    return sorted(found, key=lambda pair: (pair.other, pair.one))


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
    return sorted(result, key=by_sureness)


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
    return tuple(sorted(pairs, key=by_sureness))


def _clashing_keys(records: Sequence[WorkRecord], groups: Iterable[Group]) -> Iterator[Clash]:
    """Yield keys, without case, that records of different works have, now or formerly."""
    works = _Works(group.members for group in groups if group.safe)
    holders: defaultdict[str, dict[int, None]] = defaultdict(dict)
    spellings: dict[str, str] = {}
    columns = columns_of(records)
    for number, (key, aliases) in enumerate(zip(columns.keys, columns.aliases, strict=True)):
        for name in (*aliases, key):
            folded = name.casefold()
            spellings.setdefault(folded, name)
            holders[folded][number] = None
    for folded, members in holders.items():
        if len(members) > 1 and works.several(members):
            yield Clash("key", spellings[folded], tuple(members))


def _clashing_identifiers(
    records: Sequence[WorkRecord], groups: Iterable[Group]
) -> Iterator[Clash]:
    """Yield identifiers of records that nothing else says to be of one work."""
    works = _Works(group.members for group in groups)
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, identifiers in enumerate(columns_of(records).identifiers):
        for identifier in identifiers:
            holders[identifier].append(number)
    for (kind, value), members in holders.items():
        if len(members) > 1 and works.several(members) and not _all_told_apart(records, members):
            yield Clash(kind, value, tuple(members))


def _all_told_apart(records: Sequence[WorkRecord], members: Sequence[int]) -> bool:
    """Say whether records are tied to each other as related, one to the next."""
    if len(members) > BLOCK:
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
