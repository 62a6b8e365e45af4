"""Everything that is made from the entries: exports, the README's list, the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import records, write
from pllm_bib.files.config import CITATIONS, CORRECTIONS, ENTRIES, EXPORTS, README, WHOLE, shown
from pllm_bib.files.text import as_on_disk
from pllm_bib.files.transaction import recovery
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.profiles import TYPST
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import stage, untold
from pllm_bib.tasks.build import citations, pages, readme
from pllm_bib.tasks.build.known import KnownBuild, KnownTexts, last_build
from pllm_bib.tasks.select import each_section

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.formats.row import Format
    from pllm_bib.model.library import Library
    from pllm_bib.model.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """The changes of a build: files to write, by path, and files to remove."""

    write: dict[Path, str]
    remove: tuple[Path, ...]
    files: dict[Path, str]
    """All files that the build makes, changed or not."""
    texts: KnownTexts
    """The texts of entries that they are made of."""

    def __bool__(self) -> bool:
        return bool(self.write or self.remove)

    def apply(self) -> None:
        """Write and remove the files. Raises `OperatorError`, and then nothing is written."""
        write.write_files(self.write, self.remove)


def up_to_date(config: Config, sources: str) -> KnownBuild | None:
    """Return the last build, if it is of these `known.sources`, and there is nothing to do.

    All files are read, and none is parsed. Raises `OperatorError` as `plan` does.
    """
    found = last_build(config, sources)
    if found is None or not found.is_there or stale(config, set(found.files)):
        return None
    _refuse_links(config, [*found.files, config.root / EXPORTS])
    return None if recovery.pending(config.root) else found


def plan(
    config: Config,
    library: Library,
    *,
    discard_edits: bool = False,
    page: str | None = None,
    progress: Progress = untold,
) -> BuildPlan:
    """Work out every generated file of a list and compare it with what is on disk.

    ``page`` is the README of a list that has none yet. Raises `OperatorError` where the README has
    no place for the list, or where the list there was edited by hand (unless ``discard_edits``).
    """
    texts = KnownTexts(config.root, library)
    written = exports(config, library)
    files: dict[Path, str] = {}
    for number, made in enumerate(written, start=1):
        writer = texts.writer(made.row.required_writer, made.name)
        files[made.path] = writer.write(made.part, made.options)
        progress(_EXPORTS * number / len(written))
    files |= _list(config, library, texts, page, discard_edits=discard_edits)
    rest = stage(progress, _EXPORTS, 1)
    for name, text in citations.documents(config.root, library, texts, rest):
        files[config.root / EXPORTS / CITATIONS / name] = text
    files[config.root / EXPORTS / CITATIONS / pages.CONTENTS] = pages.styles()
    texts.remember()
    original = records.read_original(config)
    if original is not None:
        sources = records.read_sources(config)
        page = records.corrections(library, original, sources, f"../{README}")
        files[config.root / CORRECTIONS] = page
    _refuse_links(config, [*files, config.root / EXPORTS])
    return BuildPlan(
        write=write.changed(files),
        remove=tuple(stale(config, set(files))),
        files=files,
        texts=texts,
    )


def _list(
    config: Config, library: Library, texts: KnownTexts, page: str | None, *, discard_edits: bool
) -> dict[Path, str]:
    """Return the README, further pages of the list, and those with the BibTeX of each section.

    Raises `OperatorError` as `plan` does.
    """
    around = readme.block_of(config, config.root / README, page).around
    made = readme.generated(config, library, around, texts)
    files: dict[Path, str] = {}
    for path in dict.fromkeys([*made.contents, *readme.pages_there(config)]):
        block = readme.block_of(config, path, page)
        content = made.contents.get(path, "")
        if block.hand_edited and not discard_edits:
            message = (
                f"{shown(path)}:{block.first_edit(content)}: the generated list was edited by "
                f"hand, and a build would lose that: “pllm-bib import {README} --adopt” takes the "
                "edit over, and says where it cannot (“build --discard-edits” drops it)"
            )
            raise OperatorError(message)
        if path in made.contents:
            files[path] = block.filled(content)
    return as_on_disk(files) | pages.bibtex_pages(config, library, texts, made.places())


_EXPORTS = 0.15
"""The share of a build that its exports take, of a list that the cache does not know."""


def _refuse_links(config: Config, paths: Iterable[Path]) -> None:
    """Refuse to write through links to what the build does not make. Raises `OperatorError`."""
    root = config.root.resolve()
    for path in paths:
        place = path.resolve()
        inside = place.is_relative_to(root) and place.relative_to(root)
        if not inside or inside.parts[0] == ENTRIES or inside.parts[0].startswith("."):
            message = (
                f"nothing was written: {shown(path)} is a link to {place}, which no build makes: "
                "delete the link"
            )
            raise OperatorError(message)


class Export(NamedTuple):
    """A file that is made from the entries: its path, its format, and its works."""

    path: Path
    row: Format
    part: Library
    options: Options

    @property
    def name(self) -> str:
        """The name of the format, with its profile."""
        return f"{self.row.name} {self.options.profile}"


def exports(config: Config, library: Library) -> list[Export]:
    """Return the exports of all built formats, of the list and of each section, and of profiles."""
    parts = [(WHOLE, library)]
    parts += [(section.slug, part) for section, part in each_section(library)]
    folder = config.root / EXPORTS
    found = [
        Export(folder / (row.folder or row.name) / f"{name}{row.suffix}", row, part, Options())
        for row in FORMATS.values()
        if row.built
        for name, part in parts
    ]
    for profile in config.profiles:
        row = FORMATS["biblatex" if profile == TYPST else "bibtex"]
        path = folder / _PROFILES / f"{WHOLE}-{profile}{row.suffix}"
        found.append(Export(path, row, library, Options(profile=profile)))
    return found


_PROFILES = "bibtex-profiles"
"""The folder of what is made for single styles."""


def stale(config: Config, made: set[Path]) -> list[Path]:
    """Return files of an earlier build that are not made now."""
    folders = {row.folder or row.name: {row.suffix} for row in FORMATS.values() if row.built}
    folders[pages.FOLDER].add(pages.SUFFIX)
    folders[_PROFILES] = {FORMATS["bibtex"].suffix}
    folders[CITATIONS] = set(citations.SUFFIXES)
    return [path for path in readme.pages_there(config) if path not in made] + [
        path
        for name, suffixes in folders.items()
        if (config.root / EXPORTS / name).is_dir()
        for path in sorted((config.root / EXPORTS / name).iterdir())
        if path not in made and path.suffix in suffixes and path.is_file() and not path.is_symlink()
    ]
