"""Rendered text as a row of tokens.

A token is a string, or a mark that opens or closes formatting. Strings stay apart until the whole
reference is there. The rules for punctuation hold between the texts of different elements, never
inside the text of one field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Mark(NamedTuple):
    """The start or the end of a formatting: i, b, sc, sup, sub, u, q (quotation), link, ...

    ``value`` holds the address of a link, or says where a mark comes from (`richtext.FIELD`).
    """

    name: str
    opens: bool
    value: str = ""


class Affix(str):
    """A suffix. A delimiter behind it keeps its punctuation, unless it is the same."""

    __slots__ = ()


class Delimiter(str):
    """A delimiter of a group. A prefix behind it keeps its punctuation, unless it is the same."""

    __slots__ = ()


class GroupAffix(Affix):
    """A suffix of a group, which yields to punctuation that ends a quotation in the group."""

    __slots__ = ()


class GroupDelimiter(Delimiter):
    """A delimiter behind a group, which yields to what ends the group."""

    __slots__ = ()


DISPLAYS = frozenset({"block", "left-margin", "right-inline", "indent"})
"""The marks of the blocks that a reference is made of."""
Token = str | Mark
Tokens = list[Token]

PAIRS = {
    name: (Mark(name, opens=True), Mark(name, opens=False))
    for name in (
        *("i", "oblique", "i-normal", "b", "light", "b-normal", "sc", "sc-normal"),
        *("u", "u-normal", "sup", "sub", "baseline", "q", "nocase"),
        *("block", "left-margin", "right-inline", "indent", "number"),
        *("names", "name", "year", "year-suffix"),
    )
}


def wrapped(tokens: Tokens, name: str) -> Tokens:
    """Return tokens between the marks of a formatting."""
    opening, closing = PAIRS[name]
    return [opening, *tokens, closing]


def joined(pieces: Sequence[Tokens], delimiter: str) -> Tokens:
    """Return pieces one after the other, a delimiter between them."""
    tokens: Tokens = []
    for index, piece in enumerate(pieces):
        if index and delimiter:
            tokens.append(delimiter)
        tokens.extend(piece)
    return tokens


def is_mark(token: Token, name: str) -> bool:
    """Say whether a token opens or closes a formatting of this name."""
    return not isinstance(token, str) and token.name == name


def plain(tokens: Sequence[Token]) -> str:
    """Return the text of tokens without any formatting."""
    return "".join(token for token in tokens if isinstance(token, str))


def says_nothing(tokens: Tokens) -> bool:
    """Say whether tokens hold no letter and no digit but those of a citation number."""
    numbers = 0
    for token in tokens:
        if not isinstance(token, str):
            numbers += (token.name == "number") * (1 if token.opens else -1)
        elif not numbers and any(char.isalnum() for char in token):
            return False
    return True
