"""Rendered text as a row of tokens, and the rules that hold across its seams.

A token is a string, or a mark that opens or closes formatting. Strings stay apart until the whole
reference is there, since the rules for punctuation hold between what different elements of a
style wrote, never inside what a field says.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

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
        *("names", "name", "year-suffix"),
    )
}


def wrapped(tokens: Tokens, name: str) -> Tokens:
    """Tokens between the marks of a formatting."""
    opening, closing = PAIRS[name]
    return [opening, *tokens, closing]


def joined(pieces: Sequence[Tokens], delimiter: str) -> Tokens:
    """Tokens one after the other, a delimiter between them."""
    tokens: Tokens = []
    for index, piece in enumerate(pieces):
        if index and delimiter:
            tokens.append(delimiter)
        tokens.extend(piece)
    return tokens


def is_mark(token: Token, name: str) -> bool:
    """Whether a token is a mark of a name."""
    return not isinstance(token, str) and token.name == name


def plain(tokens: Sequence[Token]) -> str:
    """The text of tokens without any formatting."""
    return "".join(token for token in tokens if isinstance(token, str))


# ---------------------------------------------------------------------------------------------
# Fields: CSL's rich text and quotation marks -> tokens.


class Quotes(NamedTuple):
    """A locale's quotation marks; those of a field that pair like them follow the style."""

    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"


QUOTES = Quotes()
_LETTER = (
    r"[0-9a-zA-Z\u00c0-\u017f\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u1f00-\u1fff]"
)
_MARKUP = re.compile(
    rf"""
      </(?P<close>i|b|sup|sub|sc|span)>
    | <(?P<open>i|b|sup|sub|sc)>
    | <span\s+(?:(?P<nocase>class="no(?:case|decor)")|style="font-variant:\s*small-caps;?")[^>]*>
    | (?<={_LETTER})(?P<apostrophe>[’'])(?={_LETTER})
    | (?P<quote>["'‘’“”„‚«»])
    """,
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[<\"'‘’“”„‚«»]")
FIELD = "field"
"""The value of marks that a field brings along: inside their like they turn it off."""
JOIN = Mark("join", opens=True)
"""Stands between strings of one field, so that the rules for seams leave them alone."""


def parse_field(value: str, quotes: Quotes = QUOTES) -> Tokens:
    """Take a field's rich text apart; quotation marks that pair become q marks."""
    if not _SPECIAL.search(value):
        return [value] if value else []
    return _FieldParser(value, quotes).tokens()


class _FieldParser:
    """Pairs the tags and the quotation marks of one field; what does not pair is plain text."""

    def __init__(self, value: str, quotes: Quotes) -> None:
        self.value = value
        self.quotes = quotes
        self.found: list[str | Mark] = []
        self.stack: list[tuple[str, str, int]] = []
        """Of each mark still open: what closes it, how it was written, and its place."""
        self.opened_at = -1
        """Where the last opening mark ended."""
        self.outer = ""
        """Of straight marks, the kind that comes first in a field is the outer one."""

    def tokens(self) -> Tokens:
        """The tokens of the field."""
        at = 0
        for match in _MARKUP.finditer(self.value):
            self.found.append(self.value[at : match.start()])
            at = match.end()
            if match["quote"]:
                self._quote(match)
            elif match["apostrophe"]:
                self.found.append("’")
            elif match["close"]:
                self._close(match.group())
            else:
                name = match["open"] or ("nocase" if match["nocase"] else "sc")
                closer = f"</{match['open'] or 'span'}>"
                self._open(Mark(name, opens=True, value=FIELD), closer, match)
        self.found.append(self.value[at:])
        while self.stack:
            self._demote()
        return self._merged()

    def _quote(self, match: re.Match[str]) -> None:
        char, start, end = match.group(), match.start(), match.end()
        before, after = self.value[start - 1 : start], self.value[end : end + 1]
        if char in "\"'":
            opens = not before or before.isspace() or before == "(" or self.opened_at == start
            if char == "'" and (after == " " if opens else after and after not in ',.?:; <"”’“‘'):
                self.found.append("’")
            elif opens:
                self.outer = self.outer or char
                kind = "outer" if char == self.outer else "inner"
                self._open(Mark("q", opens=True, value=kind), char, match)
            else:
                self._close(char)
        elif char == self.quotes.opening:
            self._open(Mark("q", opens=True, value="outer"), self.quotes.closing, match)
        elif char == self.quotes.inner_opening:
            self._open(Mark("q", opens=True, value="inner"), self.quotes.inner_closing, match)
        elif char in self.quotes:
            self._close(char)
        else:
            self.found.append(char)

    def _open(self, mark: Mark, closer: str, match: re.Match[str]) -> None:
        self.stack.append((closer, match.group(), len(self.found)))
        self.found.append(mark)
        self.opened_at = match.end()

    def _close(self, written: str) -> None:
        while self.stack and self.stack[-1][0] != written and written != "'":
            self._demote()
        if self.stack and self.stack[-1][0] == written:
            opening = self.found[self.stack.pop()[2]]
            if isinstance(opening, Mark):
                self.found.append(opening._replace(opens=False))
        else:
            self.found.append("’" if written == "'" else written)

    def _demote(self) -> None:
        """Make plain text of the last mark that is open."""
        _, written, place = self.stack.pop()
        self.found[place] = "’" if written == "'" else written

    def _merged(self) -> Tokens:
        result: Tokens = []
        text = False
        for token in self.found:
            if not isinstance(token, str):
                result.append(token)
            elif token and result and isinstance(result[-1], str):
                result[-1] += token
            elif token:
                result.extend((JOIN, token) if text else (token,))
                text = True
        return result


# ---------------------------------------------------------------------------------------------
# Text case.

STOP_WORDS = frozenset(
    "a about above across afore after against al along alongside amid amidst among amongst an "
    "and anenst apropos apud around as aside astride at athwart atop barring before behind "
    "below beneath beside besides between beyond but by c ca circa d’ de despite down during et "
    "except for forenenst from given in inside into lest like modulo near next nor "
    "notwithstanding of off on onto or out over per plus pro qua sans since so than the through "
    "throughout thruout till to toward towards under underneath until unto up upon v van versus "
    "via vis-à-vis von vs with within without yet".split()
)
_WORD = re.compile(r"[^\s\u2000-\u200b]+")
_BLANK = re.compile(r"[\s\u2000-\u200b]")


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


class _TitleCase:
    """Gives the words of a field capitals, one string of it after the other."""

    def __init__(self) -> None:
        self.result: Tokens = []
        self.starts = True
        """Whether the next word is the first one, or follows a colon or the like."""
        self.first_segment = True
        """Whether no punctuation came yet."""
        self.last: tuple[int, int, str] | None = None
        """Of the last word: its token's place, its place there, and how it is written."""

    def tokens(self, tokens: Tokens) -> Tokens:
        """The tokens of a field in title case."""
        held = 0
        for token in tokens:
            if not isinstance(token, str):
                if token.name in _HOLDING:
                    held += 1 if token.opens else -1
                self.result.append(token)
            elif held:
                if token.strip():
                    self.starts, self.last = False, None
                self.result.append(token)
            else:
                self.result.append(self._string(token))
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
        return capitalised(word)

    def _with_last_word(self) -> Tokens:
        """The last word has a capital even if it is a stop word."""
        if self.last is not None:
            place, at, word = self.last
            if len(word) > 1 and word.lower() in STOP_WORDS:
                text = str(self.result[place])
                self.result[place] = text[:at] + capitalised(word) + text[at + len(word) :]
        return self.result


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
    "title": lambda tokens: _TitleCase().tokens(tokens),
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
    joined = False
    for token in tokens:
        if token is JOIN:
            joined = True
        elif not isinstance(token, str):
            result.append(token)
        elif joined:
            result.append(token)
            joined = False
        elif token:
            _push(result, token, punctuation_in_quote=punctuation_in_quote)
    return result


def _push(result: Tokens, text: str, *, punctuation_in_quote: bool) -> None:
    """Append a string, and settle what its start and the end of the text before it make."""
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
        settled = _settled(last, first, through_quote, punctuation_in_quote)
        if settled is None:
            break
        if through_quote and len(settled) > 1:
            _insert(result, at, first)
        else:
            result[at] = previous[:-1] + settled
        text = text[1:]
    if text:
        result.append(text)


def _insert(result: Tokens, at: int, char: str) -> None:
    """Put punctuation at the end of the quotation that the string at a place ends in."""
    while not is_mark(result[at + 1], "q"):
        at += 1
    if isinstance(result[at], str):
        result[at] = f"{result[at]}{char}"
    else:
        result.insert(at + 1, char)


def _settled(last: str, first: str, through_quote: bool, moves_in: bool) -> str | None:  # noqa: FBT001
    """What two characters that meet make of the first one; None if both stay."""
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
    """Walks the tokens of a reference, knowing which marks are open."""

    def __init__(self, quotes: Quotes) -> None:
        self.quotes = quotes
        self.quotations: list[str] = []
        self.styles: dict[str, list[str]] = {}

    def tokens(self, tokens: Tokens) -> Tokens:
        """The tokens of a reference with nothing left to decide."""
        result: Tokens = []
        for token in tokens:
            if isinstance(token, str):
                result.append(token)
            elif token.name == "q":
                result.append(self._quotation(token))
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

    def _style(self, mark: Mark) -> Mark:
        opened = self.styles.setdefault(_ATTRIBUTE[mark.name], [])
        if not mark.opens:
            return mark._replace(name=opened.pop() if opened else mark.name)
        flips = mark.value == FIELD and opened and opened[-1] == mark.name
        opened.append(_OPPOSITE[mark.name] if flips else mark.name)
        return mark._replace(name=opened[-1])


_OPPOSITE = {"i": "i-normal", "b": "b-normal", "sc": "sc-normal"}
_OPPOSITE |= {normal: name for name, normal in _OPPOSITE.items()}
_ATTRIBUTE = {name: name.removesuffix("-normal") for name in _OPPOSITE}
