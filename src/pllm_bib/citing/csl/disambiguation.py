"""Cites that read alike, made longer until they differ (CSL 1.0.2, "Disambiguation").

The specification tells the methods, and leaves open how far each name goes before the next one is
added. There we follow the reference engine, citeproc-js, step by step: its results are what
styles are written for.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import Place
from pllm_bib.citing.csl.register import FULL
from pllm_bib.citing.csl.state import Disambiguation, State
from pllm_bib.citing.csl.text.tokens import plain
from pllm_bib.citing.csl.xml import NAMESPACE
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.register import NameRegister
    from pllm_bib.citing.csl.style import CslStyle

SHORTEST = Place("subsequent", near=True)
"""Where a cite, and its lists of names, may be at their shortest."""
SUFFIXES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods by which a style tells cites apart."""

    names: bool
    givens: bool
    """Given names are added where they tell cites apart (``by-cite``)."""
    condition: bool
    suffix: bool

    @classmethod
    def of(cls, style: CslStyle) -> Methods:
        """Return the methods of a style; none of them if it has no citations."""
        if style.citation.element is None:
            return cls(names=False, givens=False, condition=False, suffix=False)
        return cls(
            names=style.option("disambiguate-add-names") == "true",
            givens=style.option("disambiguate-add-givenname") == "true"
            and style.option("givenname-disambiguation-rule", "by-cite") == "by-cite",
            condition=any(
                element.get("disambiguate") == "true"
                for element in style.root.iter(f"{NAMESPACE}if", f"{NAMESPACE}else-if")
            ),
            suffix=style.option("disambiguate-add-year-suffix") == "true",
        )

    @property
    def in_order(self) -> list[str]:
        """The stages that a group of cites goes through."""
        stages = {
            "names": self.names or self.givens,
            "condition": self.condition,
            "suffix": self.suffix,
        }
        return [name for name, wanted in stages.items() if wanted]


@dataclass(slots=True)
class Counter:
    """How far the cites of a group are made longer at present.

    ``names`` holds how many names each list shows, ``givens`` the levels of their given names, by
    list and place.
    """

    names: list[int] = field(default_factory=list)
    givens: list[list[int]] = field(default_factory=list)
    condition: int = 0

    def frozen(self, year_suffix: str = "") -> Disambiguation:
        """Return the settings that render a cite so."""
        return Disambiguation(
            tuple(self.names), tuple(map(tuple, self.givens)), self.condition, year_suffix
        )

    def pad(self) -> None:
        """Give each name shown a level."""
        while len(self.givens) < len(self.names):
            self.givens.append([])
        for shown, row in zip(self.names, self.givens, strict=False):
            row.extend([0] * (shown - len(row)))


class Disambiguator:
    """The search for the additions that each cite of a set of works needs.

    ``ranks`` are the works' places in the order of the bibliography. Year suffixes follow them.
    """

    def __init__(
        self,
        style: CslStyle,
        items: Mapping[str, CslItem],
        ranks: dict[str, int],
        people: NameRegister,
        methods: Methods,
        *,
        shortest: Callable[[str], Place] = lambda _key: SHORTEST,
    ) -> None:
        self.style = style
        self.shortest = shortest
        self.items = items
        self.ranks = ranks
        self.people = people
        self.methods = methods
        self.settings: dict[str, Disambiguation] = {}

    def run(self, groups: Iterable[list[str]]) -> dict[str, Disambiguation]:
        """Work out the settings of works, by id; those that need none are left out.

        Each group holds the works whose cites read alike without additions.
        """
        if self.methods.in_order:
            for group in groups:
                if len(group) > 1:
                    _AlikeCites(self, group).run()
        return self.settings

    def cite(
        self, key: str, settings: Disambiguation, *, globally: bool = True
    ) -> tuple[str, State]:
        """Return the text of a cite, and the state that it leaves behind.

        ``globally`` says whether names are told apart from those of other works, too.
        """
        state = State(
            self.items[key],
            "citation",
            number=self.ranks[key],
            place=self.shortest(key),
            disambiguation=settings,
            people=self.people if globally else None,
            noting=self.people if globally else None,
            comparing=True,
        )
        return plain(self.style.citation.render(state)), state


class _AlikeCites:
    """Works whose cites read alike, on the way to cites that differ.

    ``current`` only ever goes on; cites are compared as it has them. ``better`` holds what of it
    helped, and is what works get.
    """

    def __init__(self, parent: Disambiguator, group: list[str]) -> None:
        self.parent = parent
        self.methods = parent.methods
        self.stages = self.methods.in_order
        self.stage = 0
        self.cites: dict[tuple[str, Disambiguation, bool], tuple[int, tuple[str, State]]] = {}
        """Cites of the group, with the number of names that were known when each was rendered."""
        found = {key: self._cite(key, Disambiguation())[1].lists for key in group}
        self.totals = {key: [total for total, _shown in lists] for key, lists in found.items()}
        self.lists: list[list[str]] = [sorted(group, key=self._few_names_first)]
        shown = [[shown for _total, shown in lists] for lists in found.values()]
        self.current = Counter(list(map(max, zip(*shown, strict=False))))
        self.better = Counter(list(self.current.names))
        self.current.pad()
        self.better.pad()
        self.most = next(iter(self.totals[self.lists[0][0]]), 0)
        """How many names the first list of the shortest cite can show."""
        self.list = self.name = 0
        """The list and the place of the name that goes on next."""
        self.clashes = 0
        self.partners: list[str] = []
        self.others: list[str] = []
        self.conditions = (0, 0)
        """How many conditions held in the cite compared last, and how many it met."""
        self.hopeful: list[str] | None = None
        """The list that may still be told apart by names."""

    def _few_names_first(self, key: str) -> tuple[str, str]:
        return ",".join(map(str, self.totals[key])), key

    def run(self) -> None:
        """Register settings for the works of the group."""
        fresh = True
        while self.lists:
            self.list = self.name = 0
            self.clashes = 0
            while self.lists[0]:
                ended = False if fresh else self._go_on()
                fresh = self._tell_apart(ended=ended)
            del self.lists[0]

    def _tell_apart(self, *, ended: bool) -> bool:
        """Compare the cites of the first list, and act; say whether the next ones start anew."""
        before = self.clashes
        self._compare()
        stage = self.stages[self.stage]
        fresh = False
        if stage == "names":
            fresh = self._by_names(before, ended=ended)
        elif stage == "condition":
            fresh = self._by_condition(before)
        else:
            self._by_suffix()
        if ended:
            if self.stage < len(self.stages) - 1:
                self.stage += 1
            else:
                self.lists[1:2] = [[]]
        return fresh

    def _compare(self) -> None:
        """Part the first list in cites that read as its first one, and others."""
        first, *rest = self.lists[0]
        text = self._text(first)
        self.partners, self.others = [first], []
        for key in rest:
            (self.partners if self._text(key) == text else self.others).append(key)
        self.clashes = len(self.partners) - 1

    def _cite(
        self, key: str, settings: Disambiguation, *, globally: bool = True
    ) -> tuple[str, State]:
        """Return a cite as its parent renders it: once, as long as no further name is known."""
        place = (key, settings, globally)
        size, found = self.cites.get(place, (-1, None))
        if found is None or (globally and size != self.parent.people.size):
            found = self.parent.cite(key, settings, globally=globally)
            self.cites[place] = self.parent.people.size, found
        return found

    def _text(self, key: str) -> str:
        text, state = self._cite(key, self.current.frozen())
        self.conditions = state.conditions
        # A work with fewer names holds back those behind it.
        self.current.names[: len(state.lists)] = [
            shown for _total, shown in state.lists[: len(self.current.names)]
        ]
        return text

    # Names.

    def _go_on(self) -> bool:
        """Show one more given name or name; say whether all are shown then."""
        if self.stages[self.stage] != "names":
            if self.stages[self.stage] == "condition":
                self.current.condition += 1
                self.better.condition += 1
            return False
        if self._alike_in_full():
            return True
        current = self.current
        grown = self.methods.givens and self._level() is not None and self._level() != FULL
        if grown:
            current.givens[self.list][self.name] += 1
        elif self.methods.names and self.name < self.most:
            current.names[self.list] += 1
            self.name += 1
            current.pad()
        elif not self.methods.names and self.name < self._shown() - 1:
            self.name += 1
        elif self.list < len(current.names) - 1:
            self.list += 1
            current.names[self.list] = max(1, current.names[self.list])
            self.name = 0
            current.pad()
        return (
            self.list >= len(current.names) - 1
            and self.name >= (self.most if self.methods.names else self._shown() - 1)
            and (not self.methods.givens or self._level() in {None, FULL})
        )

    def _alike_in_full(self) -> bool:
        """Say whether no name tells the first list apart; go to the end of all names if so."""
        keys = self.lists[0]
        if keys is self.hopeful:
            return False
        texts = set()
        for key in keys:
            longest = Counter(list(self.totals[key]), condition=self.current.condition)
            longest.givens = [[FULL] * total for total in longest.names]
            texts.add(self._cite(key, longest.frozen(), globally=False)[0])
        if len(texts) > 1:
            self.hopeful = keys
            return False
        if self.methods.names and self.current.names:
            self.list = len(self.current.names) - 1
            self.name = self.current.names[self.list] = self.most
        return True

    def _shown(self) -> int:
        """Return how many names the list shows that goes on next."""
        names = self.current.names
        return names[self.list] if self.list < len(names) else 0

    def _level(self) -> int | None:
        """Return the level of the given name that goes on next; None if there is no such name."""
        givens = self.current.givens
        if self.list >= len(givens) or self.name >= len(givens[self.list]):
            return None
        return givens[self.list][self.name]

    def _keep(self) -> None:
        """Note that what was added last helped."""
        if not self.current.names:
            return
        if self.methods.givens and (level := self._level()) is not None:
            self.better.pad()
            row = self.better.givens[self.list]
            row.extend([0] * (self.name + 1 - len(row)))
            row[self.name] = level
        self.better.names[self.list] = self.current.names[self.list]

    def _register(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.parent.settings[key] = self.better.frozen()

    def _by_names(self, before: int, *, ended: bool) -> bool:
        """Settle the cites that names told apart; say whether the others start anew."""
        if not self.clashes:
            self._keep()
            self._register(self.partners)
            if len(self.others) == 1:
                self._register(self.others)
                self.others = []
            self.lists[0] = self.others
            return bool(self.others)
        if len(self.others) == 1:
            self._keep()
            self._register(self.others)
            self.lists[0] = self.partners
        elif self.clashes < before:
            self._keep()
            self.lists[0] = self.partners
            self.lists.append(self.others)
        elif ended:
            self.lists[0] = self.others
            self.lists.append(self.partners)
            if self.stage == len(self.stages) - 1:
                self._register(self.partners)
                self.lists[0] = []
        return False

    # The condition and the suffix.

    def _by_condition(self, before: int) -> bool:
        """Let one more condition hold; say whether the cites that are left start anew."""
        held, met = self.conditions
        settled = not self.clashes and len(self.others) <= 1
        if not settled and (not self.current.condition or held != met):
            self.stage = 0
            self.current.condition = self.better.condition = held
            if held:
                return self._by_names(before, ended=False)
            self.current.condition = 1  # a first try
            return True
        self.better.condition = self.current.condition
        if settled or self.stage == len(self.stages) - 1:
            self._register(self.lists[0])
            self.lists[0] = []
        else:  # the condition may show the date to which a suffix belongs
            self.stage = len(self.stages) - 1
            self.better.condition = max(1, self.better.condition)
            self._register(self.lists[0])
        return False

    def _by_suffix(self) -> None:
        keys = self.lists[0]
        if self.clashes:
            for index, key in enumerate(sorted(keys, key=self.parent.ranks.__getitem__)):
                self.parent.settings[key] = self.better.frozen(year_suffix(index))
        self.lists[0] = []


def year_suffix(index: int) -> str:
    """Return the suffix of a place, from 0 on: a to z, then aa, ab, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(SUFFIXES))
        letters = SUFFIXES[rest] + letters
    return letters
