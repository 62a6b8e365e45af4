"""Punctuation and quotation marks, settled when a whole reference is there."""

from __future__ import annotations

from typing import TypeGuard

from pllm_bib.citing.csl.text.richtext import FIELD, JOIN, Quotes
from pllm_bib.citing.csl.text.tokens import (
    Affix,
    Delimiter,
    GroupAffix,
    GroupDelimiter,
    Mark,
    Token,
    Tokens,
    is_mark,
)

_MERGED = {  # last character of a text -> first one of the next -> both together
    "!": {".": "!", "?": "!?", ":": "!", ",": "!,", ";": "!;"},
    "?": {"!": "?!", ".": "?", ":": "?", ",": "?,", ";": "?;"},
    ".": {"!": ".!", "?": ".?", ":": ".:", ",": ".,", ";": ".;"},
    ":": {"!": "!", "?": "?", ".": ":", ",": ":,", ";": ":;"},
    ",": {"!": ",!", "?": ",?", ":": ",:", ".": ",.", ";": ",;"},
    ";": {"!": "!", "?": "?", ":": ";", ".": ";", ",": ";,"},
}
_SEAM = frozenset((*_MERGED, " "))
"""Characters that are settled with the end of the text before them."""
_MOVES_IN = frozenset(".,!?")
_MOVES_OUT = frozenset(",;:")


def seal(tokens: Tokens, *, punctuation_in_quote: bool) -> Tokens:
    """Settle punctuation and blanks at the seams, and across closing quotation marks.

    Punctuation that repeats, or yields to the character before it, is dropped. Where the locale
    wants it, a comma or full stop behind a closing quotation mark moves inside.
    """
    result: Tokens = []
    joined = False
    for token in tokens:
        if token is JOIN:
            joined = True
        elif not isinstance(token, str):
            result.append(token)
        elif joined:
            result.append(token)
            joined = False
        elif token and token[0] not in _SEAM:
            result.append(token)
        elif token:
            _push(result, token, punctuation_in_quote=punctuation_in_quote)
    return result


def _push(result: Tokens, text: str, *, punctuation_in_quote: bool) -> None:
    """Append a string; settle its start with the end of the text before it."""
    while text:
        at, through_quote = _last_text(result)
        if at is None:
            break
        previous = str(result[at])
        last, first = previous[-1], text[0]
        if through_quote and not punctuation_in_quote and first in _MERGED and last in _MOVES_OUT:
            result[at] = previous[:-1]
            text = text if first == last else last + text
            break
        stays = not (through_quote and punctuation_in_quote)
        if first != last and stays and _apart(result[at], text, through_quote):
            break
        settled = _settled(last, first, through_quote, punctuation_in_quote)
        if settled is None:
            break
        if through_quote and len(settled) > 1:
            _insert(result, at, first)
        elif settled != last and len(previous) == 1 and at == len(result) - 1:
            result.pop()
            text = settled + text[1:]  # it may have to move inside the quotation before it
            continue
        else:
            result[at] = previous[:-1] + settled
        text = text[1:]
    if text:
        result.append(text)


def _apart(previous: Token, text: str, through_quote: bool) -> bool:  # noqa: FBT001
    """Say whether different punctuation at the end of one text and the start of another stays."""
    by_group = isinstance(text, GroupAffix | GroupDelimiter)
    if through_quote:
        return not by_group
    return isinstance(previous, Delimiter) or (
        isinstance(previous, Affix) and isinstance(text, Delimiter) and not by_group
    )


def _insert(result: Tokens, at: int, char: str) -> None:
    """Put punctuation at the end of the quotation that the string at a place ends in.

    It looks as the element does, not as a part of its field.
    """
    while (mark := result[at + 1]) and not is_mark(mark, "q"):
        if isinstance(mark, str) or mark.value != FIELD:
            break
        at += 1
    if isinstance(result[at], str):
        result[at] = f"{result[at]}{char}"
    else:
        result.insert(at + 1, char)


def _settled(last: str, first: str, through_quote: bool, moves_in: bool) -> str | None:  # noqa: FBT001
    """Return the replacement of the first of two characters that meet; None if both stay."""
    if first == last == " ":
        return last
    if first not in _MERGED:
        return None
    merged = _MERGED.get(last, {}).get(first)
    if through_quote:
        if last in (merged, first):
            return last
        return last + first if moves_in and first in _MOVES_IN else None
    if first == last:
        return last
    return None if merged == last + first else merged


def _last_text(tokens: Tokens) -> tuple[int | None, bool]:
    """Return the index of the last string, and whether a quotation ends behind it.

    The index is None where a quotation opens behind it, or where there is no string.
    """
    through_quote = False
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if isinstance(token, str):
            return index, through_quote
        if token.opens:
            if token.name == "q":
                return None, False
            continue
        if token.name == "q":
            through_quote = True
    return None, False


def resolved(tokens: Tokens, quotes: Quotes) -> Tokens:
    """Write quotation marks out, and turn what nests in its like into its opposite.

    Quotations alternate between the outer and the inner marks; italics inside italics are upright.
    """
    if not any(token.name == "q" or token.value == FIELD for token in tokens if _is_mark(token)):
        return tokens
    return _Resolver(quotes).tokens(tokens)


def _is_mark(token: Token) -> TypeGuard[Mark]:
    return not isinstance(token, str)


class _Resolver:
    """A walk over the tokens of a reference that knows which marks are open."""

    def __init__(self, quotes: Quotes) -> None:
        self.quotes = quotes
        self.quotations: list[str] = []
        self.styles: dict[str, list[str]] = {}

    def tokens(self, tokens: Tokens) -> Tokens:
        """Return the tokens with quotation marks written out and formatting settled."""
        result: Tokens = []
        for token in tokens:
            if isinstance(token, str):
                result.append(token)
            elif token.name == "q":
                result.append(self._quotation(token))
            elif token.name == "nodecor":
                result.extend(self._plain(token))
            else:
                result.append(self._style(token) if token.name in _OPPOSITE else token)
        return result

    def _quotation(self, mark: Mark) -> str:
        if mark.opens:
            around = self.quotations[-1] if self.quotations else None
            flipped = "inner" if around == "outer" else "outer"
            self.quotations.append(flipped if around else mark.value or "outer")
            kind = self.quotations[-1]
            return self.quotes.opening if kind == "outer" else self.quotes.inner_opening
        kind = self.quotations.pop() if self.quotations else "outer"
        return self.quotes.closing if kind == "outer" else self.quotes.inner_closing

    def _plain(self, mark: Mark) -> list[Mark]:
        """Return the marks between which no formatting of those open shows."""
        names = [opened[-1] for opened in self.styles.values() if opened]
        found = [Mark(_OPPOSITE[name], mark.opens) for name in names if name in _DECORATIONS]
        return found[::-1] if mark.opens else found

    def _style(self, mark: Mark) -> Mark:
        opened = self.styles.setdefault(_ATTRIBUTE[mark.name], [])
        if not mark.opens:
            return mark._replace(name=opened.pop() if opened else mark.name)
        flips = mark.value == FIELD and opened and opened[-1] == mark.name
        opened.append(_OPPOSITE[mark.name] if flips else mark.name)
        return mark._replace(name=opened[-1])


_OPPOSITE = {"i": "i-normal", "b": "b-normal", "sc": "sc-normal"}
_DECORATIONS = frozenset(_OPPOSITE)
_OPPOSITE |= {normal: name for name, normal in _OPPOSITE.items()}
_ATTRIBUTE = {name: name.removesuffix("-normal") for name in _OPPOSITE}
