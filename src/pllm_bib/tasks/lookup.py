"""Works looked up: asked for at sources of records, and found again among the records of others.

Whatever gives records can be looked in: files that the user names, the list around, a service.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pllm_bib.files.read import entries as entries_of
from pllm_bib.files.records import FieldSource, source_of
from pllm_bib.lookup.found import FoundRecord, NotFoundError, Searched, ServiceError
from pllm_bib.lookup.strangers import checked, without_unusable
from pllm_bib.lookup.wanted import Wanted, wanted
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, untold
from pllm_bib.same_work import identity
from pllm_bib.same_work.index import Works
from pllm_bib.same_work.people import compare_people
from pllm_bib.same_work.record import record_of
from pllm_bib.same_work.titles import compare_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.lookup.found import RecordSource
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names
    from pllm_bib.same_work.index import Match


# Sources asked.

NOBODY = "nobody here has a record of it"
"""The end of the message on an identifier that no source knows, nor denies."""


def ask(what: Wanted | str, sources: Sequence[RecordSource]) -> Searched:
    """Return the records that sources have of an identifier, or of a title where it is a text.

    The sources are asked in their order; the first one that has an identifier is enough. Messages
    are those of the sources that failed, and of an identifier that nobody has. Records are checked,
    as strangers' text.
    """
    found: list[FoundRecord] = []
    failed: list[str] = []
    absent = broken = False
    for source in sources:
        if isinstance(what, str):
            searched = source.search(what)
            found += without_unusable(searched.found, failed)
            failed += searched.failed
            continue
        try:
            if found := [checked(one) for one in source.record(what)]:
                return Searched(found, [])
        except NotFoundError as error:
            absent = True
            failed.append(str(error))
        except ServiceError as error:
            broken = True
            failed.append(str(error))
    if not (found or failed or isinstance(what, str)):
        failed.append(f"{what.kind} {what.value}: {NOBODY}")
    return Searched(found, failed, absent and not broken)


_KINDS = {
    identity.ANTHOLOGY: "acl",
    identity.DOI: "doi",
    identity.ARXIV: "arxiv",
    identity.OPENREVIEW: "openreview",
    identity.ISBN: "isbn",
}
"""Kind of an identifier of an entry -> kind of `Wanted`; a publication's come before others."""


def wanted_of(entry: Entry) -> list[Wanted]:
    """Return the identifiers of an entry that sources can be asked for.

    The DOI of a paper in the ACL Anthology is not among them: its id there is. An entry without
    any is asked for by its page.
    """
    known = identity.identifiers(entry)
    found = [
        Wanted(_KINDS[kind], value)
        for name in _KINDS
        for kind, value in known
        if kind == name and kind in _KINDS
    ]
    if not found and entry.landing_page and (page := wanted(entry.landing_page)):
        return [page]
    in_anthology = any(one.kind == "acl" for one in found)
    return [
        one
        for one in found
        if not (in_anthology and one.kind == "doi" and one.value.startswith("10.18653/"))
    ]


_MOST_ASKED = 8
"""Identifiers that are asked for one work."""


class Answered(NamedTuple):
    """The answers to questions for works, by their keys."""

    found: dict[str, list[FoundRecord]]
    absent: dict[str, list[Wanted]]
    """The identifiers that nobody has, though somebody would."""
    failed: list[str]
    asked: int = 0
    stopped: bool = False
    """The user stopped it: works that were not asked for are not among the answers."""

    @property
    def records(self) -> list[FoundRecord]:
        """All records, each address once."""
        every = (one for some in self.found.values() for one in some)
        return list({(one.address, one.entry.type): one for one in every}.values())


def ask_for(
    works: Sequence[Entry], sources: Sequence[RecordSource], progress: Progress = untold
) -> Answered:
    """Ask sources for works: by their identifiers, and by those that their records name in turn.

    A work without such a record, or a preprint without one of a publication, is asked for by its
    title. An interruption from the keyboard ends the questions, not the run: what was found counts.
    ``progress`` is told the share of the works that is done.
    """
    answered = Answered({}, {}, [])
    if not sources:
        return answered
    number = 0
    try:
        for number, work in enumerate(works):
            _ask_for_one(work, sources, answered)
            progress((number + 1) / len(works))
    except KeyboardInterrupt:
        return answered._replace(asked=number, stopped=True)
    return answered._replace(asked=len(works))


def _ask_for_one(work: Entry, sources: Sequence[RecordSource], answered: Answered) -> None:
    found: list[FoundRecord] = []
    waiting = wanted_of(work)
    asked = set(waiting)
    while waiting:
        what = waiting.pop(0)
        searched = ask(what, sources)
        found += searched.found
        answered.failed.extend(searched.failed)
        if searched.absent and what in wanted_of(work):
            answered.absent.setdefault(work.key, []).append(what)
        for one in searched.found:
            new = [each for each in wanted_of(one.entry) if each not in asked]
            if len(asked) + len(new) <= _MOST_ASKED:
                asked.update(new)
                waiting += new
    published = any(is_published(one.entry) for one in found)
    if work.title and (not found or (record_of(work).preprint and not published)):
        searched = ask(str(work.title), sources)
        found += searched.found
        answered.failed.extend(searched.failed)
    if found:
        answered.found[work.key] = found


def is_published(entry: Entry) -> bool:
    """Say whether a record is that of a publication, and not of a preprint."""
    return bool(entry.container) and not record_of(entry).preprint


# Records of files and sources, held against works.


def from_files(inputs: Sequence[Input], findings: list[Diagnostic]) -> Iterator[FoundRecord]:
    """Yield the records of files; what is wrong with these is added to findings.

    Raises OSError where a file cannot be read.
    """
    for entry in entries_of(inputs, findings):
        yield of_file(entry)


def of_file(entry: Entry) -> FoundRecord:
    """Return an entry of a file as a record, with file and key for its address."""
    return FoundRecord(entry, source_of(entry), "third-party")


_TRUST = {"official": 0, "authors": 1}


def by_trust(records: Iterable[FoundRecord]) -> list[FoundRecord]:
    """Return records, official ones first, then those of authors; else in their order."""
    return sorted(records, key=lambda one: _TRUST.get(one.kind, len(_TRUST)))


def field_source(found: FoundRecord, fields: Iterable[str]) -> FieldSource:
    """Return what sources.toml says of fields that are taken from a record."""
    return FieldSource(found.address, found.kind, tuple(fields), found.date)


def place_of(found: FoundRecord) -> str:
    """Return the place of a record for messages: its address, or its line in a file."""
    place = found.entry.position()
    return found.address if found.date or place is None else str(place)


def named(found: FoundRecord) -> str:
    """Return a record in words: its key, and its place."""
    key = f"“{found.entry.key}” " if found.entry.key and not found.date else ""
    return f"{key}({place_of(found)})" if key else place_of(found)


class FoundRecords(NamedTuple):
    """The records that are of works, by the keys of these, in the order that they were read."""

    sure: dict[str, list[FoundRecord]]
    doubted: dict[str, list[tuple[FoundRecord, Match]]]
    """Records that are most likely of a work, with what speaks against it."""


def look_up(works: Iterable[Entry], records: Iterable[FoundRecord]) -> FoundRecords:
    """Find the records of works. A work may lack its authors, as those made of lines do."""
    index = Works(works)
    found = FoundRecords(defaultdict(list), defaultdict(list))
    for record in records:
        match = index.find(record.entry)
        if match and match.doubt:
            found.doubted[match.entry.key].append((record, match))
        elif match:
            found.sure[match.entry.key].append(record)
    return found


def alike(works: Iterable[Entry], records: Iterable[FoundRecord]) -> dict[str, list[FoundRecord]]:
    """Find the records that share an identifier with a work or have nearly its title, by its key.

    Whether they are of the work is not judged.
    """
    index = Works(works)
    found: dict[str, list[FoundRecord]] = {}
    for record in records:
        for work in index.alike(record.entry):
            found.setdefault(work.key, []).append(record)
    return found


def are_same_people(one: Entry, other: Entry) -> bool:
    """Say whether two entries are by the same people, as far as both lists go.

    Given names may be initials in one of them.
    """
    shared = compare_people(record_of(one).authors, record_of(other).authors)
    if shared is None or shared.shared < shared.of:
        return False
    return len(one.authors) == len(other.authors) or one.authors.others or other.authors.others


def have_one_title(one: Entry, other: Entry) -> bool:
    """Say whether two entries have one title, but for slips of the pen."""
    return compare_titles(record_of(one), record_of(other), {}).kind in {"equal", "near"}


def people_in_words(names: Names) -> str:
    """Return the family names of people, for a message."""
    listed = ", ".join(name.family for name in names) or "none"
    return f"{listed} and others" if names.others else listed
