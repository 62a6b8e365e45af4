"""The date element, and the year suffix behind a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl import dates
from pllm_bib.citing.csl.text.tokens import PAIRS, Tokens, wrapped

if TYPE_CHECKING:
    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.xml import Element


def compile_date(compiler: Compiler, element: Element) -> Render:
    """Compile a date element: localised if it has a form, else as it lays its parts out."""
    finish = compiler.finisher(element)
    locale = compiler.locale
    variable = element.get("variable")
    delimiter = element.get("delimiter", "")
    if form := element.get("form"):
        localized = locale.dates.get(form)
        if localized is None:
            return lambda _state: []
        delimiter = localized.get("delimiter", "")
        parts = dates.date_parts(localized, element, element.get("date-parts"))
        if element.get("text-case") is None and localized.get("text-case"):
            finish = compiler.finisher(element, localized.get("text-case"))
    else:
        parts = dates.date_parts(element, None, None)
    takes_suffix = variable == "issued" and any(part.name == "year" for part in parts)

    def render(state: State) -> Tokens:
        state.called += 1
        if variable in state.suppressed or (state.comparing and variable == "accessed"):
            return []
        date = state.item.date(variable)
        if date is None:
            return []
        tokens = dates.render(date, parts, delimiter, locale, sorting=state.sorting)
        if not tokens:
            return []
        state.filled += 1
        if state.sorting:
            return tokens
        state.begun = True
        if state.substitute is not None:
            state.use_up(variable)
        suffixed = takes_suffix and date.begin[0] and not compiler.places_year_suffix
        return finish(_with_year_suffix(tokens, state) if suffixed else tokens)

    return render


def _with_year_suffix(tokens: Tokens, state: State) -> Tokens:
    """Put the suffix that tells works apart behind the year, once in a cite."""
    suffix = state.disambiguation.year_suffix
    if not suffix or state.year_suffix_done:
        return tokens
    state.year_suffix_done = True
    years = [index for index, token in enumerate(tokens) if token == PAIRS["year"][1]]
    end = (years[-1] if years else len(tokens) - 1) + 1
    return [*tokens[:end], *wrapped([suffix], "year-suffix"), *tokens[end:]]
