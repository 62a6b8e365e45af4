"""One entry against many: the entry that is of the same work, as `judge` decides it.

Compared are the entries that `find` would compare: by identifier, title, rare words and alphabet.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.model.identifiers import comparable_address
from pllm_bib.same_work.evidence import SAFE, SHOWN, judge
from pllm_bib.same_work.publications import apart, differing_identifier
from pllm_bib.same_work.record import record_of
from pllm_bib.same_work.titles import worth_comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.same_work.evidence import Verdict
    from pllm_bib.same_work.record import WorkRecord

_MOST = 50
"""Entries that are remembered by one title or address: a thing that many works share tells none."""
_COMMON = 300
"""A word that more titles have is not looked up."""
_DISAGREE = "identifiers-disagree"
_UNSURE = "unsure-match"
_RARE_WORDS = 5
_NEIGHBOURS = 4


class Match(NamedTuple):
    """An entry that is the same work, and why that may be wrong, if it may."""

    entry: Entry
    doubt: str | None = None
    """A clause, to be read behind “but”."""
    finding: str = ""
    """The name of the import finding that tells of the doubt."""


def asking(entry: Entry) -> WorkRecord:
    """Return the record of an entry to look for, without keys, which mean nothing here."""
    return record_of(entry)._replace(key="", aliases=(), related=())


class Works:
    """Entries that can be asked for the one that is the same work as another."""

    def __init__(self, entries: Iterable[Entry] = (), *, of_lines: bool = True) -> None:
        """Index entries. ``of_lines`` says that lines of lists, which name no authors, are asked.

        Then an equal title is enough where only the authors are missing.
        """
        self.of_lines = of_lines
        self.entries: list[Entry] = []
        self.records: list[WorkRecord] = []
        self._keys: list[tuple[str, str]] = []
        self._known: Counter[str] = Counter()
        self._by_mark: dict[object, tuple[int, ...]] = {}
        self._by_word: dict[str, list[int]] = {}
        self._alphabet: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry, record: WorkRecord | None = None) -> None:
        """Add an entry; ``record`` is its `asking` if that has been made."""
        record = record_of(entry) if record is None else record._replace(key=entry.key)
        number = len(self.entries)
        self.entries.append(entry)
        self.records.append(record)
        self._keys.append(_keys(record))
        for mark in _marks(record):
            holders = self._by_mark.get(mark, ())
            if len(holders) < _MOST:
                self._by_mark[mark] = (*holders, number)
        words = set(record.title.split())
        self._known.update(words)
        for word in words:
            numbers = self._by_word.setdefault(word, [])
            if len(numbers) <= _COMMON:
                numbers.append(number)
        for name, key in _places(record):
            insort(self._alphabet[name], (key, number))

    def find(self, entry: Entry, record: WorkRecord | None = None) -> Match | None:
        """Return the entry that is, or most likely is, the same work.

        ``record`` is the `asking` of the entry if that has been made.
        """
        record = record or asking(entry)
        sharing = {n for mark in _marks(record) for n in self._by_mark.get(mark, ())}
        judged = self._judged(record, sharing)
        if not any(verdict.sureness >= SAFE for verdict in judged.values()):
            judged |= self._judged(record, self._near(record) - sharing)
        return self._match(record, judged)

    def _judged(self, record: WorkRecord, numbers: set[int]) -> dict[int, Verdict]:
        """Return the verdicts on entries that likely are of the same work as a record."""
        if not numbers:
            return {}
        words = set(record.title.split())
        self._known.update(words)  # as if it were one of the entries
        verdicts = {number: self._judge(record, number) for number in sorted(numbers)}
        self._known.subtract(words)
        return {n: found for n, found in verdicts.items() if found and found.sureness >= SHOWN}

    def _judge(self, record: WorkRecord, number: int) -> Verdict | None:
        other = self.records[number]
        series = frozenset[str]()
        if record.year and other.year and record.year != other.year:
            series = self._series(record)
        return judge(record, other, self._known, series)

    def _series(self, record: WorkRecord) -> frozenset[str]:
        """Return the title of a record as that of a series if it returns in three years."""
        key = _key(record.title)
        alike = [record, *(self.records[number] for number in self._by_mark.get(key, ()))]
        years = {r.year for r in alike if r.year and not r.preprint and _key(r.title) == key}
        return frozenset({key} if len(years) > 2 else ())  # noqa: PLR2004

    def _match(self, record: WorkRecord, judged: dict[int, Verdict]) -> Match | None:
        holders = [n for mark in record.identifiers for n in self._by_mark.get(mark, ())]
        best = min(judged, key=lambda number: (-judged[number].sureness, number), default=None)
        if best is None:
            if not holders:
                return None
            other = self.entries[holders[0]]
            doubt = f"only an identifier says so, the title is another one: “{other.title}”"
            return Match(other, doubt, finding=_DISAGREE)
        entry, known = self.entries[best], best in holders
        if holders and not known:
            title = self.entries[holders[0]].title
            return Match(entry, f"an identifier is that of “{title}”", finding=_DISAGREE)
        verdict = judged[best]
        reasons = ", ".join(verdict.reasons)
        if verdict.sureness < SAFE and not self._lacks_only_authors(record, best, verdict):
            differ = differing_identifier(record, self.records[best])
            name = _DISAGREE if differ else _UNSURE
            return Match(entry, f"that is not sure ({reasons})", finding=name)
        if not known and self._fits_another(record, best, judged):
            doubt = f"that is not sure ({reasons}): it fits another publication as well"
            return Match(entry, doubt, finding=_UNSURE)
        return Match(entry)

    def _lacks_only_authors(self, record: WorkRecord, number: int, verdict: Verdict) -> bool:
        other = self.records[number]
        if not self.of_lines or verdict.against or (record.authors and other.authors):
            return False
        same = not set(record.identifiers).isdisjoint(other.identifiers)
        return same or _key(record.title) == _key(other.title)

    def _fits_another(self, record: WorkRecord, best: int, judged: dict[int, Verdict]) -> bool:
        """Say whether the record, or the best match, is as surely another publication."""
        sure = [number for number, verdict in judged.items() if verdict.sureness >= SAFE]
        if any(apart(self.records[a], self.records[b]) for a, b in itertools.combinations(sure, 2)):
            return True
        others = (n for n in judged if n not in sure and apart(record, self.records[n]))
        verdicts = (self._judge(self.records[best], number) for number in others)
        return any(verdict and verdict.sureness >= SAFE for verdict in verdicts)

    def _near(self, record: WorkRecord) -> set[int]:
        """Return the numbers of the entries whose titles are like that of a record."""
        key, main = _keys(record)
        others = self._neighbours(record) | self._sharing_words(record.title)
        if main:
            others |= self._sharing_words(record.title[: record.main])
        titles = {n: self._keys[n][0] for n in others}
        mains = {n: self._keys[n][1] for n in others if self._keys[n][1]}
        found = worth_comparing(key, titles) | worth_comparing(key, mains)
        return found | worth_comparing(main, titles) if main else found

    def _sharing_words(self, text: str) -> set[int]:
        """Return the entries that share two rare words with a text."""
        words = [w for w in set(text.split()) if 0 < len(self._by_word.get(w, ())) <= _COMMON]
        words.sort(key=lambda word: (len(self._by_word[word]), word))
        seen: set[int] = set()
        twice: set[int] = set()
        for at, word in enumerate(words[:_RARE_WORDS]):
            holders = self._by_word[word]
            if at > 2 and len(seen) + len(holders) > _COMMON:  # noqa: PLR2004 -- three do
                break
            twice |= seen.intersection(holders)
            seen.update(holders)
        return twice

    def _neighbours(self, record: WorkRecord) -> set[int]:
        """Return the entries whose titles stand next to a title in the alphabet."""
        found: set[int] = set()
        for name, key in _places(record):
            order = self._alphabet.get(name, [])
            at = bisect_left(order, (key, -1))
            near = order[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
            found.update(number for _text, number in near)
        return found


def _key(title: str) -> str:
    return title.replace(" ", "")


def _keys(record: WorkRecord) -> tuple[str, str]:
    """Return title and main title without blanks; the latter is empty without a subtitle."""
    return _key(record.title), _key(record.title[: record.main])


def _marks(record: WorkRecord) -> Iterator[object]:
    """Yield the marks of a record; records that share one are worth a comparison."""
    yield from record.identifiers
    yield from filter(None, _keys(record))
    yield from (("address", comparable_address(link)) for link in record.links)


def _places(record: WorkRecord) -> Iterator[tuple[str, str]]:
    """Yield where a title stands in the alphabet, read forwards and backwards.

    A place is the name of a part of the alphabet, short enough to insert into, and the text there.
    """
    key = _key(record.title)
    if key:
        yield f">{key[0]}", key
        yield f"<{key[-1]}", key[::-1]
