"""A preprint becomes its published version, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.awesome.findings import import_finding
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import VENUES
from pllm_bib.files.read import entries
from pllm_bib.files.text import as_on_disk
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.identifiers import arxiv_id_at, is_arxiv_doi
from pllm_bib.same_work.people import compare_people
from pllm_bib.same_work.publications import differing_identifier
from pllm_bib.same_work.record import WorkRecord, record_of
from pllm_bib.same_work.titles import compare_titles
from pllm_bib.tasks.import_.complete import with_venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names

_UNPUBLISHED = frozenset({"preprint", "misc", "unpublished", "online"})
_TAKEN = frozenset({*PUBLISHED_FIELDS, "editor", "doi"})
"""Fields that always come from the published version, even if it lacks them."""


class Promotion(NamedTuple):
    """A preprint and the record that it becomes: the file to write, and what is to be said."""

    entry: Entry
    published: Entry
    write: dict[Path, str]
    findings: tuple[Diagnostic, ...]


def plan(config: Config, loaded: Loaded, key: str, sources: Sequence[Input]) -> Promotion:
    """Work out the edit that makes a preprint the published work that some files describe.

    Type, container, date, pages, publisher, editors and DOI are taken over; key, title, arXiv id,
    links and sections stay. A link that only leads to the arXiv page gives way to that of the
    published version; the arXiv id keeps it.

    Raises `OperatorError` where the entry is no preprint, or the files have no published version
    with its title and authors, and OSError where a file cannot be read.
    """
    entry = loaded.library.find(key)
    assert entry is not None  # noqa: S101 -- the caller has looked
    if entry.type not in _UNPUBLISHED or entry.container:
        message = f"“{entry.key}” is no preprint: it is @{entry.type} already"
        raise OperatorError(message)
    faults: list[Diagnostic] = []
    published = published_version(entry, entries(sources, faults))
    published = with_venue(published, config.venues)
    path = next(
        config.bib_file(section)
        for section in loaded.library.sections
        if section.id == entry.sections[0]
    )
    old = loaded.texts[path]
    types = {entry.key: _type(published)}
    new = bib_source.apply(old, _edits(entry, published), types)
    findings = [*faults, *_findings(entry, published)]
    return Promotion(
        entry, published, as_on_disk({path: new} if new != old else {}), tuple(findings)
    )


def published_version(entry: Entry, candidates: Iterable[Entry]) -> Entry:
    """Return the published version of an entry, which has its title and authors.

    Raises `OperatorError` where there is none, or several that identifiers tell apart.
    """
    reasons = []
    mine = record_of(entry)
    found: list[tuple[Entry, WorkRecord]] = []
    for other in candidates:
        record = record_of(other)
        same_title = compare_titles(mine, record, {}).kind in {"equal", "near"}
        if not same_title and set(mine.identifiers).isdisjoint(record.identifiers):
            continue
        if other.type in _UNPUBLISHED or not other.container:
            reasons.append(f"“{other.key}” is not published either (@{other.type})")
        elif not same_title:
            reasons.append(f"“{other.key}” has another title: “{other.title}”")
        elif not _same_people(entry, mine, other, record):
            reasons.append(
                f"“{other.key}” has other authors: {_people(other.authors)}; the entry has "
                f"{_people(entry.authors)}"
            )
        elif (differ := differing_identifier(mine, record)) and differ.kind != "DOI":
            reasons.append(
                f"“{other.key}” has another {differ.kind}: {differ.other}; the entry has "
                f"{differ.one}"
            )
        else:
            found.append((other, record))
    if not found:
        told = "; ".join(reasons) or "no entry there has its title or arXiv id"
        message = f"no published version of “{entry.key}” was found: {told}"
        raise OperatorError(message)
    return _only(entry.key, mine, found)


def _only(key: str, mine: WorkRecord, found: Sequence[tuple[Entry, WorkRecord]]) -> Entry:
    """Return the first of some published versions, unless identifiers tell them apart.

    Those that share an identifier with the preprint come before others.
    """
    sharing = [pair for pair in found if not set(mine.identifiers).isdisjoint(pair[1].identifiers)]
    (first, record), *others = sharing or found
    for other, its in others:
        if differ := differing_identifier(record, its):
            places = [f"“{e.key}” ({e.position() or 'no place'})" for e in (first, other)]
            message = (
                f"“{key}” has two published versions, {places[0]} with the {differ.kind} "
                f"{differ.one} and {places[1]} with {differ.other}: give a file with one of them"
            )
            raise OperatorError(message)
    return first


def _same_people(one: Entry, mine: WorkRecord, other: Entry, theirs: WorkRecord) -> bool:
    """Say whether two entries are by the same people, as far as both lists go.

    Given names may be initials in one of them.
    """
    shared = compare_people(mine.authors, theirs.authors)
    if shared is None or shared.shared < shared.of:
        return False
    return len(one.authors) == len(other.authors) or one.authors.others or other.authors.others


def _people(names: Names) -> str:
    listed = ", ".join(name.family for name in names) or "none"
    return f"{listed} and others" if names.others else listed


def _type(published: Entry) -> str:
    """Return the entry type that the list's files have for an entry."""
    head, _, _rest = (
        FORMATS["canonical"].required_writer.record(published, WriteContext()).partition("{")
    )
    return head.removeprefix("@")


def _edits(entry: Entry, published: Entry) -> Iterator[Edit]:
    parts = FORMATS["canonical"].required_writer.parts_of(published, WriteContext())
    fields = {part.target: str(part.value) for part in parts}
    present = entry.origin.fields if entry.origin else {}
    wanted = set(_TAKEN)
    if entry.authors.others and not published.authors.others:
        wanted.add("author")
    url = entry.link(LinkKind.PAPER)
    if url and arxiv_id_at(url):
        wanted.add("url")
        if arxiv_id_at(fields.get("url", "")):
            del fields["url"]
    elif not url and "url" in fields:
        wanted.add("url")
    if entry.venue and not published.venue:
        wanted.discard("venue")
    if entry.doi and not published.doi and not is_arxiv_doi(entry.doi):
        wanted.discard("doi")
    for name in sorted(wanted):
        if name in fields:
            yield Edit(key=entry.key, field=name, value=fields[name])
        elif name in present:
            yield Edit(key=entry.key, field=name, value=None)


def _findings(entry: Entry, published: Entry) -> Iterator[Diagnostic]:
    if not published.venue and not entry.venue:
        position = entry.position() or Position("")
        message = f"{VENUES} has no venue that is called “{published.container}”: add its label"
        yield import_finding("venue-without-name", message, position, key=entry.key)
