"""The choice of entries: by section, key, year, venue, author, words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.folding import folded

if TYPE_CHECKING:
    from collections.abc import Collection

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section

HAS = (*(kind.value for kind in LinkKind if kind is not LinkKind.PAPER), "doi", "arxiv", "abstract")
"""What ``--has`` can ask for."""


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


def select(library: Library, selection: Selection) -> Library:
    """Return the part of a library that meets a selection.

    Its outline shrinks to the sections named; if works are chosen by anything else, to those that
    list a chosen work.

    Raises `OperatorError` for a section, key, venue or year that means nothing here.
    """
    part = library
    if selection.sections:
        chosen = {s.id for name in selection.sections for s in find_sections(library, name)}
        part = in_sections(library, chosen)
    entries = list(part.entries)
    if selection.keys:
        wanted = [find_entry(library, key).key for key in selection.keys]
        entries = [entry for entry in entries if entry.key in wanted]
    if selection.years:
        ranges = [_years(value) for value in selection.years]
        entries = [
            entry
            for entry in entries
            if entry.date and any(first <= entry.date.year <= last for first, last in ranges)
        ]
    if selection.venues:
        entries = _of_venues(entries, library, selection.venues)
    for author in selection.authors:
        entries = [
            entry
            for entry in entries
            if any(folded(author) in folded(str(name)) for name in (*entry.authors, *entry.editors))
        ]
    for word in selection.words:
        entries = [entry for entry in entries if folded(word) in _haystack(entry)]
    for name in selection.has:
        entries = [entry for entry in entries if _has(entry, name)]
    if len(entries) < len(part):
        part = in_sections(part, {section for entry in entries for section in entry.sections})
    return replace(part, entries=tuple(entries))


def in_sections(library: Library, ids: Collection[str]) -> Library:
    """Return the works that some sections list, with an outline of those sections alone."""
    chapters = (
        replace(chapter, sections=tuple(s for s in chapter.sections if s.id in ids))
        for chapter in library.chapters
    )
    entries = (entry for entry in library if any(section in ids for section in entry.sections))
    return replace(
        library,
        entries=tuple(entries),
        chapters=tuple(chapter for chapter in chapters if chapter.sections),
        elsewhere=library.elsewhere + tuple(s for s in library.sections if s.id not in ids),
    )


def find_sections(library: Library, name: str) -> tuple[Section, ...]:
    """Find the sections that an id, a chapter's id or a slug stands for."""
    for chapter in library.chapters:
        if chapter.id and chapter.id == name:
            return chapter.sections
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


def _years(value: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})?(?:(-)(\d{4})?)?", value.strip())
    if not match or not any(match.group(1, 3)):
        message = f"“{value}” is not a valid year: write 2024, 2023-2025, 2023- or -2023"
        raise OperatorError(message)
    first, dash, last = match.groups()
    if not dash:
        return int(first), int(first)
    return int(first or 0), int(last or 9999)


def _of_venues(entries: list[Entry], library: Library, names: tuple[str, ...]) -> list[Entry]:
    labels = {label for label in (entry.venue or _archive(entry) for entry in library) if label}
    labels |= {venue.label for venue in library.venues}
    wanted = set()
    for name in names:
        matching = {label for label in labels if folded(label) == folded(name)}
        if not matching:
            message = f"no work of the list appeared at “{name}”.{did_you_mean(name, labels)}"
            raise OperatorError(message)
        wanted |= matching
    return [entry for entry in entries if (entry.venue or _archive(entry)) in wanted]


def _archive(entry: Entry) -> str | None:
    """Return the archive of a preprint, which it shows in place of a venue."""
    return entry.eprint.archive if entry.type == "preprint" and entry.eprint else None


def _has(entry: Entry, name: str) -> bool:
    if name == "doi":
        return entry.doi is not None
    if name == "arxiv":
        return entry.eprint is not None and entry.eprint.is_arxiv
    if name == "abstract":
        return entry.abstract is not None
    return entry.link(LinkKind(name)) is not None
