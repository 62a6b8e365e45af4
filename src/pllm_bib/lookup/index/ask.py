"""An index of dumps as a source of records: it is asked as the services of the web are."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Self

from pllm_bib.lookup.found import FoundRecord, Searched
from pllm_bib.lookup.index.file import IndexReader
from pllm_bib.lookup.index.kinds import KINDS, found_record, marks
from pllm_bib.lookup.index.marks import names_of, title_marks, title_token, wanted_names
from pllm_bib.model.diagnostic import Position
from pllm_bib.same_work.titles import are_worth_comparing, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.lookup.index.file import IndexSource, StoredRecord
    from pllm_bib.lookup.wanted import Wanted
    from pllm_bib.model.entry import Entry

_MOST = 16
"""Records that are looked at for one question."""
_MOST_SHARING = 100
"""Records that are counted for two words that they share with a title."""
_RARE_WORDS = 5
_NEAREST = 3
"""Records whose titles are nearest to one that no record has; more if more are equally near."""
_FAR = 0.1
"""So much farther than the nearest title is no slip of the pen: such a record is not read."""
_OWN = {
    "arxiv": "https://arxiv.org/",
    "acl": "https://aclanthology.org/",
    "dblp": "https://dblp.org/",
    "doi": "https://doi.org/",
    "openreview": "https://openreview.net/",
}
"""Kind of identifier -> where the address of the record starts that its own service has."""


class DumpIndex:
    """An index as a `RecordSource`. Close it at the end.

    Raises `OperatorError` for a file that is no index or is damaged, whenever it is seen.
    """

    def __init__(self, path: Path) -> None:
        self._file = IndexReader(path)
        self.sources = self._file.sources
        """The files that it was made from."""

    def __enter__(self) -> Self:
        """Return the index itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file."""
        self._file.close()

    def record(self, asked: Wanted) -> list[FoundRecord]:
        """Return the best record of an identifier, its own service's if that is there."""
        names = wanted_names(asked)
        if not names:
            return []
        terms = " OR ".join(map(_quoted, names))
        found = [self._found(*stored) for stored in self._stored(terms)]
        having = [one for one in found if one and _is_of(one.entry, asked, names)]
        start = _OWN.get(asked.kind, "")
        having.sort(key=lambda one: (not one.address.startswith(start), one.kind != "official"))
        return having[:1]

    def search(self, title: str) -> Searched:
        """Return the records with a title like one: equal ones, else the nearest ones."""
        words, main = title_marks(title)
        if not words:
            return Searched([], [])
        wholes = [words, words[:main]] if main else [words]
        terms = " OR ".join(_quoted(title_token(each)) for each in wholes)
        stored = self._stored(terms) or self._alike(words, main)
        found = [one for each in stored if (one := self._found(*each))]
        return Searched(sorted(found, key=lambda one: one.entry.type == "preprint"), [])

    def _stored(self, terms: str) -> list[tuple[IndexSource, StoredRecord]]:
        return [self._file.record(number) for number in self._file.numbers(terms, _MOST)]

    def _alike(self, words: Sequence[str], main: int) -> list[tuple[IndexSource, StoredRecord]]:
        """Return the records whose titles share rare words with one and are nearest to it."""
        rarest = sorted(set(words), key=lambda word: (self._file.titles_with(word), -len(word)))
        sharing: Counter[int] = Counter()
        for one, other in itertools.combinations(map(_quoted, rarest[:_RARE_WORDS]), 2):
            sharing.update(self._file.numbers(f"{one} AND {other}", _MOST_SHARING))
        mine = "".join(words), "".join(words[:main])
        near: list[tuple[float, tuple[IndexSource, StoredRecord]]] = []
        ranked = sharing.most_common(_MOST)
        for number, shared in ranked:
            if 2 * shared < ranked[0][1]:
                break  # it shares two words less than the first: no slip makes that
            stored = self._file.record(number)
            title = _title(stored[1])
            if are_worth_comparing(*mine, *title):
                near.append((_nearness(mine, title), stored))
        near.sort(key=lambda one: -one[0])
        return [
            each
            for at, (how, each) in enumerate(near)
            if how == near[0][0] or (at < _NEAREST and how > near[0][0] - _FAR)
        ]

    def _found(self, source: IndexSource, record: StoredRecord) -> FoundRecord | None:
        """Read a record; None for one that cannot be read."""
        if record.kind not in KINDS:
            raise self._file.damaged()
        return _read(record, source.name)


def _title(record: StoredRecord) -> tuple[str, str]:
    """Return the title of a record without blanks, whole and main."""
    try:
        found = marks(record.kind, record.text)
    except (ValueError, KeyError):
        return "", ""
    return "".join(found.words), "".join(found.words[: found.main])


def _nearness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Return how near two titles are, or one of them and the main title of the other."""
    (whole, main), (whole_of_other, main_of_other) = one, other
    pairs = (whole, whole_of_other), (main, whole_of_other), (whole, main_of_other)
    return max(likeness(*pair) for pair in pairs if all(pair))


def _is_of(entry: Entry, asked: Wanted, names: Sequence[str]) -> bool:
    """Say whether an entry has the identifier; the DOI that a preprint names is not its own."""
    if asked.kind == "doi" and entry.type == "preprint":
        return False
    return not set(names).isdisjoint(names_of(entry))


def _read(record: StoredRecord, source: str) -> FoundRecord | None:
    try:
        return found_record(record.kind, record.text, Position(source, record.line))
    except ValueError:
        return None


def _quoted(term: str) -> str:
    """Return a token as an expression of FTS5; no token has a quotation mark."""
    return f'"{term}"'
