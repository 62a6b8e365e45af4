"""Works added to a list by identifier, from the records that services have of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import ListedWork
from pllm_bib.files.records import FieldSource, recorded
from pllm_bib.lookup.wanted import wanted
from pllm_bib.model.diagnostic import Position
from pllm_bib.tasks.complete import canonical_fields
from pllm_bib.tasks.import_ import plan as importing
from pllm_bib.tasks.import_.read import ImportedFile
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.lookup import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord, RecordSource
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section


@dataclass(slots=True)
class Addition:
    """Works to add, as an import; and what was asked for in vain, in words."""

    plan: ImportPlan
    failed: list[str] = field(default_factory=list)


def plan(
    config: Config,
    loaded: Loaded,
    asked: Sequence[str],
    sources: Sequence[RecordSource],
    *,
    section: Section | None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Addition:
    """Ask for the records of identifiers, each on its own, and work out what they add to a list.

    A work that the list has is recognised, as by an import. The address of its record is noted in
    ``sources.toml`` for all fields of a new entry. ``progress`` is told how many were asked for.
    """
    failed: list[str] = []
    found: dict[str, FoundRecord] = {}
    for number, text in enumerate(asked, start=1):
        if what := wanted(text):
            answer = ask(what, sources)
            found |= {one.address: one for one in answer.found}
            failed += answer.failed
        else:
            failed.append(f"“{text}” is neither an identifier nor the address of a page")
        progress(number)
    works = [
        ListedWork(replace(one.entry, sections=()), (), Position(address))
        for address, one in found.items()
    ]
    if not works:
        return Addition(ImportPlan(), failed)
    added = importing.plan(config, loaded, ImportedFile(works, []), section=section)
    rows = {
        each.entry.key: [_source(found[each.position.path], each.entry)] for each in added.added
    }
    if rows:
        added.write |= recorded(config, rows)
    return Addition(added, failed)


def _source(found: FoundRecord, entry: Entry) -> FieldSource:
    """Return the source of the fields that a new entry has."""
    return FieldSource(found.address, found.kind, tuple(canonical_fields(entry)), found.date)
