"""Whether two entries are one work: by identifiers, by title, by a link and nearly that title."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import comparable_address
from pllm_bib.same_work import identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text

_TELLING = 20
"""Letters and digits from which a title tells a work: “Introduction” and “Preface” do not."""
_TELLING_WORDS = 4
_NEAR = 0.9
_ALIKE = 0.5


def identifiers(entry: Entry) -> dict[str, set[str]]:
    """The identifiers of an entry by their kind: doi, arxiv, openreview, acl, isbn, eprint."""
    return _by_kind(_identifiers(entry))


def _by_kind(marks: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, value in marks:
        found.setdefault(kind, set()).add(value)
    return found


def _identifiers(entry: Entry) -> Iterator[tuple[str, str]]:
    for kind, value in identity.identifiers(entry):
        yield (_KINDS[kind], value) if kind in _KINDS else ("eprint", f"{kind} {value}")


_KINDS = {
    identity.DOI: "doi",
    identity.ARXIV: "arxiv",
    identity.OPENREVIEW: "openreview",
    identity.ANTHOLOGY: "acl",
    identity.ISBN: "isbn",
}


def alike(one: Text, other: Text) -> float:
    """How much two titles are alike, from 0 to 1."""
    first, second = title_key(one)[:_COMPARED], title_key(other)[:_COMPARED]
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


_COMPARED = 300
"""Letters of titles that are compared: longer ones cost more than they tell."""


class Match(NamedTuple):
    """An entry that is the same work, and why that may be wrong, if it may."""

    entry: Entry
    doubt: str | None = None


class Marks(NamedTuple):
    """By what an entry is recognised, to be worked out once for all questions about it."""

    identifiers: tuple[tuple[str, str], ...]
    title: str

    @classmethod
    def of(cls, entry: Entry) -> Marks:
        """The marks of an entry."""
        return cls(tuple(_identifiers(entry)), title_key(entry.title))


@dataclass(slots=True)
class Works:
    """Entries that can be asked for the one that is the same work as another."""

    by_identifier: dict[tuple[str, str], Entry] = field(default_factory=dict)
    by_title: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    by_address: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Works:
        """An index of entries; of two with one identifier, the first is found."""
        works = cls()
        for entry in entries:
            works.add(entry)
        return works

    def add(self, entry: Entry, marks: Marks | None = None) -> None:
        """Add an entry."""
        marks = marks or Marks.of(entry)
        for mark in marks.identifiers:
            self.by_identifier.setdefault(mark, entry)
        if marks.title:
            _put(self.by_title, marks.title, entry)
        for link in entry.links:
            _put(self.by_address, comparable_address(link.url), entry)

    def find(self, entry: Entry, marks: Marks | None = None) -> Match | None:
        """The entry that is the same work."""
        marks = marks or Marks.of(entry)
        by_title = self._by_title(entry, marks)
        found = (self.by_identifier.get(mark) for mark in marks.identifiers)
        by_id = next(filter(None, found), None)
        if by_title and by_id and by_title.entry is not by_id:
            return Match(
                by_title.entry,
                f"its title is that of “{by_title.entry.key}”, an identifier that of “{by_id.key}”",
            )
        if by_id:
            if entry.title and by_id.title and alike(entry.title, by_id.title) < _ALIKE:
                doubt = f"an identifier is that of “{by_id.key}”, the title is not: “{by_id.title}”"
                return Match(by_id, doubt)
            return Match(by_id)
        return by_title or self._by_address(entry)

    def _by_title(self, entry: Entry, marks: Marks) -> Match | None:
        title = marks.title
        if title not in self.by_title:
            return None
        own = _by_kind(marks.identifiers)
        telling = len(title) >= _TELLING or len(str(entry.title).split()) >= _TELLING_WORDS
        for other in self.by_title[title]:
            theirs = identifiers(other)
            conflicts = [
                kind for kind, values in own.items() if theirs.get(kind, values).isdisjoint(values)
            ]
            if not conflicts:
                if telling or _same_year(entry, other):
                    return Match(other)
            elif telling:
                kind = conflicts[0]
                doubt = (
                    f"its title is that of “{other.key}”, but it has {_named(kind, own)}, the "
                    f"entry {_named(kind, theirs)}"
                )
                return Match(other, doubt)
        return None

    def _by_address(self, entry: Entry) -> Match | None:
        """An entry with one of the links and nearly the same title: authors change a letter."""
        best: tuple[float, Entry] | None = None
        for link in entry.links:
            for other in self.by_address.get(comparable_address(link.url), ()):
                near = alike(entry.title, other.title)
                if near >= _NEAR and (best is None or near > best[0]):
                    best = near, other
        return Match(best[1]) if best else None


def _put(index: dict[str, tuple[Entry, ...]], mark: str, entry: Entry) -> None:
    entries = index.get(mark, ())
    if len(entries) < _MOST:
        index[mark] = (*entries, entry)


_MOST = 50
"""Entries that are remembered by one title or address: what many works share tells none of them."""


def _same_year(one: Entry, other: Entry) -> bool:
    return not (one.date and other.date) or one.date.year == other.date.year


_NAMES = {
    "doi": "the DOI",
    "arxiv": "the arXiv id",
    "openreview": "the OpenReview id",
    "acl": "the Anthology id",
    "isbn": "the ISBN",
    "eprint": "the eprint",
}


def _named(kind: str, found: dict[str, set[str]]) -> str:
    return f"{_NAMES[kind]} “{min(found[kind])}”"
