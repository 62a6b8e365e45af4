"""Styled text as runs, to compare an entry's text with a reader's.

A run is a stretch of plain text with the names of its styles (``emphasis``, ``protected``).
"""

from __future__ import annotations

import functools
import html
import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style
from pllm_bib.verifying import latex_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pllm_bib.model.text import Text
    from pllm_bib.verifying.latex_reading import Run, Runs


@functools.lru_cache(maxsize=10_000)
def of_text(text: Text | None, *, source: bool) -> Runs:
    """Return the runs of an entry's text.

    With ``source``, math is its TeX source, as BibTeX has it, and protected if it has capitals to
    protect. Without, it is pylatexenc's text for it, in a style of its own.
    """
    runs: list[Run] = []
    for chunk in text.chunks if text else ():
        names = _names(chunk.style)
        if not chunk.style & Style.MATH:
            runs.append((chunk.value, names))
        elif source:
            braced = latex_reading.braces_count(chunk.value)
            runs.append((chunk.value, names - {"protected"} | ({"protected"} if braced else set())))
        else:
            runs.append((latex_reading.math(chunk.value), names | {_FORMULA}))
    return tuple(runs)


_FORMULA = "formula"


def without_formulas(runs: Runs) -> tuple[Runs, str]:
    """Return the runs of running text, and the text of the formulas."""
    formulas = [value for value, styles in runs if _FORMULA in styles]
    return tuple(run for run in runs if _FORMULA not in run[1]), "".join(formulas)


def outside_formulas(
    wanted: list[str], got: list[str], formulas: str, fold: Callable[[str], str]
) -> list[str]:
    """Return a reader's stretches of a style without those by which it shows formulas.

    One that has more than is wanted counts as wanted, since a formula may stand beside it.
    """
    kept: list[str] = []
    for stretch in got:
        expected = wanted[len(kept)] if len(kept) < len(wanted) else None
        if expected is not None and fold(expected) in fold(stretch):
            kept.append(expected)
        elif fold(stretch) not in formulas:
            kept.append(stretch)
    return kept


@functools.cache
def _names(styles: Style) -> frozenset[str]:
    return frozenset(str(style.name).lower() for style in Style if style & styles)


def plain(runs: Runs) -> str:
    """Return the text of runs in NFC, with single blanks, since no format keeps more."""
    text = normalize("NFC", "".join(value for value, _styles in runs))
    return _BLANKS.sub(" ", text).strip(" ")


_BLANKS = regex(r"[ \t\n]+")


def stretches(runs: Runs, style: str) -> list[str]:
    """Return the stretches of text that have a style, without blanks at their ends."""
    found = []
    for styled, group in itertools.groupby(runs, lambda run: style in run[1]):
        if styled and (text := plain(tuple(group))):
            found.append(text)
    return found


def is_unreadable(text: Text) -> bool:
    """Say whether a text has LaTeX that cannot be read: formats may write anything for it."""
    return bool(text.styles() & Style.RAW)


def folding(text: Text | None) -> Callable[[str], str]:
    """Return the function that removes the differences between plain forms of a text."""
    if not text:
        return str
    if is_unreadable(text):
        return lambda _value: ""
    return without_scripts if text.styles() & Style.MATH else str


def without_scripts(value: str) -> str:
    """Return only the letters and signs of a formula.

    In plain text x², x^2 and x2 are all right, with blanks or without; so are √x and √(x), and a
    bar or a macron over a letter.
    """
    value = normalize("NFKC", value.replace("\u0305", "\u0304"))
    return re.sub(r"[\s^_{}]", "", _ROOT.sub(r"\1\2", value))


_ROOT = regex(r"([√∛∜])\(([^()]*)\)")


CSL_TAGS = {
    "i": "emphasis",
    "b": "strong",
    "sup": "superscript",
    "sub": "subscript",
    'span class="nocase"': "protected",
    'span style="font-variant:small-caps;"': "small_caps",
}
"""The markup of CSL's rich text (CSL-JSON input, "rich text formatting")."""
HTML_TAGS = {
    "p": "",
    "em": "emphasis",
    "strong": "strong",
    "sup": "superscript",
    "sub": "subscript",
    "code": "code",
}
"""The markup of Zotero's notes, as far as entries use it."""


def of_csl(value: str) -> Runs:
    """Read CSL's rich text. Raises ``ValueError`` for tags that do not match."""
    return _tagged(value, CSL_TAGS)


def of_html(value: str) -> Runs:
    """Read the HTML of a note. Raises ``ValueError`` for tags that do not match."""
    runs = _tagged(value, HTML_TAGS)
    return tuple((html.unescape(text), styles) for text, styles in runs)


def _tagged(value: str, tags: Mapping[str, str]) -> Runs:
    runs: list[Run] = []
    opened: list[tuple[str, str]] = []
    for piece in _pattern(tuple(tags)).split(value):
        tag = piece[1:-1]
        if tag in tags and piece.startswith("<"):
            opened.append((tag.partition(" ")[0], tags[tag]))
        elif tag.startswith("/") and piece.startswith("<"):
            if not opened or opened[-1][0] != tag[1:]:
                message = f"{piece} closes what is not open"
                raise ValueError(message)
            opened.pop()
        elif piece:
            runs.append((piece, frozenset(style for _tag, style in opened if style)))
    if opened:
        message = f"<{opened[-1][0]}> is not closed"
        raise ValueError(message)
    return tuple(runs)


@functools.cache
def _pattern(tags: tuple[str, ...]) -> re.Pattern[str]:
    opening = "|".join(re.escape(tag) for tag in tags)
    closing = "|".join(sorted({tag.partition(" ")[0] for tag in tags}))
    return re.compile(f"(<(?:{opening})>|</(?:{closing})>)")
