"""Bring .bib files into canonical layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.files import write
from pllm_bib.files.read import load_files
from pllm_bib.formats.bibtex import source as bib_source

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
    total: int


def lay_out(paths: Sequence[Path]) -> LaidOut:
    """Work out the canonical layout of files. Those that cannot be read in full are left alone."""
    files: dict[Path, str] = {}
    left = []
    faults: list[Diagnostic] = []
    for path in paths:
        loaded = load_files([path])
        if loaded.fatal:
            left.append(path)
            faults.extend(loaded.fatal)
        else:
            files[path] = bib_source.layout(loaded.texts[path])
    return LaidOut(
        changed=write.changed(files), left=tuple(left), faults=tuple(faults), total=len(paths)
    )
