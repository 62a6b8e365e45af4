"""Two states of a library: the same works found again, and the changes of each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pllm_bib.model import identifiers
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.folding import comparable_name, title_key
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


class Kind(StrEnum):
    """The ways in which two states of a library differ, as far as readers and authors care."""

    ADDED = "added"
    REMOVED = "removed"
    PROMOTED = "promoted"
    """A preprint has been published."""
    RETITLED = "retitled"
    REIDENTIFIED = "re-identified"
    """A DOI or an arXiv id that was there is another one now, or gone."""
    AMENDED = "amended"
    """Other fields say more, less or something else. Of a work that was promoted, most do."""
    REKEYED = "rekeyed"
    MOVED = "moved"
    """It is listed in other sections."""


class Change(NamedTuple):
    """A change of one work; what was not there before, or is no more, is empty."""

    kind: Kind
    entry: Entry
    """The work as it is now, or as it was last if it was removed."""
    before: str
    after: str


def arxiv_id(entry: Entry) -> str | None:
    """Return the arXiv id of an entry, without its version; equal papers have equal ids."""
    if entry.eprint is None or not entry.eprint.is_arxiv:
        return None
    found = identifiers.arxiv_id(entry.eprint.id)
    return found.bare if found else entry.eprint.id.strip().casefold()


def same_works(old: Library, new: Library) -> tuple[tuple[Entry | None, Entry | None], ...]:
    """Return every work of two libraries with its old and its new entry, None where it has none.

    Works are found again by key or former key, then by identifier, and by title with first author,
    each at most once. In the order of ``new``; what is gone comes last, in the order of ``old``.
    """
    found: dict[int, Entry] = {}
    left = list(old)
    for features in (_keys, _names, _known, _title):
        by_feature: dict[str, list[Entry]] = {}
        for entry in left:
            for feature in features(entry):
                by_feature.setdefault(feature, []).append(entry)
        gone: set[int] = set()
        for index, entry in enumerate(new):
            if index in found:
                continue
            candidates = [e for f in features(entry) for e in by_feature.get(f, ())]
            match = next((e for e in candidates if id(e) not in gone), None)
            if match is not None:
                found[index] = match
                gone.add(id(match))
        left = [entry for entry in left if id(entry) not in gone]
    pairs = [(found.get(index), entry) for index, entry in enumerate(new)]
    return (*pairs, *((entry, None) for entry in left))


def _keys(entry: Entry) -> tuple[str, ...]:
    return (entry.key,)


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.key, *entry.aliases)


def _known(entry: Entry) -> tuple[str, ...]:
    return tuple(f"{kind} {value}" for kind, value in identity.identifiers(entry))


def _title(entry: Entry) -> tuple[str, ...]:
    title = title_key(entry.title)
    first = next(iter((*entry.authors, *entry.editors)), None)
    return (f"{title}\n{comparable_name(first)[0] if first else ''}",) if title else ()


def changes(
    old: Library, new: Library, *, title: Callable[[Entry], str], label: Callable[[Entry], str]
) -> tuple[Change, ...]:
    """Return the changes between two states of a library, by kind and then in reading order.

    ``title`` and ``label`` say how a title, and where a work appeared, are written.
    """
    found: list[Change] = []
    for before, after in same_works(old, new):
        if before is None and after is not None:
            found.append(Change(Kind.ADDED, after, "", label(after)))
        elif after is None and before is not None:
            found.append(Change(Kind.REMOVED, before, label(before), ""))
        elif before is not None and after is not None:
            if _is_promoted(before, after):
                found.append(Change(Kind.PROMOTED, after, label(before), label(after)))
            if title(before) != title(after):
                found.append(Change(Kind.RETITLED, after, title(before), title(after)))
            found.extend(_changed_fields(before, after))
            found.extend(_moved(before, old, after, new))
    order = list(Kind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def _is_promoted(before: Entry, after: Entry) -> bool:
    return before.type == "preprint" and after.type != "preprint"


def _changed_fields(before: Entry, after: Entry) -> Iterator[Change]:
    """Yield the changes of an entry itself, but for its title."""
    was, now = _identifiers(before), _identifiers(after)
    for name in was:
        if was[name] != now.get(name):
            told = f"{name} {now[name]}" if name in now else ""
            yield Change(Kind.REIDENTIFIED, after, f"{name} {was[name]}", told)
    if not _is_promoted(before, after) and (amended := _amended(before, after)):
        yield Change(Kind.AMENDED, after, "", ", ".join(amended))
    if before.key != after.key:
        yield Change(Kind.REKEYED, after, before.key, after.key)


def _identifiers(entry: Entry) -> dict[str, str]:
    values = {"DOI": entry.doi and entry.doi.lower(), "arXiv": arxiv_id(entry)}
    return {name: value for name, value in values.items() if value}


_TOLD_ELSEWHERE = frozenset("key type title links sections aliases extra".split())
_FIELDS = {"type": "entry type"} | {
    name: row.fields[0]
    for name, row in sorted(ATTRIBUTES.items(), key=lambda pair: pair[0] == "related")
    if name not in _TOLD_ELSEWHERE
}
"""Attribute -> the field of .bib files that it is best known by; the related works come last."""


def _amended(before: Entry, after: Entry) -> list[str]:
    """Return the fields that changed, apart from those that other kinds of changes tell of."""
    number = arxiv_id(before)
    told = {"doi": before.doi, "eprint": number if number != arxiv_id(after) else None}
    fields = [
        "journal" if attribute == "container" and after.type == "article" else field
        for attribute, field in _FIELDS.items()
        if getattr(before, attribute) != getattr(after, attribute) and not told.get(attribute)
    ]
    for was, now in (
        ({link.kind.field: link.url for link in entry.links} for entry in (before, after)),
        (dict(entry.extra) for entry in (before, after)),
    ):
        fields += [name for name in (was | now) if was.get(name) != now.get(name)]
    return fields


def _moved(before: Entry, old: Library, after: Entry, new: Library) -> Iterator[Change]:
    # Ids are numbers that change when a section is put in; the names of files stay.
    slugs_before, slugs_after = _slugs(old), _slugs(new)
    was = [slugs_before.get(section, section) for section in before.sections]
    now = [slugs_after.get(section, section) for section in after.sections]
    if was and now and (was[0] != now[0] or set(was) != set(now)):
        yield Change(Kind.MOVED, after, ", ".join(before.sections), ", ".join(after.sections))


def _slugs(library: Library) -> dict[str, str]:
    return {section.id: section.slug for section in library.sections}
