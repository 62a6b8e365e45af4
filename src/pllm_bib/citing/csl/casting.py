"""The works of a bibliography cast in moulds, wherever a step depends on the work alone.

Others have a say in a reference by what tells works apart: more names, given names, suffixes of
the year. A mould knows how far that changes nothing. What a name adds to the register is noted as
the usual way does.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.item import CslName
from pllm_bib.citing.csl.mould import Cast, Mould, Sample
from pllm_bib.citing.csl.register import FAMILY, FULL, INITIALS, NameRegister
from pllm_bib.citing.csl.shape import Shapes
from pllm_bib.citing.csl.state import NONE, Disambiguation
from pllm_bib.errors import StyleError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.shape import Shape, Value
    from pllm_bib.citing.csl.state import State, Step
    from pllm_bib.citing.csl.style import CslStyle
    from pllm_bib.citing.csl.text.tokens import Tokens

    Classed = tuple[Shape, list[Value]]

_LEARNT_AFTER = 5
"""Items of a shape that take as long, the usual way, as to make its mould."""
_WORTH_IT = 40
"""Works to be cast from which it is worth knowing their shapes: a known list has few new ones."""
_MOST_SHAPES = 5_000
_NUMBER = 70707071
"""The number of the first sample; the second has the one behind it."""
_MOST_LISTS, _MOST_NAMES = 20, 200
"""Lists of names in a sample, and names in each, that are shown with more of their given names."""


class _Kind(NamedTuple):
    """All that decides which mould a work has: its shape, and what tells it apart."""

    shape: Shape
    condition: int = 0
    has_suffix: bool = False
    names: tuple[int, ...] = ()
    """How many names tell it apart, if the mould without them shows fewer."""


class Casting:
    """The moulds of a style, each made when enough items of its kind were met."""

    def __init__(self, style: CslStyle, people: NameRegister) -> None:
        self.style = style
        self.people = people
        self._asked = 0
        """How many works were to be cast so far."""
        self._classed: dict[str, Classed | None] = {}
        self._known: defaultdict[Step, dict[_Kind, Mould | None]] = defaultdict(dict)
        self._met: defaultdict[Step, Counter[_Kind]] = defaultdict(Counter)
        self._parts: dict[tuple[str, str], tuple[str, str, str]] = {}

    @functools.cached_property
    def shapes(self) -> Shapes:
        """The shapes of works, as the style sees them."""
        return Shapes(self.style)

    def reference(
        self, step: Step, item: CslItem, number: int, settings: Disambiguation
    ) -> Cast | None:
        """Return the reference of an item; None if it is to go the usual way."""
        found = self._found(step, item, settings)
        if found is None:
            return None
        mould, values = found
        shown = [*values, str(number), settings.year_suffix]
        text = mould.text.filled(shown)
        if text is None:
            return None
        self._note(mould, values)
        return Cast(item.id, mould, shown, text)

    def text(self, step: Step, item: CslItem, *, noting: bool) -> str | None:
        """Return the text that a step makes of an item; None if it is to go the usual way.

        With ``noting``, note its names in the register.
        """
        found = self._found(step, item, NONE)
        if found is None:
            return None
        mould, values = found
        text = mould.text.filled(values)
        if text is not None and noting:
            self._note(mould, values)
        return text

    def _found(
        self, step: Step, item: CslItem, settings: Disambiguation
    ) -> tuple[Mould, list[Value]] | None:
        """Return the mould of an item, if it tells what a step makes of it, and the values."""
        self._asked += 1
        if self._asked <= _WORTH_IT:
            return None
        if item.id not in self._classed:
            self._classed[item.id] = self.shapes.of(item)
        classed = self._classed[item.id]
        if classed is None:
            return None
        shape, values = classed
        kind = _Kind(shape, settings.condition, bool(settings.year_suffix))
        mould = self._mould(step, kind, values)
        if mould and settings is not NONE:
            shown = zip(settings.names, mould.shown, strict=False)
            if any(wanted > there for wanted, there in shown):
                mould = self._mould(step, kind._replace(names=settings.names), values)
            levels = map(max, filter(None, settings.givens))
            if mould and max(levels, default=FAMILY) > mould.level:
                return None
        return (mould, values) if mould and self._is_free(mould, values) else None

    def _mould(self, step: Step, kind: _Kind, values: list[Value]) -> Mould | None:
        """Return the mould of a kind of works; None if there is none, or none yet."""
        mould = self._known_mould(step, kind)
        if mould is None and kind in self._known[step]:
            exact = self.shapes.exact(kind.shape, values)
            mould = self._known_mould(step, kind._replace(shape=exact)) if exact else None
        return mould

    def _known_mould(self, step: Step, kind: _Kind) -> Mould | None:
        known = self._known[step]
        if kind in known:
            return known[kind]
        met = self._met[step]
        met[kind] += 1
        if met[kind] <= _LEARNT_AFTER or len(met) > _MOST_SHAPES:
            return None
        known[kind] = None
        with suppress(ValueError, StyleError):  # an error of the style is the work's to tell
            known[kind] = self._made(step, kind)
        return known[kind]

    def _made(self, step: Step, kind: _Kind) -> Mould:
        """Return the mould that the samples of a kind have in common.

        Raises ValueError if they have none, and `StyleError`.
        """
        samples = []
        items = self.shapes.samples(kind.shape)
        for number, (item, suffix) in enumerate(zip(items, ("zsa", "zsb"), strict=True), _NUMBER):
            classed = self.shapes.of(item)
            if classed is None or kind.shape not in {classed[0], self.shapes.exact(*classed)}:
                raise ValueError
            settings = Disambiguation(kind.names, (), kind.condition, kind.has_suffix * suffix)
            state, tokens = self._sample(step, item, number, settings)
            more = [str(number), settings.year_suffix] if step.laid_out else []
            samples.append(Sample([*classed[1], *more], tokens, state))
        mould = Mould(kind.shape, samples, self.shapes.showing, laid_out=step.laid_out)
        mould.noted = self._noted(samples[0])
        mould.level = self._level(step, samples[0])
        return mould

    def _sample(
        self, step: Step, item: CslItem, number: int, settings: Disambiguation
    ) -> tuple[State, Tokens]:
        """Return what a step makes of a sample, whom nobody else is like, and the state behind."""
        state = step.state(item, number)
        state.disambiguation = settings
        state.people = None
        state.noting = NameRegister("all-names", active=True)
        return state, step.render(state)

    def _level(self, step: Step, sample: Sample) -> int:
        """Return the highest level of given names that changes nothing in a sample."""
        item, number, settings = (
            sample.state.item,
            sample.state.number,
            sample.state.disambiguation,
        )
        if not self.people.active or step.state(item, number).people is None:
            return FULL
        for level in (FULL, INITIALS):
            raised = replace(settings, givens=((level,) * _MOST_NAMES,) * _MOST_LISTS)
            if self._sample(step, item, number, raised)[1] == sample.tokens:
                return level
        return FAMILY

    @staticmethod
    def _noted(sample: Sample) -> tuple[int, ...]:
        """Return which values of a sample have names that were noted."""
        noting = sample.state.noting
        known = noting.known if noting else {}
        return tuple(
            at
            for at, value in enumerate(sample.values)
            if not isinstance(value, str) and any(f"\0{person[0]}" in known for person in value)
        )

    # Other people.

    def _is_free(self, mould: Mould, values: list[Value]) -> bool:
        """Say whether nobody changes how the names of a work are shown."""
        people = self.people
        if not people.active:
            return True
        if people.by_cite:  # a work's own names are all that counts
            families = [
                person[0] for value in values if not isinstance(value, str) for person in value
            ]
            return len(set(families)) == len(families)
        if mould.level == FULL:
            return True
        own: dict[str, tuple[str, str]] = {}
        for family, short, given in self._names(mould, values):
            if own.setdefault(family, (short, given)) != (short, given):
                return False
            known = people.known.get(family, {})
            if mould.level < INITIALS and any(other != short for other in known):
                return False
            if not people.initials_only and any(one != given for one in known.get(short, ())):
                return False
        return True

    def _note(self, mould: Mould, values: list[Value]) -> None:
        """Note names as the usual way does; names by cite matter to their own work only."""
        if self.people.active and not self.people.by_cite:
            for name in self._names(mould, values):
                self.people.add(*name)

    def _names(self, mould: Mould, values: list[Value]) -> Iterator[tuple[str, str, str]]:
        """Yield the names that a step notes of a work, as the register has them."""
        first = 1 if self.people.primary_only else None
        for at in mould.noted:
            for person in values[at][:first]:
                place = (str(person[0]), str(person[-1]))
                if place not in self._parts:
                    family, both = place
                    name = CslName(family, both[len(family) :])
                    self._parts[place] = self.people.parts("", name)
                yield self._parts[place]
