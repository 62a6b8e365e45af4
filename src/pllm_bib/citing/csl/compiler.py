"""The compiler of a style: its elements become functions from a `State` to tokens.

A style is compiled once. Its static tree is not searched again for each item.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.state import MAX_STEPS, MAX_WRITTEN
from pllm_bib.citing.csl.text.formatting import (
    PUNCTUATION,
    Finish,
    ends_quotation,
    finisher,
    outermost,
)
from pllm_bib.citing.csl.text.tokens import Delimiter, GroupDelimiter
from pllm_bib.citing.csl.xml import NAMESPACE, Element, shortened, tag
from pllm_bib.errors import StyleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pllm_bib.citing.csl.locale import Locale
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.tokens import Tokens

    CompileElement = Callable[["Compiler", Element], Render]

MAX_ELEMENTS = 30_000
"""How many elements an area may have, a macro counted each time that it is compiled.

The largest style of the collection has 3,274.
"""
MAX_DEPTH = 150
"""How deep elements may nest, through macros too. The deepest style of the collection has 39."""


def _is_group(element: Element) -> bool:
    """Say whether an element groups others, as a group or macro, and puts nothing behind them."""
    is_group = tag(element) == "group" or (tag(element) == "text" and bool(element.get("macro")))
    return is_group and not element.get("suffix")


class Compiler:
    """The compiler of one area of a style, in one locale.

    ``elements`` is the table of functions that compile the elements (`elements.ELEMENTS`). The
    branches of a style that is ``checked``, and so known to compile, wait until they are rendered.
    """

    def __init__(
        self,
        elements: Mapping[str, CompileElement],
        root: Element,
        locale: Locale,
        area: Element,
        *,
        checked: bool = False,
    ) -> None:
        self.elements = elements
        self.root = root
        self.locale = locale
        self.area = area
        self.checked = checked
        self.names_model: Element = None
        """The names element whose substitutes are being compiled; names among them follow it."""
        self.starts_sentences = tag(area) != "citation" or root.get("class") == "note"
        """A term at the start has a capital: a reference or a note starts a sentence."""
        self.macros = {child.get("name"): child for child in root if tag(child) == "macro"}
        self._compiled: dict[tuple[str, Element], tuple[Render, int]] = {}
        """Macros, and how deep each of them nests."""
        self._compiling: list[str] = []
        self._elements = self._depth = self._deepest = 0

    def children(self, element: Element) -> list[Render]:
        """Compile the children of an element, those without a function left out."""
        found = []
        self._depth += 1
        for child in element:
            if (name := tag(child)) in self.elements:
                self._elements += 1
                self._bounded(child)
                found.append(self.elements[name](self, child))
        self._depth -= 1
        return found

    def branch(self, compile_now: Callable[[], Render]) -> Render:
        """Compile a branch; in a style that is known to compile, when it is first rendered."""
        if not self.checked:
            return compile_now()
        names_model = self.names_model
        made: Render | None = None

        def render(state: State) -> Tokens:
            nonlocal made
            if made is None:
                outer, self.names_model = self.names_model, names_model
                made = compile_now()
                self.names_model = outer
            return made(state)

        return render

    def _bounded(self, element: Element, depth: int = 0) -> None:
        """Note an element in which others nest; raise `StyleError` if they are too many."""
        self._deepest = max(self._deepest, self._depth + depth)
        if self._deepest > MAX_DEPTH:
            message = f"elements and macros nest more than {MAX_DEPTH} deep here"
            raise StyleError(message, element.sourceline)
        if self._elements > MAX_ELEMENTS:
            message = f"there are more than {MAX_ELEMENTS:,} elements up to here"
            raise StyleError(message, element.sourceline)

    def sequence(self, element: Element, delimiter: str = "") -> Render:
        """Compile an element's children, a delimiter between those that render something."""
        children = self.children(element)
        line = element.sourceline
        steps = len(children)
        if steps == 1:
            return children[0]
        moves = delimiter[:1] in PUNCTUATION and self.locale.punctuation_in_quote
        groups = [_is_group(child) for child in element if tag(child) in self.elements]
        parts = list(zip(children, groups, strict=True))
        delimiters = (Delimiter(delimiter), GroupDelimiter(delimiter))

        def render(state: State) -> Tokens:
            tokens: Tokens = []
            state.steps += steps
            if state.steps > MAX_STEPS:
                state.spend(0, line)
            behind_group = False
            for child, is_group in parts:
                found = child(state)
                if found:
                    if tokens and moves and behind_group and ends_quotation(tokens):
                        tokens[-1:] = [delimiter[0], tokens[-1], delimiter[1:]]
                    elif tokens and delimiter:
                        tokens.append(delimiters[behind_group])
                    tokens.extend(found)
                    behind_group = is_group
            state.written += sum(map(len, tokens))
            if state.written > MAX_WRITTEN:
                state.grow([], line)
            return tokens

        return render

    def macro(self, name: str, caller: Element) -> Render:
        """Compile a macro, once for each names element in whose substitutes it is called.

        Raises `StyleError` where there is no such macro, or it calls itself.
        """
        if (name, self.names_model) in self._compiled:
            render, depth = self._compiled[name, self.names_model]
            self._bounded(caller, depth)
            return render
        if name in self._compiling:
            message = f"the macro “{shortened(name)}” calls itself"
            raise StyleError(message, caller.sourceline)
        element = self.macros.get(name)
        if element is None:
            message = f"there is no macro “{shortened(name)}”"
            raise StyleError(message, caller.sourceline)
        self._compiling.append(name)
        deepest, self._deepest = self._deepest, self._depth
        render = self.sequence(element)
        depth = self._deepest - self._depth
        self._deepest = max(deepest, self._deepest)
        self._compiling.pop()
        self._compiled[name, self.names_model] = render, depth
        return render

    def inherited(self, option: str) -> str | None:
        """Return an option of the area, else of the whole style."""
        for element in (self.area, self.root):
            if (value := element.get(option)) is not None:
                return str(value)
        return None

    def finisher(self, element: Element, case: str | None = None) -> Finish:
        """Return the function that applies an element's formatting attributes."""
        moves_in = self.locale.punctuation_in_quote
        finish = finisher(element, self.locale.language[:2], case, moves_in=moves_in)
        return outermost(finish) if element.get("quotes") == "false" else finish

    @functools.cached_property
    def places_year_suffix(self) -> bool:
        """Say whether the style has an element of its own for the year suffix."""
        return any(
            element.get("variable") in {"year-suffix", "citation-label"}
            for element in self.root.iter(f"{NAMESPACE}text")
        )
