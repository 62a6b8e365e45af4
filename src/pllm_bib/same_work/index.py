"""One entry against many: the entry that is of the same work, as `judge` decides it.

Compared are the entries that `find` would compare: by identifier, title, rare words and alphabet.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pllm_bib.model.folding import comparable_name
from pllm_bib.model.identifiers import comparable_address
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.evidence import LIKELY, OTHER_TITLES, SAFE, judge
from pllm_bib.same_work.identity import Identifier
from pllm_bib.same_work.publications import apart, differing_identifier
from pllm_bib.same_work.record import record_of, signs_of
from pllm_bib.same_work.titles import worth_comparing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.same_work.evidence import Verdict
    from pllm_bib.same_work.record import WorkRecord

_MOST = 12
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
    disagrees: Disagreement | None = None
    """The identifier that says something else than the title."""


class Disagreement(NamedTuple):
    """A title and an identifier that do not belong to one work."""

    identifier: Identifier
    """An identifier of the work that was looked for."""
    holder: Entry
    """The entry that has this identifier under another title, or this title with another one."""
    other: str = ""
    """The identifier that the entry has instead; empty where it has the same."""
    alike: bool = False
    """The titles are equal, or alike but for some words."""


class MarkedEntry:
    """An entry with the marks by which it is found; its record is made once it is compared."""

    __slots__ = ("_foreign", "_record", "entry", "key", "main", "marks", "signs")

    def __init__(self, entry: Entry, *, foreign: bool = False) -> None:
        """Mark an entry. ``foreign`` says that it is of another list, whose keys mean nothing."""
        self.entry = entry
        self.signs = signs_of(entry)
        self.key = _key(self.signs.title)
        """The title without blanks."""
        self.main = _key(self.signs.title[: self.signs.main])
        """The main title without blanks; empty where there is no subtitle."""
        self.marks: tuple[object, ...] = (
            *self.signs.identifiers,
            *filter(None, (self.key, self.main, self._of_author())),
            *(("address", comparable_address(link.url)) for link in entry.links),
        )
        """All that makes the entry worth a comparison with those that share it."""
        self._foreign = foreign
        self._record: WorkRecord | None = None

    def _of_author(self) -> tuple[str, str] | None:
        """Return the title with its first author: it tells, where many works have the title."""
        first = next(iter(self.entry.authors or self.entry.editors), None)
        return (self.key, comparable_name(first)[0]) if self.key and first else None

    @property
    def record(self) -> WorkRecord:
        """The record of the entry."""
        if self._record is None:
            record = record_of(self.entry, signs=self.signs)
            if self._foreign:
                record = record._replace(key="", aliases=(), related=())
            self._record = record
        return self._record


class Works:
    """Entries that can be asked for the one that is the same work as another."""

    def __init__(
        self, entries: Iterable[Entry] = (), *, of_lines: bool = True, strict: bool = False
    ) -> None:
        """Index entries. ``of_lines`` says that lines of lists, which name no authors, are asked.

        Then an equal title is enough where only the authors are missing; so is an identifier with
        a title in other words, unless the search is ``strict``.
        """
        self.of_lines = of_lines
        self.strict = strict
        self.entries: list[Entry] = []
        self._marked: list[MarkedEntry] = []
        self._known: Counter[str] = Counter()
        self._by_mark: dict[object, tuple[int, ...]] = {}
        self._indexed = 0
        """The number of entries whose titles are indexed."""
        self._by_word: dict[str, list[int]] = {}
        self._alphabet: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry, marked: MarkedEntry | None = None) -> None:
        """Add an entry; ``marked`` is what it was looked for as, if it was."""
        marked = marked or MarkedEntry(entry)
        number = len(self.entries)
        self.entries.append(entry)
        self._marked.append(marked)
        for mark in marked.marks:
            holders = self._by_mark.get(mark, ())
            if len(holders) < _MOST:
                self._by_mark[mark] = (*holders, number)
        self._known.update(set(marked.signs.title.split()))

    def _index_titles(self) -> None:
        """Index titles by word and alphabet, once one is looked for that is not known as it is."""
        for number in range(self._indexed, len(self._marked)):
            marked = self._marked[number]
            for word in set(marked.signs.title.split()):
                numbers = self._by_word.setdefault(word, [])
                if len(numbers) <= _COMMON:
                    numbers.append(number)
            for name, key in _places(marked.key):
                insort(self._alphabet[name], (key, number))
        self._indexed = len(self._marked)

    def find(self, entry: Entry | MarkedEntry) -> Match | None:
        """Return the entry that is, or most likely is, the same work as one of another list."""
        sought = entry if isinstance(entry, MarkedEntry) else MarkedEntry(entry, foreign=True)
        sharing = {n for mark in sought.marks for n in self._by_mark.get(mark, ())}
        judged = self._judged(sought, sharing)
        many = len(self._by_mark.get(sought.key, ())) == _MOST
        if not many and not any(verdict.sureness >= SAFE for verdict in judged.values()):
            judged |= self._judged(sought, self._near(sought) - sharing)
        return self._match(sought, judged)

    def alike(self, entry: Entry) -> list[Entry]:
        """Return the entries that share an identifier, a link or a title with one, or nearly so."""
        sought = MarkedEntry(entry, foreign=True)
        numbers = {n for mark in sought.marks for n in self._by_mark.get(mark, ())}
        return [self.entries[number] for number in sorted(numbers | self._near(sought))]

    def _judged(self, sought: MarkedEntry, numbers: set[int]) -> dict[int, Verdict]:
        """Return the verdicts on entries that likely are of the same work as one sought."""
        if not numbers:
            return {}
        words = set(sought.signs.title.split())
        self._known.update(words)  # as if it were one of the entries
        record = self._asked(sought)
        verdicts = {number: self._judge(record, number) for number in sorted(numbers)}
        self._known.subtract(words)
        return {n: found for n, found in verdicts.items() if found and found.sureness >= LIKELY}

    def _asked(self, sought: MarkedEntry) -> WorkRecord:
        """Return the record of an entry sought; the type of a line says nothing."""
        return sought.record._replace(type="") if self.of_lines else sought.record

    def _judge(self, record: WorkRecord, number: int) -> Verdict | None:
        other = self._marked[number].record
        series = frozenset[str]()
        if record.year and other.year and record.year != other.year:
            series = self._series(record)
        return judge(record, other, self._known, series)

    def _series(self, record: WorkRecord) -> frozenset[str]:
        """Return the title of a record as that of a series if it returns in three years."""
        key = _key(record.title)
        alike = [record, *(self._marked[number].record for number in self._by_mark.get(key, ()))]
        years = {r.year for r in alike if r.year and not r.preprint and _key(r.title) == key}
        return frozenset({key} if len(years) > 2 else ())  # noqa: PLR2004

    def _match(self, sought: MarkedEntry, judged: dict[int, Verdict]) -> Match | None:
        shared = {
            number: mark
            for mark in reversed(sought.signs.identifiers)
            for number in self._by_mark.get(mark, ())
        }
        # An identifier does not beat a title: under another title it makes no work of two.
        strangers = [
            number
            for number in shared
            if number not in judged or (self.strict and OTHER_TITLES in judged[number].reasons)
        ]
        titled = {number: judged[number] for number in judged if number not in strangers}
        best = min(titled, key=lambda number: (-titled[number].sureness, number), default=None)
        if best is None:
            if not strangers:
                return None
            other = self.entries[min(strangers)]
            doubt = f"only an identifier says so, the title is another one: “{other.title}”"
            return Match(other, doubt, _DISAGREE, Disagreement(shared[min(strangers)], other))
        entry = self.entries[best]
        if strangers and best not in shared:
            other = self.entries[min(strangers)]
            doubt = f"an identifier is that of “{other.title}”"
            return Match(entry, doubt, _DISAGREE, Disagreement(shared[min(strangers)], other))
        return self._doubted(self._asked(sought), best, titled, shared.get(best))

    def _doubted(
        self, record: WorkRecord, best: int, judged: dict[int, Verdict], mark: Identifier | None
    ) -> Match:
        """Return the best match, with what makes it doubtful."""
        entry, verdict = self.entries[best], judged[best]
        reasons = ", ".join(verdict.reasons)
        if verdict.sureness < SAFE and not self._lacks_only_authors(record, best, verdict):
            doubt = f"that is not sure ({reasons})"
            if differ := differing_identifier(record, self._marked[best].record):
                doubt += f": its {differ.kind} is “{differ.one}”, not “{differ.other}”"
                mine = Identifier(differ.kind, differ.one)
                disagrees = Disagreement(mine, entry, differ.other, alike=True)
            elif mark:
                disagrees = Disagreement(mark, entry, alike=True)
            else:
                return Match(entry, doubt, finding=_UNSURE)
            return Match(entry, doubt, _DISAGREE, disagrees)
        if not mark and self._fits_another(record, best, judged):
            doubt = f"that is not sure ({reasons}): it fits another publication as well"
            return Match(entry, doubt, finding=_UNSURE)
        return Match(entry)

    def _lacks_only_authors(self, record: WorkRecord, number: int, verdict: Verdict) -> bool:
        other = self._marked[number].record
        if not self.of_lines or verdict.against or (record.authors and other.authors):
            return False
        same = not set(record.identifiers).isdisjoint(other.identifiers)
        return (same and not self.strict) or _key(record.title) == _key(other.title)

    def _fits_another(self, record: WorkRecord, best: int, judged: dict[int, Verdict]) -> bool:
        """Say whether the record, or the best match, is as surely another publication."""
        records = {number: self._marked[number].record for number in judged}
        sure = [number for number, verdict in judged.items() if verdict.sureness >= SAFE]
        if any(apart(records[a], records[b]) for a, b in itertools.combinations(sure, 2)):
            return True
        others = (n for n in judged if n not in (best, *sure) and apart(record, records[n]))
        verdicts = (self._judge(records[best], number) for number in others)
        return any(verdict and verdict.sureness >= SAFE for verdict in verdicts)

    def _near(self, sought: MarkedEntry) -> set[int]:
        """Return the numbers of the entries whose titles are like that of one sought."""
        self._index_titles()
        key, main, title = sought.key, sought.main, sought.signs.title
        others = self._neighbours(key) | self._sharing_words(title)
        if main:
            others |= self._sharing_words(title[: sought.signs.main])
        titles = {n: self._marked[n].key for n in others}
        mains = {n: text for n in others if (text := self._marked[n].main)}
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

    def _neighbours(self, title: str) -> set[int]:
        """Return the entries whose titles, without blanks, stand next to one in the alphabet."""
        found: set[int] = set()
        for name, key in _places(title):
            order = self._alphabet.get(name, [])
            at = bisect_left(order, (key, -1))
            near = order[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
            found.update(number for _text, number in near)
        return found


def _key(title: str) -> str:
    return title.replace(" ", "")


def _places(title: str) -> Iterator[tuple[str, str]]:
    """Yield where a title without blanks stands in the alphabet, read forwards and backwards.

    A place is the name of a part of the alphabet, short enough to insert into, and the text there.
    """
    if title:
        yield f">{title[0]}", title
        yield f"<{title[-1]}", title[::-1]
