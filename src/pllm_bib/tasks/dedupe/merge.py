"""Entries of one work -> one entry: a function of entries, wherever they come from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.bibtex.read import Surroundings
from pllm_bib.formats.bibtex.write import BibField, format_entry
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.identity import identifiers, is_preprint
from pllm_bib.tasks.dedupe.fields import TYPE, Discarded, Version, merged

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pllm_bib.formats.bibtex.source import EntrySource
    from pllm_bib.model.entry import Entry


class MergedEntry(NamedTuple):
    """The entry that several became, and the values that it does not have."""

    entry: Entry
    discarded: tuple[Discarded, ...]


def merge(entries: Sequence[Entry], *, ranked: bool = False) -> MergedEntry:
    """Merge entries of one work, at least one; no file is read or changed.

    The best entry keeps its key, or the first one if the entries are ranked.
    """
    versions = [_as_written(entry) for entry in entries]
    if not ranked:
        versions.sort(key=rank)
    result, discarded = combined(versions)
    return MergedEntry(result.entry, discarded)


def _as_written(entry: Entry) -> Version:
    """Return the version of an entry whose source is the canonical one."""
    text = FORMATS["canonical"].required_writer.record(entry, WriteContext())
    source = bib_source.entry_sources(text, {0})[0]
    section = entry.sections[0] if entry.sections else None
    place = entry.position() or Position("")
    return version_of(replace(entry, origin=None), source, place, section)


def version_of(entry: Entry, source: EntrySource, place: Position, section: str | None) -> Version:
    """Return the version of an entry whose fields stand in a source."""
    raw = entry.origin.raw if entry.origin else {}
    fields: dict[str, BibField] = {}
    for written in source.fields:
        fields.setdefault(written.name, _without_macros(written, raw))
    return Version(
        entry=entry,
        type=source.type,
        fields=fields,
        origin={name: (entry.key, entry.position(name) or place) for name in (TYPE, *fields)},
        preprint=is_preprint(entry, identifiers(entry)),
        section=section,
    )


def _without_macros(written: BibField, raw: Mapping[str, str]) -> BibField:
    """Return a field that means the same in any file: without string macros, except months."""
    if not written.bare or written.value.isdigit() or written.value in MONTHS:
        return written
    return BibField(written.name, " ".join(raw.get(written.name, written.value).split()))


def rank(version: Version, referred_to: Collection[str] = ()) -> tuple[bool, int, int]:
    """Return the place of a version among others: what others refer to, what is published."""
    return version.entry.key not in referred_to, -version.standing, -len(version.fields)


def combined(
    versions: Sequence[Version], around: Surroundings | None = None
) -> tuple[Version, tuple[Discarded, ...]]:
    """Merge versions of one work, the first of which keeps its key.

    ``around`` has the entries of the files that the versions may inherit from.
    """
    result, *others = versions
    discarded: list[Discarded] = []
    for other in others:
        result, given_up = merged(result, other)
        result = read_again(result, around or Surroundings())
        discarded += given_up
    return result, tuple(discarded)


def read_again(version: Version, around: Surroundings) -> Version:
    """Return a version with the entry that its fields make."""
    text = format_entry(version.type, version.entry.key, version.fields.values())
    (entry, *_), _faults = bib_reader.read(text, "", version.section, around)
    return replace(version, entry=entry, preprint=is_preprint(entry, identifiers(entry)))
