"""A list on disk: its sections name the files, the files hold the entries of its library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.files.config import shown
from pllm_bib.files.kinds import holds_blocks
from pllm_bib.files.read import BibFile, BibText, Loaded, load, read_texts
from pllm_bib.files.transaction import recovery
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import KnownTexts
    from pllm_bib.model.library import Section


def list_files(config: Config) -> list[BibFile]:
    """Return the files of all sections, missing ones too, and then the files of no section."""
    sections = [section for chapter in config.chapters for section in chapter.sections]
    files = [
        BibFile(path, section.id)
        for section in sections
        for path in (config.bib_file(section), *config.own_files(section))
    ]
    stray = {*config.entries.glob("*.bib"), *_in_other_folders(config.entries, sections)}
    return [*files, *map(BibFile, sorted(stray - {file.path for file in files}))]


def _in_other_folders(entries: Path, sections: Iterable[Section]) -> Iterator[Path]:
    """Yield the .bib files in folders that are no section's: nobody else would read them."""
    own = {section.slug for section in sections}
    for path in entries.iterdir() if entries.is_dir() else ():
        if path.name not in own and path.is_dir():
            yield from path.rglob("*.bib")


def load_list(
    config: Config,
    instead: Mapping[Path, str] | None = None,
    known: KnownTexts | None = None,
) -> Loaded:
    """Read every section's file of a list; entries come in reading order, each once.

    ``instead`` has texts to be read in place of what some files hold; ``known`` is as in
    `read_texts`. Files that change meanwhile are read again: what another run writes is seen whole
    or not at all.

    Raises `OperatorError` for a file that holds something else than BibTeX.
    """
    while True:
        recovery.settle(config.entries)
        before = stamps(config)
        loaded = _load_list(config, instead, known=known)
        if not recovery.pending(config.root) and stamps(config) == before:
            return loaded


def stamps(config: Config) -> list[tuple[int, ...] | None]:
    """Return what tells each file from those that it was or will be."""
    found: list[tuple[int, ...] | None] = []
    for path, *_rest in list_files(config):
        try:
            status = path.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append(None)
    return found


def load_some(config: Config, paths: Collection[Path]) -> Loaded:
    """Read some of a list's files once, those that need no other. Raises `OperatorError`."""
    return _load_list(config, None, paths)


def _load_list(
    config: Config,
    instead: Mapping[Path, str] | None,
    only: Collection[Path] | None = None,
    known: KnownTexts | None = None,
) -> Loaded:
    files = list_files(config)
    missing = tuple(path for path, section, _ in files if section and not path.is_file())
    there = [
        file for file in files if file.path not in missing and (only is None or file.path in only)
    ]
    for file in there:
        holds_blocks(file.path)
    entries, faults, texts = load(there, instead, known=known)
    return Loaded(
        library=Library(entries, config.chapters, config.venues),
        faults=faults,
        texts=texts,
        missing_files=missing,
        stray_files=tuple(file.path for file in files if file.section is None),
    )


def list_with_texts(config: Config, texts: Mapping[Path, str]) -> Library:
    """Return the library of a list whose sections' files have these texts."""
    files = {path: section for path, section, _ in list_files(config) if section is not None}
    by_folder = {s.slug: s.id for chapter in config.chapters for s in chapter.sections}
    new = {path: by_folder.get(path.parent.name) for path in texts if path not in files}
    files |= {path: section for path, section in new.items() if section and path.suffix == ".bib"}
    entries, _faults = read_texts(
        [BibText(shown(path), texts.get(path, ""), section) for path, section in files.items()]
    )
    return Library(entries, config.chapters, config.venues)
