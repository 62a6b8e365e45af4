"""The options of a list of names: its own, else those of the area, else those of the style."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.names import NameOptions, NamePart
from pllm_bib.citing.csl.text.formatting import marks_of
from pllm_bib.citing.csl.xml import tag

if TYPE_CHECKING:
    from pllm_bib.citing.csl.compiler import Compiler
    from pllm_bib.citing.csl.text.tokens import Tokens
    from pllm_bib.citing.csl.xml import Element

_RENAMED = {"form": "name-form", "delimiter": "name-delimiter"}
"""An attribute of a name element -> the inheritable option, where that has another name."""


_LITERAL = {"always": "always", "never": "never"}
"""The rules for the last delimiter that organisations follow as people do."""


class _Attributes:
    """The attributes of a name element, with inherited ones where it has none itself."""

    def __init__(self, compiler: Compiler, name: Element | None) -> None:
        self.compiler = compiler
        self.own = name.attrib if name is not None else {}

    def find(self, attribute: str) -> str | None:
        """Return an attribute's value."""
        if (value := self.own.get(attribute)) is not None:
            return str(value)
        return self.compiler.inherited(_RENAMED.get(attribute, attribute))

    def text(self, attribute: str, default: str) -> str:
        """Return a value that may be empty on purpose."""
        value = self.find(attribute)
        return default if value is None else value

    def word(self, attribute: str, default: str) -> str:
        """Return a value, with the default in place of an empty one."""
        return self.find(attribute) or default

    def number(self, attribute: str, default: int = 0) -> int:
        """Return a whole number."""
        return int(self.find(attribute) or default)


def name_options(
    compiler: Compiler, name: Element | None = None, et_al: Element | None = None
) -> NameOptions:
    """Return the options of a list of names, from its name and et-al elements."""
    found = _Attributes(compiler, name)
    root, area = compiler.root, compiler.area
    parts = _parts(name)
    return NameOptions(
        conjunction=_conjunction(compiler, found.find("and")),
        delimiter=found.text("delimiter", ", "),
        precedes_last=found.word("delimiter-precedes-last", "contextual"),
        precedes_last_literal=_LITERAL.get(
            compiler.inherited("delimiter-precedes-last") or "", "contextual"
        ),
        precedes_et_al=found.word("delimiter-precedes-et-al", "contextual"),
        et_al_min=found.number("et-al-min"),
        et_al_use_first=found.number("et-al-use-first", sys.maxsize),  # names are cut with both
        et_al_use_last=found.find("et-al-use-last") == "true",
        subsequent_min=found.number("et-al-subsequent-min"),
        subsequent_use_first=found.number("et-al-subsequent-use-first"),
        form=found.word("form", "long"),
        initialize=found.find("initialize") != "false",
        initialize_with=found.find("initialize-with"),
        initialize_with_hyphen=root.get("initialize-with-hyphen") != "false",
        sort_order=found.find("name-as-sort-order"),
        sort_separator=found.text("sort-separator", ", "),
        demote=root.get("demote-non-dropping-particle", "display-and-sort"),
        given=parts.get("given"),
        family=parts.get("family"),
        et_al=_et_al(compiler, et_al),
        each=area.get("subsequent-author-substitute-rule", "complete-all") != "complete-all",
        marks=marks_of(found.own),
        prefix=found.own.get("prefix", ""),
        suffix=found.own.get("suffix", ""),
    )


def _conjunction(compiler: Compiler, value: str | None) -> str | None:
    if value == "text":
        return compiler.locale.term("and")
    return "&" if value == "symbol" else None


def _parts(name: Element | None) -> dict[str, NamePart]:
    """Return the formatting of given and family names."""
    return {
        child.get("name"): NamePart(
            child.get("text-case"),
            marks_of(child.attrib),
            child.get("prefix", ""),
            child.get("suffix", ""),
        )
        for child in (name if name is not None else ())
        if tag(child) == "name-part"
    }


def _et_al(compiler: Compiler, element: Element | None) -> Tokens:
    """Return the words that stand for the names left out."""
    if element is None:
        text = compiler.locale.term("et-al")
        return [text] if text else []
    text = compiler.locale.term(element.get("term", "et-al"))
    return compiler.finisher(element)([text]) if text else []
