"""LaTeX source -> `Text`.

Read are accents, special letters and symbols, style commands, math, dashes, quotation marks,
ties, addresses and protecting braces. The rules are BibTeX's: a group that starts with a
backslash is a *special character* and protects nothing ("BibTeXing" guide, section 4).
Commands that have no reading are kept letter for letter as RAW chunks and reported.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from pllm_bib.formats.shared.latex.braces import balanced, closing_braces
from pllm_bib.formats.shared.latex.plain_text import plain, plain_math
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
SPACE_RUN = re.compile(r"[ \t\n\r\f\v]+")
_SINGLE = frozenset({"plain", "dash", "quote"})
"""Tokens of which an argument without braces takes the first character only."""
_MOST_ACCENTS = 100
"""Accents that wait for one letter; those before them stand by themselves."""
MATH = {
    "$": re.compile(r"((?:[^\\$]|\\.)*)\$", re.DOTALL),
    "$$": re.compile(r"((?:[^\\$]|\\.|\$(?!\$))*)\$\$", re.DOTALL),
    # None of these may stand in itself, so that many that never end cost no more than their length.
    r"\(": re.compile(r"((?:[^\\]|\\[^()])*+)\\\)"),
    r"\[": re.compile(r"((?:[^\\]|\\[^][])*+)\\\]"),
}
"""What opens math -> the rest of it."""
_OPTIONAL_ARGUMENT = re.compile(r"\[(?:[^][{}]|\{[^{}]*\})*\]")


@dataclass(frozen=True, slots=True)
class LatexProblem:
    """A piece of LaTeX source that cannot be read, with its offset, from 0."""

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
    problems: list[LatexProblem] = field(default_factory=list)
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
            self.problems.append(LatexProblem(len(source), "a brace is not closed"))

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
        elif token in MATH:
            self._math(token, start)
        elif not char:
            self.problems.append(LatexProblem(start, "a backslash stands at the end"))
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
            self.problems.append(LatexProblem(start, "a brace is closed that was not opened"))
            self._put(token)
            return
        self._put(self.groups.pop().closing)

    def _math(self, token: str, start: int) -> None:
        match = MATH[token].match(self.source, self.at)
        if match is None or not balanced(match.group(1)):
            self.problems.append(LatexProblem(start, "math starts here and never ends"))
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
            value = SPACE_RUN.sub(" ", value)  # to TeX, a line end is a blank
            self.chunks.append(Chunk(value, style | self.groups[-1].style & ~Style.PROTECTED))
        else:
            self.problems.append(LatexProblem(start, "there is nothing in this"))

    def _end_accent(self) -> None:
        """Put an accent without a letter over a no-break space, as TeX prints it."""
        if self.accent is not None:
            self._put("\u00a0")

    def _end_arguments(self) -> None:
        """End commands that still wait for an argument when the group or the source ends."""
        self._end_accent()
        while (start := self.groups[-1].start) is not None:
            self.problems.append(LatexProblem(start, "an argument is missing here"))
            self._put(self.groups.pop().closing)

    def _start_accent(self, combining: str) -> None:
        if self.source.startswith("{}", self.at):
            self.at += 2
            spacing = {"\u0303": "~", "\u0302": "^", "\u0300": "`", "\u0301": "´", "\u0308": "¨"}
            self._put(spacing.get(combining, "\u00a0" + combining))
        else:
            if self.accent and len(self.accent) >= _MOST_ACCENTS:
                self._end_accent()
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
        """Return the source of a braced argument at this place, after white space."""
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
            self.closing = closing_braces(self.source)
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
        self.problems.append(LatexProblem(start, f"the command {command} has no reading here"))
        value = SPACE_RUN.sub(" ", self.source[start : self.at])
        if value[-1].isalpha():
            self._skip_spaces()
        self.chunks.append(Chunk(value, self.groups[-1].style & ~Style.PROTECTED | Style.RAW))

    def _skip_spaces(self) -> None:
        if spaces := SPACE_RUN.match(self.source, self.at):
            self.at = spaces.end()

    def _end_of_word(self) -> None:
        """Skip the white space or empty group that ends a command word, as TeX does."""
        if self.source.startswith("{}", self.at):
            self.at += 2
        else:
            self._skip_spaces()


@functools.cache
def _macro_text(name: str) -> str | None:
    r"""Return what pylatexenc prints for a command without arguments: ``alpha`` -> α."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and text.strip() and "%" not in text else None


def _symbol_of_math(source: str) -> str | None:
    r"""Return the character of a formula with one symbol, such as ``\alpha`` or ``^2``."""
    text = plain_math(source)
    return text if len(text) == 1 and not text.isascii() else None


def has_markup(source: str) -> bool:
    """Say whether LaTeX source has more than plain letters."""
    return _SPECIAL.search(source) is not None


def decode(source: str) -> tuple[Text, tuple[LatexProblem, ...]]:
    """Read LaTeX source (a field's value without its delimiters) as text.

    Returns the text and what could not be read; nothing is dropped: unreadable commands are in
    the text as RAW chunks.
    """
    if not has_markup(source):
        return Text.of(source), ()
    return _decoded_once(source) if len(source) > _LONG else _decoded(source)


def _decoded(source: str) -> tuple[Text, tuple[LatexProblem, ...]]:
    decoder = _Decoder(source)
    decoder.run()
    return Text.of(*decoder.chunks), tuple(decoder.problems)


_LONG = 10_000
_decoded_once = functools.lru_cache(maxsize=4)(_decoded)
"""The reading of a long value, kept since a command that writes a file reads it again."""


def decode_plain(source: str) -> str:
    """Return the plain reading of LaTeX source, for fields without markup."""
    if not has_markup(source):
        return normalized(source)
    text, _problems = decode(source)
    return plain(text)
