"""A style at work on a set of items: order, numbers, disambiguation, references and citations."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.citing.csl.cite import (
    FIRST,
    Citation,
    Cite,
    Place,
    first_notes,
    goes_on,
    places,
    surrounded,
)
from pllm_bib.citing.csl.collapse import Collapse, RenderedCite
from pllm_bib.citing.csl.disambiguation import SHORTEST, Disambiguator, Methods
from pllm_bib.citing.csl.item import make_item
from pllm_bib.citing.csl.mould import MANY, Moulds, Rendered
from pllm_bib.citing.csl.register import NameRegister
from pllm_bib.citing.csl.state import NONE, Disambiguation, State
from pllm_bib.citing.csl.subsequent import same_people, substituted
from pllm_bib.citing.csl.text.collation import collation
from pllm_bib.citing.csl.text.punctuation import resolved, seal
from pllm_bib.citing.csl.text.tokens import (
    DISPLAYS,
    GroupAffix,
    Mark,
    Tokens,
    joined,
    plain,
    wrapped,
)
from pllm_bib.citing.csl.xml import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.mould import Cast
    from pllm_bib.citing.csl.style import Area, CslStyle
    from pllm_bib.citing.csl.xml import Element

    Render = Callable[[State], Tokens]


class Processor:
    """A renderer of citations and a bibliography, for items cited in the order given."""

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
        self.collapse = Collapse(style, self._without_names)
        self.order = list(self.items)
        self.disambiguation: dict[str, Disambiguation] = {}
        self.people = self.register(
            style.option("givenname-disambiguation-rule", "by-cite"),
            active=style.option("disambiguate-add-givenname") == "true",
            with_particle=style.option("demote-non-dropping-particle") == "never",
        )
        self.numbers = {key: index for index, key in enumerate(self.order, start=1)}
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
        state = self._state(key, "citation", self._shortest(key))
        state.people, state.noting, state.comparing = None, self.people, True
        return plain(self.style.citation.render(state))

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
        noted = noting is not None and noting.active
        for sort_key in area.sort_keys[:keys]:
            if not noted and all(len(tie) == 1 for tie in ties):
                break
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
        render, _descending, element = sort_key
        state = self._state(key, f"{area.name}-sort")
        state.noting = noting
        state.sort_names = (
            int(element.get("names-min") or 0),
            int(element.get("names-use-first") or 0),
            element.get("names-use-last") == "true",
        )
        return collation(plain(render(state)), self.style.language)

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
            if cast := self.cast(key):
                result.append(cast)
                continue
            tokens, before = self.reference(key, before)
            result.append(Rendered(key, tokens))
        return result

    def cast(self, key: str) -> Cast | None:
        """Return the reference of a work, cast in a mould; None if it is to go the usual way."""
        moulds = self._moulds
        return moulds.cast(self.items[key], self.numbers[key]) if moulds else None

    @functools.cached_property
    def _moulds(self) -> Moulds | None:
        worth_it = len(self.order) >= MANY and self._stands_alone
        return Moulds(self.style, self._alone) if worth_it else None

    @property
    def _stands_alone(self) -> bool:
        """Say whether a reference depends on its own item alone, and on its number."""
        told_apart = self.people.active or Methods.of(self.style).in_order
        option = self.style.bibliography.option
        return not told_apart and option("subsequent-author-substitute", "\0") == "\0"

    def _alone(self, item: CslItem, number: int) -> Tokens:
        """Return the reference of an item that may be none of those cited."""
        state = State(item, "bibliography", number=number, people=self.people)
        return self._laid_out(state, ())

    def reference(self, key: str, before: tuple[str, ...]) -> tuple[Tokens, tuple[str, ...]]:
        """Return a reference behind one of some people, and the people that it shows first."""
        state = self._state(key, "bibliography")
        state.noting = self.people
        return self._laid_out(state, before), state.people_shown

    def _laid_out(self, state: State, before: tuple[str, ...]) -> Tokens:
        area = self.style.bibliography
        tokens = self._aligned(state) if area.option("second-field-align") else area.render(state)
        if (substitute := area.option("subsequent-author-substitute", "\0")) != "\0":
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

    def citations(self, citations: Sequence[Citation]) -> list[Tokens]:
        """Render the citations of a document, given in its order.

        Each is worded by where it stands: a work's first citation, one that repeats the one before,
        and so on. The works of one citation are ordered and collapsed as the style says.
        """
        notes = first_notes(citations) if self._shows_notes else {}
        if notes != self.first_notes:
            self.first_notes = notes
            self.begin(self.style, self.items)
        ordered = [
            replace(citation, cites=tuple(self._ordered(citation.cites, grouped=True)))
            for citation in citations
        ]
        distance = int(self.style.citation.option("near-note-distance", "5"))
        found = places(ordered, distance)
        return [
            self._citation(citation, placed)
            for citation, placed in zip(ordered, found, strict=True)
        ]

    def citation(self, cited: Sequence[str | Cite], placed: Sequence[Place] = ()) -> Tokens:
        """Render one citation of one or more works, ordered and collapsed as the style says.

        ``placed`` holds the place of each; without it, each is cited for the first time.
        """
        cites = [cite if isinstance(cite, Cite) else Cite(cite) for cite in cited]
        where = dict(zip(map(id, cites), placed, strict=False))
        ordered = self._ordered(cites)
        return self._citation(
            Citation(tuple(ordered)), [where.get(id(cite), FIRST) for cite in ordered]
        )

    def _ordered(self, cites: Sequence[Cite], *, grouped: bool = False) -> list[Cite]:
        """Return the works of a citation in the style's order.

        ``grouped`` says whether works of the same authors come together where the style has it so.
        """
        area = self.style.citation
        if not area.sort_keys or len(cites) < 2:  # noqa: PLR2004
            return list(cites)
        order = self._in_order(area, [cite.key for cite in cites])
        if grouped and self._groups_authors:
            order = self._by_author(order)
        ranks = {key: at for at, key in enumerate(order)}
        return sorted(cites, key=lambda cite: ranks[cite.key])

    @functools.cached_property
    def _shows_notes(self) -> bool:
        """Say whether a condition on ambiguity may hold where cites show the first note."""
        methods = Methods.of(self.style)
        return methods.condition and any(
            element.get("variable") == "first-reference-note-number"
            for element in self.style.root.iter(f"{NAMESPACE}text", f"{NAMESPACE}number")
        )

    @functools.cached_property
    def _groups_authors(self) -> bool:
        """Say whether the works of a citation that have the same authors come together.

        They do where they may be drawn together, if the style has an order of its own.
        """
        area = self.style.citation
        if area.option("collapse"):
            return str(self.style.root.get("class")) == "in-text"
        if not area.option("cite-group-delimiter"):
            return False
        elements = list(area.element.iter()) if area.element is not None else []
        return all(
            not one.get("position") and one.get("variable") != "citation-number" for one in elements
        )

    def _by_author(self, order: list[str]) -> list[str]:
        """Draw works of the same authors together; the first of each group gives it its place."""
        area = self.style.citation
        ranks = {key: at for at, key in enumerate(order)}
        authors = {}
        for key in order:
            state = self._state(key, "citation", SHORTEST)
            area.render(state)
            authors[key] = state.names or ""
        together = sorted(
            order,
            key=lambda key: (
                not authors[key],
                collation(authors[key], self.style.language),
                ranks[key],
            ),
        )
        groups = [list(group) for _, group in itertools.groupby(together, authors.__getitem__)]
        firsts = self._in_order(area, [group[0] for group in groups], keys=1)
        of = {group[0]: group for group in groups}
        return [key for first in firsts for key in of[first]]

    def _citation(self, citation: Citation, placed: Sequence[Place]) -> Tokens:
        """Render a citation whose works are in order."""
        if citation.composite:
            return self._composite(citation, placed)
        area = self.style.citation
        rendered = [
            self._cited(cite, place, begun=goes_on(cite, first=not at))
            for at, (cite, place) in enumerate(zip(citation.cites, placed, strict=True))
        ]
        found = [one for one in rendered if plain(one.tokens)]
        tokens = self.collapse.collapsed(found)
        if not tokens:
            return []
        if all(cite.author_only for cite in citation.cites):
            return self._sealed(tokens)
        prefix = [area.prefix] if area.prefix else []
        suffix = [GroupAffix(area.suffix)] if area.suffix else []
        tokens = [*prefix, *tokens, *suffix]
        for mark in area.marks:
            tokens = wrapped(tokens, mark)
        return self._sealed(tokens)

    def _composite(self, citation: Citation, placed: Sequence[Place]) -> Tokens:
        """Render the authors of the first work, then the citation without them."""
        first, *rest = citation.cites
        author = self._citation(
            Citation((Cite(first.key, author_only=True),), citation.note), placed[:1]
        )
        bare = (replace(first, suppress_author=True), *rest)
        tail = self._citation(Citation(bare, citation.note), placed)
        return joined([part for part in (author, tail) if part], " ")

    def _cited(self, cite: Cite, place: Place, *, begun: bool) -> RenderedCite:
        """Render a work of a citation, with what goes before and behind it."""
        state = self._cite_state(cite, place, begun=begun)
        tokens = self.style.citation.render(state)
        if cite.author_only:
            return RenderedCite(state, surrounded(state.author, cite) if state.author else [], cite)
        if cite.suppress_author:
            shown, state = state, self._cite_state(cite, place, begun=begun)
            state.names_before = shown.names if not shown.stands_in else None
            state.hides_stand_in = shown.stands_in
            tokens = self.style.citation.render(state)
        return RenderedCite(state, surrounded(tokens, cite) if plain(tokens) else [], cite)

    def _cite_state(self, cite: Cite, place: Place, *, begun: bool = True) -> State:
        state = self._state(cite.key, "citation", place)
        state.begun = begun
        state.locator, state.label = cite.locator, cite.label.replace(" ", "-")
        return state

    def _without_names(self, cite: RenderedCite) -> Tokens:
        """Render a cite again, its names left out.

        Of one that has nothing else, nothing is left, unless something is said around it.
        """
        state = self._cite_state(cite.cite, cite.state.place)
        state.names_before = cite.state.names
        tokens = self.style.citation.render(state)
        if plain(tokens):
            return surrounded(tokens, cite.cite)
        return [] if cite.cite.is_plain else cite.tokens


def _ended(tokens: Tokens, suffix: str) -> Tokens:
    """Put a suffix at the end of a reference: inside its last block, if it has blocks.

    No blank ends a block there.
    """
    last = tokens[-1]
    if not isinstance(last, Mark) or last.name not in DISPLAYS:
        return [*tokens, GroupAffix(suffix)] if suffix else tokens
    *inner, end = [*tokens[:-1], GroupAffix(suffix)] if suffix else tokens[:-1]
    return [*inner, end.rstrip(" ") if isinstance(end, str) else end, last]
