"""Works of other people's files -> entries of the list: recognised, completed, put in sections.

Nothing is guessed: what a line does not say is looked for in files that the user names, and left
out where these do not say it either. What is added is added at the end of its section's file; the
rest of that file stays as it is.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib import rules
from pllm_bib.awesome import read as awesome_list
from pllm_bib.awesome.blocks import parts
from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.outline import ListedWork
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import VENUES
from pllm_bib.files.inputs import MARKDOWN
from pllm_bib.files.pool import worked
from pllm_bib.files.read import entries as entries_of
from pllm_bib.files.text import TextFile
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.citation_key import free_key
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.folding import title_key
from pllm_bib.model.library import Library
from pllm_bib.model.name import Names
from pllm_bib.model.text import Style, Text
from pllm_bib.rules.acronyms import exposed_words
from pllm_bib.rules.base import RuleContext
from pllm_bib.same_work.index import Marks, Works
from pllm_bib.tasks.import_.sections import Sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.awesome.outline import AwesomeList, ReadPart
    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.library import Section, Venue


# What was read.


@dataclass(slots=True)
class Source:
    """A file that is imported, as it was read."""

    works: list[ListedWork]
    findings: list[Diagnostic]
    document: AwesomeList | None = None
    """The list that it is, if it is one: no other format has headings."""


def read_source(source: Input, progress: Callable[[int], None] | None = None) -> Source:
    """Read a file that is to be imported. Raises OSError and `OperatorError`.

    ``progress`` is told about how many bytes of a list have been read.
    """
    if source.format == MARKDOWN:
        with source.open() as stream:
            file = TextFile(stream, source.name)
            text = file.text()
        found = read_text(text, source.name, progress)
        found.findings[:0] = file.faults
        return found
    form = FORMATS.get(source.format)
    if form is None or form.read is None:
        message = f"{source.name}: nothing here reads the format “{source.format}”"
        raise OperatorError(message)
    findings: list[Diagnostic] = []
    entries = entries_of([source], findings)
    works = [ListedWork(e, (), e.position() or Position(source.name)) for e in entries]
    if not works:
        message = f"no entry can be read from this file as {form.title}"
        findings.append(import_finding("no-list", message, Position(source.name)))
    return Source(works, findings)


def read_text(text: str, name: str, progress: Callable[[int], None] | None = None) -> Source:
    """Read the text of a list, a long one in as many processes as there are cores."""
    make = partial(partial, awesome_list.read_part, path=name)
    read = worked(make, parts(text), jobs=0, size=len(text))
    document = awesome_list.assembled(_told(read, progress) if progress else read, name)
    return Source(document.works, document.findings, document)


def _told(read: Iterable[ReadPart], progress: Callable[[int], None]) -> Iterator[ReadPart]:
    done = 0
    for part in read:
        yield part
        done += part.size
        progress(done)


# What is to be done.


class Added(NamedTuple):
    """A new entry, and where its work was found."""

    entry: Entry
    position: Position


@dataclass(slots=True, kw_only=True)
class Plan:
    """What an import would do; `apply` does it."""

    read: int = 0
    """How many works the input lists."""
    recognised: dict[str, list[Position]] = field(default_factory=dict)
    """Key of an entry that was there -> the places that list its work."""
    added: list[Added] = field(default_factory=list)
    edits: list[tuple[Position, str]] = field(default_factory=list)
    """What changes in entries that were there, in words, and the lines that say so."""
    left: int = 0
    """New works that no section was found for."""
    findings: list[Diagnostic] = field(default_factory=list)
    write: dict[Path, str] = field(default_factory=dict)

    def apply(self) -> None:
        """Write the files, all or none. Raises `OperatorError`."""
        write.write_files(self.write)


def plan(
    config: Config,
    loaded: Loaded,
    source: Source,
    *,
    section: Section | None = None,
    against: Sequence[Input] = (),
) -> Plan:
    """Work out which works of a file are new to a list, and the files with their entries.

    With ``section``, new works go there; else the headings they stand under decide, in other
    formats than lists their keywords. Raises `OperatorError` where there are neither.
    """
    result = Plan(read=len(source.works), findings=source.findings)
    title = source.document.title if source.document else ""
    sorter = Sections(config.chapters, section, title)
    if section is None and source.works and source.document is None:
        source.works = list(sorter.by_keywords(source.works))
        if not any(sorter.memo.values()):
            message = "no keyword in this file names a section: name one with --section"
            raise OperatorError(message)
    new = Newcomers(config, loaded.library.entries, result, sorter)
    new.take_all(source.works)
    sorter.report(result.findings)
    result.left = sorter.left
    newcomers = new.entries()
    del new  # which remembers by what works are recognised: as much as they are themselves
    finish(config, loaded, newcomers, result, against)
    return result


def finish(
    config: Config,
    loaded: Loaded,
    newcomers: Sequence[Newcomer],
    result: Plan,
    against: Sequence[Input],
) -> None:
    """Complete new entries, give them keys and add them to their files' texts in the plan."""
    complete(newcomers, against, result.findings)
    taken = {key.casefold() for e in loaded.library for key in (e.key, *e.aliases)}
    by_section = {section.id: section for c in config.chapters for section in c.sections}
    texts: dict[Path, list[str]] = {}
    unknown: dict[str, Position] = {}
    numbers = itertools.count(1)
    for newcomer in newcomers:
        entry = with_venue(newcomer.entry, config.venues)
        key = free_key(entry, taken, config.keys)
        if not next(config.keys.made(entry))[:1].isalpha():  # nothing of it is in Latin script
            names = (f"work{_year(entry) or ''}-{number}" for number in numbers)
            key = next(name for name in names if name not in taken)
        newcomer.entry = entry = replace(entry, key=key)
        taken.add(entry.key.casefold())
        result.added.append(Added(entry, newcomer.position))
        result.findings += _missing(entry, newcomer, config.venues, unknown)
        path = config.bib_file(by_section[entry.sections[0]])
        texts.setdefault(path, []).append(canonical(entry))
    for path, entries in texts.items():
        old = result.write.get(path, loaded.texts.get(path, ""))
        result.write[path] = bib_source.appended(old, entries)
    result.findings.sort(key=lambda finding: finding.position)


def canonical(entry: Entry) -> str:
    """The entry as the list's files have it, with braces round the capitals of its title."""
    text = FORMATS["canonical"].required_writer.record(entry, WriteContext())
    if not exposed_words(entry.title):
        return text
    rule = rules.rule("unprotected-acronym")
    assert rule is not None  # noqa: S101 -- the table has it
    read, _faults = bib_reader.read(text, "")
    fixes = rules.run(RuleContext(library=Library(read)), (rule,))
    return bib_source.apply(text, [edit for finding in fixes for edit in finding.fix])


def _missing(
    entry: Entry, newcomer: Newcomer, venues: Sequence[Venue], unknown: dict[str, Position]
) -> Iterable[Diagnostic]:
    """What is not known of a new entry and should be."""
    if not entry.authors and not entry.editors:
        message = "no source says who the authors are: add them to the entry"
        yield import_finding("missing-authors", message, newcomer.position, key=entry.key)
    if newcomer.arxiv and not entry.eprint and not entry.venue:
        message = (
            "the line names arXiv, but no address or id in it tells which work: add its eprint"
        )
        yield import_finding("preprint-without-id", message, newcomer.position, key=entry.key)
    if entry.venue and entry.container is None and entry.venue not in unknown:
        unknown[entry.venue] = newcomer.position
        venue = next((venue for venue in venues if venue.label == entry.venue), None)
        if venue is None:
            message = f"{VENUES} has no venue “{entry.venue}”: add it, with its full name"
        else:
            year = f" of {entry.date.year}" if entry.date else ""
            message = f"{VENUES} does not say what “{entry.venue}”{year} is called: add its name"
        yield import_finding("venue-without-name", message, newcomer.position, key=entry.key)


# Newcomers.


@dataclass(slots=True)
class Newcomer:
    """A work that the list does not have, as its lines say it."""

    entry: Entry
    position: Position
    arxiv: bool = False


class Newcomers:
    """Sorts works into those that are known and those that are new; lines on one work are one."""

    def __init__(
        self, config: Config, entries: Sequence[Entry], result: Plan, sorter: Sections
    ) -> None:
        self.known = Works.of(entries)
        self.venues = config.venues
        self.new = Works()
        self.found: dict[str, Newcomer] = {}
        self.listed: dict[tuple[str, tuple[str, ...]], Position] = {}
        self.result = result
        self.sorter = sorter

    def entries(self) -> list[Newcomer]:
        """The new works, in the order that they were met."""
        return list(self.found.values())

    def take_all(self, works: list[ListedWork]) -> None:
        """Sort works in, each of which is then let go of: there may be very many."""
        works.reverse()
        while works:
            self.take(works.pop())

    def take(self, work: ListedWork) -> None:
        """Sort a work in."""
        marks = Marks.of(work.entry)
        match = self.known.find(work.entry, marks)
        if match:
            self.result.recognised.setdefault(match.entry.key, []).append(work.position)
            if match.doubt:
                self._finding("identifiers-disagree", f"it is taken for known: {match.doubt}", work)
            self._listed(match.entry.key, work)
            return
        again = self.new.find(work.entry, marks)
        section = self.sorter.section_of(work)
        if again:
            self._again(self.found[again.entry.key], again.doubt, work, section)
            return
        if section is None:
            return
        # A key for the time being, which tells entries without any apart.
        key = f"{len(self.found)}"
        # Sections and keys of another list mean nothing here.
        entry = replace(
            work.entry,
            key=key,
            sections=(section.id,),
            aliases=(),
            related=(),
            extra=tuple(pair for pair in work.entry.extra if pair[0] != "also"),
            origin=None,
        )
        self.found[key] = Newcomer(entry, work.position, work.arxiv)
        self.new.add(entry, marks)
        self._listed(key, work)

    def _again(
        self, newcomer: Newcomer, doubt: str | None, work: ListedWork, section: Section | None
    ) -> None:
        """A further line on a new work adds what the first does not say, and its section."""
        old = newcomer.entry
        if doubt:
            message = f"it is taken for the work of line {newcomer.position.line}, but {doubt}"
            self._finding("identifiers-disagree", message, work, newcomer.position)
        for what, one, other in (
            ("the year", _year(old), _year(work.entry)),
            ("the venue", old.venue, work.entry.venue),
        ):
            if one and other and one.casefold() != other.casefold():
                message = (
                    f"{what} is {other} here, {one} in line {newcomer.position.line}: the first "
                    "is taken"
                )
                self._finding("lines-disagree", message, work, newcomer.position)
        self._listed(old.key, work)
        entry = completed(old, work.entry)
        if section and section.id not in entry.sections:
            entry = replace(entry, sections=(*entry.sections, section.id))
        newcomer.entry = entry
        newcomer.arxiv = newcomer.arxiv or work.arxiv
        self.new.add(entry)

    def _listed(self, key: str, work: ListedWork) -> None:
        """Report a work that stands twice under one heading."""
        first = self.listed.setdefault((key, work.headings), work.position)
        if first is not work.position:
            message = f"the work is listed in line {first.line} already, under the same heading"
            self._finding("repeated-line", message, work, first)

    def _finding(
        self, name: str, message: str, work: ListedWork, related: Position | None = None
    ) -> None:
        self.result.findings.append(
            import_finding(name, message, work.position, related=(related,) if related else ())
        )


def _year(entry: Entry) -> str | None:
    return entry.date.year_text if entry.date else None


def completed(entry: Entry, other: Entry) -> Entry:
    """An entry with what only another one on the same work says; links are added by kind."""
    kinds = {link.kind for link in entry.links}
    links = (*entry.links, *(link for link in other.links if link.kind not in kinds))
    date = entry.date or other.date
    if date and other.date and date.year == other.date.year and not date.month:
        date = other.date
    venue, container, kind = entry.venue, entry.container, entry.type
    if not venue and not container and (not entry.date or _year(entry) == _year(other)):
        venue, container = other.venue, other.container
        if kind in {"misc", "preprint"} and (other.venue or other.container):
            kind = other.type
    return replace(
        entry,
        type=kind,
        authors=entry.authors or other.authors,
        editors=entry.editors or other.editors,
        date=date,
        venue=venue,
        container=container,
        doi=entry.doi or other.doi,
        isbn=entry.isbn or other.isbn,
        eprint=entry.eprint or other.eprint,
        openreview=entry.openreview or other.openreview,
        links=tuple(sorted(links, key=lambda link: list(LinkKind).index(link.kind))),
    )


# Venues.


def with_venue(entry: Entry, venues: Sequence[Venue]) -> Entry:
    """An entry with its venue as venues.toml spells it, and what that says of its container.

    An entry that has a container keeps it, and gets the label of the venue that is called so.
    """
    year = entry.date.year if entry.date else None
    if entry.container:
        if entry.venue:
            return entry
        name = str(entry.container)
        called = [v for v in venues if name in {v.name, *dict(v.editions).values(), *v.spellings}]
        return replace(entry, venue=called[0].label) if len(called) == 1 else entry
    venue = find_venue(entry.venue, venues)
    kind = entry.type
    if kind in {"misc", "preprint"}:
        kind = "preprint" if entry.eprint else "misc"
    if venue is None:
        return replace(entry, type=kind)
    if kind in {"misc", "preprint"}:
        kind = _TYPES.get(venue.kind, kind)
    container = venue.container(year) if venue.kind in _TYPES else None
    return replace(
        entry,
        type=kind,
        venue=venue.label,
        container=Text.of(container) if container else None,
        publisher=entry.publisher or (Text.of(venue.publisher) if venue.publisher else None),
    )


_TYPES = {"conference": "inproceedings", "workshop": "inproceedings", "journal": "article"}
_EMPTY_WORDS = frozenset("of the in at proceedings conference on and".split())


def find_venue(label: str | None, venues: Sequence[Venue]) -> Venue | None:
    """The venue that a label means: by its own label or a spelling, in any case and word order."""
    if not label:
        return None
    for venue in venues:
        if label == venue.label:
            return venue
    wanted = _folded_words(label)
    for venue in venues:
        names = (venue.label, venue.name or "", *dict(venue.editions).values(), *venue.spellings)
        if any(_folded_words(name) == wanted for name in names if name):
            return venue
    return None


def _folded_words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold())) - _EMPTY_WORDS


# What the line does not say.


def complete(
    newcomers: Sequence[Newcomer], against: Sequence[Input], findings: list[Diagnostic]
) -> None:
    """Fill what new entries lack from files: each from the first entry that is the same work."""
    if not against or not newcomers:
        return
    waiting = {newcomer.entry.key: newcomer for newcomer in newcomers}
    works = Works.of(newcomer.entry for newcomer in newcomers)
    faults: list[Diagnostic] = []
    for other in entries_of(against, faults):
        match = works.find(other)
        if match is None or match.entry.key not in waiting:
            continue
        newcomer = waiting[match.entry.key]
        if match.doubt:
            place = other.position() or Position("")
            message = f"“{other.key}” ({place}) is not taken for this work: {match.doubt}"
            findings.append(import_finding("identifiers-disagree", message, newcomer.position))
            continue
        newcomer.entry = filled(newcomer.entry, other)
        if newcomer.entry.authors:
            del waiting[match.entry.key]
    findings += faults


def filled(entry: Entry, other: Entry) -> Entry:
    """An entry with what a full record of the same work says and it does not.

    Another version of the work (its preprint, another year) says who wrote it, no more.
    """
    title = entry.title
    if title_key(title) == title_key(other.title) and not (title.styles() & ~Style.PROTECTED):
        title = other.title
    authors = other.authors if not entry.authors or entry.authors.others else entry.authors
    entry = replace(entry, title=title, authors=authors or Names())
    published = bool(other.container) and other.type not in {"preprint", "misc"}
    wanted = bool(entry.venue) or not entry.eprint
    if published != wanted or (entry.date and other.date and _year(entry) != _year(other)):
        if not published and not entry.eprint:
            entry = replace(entry, eprint=other.eprint)
        return entry
    result = completed(entry, replace(other, links=()))
    kept = {
        name: getattr(entry, name) or getattr(other, name)
        for name in (
            "publisher",
            "place",
            "series",
            "edition",
            "volume",
            "number",
            "pages",
            "issn",
            "language",
            "container",
        )
    }
    kind = other.type if entry.type in {"misc", "preprint"} else entry.type
    return replace(result, type=kind, **kept)
