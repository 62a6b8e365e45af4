"""The label that a list shows for a work, and the order in which it shows works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.entry import Entry


def in_reading_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort by year, newest first; then preprints, newest first; then by venue and title."""

    def key(entry: Entry) -> tuple[object, ...]:
        year = entry.date.year if entry.date else 0
        preprint = entry.type == "preprint" and entry.eprint
        identifier = entry.eprint.id if preprint and entry.eprint else ""
        title = latex.plain(entry.title).casefold()
        venue = (entry.venue or "").casefold()
        return (-year, not preprint, [-ord(char) for char in identifier], venue, title, entry.key)

    return sorted(entries, key=key)


def label(entry: Entry) -> str:
    """Return year and venue as the list shows them: ``2024 ACL``, ``2024 Arxiv-2410``."""
    year = entry.date.year_text if entry.date else ""
    if entry.venue:
        name = entry.venue
    elif entry.type == "preprint" and entry.eprint and entry.eprint.is_arxiv:
        name = f"Arxiv-{entry.eprint.id.rpartition('/')[2][:4]}"
    elif entry.type == "preprint" and entry.eprint:
        name = entry.eprint.archive
    else:
        name = latex.plain(entry.container) if entry.container else ""
    return f"{year} {name}".strip()
