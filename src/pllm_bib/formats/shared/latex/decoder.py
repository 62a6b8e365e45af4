"""LaTeX source -> `Text`.

Read are accents, special letters and symbols, style commands, math, dashes, quotation marks,
ties, addresses and protecting braces. The rules are BibTeX's: a group that starts with a
backslash is a *special character* and protects nothing ("BibTeXing" guide, section 4).
Commands that have no reading are kept letter for letter as RAW chunks and reported.
"""

from __future__ import annotations

import functools
import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.braces import balanced
from pllm_bib.formats.shared.latex.plain_text import plain
from pllm_bib.formats.shared.latex.primitives import PRIMITIVES, numbered_accent
from pllm_bib.formats.shared.latex.scanner import OPTIONAL_ARGUMENT, SPACE_RUN, Scanner
from pllm_bib.formats.shared.latex.symbols import symbol
from pllm_bib.formats.shared.latex.tables import (
    ACCENTS,
    BIBSTRING_COMMANDS,
    BRACKET_COMMANDS,
    CASE_COMMANDS,
    ESCAPES,
    INNER_QUOTES,
    OTHER_ACCENTS,
    QUOTE_COMMANDS,
    STYLE_COMMANDS,
    STYLE_SWITCHES,
    TEXT_LAST,
    WITHOUT_TEXT,
    WORDS,
)
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = regex(
    r"""
      (?P<plain>  [^\\{}$~`'-]+ )
    | (?P<open>   \{+ )
    | (?P<close>  \}+ )
    | (?P<word>   \\ [A-Za-z]+ \*? )
    | (?P<blank>  \\ \^\^[IJM] )
    | (?P<symbol> \\ (?:.|\n|$) )
    | (?P<math>   \$\$? )
    | (?P<tie>    ~ )
    | (?P<dash>   -{2,3} )
    | (?P<quote>  `` | '' )
    | (?P<sign>   . | \n )
    """,
    re.VERBOSE,
)
_VERB = regex(r"([^A-Za-z\s*{}])([^\n]*?)\1")
_IN_QUOTES = r"[^`'\n{}\\$]|\n(?!\s*\n)|\\.|\$[^$`\n]*+\$|(?<=[\w}])'(?=\w)"
_BRACED = rf"\{{(?>(?:{_IN_QUOTES})*)\}}"
for _ in range(3):  # groups as deep as people nest them
    _BRACED = rf"\{{(?>(?:{_IN_QUOTES}|{_BRACED})*)\}}"
_QUOTED = regex(
    rf"(?<![\w`])(?<![^{{]}})`(?![\s`']|\{{\}})(?>(?:{_IN_QUOTES}|{_BRACED})+)(?<!\s)'(?![\w'])"
)
"""A quotation in single marks, with its commands and the apostrophes of its words.

TeX prints ‘ for any “`”. One that is alone may stand for an accent, or around code, and stays.
"""
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_ACCENTS = ACCENTS | OTHER_ACCENTS
_SIMPLE_GROUP = regex(r"([^\\{}$~`'-]*+)\{([^\\{}$~`'-]*+)\}")
"""Plain text and a group with nothing but plain text."""
_SINGLE = frozenset({"plain", "sign", "dash", "quote"})
"""Tokens of which an argument without braces takes the first character only."""
_SIGN = regex(r"\s*+\\[{}]")
r"""An argument without braces: ``\vphantom\}`` balances the braces of Better BibTeX's export."""
_MOST_ACCENTS = 100
"""Accents that wait for one letter; those before them stand by themselves."""
_MOST_CASES = 5
"""Commands that change the case of one another's argument and are read."""
MATH = {
    "$": regex(r"((?:[^\\$]|\\.)*)\$", re.DOTALL),
    "$$": regex(r"((?:[^\\$]|\\.|\$(?!\$))*)\$\$", re.DOTALL),
    # None of these may stand in itself, so that many that never end cost no more than their length.
    r"\(": regex(r"((?>(?:[^\\]|\\[^()])*))\\\)"),
    r"\[": regex(r"((?>(?:[^\\]|\\[^][])*))\\\]"),
}
"""What opens math -> the rest of it."""
_PROTECTED = Style.PROTECTED.value
_MATH, _URL, _RAW = Style.MATH.value, Style.URL.value, Style.RAW.value


@dataclass(frozen=True, slots=True)
class LatexProblem:
    """A piece of LaTeX source that cannot be read, with its offset, from 0."""

    offset: int
    message: str


@dataclass(slots=True)
class _Group:
    """A group or an argument that is being read."""

    style: int
    closing: str = ""
    """What is printed at its end (a quotation mark)."""
    quotes: int = 0
    """How many quotations are open around it."""
    start: int | None = None
    """Where it starts, if it has no braces: it then ends with the next token."""
    levels: int = 1
    """How many groups it stands for that are open one in the other, with nothing between."""


@dataclass(slots=True)
class _Decoder(Scanner):
    pieces: list[tuple[str, int]] = field(default_factory=list)
    """Texts with the numbers of their styles, since flags of an enum are slow to join."""
    problems: list[LatexProblem] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group(0)])
    depth: int = 0
    """How many commands that change the case stand around the source."""
    single: int = -1
    """Where the quotation in single marks ends that is being read."""
    accent: str | None = None
    """Combining characters that wait for their letter."""

    def run(self) -> None:
        source, end = self.source, len(self.source)
        token_at = _TOKEN.match
        while self.at < end:
            plain = not self.accent and self.groups[-1].start is None
            if plain and self._simple_groups():
                continue
            match = token_at(source, self.at)
            assert match is not None  # the last alternative takes any character
            kind, token = match.lastgroup, match.group()
            if not plain and kind in _SINGLE:
                kind, token = "plain", token[0]
            start, self.at = self.at, self.at + len(token)
            if kind == "plain":
                self._put(token)
            else:
                getattr(self, f"_{kind}")(token, start)
            while (at := self.groups[-1].start) is not None and at < self.at and not self.accent:
                self._put(self.groups.pop().closing)
        self._end_arguments()
        if len(self.groups) > 1:
            self.problems.append(LatexProblem(len(source), "a brace is not closed"))

    def _simple_groups(self) -> bool:
        """Read the next groups with nothing but plain text; say whether one was read."""
        style = self.groups[-1].style
        put = self.pieces.append
        start = self.at
        while match := _SIMPLE_GROUP.match(self.source, self.at):
            before, inner = match.groups()
            put((before, style))
            put((inner, style | _PROTECTED))
            self.at = match.end()
        return self.at > start

    # One method a kind of token.

    def _word(self, token: str, start: int) -> None:
        name = token[1:]
        if name[-1] == "*" and symbol(name[:-1]) is not None:
            name, self.at = name[:-1], self.at - 1
        if name in _ACCENTS:
            self.skip_spaces()
            self._start_accent(_ACCENTS[name])
        elif name in STYLE_SWITCHES:
            self.skip_spaces()
            self._own_group().style |= STYLE_SWITCHES[name].value
        elif name in {"url", "nolinkurl"}:
            self._verbatim_argument(_URL, start)
        elif name == "ensuremath":
            self._verbatim_argument(_MATH, start)
        elif (text := symbol(name)) is not None:
            self._end_of_word()
            # Under an accent, a letter without its dot is the letter.
            self._put({"ı": "i", "ȷ": "j"}.get(text, text) if self.accent else text)
        elif not (self._around_text(name) or self._with_arguments(name)):
            self._unknown(start)

    def _around_text(self, name: str) -> bool:
        """Open the argument of a command that is text, if it is one."""
        if name in STYLE_COMMANDS:
            self._open_argument(STYLE_COMMANDS[name].value)
        elif name in QUOTE_COMMANDS:
            depth = self.groups[-1].quotes
            opening, closing = QUOTE_COMMANDS[name] if depth % 2 == 0 else INNER_QUOTES
            self._put(opening)
            self._open_argument(0, closing)
        elif name in BRACKET_COMMANDS:
            opening, closing = BRACKET_COMMANDS[name]
            self._put(opening)
            self._open_argument(0, closing, quotes=0)
        elif name == "verb" and (verb := self.match(_VERB)):
            self._put_verbatim(verb[2], Style.CODE.value, verb.start())
        else:
            return name in CASE_COMMANDS and self._cased(CASE_COMMANDS[name])
        return True

    def _with_arguments(self, name: str) -> bool:
        """Read a command that has arguments which are no text, if it is one."""
        before = self.at
        if name in WITHOUT_TEXT:
            if self.argument() is not None or self.match(_SIGN):
                return True
        elif name in TEXT_LAST:
            if all(self.argument() is not None for _ in range(TEXT_LAST[name])):
                self._open_argument(0)
                return True
        elif name in BIBSTRING_COMMANDS:
            if words := WORDS.get(self.argument() or ""):
                self._put(words[0].upper() + words[1:] if name.startswith("bibcp") else words)
                return True
        elif name in PRIMITIVES:
            if (text := PRIMITIVES[name](self)) is not None:
                self._put(text)
                return True
        elif name == "accent" and (mark := numbered_accent(self)):
            self._start_accent(mark)
            return True
        self.at = before
        return False

    def _symbol(self, token: str, start: int) -> None:
        char = token[1:]
        if char in ACCENTS:
            self.skip_spaces()
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

    def _blank(self, _token: str, _start: int) -> None:
        self._put(" ")

    def _open(self, token: str, _start: int) -> None:
        group = self.groups[-1]
        levels = len(token)
        if self.accent is not None:  # the argument of an accent protects nothing
            self.groups.append(_Group(group.style, quotes=group.quotes, levels=levels))
            return
        special = self.source.startswith("\\", self.at)
        style = group.style
        if levels > special:
            style |= _PROTECTED
            self.groups.append(_Group(style, quotes=group.quotes, levels=levels - special))
        if special:  # a special character protects nothing
            self.groups.append(_Group(style, quotes=group.quotes))

    def _own_group(self) -> _Group:
        """Return the innermost group, by itself, so that its style can change."""
        group = self.groups[-1]
        if group.levels == 1:
            return group
        group.levels -= 1
        self.groups.append(_Group(group.style, quotes=group.quotes))
        return self.groups[-1]

    def _close(self, token: str, start: int) -> None:
        left = len(token)
        while left:
            self._end_arguments()
            if len(self.groups) == 1:
                at = start + len(token) - left
                self.problems.append(LatexProblem(at, "a brace is closed that was not opened"))
                self._put("}")
                left -= 1
                continue
            group = self.groups[-1]
            closed = min(left, group.levels)
            group.levels -= closed
            left -= closed
            if not group.levels:
                self._put(self.groups.pop().closing)

    def _math(self, token: str, start: int) -> None:
        match = MATH[token].match(self.source, self.at)
        if match is None or not balanced(match.group(1)):
            self.problems.append(LatexProblem(start, "math starts here and never ends"))
            self._put(token)
            return
        self.at = match.end()
        self._put_math(match.group(1), start)

    def _tie(self, _token: str, _start: int) -> None:
        self._put("\u00a0")

    def _dash(self, token: str, _start: int) -> None:
        self._put(_LIGATURES[token])

    def _quote(self, token: str, _start: int) -> None:
        self._put(_LIGATURES[token])

    def _sign(self, sign: str, start: int) -> None:
        if sign == "`" and (match := _QUOTED.match(self.source, start)):
            self.single = match.end() - 1
            self._put("‘")
        else:
            self._put("’" if start == self.single else sign)

    # Helpers.

    def _put(self, text: str) -> None:
        if self.accent is not None and text:
            base = "\u00a0" if text[0].isspace() else text[0]
            text, self.accent = base + self.accent + text[1:], None
        if text:
            self.pieces.append((text, self.groups[-1].style))

    def _put_math(self, value: str, start: int) -> None:
        from pllm_bib.formats.shared.latex.math import read_math

        self.problems += [
            LatexProblem(start, f"the command {command} has no reading here")
            for command in read_math(value).unread
        ]
        self._put_verbatim(value, _MATH, start)

    def _put_verbatim(self, value: str, style: int, start: int) -> None:
        self._end_accent()
        if value.strip():
            value = SPACE_RUN.sub(" ", value)  # to TeX, a line end is a blank
            self.pieces.append((value, style | self.groups[-1].style & ~_PROTECTED))
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

    def _open_argument(self, style: int, closing: str = "", quotes: int | None = None) -> None:
        self.skip_spaces()
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

    def _cased(self, change: Callable[[str], str]) -> bool:
        """Read an argument and change its letters; say whether there is one."""
        source = self.argument() if self.depth < _MOST_CASES else None
        if source is None:
            return False
        self._end_accent()
        start = self.at - 1 - len(source)
        inner = _Decoder(source, depth=self.depth + 1)
        inner.run()
        for problem in inner.problems:
            self.problems.append(LatexProblem(start + problem.offset, problem.message))
        for text, style in inner.pieces:
            changed = text if style & (_MATH | _URL | _RAW) else change(text)
            self.pieces.append((changed, style | self.groups[-1].style))
        return True

    def _verbatim_argument(self, style: int, start: int) -> None:
        value = self.argument()
        if value is None:
            self._unknown(start)
        elif style == _MATH and (sign := _symbol_of_math(value)):
            self._put(sign)
        elif style == _MATH:
            self._put_math(value, start)
        else:
            self._put_verbatim(value, style, start)

    def _unknown(self, start: int) -> None:
        """Keep a command and its arguments letter for letter."""
        self._end_accent()
        command = self.source[start : self.at]
        while True:
            if (end := self.closing_brace()) is not None:
                self.at = end + 1
            elif optional := OPTIONAL_ARGUMENT.match(self.source, self.at):
                self.at = optional.end()
            else:
                break
        self.problems.append(LatexProblem(start, f"the command {command} has no reading here"))
        value = SPACE_RUN.sub(" ", self.source[start : self.at])
        if value[-1].isalpha():
            self.skip_spaces()
        self.pieces.append((value, self.groups[-1].style & ~_PROTECTED | _RAW))

    def _end_of_word(self) -> None:
        """Skip the white space or empty group that ends a command word, as TeX does."""
        if self.source.startswith("{}", self.at):
            self.at += 2
        else:
            self.skip_spaces()


def _symbol_of_math(source: str) -> str | None:
    r"""Return the character of a formula with one symbol, such as ``\alpha`` or ``^2``."""
    from pllm_bib.formats.shared.latex.math import plain_math

    text = plain_math(source)
    return text if len(text) == 1 and not text.isascii() else None


def has_markup(source: str) -> bool:
    """Say whether LaTeX source has more than plain letters."""
    # To look for signs one by one takes half the time of a pattern.
    return (
        "{" in source
        or "\\" in source
        or "}" in source
        or "$" in source
        or "~" in source
        or "`" in source
        or "--" in source
        or "''" in source
    )


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
    return Text.of_pieces(decoder.pieces), tuple(decoder.problems)


_LONG = 10_000
_decoded_once = functools.lru_cache(maxsize=4)(_decoded)
"""The reading of a long value, kept since a command that writes a file reads it again."""


def decode_plain(source: str) -> str:
    """Return the plain reading of LaTeX source, for fields without markup."""
    if not has_markup(source):
        return normalized(source)
    text, _problems = decode(source)
    return plain(text)
