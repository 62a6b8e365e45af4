"""A newer version of a list's source -> what changes in the list.

Each work of the source is held against its line as it was read last, and against its entry. What
the source has changed since then is taken over; what was changed in the list stays.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.files.config import VENUES
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Edit, Position
from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import comparable_address
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.index import MarkedEntry, Works
from pllm_bib.tasks.import_ import moving
from pllm_bib.tasks.import_.complete import completed
from pllm_bib.tasks.import_.edited import edited_line
from pllm_bib.tasks.import_.newcomers import Newcomers
from pllm_bib.tasks.import_.plan import finish
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.sync import remembered as memory
from pllm_bib.tasks.sync.changes import compared
from pllm_bib.tasks.sync.headings import SourceHeadings
from pllm_bib.tasks.sync.placing import Placer
from pllm_bib.tasks.sync.remembered import RememberedLine, heading_text, headings_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.import_.read import ImportedFile


class ForNew(NamedTuple):
    """The wishes for new works: their section, those of some headings, and more records."""

    section: Section | None = None
    named: Mapping[str, Section] = {}
    against: Sequence[Input] = ()
    """Files to look up missing fields of new works in."""


@dataclass(slots=True)
class _KnownWork:
    """A work of the source that the list has: its entry there, and its lines."""

    entry: Entry
    now: Entry
    works: list[ListedWork]

    @property
    def position(self) -> Position:
        return self.works[0].position

    @property
    def headings(self) -> tuple[str, ...]:
        return headings_text(work.headings for work in self.works)


def plan(
    config: Config,
    loaded: Loaded,
    source: ImportedFile,
    path: Path,
    fresh: ForNew,
) -> ImportPlan:
    """Work out what a source's lines change in a list; ``path`` is the file of remembered lines.

    Raises `OperatorError` where that file cannot be read, or where ``fresh`` names a heading that
    the source does not have.
    """
    sync = _Sync(config, loaded, source, memory.read(path), fresh)
    sync.sort()
    sync.change()
    sync.add()
    sync.report_gone()
    sync.result.write[path] = memory.text_of(sync.lines)
    return sync.result


def _key_of(sought: MarkedEntry, works: Works) -> str | None:
    """Return the key of a work that is surely one of some."""
    match = works.find(sought)
    return match.entry.key if match and not match.doubt else None


def _title(entry: Entry) -> str:
    return title_key(entry.title) if entry.title else ""


@dataclass(slots=True)
class _Sync:
    config: Config
    loaded: Loaded
    source: ImportedFile
    then: dict[str, RememberedLine]
    """The lines as they were remembered."""
    fresh: ForNew
    result: ImportPlan = field(init=False)
    files: dict[str, Path] = field(init=False)
    lines: dict[str, RememberedLine] = field(init=False)
    """The lines to be remembered from now on."""
    known: dict[str, _KnownWork] = field(default_factory=dict)
    untaken: set[str] = field(default_factory=set)
    """Keys that lines of the source are about, surely or not, and that nothing is taken for."""
    sorter: SourceHeadings = field(init=False)
    placer: Placer = field(init=False)
    renamed: dict[tuple[str, str, str], list[Position]] = field(default_factory=dict)
    """Old and new name of a heading, and a section -> the works there that stay in it."""
    new: Newcomers = field(init=False)

    def __post_init__(self) -> None:
        library = self.loaded.library
        by_name = {name: e.key for e in library for name in (*e.aliases, e.key)}
        self.then = {by_name.get(key, key): line for key, line in self.then.items()}
        self.lines = dict(self.then)
        self.files = self.loaded.files_by_name()
        self.result = ImportPlan(read=len(self.source.works), findings=self.source.findings)
        if not self.then and self.source.works:
            words = "the first run remembers the lines, and changes no work that is there"
            self.result.told.append((self.source.works[0].position, words))
        document = self.source.document
        title = document.title if document else ""
        self.sorter = SourceHeadings(self.config.chapters, self.fresh.section, title)
        of_lines = document is not None
        self.new = Newcomers(library.entries, self.result, self.sorter, of_lines=of_lines)

    # Known and new works.

    def sort(self) -> None:
        """Tell known works from new ones, and find the section of each heading."""
        if self.source.document is None and self.fresh.section is None:
            self.source.works = list(self.sorter.by_keywords(self.source.works))
        strict = self.source.document is not None
        lines = Works(
            (replace(line.entry, key=key) for key, line in self.then.items()), of_lines=strict
        )
        by_key = {name: key for key, line in self.then.items() for name in line.entry.aliases}
        unknown: list[ListedWork] = []
        titles = {_title(work.entry) for work in self.source.works}
        for work in self.source.works:
            sought = MarkedEntry(work.entry, foreign=True)
            key = by_key.get(work.entry.key)
            if key is None:
                key = _key_of(sought, lines) or _key_of(sought, self.new.known)
                key = None if key and self._is_elsewhere(key, work, titles) else key
            if key:
                self._know(key, work)
            else:
                unknown.append(work)
        fresh = self._without_edited(unknown, titles)
        self.sorter.settle(self.source.works, self._voters(), self.fresh.named)
        for work in fresh:
            self._take(work)
        for key, found in self.known.items():
            self.result.recognised[key] = [work.position for work in found.works]

    def _is_elsewhere(self, key: str, work: ListedWork, titles: set[str]) -> bool:
        """Say whether a work that a line was taken for has a line of its own, under its title.

        An identifier does not beat a title: the source may have given it to another work.
        """
        then = self.then.get(key)
        entry = then.entry if then else self.loaded.library.find(key)
        title = _title(entry) if entry else ""
        return title != _title(work.entry) and title in titles

    def _without_edited(self, works: Sequence[ListedWork], titles: set[str]) -> list[ListedWork]:
        """Return works but for those whose lines were remembered in other words."""
        places: dict[str, list[Entry]] = {}
        for key, line in self.then.items():
            if key not in self.known and key not in self.untaken:
                entry = replace(line.entry, key=key)
                for link in entry.links:
                    places.setdefault(comparable_address(link.url), []).append(entry)
                for heading in line.headings:
                    places.setdefault(heading, []).append(entry)
        rest = []
        for work in works:
            signs = [comparable_address(link.url) for link in work.entry.links]
            signs.append(heading_text(work.headings))
            gone = {e.key: e for sign in signs for e in places.get(sign, ())}
            left = (
                entry
                for key, entry in gone.items()
                if key not in self.known and not self._is_elsewhere(key, work, titles)
            )
            if found := edited_line(work.entry, left):
                self._know(found.key, work)
            else:
                rest.append(work)
        return rest

    def _know(self, key: str, work: ListedWork) -> None:
        """Keep a line with the others of a work that the list has, or had."""
        entry = self.loaded.library.find(key)
        if entry is None:
            words = f"{key}: it was taken out of the list, and stays out"
            self.result.told.append((work.position, words))
            self.untaken.add(key)
        elif entry.key in self.known:
            found = self.known[entry.key]
            found.now = completed(found.now, work.entry)
            found.works.append(work)
        else:
            self.known[entry.key] = _KnownWork(entry, work.entry, [work])

    def _take(self, work: ListedWork) -> None:
        """Sort in a work that is new, or most likely one of the list.

        A line that is doubtful is told once: it is remembered, and its next change is told.
        """
        key = self.new.take(work)
        if key and key not in self.known:
            self.lines[key] = RememberedLine(work.entry, headings_text([work.headings]))
            self.untaken.add(key)

    def _voters(self) -> Iterable[tuple[tuple[str, ...], str, bool]]:
        for key, found in self.known.items():
            before = self.then[key].headings if key in self.then else ()
            for work in found.works:
                yield work.headings, found.entry.sections[0], heading_text(work.headings) in before

    # What has changed.

    def change(self) -> None:
        """Take over what the source has changed, and remember the lines as they are now."""
        self.placer = Placer(self.sorter, [line.headings for line in self.then.values()])
        edits: dict[Path, list[Edit]] = {}
        types: dict[str, str] = {}
        moves: list[tuple[_KnownWork, Section]] = []
        for key, found in self.known.items():
            self.lines[key] = RememberedLine(found.now, found.headings)
            if key not in self.then:
                if self.then:
                    words = (
                        f"{key}: a line that the source had not before; the work is here already"
                    )
                    self.result.told.append((found.position, words))
                continue
            done = compared(found.entry, self.then[key].entry, found.now, self.config.venues)
            self.result.edits += [(found.position, f"{key}: {words}") for words in done.taken]
            self.result.told += [(found.position, f"{key}: {words}") for words in done.known]
            for words in done.conflicts:
                self._finding("changed-twice", words, found)
            if done.nameless:
                message = f"{VENUES} has no name for “{found.now.venue}”: the type stays"
                self._finding("venue-without-name", message, found)
            own = edits.setdefault(self._file(found.entry), [])
            own += done.edits
            own += self._placed(found, moves)
            if done.type:
                types[key] = done.type
        for file, changes in edits.items():
            text = bib_source.apply(self.loaded.texts[file], changes, types)
            if text != self.loaded.texts[file]:
                self.result.write[file] = text
        self._tell_renamed()
        for found, section in moves:
            self._move(found, section)

    def _file(self, entry: Entry) -> Path:
        return self.files[(entry.position() or Position("")).path]

    def _finding(self, name: str, message: str, found: _KnownWork) -> None:
        place = found.entry.position()
        related = (place,) if place else ()
        self.result.findings.append(
            import_finding(name, message, found.position, key=found.entry.key, related=related)
        )

    def _placed(self, found: _KnownWork, moves: list[tuple[_KnownWork, Section]]) -> list[Edit]:
        """Take over the headings of a work: a move to another section, one more, or one less."""
        if self.fresh.section is not None:
            return []
        key, memo = found.entry.key, self.sorter.memo
        then = self.then[key].headings
        now = {
            text: memo.get(work.headings)
            for work in found.works
            if (text := heading_text(work.headings))
        }
        if self.source.document is None:  # keywords that name no section say nothing of it
            then = tuple(text for text in then if self.sorter.of_text(text))
            now = {text: section for text, section in now.items() if section}
        done = self.placer.placed(found.entry, then, now)
        self.result.edits += [(found.position, f"{key}: {words}") for words in done.taken]
        self.result.told += [(found.position, f"{key}: {words}") for words in done.told]
        if done.conflict:
            self._finding("changed-twice", done.conflict, found)
        if done.renamed:
            self.renamed.setdefault(done.renamed, []).append(found.position)
        if done.move:
            moves.append((found, done.move))
        return [] if done.also is None else [Edit(key=key, field="also", value=done.also or None)]

    def _tell_renamed(self) -> None:
        """Tell of each heading that has another name now, and of the works under it."""
        for (old, new, section), places in self.renamed.items():
            works = "its work stays" if len(places) == 1 else f"its {len(places)} works stay"
            words = f"the heading “{old}” is called “{new}” in the source now: {works} in {section}"
            self.result.told.append((places[0], words))

    def _move(self, found: _KnownWork, section: Section) -> None:
        source = self._file(found.entry)
        target = self.config.file_for(section, found.entry.key)
        texts = {**self.loaded.texts, **self.result.write}
        changed = moving.moved(texts, found.entry.key, source, target)
        self.result.write |= changed
        if not changed:
            self._finding("edit-not-adopted", moving.refusal(source, target), found)

    def add(self) -> None:
        """Add the new works that have a section; ask for that of the others."""
        self.sorter.report(self.result.findings)
        self.result.left = self.sorter.left
        lines = memory.lines_of(self.new)
        newcomers = self.new.entries()
        finish(self.config, self.loaded, newcomers, self.result, self.fresh.against)
        keys = {work.position: work.entry.key for work in self.source.works}
        for newcomer, line in lines:
            entry = replace(line.entry, key=keys[newcomer.position])
            self.lines[newcomer.entry.key] = line._replace(entry=entry)

    def report_gone(self) -> None:
        """Tell of the works that the source no longer has; they stay, and are told once."""
        for key in self.then:
            if key in self.known or key in self.untaken:
                continue
            del self.lines[key]
            entry = self.loaded.library.find(key)
            if entry is None:
                continue
            position = entry.position() or Position("")
            message = "the source lists the work no longer; it stays here until you take it out"
            self.result.findings.append(import_finding("line-removed", message, position, key=key))
        self.result.findings.sort(key=lambda finding: finding.position)
