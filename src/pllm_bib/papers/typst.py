"""Typst: ``@key`` and ``#cite(<key>)``, and the files of ``bibliography(...)``.

A name that the document itself has as a label is no citation. Raw text, comments, strings,
mathematics and addresses cite nothing. https://typst.app/docs/reference/syntax/ has the syntax.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.papers.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.papers.mention import MentionKind

_LABEL = r"<(?P<label>\w[\w:.-]*)>"
_STRING = r'"(?P<string>(?:[^"\\]|\\.)*)"'
_COMMON = (
    r"(?P<comment>//[^\n]*|/\*)|(?P<raw>`+)|(?P<open>[\[({])|(?P<close>[\])}])"
    r'|(?P<math>\$(?>(?:[^$\\"]|\\.|"(?:[^"\\]|\\.)*"|")*)\$)'
)
_MARKUP = regex(
    rf"\\.|https?://[^\s\[\]<>\"]+|{_COMMON}|{_LABEL}"
    r"|@(?P<key>\w[\w:.-]*)|#(?P<code>(?=[\w({\[\"<]))",
    re.DOTALL,
)
_CODE = regex(
    rf"{_STRING}|{_COMMON}|{_LABEL}|(?P<end>[;\n])|\bfull\s*:\s*(?P<full>true)\b", re.DOTALL
)
_COMMENT_MARK = regex(r"/\*|\*/")
_TEXT = regex(_STRING, re.DOTALL)
_STATEMENT = regex(r"(?:let|set|show|import|include|if|for|while|return|context)\b")
_CHAIN = regex(r"[\w-]+(?:\.[\w-]+)*|\.[\w-]+(?:\.[\w-]+)*")
_CALLEE = regex(r"(?<![\w-])([\w-]++)$")
_NAMED = regex(r"(?<![\w-])([\w-]++)\s*+:\s*+$")
_FILE_WORD = regex(r"\b(?:include|import)\s*$")
_NEAR = 60
"""Characters before a place that say what it is for."""


class _Frame(NamedTuple):
    """A part of the source that something closes: markup, code, or the code of one statement."""

    kind: str
    """markup, code, statement, or call: what may follow an expression in markup."""
    close: str
    callee: str = ""
    """The function that the brackets belong to."""


def read(text: str, path: str, _state: object) -> Iterator[Mention]:
    """Yield what a Typst source mentions."""
    return _TypstReader(text, path).mentions()


class _TypstReader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.source = SourceMap(text, path)
        self.frames = [_Frame("markup", "")]
        self.at = 0
        self.endless: set[str] = set()
        """Runs of backticks that nothing closes."""

    def mentions(self) -> Iterator[Mention]:
        """Yield all that the source mentions."""
        while True:
            kind = self.frames[-1].kind
            if kind == "call":
                self._go_on_with_call()
                continue
            found = (_MARKUP if kind == "markup" else _CODE).search(self.text, self.at)
            if found is None:
                return
            self.at = found.end()
            yield from self._met(found, in_markup=kind == "markup")

    def _met(self, found: re.Match[str], *, in_markup: bool) -> Iterator[Mention]:
        kind = found.lastgroup
        if kind == "key":
            yield self._mention("citation", found["key"].rstrip(".:"), found.start("key"))
        elif kind == "label" and in_markup:
            yield self._mention("label", found["label"], found.start("label"))
        elif kind == "label" and self._function() in {"cite", "ref"}:
            yield self._mention("citation", found["label"], found.start("label"))
        elif kind == "full" and self._function() == "bibliography":
            yield self._mention("everything", "*", found.start("full"))
        elif kind == "string":
            yield from self._string(found["string"], found.start("string"))
        else:
            self._pass(found, in_markup=in_markup)

    def _pass(self, found: re.Match[str], *, in_markup: bool) -> None:
        """Pass on over a sign that opens or closes something."""
        kind = found.lastgroup
        if kind == "raw":
            self._pass_raw(found[0])
        elif kind == "open":
            self._open(found, in_markup=in_markup)
        elif kind == "close":
            self._close(found[0])
        elif kind == "code":
            self._start_code()
        elif found[0] == "/*":
            self._pass_comment()
        elif kind == "end" and self.frames[-1].kind == "statement":
            self.frames.pop()

    def _mention(self, kind: MentionKind, name: str, at: int) -> Mention:
        return Mention(kind, name, self.source.position(at))

    def _string(self, text: str, at: int) -> Iterator[Mention]:
        before = self.text[max(0, at - 1 - _NEAR) : at - 1]
        named = _NAMED.search(before)
        function = self._function()
        if _FILE_WORD.search(before):
            if not text.startswith("@"):  # of a package
                yield self._mention("input", text, at)
        elif (named and named[1].startswith("bib") and "." in text) or (
            function == "bibliography" and not named
        ):
            yield self._mention("bibliography", text, at)
        elif function == "label" and self._function(1) in {"cite", "ref"}:
            yield self._mention("citation", text, at)

    def _function(self, outer: int = 0) -> str:
        """Return the function in the arguments of which the place is, or that around it."""
        called = [frame.callee for frame in self.frames[-_MOST_FRAMES:] if frame.callee]
        return called[-1 - outer] if len(called) > outer else ""

    # Passing on.

    def _open(self, found: re.Match[str], *, in_markup: bool) -> None:
        sign = found[0]
        if in_markup and sign != "[":
            return
        kind = "markup" if sign == "[" else "code"
        start = found.start()
        callee = _CALLEE.search(self.text, max(0, start - _NEAR), start)
        is_call = sign == "(" and callee and not in_markup
        self.frames.append(_Frame(kind, _CLOSING[sign], callee[1] if is_call and callee else ""))

    def _close(self, sign: str) -> None:
        while self.frames[-1].kind == "statement" and len(self.frames) > 1:
            self.frames.pop()
        if self.frames[-1].close == sign:
            self.frames.pop()

    def _start_code(self) -> None:
        if text := _TEXT.match(self.text, self.at):
            self.at = text.end()
        elif _STATEMENT.match(self.text, self.at):
            self.frames.append(_Frame("statement", ""))
        else:
            self.frames.append(_Frame("call", ""))
            if self.text.startswith("{", self.at):
                self.frames.append(_Frame("code", "}"))
                self.at += 1

    def _go_on_with_call(self) -> None:
        """Pass over names; go into the arguments of a call, or leave it where none follow."""
        if chain := _CHAIN.match(self.text, self.at):
            self.at = chain.end()
        sign = self.text[self.at : self.at + 1]
        if sign and sign in "([":
            kind = "markup" if sign == "[" else "code"
            callee = _CALLEE.search(self.text, max(0, self.at - _NEAR), self.at)
            self.frames.append(_Frame(kind, _CLOSING[sign], callee[1] if callee else ""))
            self.at += 1
        else:
            self.frames.pop()

    def _pass_comment(self) -> None:
        depth = 1
        for mark in _COMMENT_MARK.finditer(self.text, self.at):
            depth += 1 if mark[0] == "/*" else -1
            if not depth:
                self.at = mark.end()
                return
        self.at = len(self.text)

    def _pass_raw(self, ticks: str) -> None:
        if len(ticks) == len("``") or ticks in self.endless:  # empty
            return
        end = self.text.find(ticks, self.at)
        if end < 0:
            self.endless.add(ticks)
            self.at = len(self.text)
        else:
            self.at = end + len(ticks)


_CLOSING = {"[": "]", "(": ")", "{": "}"}
_MOST_FRAMES = 12
