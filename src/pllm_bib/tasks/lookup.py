"""Works looked up in other files, in one pass: the works are indexed, not the files.

Whatever gives records can be looked in: files that the user names, the list around, a service.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.lookup.found import Searched, ServiceError
from pllm_bib.same_work.index import Works
from pllm_bib.same_work.people import compare_people
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.lookup.found import RecordSource
    from pllm_bib.lookup.wanted import Wanted
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names
    from pllm_bib.same_work.index import Match


def ask(what: Wanted | str, sources: Sequence[RecordSource]) -> Searched:
    """Return the records that sources have of an identifier, or of a title where it is a text.

    The sources are asked in their order; the first one that has an identifier is enough. Messages
    are those of the sources that failed, and of an identifier that nobody has.
    """
    asked = Searched([], [])
    for source in sources:
        if isinstance(what, str):
            found, failed = source.search(what)
            asked.found.extend(found)
            asked.failed.extend(failed)
            continue
        try:
            if found := source.record(what):
                return Searched(found, [])
        except ServiceError as error:
            asked.failed.append(str(error))
    if not (asked.found or asked.failed or isinstance(what, str)):
        asked.failed.append(f"{what.kind} {what.value}: nobody here has a record of it")
    return asked


class FoundRecords(NamedTuple):
    """The records that are of works, by the keys of these, in the order that they were read."""

    sure: dict[str, list[Entry]]
    doubted: dict[str, list[tuple[Entry, Match]]]
    """Records that are most likely of a work, with what speaks against it."""


def look_up(works: Iterable[Entry], records: Iterable[Entry]) -> FoundRecords:
    """Find the records of works. A work may lack its authors, as those made of lines do."""
    index = Works(works)
    found = FoundRecords(defaultdict(list), defaultdict(list))
    for record in records:
        match = index.find(record)
        if match and match.doubt:
            found.doubted[match.entry.key].append((record, match))
        elif match:
            found.sure[match.entry.key].append(record)
    return found


def alike(works: Iterable[Entry], records: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Find the records that share an identifier with a work or have nearly its title, by its key.

    Whether they are of the work is not judged.
    """
    index = Works(works)
    found: dict[str, list[Entry]] = {}
    for record in records:
        for work in index.alike(record):
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


def people_in_words(names: Names) -> str:
    """Return the family names of people, for a message."""
    listed = ", ".join(name.family for name in names) or "none"
    return f"{listed} and others" if names.others else listed
