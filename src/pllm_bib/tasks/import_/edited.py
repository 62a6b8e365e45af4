"""A line that somebody edited, found again among those that are no longer there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import comparable_address
from pllm_bib.same_work.titles import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.model.entry import Entry

_ALIKE = 0.6
"""How much of a title must be left for the line to be that of the same entry."""


def edited_line(line: Entry, gone: Iterable[Entry]) -> Entry | None:
    """Return the entry whose line was changed to this one; a link that both have speaks for it."""
    addresses = {comparable_address(link.url) for link in line.links}
    best: tuple[float, Entry] | None = None
    for entry in gone:
        near = likeness(title_key(line.title), title_key(entry.title))
        if any(comparable_address(link.url) in addresses for link in entry.links):
            near += 1 - _ALIKE
        if near >= _ALIKE and (best is None or near > best[0]):
            best = near, entry
    return best[1] if best else None
