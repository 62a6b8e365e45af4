"""The footnotes of a Markdown document: where they are called, and where their texts stand."""

from __future__ import annotations

import re

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

_DEFINITION = regex(r"^ {0,3}\[\^(?P<label>[^\]\s]+)\]:", re.MULTILINE)
_CALL = regex(r"\[\^(?P<label>[^\]\s]+)\]|\^\[")
_AFTER = regex(r"\n[ \t]*\n(?![ \t]*\n)(?! {4}|\t)|\n(?= {0,3}\[\^[^\]\s]+\]:)")
_BRACKET = regex(r"\\.|[\[\]]", re.DOTALL)


class Footnote(NamedTuple):
    """A footnote: the place that calls it, and the span of its text."""

    call: int
    start: int
    end: int


class Definition(NamedTuple):
    """The text of a footnote that stands by itself, with its label."""

    label: str
    start: int
    """Where its line starts."""
    text: int
    """Where its text starts, behind the label."""
    end: int


def definitions(text: str, body: str) -> list[Definition]:
    """Return the footnotes that a text defines, in order; code is blank in its ``body``."""
    found: list[Definition] = []
    for match in _DEFINITION.finditer(body):
        after = _AFTER.search(text, match.end())
        end = after.start() if after else len(text)
        found.append(Definition(match["label"], match.start(), match.end(), end))
    return found


def footnotes(body: str, defined: list[Definition]) -> list[Footnote]:
    """Return the footnotes of a text in the order of their calls; code is blank in its ``body``.

    Those that nothing calls come last.
    """
    by_label = {one.label: one for one in reversed(defined)}
    texts = {one.text for one in defined}
    ends = brackets(body)
    found: list[Footnote] = []
    for call in _CALL.finditer(body):
        if call["label"] is None:
            found.append(Footnote(call.start(), call.end(), ends.get(call.end() - 1, call.end())))
        elif (note := by_label.get(call["label"])) and call.end() + 1 not in texts:
            found.append(Footnote(call.start(), note.text, note.end))
    called = {note.start for note in found}
    return [*found, *(Footnote(d.text, d.text, d.end) for d in defined if d.text not in called)]


def brackets(body: str) -> dict[int, int]:
    """Return the offsets of the brackets of a text that are closed, and of what closes each."""
    opened: list[int] = []
    ends: dict[int, int] = {}
    for match in _BRACKET.finditer(body):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            ends[opened.pop()] = match.start()
    return ends
