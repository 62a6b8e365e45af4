"""References in BibTeX's own styles, as pybtex renders them.

pybtex knows only the entry types of 1988. Entries go to it as `bibtex` writes them for classic
styles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pybtex.backends import BaseBackend
from pybtex.database.input.bibtex import Parser
from pybtex.plugin import find_plugin
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


def references(library: Library, style: str) -> list[tuple[str, Tokens]]:
    """Format a library's entries; return keys and tokens in the style's order."""
    backend = _TokenBackend()
    result = []
    for formatted in _formatted(library, style):
        label: Tokens = ["[", formatted.label, "] "]
        result.append((formatted.key, [*label, *formatted.text.render(backend)]))
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
        for name, value in entry.fields.items():
            if name not in VERBATIM:
                entry.fields[name] = _readable(normalize_whitespace(value))
        archive = f"{entry.fields.get('archiveprefix')}:{entry.fields.get('eprint')}"
        if entry.fields.get("howpublished") == archive:
            # These styles print eprint; what stands in for it elsewhere would be a second one.
            del entry.fields["howpublished"]
    return iter(find_plugin("pybtex.style.formatting", style)().format_bibliography(data))
