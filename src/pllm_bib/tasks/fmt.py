"""Bring .bib files into canonical layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import shown
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


def bib_files(paths: Sequence[Path]) -> list[Path]:
    """The files that paths stand for: themselves, and the .bib files in folders.

    Raises `OperatorError` for a folder without any.
    """
    files: list[Path] = []
    for path in paths:
        found = sorted(path.rglob("*.bib")) if path.is_dir() else [path]
        if not found:
            message = f"{shown(path)} holds no .bib file"
            raise OperatorError(message)
        files += found
    return files


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
