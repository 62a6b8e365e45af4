"""The findings on documents and their bibliographies."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.same_work import find
from pllm_bib.same_work.near_keys import NearKeys
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.check.run import clashing_keys
from pllm_bib.tasks.paper.findings import paper_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.model.diagnostic import Diagnostic, Severity
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.paper.gather import Paper
    from pllm_bib.tasks.paper.shelf import Shelf


@dataclass(slots=True, kw_only=True)
class Judged:
    """The entries that documents cite, and what is wrong."""

    cited: dict[str, Entry] = field(default_factory=dict)
    """Key as it is cited -> its entry in the bibliographies of the documents."""
    elsewhere: dict[str, tuple[Entry, Shelf]] = field(default_factory=dict)
    """Key that these lack -> its entry on another shelf."""
    missing: tuple[str, ...] = ()
    """Keys that no shelf has."""
    unused: int = 0
    findings: list[Diagnostic] = field(default_factory=list)


def judge(paper: Paper, shelf: Shelf, others: Sequence[Shelf]) -> Judged:
    """Hold documents against their bibliographies; ``others`` may have what these lack."""
    judged = Judged(findings=[*paper.findings, *shelf.loaded.fatal])
    near: NearKeys | None = None
    missing = []
    for key, places in paper.cited_keys().items():
        entry = shelf.find(key)
        if entry is not None:
            judged.cited[key] = entry
            judged.findings.extend(_of_key(key, entry, places, paper))
            continue
        found = next(((e, other) for other in others if (e := other.find(key))), None)
        if found:
            judged.elsewhere[key] = found
            judged.findings.append(_missing(key, places, found[0]))
            continue
        missing.append(key)
        near = near or NearKeys(shelf.exact)
        judged.findings.append(_missing(key, places, None, near.near(key)))
    judged.missing = tuple(missing)
    judged.findings.extend(_twice(paper, shelf, judged.cited))
    keys = {entry.key.casefold() for entry in judged.cited.values()}
    clashes = clashing_keys(shelf.loaded) if shelf.loaded.keys_clash else ()
    judged.findings.extend(one for one in clashes if (one.key or "").casefold() in keys)
    unused = [] if paper.everything else list(_unused(shelf, judged.cited.values()))
    judged.unused = len(unused)
    judged.findings += unused
    in_files = {one.name for one in shelf.inputs}
    judged.findings.sort(key=lambda finding: (finding.position.path in in_files, finding.position))
    return judged


def _of_key(
    key: str, entry: Entry, places: Sequence[Position], paper: Paper
) -> Iterator[Diagnostic]:
    """Yield what is to be said of a key under which an entry was found."""
    if key == entry.key:
        return
    where = entry.position() or Position("")
    related = (*places[1:], where)
    if key in entry.aliases:
        message = f"“{key}” is a former key: the entry's key is “{entry.key}”"
        severity: Severity | None = "info" if paper.resolves_aliases else None
        yield paper_finding(
            "former-key", message, places[0], key=entry.key, severity=severity, related=related
        )
    else:
        message = f"the entry's key is “{entry.key}”: only BibTeX finds it as “{key}”"
        worse: Severity | None = "error" if paper.resolves_aliases else None
        yield paper_finding(
            "other-case", message, places[0], key=entry.key, severity=worse, related=related
        )


def _missing(
    key: str, places: Sequence[Position], found: Entry | None, near: Sequence[str] = ()
) -> Diagnostic:
    message = f"no entry has the key “{key}”"
    if found is not None:
        other = f" under the key “{found.key}”" if found.key != key else ""
        message += f"; {found.position()} has it{other}"
    elif near:
        message += f". Did you mean {' or '.join(near)}?"
    return paper_finding("missing-entry", message, places[0], related=places[1:])


def _twice(paper: Paper, shelf: Shelf, cited: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """Yield the works that are cited under the keys of several entries."""
    entries: dict[str, Entry] = {}
    places: dict[str, Position] = {}
    for citation in paper.citations:
        if entry := cited.get(citation.name):
            entries.setdefault(entry.key, entry)
            places.setdefault(entry.key, citation.position)
    if paper.everything:
        for key, entry in shelf.exact.items():
            entries.setdefault(key, entry)
            places.setdefault(key, paper.everything.position)
    keys = list(entries)
    for group in find.find([record_of(entry) for entry in entries.values()]).groups:
        first, *rest = (keys[member] for member in group.members)
        reasons = ", ".join(group.pairs[-1].verdict.reasons)
        is_one = "is" if group.safe else "may be"
        for other in rest:
            message = f"“{other}” {is_one} the work that is cited as “{first}”, too: {reasons}"
            related = [places[first], entries[first].position(), entries[other].position()]
            yield paper_finding(
                "cited-twice",
                message,
                places[other],
                key=other,
                related=[place for place in related if place],
            )


def _unused(shelf: Shelf, cited: Iterable[Entry]) -> Iterator[Diagnostic]:
    """Yield the entries that neither the text cites nor an entry that it cites needs."""
    used = {entry.key for entry in cited}
    waiting = list(used)
    while waiting:
        entry = shelf.find(waiting.pop())
        for key in _needs(entry) if entry else ():
            needed = shelf.find(key)
            if needed and needed.key not in used:
                used.add(needed.key)
                waiting.append(needed.key)
    for key, entry in shelf.exact.items():
        if key not in used:
            place = entry.position() or Position("")
            yield paper_finding("never-cited", "the entry is never cited", place, key=key)


def _needs(entry: Entry) -> Iterator[str]:
    """Yield the keys of the entries that an entry refers to."""
    raw = entry.origin.raw if entry.origin else {}
    yield from inheritance.references(raw)
    for name in REFERRING:
        yield from listed(raw.get(name, ""))


REFERRING = ("xref", "related", "entryset")
"""Fields that name entries which a style may print with the entry."""
