"""The published version of a preprint, found among records: by title and authors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.model.entry import Link, LinkKind
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.publications import blockers, differing_identifier, near_years
from pllm_bib.same_work.record import record_of
from pllm_bib.same_work.titles import compare_titles, is_generic
from pllm_bib.tasks.agreement import RecordsDisagree, disagreements, two_publications
from pllm_bib.tasks.complete import canonical_fields, canonical_type
from pllm_bib.tasks.import_.complete import filled
from pllm_bib.tasks.lookup import are_same_people, by_trust, people_in_words, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry
    from pllm_bib.same_work.details import Detail
    from pllm_bib.same_work.identity import Identifier
    from pllm_bib.same_work.record import WorkRecord

UNPUBLISHED = frozenset({"preprint", "misc", "unpublished", "online"})
_SAME = frozenset({"equal", "near"})


class PublishedVersion(NamedTuple):
    """A publication as its records have it together, and what these say otherwise."""

    entry: Entry
    records: tuple[FoundRecord, ...]
    """The record that most is taken from, and those that add to it."""
    contested: tuple[RecordsDisagree, ...] = ()

    @property
    def record(self) -> FoundRecord:
        """The record that most is taken from."""
        return self.records[0]

    def record_with(self, field: str) -> FoundRecord:
        """Return the record that gives a field of .bib files."""
        giving = (one for one in self.records if field in canonical_fields(one.entry))
        return next(giving, self.record)


def published_version(entry: Entry, candidates: Iterable[FoundRecord]) -> PublishedVersion:
    """Return the published version of an entry, which has its title and authors.

    Where the two share an identifier, or a record of the entry names that of the publication, one
    title may lack its subtitle. Raises `OperatorError` where there is none, or several.
    """
    candidates = by_trust(candidates)
    mine = record_of(entry)
    known = _identifiers_of_work(entry, candidates)
    reasons: list[str] = []
    found: list[FoundRecord] = []
    for one in candidates:
        record = record_of(one.entry)
        title = compare_titles(mine, record, {}).kind
        shares = not known.isdisjoint(record.identifiers)
        if title not in _SAME and not shares:
            continue
        if reason := _hindrance(entry, one, title, shares=shares):
            reasons.append(f"{called(one)} {reason}")
        else:
            found.append(one)
    if not found:
        told = "; ".join(dict.fromkeys(reasons)) or "no entry there has its title or arXiv id"
        message = f"no published version of “{entry.key}” was found: {told}"
        raise OperatorError(message)
    return _only(entry.key, found, known)


def _identifiers_of_work(entry: Entry, candidates: Sequence[FoundRecord]) -> set[Identifier]:
    """Return the identifiers of an entry, and those that records of the same preprint name."""
    mine = record_of(entry)
    found = set(mine.identifiers)
    for one in candidates:
        record = record_of(one.entry)
        shares = not set(mine.identifiers).isdisjoint(record.identifiers)
        if shares and is_like(entry, one.entry) and are_same_people(entry, one.entry):
            found.update(record.identifiers)
    return found


def _hindrance(entry: Entry, found: FoundRecord, title: str, *, shares: bool) -> str:
    """Return why a record is not the published version of an entry; empty if it is."""
    other = found.entry
    mine, record = record_of(entry), record_of(other)
    if other.type in UNPUBLISHED or not other.container or record.preprint:
        return f"is not published either (@{other.type})"
    if any(notice.kind == "retracted" for notice in found.notices):
        return "was retracted"
    if title not in _SAME and not (shares and title == "shortened"):
        return f"has another title: “{other.title}”"
    if not are_same_people(entry, other):
        return (
            f"has other authors: {people_in_words(other.authors)}; the entry has "
            f"{people_in_words(entry.authors)}"
        )
    if (differ := differing_identifier(mine, record)) and differ.kind != "DOI":
        return f"has another {differ.kind}: {differ.other}; the entry has {differ.one}"
    if against := next((b for b in blockers(mine, record) if b.name != "DOI"), None):
        return f"is another publication: {against.words}"
    if found.date and (detail := _only_there(mine, record)):
        return f"names its {detail.name}, {detail.shown}"
    if found.date and not shares and is_generic(mine.title):
        return "has only a title that many works have"
    if found.date and not shares and not near_years(mine, record):
        return f"is of {record.year}, years apart"
    return ""


_OF_OTHERS = frozenset({"edition", "translator", "part", "kind"})
"""Details that no preprint's first publication has."""


def _only_there(mine: WorkRecord, record: WorkRecord) -> Detail | None:
    """Return a detail that a record has and the entry does not, and that makes it another text."""
    own = {detail.name for detail in mine.details}
    return next(
        (d for d in record.details if d.name in _OF_OTHERS - own and d.meaning != "1"), None
    )


def called(found: FoundRecord) -> str:
    """Return what a record is called in messages: its key, or the address that it was found at."""
    return place_of(found) if found.date else f"“{found.entry.key}”"


def is_like(one: Entry, other: Entry) -> bool:
    """Say whether two entries have one title but for slips, or an identifier in common."""
    mine, theirs = record_of(one), record_of(other)
    same_title = compare_titles(mine, theirs, {}).kind in _SAME
    return same_title or not set(mine.identifiers).isdisjoint(theirs.identifiers)


def _only(key: str, found: Sequence[FoundRecord], known: set[Identifier]) -> PublishedVersion:
    """Return the first of some published versions, unless they are of two publications.

    Those that share an identifier with the preprint come before others.
    """
    sharing = [one for one in found if not known.isdisjoint(record_of(one.entry).identifiers)]
    versions = sharing or list(found)
    first = versions[0]
    record = record_of(first.entry)
    for other in versions[1:]:
        if differ := differing_identifier(record, record_of(other.entry)):
            message = (
                f"“{key}” has two published versions, {_placed(first)} with the {differ.kind} "
                f"{differ.one} and {_placed(other)} with {differ.other}: give a file with one of "
                "them"
            )
            raise OperatorError(message)
        if words := two_publications(first, other):
            message = f"“{key}” has two published versions, {words}: give a file with one of them"
            raise OperatorError(message)
    gives = [(one, canonical_fields(one.entry)) for one in versions]
    told = tuple(one for one in disagreements(gives) if "author" not in one.fields)
    return _united(versions, told)


def _united(
    versions: Sequence[FoundRecord], contested: tuple[RecordsDisagree, ...]
) -> PublishedVersion:
    """Return a publication with the fields that any of its records has.

    The first one that has a field gives it; records of another type give nothing.
    """
    first = versions[0].entry
    kind = canonical_type(first)
    records = [one for one in versions if canonical_type(one.entry) == kind]
    whole = replace(first, eprint=None)  # with one, it might be filled as a preprint is
    for one in records[1:]:
        whole = filled(whole, one.entry)
        if page := None if whole.link(LinkKind.PAPER) else one.entry.link(LinkKind.PAPER):
            whole = replace(whole, links=(Link(LinkKind.PAPER, page), *whole.links))
    whole = replace(whole, title=first.title, eprint=first.eprint)
    return PublishedVersion(whole, tuple(records), contested)


def _placed(found: FoundRecord) -> str:
    if found.date:
        return found.address
    return f"“{found.entry.key}” ({found.entry.position() or 'no place'})"
