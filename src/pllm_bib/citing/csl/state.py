"""What changes from cite to cite while a style's functions run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.register import NameRegister


@dataclass(frozen=True, slots=True)
class Disambiguation:
    """How far a cite was made longer so that no other reads like it.

    ``names`` holds how many names each list of the cite shows, ``givens`` how each of its names is
    shown: 0 as the style says, 1 with initials, 2 in full.
    """

    names: tuple[int, ...] = ()
    givens: tuple[tuple[int, ...], ...] = ()
    condition: bool = False
    year_suffix: str = ""


NONE = Disambiguation()


@dataclass(slots=True)
class State:
    """The rendering of one item in one place."""

    item: CslItem
    area: str
    """bibliography, citation, or the sort of either."""
    number: int = 0
    """The citation number."""
    position: str = "first"
    locator: str = ""
    label: str = "page"
    disambiguation: Disambiguation = NONE
    suppressed: set[str] = field(default_factory=set)
    """Variables that a substitution used up."""
    called: int = 0
    """How many variables were asked for, and"""
    filled: int = 0
    """how many of them had a value: a group with none of them vanishes."""
    terms: int = 0
    """How many terms or fixed texts were rendered: they alone keep a group, too."""
    people: NameRegister | None = None
    sort_names: tuple[int, int, bool] | None = None
    """et-al-min, et-al-use-first and et-al-use-last of a sort key."""
    lists: list[tuple[int, int]] = field(default_factory=list)
    """For each list of names rendered: how many names it has, and how many were shown."""
    substitute: list[str] | None = None
    """The variables that a substitution in progress used."""
    names: str | None = None
    """The first names of a cite, as text, and"""
    names_before: str | None = None
    """those of the cite before, which are not repeated."""
    people_shown: tuple[str, ...] = ()
    """Who made a work, as far as they are named: what stands for them may repeat."""
    repeated: bool = False
    """Whether names were left out for that."""
    year_suffix_done: bool = False

    @property
    def sorting(self) -> bool:
        """Whether this makes a sort key."""
        return self.area.endswith("sort")

    def repeats(self, text: str) -> bool:
        """Note the first names of a cite, and say whether they repeat those of the one before."""
        if self.names is not None or self.area != "citation":
            return False
        self.names = text
        self.repeated = text == self.names_before
        return self.repeated
