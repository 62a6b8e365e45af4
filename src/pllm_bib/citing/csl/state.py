"""The state of one cite or reference while a style's functions render it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import FIRST
from pllm_bib.citing.csl.text.tokens import Tokens
from pllm_bib.citing.csl.xml import shortened
from pllm_bib.errors import StyleError
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from pllm_bib.citing.csl.cite import Place
    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.register import NameRegister


MAX_STEPS = 250_000
"""How many elements, conditions and names one cite or reference may take to render."""
MAX_WRITTEN = 1_000_000
"""How many characters it may write, each counted again in every sequence around it."""
MAX_COPIES = 50
"""How many times its own length a longer entry may write."""


@dataclass(frozen=True, slots=True)
class Disambiguation:
    """The additions that make a cite differ from all others.

    ``names`` holds how many names each list of the cite shows. ``givens`` holds how each of its
    names is shown: 0 as the style says, 1 with initials, 2 in full. ``condition`` is the number of
    conditions on ambiguity that hold, counted from the start of the cite.
    """

    names: tuple[int, ...] = ()
    givens: tuple[tuple[int, ...], ...] = ()
    condition: int = 0
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
    place: Place = FIRST
    """Where this cite stands among the others of the document."""
    locator: str = ""
    label: str = "page"
    """The kind of the locator."""
    disambiguation: Disambiguation = NONE
    suppressed: set[str] = field(default_factory=set)
    """Variables that a substitution used up."""
    called: int = 0
    """The number of variables asked for. A group vanishes if it asks and all are empty."""
    filled: int = 0
    """The number of variables among them that had a value."""
    terms: int = 0
    """The number of terms and fixed texts rendered. They alone keep a group, too."""
    people: NameRegister | None = None
    """The register by which names are told apart."""
    comparing: bool = False
    """The cite is compared with others: the date of access tells no works apart."""
    noting: NameRegister | None = None
    """The register in which names are noted."""
    conditions: tuple[int, int] = (0, 0)
    """How many conditions on ambiguity held, and how many were met."""
    sort_names: tuple[int, int, bool] | None = None
    """et-al-min, et-al-use-first and et-al-use-last of a sort key."""
    lists: list[tuple[int, int]] = field(default_factory=list)
    """For each list of names rendered: its number of names, and the number shown."""
    substitute: list[str] | None = None
    """The variables that a substitution in progress used."""
    names: str | None = None
    """The first names of a cite, as text."""
    author: Tokens | None = None
    """The first names of a cite, as they are shown."""
    stands_in: bool = False
    """Something else stands in the place of these names: a title, say."""
    hides_stand_in: bool = False
    """Leave that out, as the names of other works are."""
    names_before: str | None = None
    """The names of the cite before, which are not repeated."""
    people_shown: tuple[str, ...] = ()
    """The people named first in a reference. A substitute may stand for them if they repeat."""
    repeated: bool = False
    """Names were left out because the cite before has the same ones."""
    year_suffix_done: bool = False
    begun: bool = False
    """Something of this reference or citation is written: a term does not start it."""
    steps: int = 0
    """How much was rendered so far, to be held against `MAX_STEPS`."""
    written: int = 0
    """How much was written so far, to be held against `MAX_WRITTEN`."""

    def spend(self, steps: int, line: int) -> None:
        """Count steps of the style's element in a line; raise `StyleError` beyond the budget."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            message = (
                f"it takes more than {MAX_STEPS:,} steps to render “{shortened(self.item.id)}”: "
                "macros here are called too many times"
            )
            raise StyleError(message, line)

    def grow(self, tokens: Tokens, line: int) -> None:
        """Count what an element wrote; raise `StyleError` beyond the budget."""
        self.written += sum(map(len, tokens))
        if self.written > MAX_WRITTEN and self.written > MAX_COPIES * self.item.length():
            message = f"“{shortened(self.item.id)}” becomes more than {MAX_WRITTEN:,} characters"
            raise StyleError(message, line)

    @property
    def sorting(self) -> bool:
        """Say whether this makes a sort key."""
        return self.area.endswith("sort")

    def use_up(self, variable: str) -> None:
        """Note that a substitution in progress shows a variable: nothing else does from now on."""
        if self.substitute is not None:
            self.substitute.append(variable)
            self.suppressed.add(variable)

    def number_text(self, variable: str) -> str:
        """Return the value of a number variable as it was given; empty if there is no value."""
        if variable == "locator":
            return self.locator
        if variable == "first-reference-note-number":
            return str(self.place.first_note or "")
        return self.item.number_text(variable)

    def is_ambiguous(self) -> bool:
        """Meet a condition on ambiguity; say whether it holds."""
        held, met = self.conditions
        holds = held < self.disambiguation.condition
        self.conditions = (held + holds, met + 1)
        return holds

    def repeats(self, text: str) -> bool:
        """Note the first names of a cite; say whether they repeat those of the cite before."""
        if self.names is not None or self.area != "citation":
            return False
        self.names = text
        self.repeated = text == self.names_before
        return self.repeated


Render = Callable[[State], Tokens]
"""A compiled element: a function from the state to the tokens that it renders."""


class Step:
    """One thing that a processor makes of works: a reference, a cite, a sort key.

    ``state`` returns the state in which it is made of an item with a number, and ``render`` makes
    it. What is ``laid_out`` is a whole reference; other tokens are to be compared or sorted.
    """

    def __init__(
        self, state: Callable[[CslItem, int], State], render: Render, *, laid_out: bool = False
    ) -> None:
        self.state = state
        self.render = render
        self.laid_out = laid_out
