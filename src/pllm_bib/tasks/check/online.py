"""Records of public services, turned into what the rules about them are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.model.entry import doi_url
from pllm_bib.model.identifiers import arxiv_id, bare_doi
from pllm_bib.rules.base import OnlineFacts
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.lookup import by_trust
from pllm_bib.tasks.published import published_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.lookup.wanted import Wanted
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.lookup import Answered


def facts_of(entries: Iterable[Entry], answered: Answered) -> tuple[OnlineFacts, ...]:
    """Return what services say of entries that they were asked for."""
    return tuple(
        _facts(entry, answered.found.get(entry.key, []), answered.absent.get(entry.key, []))
        for entry in entries
        if entry.key in answered.found or entry.key in answered.absent
    )


def _facts(entry: Entry, found: list[FoundRecord], absent: list[Wanted]) -> OnlineFacts:
    mine = record_of(entry)
    own = [
        one
        for one in by_trust(found)
        if not set(mine.identifiers).isdisjoint(record_of(one.entry).identifiers)
    ]
    return OnlineFacts(
        entry=entry,
        records=tuple(
            (one.entry, one.address)
            for one in own
            if record_of(one.entry).preprint == mine.preprint
        ),
        absent=tuple((one.value, _field_of(entry, one)) for one in absent),
        retracted=tuple(
            _placed(notice.by) or f"so says {one.address}"
            for one in own
            for notice in one.notices
            if notice.kind == "retracted"
        ),
        newer=tuple(_newer(entry, own, found)),
    )


def _field_of(entry: Entry, asked: Wanted) -> str:
    """Return the field of an entry that holds an identifier."""
    field = {"doi": "doi", "arxiv": "eprint", "openreview": "openreview", "isbn": "isbn"}
    name = field.get(asked.kind, "url")
    present = entry.origin.fields if entry.origin else {}
    return name if name in present else "url"


def _newer(entry: Entry, own: list[FoundRecord], found: list[FoundRecord]) -> Iterator[str]:
    """Yield the newer versions of an entry in words: its publication, or a later text."""
    if record_of(entry).preprint:
        try:
            published = published_version(entry, found).record
        except OperatorError:
            pass
        else:
            yield f"“{published.entry.container}”, {published.address}"
            return
    for one in own:
        for notice in one.notices:
            if notice.kind == "newer" and notice.by:
                yield _placed(notice.by)
            elif notice.kind == "version" and _is_older(entry, notice.by):
                yield f"version {notice.by} at {one.address}"


def _placed(identifier: str) -> str:
    return doi_url(identifier) if bare_doi(identifier) else identifier


def _is_older(entry: Entry, latest: str) -> bool:
    """Say whether an entry names a version of a preprint that is not the latest."""
    number = arxiv_id(entry.eprint.id) if entry.eprint else None
    version = number.id.rpartition("v")[2] if number and number.id != number.bare else ""
    return version.isdigit() and int(version) < int(latest)
