"""A field's rich text: its tags and its quotation marks become marks of tokens."""

from __future__ import annotations

import re

from pllm_bib.citing.csl.text.tokens import Mark, Tokens
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex


class Quotes(NamedTuple):
    """A locale's quotation marks. Where a field's own marks pair like them, they become q marks."""

    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"


QUOTES = Quotes()
_LETTER = (
    r"[0-9a-zA-Z\u00c0-\u017f\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u1f00-\u1fff]"
)
_MARKUP = regex(
    rf"""
      </(?P<close>i|b|sup|sub|sc|span)>
    | <(?P<open>i|b|sup|sub|sc)>
    | <span\s+(?:class="(?P<kept>nocase|nodecor)"|style="font-variant:\s*small-caps;?")[^>]*>
    | (?<={_LETTER})(?P<apostrophe>[’'])(?={_LETTER})
    | (?P<quote>["'‘’“”„‚«»])
    """,
    re.VERBOSE,
)
_SPECIAL = regex(r"[<\"'‘’“”„‚«»]")
FIELD = "field"
"""The value of a field's own marks: italics inside italics turn them off."""
JOIN = Mark("join", opens=True)
"""A mark between strings of one field. The rules for seams leave such strings alone."""


def parse_field(value: str, quotes: Quotes = QUOTES) -> Tokens:
    """Return a field's rich text as tokens; quotation marks that pair become q marks."""
    if not _SPECIAL.search(value):
        return [value] if value else []
    return _FieldParser(value, quotes).tokens()


class _FieldParser:
    """A reader of one field: tags and quotation marks that do not pair are plain text."""

    def __init__(self, value: str, quotes: Quotes) -> None:
        self.value = value
        self.quotes = quotes
        self.found: list[str | Mark] = []
        self.stack: list[tuple[str, str, int]] = []
        """For each mark still open: its closing text, its own text, and its place."""
        self.opened_at = -1
        """The end of the last opening mark."""
        self.outer = ""
        """The straight mark that comes first in the field: it is the outer one."""

    def tokens(self) -> Tokens:
        """Return the tokens of the field."""
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
                name = match["open"] or match["kept"] or "sc"
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
        """Turn the last open mark into plain text."""
        _, written, place = self.stack.pop()
        self.found[place] = "’" if written == "'" else written

    def _merged(self) -> Tokens:
        """Return the tokens, strings that touch made one and others kept apart by `JOIN`."""
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
