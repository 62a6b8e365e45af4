"""The number element, and number variables in text elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.citing.csl import numbers
from pllm_bib.citing.csl.text.richtext import parse_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.formatting import Finish
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element


def compile_number(compiler: Compiler, element: Element) -> Render:
    """Compile a number element."""
    finish = compiler.finisher(element)
    variable = element.get("variable")
    gender = compiler.locale.gender(variable)
    change = numbers.format_in(element.get("form", "numeric"), compiler.locale, gender)
    value_of = _value_of(compiler, variable, change)

    def render(state: State) -> Tokens:
        state.called += 1
        if variable in state.suppressed:
            return []
        if variable == "citation-number":
            state.filled += 1
            state.begun = True
            return finish([str(state.number)])
        value = value_of(state)
        if not value:
            return []
        state.filled += 1
        state.begun = True
        if state.substitute is not None:
            state.use_up(variable)
        if state.sorting and value.isdecimal():
            return [f"{numbers.integer(value):08}"]
        return finish(parse_field(value), state.item.language)

    return render


def number_as_text(compiler: Compiler, variable: str, finish: Finish) -> Render:
    """Compile a number variable of a text element."""
    value_of = _value_of(compiler, variable)

    def render(state: State) -> Tokens:
        state.called += 1
        if variable in state.suppressed:
            return []
        value = value_of(state)
        if not value:
            return []
        state.filled += 1
        state.begun = True
        if state.substitute is not None:
            state.use_up(variable)
        return finish(parse_field(value), state.item.language)

    return render


def _value_of(
    compiler: Compiler, variable: str, change: Callable[[int], str] | None = None
) -> Callable[[State], str]:
    """Return a function to a variable's text, with ranges in the style's form.

    ``change`` is applied to each number.
    """
    page_format = compiler.root.get("page-range-format")

    def value(state: State) -> str:
        if variable == "page-first":
            match = re.match(r"\s*([^\s,&–\\-]+)", state.number_text("page"))
            return match.group(1) if match else state.number_text("page")
        text = state.number_text(variable)
        pages = page_format if variable != "locator" or state.label == "page" else None
        return numbers.render(text, variable, compiler.locale, pages, change)

    return value
