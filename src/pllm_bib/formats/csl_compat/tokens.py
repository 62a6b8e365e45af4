"""Rendered text as a row of tokens, and the rules that hold across its seams.

A token is a string, or a mark that opens or closes formatting. Strings stay apart until the whole
reference is there, since the rules for punctuation hold between what different elements of a
style wrote, never inside what a field says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Mark(NamedTuple):
    """Where formatting starts or ends: ``name`` is i, b, sc, sup, sub, u, q (quotation), ...

    ``value`` is what some formats need beside it: the address of a link.
    """

    name: str
    opens: bool
    value: str = ""


Token = str | Mark
Tokens = list[Token]

PAIRS = {
    name: (Mark(name, opens=True), Mark(name, opens=False))
    for name in (
        *("i", "oblique", "i-normal", "b", "light", "b-normal", "sc", "sc-normal"),
        *("u", "u-normal", "sup", "sub", "baseline", "q", "nocase"),
        *("block", "left-margin", "right-inline", "indent", "number"),
    )
}


def wrapped(tokens: Tokens, name: str) -> Tokens:
    """Tokens between the marks of a formatting."""
    opening, closing = PAIRS[name]
    return [opening, *tokens, closing]


def plain(tokens: Sequence[Token]) -> str:
    """The text of tokens without any formatting."""
    return "".join(token for token in tokens if isinstance(token, str))


# ---------------------------------------------------------------------------------------------
# Fields: CSL's rich text and quotation marks -> tokens.

_TAG = re.compile(
    r"""<(?:
        (?P<close>/(?:i|b|sup|sub|sc|span))
      | (?P<open>i|b|sup|sub|sc)
      | span\s+(?:(?P<nocase>class="no(?:case|decor)")|(?P<caps>style="font-variant:\s*small-caps;?"))\s*
    )>""",
    re.VERBOSE,
)
_FLIPPED = {"i": "i-normal", "b": "b-normal", "sc": "sc-normal"}
_SPECIAL = re.compile(r"[<\"'‘’“”«»]")


def parse_field(value: str) -> Tokens:
    """Take a field's rich text apart; quotation marks that pair become q marks."""
    if not _SPECIAL.search(value):
        return [value] if value else []
    tokens: Tokens = []
    stack: list[str] = []
    at = 0
    for match in _TAG.finditer(value):
        if match.start() > at:
            tokens.append(value[at : match.start()])
        at = match.end()
        if match["close"]:
            name = stack.pop() if stack else None
            if name is None:
                tokens.append(match.group())
            else:
                tokens.append(Mark(name, opens=False))
            continue
        name = match["open"] or ("nocase" if match["nocase"] else "sc")
        stack.append(name)
        tokens.append(Mark(name, opens=True))
    if at < len(value):
        tokens.append(value[at:])
    while stack:
        tokens.append(Mark(stack.pop(), opens=False))
    return _quoted(tokens)


_QUOTE = re.compile(r"[\"'‘’“”]")
_OPENERS = {"“": "”", "‘": "’"}


def _quoted(tokens: Tokens) -> Tokens:
    """Turn pairs of quotation marks into q marks, and lone ' into apostrophes."""
    pieces: list[tuple[int, int]] = [
        (index, match.start())
        for index, token in enumerate(tokens)
        if isinstance(token, str)
        for match in _QUOTE.finditer(token)
    ]
    if not pieces:
        return tokens
    text = [token if isinstance(token, str) else "" for token in tokens]
    flat = "".join(text)
    offsets = []
    total = 0
    for piece in text:
        offsets.append(total)
        total += len(piece)
    role: dict[tuple[int, int], str] = {}
    stack: list[tuple[str, tuple[int, int]]] = []
    for index, position in pieces:
        place = (index, position)
        char = text[index][position]
        where = offsets[index] + position
        before, after = flat[where - 1 : where], flat[where + 1 : where + 2]
        opening = char in _OPENERS or (
            char in "\"'"
            and (not before or before.isspace() or before in "([{-–—/“‘\"'")
            and bool(after)
            and not after.isspace()
        )
        closer = _OPENERS.get(char, char)
        if opening and not (stack and stack[-1][0] == char and char in "\"'"):
            stack.append((closer, place))
            continue
        if (
            stack
            and char == stack[-1][0]
            and not (char in "'’" and after.isalnum() and before.isalnum())
        ):
            _, opened = stack.pop()
            role[opened], role[place] = "open", "close"
            continue
        matching = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == char), None)
        if matching is not None and not (char in "'’" and after.isalnum()):
            _, opened = stack[matching]
            del stack[matching:]
            role[opened], role[place] = "open", "close"
    result: Tokens = []
    for index, token in enumerate(tokens):
        if not isinstance(token, str):
            result.append(token)
            continue
        start = 0
        pending = ""
        for match in _QUOTE.finditer(token):
            pending += token[start : match.start()]
            start = match.end()
            kind = role.get((index, match.start()))
            if kind is None:
                pending += "’" if match.group() in "'’" else match.group()
                continue
            if pending:
                result.append(pending)
                pending = ""
            result.append(PAIRS["q"][0 if kind == "open" else 1])
        pending += token[start:]
        if pending:
            result.append(pending)
    return result


# ---------------------------------------------------------------------------------------------
# Text case.

STOP_WORDS = frozenset(
    "a about above across afore after against al along alongside amid amidst among amongst an and "
    "anenst apropos apud around as aside astride at athwart atop barring before behind below beneath "
    "beside besides between beyond but by c ca circa d’ de despite down during et except for "
    "forenenst from given in inside into lest like modulo near next nor notwithstanding of off on "
    "onto or out over per plus pro qua sans since so than the through throughout thruout till to "
    "toward towards under underneath until unto up upon v van versus via vis-à-vis von vs with "
    "within without yet".split()
)
_WORD = re.compile(r"[^\s\u2000-\u200b]+")


def capitalised(word: str) -> str:
    """A word with its first letter in upper case, if it is more than one Greek letter."""
    if len(word) == 1 and "\u0370" <= word <= "\u03ff":
        return word
    return word[:1].upper() + word[1:]


def apply_case(tokens: Tokens, case: str) -> Tokens:
    """Apply a CSL text case; what a nocase mark holds stays as it is."""
    return _CASES[case](tokens)


def _mapped(tokens: Tokens, change: Callable[[str], str]) -> Tokens:
    result: Tokens = []
    held = 0
    for token in tokens:
        if isinstance(token, str):
            result.append(token if held else change(token))
        else:
            if token.name in _HOLDING:
                held += 1 if token.opens else -1
            result.append(token)
    return result


_HOLDING = frozenset({"nocase", "sup", "sub", "sc"})
_FIRST_WORD = re.compile(r"[^-–—/.,;?!:\[\]()‘’“”\"'\s]*")


def _capitalize_first(tokens: Tokens) -> Tokens:
    result = list(tokens)
    held = 0
    for index, token in enumerate(result):
        if not isinstance(token, str):
            if token.name in _HOLDING:
                held += 1 if token.opens else -1
            continue
        if not token.strip():
            continue
        if not held:
            stripped = token.lstrip()
            word = _FIRST_WORD.match(stripped)
            if word and word.group() == word.group().lower():
                # A word with capitals of its own ("arXiv") is spelled as it is meant.
                result[index] = token[: len(token) - len(stripped)] + capitalised(stripped)
        break
    return result


def _sentence(tokens: Tokens) -> Tokens:
    first = True

    def lower(value: str) -> str:
        nonlocal first

        def word(match: re.Match[str]) -> str:
            nonlocal first
            found = match.group()
            if first and any(char.isalnum() for char in found):
                first = False
                return capitalised(found)
            return found.lower()

        return re.sub(r"[^\W_]+(?:’[^\W_]+)*", word, value)

    result: Tokens = []
    held = 0
    for token in tokens:
        if isinstance(token, str):
            if held:
                if token.strip():
                    first = False
                result.append(token)
            else:
                result.append(lower(token))
        else:
            if token.name in _HOLDING:
                held += 1 if token.opens else -1
            result.append(token)
    return result


_PARTS = re.compile(
    r"[-–—/.,;?!:\[\]()‘’“”\"']|[\s\u2000-\u200b]+|[^-–—/.,;?!:\[\]()‘’“”\"'\s\u2000-\u200b]+"
)


def _title(tokens: Tokens) -> Tokens:
    result: Tokens = []
    first, after_punctuation = True, False
    held = 0
    last: tuple[int, int, str] | None = None  # token, offset and text of the last word
    first_segment = True
    for token in tokens:
        if not isinstance(token, str):
            if token.name in _HOLDING:
                held += 1 if token.opens else -1
            result.append(token)
            continue
        if held:
            if token.strip():
                first = after_punctuation = False
                last = None
            result.append(token)
            continue
        pieces = _PARTS.findall(token)
        out: list[str] = []
        length = 0
        for index, piece in enumerate(pieces):
            new = piece
            if piece[0].isspace() or "\u2000" <= piece[0] <= "\u200b":
                pass
            elif not any(char.isalnum() for char in piece):
                first_segment = False
                if piece in "!?:":
                    after_punctuation = True
            else:
                following = pieces[index + 1] if index + 1 < len(pieces) else ""
                lower = piece.lower()
                wanted = (
                    (len(piece) > 1 and lower not in STOP_WORDS)
                    or (following == "-" and first_segment)
                    or first
                    or after_punctuation
                )
                if wanted and piece == lower and not _after_apostrophe(out):
                    new = capitalised(piece)
                first = after_punctuation = False
                last = (len(result), length, new)
            out.append(new)
            length += len(new)
        result.append("".join(out))
    if last and len(last[2]) > 1 and last[2].lower() in STOP_WORDS:
        index, offset, word = last
        text = result[index]
        assert isinstance(text, str)
        result[index] = text[:offset] + capitalised(word) + text[offset + len(word) :]
    return result


def _after_apostrophe(pieces: list[str]) -> bool:
    return len(pieces) > 1 and pieces[-1] in "’'" and pieces[-2][-1:].isalnum()


def _capitalize_all(tokens: Tokens) -> Tokens:
    return _mapped(tokens, lambda value: _WORD.sub(lambda m: capitalised(m.group()), value))


_CASES: dict[str, Callable[[Tokens], Tokens]] = {
    "lowercase": lambda tokens: _mapped(tokens, str.lower),
    "uppercase": lambda tokens: _mapped(tokens, str.upper),
    "capitalize-first": _capitalize_first,
    "capitalize-all": _capitalize_all,
    "sentence": _sentence,
    "title": _title,
}


def strip_periods(tokens: Tokens) -> Tokens:
    """Drop full stops, those inside words apart."""
    return [
        re.sub(r"\.([^a-z]|$)", r"\1", token) if isinstance(token, str) else token
        for token in tokens
    ]


# ---------------------------------------------------------------------------------------------
# Seams: what one element wrote meets what the next one wrote.

_MERGED = {
    "!": {".": "!", "?": "!?", ":": "!", ",": "!,", ";": "!;"},
    "?": {"!": "?!", ".": "?", ":": "?", ",": "?,", ";": "?;"},
    ".": {"!": ".!", "?": ".?", ":": ".:", ",": ".,", ";": ".;"},
    ":": {"!": "!", "?": "?", ".": ":", ",": ":,", ";": ":;"},
    ",": {"!": ",!", "?": ",?", ":": ",:", ".": ",.", ";": ",;"},
    ";": {"!": "!", "?": "?", ":": ";", ".": ";", ",": ";,"},
}
_MOVES_IN = frozenset(".,!?")
_MOVES_OUT = frozenset(",;:")


def seal(tokens: Tokens, *, punctuation_in_quote: bool) -> Tokens:
    """Settle punctuation and blanks at the seams, and across closing quotation marks.

    Punctuation that repeats or yields to what stands before it goes; where the locale wants it, a
    comma or full stop behind a closing quotation mark moves inside.
    """
    result: Tokens = []
    for token in tokens:
        if not isinstance(token, str):
            result.append(token)
        elif token:
            _push(result, token, punctuation_in_quote=punctuation_in_quote)
    return result


def _push(result: Tokens, text: str, *, punctuation_in_quote: bool) -> None:
    while text:
        at, through_quote = _last_text(result)
        if at is None:
            break
        previous = result[at]
        assert isinstance(previous, str)
        last, first = previous[-1], text[0]
        if first == " " and last == " ":
            text = text[1:]
            continue
        if first not in _MERGED:
            break
        if through_quote:
            if punctuation_in_quote and first in _MOVES_IN:
                if last == first or _MERGED.get(last, {}).get(first) == last:
                    text = text[1:]
                    continue
                result[at] = previous + first
                text = text[1:]
                continue
            if not punctuation_in_quote and last in _MOVES_OUT:
                result[at] = previous[:-1]
                text = last + text if last != first else text
                break
            if _MERGED.get(last, {}).get(first) == last and last in "!?":
                break
            break
        if last == first:
            text = text[1:]
            continue
        merged = _MERGED.get(last, {}).get(first)
        if merged is None or merged == last + first:
            break
        result[at] = previous[:-1] + merged
        text = text[1:]
    if text:
        result.append(text)


def _last_text(tokens: Tokens) -> tuple[int | None, bool]:
    """Index of the string that the next one meets, and whether a quotation ends between them."""
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
