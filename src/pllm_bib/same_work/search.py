"""The search for pairs of records that may be of one work: blocks worth a comparison, then `judge`.

No two records are compared that share no block, and no block grows with the bibliography: see
docs/duplicates.md. Each kind of blocks is a task of its own, so that several processes may share
them.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Protocol, TypeVar

from rapidfuzz.fuzz import ratio

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.evidence import judge
from pllm_bib.same_work.packed import columns_of
from pllm_bib.same_work.titles import UNLIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pllm_bib.same_work.evidence import Verdict
    from pllm_bib.same_work.record import WorkRecord

_RARE_WORDS = 5
"""So many of the rarest words of a title, pair by pair, name the blocks that it is in."""
BLOCK = 30
"""Larger blocks are not compared as a whole: each record only with its neighbours."""
_NEIGHBOURS = 4
"""So many records before a record in alphabetical order are compared with it."""
_SHARES = 2
"""Tasks that share the blocks of rare words: each looks for the rarest words of all titles."""


class Pair(NamedTuple):
    """Two records that may be of one work, by their numbers, the smaller one first."""

    one: int
    other: int
    verdict: Verdict


class Task(NamedTuple):
    """A kind of blocks, or a share of them."""

    kind: str
    share: int = 0
    of: int = 1


_Work = TypeVar("_Work")
_Done = TypeVar("_Done")


class Spread(Protocol):
    """A way to do tasks, in several processes perhaps; the results are in the order of these."""

    def __call__(
        self, make: Callable[[], Callable[[_Work], _Done]], tasks: Iterable[_Work]
    ) -> Iterable[_Done]:
        """Do tasks by the function that ``make`` returns; every process calls it once."""


def in_one_process(
    make: Callable[[], Callable[[_Work], _Done]], tasks: Iterable[_Work]
) -> Iterable[_Done]:
    """Do tasks one by one."""
    return map(make(), tasks)


def found_pairs(records: Sequence[WorkRecord], spread: Spread = in_one_process) -> list[Pair]:
    """Return the verdicts on all pairs that are worth one, the surest first."""
    search = _Search(records)
    shares = 1 if spread is in_one_process else _SHARES
    tasks = [
        *(Task("words", share, shares) for share in range(shares)),
        *(Task("neighbours", share) for share in range(2)),
        Task("signs"),
    ]
    found = {pair[:2]: pair for pairs in spread(search.work, tasks) for pair in pairs}
    return sorted(found.values(), key=by_sureness)


def by_sureness(pair: Pair) -> tuple[float, int, int]:
    """Return what pairs are sorted by, the surest first."""
    return -pair.verdict.sureness, pair.one, pair.other


class _Search:
    def __init__(self, records: Sequence[WorkRecord]) -> None:
        self.records = records
        self.columns = columns = columns_of(records)
        self.keys = [title.replace(" ", "") for title in columns.titles]
        """Each title without blanks."""
        self.mains = [
            title[:main].replace(" ", "") if main else ""
            for title, main in zip(columns.titles, columns.mains, strict=True)
        ]
        """Each main title without blanks; empty where there is no subtitle."""
        self.lengths = [*map(len, self.keys)]
        self.main_lengths = [*map(len, self.mains)]
        likes = [_like(length) for length in range(max(self.lengths, default=0) + 1)]
        self.like = [likes[length] for length in self.lengths]
        """The lengths of texts that may be like a title."""
        self.like_main = [likes[length] for length in self.main_lengths]
        words = map(set, map(str.split, columns.titles))
        self.known = Counter(itertools.chain.from_iterable(words))
        """In how many titles each word is."""
        self.series = self._series()
        self.judged: set[tuple[int, int]] = set()
        """Pairs that another task of this process has judged."""

    def work(self) -> Callable[[Task], list[Pair]]:
        """Return what does a task: it finds pairs worth to be judged, and judges them."""
        return self._done

    def _done(self, task: Task) -> list[Pair]:
        near: set[tuple[int, int]] = set()
        if task.kind == "words":
            self._by_words(near, task.share, task.of)
        elif task.kind == "neighbours":
            self._by_neighbours(near, backwards=bool(task.share))
        else:
            self._by_signs(near)
        records, known, series = self.records, self.known, self.series
        near -= self.judged
        self.judged |= near
        return [
            Pair(one, other, verdict)
            for one, other in near
            if (verdict := judge(records[one], records[other], known, series))
        ]

    # Identifiers, keys and titles.

    def _by_signs(self, near: set[tuple[int, int]]) -> None:
        """Find records with an identifier, a name or a title in common."""
        columns = self.columns
        blocks: defaultdict[object, list[int]] = defaultdict(list)
        for number, identifiers in enumerate(columns.identifiers):
            for identifier in identifiers:
                blocks[identifier].append(number)
        for number, (key, aliases) in enumerate(zip(columns.keys, columns.aliases, strict=True)):
            for name in {key.casefold(), *(alias.casefold() for alias in aliases)}:
                blocks[name].append(number)
        self._all_or_neighbours(blocks.values(), near)
        # Equal titles, and titles that are the main title of others.
        titles: defaultdict[str, list[int]] = defaultdict(list)
        for number, key in enumerate(self.keys):
            if key:
                titles[key].append(number)
                if main := self.mains[number]:
                    titles[main].append(number)
        self._all_or_neighbours(titles.values(), near)

    def _all_or_neighbours(self, blocks: Iterable[list[int]], near: set[tuple[int, int]]) -> None:
        """Take up blocks whose records have something in common that says much."""
        for members in blocks:
            if len(members) > BLOCK:
                # The name of a series, or a DOI that somebody gave to a whole volume: who wrote it
                # tells.
                pairs = _neighbours(sorted(members, key=self._by_first_author))
                near.update((min(pair), max(pair)) for pair in pairs)
            elif len(members) > 1:
                near.update(itertools.combinations(sorted(members), 2))

    def _by_first_author(self, number: int) -> tuple[object, ...]:
        record = self.records[number]
        return record.authors[:1], self.keys[number], record.year or 0

    # Titles that are alike.

    def _by_neighbours(self, near: set[tuple[int, int]], *, backwards: bool) -> None:
        """Find titles that start or end alike: in short ones, a slip spoils the rare words."""
        numbers = [number for number, key in enumerate(self.keys) if key]
        texts = [key[::-1] for key in self.keys] if backwards else self.keys
        numbers.sort(key=texts.__getitem__)
        self._compare(_neighbours(numbers), near)

    def _by_words(self, near: set[tuple[int, int]], share: int, of: int) -> None:
        """Find titles that have two of their rare words in common, in a share of all blocks."""
        for blocks in self._blocks(share, of):
            small = (block for block in blocks if len(block) <= BLOCK)
            pairs = itertools.chain.from_iterable(itertools.combinations(b, 2) for b in small)
            self._compare(pairs, near)
            for block in blocks:
                if len(block) > BLOCK:
                    self._compare(_neighbours(sorted(block, key=self.keys.__getitem__)), near)

    def _blocks(self, share: int, of: int) -> Iterator[list[list[int]]]:
        """Yield the titles that have two rare words in common, for each rarer one of the two."""
        order = sorted((count, word) for word, count in self.known.items() if count > 1)
        ranks = dict.fromkeys(self.known, -1)
        ranks.update((word, rank) for rank, (_count, word) in enumerate(order))
        numbers: list[int] = []
        rarest: list[list[int]] = []
        holders: list[list[int]] = [[] for _word in order]
        rank_of = ranks.__getitem__
        columns = zip(self.columns.titles, self.columns.mains, strict=True)
        for number, (title, main) in enumerate(columns):
            of_words = [*map(rank_of, title.split())]
            of_all = _rarest(of_words)
            of_main = of_all
            if main:
                of_main = _rarest(of_words[: title.count(" ", 0, main) + 1])
            for rare in (of_all,) if of_all == of_main else (of_all, of_main):
                for word in rare[:-1]:
                    if word % of == share:
                        holders[word].append(len(numbers))
                numbers.append(number)
                rarest.append(rare)
        for word, titles in enumerate(holders):
            if len(titles) > 1:
                yield _with_a_second_word(word, titles, numbers, rarest)

    def _compare(self, pairs: Iterable[tuple[int, int]], near: set[tuple[int, int]]) -> None:
        """Take up pairs of records whose titles, or main titles, are alike."""
        keys, mains, lengths, main_lengths = self.keys, self.mains, self.lengths, self.main_lengths
        like, like_main = self.like, self.like_main
        for one, other in pairs:
            length = lengths[other]
            if (
                (length in like[one] and ratio(keys[one], keys[other], score_cutoff=UNLIKE))
                or (
                    length in like_main[one] and ratio(mains[one], keys[other], score_cutoff=UNLIKE)
                )
                or (
                    main_lengths[other] in like[one]
                    and ratio(keys[one], mains[other], score_cutoff=UNLIKE)
                )
            ):
                near.add((one, other) if one < other else (other, one))

    def _series(self) -> frozenset[str]:
        """Return the titles that return in three years or more, never as a preprint."""
        years: defaultdict[str, set[int]] = defaultdict(set)
        counts = Counter(self.keys)
        columns = zip(self.keys, self.columns.years, self.columns.preprints, strict=True)
        for key, year, preprint in columns:
            if counts[key] > 2 and year and not preprint:  # noqa: PLR2004
                years[key].add(year)
        return frozenset(key for key, found in years.items() if len(found) > 2)  # noqa: PLR2004


def _neighbours(order: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield records, each with a few of those before it."""
    for at, number in enumerate(order):
        for before in order[max(0, at - _NEIGHBOURS) : at]:
            yield before, number


def _with_a_second_word(
    word: int, titles: Iterable[int], numbers: Sequence[int], rarest: Sequence[list[int]]
) -> list[list[int]]:
    """Return the records whose titles have a second rare word in common, behind a first one.

    ``titles`` have the first one; ``numbers`` are those of their records, and ``rarest`` the rarest
    words of each.
    """
    blocks: dict[int, int | list[int]] = {}
    for title in titles:
        number, rare = numbers[title], rarest[title]
        for second in rare[rare.index(word) + 1 :]:
            there = blocks.setdefault(second, number)
            if isinstance(there, list):
                if there[-1] != number:
                    there.append(number)
            elif there != number:
                blocks[second] = [there, number]
    return [block for block in blocks.values() if isinstance(block, list)]


def _rarest(ranks: Sequence[int]) -> list[int]:
    """Return the ranks of the rarest words among some that another title has too."""
    found = sorted({*ranks})
    return found[1 : _RARE_WORDS + 1] if found and found[0] < 0 else found[:_RARE_WORDS]


def _like(length: int) -> range:
    """Return the lengths of texts that may be alike by `UNLIKE` with one of a length.

    The letters that both have in one order are no more than those of the shorter one.
    """
    least = UNLIKE / (200 - UNLIKE)
    return range(max(1, int(length * least)), int(length / least) + 2) if length else range(0)
