"""Bring .bib files into canonical layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.files import write
from pllm_bib.files.config import shown
from pllm_bib.files.read import load_files
from pllm_bib.formats.bibtex import source as bib_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """Files whose layout changes, with their new text; files left alone, and why."""

    changed: dict[Path, str]
    left: tuple[Path, ...]
    faults: tuple[Diagnostic, ...]
    commented: tuple[tuple[Position, str], ...]
    """Places and keys of entries that are left alone for the comments between their fields."""
    total: int


def lay_out(paths: Sequence[Path]) -> LaidOut:
    """Work out the canonical layout of files. Those that cannot be read in full are left alone."""
    files: dict[Path, str] = {}
    left = []
    faults: list[Diagnostic] = []
    commented: list[tuple[Position, str]] = []
    for path in paths:
        loaded = load_files([path])
        if loaded.fatal:
            left.append(path)
            faults.extend(loaded.fatal)
        else:
            text = loaded.texts[path]
            files[path] = bib_source.layout(text, comments=path in loaded.with_comments)
            if path in loaded.with_comments:
                commented += bib_source.commented_entries(text, shown(path))
    return LaidOut(
        changed=write.changed(files),
        left=tuple(left),
        faults=tuple(faults),
        commented=tuple(commented),
        total=len(paths),
    )
