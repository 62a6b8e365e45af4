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

from pllm_bib.formats.shared.latex.tables import (
    ACCENTS,
    BIBLATEX_SYMBOLS,
    BIBSTRING_COMMANDS,
    BRACKET_COMMANDS,
    ESCAPES,
    INNER_QUOTES,
    LETTERS,
    QUOTE_COMMANDS,
    STYLE_COMMANDS,
    STYLE_SWITCHES,
    SYMBOLS,
    WORDS,
)
from pllm_bib.model.text import Chunk, Style, Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(
    r"""
      (?P<word>   \\ [A-Za-z]+ \*? )
    | (?P<symbol> \\ (?:.|\n|$) )
    | (?P<open>   \{ )
    | (?P<close>  \} )
    | (?P<math>   \$\$? )
    | (?P<tie>    ~ )
    | (?P<dash>   -{2,3} )
    | (?P<quote>  `` | '' )
    | (?P<plain>  [^\\{}$~`'-]+ | . | \n )
    """,
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[\\{}$~]|--|``|''")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_SPACE_RUN = re.compile(r"[ \t\n\r\f\v]+")
_SINGLE = frozenset({"plain", "dash", "quote"})
"""Tokens of which an argument without braces takes the first character only."""
_MATH = {
    "$": re.compile(r"((?:[^\\$]|\\.)*)\$", re.DOTALL),
    "$$": re.compile(r"((?:[^\\$]|\\.|\$(?!\$))*)\$\$", re.DOTALL),
    # None of these may stand in itself, so that many that never end cost no more than their length.
    r"\(": re.compile(r"((?:[^\\]|\\[^()])*+)\\\)"),
    r"\[": re.compile(r"((?:[^\\]|\\[^][])*+)\\\]"),
}
"""What opens math -> the rest of it."""
_OPTIONAL_ARGUMENT = re.compile(r"\[(?:[^][{}]|\{[^{}]*\})*\]")


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
    start: int | None = None
    """Where it starts, if it has no braces: it then ends with the next token."""


@dataclass(slots=True)
class _Decoder:
    source: str
    at: int = 0
    chunks: list[Chunk] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group(Style.NONE)])
    accent: str | None = None
    """Combining characters that wait for their letter."""
    closing: dict[int, int] | None = None
    """Opening brace -> closing brace, once it was needed."""

    def run(self) -> None:
        source = self.source
        while self.at < len(source):
            match = _TOKEN.match(source, self.at)
            assert match is not None  # the last alternative takes any character
            kind, token = match.lastgroup, match.group()
            if kind in _SINGLE and (self.accent or self.groups[-1].start is not None):
                kind, token = "plain", token[0]
            start, self.at = self.at, self.at + len(token)
            getattr(self, f"_{kind}")(token, start)
            while (at := self.groups[-1].start) is not None and at < self.at and not self.accent:
                self._put(self.groups.pop().closing)
        self._end_arguments()
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
            self._verbatim_argument(Style.URL, start)
        elif name == "ensuremath":
            self._verbatim_argument(Style.MATH, start)
        elif not self._biblatex(name):
            self._other_word(name, start)

    def _biblatex(self, name: str) -> bool:
        """Read a command of BibLaTeX, babel or csquotes, if it is one of the tables."""
        if name in BIBLATEX_SYMBOLS:
            self._end_of_word()
            self._put(BIBLATEX_SYMBOLS[name])
        elif name in BRACKET_COMMANDS:
            opening, closing = BRACKET_COMMANDS[name]
            self._put(opening)
            self._open_argument(Style.NONE, closing, quotes=0)
        elif name in BIBSTRING_COMMANDS:
            return self._bibstring(name)
        elif name == "foreignlanguage" and self._argument() is not None:
            self._open_argument(Style.NONE)
        else:
            return False
        return True

    def _other_word(self, name: str, start: int) -> None:
        if symbol := _macro_text(name):
            self._end_of_word()
            self._put(symbol)
        else:
            self._unknown(start)

    def _symbol(self, token: str, start: int) -> None:
        char = token[1:]
        if char in ACCENTS:
            self._skip_spaces()
            self._start_accent(ACCENTS[char])
        elif token in _MATH:
            self._math(token, start)
        elif not char:
            self.problems.append(Problem(start, "a backslash stands at the end"))
            self._put(token)
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
        self._end_arguments()
        if len(self.groups) == 1:
            self.problems.append(Problem(start, "a brace is closed that was not opened"))
            self._put(token)
            return
        self._put(self.groups.pop().closing)

    def _math(self, token: str, start: int) -> None:
        match = _MATH[token].match(self.source, self.at)
        if match is None or not _balanced(match.group(1)):
            self.problems.append(Problem(start, "math starts here and never ends"))
            self._put(token)
            return
        self.at = match.end()
        self._put_verbatim(match.group(1), Style.MATH, start)

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
        if self.accent is not None and text:
            base = "\u00a0" if text[0].isspace() else text[0]
            text, self.accent = base + self.accent + text[1:], None
        if text:
            self.chunks.append(Chunk(text, self.groups[-1].style))

    def _put_verbatim(self, value: str, style: Style, start: int) -> None:
        self._end_accent()
        if value.strip():
            value = _SPACE_RUN.sub(" ", value)  # to TeX, a line end is a blank
            self.chunks.append(Chunk(value, style | self.groups[-1].style & ~Style.PROTECTED))
        else:
            self.problems.append(Problem(start, "there is nothing in this"))

    def _end_accent(self) -> None:
        """Without a letter an accent stands over a no-break space, as TeX prints it."""
        if self.accent is not None:
            self._put("\u00a0")

    def _end_arguments(self) -> None:
        """End what still waits for an argument where the group, or the source, ends."""
        self._end_accent()
        while (start := self.groups[-1].start) is not None:
            self.problems.append(Problem(start, "an argument is missing here"))
            self._put(self.groups.pop().closing)

    def _start_accent(self, combining: str) -> None:
        if self.source.startswith("{}", self.at):
            self.at += 2
            spacing = {"\u0303": "~", "\u0302": "^", "\u0300": "`", "\u0301": "´", "\u0308": "¨"}
            self._put(spacing.get(combining, "\u00a0" + combining))
        else:
            self.accent = combining + (self.accent or "")  # the inner accent is nearer the letter

    def _bibstring(self, name: str) -> bool:
        """Print the words of a localisation key, if it is known."""
        at = self.at
        words = WORDS.get(self._argument() or "")
        if words is None:
            self.at = at
            return False
        self._put(words[0].upper() + words[1:] if name.startswith("bibcp") else words)
        return True

    def _open_argument(self, style: Style, closing: str = "", quotes: int | None = None) -> None:
        self._skip_spaces()
        group = self.groups[-1]
        braced = self.source.startswith("{", self.at)
        start = None if braced else self.at
        self.groups.append(
            _Group(
                group.style | style,
                closing,
                group.quotes + (bool(closing) if quotes is None else quotes),
                start,
            )
        )
        self.at += braced

    def _verbatim_argument(self, style: Style, start: int) -> None:
        value = self._argument()
        if value is None:
            self._unknown(start)
        elif style is Style.MATH and (symbol := _symbol_of_math(value)):
            self._put(symbol)
        else:
            self._put_verbatim(value, style, start)

    def _argument(self) -> str | None:
        """The source of a braced argument that starts here, white space before it skipped."""
        before = self.at
        self._skip_spaces()
        end = self._closing_brace()
        if end is None:
            self.at = before
            return None
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return value

    def _closing_brace(self) -> int | None:
        if self.closing is None:
            self.closing = _closing_braces(self.source)
        return self.closing.get(self.at)

    def _unknown(self, start: int) -> None:
        """Keep a command and its arguments letter for letter."""
        self._end_accent()
        command = self.source[start : self.at]
        while True:
            if (end := self._closing_brace()) is not None:
                self.at = end + 1
            elif optional := _OPTIONAL_ARGUMENT.match(self.source, self.at):
                self.at = optional.end()
            else:
                break
        self.problems.append(Problem(start, f"the command {command} has no reading here"))
        value = _SPACE_RUN.sub(" ", self.source[start : self.at])
        if value[-1].isalpha():
            self._skip_spaces()
        self.chunks.append(Chunk(value, self.groups[-1].style & ~Style.PROTECTED | Style.RAW))

    def _skip_spaces(self) -> None:
        if spaces := _SPACE_RUN.match(self.source, self.at):
            self.at = spaces.end()

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
    first = source.find("}", at)
    if first < 0 or source.find("{", at + 1, first) < 0:
        return first if first > 0 else None
    depth = 0
    for brace in _BRACE.finditer(source, at):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return None


_BRACE = re.compile(r"[{}]")


def _closing_braces(source: str) -> dict[int, int]:
    """Index of each opening brace -> of the one that closes it, for those that are closed."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(source):
        if brace.group() == "{":
            opened.append(brace.start())
        elif opened:
            closing[opened.pop()] = brace.start()
    return closing


def _balanced(source: str) -> bool:
    """Whether the braces balance as TeX counts them: those behind a backslash are letters."""
    depth = 0
    for brace in re.finditer(r"\\.|[{}]", source, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth < 0:
            return False
    return depth == 0


@functools.cache
def _macro_text(name: str) -> str | None:
    r"""What pylatexenc's table prints for a command without arguments: ``alpha`` -> α."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and text.strip() and "%" not in text else None


def _symbol_of_math(source: str) -> str | None:
    r"""The one symbol that a formula is, as running text has it: ``\alpha``, ``^2``."""
    text = _plain_math(source)
    return text if len(text) == 1 and not text.isascii() else None


def has_markup(source: str) -> bool:
    """Whether anything in LaTeX source is more than the letters that stand there."""
    return _SPECIAL.search(source) is not None


def decode(source: str) -> tuple[Text, tuple[Problem, ...]]:
    """Read LaTeX source (a field's value without its delimiters) as text.

    Returns the text and what could not be read; nothing is dropped: unreadable commands are in
    the text as RAW chunks.
    """
    if not has_markup(source):
        return Text.of(source), ()
    decoder = _Decoder(source)
    decoder.run()
    return Text.of(*decoder.chunks), tuple(decoder.problems)


def decode_plain(source: str) -> str:
    """The plain reading of LaTeX source, for fields that carry no markup."""
    if not has_markup(source):
        return normalized(source)
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
    letters of other scripts stay as they are, single quotation marks become `` ` `` and ``'``, and
    a sign that LaTeX lacks becomes the nearest that it has.
    """
    escape = _escape_ascii if ascii_only else _escape_utf8
    if len(text.chunks) == 1 and text.chunks[0].style is Style.NONE:
        return escape(text.chunks[0].value)
    return _nested(list(text.chunks), escape)


def encode_plain(text: str, *, ascii_only: bool = False) -> str:
    """Write a plain string as LaTeX source."""
    return _escape_ascii(text) if ascii_only else _escape_utf8(text)


def to_ascii(source: str) -> str:
    """LaTeX source with its letters beyond 7 bits replaced by commands, all else as it is."""
    if source.isascii():
        return source
    ligatures = {"–": "--", "—": "---", "\u00a0": "~"}
    return _BEYOND_ASCII.sub(lambda m: ligatures.get(m.group()) or _ascii_char(m.group()), source)


def _nested(chunks: list[Chunk], escape: Callable[[str], str]) -> str:
    """Write chunks, each style opened over the longest run of neighbours that share it."""
    pieces: list[str] = []
    raw: list[int] = []
    at = 0
    while at < len(chunks):
        style, end = _longest_style(chunks, at)
        if style is Style.NONE:
            piece, end = _leaf(chunks[at], escape), at + 1
        else:
            inner = _nested([Chunk(c.value, c.style & ~style) for c in chunks[at:end]], escape)
            command = _STYLE_COMMAND_OF[style]
            # A group that starts with a backslash would protect nothing.
            shield = "{}" if not command and inner.startswith("\\") else ""
            piece = f"\\{command}{{{inner}}}" if command else f"{{{shield}{inner}}}"
        if style is Style.NONE and chunks[at].style & Style.RAW:
            raw.append(len(pieces))
        pieces.append(piece)
        at = end
    for index in reversed(raw):
        pieces[index] = _kept_apart(pieces[index], "".join(pieces[index + 1 : index + 2]))
    return "".join(pieces)


def _kept_apart(command: str, following: str) -> str:
    """A command as it stands before what would otherwise be read as a part of it."""
    is_word = command[1:].isalpha()
    if is_word and re.match(r"[A-Za-z*]", following):
        return command + " "
    if following.startswith(("{", "[")) or (is_word and _SPACE_RUN.match(following)):
        return f"{{{command}}}"
    return command


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
        math = _math(chunk.value)
        return f"{{{math}}}" if _outer_capital(math) else math
    if chunk.style & Style.URL:
        return f"\\url{{{chunk.value}}}"
    if chunk.style & Style.RAW:
        return chunk.value
    return escape(chunk.value)


def _outer_capital(source: str) -> bool:
    """Whether a capital stands outside braces, where BibTeX's styles lower it: ``$O(n)$``."""
    depth = 0
    for char in source:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0 and char.isupper():
            return True
    return False


def _math(value: str) -> str:
    """Math between delimiters that do not end in the midst of it."""
    for opening, closing in (("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        match = _MATH[opening].match(value + closing)
        if match and match.group(1) == value and _balanced(value):
            return opening + value + closing
    return f"\\ensuremath{{{value}}}"


# Characters that would melt into a ligature with the next one; an empty group keeps them apart.
_MELTING = re.compile(r"[-–—](?=[-–—])|[`?!](?=`)|'(?=')")
_MELTING_ASCII = re.compile(r"[-–—](?=[-–—])|[`‘“?!](?=[`‘“])|['’”](?=['’”])")
_ESCAPED = re.compile("[" + re.escape("".join(_UTF8_ESCAPES)) + "`'‘’“”?!-]")
_BEYOND_ASCII = re.compile(r"[^\\{}$&#%_^'`-][\u0300-\u036f]+|[^\x00-\x7f]")
"""A character with its accents, or a lone one."""


def _escape_utf8(value: str, melting: re.Pattern[str] = _MELTING) -> str:
    def escape(match: re.Match[str]) -> str:
        char = _UTF8_ESCAPES.get(match.group(), match.group())
        return char + "{}" if melting.match(value, match.start()) else char

    return _ESCAPED.sub(escape, value)


def _escape_ascii(value: str) -> str:
    value = _escape_utf8(value, _MELTING_ASCII)
    return _BEYOND_ASCII.sub(lambda match: _ascii_char(match.group()), value)


@functools.cache
def _ascii_char(char: str) -> str:
    """A character with its accents as 7-bit LaTeX, or as it is where LaTeX has no commands."""
    if char in _ASCII_LIGATURES:
        return _ASCII_LIGATURES[char]
    if char in _COMMAND_OF:
        return f"{{\\{_COMMAND_OF[char]}}}"
    decomposed = unicodedata.normalize("NFD", char)
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
    same = str(text) in {char, unicodedata.normalize("NFKC", char)} or text.styles() & Style.MATH
    return latex if not problems and (same or not char.isalpha()) else char


_BELOW = frozenset("\u0323\u0326\u0327\u0328\u0331")


def _accented(base: str, marks: str) -> str:
    dotless = base in {"i", "j"} and not _BELOW.issuperset(marks)
    source = f"\\{base}" if dotless else base
    for mark in marks:
        command = _ACCENT_OF[mark]
        short = len(source) == 1 and not command.isalpha()
        source = f"\\{command}{source}" if short else f"\\{command}{{{source}}}"
    return source


# ---------------------------------------------------------------------------------------------

_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def plain(text: Text) -> str:
    """The text without any markup: math in Unicode, commands without their backslashes."""
    return "".join(_plain_chunk(chunk) for chunk in text.chunks)


@functools.lru_cache(maxsize=10_000)
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
    import logging

    from pylatexenc.latex2text import LatexNodes2Text

    # The library logs what it cannot convert; it then leaves it out, which is all one can do.
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    converter = LatexNodes2Text(math_mode="text", keep_comments=True)
    try:
        text = str(converter.latex_to_text(source, tolerant_parsing=True))
    except (RecursionError, LookupError, AttributeError):
        # It stumbles over some commands (\href), and over nesting that nobody means.
        text = re.sub(r"\\[A-Za-z]*|[{}$]", " ", source)
    return " ".join(text.split())
