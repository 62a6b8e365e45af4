"""Somebody's awesome-list -> a new bibliography with sections, entries, exports and README.

The headings become chapters and sections, the lines entries; a work that stands under several
headings is one entry that names the others. What the lines do not say stays unknown.
"""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import AwesomeList, ListedHeading
from pllm_bib.awesome.page import PageText, page_text
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import (
    ENTRIES,
    EXPORTS,
    NOTES,
    OUTLINE,
    README,
    SECTION_FILE,
    UPSTREAM,
    made_config,
    shown,
    with_notes,
)
from pllm_bib.files.list import list_with_texts
from pllm_bib.files.read import Loaded
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.library import Library
from pllm_bib.tasks.build import outputs as build
from pllm_bib.tasks.build.readme import BEGIN, END
from pllm_bib.tasks.import_.newcomers import Newcomers
from pllm_bib.tasks.import_.plan import finish
from pllm_bib.tasks.import_.read import ImportedFile
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.import_.sections import Sections
from pllm_bib.tasks.outline import NewOutline, depth_of_title, new_outline, outline_text
from pllm_bib.tasks.sync import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input


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
    text = PageText()
    if source.text and source.works:
        text = page_text(source.text, document, depth_of_title(document))
    outline = new_outline(document, text, title or document.title or _ONLY)
    config = made_config(folder, outline_text(document, outline))
    config = replace(config, new_works=SECTION_FILE)  # those of the start stand together
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
    files[config.entries / OUTLINE] = outline_text(document, outline)
    if notes := files.get(config.entries / NOTES):
        config = with_notes(config, tomllib.loads(notes))
    page = _page(outline, text, document.title, title) if source.text else None
    built = build.plan(config, list_with_texts(config, files), page=page)
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


class _Sorter(Sections):
    """A sorter of works under the sections that their headings became."""

    def __init__(self, outline: NewOutline) -> None:
        super().__init__(outline.chapters, None)
        self.memo = dict(outline.by_path)


def _page(outline: NewOutline, text: PageText, own_title: str, title: str | None) -> str:
    """Return the README around the list: the source's own text before and behind it."""
    before, after = text.before, text.after
    if not own_title or title:
        before = f"# {outline.title}\n\n{before}".rstrip("\n")
    blocks = [before, f"{BEGIN}\n{END}", after]
    return "\n\n".join(filter(None, blocks)) + "\n"
