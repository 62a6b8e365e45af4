"""Groups, clashes and merges of ``dedupe``: in words, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.cli import printed

if TYPE_CHECKING:
    from pllm_bib.same_work.find import Clash, Group
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.tasks.dedupe.records import Records
    from pllm_bib.tasks.dedupe.rewrite import Merged


# In words.


def print_group(found: Records, group: Group, number: int) -> None:
    """Print a group: its entries, and what speaks for each pair of them."""
    if group.pairs:
        what = "sure to be one work" if group.safe else "may be one work"
        printed.words(f"{number}. {what} ({group.sureness:.2f}):")
    else:
        printed.words(f"{number}. the pair that you named:")
    for member in group.members:
        printed.words(f"  {_described(found, found.records[member])}")
    several = len(group.pairs) > 1
    for pair in group.pairs:
        keys = (
            f"{found.records[pair.one].key}, {found.records[pair.other].key}: " if several else ""
        )
        printed.words(f"    {keys}{', '.join(pair.verdict.reasons)}")


def _described(found: Records, record: WorkRecord) -> str:
    year = f" ({record.year})" if record.year else ""
    return f"{found.position(record)}: {record.shown or 'no title'}{year} [{record.key}]"


def print_clash(found: Records, clash: Clash) -> None:
    """Print a key or an identifier that different works have."""
    printed.words(f"different works have the {clash.kind} “{clash.value}”:")
    for member in clash.members:
        printed.words(f"  {_described(found, found.records[member])}")


def print_merged(found: Records, work: Merged, *, err: bool = False) -> None:
    """Print a merge, and every value that is given up."""
    kept = found.records[work.kept]
    lost = ", ".join(f"“{found.records[number].key}”" for number in work.lost)
    printed.words(f"{found.position(kept)}: {lost} merged into it [{kept.key}]", err=err)
    for value in work.discarded:
        instead = f"; instead: {value.instead}" if value.instead else ""
        printed.words(
            f"  {value.position}: discarded: {value.field} = {value.value}{instead} [{value.key}]",
            err=err,
        )


# As JSON.


def group_as_json(found: Records, group: Group) -> dict[str, object]:
    """Return a group as JSON data."""
    return {
        "sureness": group.sureness if group.pairs else None,
        "safe": group.safe,
        "members": [member_as_json(found, number) for number in group.members],
        "pairs": [
            {
                "keys": [found.records[number].key for number in (pair.one, pair.other)],
                "sureness": pair.verdict.sureness,
                "reasons": list(pair.verdict.reasons),
                "blockers": {b.name: b.words for b in pair.verdict.blockers},
            }
            for pair in group.pairs
        ],
    }


def merged_as_json(found: Records, work: Merged) -> dict[str, object]:
    """Return a merge as JSON data."""
    return {
        "key": found.records[work.kept].key,
        "lost": [found.records[number].key for number in work.lost],
        "discarded": [
            {
                "key": value.key,
                "path": value.position.path,
                "line": value.position.line,
                "field": value.field,
                "value": value.value,
                "instead": value.instead,
            }
            for value in work.discarded
        ],
    }


def member_as_json(found: Records, number: int) -> dict[str, Any]:
    """Return an entry as JSON data."""
    record = found.records[number]
    place = found.position(record)
    return {
        "key": record.key,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "title": record.shown,
        "year": record.year,
    }
