"""A preprint becomes its published version, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import VENUES
from pllm_bib.files.records import FieldSource, recorded
from pllm_bib.files.text import as_on_disk
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.identifiers import arxiv_id_at, is_arxiv_doi
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.complete import canonical_fields, canonical_type
from pllm_bib.tasks.import_.complete import with_venue
from pllm_bib.tasks.lookup import alike, field_source, from_files, is_published
from pllm_bib.tasks.published import UNPUBLISHED, is_like, published_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.published import PublishedVersion

_TAKEN = frozenset({*PUBLISHED_FIELDS, "editor", "doi"})
"""Fields that always come from the published version, even if it lacks them."""


class Promotion(NamedTuple):
    """A preprint and the publication that it becomes.

    Fields that its records disagree about are not taken.
    """

    entry: Entry
    published: PublishedVersion

    @property
    def record(self) -> FoundRecord:
        """The record that most is taken from."""
        return self.published.record


class Promotions(NamedTuple):
    """Preprints that become what was published: the files to write, and what is to be said."""

    done: tuple[Promotion, ...]
    write: dict[Path, str]
    findings: tuple[Diagnostic, ...]
    preprints: int
    """How many preprints were looked for."""
    left: tuple[str, ...]
    """Why some have no published version, although there are records like them."""


def preprints_of(loaded: Loaded, key: str | None) -> list[Entry]:
    """Return the preprints of a list, or the one of a key.

    Raises `OperatorError` where the one entry that is named is no preprint.
    """
    entries = [loaded.library.find(key)] if key else list(loaded.library)
    preprints = [e for e in entries if e and e.type in UNPUBLISHED and not e.container]
    if entries and not preprints and key and entries[0]:
        message = f"“{entries[0].key}” is no preprint: it is @{entries[0].type} already"
        raise OperatorError(message)
    return preprints


def plan(
    config: Config,
    loaded: Loaded,
    files: Sequence[Input],
    key: str | None = None,
    found: Iterable[FoundRecord] = (),
) -> Promotions:
    """Work out the edits that make preprints the published works that records describe.

    The records are those of files, and those that were found. Where several of a publication agree,
    each may give fields. Type, container, date, pages,
    publisher, editors and DOI are taken over; key, title, arXiv id, links and sections stay. A link
    that only leads to the arXiv page gives way to that of the published version; the arXiv id keeps
    it. The files are read once for all preprints.

    Raises `OperatorError` where the one entry that is named is no preprint, or there is no
    published version with its title and authors, and OSError where a file cannot be read.
    """
    preprints = preprints_of(loaded, key)
    findings: list[Diagnostic] = []
    candidates = alike(preprints, (*from_files(files, findings), *found))
    done: list[Promotion] = []
    left: list[str] = []
    for entry in preprints:
        try:
            published = published_version(entry, candidates.get(entry.key, ()))
        except OperatorError as error:
            if key:
                raise
            if any(_is_telling(entry, other) for other in candidates.get(entry.key, ())):
                left.append(f"{entry.position()}: {error}")
            continue
        named = with_venue(published.entry, config.venues)
        done.append(Promotion(entry, published._replace(entry=named)))
    for each in done:
        findings += _findings(each)
    write = _written(config, loaded, done)
    return Promotions(tuple(done), as_on_disk(write), tuple(findings), len(preprints), tuple(left))


def _is_telling(entry: Entry, other: FoundRecord) -> bool:
    """Say whether a record is like a preprint, and not that of the preprint itself."""
    return is_like(entry, other.entry) and (not other.date or is_published(other.entry))


def _written(config: Config, loaded: Loaded, done: Sequence[Promotion]) -> dict[Path, str]:
    """Return the texts that promotions change: those of entries, and of the fields' sources."""
    files = loaded.files_by_name()
    edits: dict[Path, list[Edit]] = {}
    rows: dict[str, list[FieldSource]] = {}
    for each in done:
        contested = {name for told in each.published.contested for name in told.fields}
        changes = [edit for edit in _edits(each) if edit.field not in contested]
        path = files[(each.entry.position() or Position("")).path]
        edits.setdefault(path, []).extend(changes)
        rows[each.entry.key] = _sources(each.published, changes)
    types = {each.entry.key: canonical_type(each.published.entry) for each in done}
    texts = {
        path: bib_source.apply(loaded.texts[path], changes, types)
        for path, changes in edits.items()
    }
    texts = {path: text for path, text in texts.items() if text != loaded.texts[path]}
    return texts | (recorded(config, rows) if texts else {})


def _sources(published: PublishedVersion, changes: Sequence[Edit]) -> list[FieldSource]:
    """Return the sources of fields that are taken, one for each record that gives some."""
    given: dict[str, list[str]] = {each.address: [] for each in published.records}
    for edit in changes:
        if edit.value is not None:
            given[published.record_with(str(edit.field)).address].append(str(edit.field))
    records = {each.address: each for each in reversed(published.records)}
    return [field_source(records[at], names) for at, names in given.items() if names]


def _edits(each: Promotion) -> Iterator[Edit]:
    entry, published = each.entry, each.published.entry
    fields = canonical_fields(published)
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


def _findings(each: Promotion) -> Iterator[Diagnostic]:
    entry, published = each.entry, each.published.entry
    position = entry.position() or Position("")
    for told in each.published.contested:
        message = f"“{entry.key}”: {told.words}: nothing is taken"
        yield import_finding("sources-disagree", message, position, key=entry.key)
    if not published.venue and not entry.venue:
        message = f"{VENUES} has no venue that is called “{published.container}”: add its label"
        yield import_finding("venue-without-name", message, position, key=entry.key)
