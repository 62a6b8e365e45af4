"""An entry moved from the file of one section to that of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.files.config import shown
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pllm_bib.model.entry import Entry


def moved(texts: Mapping[Path, str], key: str, source: Path, target: Path) -> dict[Path, str]:
    """Return the new texts of two files, once an entry has moved with the comment right above it.

    Empty where it cannot: it has a macro of its file, say, or is what others inherit from.
    """
    before = {path: texts.get(path, "") for path in (source, target)}
    try:
        rest, entry = bib_source.taken_out(before[source], key)
    except bib_source.LayoutError:
        return {}
    changed = {source: rest, target: bib_source.appended(before[target], [entry])}
    return changed if _says(changed) == _says(before) else {}


def refusal(source: Path, target: Path) -> str:
    """Return the message for an entry that cannot be moved."""
    return (
        "the work was moved, but its entry cannot be: with what it refers to, move it "
        f"from {shown(source)} to {shown(target)} by hand"
    )


def _says(texts: Mapping[Path, str]) -> dict[str, Entry]:
    """Return the entries of files by key, whichever file each is in."""
    return {entry.key: entry for text in texts.values() for entry in bib_reader.read(text, "")[0]}
