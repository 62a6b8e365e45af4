r"""Every regular expression of the program takes steps in proportion to the text.

A pattern that is met here for the first time needs a possessive quantifier (``*+``), a start that
cannot stand in its own middle (``(?<!\s)\s*``), or a scan in its place.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.pumping import grows_faster

import pllm_bib
from pllm_bib.model.regex import LatePattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SOURCES = Path(pllm_bib.__file__).parent
METHODS = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "finditer", "findall"})

BOUNDED: dict[str, str] = {
    r"\[(?=[^\]]*\]\()": "SARIF's messages have up to `limits.MESSAGE` characters",
}
"""Patterns that grow faster, and why no long text reaches them."""


class Use(NamedTuple):
    """A pattern and how it is used."""

    pattern: re.Pattern[str]
    method: str
    """`match`, `fullmatch`, or `search` for all that look for it anywhere."""


def kind(method: str) -> str:
    return method if method in {"match", "fullmatch"} else "search"


def modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for found in pkgutil.walk_packages([str(SOURCES)], "pllm_bib."):
        if not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            assert module.__file__
            yield module, ast.parse(Path(module.__file__).read_text("utf-8"))


def methods_by_name(tree: ast.Module) -> dict[str, set[str]]:
    """Return the methods that a module calls on each name, or on what a table of that name has."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            owner = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            name = getattr(owner, "id", getattr(owner, "attr", ""))
            found.setdefault(name, set()).add(kind(node.attr))
    return found


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, LatePattern):
        yield value.compiled()
    elif isinstance(value, dict):
        yield from patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from patterns_in(item)


def inline_uses(module: ModuleType, tree: ast.Module) -> Iterator[Use]:
    """Yield the patterns that calls of `re` are given, where they can be known beforehand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if of_re and node.func.attr in METHODS:
                flags = [word.value for word in node.keywords if word.arg == "flags"]
                try:
                    pattern, *others = [_value(part, module) for part in (node.args[0], *flags)]
                except NameError:
                    continue  # it depends on a value of the function
                yield Use(re.compile(pattern, *others), kind(node.func.attr))


def _value(node: ast.expr, module: ModuleType) -> Any:
    code = compile(ast.Expression(node), "<pattern>", "eval")
    return eval(code, vars(module))  # noqa: S307 -- it is our own source


def uses() -> set[Use]:
    found = [(module, tree, methods_by_name(tree)) for module, tree in modules()]
    result: set[Use] = set()
    for module, tree, own in found:
        result.update(inline_uses(module, tree))
        for name, value in vars(module).items():
            everywhere = [own] if name.startswith("_") else [names for *_, names in found]
            methods = {method for names in everywhere for method in names.get(name, ())}
            for pattern in patterns_in(value):
                result.update(Use(pattern, method) for method in methods or {"search"})
    return {use for use in result if isinstance(use.pattern.pattern, str)}


def test_patterns_take_steps_in_proportion_to_the_text() -> None:
    found = {
        use.pattern.pattern: slow
        for use in uses()
        if (slow := grows_faster(use.pattern, use.method))
    }
    assert not {pattern: slow for pattern, slow in found.items() if pattern not in BOUNDED}
    assert BOUNDED.keys() <= found.keys()


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\s*,", "search"),
        (r"(a|a)*b", "match"),
        (r"(?:a+)+$", "match"),
        (r"a*a*b", "match"),
        (r"(?:[a-z']+?(?:\s+|(?<=')))+\d", "match"),
        (r"[A-Z.]*[A-Z][A-Z.]*[A-Z][A-Z.]*", "fullmatch"),
        (r"\[[^\]]*\]\(", "search"),
    ],
)
def test_patterns_that_grow_are_found(pattern: str, method: str) -> None:
    assert grows_faster(re.compile(pattern), method)


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\s*,", "match"),
        (r"(?<!\s)\s*,", "search"),
        (r"(?:a++)++$", "match"),
        (r"[^x]*+x", "match"),
        (r"\[[^\[\]]*\]\(", "search"),
        (r"\w{1,20}://", "search"),
    ],
)
def test_patterns_that_do_not_grow_pass(pattern: str, method: str) -> None:
    assert grows_faster(re.compile(pattern), method) == ""
