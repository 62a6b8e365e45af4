"""The label element: the term that names a number variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl import numbers

if TYPE_CHECKING:
    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element


def compile_label(compiler: Compiler, element: Element) -> Render:
    """Compile a label of a number variable."""
    finish = compiler.finisher(element)
    locale = compiler.locale
    variable = element.get("variable")
    form = element.get("form", "long")
    plural_rule = element.get("plural", "contextual")

    def render(state: State) -> Tokens:
        value = state.number_text(variable)
        if not value:
            return []
        found = numbers.parse(value, variable, locale.conjunction)
        plural = plural_rule == "always" or (plural_rule == "contextual" and found.plural)
        if found.parts[0].label:  # the value says itself what it counts
            return []
        name = found.label or (state.label if variable == "locator" else variable)
        state.terms += 1
        text = locale.term(name, form, plural=plural)
        if not text:
            return []
        state.begun = True
        return finish([text])

    return render
