"""The group element, which vanishes if all variables inside it are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.formatting import Finish
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element


def compile_group(compiler: Compiler, element: Element) -> Render:
    """Compile a group."""
    inner = compiler.sequence(element, element.get("delimiter", ""))
    return as_group(inner, compiler.finisher(element))


def first_of(alternatives: list[Render]) -> Render:
    """Return a function to what the first one of some elements renders that renders anything.

    Names that are left out since they repeat count as rendered. Only the variables of the one that
    is rendered are used.
    """

    def render(state: State) -> Tokens:
        used = state.substitute
        for alternative in alternatives:
            repeated, before = state.repeated, len(used or ())
            tokens = alternative(state)
            if tokens or state.repeated != repeated:
                return tokens
            if used:
                state.suppressed.difference_update(used[before:])
                del used[before:]
        return []

    return render


def as_group(inner: Render, finish: Finish) -> Render:
    """Return a function that renders nothing if ``inner`` asks for variables and all are empty.

    Groups and macros do so.
    """

    def render(state: State) -> Tokens:
        outer = state.called, state.filled, state.terms
        begun = state.begun
        state.called = state.filled = state.terms = 0
        tokens = inner(state)
        kept = bool(tokens) and bool(state.filled or (state.terms and not state.called))
        asked = state.called
        state.called, state.filled, state.terms = outer
        state.called += asked
        if not kept:
            state.begun = begun
            return []
        state.filled += 1  # to the group around it, it is a variable with a value
        return finish(tokens, state.item.language)

    return render
