"""Words of a title whose capitals need braces."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.braces import closing_braces
from pllm_bib.model.regex import regex
from pllm_bib.model.text import VERBATIM, Style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.text import Text


def exposed_words(title: Text) -> list[str]:
    """Return words, or parts of words, with unprotected capitals beyond title case.

    The parts of a hyphenated word count one by one: ``LLM`` in ``LLM-Based``, but nothing in
    ``Role-Playing``. A part of one letter takes the whole word with it: ``P-React``.
    """
    plain = str(title)
    if plain.isascii() and not _UNUSUAL.search(plain):
        return []
    open_to_change: list[bool] = []
    for chunk in title.chunks:
        open_to_change += [not chunk.style & _KEPT] * len(chunk.value)
    # Math and commands are not part of the words next to them.
    letters = "".join(
        "$" * len(chunk.value) if chunk.style & VERBATIM else chunk.value for chunk in title.chunks
    )

    def capital(index: int) -> bool:
        return open_to_change[index] and _is_latin_capital(plain[index])

    words: list[str] = []
    for word in _WORD.finditer(letters):
        if word.group().isascii() and not _UNUSUAL.search(word.group()):
            continue
        parts = _PARTS.finditer(word.group())
        spans = [(word.start() + part.start(), word.start() + part.end()) for part in parts]
        if _has_lone_letter(plain, spans, [capital(start) for start, _ in spans]):
            words.append(plain[spans[0][0] : spans[-1][1]])
            continue
        words += [
            plain[start:end]
            for start, end in spans
            if any(capital(index) for index in range(start + 1, end))
        ]
    return words


_LOWERED_LETTERS = frozenset("AEKN")
"""Letters that are lower case before or after a hyphen: a priori, e-mail, top-k, n-gram."""


_UNUSUAL = regex(r"[A-Za-z0-9][A-Z]|\b[A-Z][^\w\s]|[^\w\s][A-Z]\b|_")
"""A pattern that every ASCII title with an exposed word matches, and so does the word."""
_WORD = regex(r"\S+")
_PARTS = regex(r"[^\W_]+")


_KEPT = Style.PROTECTED | VERBATIM


def _has_lone_letter(plain: str, spans: list[tuple[int, int]], capital: list[bool]) -> bool:
    """Say whether the first or last part of a compound is a lone letter: P-React, RGB-D."""
    if len(spans) == 1 or not spans:
        return False
    for at, neighbour in ((0, 1), (-1, -2)):
        start, end = spans[at]
        lone = end - start == 1 and capital[at] and plain[start] not in _LOWERED_LETTERS
        if lone and _is_latin_capital(plain[spans[neighbour][0]]):
            return True
    return False


def _is_latin_capital(char: str) -> bool:
    return char.isupper() and (char.isascii() or "LATIN" in unicodedata.name(char, ""))


def braced(raw: str, words: list[str]) -> str | None:
    """Return a title's source with braces around words; None if it hides one of the words."""
    depth_at = depths(raw) if _NESTING.search(raw) else None
    places = _places(raw, set(words))
    found = [(start, end) for start, end in places if not depth_at or depth_at[start] == 0]
    if sorted(raw[start:end].replace("\\", "") for start, end in found) != sorted(words):
        return None
    for start, end in reversed(found):
        raw = f"{raw[:start]}{{{raw[start:end]}}}{raw[end:]}"
    return raw


_NESTING = regex(r"[{}$]")


def _places(raw: str, words: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where words stand in a title's source, the longest of those that start at a place.

    A sign that LaTeX escapes may be escaped.
    """
    every = [span for word in words for span in _places_of(raw, word)]
    done = 0
    for start, end in sorted(every, key=lambda span: (span[0], -span[1])):
        if start >= done:
            yield start, end
            done = end


def _places_of(raw: str, word: str) -> Iterator[tuple[int, int]]:
    if _ESCAPED.search(word):
        whole = rf"(?<![^\W_])(?<!\\)(?:{_pattern(word)})(?![^\W_])"
        yield from (match.span() for match in re.finditer(whole, raw))
        return
    start = raw.find(word)
    while start >= 0:  # to compile a pattern for each title takes longer than all else
        end = start + len(word)
        before, after = raw[start - 1 : start] if start else "", raw[end : end + 1]
        if not (before.isalnum() or before == "\\" or after.isalnum()):
            yield start, end
        start = raw.find(word, start + 1)


_ESCAPED = regex(r"[\\&%#_]")


def _pattern(word: str) -> str:
    """Return a regular expression for the LaTeX source of a word."""
    return re.sub(r"(\\?[&%#_])", r"\\\\?\1", re.escape(word))


def depths(raw: str) -> list[int]:
    """Return how many braces are open after each character; math counts as one more."""
    open_at: list[int] = []
    depth, math, escaped = 0, False, False
    for char in raw:
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "$" and not escaped:
            math = not math
        escaped = char == "\\" and not escaped
        open_at.append(depth + math)
    return open_at


def without_outer_braces(raw: str) -> str:
    """Return a source without the braces that are around all of it."""
    if not raw.startswith("{") or depths(raw)[-1] != 0:
        return raw
    closing = closing_braces(raw)
    start, end = 0, len(raw)
    while start < end and closing.get(start) == end - 1:
        start, end = start + 1, end - 1
        while start < end and raw[start].isspace():
            start += 1
        while start < end and raw[end - 1].isspace():
            end -= 1
    return raw[start:end]


def in_sentence_style(title: Text) -> bool:
    """Say whether the capitals of a title mean something: most words that may have one have none.

    Small words, which English titles have in lower case too, tell nothing.
    """
    words = re.findall(r"[^\W\d_][^\W_]*", str(title))[1:]
    lower: int = sum(
        word[0].islower() and len(word) >= _TELLING and word not in _SMALL_WORDS for word in words
    )
    upper = sum(word[0].isupper() for word in words)
    return lower > 0 and upper <= 2 * lower


_TELLING = 4
_SMALL_WORDS = frozenset(
    "about above across after against along amid among around based before behind below beneath "
    "beside between beyond does during else from have inside into like near onto over past "
    "per since than that their them then they through throughout till toward towards under until "
    "unto upon versus very what when where which while whose with within without your "
    "aber alle auch beim bzw dans dein dell della delle dem den denn der des dessen die dies durch "
    "eine einem einen einer eines entre gegen ihre ihrer ihren nach nicht noch oder ohne para "
    "pour sein seine seinem seiner sich sobre sowie sous sulla sulle über unter vers vom "
    "wird zum zur zwischen".split()
)


def protected(source: str) -> str:
    """Return a title's source with braces around each word that sentence case would change.

    Those are all words with a capital but the first letter, and a first word without one, which
    some styles give a capital. Formulas and commands count as words.
    """
    pieces: list[str] = []
    at = 0
    for start, end in _words(source):
        pieces += (source[at:start], _protected_word(source[start:end], first=start == 0))
        at = end
    return "".join((*pieces, source[at:]))


def _words(source: str) -> Iterator[tuple[int, int]]:
    """Yield the starts and ends of the words outside of braces and formulas."""
    start = None
    previous = 0
    for at, (char, depth) in enumerate(zip(source, depths(source), strict=True)):
        blank = (char.isspace() or char == "~") and depth == 0 == previous
        if blank and start is not None:
            yield start, at
            start = None
        elif not blank and start is None:
            start = at
        previous = depth
    if start is not None:
        yield start, len(source)


_MARKS_BEFORE = regex(r"[(\[\"'`“‘„«¿¡–—-]*")
_MARKS_AFTER = ")]\"'”’“».,:;!?–—-"


def _protected_word(word: str, *, first: bool) -> str:
    before = _MARKS_BEFORE.match(word)
    start = before.end() if before else 0
    end = len(word.rstrip(_MARKS_AFTER))
    if start >= end or (word[:end].endswith("\\") and end < len(word)):
        start, end = 0, len(word)
    if word[:end].endswith("\\"):  # of the blank after the word
        end -= 1
    core = word[start:end]
    if not _would_change(core, first=first and start == 0):
        return word
    # A brace before a backslash would make a special character, whose letters are lowered.
    core = f"{{{{{core}}}}}" if core.startswith("\\") else f"{{{core}}}"
    return word[:start] + core + word[end:]


_PROTECTED_GROUP = regex(r"(?<!\\)(?<![A-Za-z]){(?!\\)(?>(?:[^{}]|{[^{}]*+})*)}")


def _would_change(word: str, *, first: bool) -> bool:
    exposed = _PROTECTED_GROUP.sub("", word)
    if first and exposed == word and word[:1].isalpha():
        return word[0].islower() or any(map(str.isupper, word[1:]))
    return any(map(str.isupper, exposed))
