"""Bring .bib files into canonical layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.read import load_files
from pllm_bib.files.text import text_of
from pllm_bib.formats.bibtex import blocks as bib_blocks
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, stage, untold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.library import Library


class LaidOutText(NamedTuple):
    """The text of a file in canonical layout, None if it is left alone, and why things are."""

    text: str | None = None
    faults: tuple[Diagnostic, ...] = ()
    commented: tuple[tuple[Position, str], ...] = ()
    """Places and keys of entries that are left alone for the comments between their fields."""
    misread: tuple[Position, ...] = ()
    """Places of entries that are left alone because another layout would say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """Files whose layout changes, with their new text, and what is said of all."""

    changed: dict[Path, str]
    said: tuple[LaidOutText, ...]


def lay_out(
    paths: Sequence[Path],
    progress: Progress = untold,
    wanted: Callable[[Library], Collection[str] | None] = lambda _library: None,
) -> LaidOut:
    """Work out the canonical layout of files. Those that cannot be read in full are left alone.

    ``wanted`` returns the keys of the only entries of a file that are laid out, None for all.
    """
    files: dict[Path, str] = {}
    said = []
    sizes = [path.stat().st_size for path in paths]
    total, at = max(1, sum(sizes)), 0
    for path, size in zip(paths, sizes, strict=True):
        told = stage(progress, at / total, (at + size) / total)
        loaded = load_files([path], stage(told, 0, 0.3))
        comments = path in loaded.with_comments
        done = laid_out(
            loaded.texts[path],
            shown(path),
            loaded.fatal,
            comments=comments,
            keys=wanted(loaded.library),
            progress=stage(told, 0.3, 1),
        )
        said.append(done)
        at += size
        if done.text is not None:
            files[path] = done.text
    return LaidOut(changed=write.changed(files), said=tuple(said))


def fold(config: Config) -> tuple[dict[Path, str], list[Path]]:
    """Work out a list in which no entry has a file of its own, but stands among its section's.

    Returns the texts of the sections' files, and the files that go. A file with something beside
    its entries, such as a comment, stays. Raises `OperatorError` where a file cannot be read.
    """
    changed: dict[Path, str] = {}
    gone: list[Path] = []
    for section in (section for chapter in config.chapters for section in chapter.sections):
        found: dict[str, str] = {}
        for path in config.own_files(section):
            text = text_of(path)
            blocks = list(bib_blocks.split(text))
            if blocks and all(block.kind == "entry" for block in blocks):
                found |= {block.key: f"{block.raw}\n" for block in blocks}
                gone.append(path)
        if found:
            target = config.bib_file(section)
            old = text_of(target) if target.exists() else ""
            changed[target] = bib_source.inserted(old, found)
    return changed, gone


def laid_out(
    text: str,
    name: str,
    fatal: tuple[Diagnostic, ...],
    *,
    comments: bool,
    keys: Collection[str] | None = None,
    progress: Progress = untold,
) -> LaidOutText:
    """Return a text in canonical layout, unless it has ``fatal`` faults.

    ``name`` is that of its file, ``comments`` as in `blocks.split`, ``keys`` as in
    `source.layout`.
    """
    if fatal:
        return LaidOutText(faults=fatal)
    offsets: list[int] = []
    try:
        new = bib_source.layout(
            text, comments=comments, keys=keys, misread=offsets, progress=progress
        )
    except bib_source.LayoutError:
        return LaidOutText(misread=(Position(name),))
    places = SourceMap(text, name)
    return LaidOutText(
        text=new,
        commented=tuple(bib_source.commented_entries(text, name)) if comments else (),
        misread=tuple(places.position(offset) for offset in offsets),
    )
