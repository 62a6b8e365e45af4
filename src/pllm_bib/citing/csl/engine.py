"""A style at work on a document: its citations, and its bibliography."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.bibliography import Bibliography
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
from pllm_bib.citing.csl.disambiguation import SHORTEST, Methods
from pllm_bib.citing.csl.text.collation import collation
from pllm_bib.citing.csl.text.tokens import GroupAffix, Tokens, joined, plain, wrapped
from pllm_bib.citing.csl.xml import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.state import State
    from pllm_bib.citing.csl.style import CslStyle


class Processor(Bibliography):
    """A renderer of citations and a bibliography, for items cited in the order given."""

    def begin(self, style: CslStyle, items: Mapping[str, CslItem]) -> None:
        """Put items in the style's order, and tell them apart."""
        self.collapse = Collapse(style, self._without_names)
        super().begin(style, items)

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
