"""LaTeX source <-> `Text`.

What is read: accents, special letters and symbols, style commands, math, dashes, quotation marks,
ties, addresses and protecting braces, by the rules of BibTeX (a group that starts with a
backslash is a *special character* and protects nothing; see the "BibTeXing" guide, section 4).
Commands that have no reading are kept letter for letter as RAW chunks and reported.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pllm_bib.formats.latex_tables import (
    ACCENTS,
    ESCAPES,
    INNER_QUOTES,
    LETTERS,
    QUOTE_COMMANDS,
    STYLE_COMMANDS,
    STYLE_SWITCHES,
    SYMBOLS,
)
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(
    r"""
      (?P<word>   \\ [A-Za-z]+ \*? )
    | (?P<symbol> \\ (?:.|\n|$) )
    | (?P<open>   \{ )
    | (?P<close>  \} )
    | (?P<math>   \$ )
    | (?P<tie>    ~ )
    | (?P<dash>   -{2,3} )
    | (?P<quote>  `` | '' )
    | (?P<plain>  [^\\{}$~`'-]+ | . | \n )
    """,
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[\\{}$~]|--|``|''")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in LaTeX source that has no reading: where (0-based offset) and what."""

    offset: int
    message: str


@dataclass(slots=True)
class _Group:
    """A group or an argument that is being read."""

    style: Style
    closing: str = ""
    """What is printed at its end (a quotation mark)."""
    quotes: int = 0
    """How many quotations are open around it."""


@dataclass(slots=True)
class _Decoder:
    source: str
    at: int = 0
    chunks: list[Chunk] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group(Style.NONE)])
    accent: str | None = None
    """A combining character that waits for its letter."""

    def run(self) -> None:
        source = self.source
        while self.at < len(source):
            token = _TOKEN.match(source, self.at)
            assert token is not None  # the last alternative takes any character
            start, self.at = self.at, token.end()
            getattr(self, f"_{token.lastgroup}")(token.group(), start)
        if self.accent is not None:
            self._put("")
        if len(self.groups) > 1:
            self.problems.append(Problem(len(source), "a brace is not closed"))

    # One method a kind of token.

    def _word(self, token: str, start: int) -> None:
        name = token[1:]
        if name in ACCENTS:
            self._skip_spaces()
            self._start_accent(ACCENTS[name])
            return
        if name in LETTERS:
            self._end_of_word()
            letter = LETTERS[name]
            self._put({"ı": "i", "ȷ": "j"}.get(letter, letter) if self.accent else letter)
        elif name in SYMBOLS:
            self._end_of_word()
            self._put(SYMBOLS[name])
        elif name in STYLE_SWITCHES:
            self._skip_spaces()
            self.groups[-1].style |= STYLE_SWITCHES[name]
        elif name in STYLE_COMMANDS:
            self._open_argument(STYLE_COMMANDS[name])
        elif name in QUOTE_COMMANDS:
            depth = self.groups[-1].quotes
            opening, closing = QUOTE_COMMANDS[name] if depth % 2 == 0 else INNER_QUOTES
            self._put(opening)
            self._open_argument(Style.NONE, closing)
        elif name == "url":
            self._put_verbatim(self._argument() or "", Style.URL, start)
        elif name == "ensuremath":
            self._put_verbatim(self._argument() or "", Style.MATH, start)
        elif symbol := _macro_text(name):
            self._end_of_word()
            self._put(symbol)
        else:
            self._unknown(start)

    def _symbol(self, token: str, start: int) -> None:
        char = token[1:]
        if char in ACCENTS:
            self._skip_spaces()
            self._start_accent(ACCENTS[char])
        elif char in {"(", "["}:
            end = self.source.find("\\" + {"(": ")", "[": "]"}[char], self.at)
            if end < 0:
                self._unknown(start)
                return
            value = self.source[self.at : end]
            self.at = end + 2
            self._put_verbatim(value, Style.MATH, start)
        elif char in ESCAPES:
            self._put(ESCAPES[char])
        else:
            self._unknown(start)

    def _open(self, _token: str, _start: int) -> None:
        group = self.groups[-1]
        special = self.source.startswith("\\", self.at)
        style = group.style if special else group.style | Style.PROTECTED
        if self.accent is not None:
            style = group.style  # the argument of an accent protects nothing
        self.groups.append(_Group(style, quotes=group.quotes))

    def _close(self, token: str, start: int) -> None:
        if self.accent is not None:
            self._put("")
        if len(self.groups) == 1:
            self.problems.append(Problem(start, "a brace is closed that was not opened"))
            self._put(token)
            return
        self._put(self.groups.pop().closing)

    def _math(self, _token: str, start: int) -> None:
        end = self.at
        while (end := self.source.find("$", end)) > 0 and self.source[end - 1] == "\\":
            end += 1
        if end < 0:
            self.problems.append(Problem(start, "math starts here and never ends"))
            self._put("$")
            return
        value = self.source[self.at : end]
        self.at = end + 1
        if not value:  # `$$ ... $$`
            end = self.source.find("$$", self.at)
            if end < 0:
                self._put("$$")
                return
            value = self.source[self.at : end]
            self.at = end + 2
        self._put_verbatim(value, Style.MATH, start)

    def _tie(self, _token: str, _start: int) -> None:
        self._put("\u00a0")

    def _dash(self, token: str, _start: int) -> None:
        self._put(_LIGATURES[token])

    def _quote(self, token: str, _start: int) -> None:
        self._put(_LIGATURES[token])

    def _plain(self, token: str, _start: int) -> None:
        self._put(token)

    # Helpers.

    def _put(self, text: str) -> None:
        if self.accent is not None and (text or self.at >= len(self.source)):
            # Without a letter the accent stands over a no-break space, as TeX prints it.
            base = text[:1] or "\u00a0"
            text, self.accent = base + self.accent + text[1:], None
        if text:
            self.chunks.append(Chunk(text, self.groups[-1].style))

    def _put_verbatim(self, value: str, style: Style, start: int) -> None:
        if value.strip():
            self.chunks.append(Chunk(value, style | self.groups[-1].style & ~Style.PROTECTED))
        else:
            self.problems.append(Problem(start, "there is nothing in this"))

    def _start_accent(self, combining: str) -> None:
        if self.source.startswith("{}", self.at):
            self.at += 2
            spacing = {"\u0303": "~", "\u0302": "^", "\u0300": "`", "\u0301": "´", "\u0308": "¨"}
            self._put(spacing.get(combining, "\u00a0" + combining))
        else:
            self.accent = (self.accent or "") + combining

    def _open_argument(self, style: Style, closing: str = "") -> None:
        self._skip_spaces()
        group = self.groups[-1]
        quotes = group.quotes + bool(closing)
        if self.source.startswith("{", self.at):
            self.at += 1
            self.groups.append(_Group(group.style | style, closing, quotes))
        elif self.at < len(self.source):  # an argument without braces is one character
            self.chunks.append(Chunk(self.source[self.at] + closing, group.style | style))
            self.at += 1

    def _argument(self) -> str | None:
        """The source of a braced argument that starts here, white space before it skipped."""
        self._skip_spaces()
        end = closing_brace(self.source, self.at)
        if end is None:
            return None
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return value

    def _unknown(self, start: int) -> None:
        """Keep a command and its arguments letter for letter."""
        while self.source[self.at : self.at + 1] in {"{", "["}:
            if self.source[self.at] == "{":
                end = closing_brace(self.source, self.at)
            else:
                end = self.source.find("]", self.at)
            if end is None or end < 0:
                break
            self.at = end + 1
        value = self.source[start : self.at]
        command = re.match(r"\\(?:[A-Za-z]+|.?)", value)
        shown = command.group() if command else value
        self.problems.append(Problem(start, f"the command {shown} has no reading here"))
        # A space behind a command word would be swallowed when the source is read again.
        if value[-1:].isalpha() and self.source[self.at : self.at + 1].isspace():
            value += "{}"
        self.chunks.append(Chunk(value, self.groups[-1].style & ~Style.PROTECTED | Style.RAW))

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1

    def _end_of_word(self) -> None:
        """TeX drops the white space, or the empty group, that ends a command word."""
        if self.source.startswith("{}", self.at):
            self.at += 2
        else:
            self._skip_spaces()


def closing_brace(source: str, at: int) -> int | None:
    """Index of the brace that closes the one at ``at``, as BibTeX counts: backslashes or not."""
    if source[at : at + 1] != "{":
        return None
    depth = 0
    for brace in _BRACE.finditer(source, at):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return None


_BRACE = re.compile(r"[{}]")


@functools.cache
def _macro_text(name: str) -> str | None:
    r"""What pylatexenc's table prints for a command without arguments: ``alpha`` -> α."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and text.strip() and "%" not in text else None


def decode(source: str) -> tuple[Text, tuple[Problem, ...]]:
    """Read LaTeX source (a field's value without its delimiters) as text.

    Returns the text and what could not be read; nothing is dropped: unreadable commands are in
    the text as RAW chunks.
    """
    if not _SPECIAL.search(source):
        return Text.of(source), ()
    decoder = _Decoder(source)
    decoder.run()
    return Text.of(*decoder.chunks), tuple(decoder.problems)


def decode_plain(source: str) -> str:
    """The plain reading of LaTeX source, for fields that carry no markup."""
    text, _problems = decode(source)
    return plain(text)


# ---------------------------------------------------------------------------------------------

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
    "\u00a0": "~",
    "\u00ad": r"\-",
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
_STYLE_COMMAND_OF = {
    style: command for command, style in reversed(STYLE_COMMANDS.items()) if style
} | {Style.PROTECTED: ""}
_NESTING = (
    Style.EMPHASIS,
    Style.STRONG,
    Style.SMALL_CAPS,
    Style.SUPERSCRIPT,
    Style.SUBSCRIPT,
    Style.CODE,
    Style.PROTECTED,
)


def encode(text: Text, *, ascii_only: bool = False) -> str:
    """Write a text as LaTeX source that `decode` reads back as the same text.

    With ``ascii_only`` the result is 7-bit as far as LaTeX has commands for the characters:
    letters of other scripts stay as they are, and typographic apostrophes become ``'``.
    """
    escape = _escape_ascii if ascii_only else _escape_utf8
    return _nested(list(text.chunks), escape)


def encode_plain(text: str, *, ascii_only: bool = False) -> str:
    """Write a plain string as LaTeX source."""
    return _escape_ascii(text) if ascii_only else _escape_utf8(text)


def to_ascii(source: str) -> str:
    """LaTeX source with its letters beyond 7 bits replaced by commands, all else as it is."""
    if source.isascii():
        return source
    ligatures = {"–": "--", "—": "---", "\u00a0": "~"}
    return "".join(
        char if char.isascii() else ligatures.get(char) or _ascii_char(char) for char in source
    )


def _nested(chunks: list[Chunk], escape: Callable[[str], str]) -> str:
    """Write chunks, each style opened over the longest run of neighbours that share it."""
    pieces: list[str] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        style, end = _longest_style(chunks, at)
        if style is Style.NONE:
            pieces.append(_leaf(chunk, escape))
            at += 1
            continue
        inner = _nested([Chunk(c.value, c.style & ~style) for c in chunks[at:end]], escape)
        command = _STYLE_COMMAND_OF[style]
        if command:
            pieces.append(f"\\{command}{{{inner}}}")
        else:
            # A group that starts with a backslash would protect nothing.
            pieces.append("{" + ("{}" if inner.startswith("\\") else "") + inner + "}")
        at = end
    return "".join(pieces)


def _longest_style(chunks: list[Chunk], at: int) -> tuple[Style, int]:
    best, best_end = Style.NONE, at
    for style in _NESTING:
        end = at
        while end < len(chunks) and chunks[end].style & style:
            end += 1
        if end > best_end:
            best, best_end = style, end
    return best, best_end


def _leaf(chunk: Chunk, escape: Callable[[str], str]) -> str:
    if chunk.style & Style.MATH:
        return f"${chunk.value}$"
    if chunk.style & Style.URL:
        return f"\\url{{{chunk.value}}}"
    if chunk.style & Style.RAW:
        return chunk.value
    return escape(chunk.value)


# Characters that would melt into a ligature with the next one; an empty group keeps them apart.
_MELTING = re.compile(r"[-–—](?=[-–—])|`(?=`)|'(?=')")
_MELTING_ASCII = re.compile(r"[-–—](?=[-–—])|[`‘“](?=[`‘“])|['’”](?=['’”])")
_UTF8_SPECIAL = re.compile("[" + re.escape("".join(_UTF8_ESCAPES)) + "]")


def _escape_utf8(value: str, melting: re.Pattern[str] = _MELTING) -> str:
    value = melting.sub(lambda m: m.group() + "\0", value)
    value = _UTF8_SPECIAL.sub(lambda m: _UTF8_ESCAPES[m.group()], value)
    return value.replace("\0", "{}")


def _escape_ascii(value: str) -> str:
    value = _escape_utf8(value, _MELTING_ASCII)
    if value.isascii():
        return value
    return "".join(char if char.isascii() else _ascii_char(char) for char in value)


@functools.cache
def _ascii_char(char: str) -> str:
    """One character as 7-bit LaTeX, or as it is where LaTeX has no command for it."""
    if char in _ASCII_LIGATURES:
        return _ASCII_LIGATURES[char]
    if char in _COMMAND_OF:
        return f"{{\\{_COMMAND_OF[char]}}}"
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if marks and base.isascii() and all(mark in _ACCENT_OF for mark in marks):
        return "{" + _accented(base, marks) + "}"
    if char == "\u2009":
        return r"\,"
    from pylatexenc.latexencode import UnicodeToLatexEncoder, get_builtin_conversion_rules

    encoder = UnicodeToLatexEncoder(
        conversion_rules=get_builtin_conversion_rules("defaults"),
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    return str(encoder.unicode_to_latex(char))


def _accented(base: str, marks: str) -> str:
    if not marks:
        return {"i": r"\i", "j": r"\j"}.get(base, base)
    command = _ACCENT_OF[marks[-1]]
    inner = _accented(base, marks[:-1])
    above = marks[-1] not in "\u0323\u0327\u0328\u0331"
    if len(marks) == 1 and not above:
        inner = base
    if command.isalpha():
        return f"\\{command}{{{inner}}}"
    return f"\\{command}{inner}" if len(inner) == 1 else f"\\{command}{{{inner}}}"


# ---------------------------------------------------------------------------------------------

_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def plain(text: Text) -> str:
    """The text without any markup: math in Unicode, commands without their backslashes."""
    return "".join(_plain_chunk(chunk) for chunk in text.chunks)


@functools.cache
def _plain_chunk(chunk: Chunk) -> str:
    if chunk.style & Style.MATH:
        return _plain_math(chunk.value)
    if chunk.style & Style.RAW:
        return _latex2text(chunk.value)
    return chunk.value


def _plain_math(source: str) -> str:
    def shift(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            value = match.group(1) or match.group(2)
            moved = value.translate(table)
            return moved if not set(moved) & set(value) else match.group()

        return replace

    script = r"\s*(?:\{([^{}]*)\}|([^{}\\\s]))"
    source = re.sub(r"\^" + script, shift(_SUPERSCRIPTS), source)
    source = re.sub("_" + script, shift(_SUBSCRIPTS), source)
    return _latex2text(f"${source}$")


def _latex2text(source: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text(math_mode="text", keep_comments=True)
    return " ".join(str(converter.latex_to_text(source, tolerant_parsing=True)).split())
