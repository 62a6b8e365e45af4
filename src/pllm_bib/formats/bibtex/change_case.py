"""The letter case of titles: sentence case as BibTeX makes it, and what it must not lower.

BibTeX's is ``change.case$`` with ``"t"``, after the program's source (``bibtex.web``, sections
364-376). It works on bytes and lowers ASCII letters only; so does this.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.regex import regex
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREIGN = frozenset({"L", "O", "OE", "AE", "AA"})
"""Control sequences of letters, which are lowered with what follows them."""
_SHORTEST_SPECIAL = 4
_TO_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


_AFTER_COLON = regex(r"(?<=: ).", re.DOTALL)


def sentence_case(source: str) -> str:
    r"""Return a title's source as ``change.case$`` makes it for styles in sentence case.

    The first letter stays, as does one after a colon and a space, and whatever is in braces. The
    letters of a special character (a brace and a backslash, outside of other braces) are lowered.
    """
    source = as_read(source)
    if "{" not in source and "}" not in source:  # nearly all
        letters = list(source[:1] + source[1:].translate(_TO_LOWER))
        for match in _AFTER_COLON.finditer(source):
            letters[match.start()] = match[0]
        return "".join(letters)
    pieces: list[str] = []
    at, depth, after_colon = 0, 0, False
    while at < len(source):
        char = source[at]
        kept = at == 0 or (after_colon and source[at - 1] == " ")
        end = at + 1
        if char == "{":
            depth += 1
            if depth == 1 and _is_special(source, at) and not kept:
                end = _end_of_special(source, at)
                pieces.append(_lowered_special(source[at:end]))
                depth = 0 if source[end - 1] == "}" else depth
            else:
                pieces.append(char)
            after_colon = False
        elif char == "}":
            depth = max(depth - 1, 0)
            pieces.append(char)
            after_colon = False
        else:
            pieces.append(char if depth or kept else char.translate(_TO_LOWER))
            if not depth and char == ":":
                after_colon = True
            elif not depth and char != " ":
                after_colon = False
        at = end
    return "".join(pieces)


def in_seven_bits(source: str, *, keep_first: bool = True) -> str:
    """Return a title with commands for letters beyond 7 bits, in the case that it was printed in.

    BibTeX lowers a capital in such a command, but none beyond 7 bits: the command gets braces
    where it would be lowered. ``keep_first`` says that the first letter is not.
    """
    result = latex.to_ascii(source)
    if result.translate(_TO_LOWER) == result:
        return result
    pieces: list[str] = []
    depth, kept = 0, keep_first
    for match in _PIECE.finditer(source):
        piece = match.group()
        depth += {"{": 1, "}": -1}.get(piece[-1], 0)
        new = latex.to_ascii(piece)
        is_lowered = depth == 0 and new != piece and piece != piece.lower() and not kept
        pieces.append(f"{{{new}}}" if is_lowered else new)
        kept = keep_first and (piece == ":" or (kept and piece.isspace()))
    return "".join(pieces)


_PIECE = regex(r"\\?[{}]|\\.|[^{}\\\u0300-\u036f]?[\u0300-\u036f]+|[^{}\\]|\\", re.DOTALL)


def as_read(source: str) -> str:
    """Return a value as BibTeX holds it: with single spaces, and none at either end."""
    return _BLANKS.sub(" ", source).strip(" ")


_BLANKS = regex(r"[ \t\n]+")


def _is_special(source: str, at: int) -> bool:
    """Say whether a brace outside of others starts a special character, as BibTeX decides it."""
    return len(source) >= at + _SHORTEST_SPECIAL and source[at + 1] == "\\"


def _end_of_special(source: str, at: int) -> int:
    depth = 0
    for index in range(at, len(source)):
        depth += (source[index] == "{") - (source[index] == "}")
        if depth == 0:
            return index + 1
    return len(source)


def _lowered_special(special: str) -> str:
    """Return a special character with its letters lowered; commands stay, but for foreign ones."""

    def lowered(match: re.Match[str]) -> str:
        name, rest = match.groups()
        name = name.translate(_TO_LOWER) if name in _FOREIGN else name
        return f"\\{name}{rest.translate(_TO_LOWER)}"

    return re.sub(r"\\([A-Za-z\x80-\U0010FFFF]*)([^\\]*)", lowered, special)


# Titles of other formats, which are in sentence case already.

_WORD = regex(r"[^\W_](?:\S*[^\W_])?")
"""A word without the marks around it: ``3D-printing``, ``GaN/AlN``, ``I'm``."""
_SHORT = frozenset(
    "a an and as at but by de for from in into nor of off on onto or over per so the than to up "
    "upon via vs with yet".split()
)
"""Words that titles in title case have in lower case."""


def with_capitals_kept(title: Text) -> Text:
    """Return a title in sentence case with its words with capitals protected, as pandoc does it.

    The first word keeps its first letter anyway. Two kinds of title stay as they are: one that
    marks its capitals itself, and capitals that only a title in title case has.
    """
    if any(c.style & Style.PROTECTED and c.value[0].isupper() for c in title.chunks):
        return title
    words = [word for chunk in title.chunks for word in _WORD.findall(chunk.value)]
    if len(words) > 1 and not any(letter.islower() for letter in "".join(words)):
        return title
    is_title_case = _is_title_case(words[1:])
    return Text.of(*_with_capitals_kept(title, inner_only=is_title_case))


def with_case_kept(title: Text) -> Text:
    """Return a title that is protected from its first letter to its last."""
    kept = (
        c if c.style & VERBATIM else Chunk(c.value, c.style | Style.PROTECTED) for c in title.chunks
    )
    return Text.of(*kept)


def _is_title_case(words: list[str]) -> bool:
    """Say whether no word but short ones starts in lower case; one word alone does not tell."""
    told = [word[0] for word in words if word[0].isalpha() and word.casefold() not in _SHORT]
    return len(told) > 1 and not any(letter.islower() for letter in told)


def _with_capitals_kept(title: Text, *, inner_only: bool) -> Iterator[Chunk]:
    is_first = True
    for chunk in title.chunks:
        at = 0
        for match in _WORD.finditer(chunk.value) if not chunk.style & VERBATIM else ():
            word = match.group()
            meant = "".join(part[1:] for part in re.split("[-–/]", word)) if inner_only else word
            meant = word[1:] if is_first and not inner_only else meant
            is_first = False
            if meant != meant.lower():
                yield Chunk(chunk.value[at : match.start()], chunk.style)
                yield Chunk(word, chunk.style | Style.PROTECTED)
                at = match.end()
        is_first = is_first and not chunk.value.strip()
        yield Chunk(chunk.value[at:], chunk.style)
