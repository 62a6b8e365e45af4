"""Text case: the values of CSL's ``text-case``."""

from __future__ import annotations

import itertools
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from pllm_bib.citing.csl.text.tokens import Token, Tokens

STOP_WORDS = frozenset(
    "a about above across afore after against al along alongside amid amidst among amongst an "
    "and anenst apropos apud around as aside astride at athwart atop barring before behind "
    "below beneath beside besides between beyond but by c ca circa d’ de despite down during et "
    "except for forenenst from given in inside into lest like modulo near next nor "
    "notwithstanding of off on onto or out over per plus pro qua sans since so than the through "
    "throughout thruout till to toward towards under underneath until unto up upon v van versus "
    "via vis-à-vis von vs with within without yet".split()
)
"""Words that title case leaves in lower case."""
_HOLDING = frozenset({"nocase", "nodecor", "sup", "sub", "sc"})
"""Marks whose text keeps its case."""
_WORD = regex(r"[^-–—/.,;?!:\[\]()‘’“”\"'\s\u2000-\u200b]+")
_BLANK = regex(r"[\s\u2000-\u200b]")
_FIRST_WORD = regex(r"[^-–—/.,;?!:\[\]()‘’“”\"'\s]+")
_WORD_OF_SENTENCE = regex(r"[^\W_]+(?:’[^\W_]+)*")
_PARTS = regex(
    r"[-–—/.,;?!:\[\]()‘’“”\"']|[\s\u2000-\u200b]+|[^-–—/.,;?!:\[\]()‘’“”\"'\s\u2000-\u200b]+"
)
"""A punctuation mark, a run of blanks, or a word."""


def apply_case(tokens: Tokens, case: str, language: str = "") -> Tokens:
    """Apply a CSL text case as a language has it; text inside a nocase mark stays as it is.

    An unknown case changes nothing: it stands where the schema knows no text case.
    """
    own = _OWN.get(language[:2].lower())
    change = (own and own.get(case)) or _CASES.get(case)
    return change(tokens) if change else tokens


def _with_held(tokens: Tokens) -> Iterator[tuple[Token, bool]]:
    """Yield each token, and whether a mark around it keeps its case."""
    held = 0
    for token in tokens:
        if not isinstance(token, str) and token.name in _HOLDING:
            held += 1 if token.opens else -1
        yield token, held > 0


def _capitalised(word: str) -> str:
    """Return a word with a capital at its start; a single Greek letter stays as it is."""
    if len(word) == 1 and "\u0370" <= word <= "\u03ff":
        return word
    return word[:1].upper() + word[1:]


def _mapped(tokens: Tokens, change: Callable[[str], str]) -> Tokens:
    """Change every string that no mark holds."""
    return [
        change(token) if isinstance(token, str) and not held else token
        for token, held in _with_held(tokens)
    ]


def _capitalize_first(tokens: Tokens) -> Tokens:
    result = list(tokens)
    for index, (token, held) in enumerate(_with_held(tokens)):
        if not isinstance(token, str) or not token.strip():
            continue
        if not held:
            if token[0].isupper():
                break
            word = _FIRST_WORD.search(token)
            if word is None:
                continue
            if word.group() == word.group().lower():
                # A word with capitals of its own ("arXiv") is spelled as it is meant.
                result[index] = token[: word.start()] + _capitalised(token[word.start() :])
        break
    return result


def _capitalize_all(tokens: Tokens) -> Tokens:
    """Give each word a capital, but one with capitals of its own (“arXiv”)."""
    return _mapped(tokens, lambda value: _WORD.sub(_capitalised_word, value))


def _capitalised_word(match: re.Match[str]) -> str:
    word = match.group()
    return _capitalised(word) if word == word.lower() else word


def _turkish_upper(value: str) -> str:
    return value.replace("i", "İ").upper()


def _turkish_lower(value: str) -> str:
    return value.replace("I", "ı").replace("İ", "i").lower()


def _greek_upper(value: str) -> str:
    """Return Greek in capitals, which have no accents."""
    bare = unicodedata.normalize("NFD", value).translate({0x301: None, 0x342: None})
    return unicodedata.normalize("NFC", bare.upper())


def _sentence(tokens: Tokens) -> Tokens:
    first = True

    def word(match: re.Match[str]) -> str:
        nonlocal first
        found = match.group()
        if first:
            first = False
            return _capitalised(found)
        return found.lower()

    result: Tokens = []
    for token, held in _with_held(tokens):
        if isinstance(token, str) and not held:
            result.append(_WORD_OF_SENTENCE.sub(word, token))
        else:
            first = first and not (isinstance(token, str) and token.strip())
            result.append(token)
    return result


class _TitleCase:
    """A walk over the strings of a field that gives their words capitals."""

    def __init__(self) -> None:
        self.result: Tokens = []
        self.starts = True
        """The next word is the first one, or follows a colon or the like."""
        self.first_segment = True
        """No punctuation and no mark came yet."""
        self.last: tuple[int, int, str] | None = None
        """Of the last word: its token's place, its place there, and how it is written."""

    def tokens(self, tokens: Tokens) -> Tokens:
        """Return the tokens of a field in title case."""
        for token, held in _with_held(tokens):
            if isinstance(token, str) and not held:
                self.result.append(self._string(token))
                continue
            if isinstance(token, str) and token.strip():
                self.starts, self.last = False, None
            self.first_segment = False
            self.result.append(token)
        return self._with_last_word()

    def _string(self, text: str) -> str:
        pieces = _PARTS.findall(text)
        done: list[str] = []
        at = 0
        for piece, following in itertools.zip_longest(pieces, pieces[1:], fillvalue=""):
            new = piece
            if any(char.isalnum() for char in piece):
                new = self._word(piece, following, done)
                self.last = (len(self.result), at, new)
            elif not _BLANK.match(piece):
                self.first_segment = False
                self.starts = self.starts or piece in "!?:"
            done.append(new)
            at += len(new)
        return "".join(done)

    def _word(self, word: str, following: str, before: list[str]) -> str:
        lower = word.lower()
        wanted = (
            (len(word) > 1 and lower not in STOP_WORDS)
            or (following == "-" and self.first_segment)
            or self.starts
        )
        self.starts = False
        # A word with capitals of its own ("arXiv") is spelled as it is meant.
        if not wanted or word != lower or _after_apostrophe(before):
            return word
        return _capitalised(word)

    def _with_last_word(self) -> Tokens:
        """Return the tokens; the last word has a capital even if it is a stop word."""
        if self.last is not None:
            place, at, word = self.last
            if len(word) > 1 and word.lower() in STOP_WORDS:
                text = str(self.result[place])
                self.result[place] = text[:at] + _capitalised(word) + text[at + len(word) :]
        return self.result


def _after_apostrophe(pieces: list[str]) -> bool:
    return len(pieces) > 1 and pieces[-1] in "’'" and pieces[-2][-1:].isalnum()


_CASES: dict[str, Callable[[Tokens], Tokens]] = {
    "lowercase": lambda tokens: _mapped(tokens, str.lower),
    "uppercase": lambda tokens: _mapped(tokens, str.upper),
    "capitalize-first": _capitalize_first,
    "capitalize-all": _capitalize_all,
    "sentence": _sentence,
    "title": lambda tokens: _TitleCase().tokens(tokens),
}
_TURKISH: dict[str, Callable[[Tokens], Tokens]] = {
    "uppercase": lambda tokens: _mapped(tokens, _turkish_upper),
    "lowercase": lambda tokens: _mapped(tokens, _turkish_lower),
}
_OWN: dict[str, dict[str, Callable[[Tokens], Tokens]]] = {
    "tr": _TURKISH,
    "az": _TURKISH,
    "el": {"uppercase": lambda tokens: _mapped(tokens, _greek_upper)},
}
"""A language -> the text cases for which it has letters of its own."""
