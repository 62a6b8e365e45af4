"""The attributes that format what an element renders: case, fonts, quotes, affixes, display."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from pllm_bib.citing.csl.initials import has_romanesque
from pllm_bib.citing.csl.text.case import apply_case
from pllm_bib.citing.csl.text.richtext import parse_field
from pllm_bib.citing.csl.text.tokens import (
    DISPLAYS,
    PAIRS,
    Affix,
    GroupAffix,
    Mark,
    Tokens,
    plain,
    wrapped,
)
from pllm_bib.citing.csl.xml import tag
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.citing.csl.xml import Element

_MARKS = {
    ("font-style", "italic"): "i",
    ("font-style", "oblique"): "oblique",
    ("font-style", "normal"): "i-normal",
    ("font-variant", "small-caps"): "sc",
    ("font-variant", "normal"): "sc-normal",
    ("font-weight", "bold"): "b",
    ("font-weight", "light"): "light",
    ("font-weight", "normal"): "b-normal",
    ("text-decoration", "underline"): "u",
    ("text-decoration", "none"): "u-normal",
    ("vertical-align", "sup"): "sup",
    ("vertical-align", "sub"): "sub",
    ("vertical-align", "baseline"): "baseline",
}
"""Formatting attribute and value -> mark, in the order in which they are applied."""
_ASSUMED_FOREIGN = frozenset(
    "archive archive-place authority collection-title container-title event event-place genre "
    "jurisdiction medium publisher publisher-place title title-short".split()
)
"""Variables that title case leaves alone, like all in works of other languages, in a style that
is not English where a work names no language."""
PUNCTUATION = frozenset(".,;:!?")
"""Punctuation that a group around a quotation puts inside it, before that of its own element."""
_INNER, _OUTER = (Mark("q", opens=True, value=kind) for kind in ("inner", "outer"))
_LEAVES = frozenset({"text", "number", "label", "term"})


class Finish(Protocol):
    """A function that formats what an element rendered; ``language`` is the work's."""

    def __call__(self, tokens: Tokens, language: str = "") -> Tokens:
        """Return formatted tokens."""


class Rewording(NamedTuple):
    """The change of an element's words: full stops left out, and a text case."""

    strip: bool
    case: str | None
    english_only: bool
    """The case is one for English alone."""
    assumed: str
    """The language of works that name none, where it matters whether they are English."""
    default_language: str
    """The same, as to letters."""

    def __bool__(self) -> bool:
        return self.strip or bool(self.case)

    def applied(self, tokens: Tokens, language: str = "") -> Tokens:
        """Return tokens so changed."""
        if self.strip:
            tokens = strip_periods(tokens)
        if self.case and not (self.english_only and (language[:2].lower() or self.assumed) != "en"):
            tokens = apply_case(tokens, self.case, language or self.default_language)
        return tokens


def rewording(element: Element, default_language: str, case: str | None = None) -> Rewording:
    """Return what an element makes of words; parameters are those of `finisher`."""
    case = element.get("text-case") or case
    return Rewording(
        strip=element.get("strip-periods") == "true",
        case=case,
        english_only=case == "title" and tag(element) == "text" and not element.get("term"),
        assumed=default_language if element.get("variable") in _ASSUMED_FOREIGN else "en",
        default_language=default_language,
    )


def finisher(
    element: Element, default_language: str, case: str | None = None, *, moves_in: bool = False
) -> Finish:
    """Return the function that applies an element's formatting attributes.

    ``default_language`` is that of works that name none. ``case`` is the text case of an element
    that names none. With ``moves_in``, punctuation moves into quotations.
    """
    reworded = rewording(element, default_language, case)
    rewords = bool(reworded)
    quotes = element.get("quotes") == "true"
    marks = marks_of(element.attrib)
    prefix = parse_affix(element.get("prefix", ""))
    leaf = tag(element) in _LEAVES and element.get("macro") is None
    kind = Affix if leaf else GroupAffix
    suffix: Tokens = [
        kind(token) if isinstance(token, str) else token
        for token in parse_affix(element.get("suffix", ""))
    ]
    moves = moves_in and not leaf and element.get("suffix", "")[:1] in PUNCTUATION
    display = _display(element)
    upright = _upright(marks) if leaf else marks

    def finish(tokens: Tokens, language: str = "") -> Tokens:
        if rewords:
            tokens = reworded.applied(tokens, language)
        applied = marks
        if upright != marks and not has_romanesque(plain(tokens)):
            applied = upright
        for mark in applied:
            tokens = wrapped(tokens, mark)
        if quotes:
            tokens = wrapped(tokens, "q")
        if prefix or suffix:
            moved = moves and ends_quotation(tokens)
            tokens = [*prefix, *(_moved(tokens, suffix) if moved else (*tokens, *suffix))]
        return wrapped(tokens, display) if display else list(tokens)

    return finish


def outermost(finish: Finish) -> Finish:
    """Return a function that makes the quotations of a field the outer ones, where it says “false”.

    CSL does not tell this value from none; citeproc-js does.
    """

    def finish_outermost(tokens: Tokens, language: str = "") -> Tokens:
        return finish([_OUTER if token == _INNER else token for token in tokens], language)

    return finish_outermost


def _display(element: Element) -> str:
    """Return the block that an element of the layout itself, not of a group in it, makes."""
    display = element.get("display", "")
    parent = element.getparent() if display in DISPLAYS else None
    while parent is not None and tag(parent) in {"choose", "if", "else-if", "else"}:
        parent = parent.getparent()
    return display if parent is not None and tag(parent) == "layout" else ""


def _moved(tokens: Tokens, suffix: Tokens) -> Tokens:
    """Put a suffix behind tokens, its first character before what is behind a quotation."""
    text = str(suffix[0])
    return [*tokens[:-1], text[0], tokens[-1], text[1:], *suffix[1:]]


def ends_quotation(tokens: Tokens) -> bool:
    """Say whether the last text is what its own element puts behind a quotation.

    The punctuation of a group around it comes before that, as citeproc-js has it.
    """
    return len(tokens) > 1 and isinstance(tokens[-1], str) and tokens[-2] == PAIRS["q"][1]


def marks_of(attributes: Any) -> tuple[str, ...]:
    """Return the marks that formatting attributes stand for, innermost first."""
    return tuple(mark for (name, value), mark in _MARKS.items() if attributes.get(name) == value)


def _upright(marks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the marks without italics, for scripts that have none."""
    return tuple(mark for mark in marks if mark not in {"i", "oblique", "i-normal"})


def parse_affix(value: str) -> Tokens:
    """Return an affix as tokens; it may hold rich text as a field may."""
    return parse_field(value) if "<" in value else ([value] if value else [])


def strip_periods(tokens: Tokens) -> Tokens:
    """Drop full stops, except before a small letter."""
    return [
        re.sub(r"\.([^a-z]|$)", r"\1", token) if isinstance(token, str) else token
        for token in tokens
    ]
