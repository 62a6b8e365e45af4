"""The text element: a variable, a macro, a term, or fixed text."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.elements.citation_label import citation_label
from pllm_bib.citing.csl.elements.group import as_group
from pllm_bib.citing.csl.elements.number import number_as_text
from pllm_bib.citing.csl.text.case import apply_case
from pllm_bib.citing.csl.text.richtext import parse_field
from pllm_bib.citing.csl.text.tokens import Mark, Tokens, wrapped
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.formatting import Finish
    from pllm_bib.citing.csl.xml import Element

_NUMERIC_TEXTS = frozenset(
    "page page-first chapter-number collection-number edition first-reference-note-number issue "
    "locator number number-of-pages number-of-volumes volume".split()
)
"""Number variables that a text element renders as numbers, too."""
_RESOLVER = regex(r"https?://(?:dx\.)?doi\.org/$")
_LINK_END = Mark("link", opens=False)
ADDRESSES = {
    "URL": "",
    "DOI": "https://doi.org/",
    "PMID": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "PMCID": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
}
"""A variable that links -> the start of its address, where the value has none."""


def compile_text(compiler: Compiler, element: Element) -> Render:
    """Compile a text element."""
    finish = compiler.finisher(element)
    locale = compiler.locale
    if (variable := element.get("variable")) is not None:
        return _variable(compiler, element, variable, finish)
    if (name := element.get("macro")) is not None:
        return as_group(compiler.macro(name, element), finish)
    if (name := element.get("term")) is not None:
        text = locale.term(
            name, element.get("form", "long"), plural=element.get("plural") == "true"
        )
        return term(compiler, parse_field(text, locale.quotes), finish)
    if not (value := element.get("value")):  # its affixes are not printed alone
        return _no_term
    return _fixed(finish(parse_field(value, locale.quotes)))


def _fixed(tokens: Tokens) -> Render:
    """Return a function to text that is the same for every item."""

    def render(state: State) -> Tokens:
        state.terms += 1
        state.begun = True
        return tokens

    return render


def term(compiler: Compiler, tokens: Tokens, finish: Finish) -> Render:
    """Return a function to a term. One that starts a reference, or a note, has a capital."""
    if not tokens:
        return _no_term
    found = finish(tokens)
    if not compiler.starts_sentences:
        return _fixed(found)
    at_start = finish(apply_case(tokens, "capitalize-first"))

    def render(state: State) -> Tokens:
        state.terms += 1
        if state.begun:
            return found
        state.begun = True
        return at_start

    return render


def _no_term(state: State) -> Tokens:
    state.terms += 1
    return []


def _variable(compiler: Compiler, element: Element, variable: str, finish: Finish) -> Render:
    if variable in _MADE:
        return _MADE[variable](finish)
    if variable in _NUMERIC_TEXTS:
        return number_as_text(compiler, variable, finish)
    short = f"{variable}-short" if element.get("form") == "short" else None
    resolver, finish_link = "", finish
    if variable in ADDRESSES:
        resolver, finish_link = _link_finisher(compiler, element)

    def render(state: State) -> Tokens:
        state.called += 1
        if variable in state.suppressed:
            return []
        item = state.item
        name = short if short and item.has(short) else variable
        tokens = item.text(name)
        if not tokens:
            return []
        state.filled += 1
        state.begun = True
        if state.substitute is not None:
            state.use_up(variable)
        if variable in ADDRESSES:
            return finish_link(_linked(str(item.fields[name]), variable, resolver))
        return finish(tokens, item.language)

    return render


def _citation_number(finish: Finish) -> Render:
    def render(state: State) -> Tokens:
        state.called += 1
        if state.sorting:
            state.filled += 1
            return [f"{state.number:08}"]
        if not state.number:
            return []
        state.filled += 1
        return finish(wrapped([str(state.number)], "number"))

    return render


def _year_suffix(finish: Finish) -> Render:
    def render(state: State) -> Tokens:
        suffix = state.disambiguation.year_suffix
        if not suffix or state.sorting:
            return []  # and no reason for a group to vanish
        state.called += 1
        state.filled += 1
        state.begun = True
        state.year_suffix_done = True
        return finish(wrapped([suffix], "year-suffix"))

    return render


_MADE: dict[str, Callable[[Finish], Render]] = {
    "citation-number": _citation_number,
    "citation-label": citation_label,
    "year-suffix": _year_suffix,
}
"""A variable that no work has of itself -> the function that compiles it."""


def _link_finisher(compiler: Compiler, element: Element) -> tuple[str, Finish]:
    """Return the address of a resolver in an element's prefix, and a finish without it.

    It belongs to the link.
    """
    prefix = element.get("prefix", "")
    resolver = _RESOLVER.search(prefix) if element.get("variable") == "DOI" else None
    if resolver is None:
        return "", compiler.finisher(element)
    bare = copy.copy(element)
    bare.set("prefix", prefix[: resolver.start()])
    return resolver.group(), compiler.finisher(bare)


def _linked(value: str, variable: str, resolver: str) -> Tokens:
    """Return an address between the marks that make a link of it in some markups."""
    if resolver:
        value = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", value)
    has_scheme = re.match(r"https?://", value)
    address = value if has_scheme else f"{ADDRESSES[variable]}{value}"
    return [Mark("link", opens=True, value=address), f"{resolver}{value}", _LINK_END]
