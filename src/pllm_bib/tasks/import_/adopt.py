"""Edits that were made by hand in the generated list -> edits of the entries.

The lines of the README are held against those that a build would write now. A new line becomes an
entry, a changed one changes what it shows of its entry; what cannot be taken over is reported, and
then the README is left alone too, so that no edit is lost unseen.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome import read as awesome_list
from pllm_bib.awesome.findings import import_finding
from pllm_bib.files.config import README, shown
from pllm_bib.files.list import list_with_texts
from pllm_bib.files.text import text_of
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.names import write_names
from pllm_bib.formats.shared.types import row
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Edit, Position
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import comparable_address, equal_dois
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.index import Works
from pllm_bib.tasks.build import readme
from pllm_bib.tasks.build.headings import headings
from pllm_bib.tasks.import_ import moving
from pllm_bib.tasks.import_.complete import find_venue, year_of
from pllm_bib.tasks.import_.edited import edited_line
from pllm_bib.tasks.import_.newcomers import Newcomers
from pllm_bib.tasks.import_.plan import finish
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.import_.sections import Sections, match_section
from pllm_bib.tasks.import_.titles import protected_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pllm_bib.awesome.outline import ListedWork
    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry

_HEADING = regex(r"#{1,6}\s")
_LOSING = frozenset(
    "edit-not-adopted line-without-title passed-over unmatched-heading broken-link "
    "misplaced-link".split()
)
"""Findings after which the README would lose something if it were made anew."""


def plan(
    config: Config, loaded: Loaded, path: Path, text: str, against: Sequence[Input] = ()
) -> ImportPlan:
    """Work out what edits of a README's generated list, and of its pages, do to the entries.

    ``path`` may be that of a page, too. Raises `OperatorError` where the README has no place for
    the list.
    """
    pages = readme.pages_there(config)
    if path.resolve() in [page.resolve() for page in pages]:
        path = config.root / README
        text = text_of(path)
    blocks = {path: readme.find_block(text, path)}
    blocks |= {page: readme.find_block(text_of(page), page) for page in pages}
    result = ImportPlan()
    if not any(block.hand_edited for block in blocks.values()):
        return result
    adoption = _Adoption(config, loaded, shown(path), result)
    adoption.read(blocks)
    for file, edits in adoption.edits_by_file().items():
        result.write[file] = bib_source.apply(loaded.texts[file], edits)
    adoption.move()
    if not adoption.strange:
        adoption.sorter.report(result.findings)
    result.left = adoption.sorter.left
    finish(config, loaded, adoption.new.entries(), result, against)
    if not _LOSING & {finding.name for finding in result.findings}:
        library = list_with_texts(config, {**loaded.texts, **result.write})
        made = readme.generated(config, library, blocks[path].around)
        for page, content in made.contents.items():
            at = path if page == config.root / README else page
            block = blocks.get(at) or readme.block_of(config, at)
            result.write[at] = block.filled(content)
    return result


class _Line(NamedTuple):
    """A line that a build would write: of an entry, in a section."""

    section: str
    text: str


@dataclass(slots=True)
class _Adoption:
    config: Config
    loaded: Loaded
    path: str
    result: ImportPlan
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    expected: dict[_Line, Entry] = field(default_factory=dict)
    seen: dict[str, dict[str, Position]] = field(default_factory=dict)
    """Key -> the sections of the README that have a line of the entry, and where."""
    unplaced: set[str] = field(default_factory=set)
    """Keys of works that now stand under a heading of no section."""
    frame: list[int] = field(default_factory=list)
    """The lines of headings that a build writes."""
    strange: dict[int, str] = field(default_factory=dict)
    """Headings that no build writes, by their lines."""
    moves: dict[str, tuple[str, Position]] = field(default_factory=dict)
    """Key -> the section whose file the entry belongs into now, and the line that says so."""
    pages: list[tuple[int, str, int]] = field(default_factory=list)
    """Where each page starts in the text of all, its file, and the line there."""
    frame_lines: set[str] = field(default_factory=set)
    """The lines that a build writes."""
    start: Position = field(init=False)
    """Where the generated part starts."""
    works: Works = field(init=False)
    sorter: Sections = field(init=False)
    new: Newcomers = field(init=False)

    def __post_init__(self) -> None:
        library = self.loaded.library
        self.start = Position(self.path)
        self.works = Works(library)
        self.sorter = Sections(self.config.chapters, None)
        # Works that are known do not get to it.
        self.new = Newcomers((), self.result, self.sorter)
        for section in library.sections:
            for entry in library:
                if section.id in entry.sections:
                    self.expected[_Line(section.id, readme.line(library, entry))] = entry

    def edits_by_file(self) -> dict[Path, list[Edit]]:
        """Return the edits of entries by the file that each is in."""
        files = self.loaded.files_by_name()
        found: dict[Path, list[Edit]] = {}
        for entry in self.loaded.library:
            if edits := self.edits.get(entry.key):
                found.setdefault(files[(entry.position() or self.start).path], []).extend(edits)
        return found

    def read(self, blocks: Mapping[Path, readme.ReadmeBlock]) -> None:
        """Go through the lines of all pages that a build would not write as they are.

        They are read as one text, since works may have moved from one page to another.
        """
        first = next(iter(blocks.values()))
        self.start = Position(self.path, first.line)
        number = first.line + 1
        for path, block in blocks.items():
            self.pages.append((number, shown(path), block.line + 1))
            number += block.content.count("\n") + 1
        made = readme.generated(self.config, self.loaded.library, first.around)
        self.frame_lines = made.lines()
        waiting = dict(self.expected)
        text = "\n".join(block.content for block in blocks.values())
        edited = self._edited_lines(text, waiting)
        document = awesome_list.read("\n".join(edited), self.path)
        self.result.findings += [
            replace(finding, position=self._place(finding.position.line))
            for finding in document.findings
            if finding.name != "no-list"
        ]
        self.result.read = len(document.works)
        self._report_unread(document.works, edited)
        gone: dict[str, list[Entry]] = {}
        for line, entry in waiting.items():
            gone.setdefault(line.section, []).append(entry)
        for work in document.works:
            self._work(work._replace(position=self._place(work.position.line)), gone)
        self._placements(waiting)

    def _place(self, number: int) -> Position:
        """Return the place of a line of the text of all pages."""
        at = bisect_right(self.pages, number, key=lambda page: page[0]) - 1
        start, path, line = self.pages[max(at, 0)]
        return Position(path, number - start + line)

    def _edited_lines(self, content: str, waiting: dict[_Line, Entry]) -> list[str]:
        """Return the lines of all pages, empty but for headings and edited lines of the list.

        Lines that are as a build would write them are taken off those that are waited for.
        """
        by_text = {line.text: entry for line, entry in waiting.items()}
        frame = self.frame_lines - by_text.keys()
        headings = self._headings()
        section = self._front()
        first = self.start.line + 1
        edited = [""] * (first - 1)
        for number, text in enumerate(content.split("\n"), start=first):
            if text in headings:
                self.frame.append(number)
                # Of two headings that read alike, the first that is still to come.
                section = headings[text].pop(0) if len(headings[text]) > 1 else headings[text][0]
                edited.append(text)
                continue
            if _HEADING.match(text):
                section = ""  # which it is, if any, is asked of each line below
                if text not in frame:
                    self.strange[number] = text
            entry = by_text.get(text) if section else None
            if entry:
                waiting.pop(_Line(section, text), None)
                place = self._place(number)
                self.seen.setdefault(entry.key, {}).setdefault(section, place)
            edited.append("" if entry or text in frame else text)
        return edited

    def _front(self) -> str:
        front = [c.sections[0] for c in self.config.chapters if not c.title and c.sections]
        return front[0].id if front else ""

    def _headings(self) -> dict[str, list[str]]:
        """Return the headings that a build writes, and the sections that each starts in turn."""
        found: dict[str, list[str]] = {}
        for heading in headings(self.config):
            section = heading.section.id if heading.section else ""
            found.setdefault(heading.line, []).append(section)
        return found

    def _report_unread(self, works: Sequence[ListedWork], edited: Sequence[str]) -> None:
        """Report edited lines that no work was read from."""
        starts = {work.position.line for work in works}
        starts |= {finding.position.line for finding in self.result.findings}
        known = self._headings()
        of_work = False
        for number, text in enumerate(edited, start=1):
            if not text.strip() or text in known:
                of_work = False
            elif number in starts:
                of_work = True
            elif number in self.strange:
                self._report_heading(number, works)
                of_work = False
            elif not (of_work and text[:1].isspace()):
                message = (
                    "this line is none that an entry can be made from: write it outside of the "
                    "generated part (a section goes into entries/sections.toml)"
                )
                self._finding("edit-not-adopted", message, self._place(number))

    def _report_heading(self, number: int, works: Sequence[ListedWork]) -> None:
        """Report a heading that no build writes, once for all works below it."""
        words = self.strange[number].lstrip("#").strip()
        end = min((n for n in (*self.strange, *self.frame) if n > number), default=sys.maxsize)
        below = [work for work in works if number < work.position.line < end]
        if match_section((words,), self.config.chapters):
            message = f"“{words}” is another spelling: headings come from entries/sections.toml"
            self._finding("edit-not-adopted", message, self._place(number))
            return
        there = ", ".join(f"“{h.line}”" for h in headings(self.config) if h.section)
        move = f"move the {len(below)} works" if len(below) > 1 else "move the work"
        message = (
            f"the heading “{words}” is of no section here: "
            f"{f'{move} below it under one of {there}, and ' if below else ''}take it out (a new "
            "section goes into entries/sections.toml)"
        )
        self._finding("unmatched-heading", message, self._place(number))

    def _finding(self, name: str, message: str, position: Position, key: str | None = None) -> None:
        self.result.findings.append(import_finding(name, message, position, key=key))

    # Works.

    def _work(self, work: ListedWork, gone: dict[str, list[Entry]]) -> None:
        section = match_section(work.headings, self.config.chapters)
        entry = self._entry_of(work, gone.get(section.id, []) if section else [])
        if entry is None:
            self.new.take(work)
            return
        self.result.recognised.setdefault(entry.key, []).append(work.position)
        places = self.seen.setdefault(entry.key, {})
        if section and section.id in places:
            first = places[section.id]
            where = "" if first.path == work.position.path else f" of {first.path}"
            message = f"the work is listed in line {first.line}{where} already"
            self._finding("repeated-line", message, work.position, entry.key)
            return
        is_copy = bool(places and section and section.id not in entry.sections)
        if section:
            places[section.id] = work.position
        else:
            self.unplaced.add(entry.key)
        if is_copy:
            self._tell_copy(work, entry)
        else:
            self._compare(work, entry)

    def _tell_copy(self, work: ListedWork, entry: Entry) -> None:
        """Tell where a line in a further section says something else than the one that stays."""
        own = self._own_line(entry)
        if own is None:
            return
        for what, there, here in (
            ("title", str(own.title), str(work.entry.title)),
            ("year", year_of(own), year_of(work.entry)),
            ("venue", own.venue, work.entry.venue),
        ):
            if here and here != there:
                message = (
                    f"the {what} is “{here}” here, and “{there or 'none'}” in the work's own line, "
                    "which counts: only the section is taken"
                )
                self._finding("lines-disagree", message, work.position, entry.key)

    def _own_line(self, entry: Entry) -> Entry | None:
        """Return what the line of an entry says, as a build writes it; None if it is unreadable."""
        works = awesome_list.read(readme.line(self.loaded.library, entry), self.path).works
        return works[0].entry if works else None

    def _entry_of(self, work: ListedWork, gone: Sequence[Entry]) -> Entry | None:
        """Return the entry whose line was changed to this one, or None for a new line."""
        match = self.works.find(work.entry)
        if match and (match.entry in gone or not match.doubt):
            return match.entry
        return edited_line(work.entry, gone)

    def _compare(self, work: ListedWork, entry: Entry) -> None:
        """Take over what a changed line shows, held against what the entry's own line shows."""
        shown_before = self._own_line(entry)
        if shown_before is None:
            message = "the entry's own line cannot be read, so that no edit of it can either"
            self._finding("edit-not-adopted", message, work.position, entry.key)
            return
        shown_now = work.entry
        self._title(entry, shown_before, shown_now, work.position)
        self._label(entry, shown_before, shown_now, work.position)
        self._links(entry, shown_before, shown_now, work.position)
        if shown_now.authors and not entry.authors:
            names = write_names(shown_now.authors)
            self._edit(entry, "author", names)
            self._say(entry, work.position, "authors", (None, names))
        elif shown_now.authors and shown_now.authors != entry.authors:
            message = "names are no part of the list's lines: edit them in the entry"
            self._finding("edit-not-adopted", message, work.position, entry.key)

    def _edit(self, entry: Entry, name: str, value: str | None) -> None:
        """Edit a field of an entry; if two lines of a work were edited, the last one counts."""
        edits = self.edits.setdefault(entry.key, [])
        edits[:] = [edit for edit in edits if edit.field != name]
        edits.append(Edit(key=entry.key, field=name, value=value))

    def _say(
        self, entry: Entry, position: Position, what: str, change: tuple[str | None, str | None]
    ) -> None:
        """Return words for the change of an edit."""
        old, new = change
        words = f"“{old}” dropped" if not new else f"“{old}” -> “{new}”" if old else f"“{new}”"
        said = f"{entry.key}: {what} {words}"
        before = next((p for p, text in self.result.edits if text == said), None)
        if before is None:
            self.result.edits.append((position, said))

    def _title(self, entry: Entry, before: Entry, now: Entry, position: Position) -> None:
        if str(before.title) == str(now.title):
            return
        title = protected_as(now.title, entry.title)
        self._edit(entry, "title", latex.encode(title))
        self._say(entry, position, "title", (str(entry.title), str(now.title)))

    def _label(self, entry: Entry, before: Entry, now: Entry, position: Position) -> None:
        year = now.date.year if now.date else None
        old_year = before.date.year if before.date else None
        if year != old_year and year is not None:
            self._edit(entry, "year", str(year))
            self._say(entry, position, "year", (str(old_year or ""), str(year)))
        elif year != old_year:
            self._finding("edit-not-adopted", "the year is gone from the line", position, entry.key)
        if now.venue == before.venue and year == old_year:
            return
        venue = find_venue(now.venue, self.config.venues)
        label = venue.label if venue else now.venue
        if now.venue != before.venue:
            self._edit(entry, "venue", latex.encode_plain(label) if label else None)
            self._say(entry, position, "venue", (entry.venue or before.venue, label))
        name = row(entry.type).container
        if entry.container is None or not name:
            if label and entry.type == "preprint":
                message = (
                    f"the entry is still a preprint: “pllm-bib promote {entry.key} FILE” "
                    "makes it what was published"
                )
                self._finding("venue-without-name", message, position, entry.key)
            return
        container = venue.container(year) if venue else None
        if container and container != str(entry.container):
            self._edit(entry, name, latex.encode_plain(container))
            self._say(entry, position, name, (str(entry.container), container))
        elif container is None:
            message = f"“{name}” still says “{entry.container}”: is it called so?"
            self._finding("venue-without-name", message, position, entry.key)

    def _links(self, entry: Entry, before: Entry, now: Entry, position: Position) -> None:
        eprint = now.eprint if now.eprint != before.eprint else None
        if eprint:
            old = entry.eprint.id if entry.eprint else None
            self._edit(entry, "eprint", eprint.id)
            self._edit(entry, "archiveprefix", eprint.archive)
            self._say(entry, position, "arXiv id", (old, eprint.id))
        if now.doi and not equal_dois(now.doi, before.doi):
            self._edit(entry, "doi", now.doi)
            self._say(entry, position, "DOI", (entry.doi, now.doi))
        for kind in LinkKind:
            old, new = before.link(kind), now.link(kind)
            if old == new or (old and new and comparable_address(old) == comparable_address(new)):
                continue
            name = kind.field
            own = entry.link(kind)
            if new or own:
                self._edit(entry, name, new)
                self._say(entry, position, f"{kind.value} link", (own, new))
            else:  # it is made of an identifier
                message = f"the link “{old}” is made of an identifier: edit that in the entry"
                self._finding("edit-not-adopted", message, position, entry.key)

    # Sections.

    def _placements(self, waiting: dict[_Line, Entry]) -> None:
        """Take over the sections in which works are listed now."""
        removed: dict[str, Entry] = {}
        for entry in waiting.values():
            if not self.seen.get(entry.key) and entry.key not in self.unplaced:
                removed.setdefault(entry.key, entry)
        for entry in removed.values():
            message = (
                "the work's line was removed; it stays in the list until its entry is deleted "
                f"from {(entry.position() or self.start).path}"
            )
            self._finding("line-removed", message, self.start, entry.key)
        sections = {section.id: section for section in self.loaded.library.sections}
        for entry in self.loaded.library:
            places = self.seen.get(entry.key)
            if not places or set(places) == set(entry.sections) & sections.keys():
                continue
            if entry.key in self.unplaced:
                continue
            own = entry.sections[0]
            if own not in places:
                # Where it was not listed before, it was moved to.
                before = own
                own = next(
                    (name for name in places if name not in entry.sections), next(iter(places))
                )
                self.moves[entry.key] = own, places[own]
                self._say(entry, places[own], "section", (before, own))
            also = [name for name in sections if name in places and name != own]
            if set(also) == set(entry.sections[1:]):
                continue
            value = ", ".join(also) or None
            added = next((name for name in also if name not in entry.sections), next(iter(places)))
            place = places[added]
            self._edit(entry, "also", value)
            self._say(entry, place, "also", (", ".join(entry.sections[1:]) or None, value))

    def move(self) -> None:
        """Move entries to the files of other sections, each with the comment right above it."""
        files = self.loaded.files_by_name()
        for key, (name, place) in self.moves.items():
            entry = self.loaded.library.find(key)
            section = self.loaded.library.section(name)
            assert section and entry  # noqa: S101, PT018 -- both have lines in the README
            source = files[(entry.position() or self.start).path]
            target = self.config.file_for(section, key)
            changed = moving.moved({**self.loaded.texts, **self.result.write}, key, source, target)
            self.result.write |= changed
            if not changed:
                self._finding("edit-not-adopted", moving.refusal(source, target), place, key)
