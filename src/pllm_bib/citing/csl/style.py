"""A CSL style compiled for a locale: its two areas, their layouts and their sort keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.citing.csl import names as csl_names
from pllm_bib.citing.csl.compiler import Compiler
from pllm_bib.citing.csl.dates import sort_key
from pllm_bib.citing.csl.elements import ELEMENTS
from pllm_bib.citing.csl.elements.citation_label import label_of
from pllm_bib.citing.csl.elements.name_options import name_options
from pllm_bib.citing.csl.elements.text import compile_text
from pllm_bib.citing.csl.item import DATE_VARIABLES, NAME_VARIABLES, NUMBER_VARIABLES
from pllm_bib.citing.csl.locale import Locale
from pllm_bib.citing.csl.numbers import integer
from pllm_bib.citing.csl.text.formatting import marks_of
from pllm_bib.citing.csl.text.tokens import Tokens, plain
from pllm_bib.citing.csl.xml import NAMESPACE, Element, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.citing.csl.state import Render, State


class CslStyle:
    """A CSL style compiled for one locale.

    ``locales`` are the elements that hold for it, the most specific first; without them, they are
    those that citeproc-py gave the root. A style that is ``checked`` is known to compile.
    """

    def __init__(
        self,
        root: Element,
        language: str,
        locales: Sequence[Element] | None = None,
        *,
        checked: bool = False,
    ) -> None:
        self.root = root
        self.checked = checked
        self.language = language
        _unescape(root)
        self.locale = Locale(root.locales if locales is None else locales, language)
        self.citation = Area(self, "citation")
        self.bibliography = Area(self, "bibliography")

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the citation area, else of the whole style."""
        for element in (self.citation.element, self.root):
            if element is not None and (value := element.get(name)) is not None:
                return str(value)
        return default

    def values(self, attribute: str) -> set[str]:
        """Return the values that an attribute has anywhere in the style."""
        found = (element.get(attribute) for element in self.root.iter())
        return {value for value in found if value is not None}

    def words(self, attribute: str) -> set[str]:
        """Return the words of the values that an attribute has anywhere in the style."""
        return {word for value in self.values(attribute) for word in value.split()}


class Area:
    """The citation or the bibliography of a style: its layout and its sort keys."""

    def __init__(self, style: CslStyle, name: str) -> None:
        self.name = name
        self.element = next((child for child in style.root if tag(child) == name), None)
        self.sort_keys: list[tuple[Render, bool, Element]] = []
        self.render: Render = lambda _state: []
        self.parts: list[Render] = []
        """The parts of ``render``, where a reference's first field is set apart."""
        self.prefix = self.suffix = self.delimiter = ""
        self.marks: tuple[str, ...] = ()
        if self.element is None:
            return
        compiler = Compiler(ELEMENTS, style.root, style.locale, self.element, checked=style.checked)
        for child in self.element:
            if tag(child) == "layout":
                self.render = compiler.sequence(child)
                if self.option("second-field-align"):
                    self.parts = compiler.children(child)
                self.prefix = child.get("prefix", "")
                self.suffix = child.get("suffix", "")
                self.delimiter = child.get("delimiter", "")
                self.marks = marks_of(child.attrib)
            elif tag(child) == "sort":
                self.sort_keys = [
                    (_sort_key(compiler, key), key.get("sort") == "descending", key)
                    for key in child
                    if tag(key) == "key"
                ]

    def option(self, name: str, default: str = "") -> str:
        """Return an attribute of the area."""
        return str(self.element.get(name, default)) if self.element is not None else default


def _unescape(root: Element) -> None:
    """Resolve character references that are escaped twice, as some twenty styles have them."""
    for value in root.xpath("//@*[contains(., '&#')]"):
        import html

        value.getparent().set(value.attrname, html.unescape(value))


def _sort_key(compiler: Compiler, element: Element) -> Render:
    """Compile a key of a sort: a macro, or a variable by its kind."""
    if (macro := element.get("macro")) is not None:
        return _dates_of(compiler, macro).macro(macro, element)
    variable = element.get("variable")
    if variable in NAME_VARIABLES:
        options = name_options(compiler)._replace(form="long")

        def by_names(state: State) -> Tokens:
            people = state.item.names(variable)
            return csl_names.render_list(people, options, state) if people else []

        return by_names
    if variable in DATE_VARIABLES:

        def by_date(state: State) -> Tokens:
            date = state.item.date(variable)
            return [sort_key(date)] if date and date.begin[0] else []

        return by_date
    if variable == "citation-number":
        return lambda state: [f"{state.number:08}"]
    if variable == "citation-label":
        return lambda state: [label_of(state.item)]
    if variable in NUMBER_VARIABLES:

        def by_number(state: State) -> Tokens:
            value = str(state.item.fields.get(variable) or "")
            number = re.match(r"\s*(\d+)", value)
            return [f"{integer(number[1]):08}" if number else value]

        return by_number
    return lambda state: [plain(state.item.text(variable))]


def _dates_of(compiler: Compiler, macro: str) -> Compiler:
    """Return the compiler of a sort key: if a macro has a date, nothing else of it counts.

    So works without a date come last, whatever a style says of them.
    """
    element = compiler.macros.get(macro)
    if element is None or next(element.iter(f"{NAMESPACE}date"), None) is None:
        return compiler
    return Compiler(_DATES, compiler.root, compiler.locale, compiler.area)


def shows_names(root: Element, key: Element) -> bool:
    """Say whether a sort key may show names; one with a date shows nothing else."""
    macros = {one.get("name"): one for one in root.iter(f"{NAMESPACE}macro")}
    start = key.get("macro")
    if start in macros and next(macros[start].iter(f"{NAMESPACE}date"), None) is not None:
        return False
    waiting, seen = [start], set()
    while waiting:
        name = waiting.pop()
        if name in macros and name not in seen:
            seen.add(name)
            if next(macros[name].iter(f"{NAMESPACE}names"), None) is not None:
                return True
            waiting += [one.get("macro") for one in macros[name].iter(f"{NAMESPACE}text")]
    return key.get("variable") in NAME_VARIABLES


def _macros_only(compiler: Compiler, element: Element) -> Render:
    """Compile a text element that calls a macro; others render nothing."""
    return compile_text(compiler, element) if element.get("macro") else lambda _state: []


_DATES = {name: ELEMENTS[name] for name in ("choose", "date", "group")} | {"text": _macros_only}
"""The elements that render dates, and those in which dates stand."""
