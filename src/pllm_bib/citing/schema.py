"""CSL's own schema (RELAX NG, CSL 1.0.2), held against a style before it is compiled.

The citeproc-py package brings the schema. A general validator says no more than “invalid” of many
faults, and takes seconds for some styles. Here each element is compared with the attributes and
values that the schema gives it in its place: one pass, with the line and what is allowed.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.xml import Element, shortened, tag
from pllm_bib.errors import StyleError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_RELAX_NG = "{http://relaxng.org/ns/structure/1.0}"
_AREAS = frozenset({"macro", "citation", "bibliography", "locale"})
"""The children of a style that say how to render. Information about the style has no bearing."""
_GROWING = frozenset(
    "variable term type locator position is-numeric is-uncertain-date version class".split()
)
"""Attributes whose words grow with the versions of CSL. What is unknown among them is never met."""
_DATA_TYPES = {
    "integer": (r"[0-9]{1,9}", "a whole number"),
    "nonNegativeInteger": (r"[0-9]{1,9}", "a whole number"),
    "boolean": (r"true|false|1|0", "true or false"),
}
"""A data type of XML Schema -> the pattern of its values, and words for it.

Other types are any text.

Every number of CSL counts something, so none is negative.
"""
_MOST_ATTRIBUTES = 100
"""Attributes of an element; CSL has no more than 40 for any. Reading them all is quadratic."""
_SHOWN = 25
"""How many of the allowed words a message holds."""


class _Values:
    """The values that an attribute may have."""

    def __init__(self) -> None:
        self.words: dict[str, None] = {}
        self.patterns: set[str] = set()
        self.said: list[str] = []
        """Words for the patterns."""
        self.is_list = False
        self.is_free = False

    def add(self, pattern: Element, defined: dict[str, Element]) -> None:
        """Add the values of a pattern of the schema."""
        name = _local(pattern)
        if name == "value":
            self.words[pattern.text or ""] = None
        elif name == "data":
            self._add_data(pattern)
        elif name == "text":
            self.is_free = True
        elif name == "ref":
            self.add(defined[pattern.get("name")], defined)
        else:
            self.is_list = self.is_list or name == "list"
            for child in pattern:
                self.add(child, defined)

    def _add_data(self, pattern: Element) -> None:
        kind = pattern.get("type")
        own = next((p.text for p in pattern if p.get("name") == "pattern"), None)
        if found := own or _DATA_TYPES.get(kind, ("", ""))[0]:
            self.patterns.add(found)
            if kind in _DATA_TYPES:
                self.said.append(_DATA_TYPES[kind][1])
        else:
            self.is_free = True

    def allow(self, value: str) -> bool:
        """Say whether a value is one of these."""
        parts = value.split() if self.is_list else [value.strip()]
        return self.is_free or all(
            part in self.words or any(re.fullmatch(pattern, part) for pattern in self.patterns)
            for part in parts
        )

    def __str__(self) -> str:
        """Return the allowed words; of many, the first ones."""
        words = list(dict.fromkeys([*self.said, *self.words]))
        more = ", ..." if len(words) > _SHOWN else ""
        return ", ".join(words[:_SHOWN]) + more


class _Rule(NamedTuple):
    """An element in one place of a style: what it may have, and what it must have."""

    attributes: dict[str, _Values]
    needed: tuple[frozenset[str], ...]
    """Sets of attributes; one of each set must be there."""
    children: dict[str, tuple[Element, ...]]
    """The name of a child -> the patterns of the schema that describe it."""


class _Schema:
    """The schema: for elements of a style, the rules that hold for them."""

    def __init__(self) -> None:
        from lxml import etree

        package = importlib.util.find_spec("citeproc")
        folders = (package and package.submodule_search_locations) or ["citeproc"]
        path = Path(folders[0], "data/schema/schemas/styles/csl.rng")
        self.grammar = etree.fromstring(path.read_bytes(), etree.XMLParser(remove_comments=True))
        self.defined = {
            found.get("name"): found for found in self.grammar.iter(f"{_RELAX_NG}define")
        }
        self.rules: dict[tuple[Element, ...], _Rule] = {}
        (style,) = self.defined["independent-style.style"]
        self.style = (style,)

    def rule(self, patterns: tuple[Element, ...]) -> _Rule:
        """Return the rule of an element that any of some patterns describes."""
        if patterns not in self.rules:
            attributes: dict[str, _Values] = {}
            children: dict[str, tuple[Element, ...]] = {}
            for pattern in patterns:
                self._collect(pattern, attributes, children)
            needed = [need for part in patterns[0] for need in self._needed(part)]
            self.rules[patterns] = _Rule(attributes, tuple(needed), children)
        return self.rules[patterns]

    def _collect(
        self,
        pattern: Element,
        attributes: dict[str, _Values],
        children: dict[str, tuple[Element, ...]],
    ) -> None:
        for part in pattern:
            kind, name = _local(part), part.findtext(f"{_RELAX_NG}name")
            if kind == "attribute":
                values = attributes.setdefault(name, _Values())
                for value in part:
                    if _local(value) not in {"", "name"}:
                        values.add(value, self.defined)
            elif kind == "element":
                if part not in children.get(name, ()):
                    children[name] = (*children.get(name, ()), part)
            elif kind == "ref":
                self._collect(self.defined[part.get("name")], attributes, children)
            else:
                self._collect(part, attributes, children)

    def _needed(self, pattern: Element) -> list[frozenset[str]]:
        """Return sets of attributes, one of each of which a pattern wants."""
        kind = _local(pattern)
        if kind == "attribute":
            return [frozenset({pattern.findtext(f"{_RELAX_NG}name")})]
        if kind == "ref":
            return self._needed_of_all(self.defined[pattern.get("name")])
        if kind in {"group", "oneOrMore"}:
            return self._needed_of_all(pattern)
        if kind == "choice":
            ways = [found for part in pattern if _local(part) for found in [self._needed(part)]]
            if all(ways):
                return [frozenset().union(*(need for way in ways for need in way))]
        return []

    def _needed_of_all(self, pattern: Element) -> list[frozenset[str]]:
        return [need for part in pattern for need in self._needed(part)]


@functools.cache
def _schema() -> _Schema:
    return _Schema()


def _local(element: Element) -> str:
    """Return the name of an element of RELAX NG; empty for other elements."""
    name = str(element.tag)
    return name.removeprefix(_RELAX_NG) if name.startswith(_RELAX_NG) else ""


def check(root: Element) -> list[tuple[int, str]]:
    """Return what is harmless of a style's faults by the schema: lines and messages.

    Elements and attributes that CSL does not know are ignored, and names that it does not know are
    never met. Raises `StyleError` for the first fault that makes the style mean nothing: a value
    that is not allowed, or an attribute that is missing.
    """
    schema = _schema()
    rule = schema.rule(schema.style)
    told = list(_faults(root, rule._replace(needed=())))
    languages: set[str | None] = set()
    for locale in (child for child in root if tag(child) == "locale"):
        language = locale.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language in languages:
            message = f"<locale> is there twice for “{shortened(language or 'any language')}”"
            raise StyleError(message, locale.sourceline)
        languages.add(language)
    waiting = [(child, rule) for child in reversed(root) if tag(child) in _AREAS]
    while waiting:
        element, around = waiting.pop()
        patterns = around.children.get(tag(element))
        if patterns is None:
            message = f"<{shortened(tag(element))}> has no meaning here and is ignored"
            told.append((element.sourceline, message))
            continue
        rule = schema.rule(patterns)
        told.extend(_faults(element, rule))
        waiting.extend((child, rule) for child in reversed(element) if tag(child))
    return told


def _faults(element: Element, rule: _Rule) -> Iterator[tuple[int, str]]:
    """Yield the harmless faults of an element; raise `StyleError` for the first other one."""
    name, line = tag(element), element.sourceline
    if len(element.attrib) > _MOST_ATTRIBUTES:
        message = f"<{name}> has more than {_MOST_ATTRIBUTES} attributes"
        raise StyleError(message, line)
    for attribute, value in element.attrib.items():
        values = rule.attributes.get(attribute)
        if values is None:
            if not attribute.startswith("{"):
                yield line, f"{shortened(attribute)} of <{name}> is unknown and is ignored"
        elif not values.allow(value):
            message = f"{attribute} of <{name}> can't be “{shortened(value)}”; allowed: {values}"
            if attribute not in _GROWING and name != "term":
                raise StyleError(message, line)
            yield line, f"{attribute} of <{name}> is “{shortened(value)}”, which CSL does not know"
    for need in rule.needed:
        if need.isdisjoint(element.attrib):
            message = f"<{name}> needs {' or '.join(sorted(need))}"
            raise StyleError(message, line)
