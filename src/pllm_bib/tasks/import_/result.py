"""The result of an import before it is done."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.files import write
from pllm_bib.files.text import as_on_disk
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.entry import Entry


class Added(NamedTuple):
    """A new entry, and where its work was found."""

    entry: Entry
    position: Position


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """The changes that an import makes; `apply` makes them."""

    read: int = 0
    """How many works the input lists."""
    recognised: dict[str, list[Position]] = field(default_factory=dict)
    """Key of an entry that was there -> the places that list its work."""
    added: list[Added] = field(default_factory=list)
    edits: list[tuple[Position, str]] = field(default_factory=list)
    """What changes in entries that were there, in words, and the lines that say so."""
    told: list[tuple[Position, str]] = field(default_factory=list)
    """What has changed in the source without a change here, in words."""
    left: int = 0
    """New works that no section was found for."""
    findings: list[Diagnostic] = field(default_factory=list)
    write: dict[Path, str] = field(default_factory=dict)

    @property
    def wrong(self) -> tuple[Diagnostic, ...]:
        """The findings of something that is wrong; infos are not among them."""
        return faults_of(self.findings)

    def apply(self) -> None:
        """Write the files, all or none. Raises `OperatorError`."""
        write.write_files(self.files())

    def files(self) -> dict[Path, str]:
        """Return the files as they are written: with the line ends and the mark that each has."""
        return as_on_disk(self.write)


@dataclass(slots=True)
class Newcomer:
    """A work that the list does not have, as its lines say it."""

    entry: Entry
    position: Position
    arxiv: bool = False
    latex: Mapping[str, str] = field(default_factory=dict)
    """The source of its fields, if it comes from a .bib file."""
    key: str = ""
    """Its citation key, if that is kept."""
    notes: str = ""
    """What is said of it below its line, in Markdown."""
