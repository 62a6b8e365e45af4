"""The choose element and its conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl import numbers
from pllm_bib.citing.csl.elements.group import first_of
from pllm_bib.citing.csl.item import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES
from pllm_bib.citing.csl.xml import tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.state import Render, State
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element

    Condition = Callable[[State], bool]

_BRANCHES = frozenset({"if", "else-if", "else"})


def compile_choose(compiler: Compiler, element: Element) -> Render:
    """Compile a choose: the first branch that holds is rendered."""
    around = _around(element)
    children = [child for child in element if tag(child) in _BRANCHES]
    if by_type := _by_type(compiler, children, around):
        return by_type
    branches: list[tuple[Condition, Render]] = [
        (_condition(child), _branch(compiler, child, around)) for child in children
    ]
    words = sum(len(value.split()) for child in children for value in child.attrib.values())
    line = element.sourceline

    def render(state: State) -> Tokens:
        state.spend(words, line)
        for holds, branch in branches:
            if holds(state):
                return branch(state)
        return []

    return render


def _by_type(compiler: Compiler, children: list[Element], around: Element) -> Render | None:
    """Compile a choose that asks for nothing but types: one look into a table."""
    if not all(_asks_for_types(child) for child in children):
        return None
    table: dict[str, Render] = {}
    otherwise: Render = lambda _state: []  # noqa: E731 -- a Render like the others
    for child in children:
        branch = _branch(compiler, child, around)
        if tag(child) == "else":
            otherwise = branch
            break
        for name in child.get("type", "").split():
            table.setdefault(name, branch)

    def render(state: State) -> Tokens:
        return table.get(state.item.type, otherwise)(state)

    return render


def _asks_for_types(element: Element) -> bool:
    asked = {name for name in element.attrib if name == "type" or name in _CONDITIONS}
    return tag(element) == "else" or (asked == {"type"} and element.get("match") != "none")


def _around(element: Element) -> Element:
    """Return the element around a choose and the chooses that it stands in."""
    parent = element.getparent()
    while parent is not None and (tag(parent) in _BRANCHES or tag(parent) == "choose"):
        parent = parent.getparent()
    return parent


def _branch(compiler: Compiler, element: Element, around: Element) -> Render:
    """Compile a branch.

    The delimiter of a group around it holds inside it too. In a substitute, the first element of
    the branch that renders something is the only one.
    """
    kind = tag(around) if around is not None else ""
    if kind == "substitute":
        return compiler.branch(lambda: first_of(compiler.children(element)))
    delimiter = around.get("delimiter", "") if kind == "group" else ""
    return compiler.branch(lambda: compiler.sequence(element, delimiter))


def _condition(element: Element) -> Condition:
    """Return the condition of a branch; that of ``else`` always holds."""
    if tag(element) == "else":
        return lambda _state: True
    tests = [
        test
        for name, value in element.attrib.items()
        if name in _CONDITIONS or name == "type"
        for test in ([_type(value)] if name == "type" else map(_CONDITIONS[name], _words(value)))
    ]
    if len(tests) == 1 and element.get("match") != "none":
        return tests[0]
    match = element.get("match", "all")
    if match == "any":
        return lambda state: any(test(state) for test in tests)
    if match == "none":
        return lambda state: not any(test(state) for test in tests)
    return lambda state: all(test(state) for test in tests)


def _words(value: str) -> list[str]:
    """Return what a condition asks for. CSL 1.0.1 wrote the locator “sub-verbo” with a blank."""
    return value.replace("sub verbo", "sub-verbo").split()


_OF_THE_CITE = frozenset({"locator", "first-reference-note-number"})
"""Variables that the cite has and not the work."""


def _type(value: str) -> Condition:
    """Return the condition that a work is of one of some types, whatever ``match`` says.

    No work is of two types. So a list of them without ``match`` means any, as in citeproc-js.
    """
    types = frozenset(value.split())
    return lambda state: state.item.type in types


def _variable(value: str) -> Condition:
    if value in _OF_THE_CITE:
        return lambda state: bool(state.number_text(value))
    if value == "citation-number":
        return lambda state: state.number > 0
    if value == "year-suffix":
        return lambda state: bool(state.disambiguation.year_suffix)
    if value in DATE_VARIABLES:
        return lambda state: state.item.date(value) is not None
    if value in NAME_VARIABLES:
        return lambda state: bool(state.item.names(value))
    return lambda state: state.item.has(value)


def _is_numeric(value: str) -> Condition:
    if value == "citation-number":
        return lambda state: state.number > 0
    if value not in NUMBER_VARIABLES:
        return lambda state: str(state.item.fields.get(value) or "")[-1:].isdigit()
    return lambda state: numbers.is_numeric(state.number_text(value), value)


def _is_uncertain_date(value: str) -> Condition:
    def test(state: State) -> bool:
        date = state.item.date(value)
        return date is not None and date.circa

    return test


def _locator(value: str) -> Condition:
    return lambda state: bool(state.locator) and state.label == value


_POSITIONS: dict[str, frozenset[str]] = {
    "first": frozenset({"first"}),
    "subsequent": frozenset({"subsequent", "ibid", "ibid-with-locator"}),
    "ibid": frozenset({"ibid", "ibid-with-locator"}),
    "ibid-with-locator": frozenset({"ibid-with-locator"}),
}
"""A position that a style asks for -> the positions of cites that it holds for."""


def _position(value: str) -> Condition:
    if value == "near-note":
        return lambda state: state.area == "citation" and state.place.near
    positions = _POSITIONS.get(value, frozenset())
    return lambda state: state.area == "citation" and state.place.position in positions


def _disambiguate(_value: str) -> Condition:
    return lambda state: state.is_ambiguous()


_CONDITIONS: dict[str, Callable[[str], Condition]] = {
    "variable": _variable,
    "is-numeric": _is_numeric,
    "is-uncertain-date": _is_uncertain_date,
    "locator": _locator,
    "position": _position,
    "disambiguate": _disambiguate,
}
"""An attribute of a branch -> the function that makes a condition of each of its words."""
