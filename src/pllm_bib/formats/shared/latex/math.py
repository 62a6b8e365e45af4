r"""Mathematics of TeX -> pieces of text with sub- and superscripts.

Read is what titles have: letters, signs, scripts, accents, fractions, roots, fonts and words
("The TeXbook", chapters 16 to 18). A command that has no reading stays as it is, and is named.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import field

from pllm_bib.formats.shared.latex.atoms import group_end
from pllm_bib.formats.shared.latex.symbols import symbol
from pllm_bib.formats.shared.latex.tables import (
    ACCENTS,
    FUNCTIONS,
    MATH_ACCENTS,
    MATH_ALPHABETS,
    MATH_FONTS,
    MATH_SILENT,
    MATH_TEXTS,
    SPACES,
)
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.limits import normalize
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Style

_TOKEN = regex(r"\\(?P<word>[A-Za-z]+)\*?|\\(?P<sign>.)|(?P<blank>\s+)|(?P<char>.)", re.DOTALL)
_MOST_LEVELS = 40
"""Groups and arguments in each other that are read; what is deeper stays as it is."""
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SCRIPTS = Style.SUPERSCRIPT | Style.SUBSCRIPT
_ROOTS = {"": "√", "3": "∛", "4": "∜"}
_ON_EACH = frozenset("\u0305\u0332")
"""Lines over and under, which go on from letter to letter."""
_SIMPLE = regex(r"[\w.°′∞]*(?:\([^()]*\))?")
_BLANKS = regex(r"\s+")
_ARGUMENTS = regex(r"\[[^][{}]*\]")


class Formula(NamedTuple):
    """A formula as it is read, with the commands that have no reading."""

    chunks: tuple[Chunk, ...]
    unread: tuple[str, ...]


@functools.lru_cache(maxsize=10_000)
def read_math(source: str) -> Formula:
    """Read mathematics, which is given without its delimiters."""
    reader = _MathReader(source)
    chunks = reader.row()
    while reader.at < len(source):  # a brace is closed that was not opened
        reader.at += 1
        chunks += reader.row()
    return Formula(tuple(_tidy(chunks)), tuple(reader.unread))


def plain_math(source: str) -> str:
    """Return a formula in Unicode: ``x²`` for ``x^2``."""
    return _plain(read_math(source).chunks).strip()


def _plain(chunks: tuple[Chunk, ...] | list[Chunk]) -> str:
    pieces = []
    for chunk in chunks:
        value = chunk.value
        if chunk.style & _SCRIPTS:
            raised = bool(chunk.style & Style.SUPERSCRIPT)
            moved = value.translate(_SUPERSCRIPTS if raised else _SUBSCRIPTS)
            value = ("^" if raised else "_") + value if set(moved) & set(value) else moved
        pieces.append(value)
    return normalize("NFC", "".join(pieces))


def _tidy(chunks: list[Chunk]) -> list[Chunk]:
    """Return chunks with neighbours of one style joined, in NFC, without blanks at the ends."""
    joined: list[Chunk] = []
    run: list[str] = []
    for index, chunk in enumerate(chunks):
        run.append(chunk.value)
        if index + 1 == len(chunks) or chunks[index + 1].style != chunk.style:
            joined.append(
                Chunk(re.sub(r"[ \t\n]+", " ", normalize("NFC", "".join(run))), chunk.style)
            )
            run = []
    if joined:
        joined[0] = Chunk(joined[0].value.lstrip(" "), joined[0].style)
        joined[-1] = Chunk(joined[-1].value.rstrip(" "), joined[-1].style)
    return [chunk for chunk in joined if chunk.value]


@dataclass(slots=True)
class _MathReader:
    source: str
    at: int = 0
    level: int = 0
    in_script: bool = False
    unread: list[str] = field(default_factory=list)

    def row(self, *, text: bool = False) -> list[Chunk]:
        """Read up to the brace that ends the group, or to the end; with ``text``, running text."""
        chunks: list[Chunk] = []
        style = Style.NONE
        while self.at < len(self.source) and self.source[self.at] != "}":
            start = self.at
            token = _TOKEN.match(self.source, start)
            assert token is not None  # the last alternative takes any character
            if token["word"] in MATH_FONTS and MATH_FONTS[token["word"]][1]:
                self.at = token.end()  # a switch, for the rest of the group
                self._skip_blanks()
                style |= MATH_FONTS[token["word"]][0]
                continue
            if token["word"] == "cal":
                self.at = token.end()
                chunks += _in_alphabet("cal", self.row(text=text))
                continue
            found = self._atom(token, text=text)
            if found and token["word"] and symbol(token["word"]) == found[0].value:
                self._between_words(chunks, found)
            chunks += [Chunk(c.value, c.style | style) for c in found] if style else found
        return chunks

    def _atom(self, token: re.Match[str], *, text: bool) -> list[Chunk]:
        """Read what starts with a token, and return it."""
        self.at = token.end()
        kind, char = token.lastgroup, token.group()
        if kind == "word":
            return self._word(token["word"], token.start())
        if kind == "sign":
            return self._sign(token["sign"], token.start())
        if kind == "blank":
            return [Chunk(" ")]
        if char == "{":
            return self._group(token.start(), text=text)
        if text:
            return [] if char == "$" else [Chunk({"~": "\u00a0"}.get(char, char))]
        if char in "^_":
            return self._script(raised=char == "^")
        return [Chunk({"'": "′", "~": "\u00a0", "&": " ", "$": ""}.get(char, char))]

    def _group(self, start: int, *, text: bool = False) -> list[Chunk]:
        """Read a group whose opening brace was read."""
        if self.level >= _MOST_LEVELS:
            self.at = group_end(self.source, start)
            self.unread.append("{")
            return [Chunk(self.source[start : self.at])]
        self.level += 1
        chunks = self.row(text=text)
        self.level -= 1
        self.at += 1
        return chunks

    def _argument(self, *, text: bool = False) -> list[Chunk]:
        """Read the argument of a command: a group, a command with its arguments, or a character."""
        self._skip_blanks()
        token = _TOKEN.match(self.source, self.at)
        if token is None or token.group() == "}":
            return []
        if self.level >= _MOST_LEVELS and token.group() != "{":
            self.at = token.end()
            return [Chunk(token.group())]
        self.level += 1
        chunks = self._atom(token, text=text)
        self.level -= 1
        return chunks

    def _script(self, *, raised: bool) -> list[Chunk]:
        nested, self.in_script = self.in_script, True
        chunks = self._argument()
        self.in_script = nested
        value = _plain(chunks).strip()
        if raised and value in {"∘", "°", "′", "″"}:
            return [Chunk("°" if value == "∘" else value)]
        style = Style.SUPERSCRIPT if raised else Style.SUBSCRIPT
        if nested:  # a script has no scripts in other formats
            return [Chunk(_plain([Chunk(value, style)]))] if value else []
        return [Chunk(c.value, c.style & ~_SCRIPTS | style) for c in chunks]

    def _sign(self, char: str, start: int) -> list[Chunk]:
        if char in SPACES:
            return [Chunk(SPACES[char])]
        if char in ACCENTS:
            return self._accented(ACCENTS[char])
        if char in "{}%$#&_":
            return [Chunk(char)]
        if char == "|":
            return [Chunk("‖")]
        return self._unread(start)

    def _word(self, name: str, start: int) -> list[Chunk]:
        if name in MATH_SILENT:
            return self._silent(name)
        if name in SPACES:
            return [Chunk(SPACES[name])]
        if name in MATH_FONTS:
            style = MATH_FONTS[name][0]
            return [Chunk(c.value, c.style | style) for c in self._argument()]
        if name in MATH_ALPHABETS:
            return _in_alphabet(name, self._argument())
        if name in MATH_TEXTS:
            return self._argument(text=True)
        if name in MATH_ACCENTS:
            return self._accented(MATH_ACCENTS[name])
        if (built := _BUILT.get(name)) is not None:
            return built(self)
        if (value := symbol(name)) is not None:
            if len(value) == 1 and not self._is_spaced(value):
                self._skip_blanks()
            return [Chunk(value)]
        return self._unread(start)

    def _silent(self, name: str) -> list[Chunk]:
        if name in {"left", "right"}:
            self._skip_blanks()
            if self.source.startswith(".", self.at):
                self.at += 1
        return []

    def _between_words(self, before: list[Chunk], found: list[Chunk]) -> None:
        """Keep the name of a function apart from the letters beside it."""
        name = found[0].value
        if name not in FUNCTIONS.values():
            return
        if before and before[-1].value[-1:].isalnum():
            found[0] = Chunk(f" {name}")
        if self.source[self.at : self.at + 1].isalnum() or self.source.startswith("\\", self.at):
            found.append(Chunk(" "))

    def _accented(self, mark: str) -> list[Chunk]:
        chunks = self._argument()
        return [
            Chunk("".join(_marked(char, mark) for char in c.value), c.style)
            if mark in _ON_EACH or len(c.value) == 1
            else Chunk(_marked(c.value[:1], mark) + c.value[1:], c.style)
            for c in chunks
        ]

    def fraction(self) -> list[Chunk]:
        """Read a numerator and a denominator."""
        above, below = self._argument(), self._argument()
        return [*_enclosed(above), Chunk("/"), *_enclosed(below)]

    def root(self) -> list[Chunk]:
        """Read a root, with its index."""
        index = ""
        if optional := _ARGUMENTS.match(self.source, self.at):
            self.at = optional.end()
            index = plain_math(optional.group()[1:-1])
        sign = _ROOTS.get(index) or _plain([Chunk(index, Style.SUPERSCRIPT)]) + "√"
        return [Chunk(sign), *_enclosed(self._argument())]

    def negated(self) -> list[Chunk]:
        """Read a sign with a stroke through it."""
        chunks = self._argument()
        return [Chunk(c.value[:1] + "\u0338" + c.value[1:], c.style) for c in chunks]

    def stacked(self) -> list[Chunk]:
        """Read what stands above, then what is below."""
        above, base = self._argument(), self._argument()
        return base + [Chunk(c.value, c.style & ~_SCRIPTS | Style.SUPERSCRIPT) for c in above]

    def modulus(self) -> list[Chunk]:
        """Read the modulus of a congruence."""
        return [Chunk(" (mod "), *self._argument(), Chunk(")")]

    def _unread(self, start: int) -> list[Chunk]:
        """Keep a command and the arguments that follow it as they are."""
        self.unread.append(self.source[start : self.at])
        while True:
            if self.source.startswith("{", self.at):
                self.at = group_end(self.source, self.at)
            elif optional := _ARGUMENTS.match(self.source, self.at):
                self.at = optional.end()
            else:
                return [Chunk(self.source[start : self.at])]

    def _skip_blanks(self) -> None:
        self.at = _after_blanks(self.source, self.at)

    def _is_spaced(self, sign: str) -> bool:
        """Say whether a blank in the source behind a sign is kept, as TeX has space there."""
        at = _after_blanks(self.source, self.at)
        following = self.source[at : at + 1]
        operator = unicodedata.category(sign) == "Sm" or sign in "·…⋯"
        return (operator and following != "\\") or following in {*"<>=+-*:|"}


def _after_blanks(source: str, at: int) -> int:
    blanks = _BLANKS.match(source, at)
    return blanks.end() if blanks else at


_BUILT = {
    "frac": _MathReader.fraction,
    "dfrac": _MathReader.fraction,
    "tfrac": _MathReader.fraction,
    "sfrac": _MathReader.fraction,
    "nicefrac": _MathReader.fraction,
    "sqrt": _MathReader.root,
    "not": _MathReader.negated,
    "stackrel": _MathReader.stacked,
    "overset": _MathReader.stacked,
    "pmod": _MathReader.modulus,
}


def _marked(char: str, mark: str) -> str:
    """Return a character under an accent; dotless letters get their dot back, as in Unicode."""
    return {"ı": "i", "ȷ": "j"}.get(char, char) + mark if char.strip() else char


def _enclosed(chunks: list[Chunk]) -> list[Chunk]:
    """Return chunks in parentheses if they are more than one thing."""
    whole = "".join(chunk.value for chunk in chunks)
    return chunks if _SIMPLE.fullmatch(whole) else [Chunk("("), *chunks, Chunk(")")]


def _in_alphabet(name: str, chunks: list[Chunk]) -> list[Chunk]:
    alphabet = MATH_ALPHABETS[name]
    return [
        Chunk("".join(_letter(alphabet, char) for char in chunk.value), chunk.style)
        for chunk in chunks
    ]


@functools.cache
def _letter(alphabet: str, char: str) -> str:
    """Return a letter of one of Unicode's alphabets for mathematics, if it has it."""
    if not (char.isascii() and char.isalnum()):
        return char
    case = "DIGIT" if char.isdigit() else "CAPITAL" if char.isupper() else "SMALL"
    base = unicodedata.name(char).rpartition(" ")[2]
    short = "BLACK-LETTER" if alphabet == "FRAKTUR" else alphabet
    for prefix in (short, f"MATHEMATICAL {alphabet}"):
        try:
            return unicodedata.lookup(f"{prefix} {case} {base}")
        except KeyError:
            continue
    return char
