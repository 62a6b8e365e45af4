"""`Text` -> LaTeX source that reads back as the same text."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.braces import balanced
from pllm_bib.formats.shared.latex.decoder import MATH, decode
from pllm_bib.formats.shared.latex.scanner import SPACE_RUN
from pllm_bib.formats.shared.latex.tables import (
    ACCENTS,
    LETTERS,
    STYLE_COMMANDS,
    SYMBOLS,
)
from pllm_bib.model.limits import normalize
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable

_UTF8_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    # In OT1, the fonts that LaTeX takes unless told otherwise, these are other signs.
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "\u00a0": "~",
    "\u00ad": r"\-",
    "\u2009": r"\,",
    "–": "--",
    "—": "---",
}
_ASCII_LIGATURES = {"“": "``", "”": "''", "’": "'", "‘": "`"}
_ACCENT_OF = {combining: command for command, combining in ACCENTS.items()}


def _first_commands(table: dict[str, str]) -> dict[str, str]:
    commands: dict[str, str] = {}
    for command, text in table.items():
        if not text.isascii():
            commands.setdefault(text, command)
    return commands


_COMMAND_OF = _first_commands(LETTERS) | _first_commands(SYMBOLS)
_STYLE_COMMAND_OF = {style: name for name, style in reversed(STYLE_COMMANDS.items()) if style}
_COMMAND_OF_STYLE = {
    style.value: "" if style is Style.PROTECTED else _STYLE_COMMAND_OF[style]
    for style in (
        Style.EMPHASIS,
        Style.STRONG,
        Style.SMALL_CAPS,
        Style.SUPERSCRIPT,
        Style.SUBSCRIPT,
        Style.CODE,
        Style.PROTECTED,
    )
}
"""Number of a style -> its command, the outermost first. Braces protect without one."""
_NESTED = sum(_COMMAND_OF_STYLE)
_MATH, _URL, _RAW = Style.MATH.value, Style.URL.value, Style.RAW.value


def encode(text: Text, *, ascii_only: bool = False) -> str:
    """Write a text as LaTeX source that `decode` reads back as the same text.

    With ``ascii_only`` the result is 7-bit as far as LaTeX has commands for the characters:
    letters of other scripts stay as they are, single quotation marks become `` ` `` and ``'``, and
    a sign that LaTeX lacks becomes the nearest that it has.
    """
    escape = _escape_ascii if ascii_only else _escape_utf8
    if len(text.chunks) == 1 and text.chunks[0].style is Style.NONE:
        return escape(text.chunks[0].value)
    escape = functools.partial(escape, more=True)
    return _nested([(chunk.value, chunk.style.value) for chunk in text.chunks], escape)


def encode_plain(text: str, *, ascii_only: bool = False) -> str:
    """Write a plain string as LaTeX source."""
    return _escape_ascii(text) if ascii_only else _escape_utf8(text)


def to_ascii(source: str) -> str:
    """Return LaTeX source with commands for letters beyond 7 bits, all else as it is."""
    if source.isascii():
        return source
    ligatures = {"–": "--", "—": "---", "\u00a0": "~"}
    return _IN_SOURCE.sub(lambda m: ligatures.get(m.group()) or _ascii_char(m.group()), source)


def needs_fonts(source: str) -> bool:
    """Say whether a source has words in Greek or Cyrillic.

    Commands for their letters need fonts that a document has only if it asks for them.
    """
    return _OTHER_SCRIPT.search(source) is not None


def _nested(chunks: list[tuple[str, int]], escape: Callable[[str], str]) -> str:
    """Write chunks, each style opened over the longest run of neighbours that share it."""
    pieces: list[str] = []
    raw: list[int] = []
    at = 0
    while at < len(chunks):
        style, end = _longest_style(chunks, at)
        if style:
            inner = _nested([(value, held & ~style) for value, held in chunks[at:end]], escape)
            command = _COMMAND_OF_STYLE[style]
            # A group that starts with a backslash would protect nothing.
            shield = "{}" if not command and inner.startswith("\\") else ""
            pieces.append(f"\\{command}{{{inner}}}" if command else f"{{{shield}{inner}}}")
        else:
            if chunks[at][1] & _RAW:
                raw.append(len(pieces))
            pieces.append(_leaf(*chunks[at], escape))
        at = end
    for index in reversed(raw):
        pieces[index] = _kept_apart(pieces[index], "".join(pieces[index + 1 : index + 2]))
    return "".join(pieces)


def _kept_apart(command: str, following: str) -> str:
    """Return a command with an end, so that the next text does not become part of it."""
    is_word = command[1:].isalpha()
    if is_word and re.match(r"[A-Za-z*]", following):
        return command + " "
    if following.startswith(("{", "[")) or (is_word and SPACE_RUN.match(following)):
        return f"{{{command}}}"
    return command


def _longest_style(chunks: list[tuple[str, int]], at: int) -> tuple[int, int]:
    """Return the style to open at a place (0 for no style) and where it ends."""
    held = chunks[at][1]
    if not held & _NESTED:
        return 0, at + 1
    best, best_end = 0, at
    for style in _COMMAND_OF_STYLE:
        if held & style:
            end = at + 1
            while end < len(chunks) and chunks[end][1] & style:
                end += 1
            if end > best_end:
                best, best_end = style, end
    return best, best_end


def _leaf(value: str, style: int, escape: Callable[[str], str]) -> str:
    if style & _MATH:
        math = _math(value)
        return f"{{{math}}}" if _outer_capital(math) else math
    if style & _URL:
        return f"\\url{{{value}}}"
    return value if style & _RAW else escape(value)


def _outer_capital(source: str) -> bool:
    """Say whether a capital stands outside braces, where styles lower it: ``$O(n)$``."""
    depth = 0
    for char in source:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0 and char.isupper():
            return True
    return False


def _math(value: str) -> str:
    """Return math between delimiters that do not occur inside it."""
    for opening, closing in (("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        match = MATH[opening].match(value + closing)
        if match and match.group(1) == value and balanced(value):
            return opening + value + closing
    return f"\\ensuremath{{{value}}}"


# Characters that would melt into a ligature with the next one; an empty group keeps them apart.
_QUOTES = r"(?<![\w`])`(?=[^\s`'][^`\n]*')"
"""A grave accent that would open a quotation in single marks."""
_MAY_QUOTE = r"(?<![\w`])`(?![\s`'])"
"""The same where other chunks follow."""
_MELTING, _MELTING_BEFORE_MORE = (
    regex(rf"[-–—](?=[-–—])|[`?!](?=`)|'(?=')|{quotes}") for quotes in (_QUOTES, _MAY_QUOTE)
)
_MELTING_ASCII, _MELTING_ASCII_BEFORE_MORE = (
    regex(rf"[-–—](?=[-–—])|[`‘“?!](?=[`‘“])|['’”](?=['’”])|{quotes}")
    for quotes in (_QUOTES, _MAY_QUOTE)
)
_ESCAPED = regex("[" + re.escape("".join(_UTF8_ESCAPES)) + "`'‘’“”?!-]")
_BEYOND_ASCII = regex(r"[^\\{}$&#%_^'`-][\u0300-\u036f]+|[^\x00-\x7f]")
"""A character with its accents, or a lone one."""
_OTHER_SCRIPT = regex(r"[\u0400-\u052f]|[\u0370-\u03ff\u1f00-\u1fff]{2}")
_IN_SOURCE = regex(rf"(?<!(?<!\\)\\)(?:{_BEYOND_ASCII.pattern})")
"""The same in LaTeX source, unless it is the name of a command."""


def _escape_utf8(value: str, *, more: bool = False) -> str:
    return _escape(value, _MELTING_BEFORE_MORE if more else _MELTING)


def _escape_ascii(value: str, *, more: bool = False) -> str:
    value = _escape(value, _MELTING_ASCII_BEFORE_MORE if more else _MELTING_ASCII)
    return _BEYOND_ASCII.sub(lambda match: _ascii_char(match.group()), value)


def _escape(value: str, melting: re.Pattern[str]) -> str:
    def escape(match: re.Match[str]) -> str:
        char = _UTF8_ESCAPES.get(match.group(), match.group())
        return char + "{}" if melting.match(value, match.start()) else char

    return _ESCAPED.sub(escape, value)


@functools.cache
def _ascii_char(char: str) -> str:
    """Return a character with its accents as 7-bit LaTeX; as it is without commands."""
    if char in _ASCII_LIGATURES:
        return _ASCII_LIGATURES[char]
    if char in _COMMAND_OF:
        return f"{{\\{_COMMAND_OF[char]}}}"
    decomposed = normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if marks and base.isascii() and all(mark in _ACCENT_OF for mark in marks):
        return "{" + _accented(base, marks) + "}"
    if unicodedata.combining(char[-1]):
        return "".join(map(_ascii_char, char[:-1])) + char[-1]
    from pylatexenc.latexencode import UnicodeToLatexEncoder, get_builtin_conversion_rules

    encoder = UnicodeToLatexEncoder(
        conversion_rules=get_builtin_conversion_rules("defaults"),
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    latex = str(encoder.unicode_to_latex(char))
    text, problems = decode(latex)
    # For signs, the nearest that LaTeX has will do. A letter may not become another one.
    same = str(text) in {char, normalize("NFKC", char)} or text.styles() & Style.MATH
    return latex if not problems and (same or not char.isalpha()) else char


_BELOW = frozenset("\u0323\u0326\u0327\u0328\u0331")


def _accented(base: str, marks: str) -> str:
    # LaTeX itself takes the dot off before these accents. Other programs leave \i without its own.
    dotted = base == "i" and len(marks) == 1 and _ACCENT_OF[marks] in "`'^\""
    dotless = base in {"i", "j"} and not dotted and not _BELOW.issuperset(marks)
    source = f"\\{base}" if dotless else base
    for mark in marks:
        command = _ACCENT_OF[mark]
        short = len(source) == 1 and not command.isalpha()
        source = f"\\{command}{source}" if short else f"\\{command}{{{source}}}"
    return source
