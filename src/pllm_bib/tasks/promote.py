"""A preprint becomes its published version, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.awesome.findings import import_finding
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import VENUES
from pllm_bib.files.read import entries as read
from pllm_bib.files.records import FieldSource, recorded, source_of
from pllm_bib.files.text import as_on_disk
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.identifiers import arxiv_id_at, is_arxiv_doi
from pllm_bib.same_work.publications import differing_identifier
from pllm_bib.same_work.record import WorkRecord, record_of
from pllm_bib.same_work.titles import compare_titles
from pllm_bib.tasks.import_.complete import with_venue
from pllm_bib.tasks.lookup import alike, are_same_people, people_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry

_UNPUBLISHED = frozenset({"preprint", "misc", "unpublished", "online"})
_TAKEN = frozenset({*PUBLISHED_FIELDS, "editor", "doi"})
"""Fields that always come from the published version, even if it lacks them."""


class Promotion(NamedTuple):
    """A preprint and the record that it becomes."""

    entry: Entry
    published: Entry


class Promotions(NamedTuple):
    """Preprints that become what was published: the files to write, and what is to be said."""

    done: tuple[Promotion, ...]
    write: dict[Path, str]
    findings: tuple[Diagnostic, ...]
    preprints: int
    """How many preprints were looked for."""
    left: tuple[str, ...]
    """Why some have no published version, although there are records like them."""


def plan(
    config: Config, loaded: Loaded, sources: Sequence[Input], key: str | None = None
) -> Promotions:
    """Work out the edits that make preprints the published works that some files describe.

    Type, container, date, pages, publisher, editors and DOI are taken over; key, title, arXiv id,
    links and sections stay. A link that only leads to the arXiv page gives way to that of the
    published version; the arXiv id keeps it. The files are read once for all preprints.

    Raises `OperatorError` where the one entry that is named is no preprint, or the files have no
    published version with its title and authors, and OSError where a file cannot be read.
    """
    entries = [loaded.library.find(key)] if key else list(loaded.library)
    preprints = [e for e in entries if e and e.type in _UNPUBLISHED and not e.container]
    if entries and not preprints and key and entries[0]:
        message = f"“{entries[0].key}” is no preprint: it is @{entries[0].type} already"
        raise OperatorError(message)
    findings: list[Diagnostic] = []
    candidates = alike(preprints, read(sources, findings))
    done: list[Promotion] = []
    left: list[str] = []
    for entry in preprints:
        try:
            published = published_version(entry, candidates.get(entry.key, ()))
        except OperatorError as error:
            if key:
                raise
            if entry.key in candidates and _is_known(entry, candidates[entry.key]):
                left.append(f"{entry.position()}: {error}")
            continue
        done.append(Promotion(entry, with_venue(published, config.venues)))
    for entry, published in done:
        findings += _findings(entry, published)
    write = _written(config, loaded, done)
    return Promotions(tuple(done), as_on_disk(write), tuple(findings), len(preprints), tuple(left))


def _is_known(entry: Entry, candidates: Sequence[Entry]) -> bool:
    """Say whether a record of some has the title or an identifier of an entry."""
    mine = record_of(entry)
    return any(_is_like(mine, record_of(other)) for other in candidates)


def _is_like(one: WorkRecord, other: WorkRecord) -> bool:
    same_title = compare_titles(one, other, {}).kind in {"equal", "near"}
    return same_title or not set(one.identifiers).isdisjoint(other.identifiers)


def _written(config: Config, loaded: Loaded, done: Sequence[Promotion]) -> dict[Path, str]:
    """Return the texts that promotions change: those of entries, and of the fields' sources."""
    files = loaded.files_by_name()
    edits: dict[Path, list[Edit]] = {}
    rows: dict[str, list[FieldSource]] = {}
    for entry, published in done:
        changes = list(_edits(entry, published))
        path = files[(entry.position() or Position("")).path]
        edits.setdefault(path, []).extend(changes)
        fields = tuple(str(edit.field) for edit in changes if edit.value is not None)
        rows[entry.key] = [FieldSource(source_of(published), "third-party", fields)]
    types = {entry.key: _type(published) for entry, published in done}
    texts = {
        path: bib_source.apply(loaded.texts[path], changes, types)
        for path, changes in edits.items()
    }
    texts = {path: text for path, text in texts.items() if text != loaded.texts[path]}
    return texts | (recorded(config, rows) if texts else {})


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
        elif not are_same_people(entry, other):
            reasons.append(
                f"“{other.key}” has other authors: {people_in_words(other.authors)}; the entry has "
                f"{people_in_words(entry.authors)}"
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
