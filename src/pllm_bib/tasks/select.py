"""The choice of entries: by section, key, year, venue, author, words."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import ENTRIES, OUTLINE
from pllm_bib.files.inputs import bibliographies
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section

HAS = (*(kind.value for kind in LinkKind if kind is not LinkKind.PAPER), "doi", "arxiv", "abstract")
"""What ``--has`` can ask for."""
Order = tuple[object, ...]
"""What an entry is sorted by."""
SORTINGS = ("key", "author", "year", "title", "venue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions that an entry must all meet; within one condition, any value is enough.

    ``sections`` are ids, chapter ids or slugs; ``years`` are years or ranges (``2023-``);
    ``words`` must all occur somewhere in the entry.
    """

    sections: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    since: str = ""
    """A git revision: works that were there then are left out. Empty for none."""


def select(library: Library, selection: Selection) -> Library:
    """Return the part of a library that meets a selection.

    Its outline shrinks to the sections named; if works are chosen by anything else, to those that
    list a chosen work.

    Raises `OperatorError` for a section, key, venue, year or revision that means nothing here.
    """
    part = library
    if selection.sections:
        chosen = {s.id for name in selection.sections for s in find_sections(library, name)}
        part = in_sections(library, chosen)
    entries = list(part.entries)
    if selection.keys:
        wanted = [find_entry(library, key).key for key in selection.keys]
        entries = [entry for entry in entries if entry.key in wanted]
    if selection.since:
        added = added_since(library, selection.since)
        entries = [entry for entry in entries if entry.key in added]
    _stop_at_unknown_venues(library, selection.venues)
    entries = [entry for entry in entries if meets(entry, selection)]
    if len(entries) < len(part):
        part = in_sections(part, {section for entry in entries for section in entry.sections})
    return replace(part, entries=tuple(entries))


def meets(entry: Entry, selection: Selection) -> bool:
    """Say whether an entry meets the conditions that ask for nothing but itself.

    Those on sections and keys are about its library. Raises `OperatorError` for a year that means
    nothing.
    """
    year = entry.date.year if entry.date else None
    ranges = [_years(value) for value in selection.years]
    return (
        (not ranges or (year is not None and any(low <= year <= high for low, high in ranges)))
        and (not selection.venues or folded(venue_of(entry)) in map(folded, selection.venues))
        and all(_has_person(entry, folded(name)) for name in selection.authors)
        and (not selection.words or _has_words(entry, selection.words))
        and all(has(entry, name) for name in selection.has)
    )


def in_sections(library: Library, ids: Collection[str]) -> Library:
    """Return the works that some sections list, with an outline of those sections alone."""
    chapters = (chapter.part(ids) for chapter in library.chapters)
    wanted = frozenset(ids)
    entries = (entry for entry in library if not wanted.isdisjoint(entry.sections))
    return replace(
        library,
        entries=tuple(entries),
        chapters=tuple(chapter for chapter in chapters if chapter.sections),
        elsewhere=library.elsewhere + tuple(s for s in library.sections if s.id not in ids),
    )


def each_section(library: Library) -> Iterator[tuple[Section, Library]]:
    """Yield each section and its works, as `in_sections` returns them."""
    found: dict[str, list[Entry]] = {section.id: [] for section in library.sections}
    for entry in library:
        for section_id in dict.fromkeys(entry.sections):
            if section_id in found:
                found[section_id].append(entry)
    for section in library.sections:
        part = replace(library, entries=tuple(found[section.id]))
        yield section, in_sections(part, {section.id})


def added_since(library: Library, name: str) -> set[str]:
    """Return the keys of the works that a revision of the library's files did not have.

    A work that was moved, renamed or published meanwhile is no new one. Raises `OperatorError`
    where the entries come from no file, or from one in no git repository.
    """
    from pllm_bib.files import revision
    from pllm_bib.same_work.history import same_works

    places = {entry.origin.position.path if entry.origin else "" for entry in library}
    files = [place for place in sorted(places) if Path(place).is_file()]
    if len(files) < len(places):
        message = "--since compares files with a git revision: name files, not standard input"
        raise OperatorError(message)
    folder = Path(files[0]).resolve().parent if files else Path()
    if folder.name == ENTRIES and (folder / OUTLINE).is_file():
        former = revision.list_at(folder.parent, name)
    else:
        former = revision.files_at(bibliographies(files), name)
    pairs = same_works(former, library)
    return {new.key for old, new in pairs if new is not None and old is None}


def find_sections(library: Library, name: str) -> tuple[Section, ...]:
    """Find the sections that a slug or an id stands for; an id also for all that are below it."""
    for chapter in library.chapters:
        if chapter.id and chapter.id == name:
            return chapter.sections
        if any(name == heading.id for _level, heading in chapter.outline):
            below = f"{name}."
            return tuple(s for s in chapter.sections if s.id == name or s.id.startswith(below))
    for section in library.sections:
        if name in {section.id, section.slug}:
            return (section,)
    names = [chapter.id for chapter in library.chapters if chapter.id]
    names += [name for section in library.sections for name in (section.id, section.slug)]
    known = ", ".join(f"{section.id} {section.slug}" for section in library.sections)
    rest = f" There are: {known}." if known else " The list has none."
    message = f"there is no section “{name}”.{did_you_mean(name, names, rest)}"
    raise OperatorError(message)


def find_entry(library: Library, key: str) -> Entry:
    """Find the entry of a key or former key. Raises `OperatorError` if no entry has it."""
    entry = library.find(key)
    if entry is None:
        message = f"there is no entry “{key}”.{did_you_mean(key, (e.key for e in library))}"
        raise OperatorError(message)
    return entry


def arranged(
    library: Library, by: str | None = None, *, backwards: bool = False, limit: int | None = None
) -> Library:
    """Return a library in another order, one of `SORTINGS`, and at most so many of its entries."""
    entries = list(library.entries)
    if by:
        entries.sort(key=lambda entry: order_of(entry, by))
    if backwards:
        entries.reverse()
    return replace(library, entries=tuple(entries[:limit]))


def order_of(entry: Entry, by: str) -> Order:
    """Return what an entry is sorted by; ``by`` is one of `SORTINGS`. Years fall."""
    names = [name.full_family.casefold() for name in (entry.authors or entry.editors)]
    year = entry.date.year if entry.date else 0
    title = str(entry.title).casefold()
    return {
        "key": (entry.key.casefold(), entry.key),
        "author": (names, year, title, entry.key),
        "year": (-year, names, title, entry.key),
        "title": (title, names, year, entry.key),
        "venue": (folded(venue_of(entry)), -year, names, title, entry.key),
    }[by]


def _haystack(entry: Entry) -> str:
    parts = [
        entry.key,
        latex.plain(entry.title),
        *(str(name) for name in entry.authors),
        label(entry),
        latex.plain(entry.container) if entry.container else "",
        latex.plain(entry.abstract) if entry.abstract else "",
        *entry.keywords,
        entry.doi or "",
        entry.eprint.id if entry.eprint else "",
    ]
    return folded("\n".join(parts))


@functools.cache
def _years(value: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})?(?:(-)(\d{4})?)?", value.strip())
    if not match or not any(match.group(1, 3)):
        message = f"“{value}” is not a valid year: write 2024, 2023-2025, 2023- or -2023"
        raise OperatorError(message)
    first, dash, last = match.groups()
    if not dash:
        return int(first), int(first)
    return int(first or 0), int(last or 9999)


def _stop_at_unknown_venues(library: Library, names: tuple[str, ...]) -> None:
    if not names:
        return
    labels = {venue_of(entry) for entry in library} | {venue.label for venue in library.venues}
    known = {folded(label) for label in labels if label}
    for name in names:
        if folded(name) not in known:
            hint = did_you_mean(name, sorted(filter(None, labels)))
            message = f"no work here appeared at “{name}”.{hint}"
            raise OperatorError(message)


def venue_of(entry: Entry) -> str:
    """Return the venue that a work shows: a preprint's is its archive."""
    if entry.venue or entry.type != "preprint" or not entry.eprint:
        return entry.venue or ""
    return entry.eprint.archive or ""


def _has_person(entry: Entry, name: str) -> bool:
    return any(name in folded(str(person)) for person in (*entry.authors, *entry.editors))


def _has_words(entry: Entry, words: tuple[str, ...]) -> bool:
    text = _haystack(entry)
    return all(folded(word) in text for word in words)


def has(entry: Entry, name: str) -> bool:
    """Say whether an entry has a thing, one of `HAS`."""
    if name == "doi":
        return entry.doi is not None
    if name == "arxiv":
        return entry.eprint is not None and entry.eprint.is_arxiv
    if name == "abstract":
        return entry.abstract is not None
    return entry.link(LinkKind(name)) is not None
