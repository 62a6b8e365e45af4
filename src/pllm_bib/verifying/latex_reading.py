r"""LaTeX source as runs of styled text, read with pylatexenc.

Four things differ from that library's `LatexNodes2Text`. The styles of arguments are kept; braces
that protect letter case are recognised; addresses are verbatim. Source that LaTeX would refuse or
leave out (``&`` or ``_`` without a backslash, a comment) is an error.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as texts_of_macros
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerError,
)
from pylatexenc.latexwalker import get_default_latex_context_db as macros
from pylatexenc.macrospec import MacroSpec

from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

Run = tuple[str, frozenset[str]]
Runs = tuple[Run, ...]

_STYLES = {
    "emph": "emphasis",
    "textbf": "strong",
    "textsc": "small_caps",
    "textsuperscript": "superscript",
    "textsubscript": "subscript",
    "texttt": "code",
}
"""Command -> style of its argument."""
_COMMA_BELOW = "textcommabelow"
_MARKUP = regex(r"[\\{}$&%#_^~]|--|``|''|[!?]`")
_BARE = regex(r"[#_^]")
_ADDRESS = regex(r"\\url\{((?:[^{}]|\{[^{}]*\})*)\}")
_FIRST_PLACEHOLDER = 0xE000
"""The first of the private-use characters that replace addresses while the rest is read."""
_PLACEHOLDER = regex("([\ue000-\uf8ff])")


@functools.lru_cache(maxsize=20_000)
def read(source: str) -> Runs:
    """Read LaTeX source. Raises ``ValueError`` where LaTeX would fail or leave text out."""
    if not _MARKUP.search(source):
        return ((source, frozenset()),)
    addresses: list[str] = []

    def kept(match: re.Match[str]) -> str:
        addresses.append(match.group(1))
        return chr(_FIRST_PLACEHOLDER + len(addresses) - 1)

    try:
        walker = LatexWalker(
            _ADDRESS.sub(kept, source), latex_context=_macros(), tolerant_parsing=False
        )
        return tuple(_runs(walker.get_latex_nodes()[0], frozenset(), addresses))
    except (LatexWalkerError, LookupError, AttributeError) as error:
        # The library fails at some commands (\\href) with errors that are not its own.
        message = f"no LaTeX: {' '.join(str(error).split())}"
        raise ValueError(message) from error


def plain(source: str) -> str:
    """Return LaTeX source as plain text in NFC. Raises ``ValueError`` as `read` does."""
    return normalize("NFC", "".join(value for value, _styles in read(source)))


def braces_count(source: str) -> bool:
    """Say whether a formula, without delimiters, has capitals that a change of case would alter.

    BibTeX leaves the text in braces alone.
    """
    depth = 0
    for char in source:
        depth += (char == "{") - (char == "}")
        if depth == 0 and char.isupper():
            return True
    return False


def math(source: str) -> str:
    """Return what pylatexenc prints for a formula, which is given without its delimiters."""
    return " ".join(str(_printer().latex_to_text(f"${source}$")).split())


def _runs(nodes: Iterable[Any], styles: frozenset[str], addresses: list[str]) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, LatexCharsNode):
            yield from _characters(node.chars, styles, addresses)
        elif isinstance(node, LatexGroupNode):
            # To BibTeX, a group that starts with a command is a special character.
            inner = node.latex_verbatim()[1:]
            special = inner.startswith("\\") or _PLACEHOLDER.match(inner)
            protected = styles if special else styles | {"protected"}
            yield from _runs(node.nodelist, protected, addresses)
        elif isinstance(node, LatexMathNode):
            inner = node.latex_verbatim()
            start, end = (len(delimiter) for delimiter in node.delimiters)
            source = inner[start : len(inner) - end]
            yield source, (styles if braces_count(source) else styles - {"protected"}) | {"math"}
        elif isinstance(node, LatexMacroNode) and node.macroname in _STYLES:
            yield from _runs(_argument(node), styles | {_STYLES[node.macroname]}, addresses)
        elif isinstance(node, LatexCommentNode) or (
            isinstance(node, LatexSpecialsNode) and node.specials_chars == "&"
        ):
            message = f"“{node.latex_verbatim()[:1]}” without a backslash"
            raise ValueError(message)
        else:
            yield str(_printer().nodelist_to_text([node])), styles


def _characters(value: str, styles: frozenset[str], addresses: list[str]) -> Iterator[Run]:
    for piece in _PLACEHOLDER.split(value):
        if _PLACEHOLDER.match(piece) and ord(piece) - _FIRST_PLACEHOLDER < len(addresses):
            yield addresses[ord(piece) - _FIRST_PLACEHOLDER], styles | {"url"}
            continue
        if bare := _BARE.search(piece):
            message = f"“{bare.group()}” without a backslash"
            raise ValueError(message)
        if piece:
            yield piece, styles


def _argument(node: Any) -> Iterable[Any]:
    """Return the nodes of a command's one argument."""
    (argument,) = node.nodeargd.argnlist
    return argument.nodelist if isinstance(argument, LatexGroupNode) else [argument]


@functools.cache
def _macros() -> Any:
    """Return the library's commands, with the arguments of those that it lacks."""
    known = macros()
    known.add_context_category(
        "styles", macros=[MacroSpec(name, "{") for name in (*_STYLES, _COMMA_BELOW)], prepend=True
    )
    return known


@functools.cache
def _printer() -> Any:
    """Return the library's printer, with texts for LaTeX's own commands that it lacks."""
    known = texts_of_macros()
    texts = {
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciicircum": "^",
        "SS": "ẞ",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
        "textperiodcentered": "·",
        "pounds": "£",
        ",": "\u2009",
        "slash": "/",
    } | {name: name for name in ("TeX", "LaTeX", "BibTeX")}
    specs = [MacroTextSpec(*pair) for pair in texts.items()]
    specs.append(MacroTextSpec(_COMMA_BELOW, "%s\u0326"))
    known.add_context_category("kernel", macros=specs, prepend=True)
    # What LaTeX does not know has no reading, and stays as it is: $O(\\sqrtT)$.
    known.set_unknown_macro_spec(
        MacroTextSpec("", simplify_repl=lambda node: str(node.latex_verbatim()))
    )
    return LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)
