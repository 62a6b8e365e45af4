"""A style at work on a set of items: order, numbers, disambiguation and references."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.cite import FIRST, Place
from pllm_bib.citing.csl.disambiguation import SHORTEST, Disambiguator, Methods
from pllm_bib.citing.csl.item import make_item
from pllm_bib.citing.csl.register import NameRegister
from pllm_bib.citing.csl.state import NONE, Disambiguation, State, Step
from pllm_bib.citing.csl.style import shows_names
from pllm_bib.citing.csl.subsequent import same_people, substituted
from pllm_bib.citing.csl.text.collation import collation
from pllm_bib.citing.csl.text.output import Rendered
from pllm_bib.citing.csl.text.punctuation import resolved, seal
from pllm_bib.citing.csl.text.tokens import DISPLAYS, GroupAffix, Mark, Tokens, plain, wrapped
from pllm_bib.citing.csl.xml import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pllm_bib.citing.csl.casting import Casting
    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.style import Area, CslStyle
    from pllm_bib.citing.csl.xml import Element

    Render = Callable[[State], Tokens]


MANY = 100
"""Items of which many are alike, so that moulds are worth being looked for (`casting`)."""


class Bibliography:
    """A renderer of a bibliography, for items cited in the order given."""

    register: type[NameRegister] = NameRegister
    first_notes: Mapping[str, int] = {}
    """Work -> the note that cites it first."""

    def __init__(self, style: CslStyle, items: Iterable[dict[str, Any]]) -> None:
        made = (make_item(data, style.locale.quotes) for data in items)
        self.begin(style, {item.id: item for item in made})

    def begin(self, style: CslStyle, items: Mapping[str, CslItem]) -> None:
        """Put items in the style's order, and tell them apart."""
        self.style = style
        self.items = items
        self.order = list(self.items)
        self.disambiguation: dict[str, Disambiguation] = {}
        self.people = self.register(
            style.option("givenname-disambiguation-rule", "by-cite"),
            active=style.option("disambiguate-add-givenname") == "true",
            with_particle=style.option("demote-non-dropping-particle") == "never",
        )
        self.numbers = {key: index for index, key in enumerate(self.order, start=1)}
        self.casting: Casting | None = None
        if len(self.order) >= MANY:
            from pllm_bib.citing.csl.casting import Casting

            self.casting = Casting(style, self.people)
        self._steps: dict[int, Step] = {}
        # The order of these steps is that of citeproc-js: the names that sort keys show are noted
        # before cites are told apart, and works are sorted by what names have become.
        methods = Methods.of(style)
        groups = self._alike(methods)
        self.sorted = self._in_order(style.bibliography, self.order, noting=self.people)
        self.numbers = {key: index for index, key in enumerate(self.sorted, start=1)}
        self.disambiguation = self.told_apart(groups, methods)

    def told_apart(
        self, groups: Iterable[list[str]], methods: Methods
    ) -> dict[str, Disambiguation]:
        """Return what tells works apart whose cites read alike, a group of them after the other."""
        found = Disambiguator(
            self.style, self.items, self.numbers, self.people, methods, shortest=self._shortest
        )
        return found.run(groups)

    # Order.

    def _alike(self, methods: Methods) -> list[list[str]]:
        """Return the works in groups whose cites read alike, and note the names that they show."""
        if self.style.citation.element is None:
            return []
        if not (self.people.active or methods.in_order):
            return []
        groups: dict[str, list[str]] = {}
        for key in self.order:
            groups.setdefault(self.cite_alone(key), []).append(key)
        return list(groups.values())

    def cite_alone(self, key: str) -> str:
        """Return the text of a cite at its shortest, and note its names."""
        if self.casting and not (self.first_notes or self.ranked):
            found = self.casting.text(self._cite_step, self.items[key], noting=True)
            if found is not None:
                return found
        state = self._state(key, "citation", self._shortest(key))
        state.people, state.noting, state.comparing = None, self.people, True
        return plain(self.style.citation.render(state))

    @functools.cached_property
    def _cite_step(self) -> Step:
        def state(item: CslItem, number: int) -> State:
            return State(item, "citation", number=number, place=SHORTEST, comparing=True)

        return Step(state, self.style.citation.render)

    @functools.cached_property
    def ranked(self) -> bool:
        """Say whether something beside a reference may depend on the number of a work."""
        parts = self.style.root.iter(*(f"{NAMESPACE}{name}" for name in _BESIDE_REFERENCES))
        return asks_for_number(one for part in parts for one in part.iter())

    def _shortest(self, key: str) -> Place:
        """Return the place where a cite is at its shortest.

        Works are told apart by the notes that cite them first, if cites show these.
        """
        note = self.first_notes.get(key)
        return replace(SHORTEST, first_note=note) if note else SHORTEST

    def _in_order(
        self,
        area: Area,
        ids: Sequence[str],
        noting: NameRegister | None = None,
        keys: int | None = None,
    ) -> list[str]:
        """Return works in the order of an area, by its first ``keys`` keys, by default by all.

        A key is worked out for works that those before it leave equal, and for all where the names
        in it are noted.
        """
        ties = [list(ids)]
        sort_keys = area.sort_keys[:keys]
        noting_keys = set()
        if noting is not None and noting.active:
            noting_keys = {id(one) for one in sort_keys if shows_names(self.style.root, one[2])}
        for sort_key in sort_keys:
            noted = id(sort_key) in noting_keys
            if not noted and all(len(tie) == 1 for tie in ties):
                continue
            parts: list[list[str]] = []
            for tie in ties:
                if len(tie) == 1:
                    parts.append(tie)
                    if noted:
                        self.note_by_sort_key(tie[0], area, sort_key, noting)
                else:
                    parts += self._parted(area, tie, sort_key, noting)
            ties = parts
        return [key for tie in ties for key in tie]

    def _parted(
        self,
        area: Area,
        ids: list[str],
        sort_key: tuple[Render, bool, Element],
        noting: NameRegister | None,
    ) -> list[list[str]]:
        """Return works in the order of one key, those that it leaves equal together."""
        _render, descending, _element = sort_key
        parts: dict[str, list[str]] = {}
        values: dict[str, str] = {}
        for key in ids:
            if key not in values:
                values[key] = self.sort_value(key, area, sort_key, noting)
            parts.setdefault(values[key], []).append(key)
        without = parts.pop("", None)
        ordered = [parts[value] for value in sorted(parts, reverse=descending)]
        return [*ordered, without] if without else ordered

    def sort_value(
        self,
        key: str,
        area: Area,
        sort_key: tuple[Render, bool, Element],
        noting: NameRegister | None,
    ) -> str:
        """Return the text by which a key of an area sorts a work."""
        step = self._sort_step(area, sort_key)
        item = self.items[key]
        text = None
        if self.casting and not self.ranked:
            text = self.casting.text(step, item, noting=noting is not None)
        if text is None:
            state = step.state(item, self.numbers[key])
            state.noting = noting
            text = plain(step.render(state))
        return collation(text, self.style.language)

    def _sort_step(self, area: Area, sort_key: tuple[Render, bool, Element]) -> Step:
        """Return the step that makes a sort key of works."""
        step = self._steps.get(id(sort_key))
        if step is None:
            render, _descending, element = sort_key
            name, people = f"{area.name}-sort", self.people
            names = (
                int(element.get("names-min") or 0),
                int(element.get("names-use-first") or 0),
                element.get("names-use-last") == "true",
            )

            def state(item: CslItem, number: int) -> State:
                return State(item, name, number=number, people=people, sort_names=names)

            step = self._steps[id(sort_key)] = Step(state, render)
        return step

    def note_by_sort_key(
        self,
        key: str,
        area: Area,
        sort_key: tuple[Render, bool, Element],
        noting: NameRegister | None,
    ) -> None:
        """Note the names that a sort key shows of a work whose place is settled."""
        self.sort_value(key, area, sort_key, noting)

    # Output.

    def bibliography(self) -> list[Rendered]:
        """Return the references in the style's order."""
        if self.style.bibliography.element is None:
            return []
        result: list[Rendered] = []
        before: tuple[str, ...] = ()
        for key in self.sorted:
            found, before = self.rendered(key, before)
            result.append(found)
        return result

    def rendered(self, key: str, before: tuple[str, ...]) -> tuple[Rendered, tuple[str, ...]]:
        """Return a reference behind one of some people, and the people that it shows first.

        It is cast in a mould, if nothing but the work itself has a say in it.
        """
        if self.casting:
            settings = self.settings(key, "bibliography")
            cast = self.casting.reference(
                self._reference_step, self.items[key], self.numbers[key], settings
            )
            if cast and not self.substitutes:
                return cast, ()
            if cast and self.repeated(before, cast.people) == range(0):
                return cast, cast.people
        tokens, people = self.reference(key, before)
        return Rendered(key, tokens), people

    @functools.cached_property
    def substitutes(self) -> bool:
        """Say whether something stands for people who repeat."""
        return self.style.bibliography.option("subsequent-author-substitute", "\0") != "\0"

    @functools.cached_property
    def _reference_step(self) -> Step:
        def state(item: CslItem, number: int) -> State:
            return State(item, "bibliography", number=number, people=self.people)

        return Step(state, lambda state: self._laid_out(state, ()), laid_out=True)

    def reference(self, key: str, before: tuple[str, ...]) -> tuple[Tokens, tuple[str, ...]]:
        """Return a reference behind one of some people, and the people that it shows first."""
        state = self._state(key, "bibliography")
        state.noting = self.people
        return self._laid_out(state, before), state.people_shown

    def _laid_out(self, state: State, before: tuple[str, ...]) -> Tokens:
        area = self.style.bibliography
        tokens = self._aligned(state) if area.option("second-field-align") else area.render(state)
        if self.substitutes:
            substitute = area.option("subsequent-author-substitute")
            tokens = substituted(tokens, substitute, self.repeated(before, state.people_shown))
        for mark in area.marks:
            tokens = wrapped(tokens, mark)
        if plain(tokens):
            prefix = [area.prefix] if area.prefix else []
            tokens = [*prefix, *_ended(tokens, area.suffix)]
        return self._sealed(tokens)

    def repeated(self, before: tuple[str, ...], people: tuple[str, ...]) -> range | None:
        """Return the places of people that a substitute replaces; None if it replaces all."""
        rule = self.style.bibliography.option("subsequent-author-substitute-rule", "complete-all")
        return same_people(before, people, rule)

    def _aligned(self, state: State) -> Tokens:
        """Render the first field of a reference apart from the rest (``second-field-align``)."""
        parts = self.style.bibliography.parts
        pieces = [tokens for render in parts if (tokens := render(state))]
        if len(pieces) < 2:  # noqa: PLR2004
            return [token for piece in pieces for token in piece]
        rest: Tokens = [token for piece in pieces[1:] for token in piece]
        return [*wrapped(pieces[0], "left-margin"), *wrapped(rest, "right-inline")]

    def _state(self, key: str, area: str, place: Place = FIRST) -> State:
        return State(
            self.items[key],
            area,
            number=self.numbers[key],
            place=place,
            people=self.people,
            disambiguation=self.settings(key, area),
        )

    def settings(self, key: str, area: str) -> Disambiguation:
        """Return what tells a work apart in an area.

        In the bibliography, names are added only where given names are.
        """
        settings = self.disambiguation.get(key, NONE)
        if area == "citation" or settings is NONE:
            return settings
        if area == "bibliography":
            return settings if self.people.active else replace(settings, names=())
        return NONE

    def _sealed(self, tokens: Tokens) -> Tokens:
        locale = self.style.locale
        sealed = seal(tokens, punctuation_in_quote=locale.punctuation_in_quote)
        return resolved(sealed, locale.quotes)


_BESIDE_REFERENCES = ("macro", "sort", "citation")
"""The elements of a style whose number may show in cites and sort keys."""


def asks_for_number(elements: Iterable[Element]) -> bool:
    """Say whether some elements of a style ask for the number of a work."""
    return any(one.get("variable") == "citation-number" for one in elements)


def _ended(tokens: Tokens, suffix: str) -> Tokens:
    """Put a suffix at the end of a reference: inside its last block, if it has blocks.

    No blank ends a block there.
    """
    last = tokens[-1]
    if not isinstance(last, Mark) or last.name not in DISPLAYS:
        return [*tokens, GroupAffix(suffix)] if suffix else tokens
    *inner, end = [*tokens[:-1], GroupAffix(suffix)] if suffix else tokens[:-1]
    return [*inner, end.rstrip(" ") if isinstance(end, str) else end, last]
