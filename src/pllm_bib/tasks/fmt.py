"""Bring .bib files into canonical layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.read import load_files
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.diagnostic import Position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """Files whose layout changes, with their new text; files left alone, and why."""

    changed: dict[Path, str]
    left: tuple[Path, ...]
    faults: tuple[Diagnostic, ...]
    commented: tuple[tuple[Position, str], ...]
    """Places and keys of entries that are left alone for the comments between their fields."""
    misread: tuple[Position, ...]
    """Places of entries that are left alone because another layout would say something else."""
    total: int


def lay_out(paths: Sequence[Path]) -> LaidOut:
    """Work out the canonical layout of files. Those that cannot be read in full are left alone."""
    files: dict[Path, str] = {}
    left = []
    faults: list[Diagnostic] = []
    commented: list[tuple[Position, str]] = []
    misread: list[Position] = []
    for path in paths:
        loaded = load_files([path])
        if loaded.fatal:
            left.append(path)
            faults.extend(loaded.fatal)
        else:
            text = loaded.texts[path]
            offsets: list[int] = []
            try:
                files[path] = bib_source.layout(
                    text, comments=path in loaded.with_comments, misread=offsets
                )
            except bib_source.LayoutError:
                left.append(path)
                misread.append(Position(shown(path)))
                continue
            source = SourceMap(text, shown(path))
            misread += [source.position(offset) for offset in offsets]
            if path in loaded.with_comments:
                commented += bib_source.commented_entries(text, shown(path))
    return LaidOut(
        changed=write.changed(files),
        left=tuple(left),
        faults=tuple(faults),
        commented=tuple(commented),
        misread=tuple(misread),
        total=len(paths),
    )
