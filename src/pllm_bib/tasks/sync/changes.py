"""The changes of a work in a source, field by field: line then, line now, and the entry."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import arxiv_id, arxiv_id_at, comparable_address
from pllm_bib.tasks.complete import canonical_fields, canonical_type
from pllm_bib.tasks.import_.complete import find_venue, with_venue
from pllm_bib.tasks.import_.titles import protected_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue

_WITH = {"year": ("month", "day"), "eprint": ("archiveprefix", "primaryclass")}
"""Fields that change with another one."""
_GO_WITH_OTHERS = {name for names in _WITH.values() for name in names}
_OWN = frozenset({"also", "ids", "related", "keywords", "abstract"})
"""Fields that the list has for itself, or that no list shows."""
_WORDS = {"eprint": "arXiv id", "doi": "DOI", "author": "authors", "url": "paper link"} | {
    kind.field: f"{kind.value} link" for kind in LinkKind if kind is not LinkKind.PAPER
}


@dataclass(slots=True)
class FieldChanges:
    """The effects of a changed line on its entry, and the words for each."""

    edits: list[Edit] = field(default_factory=list)
    type: str | None = None
    """The new type of the entry, if it has another one now."""
    taken: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Changes that the entry has had already, and values that are gone from the source only."""
    conflicts: list[str] = field(default_factory=list)
    nameless: bool = False
    """The new venue has no full name in venues.toml."""


def compared(entry: Entry, then: Entry, now: Entry, venues: Sequence[Venue]) -> FieldChanges:
    """Work out what a source's change of a line does to an entry.

    What the entry has as the line had it then becomes what the line has now. What was changed in
    the entry stays; if the source changed it to something else, that is a conflict.
    """
    return _Comparison(entry, then, now, venues).made()


class _Comparison:
    def __init__(self, entry: Entry, then: Entry, now: Entry, venues: Sequence[Venue]) -> None:
        self.entry, self.then, self.now, self.venues = entry, then, now, venues
        self.done = FieldChanges()
        self.fields = {id(one): canonical_fields(one) for one in (entry, then, now)}

    def made(self) -> FieldChanges:
        """Return the changes of all fields."""
        names = dict.fromkeys((*self.fields[id(self.now)], *self.fields[id(self.then)]))
        for name in names:
            if name in _GO_WITH_OTHERS | _OWN or self._is_made_of_id(name, self.now, self.now):
                continue
            self._field(name)
        return self.done

    def _is_made_of_id(self, name: str, one: Entry, other: Entry) -> bool:
        """Say whether a link of one work only leads to the preprint whose id another one has."""
        if name not in {"url", "pdf"} or other.eprint is None:
            return False
        found = arxiv_id_at(self._value(name, one) or "")
        return found is not None and found.bare == self._comparable("eprint", other)

    def _value(self, name: str, one: Entry) -> str | None:
        return str(one.title) if name == "title" and one.title else self.fields[id(one)].get(name)

    def _comparable(self, name: str, one: Entry) -> str | None:
        """Return the value of a field in a form that is equal for equal values."""
        value = self._value(name, one)
        if value is None:
            return None
        if name in {kind.field for kind in LinkKind}:
            return comparable_address(value)
        if name == "eprint":
            found = arxiv_id(value)
            return found.bare if found else value
        if name == "venue":
            venue = find_venue(value, self.venues)
            return venue.label if venue else value.casefold()
        return value.casefold() if name == "doi" else " ".join(value.split())

    def _field(self, name: str) -> None:
        then, now, mine = (self._comparable(name, e) for e in (self.then, self.now, self.entry))
        if then == now:
            return
        if mine is None and then and self._is_made_of_id(name, self.then, self.entry):
            mine = then
        old, new = self._value(name, self.then), self._value(name, self.now)
        if name == "venue" and self.then.eprint:
            old = old or self.then.eprint.archive
        words = _WORDS.get(name, name)
        if new is None:
            if mine is not None:
                self.done.known.append(f"{words} “{old}” is gone from the source, and stays here")
        elif mine == now:
            self.done.known.append(f"{words} {_arrow(old, new)}: the entry has it already")
        elif mine == then:
            self._take(name, new)
            self.done.taken.append(f"{words} {_arrow(old, new)}")
        else:
            had = f"had “{old}” there before" if old is not None else "had none there before"
            has = f"“{self._value(name, self.entry)}”" if mine is not None else "none"
            self.done.conflicts.append(
                f"{words} is “{new}” in the source, and {had}; the entry has {has}, which stays: "
                "edit it by hand if the source is right"
            )

    def _take(self, name: str, new: str) -> None:
        """Add the edits for a field that is taken over, and for those that change with it."""
        fields, present = self.fields[id(self.now)], self.fields[id(self.entry)]
        value: str | None = fields[name]
        if name == "title":
            value = latex.encode(protected_as(self.now.title, self.entry.title))
        elif name == "venue":
            venue = find_venue(new, self.venues)
            value = latex.encode_plain(venue.label) if venue else value
        self._edit(name, value)
        for part in _WITH.get(name, ()):
            if fields.get(part) != present.get(part):
                self._edit(part, fields.get(part))
                if part not in fields:
                    self.done.taken.append(f"{part} “{present[part]}” dropped")
        if name == "venue":
            self._container(new)

    def _edit(self, name: str, value: str | None) -> None:
        self.done.edits.append(Edit(key=self.entry.key, field=name, value=value))

    def _container(self, label: str) -> None:
        """Add type and container of the new venue, as venues.toml has them."""
        published = with_venue(
            replace(self.entry, venue=label, container=None, date=self.now.date), self.venues
        )
        if published.container is None:
            self.done.nameless = True
            return
        fields, present = canonical_fields(published), self.fields[id(self.entry)]
        for name in ("booktitle", "journal", "publisher"):
            new, old = fields.get(name), present.get(name)
            if new is not None and new != old and (name != "publisher" or old is None):
                self._edit(name, new)
                self.done.taken.append(f"{name} {_arrow(old, new)}")
            elif new is None and old is not None and name != "publisher":
                self._edit(name, None)
                self.done.taken.append(f"{name} “{old}” dropped")
        if published.type != self.entry.type:
            self.done.type = canonical_type(published)
            self.done.taken.append(
                f"type {_arrow('@' + canonical_type(self.entry), '@' + self.done.type)}"
            )


def _arrow(old: str | None, new: str) -> str:
    return f"“{new}”" if old is None else f"“{old}” -> “{new}”"
