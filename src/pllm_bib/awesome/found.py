"""The parts of a line that are understood, before they become an entry."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.awesome.label import Label
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.name import Names
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.awesome.addresses import LinkProblem
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import LinkKind


class FoundLink(NamedTuple):
    """A link of a line; its kind is the one that its label names, if any."""

    kind: LinkKind | None
    url: str
    label: str
    titled: bool = False
    """The title itself is the link."""
    badge: bool = False
    """A badge says what it leads to, which is nothing that a work has."""


@dataclass(slots=True)
class Line:
    """The contents of a line, a cell or a nested item, as far as they are understood."""

    title: Text = field(default_factory=Text)
    label: Label = field(default_factory=Label)
    authors: Names = field(default_factory=Names)
    stamp: Date | None = None
    """The date of the line itself, which the work may be older than."""
    links: list[FoundLink] = field(default_factory=list)
    doi: str | None = None
    isbn: str | None = None
    problems: list[LinkProblem] = field(default_factory=list)
    prefixed: bool = False
    """Words of no known meaning stand before the title."""
    prose: bool = False
    """Links stand in the middle of sentences."""
    running_on: bool = False
    """The title starts in bold type, and running text goes on in the same sentence."""
    marked: bool = False
    """The title has a style of its own, or is a link."""
    unread: list[str] = field(default_factory=list)
    """Words around the title of no known meaning."""
    notes: list[tuple[int, int]] = field(default_factory=list)
    """First and last lines of what is said of the work below its line."""

    def found(self, label: Label) -> None:
        """Add a venue or a date, where none is known."""
        self.label = self.label.merged(label)

    def add(self, other: Line) -> None:
        """Add what another line says of the same work, where this one says nothing."""
        self.label = self.label.merged(other.label)
        self.authors = self.authors or other.authors
        self.doi = self.doi or other.doi
        self.isbn = self.isbn or other.isbn
        self.links += other.links
        self.problems += other.problems
        self.notes += other.notes
