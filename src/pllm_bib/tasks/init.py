"""Somebody's awesome-list -> a new bibliography with sections, entries, exports and README.

The headings become chapters and sections, the lines entries; a work that stands under several
headings is one entry that names the others. What the lines do not say stays unknown.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import AwesomeList, ListedHeading, heading_name
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import (
    ENTRIES,
    EXPORTS,
    OUTLINE,
    README,
    RESERVED,
    UPSTREAM,
    WHOLE,
    made_config,
    shown,
    toml_text,
)
from pllm_bib.files.list import list_with_texts
from pllm_bib.files.read import Loaded
from pllm_bib.model.folding import slug as letters
from pllm_bib.model.library import Chapter, Library, Section
from pllm_bib.tasks.build import outputs as build
from pllm_bib.tasks.import_.newcomers import Newcomers
from pllm_bib.tasks.import_.plan import finish
from pllm_bib.tasks.import_.read import ImportedFile
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.import_.sections import Sections
from pllm_bib.tasks.sync import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input

FRONT = Section("0", "front", "Overview")
"""The section of works that no heading stands above; it has no heading in the list either."""


@dataclass(slots=True, kw_only=True)
class NewList:
    """The result of `plan`: every file of the new list, and the findings on the old one."""

    folder: Path
    files: dict[Path, str]
    imported: ImportPlan
    sections: int
    empty_headings: list[str] = field(default_factory=list)
    """Headings that no work stands under, and that became no section."""

    def apply(self) -> None:
        """Write the files, all or none. Raises `OperatorError`."""
        is_new = not self.folder.exists()
        try:
            # The journal is written there. So every command that is given the folder finds it.
            self.folder.mkdir(parents=True, exist_ok=True)
            write.write_files(self.files)
        except BaseException:
            if is_new:
                with suppress(OSError):
                    self.folder.rmdir()
            raise


def plan(
    source: ImportedFile | None,
    folder: Path,
    *,
    title: str | None = None,
    against: Sequence[Input] = (),
) -> NewList:
    """Work out the files of a new list in a folder that has none yet.

    ``title`` is for lists that have none of their own. A bibliography becomes a list with one
    section, and its keys stay; so does nothing at all, and that section is empty. Raises
    `OperatorError` where the folder has a list, or files that would be written over, or where the
    input holds no works.
    """
    for name in (ENTRIES, EXPORTS, README):
        if (folder / name).exists():
            message = f"{shown(folder / name)} is there already: a new list needs a folder without"
            raise OperatorError(message)
    is_list = source is not None and source.document is not None
    source = _under_headings(source)
    document = source.document
    if document is None or not (source.works or any(h.has_works for h in document.headings)):
        message = "no line of the input can be read as a work: there is nothing to make a list of"
        raise OperatorError(message)
    outline = _outline(document, title or document.title or _ONLY)
    config = made_config(folder, _outline_text(document, outline))
    imported = ImportPlan(read=len(source.works), findings=list(source.findings))
    new = Newcomers((), imported, _Sorter(outline), of_lines=is_list, keep_keys=not is_list)
    new.take_all(source.works)
    files = {config.bib_file(s): "" for chapter in outline.chapters for s in chapter.sections}
    loaded = Loaded(library=Library((), config.chapters), faults=(), texts=files)
    lines = remembered.lines_of(new)
    finish(config, loaded, new.entries(), imported, against)
    files |= imported.write
    if is_list:
        known = {newcomer.entry.key: line for newcomer, line in lines}
        files[config.entries / UPSTREAM] = remembered.text_of(known)
    files[config.entries / OUTLINE] = _outline_text(document, outline)
    built = build.plan(config, list_with_texts(config, files))
    return NewList(
        folder=folder,
        files=write.changed(files) | built.write,
        imported=imported,
        sections=len(outline.by_path),
        empty_headings=outline.empty,
    )


def _under_headings(source: ImportedFile | None) -> ImportedFile:
    """Return what was read as a list; where it has no headings, all stands under one."""
    if source is None:
        source = ImportedFile([], [])
    elif source.document is not None or not source.works:
        return source
    path = (_ONLY,)
    works = [work._replace(headings=path) for work in source.works]
    document = AwesomeList(headings=[ListedHeading(path, 1, numbered=False, has_works=True)])
    return ImportedFile(works, source.findings, document)


_ONLY = "Works"
"""The title of a new list, and of its only section, where nothing names another."""


@dataclass(slots=True)
class _Outline:
    title: str
    chapters: list[Chapter]
    by_path: dict[tuple[str, ...], Section]
    empty: list[str]


class _Sorter(Sections):
    """A sorter of works under the sections that their headings became."""

    def __init__(self, outline: _Outline) -> None:
        super().__init__(outline.chapters, None)
        self.memo = dict(outline.by_path)


def _outline(document: AwesomeList, list_title: str) -> _Outline:
    """Make chapters and sections from headings.

    A heading with works is a section, in the chapter that the heading above it is. One that has
    both works and sections below it is a chapter, whose first section has its name. Where no
    heading stands above others, all sections are in one chapter, which is called as the list is.
    """
    used = [heading for heading in document.headings if heading.has_works]
    top = _common(document, used)
    paths = {heading.path for heading in used}
    kept = [h for h in document.headings if h.has_works or _is_empty_section(h, paths)]
    by_path: dict[tuple[str, ...], Section] = {}
    grouped: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    fronts = [work.headings for work in document.works if len(work.headings) <= top]
    for heading in kept:
        names = [heading_name(name)[1] for name in heading.path[top:]]
        if not names:
            continue
        chapter = names[0] if len(names) > 1 or _is_parent(heading, kept) else ""
        section = " – ".join(names[1:]) or names[0]
        grouped.setdefault(chapter, []).append((heading.path, section))
    chapters: list[Chapter] = []
    slugs = {WHOLE, *RESERVED}
    if fronts:
        by_path |= dict.fromkeys(fronts, FRONT)
        chapters.append(Chapter("", "", (FRONT,)))
        slugs.add(FRONT.slug)
    for number, (name, members) in enumerate(grouped.items(), start=1):
        title = name or list_title
        made: dict[str, Section] = {}
        for path, words in members:
            if words not in made:
                identifier = f"{number}.{len(made) + 1}"
                made[words] = Section(identifier, _slug(title, words, name, slugs), words)
            by_path[path] = made[words]
        chapters.append(Chapter(str(number), title, tuple(made.values())))
    empty = [" / ".join(h.path[top:]) for h in document.headings if h not in kept and h.path[top:]]
    parents = {heading.path[:at] for heading in kept for at in range(1, len(heading.path))}
    parent_names = {" / ".join(path[top:]) for path in parents}
    return _Outline(
        list_title, chapters, by_path, [name for name in empty if name not in parent_names]
    )


def _common(document: AwesomeList, used: Sequence[ListedHeading]) -> int:
    """Return the number of headings that all of the list stands under: its title, usually."""
    if not document.headings:
        return 0
    first = document.headings[0].path[:1]
    return 1 if used and all(h.path[:1] == first for h in used) and _is_title(document) else 0


def _is_title(document: AwesomeList) -> bool:
    first = document.headings[0].path[0]
    return heading_name(first)[1] == document.title or document.title == first


def _is_empty_section(heading: ListedHeading, used: set[tuple[str, ...]]) -> bool:
    """Say whether a heading without works is meant for works: numbered as its neighbours."""
    if not heading.numbered or any(path[: len(heading.path)] == heading.path for path in used):
        return False
    return any(
        len(path) == len(heading.path)
        and path[:-1] == heading.path[:-1]
        and heading_name(path[-1])[0]
        for path in used
    )


def _is_parent(heading: ListedHeading, others: Sequence[ListedHeading]) -> bool:
    depth = len(heading.path)
    return any(len(o.path) > depth and o.path[:depth] == heading.path for o in others)


def _slug(chapter: str, section: str, name: str, taken: set[str]) -> str:
    """Make a slug from the words of a section, with those of its chapter if it needs them."""

    def made(words: str) -> str:
        parts = filter(None, map(letters, words.replace("/", " ").replace("-", " ").split()))
        return "-".join(parts)[:60].strip("-")

    candidates: Iterator[str] = iter(
        [made(section), f"{made(chapter)}-{made(section)}".strip("-") if name else made(section)]
    )
    found = next((slug for slug in candidates if slug and slug not in taken), None)
    number = 2
    while found is None or found in taken:
        found = f"{made(section) or 'section'}-{number}"
        number += 1
    taken.add(found)
    return found


def _outline_text(document: AwesomeList, outline: _Outline) -> str:
    """Return the text of sections.toml."""
    lines = [
        f"title = {toml_text(outline.title)}",
        f"intro = {toml_text(document.intro)}",
    ]
    for chapter in outline.chapters:
        if chapter.title:
            lines += ["", "[[chapter]]", f"id = {toml_text(chapter.id)}"]
            lines += [f"title = {toml_text(chapter.title)}"]
        for section in chapter.sections:
            lines += ["", "[[chapter.section]]" if chapter.title else "[[section]]"]
            lines += [f"id = {toml_text(section.id)}", f"slug = {toml_text(section.slug)}"]
            lines += [f"title = {toml_text(section.title)}"]
    return "\n".join(lines) + "\n"
