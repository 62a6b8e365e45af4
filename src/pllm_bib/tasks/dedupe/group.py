"""Duplicates among entries, wherever they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.dataclass import dataclass
from pllm_bib.same_work.find import find
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.model.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateGroup:
    """Entries that are, or may be, of one work, in their order in the library.

    ``sureness`` is that of the weakest tie, from 0 to 1; ``safe`` says that a merge needs no
    question. ``reasons`` are in words.
    """

    entries: tuple[Entry, ...]
    sureness: float
    safe: bool
    reasons: tuple[str, ...]


def groups(entries: Sequence[Entry], threshold: float) -> list[DuplicateGroup]:
    """Find the entries of one work among some, from a sureness on."""
    records = [record_of(entry, shown=latex.plain(entry.title)) for entry in entries]
    return [
        DuplicateGroup(
            entries=tuple(entries[number] for number in group.members),
            sureness=group.sureness,
            safe=group.safe,
            reasons=tuple(
                dict.fromkeys(reason for pair in group.pairs for reason in pair.verdict.reasons)
            ),
        )
        for group in find(records, threshold=threshold).groups
    ]
