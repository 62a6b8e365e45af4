"""Preprints in .bib files become their published versions, in place, under the same keys.

Title and authors stay as they are, and so does all that does not describe the publication. A
version counts as that of a preprint only if it has the same title and the same authors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.identifiers import arxiv_id_at, is_arxiv_doi
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.publications import near_years
from pllm_bib.same_work.record import record_of
from pllm_bib.same_work.titles import is_generic
from pllm_bib.tasks.lookup import alike, is_published, of_file, place_of
from pllm_bib.tasks.published import published_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.tasks.published import PublishedVersion

_OF_PUBLICATION = frozenset(
    {*PUBLISHED_FIELDS, "editor", "doi", "issue", "articleno", "chapter", "organization"}
    | {"eventtitle", "eventdate", "booksubtitle", "pubstate", "howpublished"}
)
"""Fields that come from the published version, even if it lacks them."""
_OF_BIBLATEX = frozenset({"date", "journaltitle", "location", "eprinttype", "eprintclass"})
_ONLY_ARCHIVE = regex(
    r"(?i)[\s{}]*+arxiv(?:\s++preprint|\s++e-prints?)?\b[\s:]*+[\w./:\[\]{}-]*+[\s{}.,]*+"
)
"""A note that names arXiv and no more."""


class Update(NamedTuple):
    """A preprint, and the published version that it becomes."""

    entry: Entry
    record: FoundRecord
    type: str
    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        published, place = self.record.entry, self.entry.position()
        year = f", {published.date.year}" if published.date else ""
        what = f"@{self.type} of “{published.container}”{year}"
        source = place_of(self.record)
        source = source if self.record.date else f"“{published.key}” in {source}"
        return f"{place}: “{self.entry.key}” is now {what}, as {source}"


class Updates(NamedTuple):
    """The updates of some files: their new texts, and why others were not made."""

    done: tuple[Update, ...]
    texts: dict[Path, str]
    left: tuple[str, ...]


def preprints_among(cited: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are those of preprints, each key once."""
    return [
        entry
        for entry in {entry.key: entry for entry in cited}.values()
        if record_of(entry).preprint and not entry.container
    ]


def updates(
    cited: Iterable[Entry],
    loaded: Loaded,
    known: Iterable[Entry],
    records: Iterable[FoundRecord] = (),
) -> Updates:
    """Work out the updates of cited entries of .bib files; ``known`` are all works that are known.

    ``records`` were found elsewhere. Nothing is written. An entry that has several published
    versions is left as it is.
    """
    preprints = preprints_among(cited)
    published = (of_file(one) for one in known if is_published(one))
    found = alike(preprints, (*published, *records))
    done: list[Update] = []
    left: list[str] = []
    for entry in preprints:
        record = record_of(entry)
        candidates = [o for o in found.get(entry.key, ()) if _may_be(record, record_of(o.entry))]
        if not any(is_published(one.entry) for one in candidates):
            continue
        try:
            published_as = published_version(entry, candidates)
            done.append(_update(entry, published_as))
            left += [
                f"{entry.position()}: “{entry.key}”: {told.words}"
                for told in published_as.contested
            ]
        except OperatorError as error:
            left.append(f"{entry.position()}: {error}")
    texts, refused = _texts(done, loaded)
    made = [update for update in done if update.entry.key not in refused]
    return Updates(tuple(made), texts, (*left, *refused.values()))


def _may_be(preprint: WorkRecord, published: WorkRecord) -> bool:
    """Say whether a publication may be that of a preprint, but for its title and authors."""
    if not set(preprint.identifiers).isdisjoint(published.identifiers):
        return True
    return near_years(preprint, published) and not is_generic(preprint.title)


def _update(entry: Entry, found: PublishedVersion) -> Update:
    published = found.entry
    raw = entry.origin.raw if entry.origin else {}
    form = "biblatex" if _OF_BIBLATEX & raw.keys() else "bibtex"
    writer = FORMATS[form].required_writer
    head, _, _rest = writer.record(published, WriteContext()).partition("{")
    parts = writer.parts_of(published, WriteContext())
    fields = {part.target: str(part.value) for part in parts}
    if "#" in fields.get("month", ""):
        del fields["month"]
    if published.doi:  # which the profile may print by the address only
        fields["doi"] = published.doi
    contested = {name for told in found.contested for name in told.fields}
    edits = [edit for edit in _edits(entry, fields, form, raw) if edit.field not in contested]
    return Update(entry, found.record, head.removeprefix("@"), tuple(edits))


def _edits(
    entry: Entry, fields: Mapping[str, str], form: str, raw: Mapping[str, str]
) -> Iterator[Edit]:
    wanted = set(_OF_PUBLICATION)
    if entry.authors.others:
        wanted.add("author")
    if arxiv_id_at(raw.get("url", "")) or "url" not in raw:
        wanted.add("url")
    if entry.doi and "doi" not in fields and not is_arxiv_doi(entry.doi):
        wanted.discard("doi")
    if _ONLY_ARCHIVE.fullmatch(raw.get("note", "")):
        wanted.add("note")
    new = {name: value for name, value in fields.items() if name in wanted}
    if arxiv_id_at(new.get("url", "")):
        del new["url"]
    if entry.eprint and "eprint" not in raw:  # it stood in a field that goes
        archive = "eprinttype" if form == "biblatex" else "archiveprefix"
        new |= {"eprint": entry.eprint.id, archive: entry.eprint.archive}
    for name in (*new, *sorted(wanted & raw.keys() - new.keys())):
        yield Edit(key=entry.key, field=name, value=new.get(name))


def _texts(done: Sequence[Update], loaded: Loaded) -> tuple[dict[Path, str], dict[str, str]]:
    """Return the new texts of files, and by their keys why some entries cannot be changed."""
    paths = {shown(path): path for path in loaded.texts}
    guessed = {fault.position.path for fault in loaded.guessed}
    of_files: dict[Path, list[Update]] = {}
    refused: dict[str, str] = {}
    for update in done:
        name = update.entry.origin.position.path if update.entry.origin else ""
        if reason := _hindrance(update.entry, name in guessed, name in paths):
            refused[update.entry.key] = reason
        else:
            of_files.setdefault(paths[name], []).append(update)
    texts = {}
    for path, mine in of_files.items():
        texts[path] = _applied(loaded.texts[path], mine, refused, path in loaded.with_comments)
    told = {
        update.entry.key: f"{update.entry.position()}: “{update.entry.key}” is left as it is: "
        + refused[update.entry.key]
        for update in done
        if update.entry.key in refused
    }
    return {path: text for path, text in texts.items() if text != loaded.texts[path]}, told


def _applied(
    text: str,
    done: Sequence[Update],
    refused: dict[str, str],
    comments: bool,  # noqa: FBT001 -- as in `blocks.split`
) -> str:
    """Return a text with updates; add to ``refused`` the entries that cannot be changed."""
    alone = bib_source.entries_by_key(text, comments=comments)
    able: list[Update] = []
    for update in done:
        key = update.entry.key
        if key not in alone:
            refused[key] = "the file has another entry of its key"
            continue
        try:
            bib_source.apply(alone[key][1], update.edits, {key: update.type}, comments=comments)
        except bib_source.LayoutError as error:
            refused[key] = str(error)
        else:
            able.append(update)
    edits = [edit for update in able for edit in update.edits]
    types = {update.entry.key: update.type for update in able}
    return bib_source.apply(text, edits, types, comments=comments)


def _hindrance(entry: Entry, is_guess: bool, is_bib: bool) -> str:  # noqa: FBT001 -- facts
    """Return why an entry cannot be changed in its place; empty if it can."""
    if not is_bib:
        return "only .bib files are updated"
    if is_guess:
        return "save the file as UTF-8 first"
    if entry.origin and entry.origin.inherited:
        return "it inherits fields from another entry"
    return ""
