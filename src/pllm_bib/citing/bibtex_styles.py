"""References in BibTeX's own styles, as pybtex renders them.

pybtex knows only the entry types of 1988. Entries go to it as `bibtex` writes them for classic
styles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from pybtex.backends import BaseBackend
from pybtex.database import Person
from pybtex.database.input.bibtex import Parser
from pybtex.plugin import find_plugin
from pybtex.style.labels.alpha import LabelStyle
from pybtex.textutils import normalize_whitespace

from pllm_bib.citing.csl.text.tokens import Mark, Tokens, wrapped
from pllm_bib.errors import StyleError
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex import write as bibtex
from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.model.library import Library

STYLES = ("plain", "alpha", "unsrt", "unsrtalpha")
VERBATIM = frozenset({"url", "doi", "eprint", "archiveprefix", "month"})
_TAGS = {"em": "i", "i": "i", "strong": "b", "b": "b", "sup": "sup", "sub": "sub"}


class _TokenBackend(BaseBackend):  # type: ignore[misc]
    """A backend of pybtex that renders its rich text as tokens."""

    RenderType = list
    symbols: ClassVar[Mapping[str, Tokens]] = {
        "ndash": ["–"],
        "newblock": [" "],
        "nbsp": ["\u00a0"],
    }

    def format_str(self, text: str) -> Tokens:
        """Return plain text."""
        return [text] if text else []

    def format_tag(self, tag_name: str, text: Tokens) -> Tokens:
        """Return text in a formatting."""
        name = _TAGS.get(tag_name)
        return wrapped(text, name) if name and text else text

    def format_href(self, url: str, text: Tokens, external: bool = False) -> Tokens:  # noqa: FBT001, FBT002 -- pybtex's signature
        """Return text that links to an address."""
        del external
        opening, closing = Mark("link", opens=True, value=url), Mark("link", opens=False)
        return [opening, *text, closing]

    def format_protected(self, text: Tokens) -> Tokens:
        """Return text whose case is kept."""
        return text

    def render_sequence(self, rendered_list: list[Tokens]) -> Tokens:
        """Return pieces one after the other."""
        return [token for piece in rendered_list for token in piece]


class _AlphaLabels(LabelStyle):  # type: ignore[misc]
    """The labels of alpha.bst, to which a name in braces is one word."""

    def format_lab_names(self, persons: list[Person]) -> str:
        """Return the letters of a label that stand for people."""
        return str(super().format_lab_names([_as_one_word(person) for person in persons]))


_ET_AL = "\ue000"
"""A sign in the place of “others”, which pybtex prints as the name of a person."""


def _as_one_word(person: Person) -> Person:
    if str(person) == _ET_AL:
        return Person("others")
    whole = "".join(person.last_names)
    if len(person.last_names) != 1 or not whole.startswith("{") or " " not in whole:
        return person
    letters = "".join(char for char in latex.decode_plain(whole) if char.isalnum())
    return Person(last=letters or whole)


def references(library: Library, style: str) -> list[tuple[str, Tokens]]:
    """Format a library's entries; return keys and tokens in the style's order."""
    backend = _TokenBackend()
    result = []
    for formatted in _formatted(library, style):
        label: Tokens = ["[", formatted.label, "] "]
        text = [
            re.sub(rf" and {_ET_AL}\.?", " et al.", token) if isinstance(token, str) else token
            for token in formatted.text.render(backend)
        ]
        result.append((formatted.key, [*label, *text]))
    return result


def labels(library: Library, style: str) -> dict[str, str]:
    """Return the label of each entry: a number, or letters and year."""
    return {formatted.key: formatted.label for formatted in _formatted(library, style)}


def _readable(value: str) -> str:
    """Return LaTeX source in the little that pybtex reads: Unicode and protecting braces."""
    text, _problems = latex.decode(value)
    return latex.encode(
        Text.of(*(Chunk(latex.plain(Text((c,))), c.style & Style.PROTECTED) for c in text.chunks))
    )


def _formatted(library: Library, style: str) -> Iterator[Any]:
    if style not in STYLES:
        hint = did_you_mean(style, STYLES)
        message = f"pybtex has no style “{style}”.{hint} There are: {', '.join(STYLES)}."
        raise StyleError(message)
    parser = Parser(encoding="utf-8")
    # These styles print eprint, doi and url by themselves.
    options = Options(ascii=False, profile="minimal")
    data = parser.parse_string(bibtex.writer(bibtex.Variant.CLASSIC).write(library, options))
    for entry in data.entries.values():
        for people in entry.persons.values():
            if len(people) > 1 and str(people[-1]) == "others":
                people[-1] = Person(_ET_AL)
        for name, value in entry.fields.items():
            if name not in VERBATIM:
                entry.fields[name] = _readable(normalize_whitespace(value))
        archive = f"{entry.fields.get('archiveprefix')}:{entry.fields.get('eprint')}"
        if entry.fields.get("howpublished") == archive:
            # These styles print eprint; what stands in for it elsewhere would be a second one.
            del entry.fields["howpublished"]
    formatting = find_plugin("pybtex.style.formatting", style)()
    if style.endswith("alpha"):
        formatting.format_labels = _AlphaLabels().format_labels
    return iter(formatting.format_bibliography(data))
