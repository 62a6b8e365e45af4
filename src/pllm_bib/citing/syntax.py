"""Citations in pandoc's syntax: ``[see @doe, p. 5; -@roe]``, ``@doe [p. 33]``.

Followed is pandoc's manual, "Citation syntax".
"""

from __future__ import annotations

import contextlib
import html
import re
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.citing.locators import english, split_locator
from pllm_bib.errors import OperatorError
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping


class CitationError(OperatorError):
    """A citation that cannot be read.

    ``column`` is that of the fault in its text, from 1 on.
    """

    def __init__(self, message: str, text: str, column: int) -> None:
        super().__init__(f"column {column} of “{text}”: {message}")
        self.column = column


def parse(text: str, words: Mapping[str, str] | None = None) -> Citation:
    """Return the citation that a text is, all of it.

    ``words`` are `locator_words`. Raises `CitationError`.
    """
    reader = _Reader(text, words or english())
    start = len(text) - len(text.lstrip())
    citation, end = reader.citation(start)
    if rest := text[end:].strip():
        message = f"“{rest}” is behind the citation"
        raise reader.fault(message, text.index(rest, end))
    return citation


def scan(text: str, at: int, words: Mapping[str, str] | None = None) -> tuple[Citation, int] | None:
    """Return the citation that starts at a place of a text, and where it ends; None if none does.

    ``text`` is a paragraph, ``at`` the place of a ``[``, ``@`` or ``-@``. A link is no citation.
    """
    reader = _Reader(text, words or english())
    with contextlib.suppress(CitationError):
        return reader.citation(at)
    with contextlib.suppress(CitationError):  # what follows the key is not its locator
        return reader.bare(at)
    return None


_KEY = regex(r"(?<!\w)(-?)@(?:([\w*](?:\w|[:.#$%&+?<>~/-](?=\w)|[:/](?=/))*)|(?=\{))")
_SKIPPED = regex(
    r"""
      \\.
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)
    | \*\*(?=\S)(?:[^*\\]|\\.)+(?<=\S)\*\*
    | \*(?=\S)(?:[^*\\]|\\.)+(?<=\S)\*
    | \$(?=\S)(?:[^$\\]|\\.)+(?<=\S)\$
    | \[(?:[^][\\]|\\.)*\]
    | (?<!\w)"(?=\S)(?:[^"\\]|\\.)+(?<=\S)"
    """,
    re.VERBOSE | re.DOTALL,
)
"""What holds together within an affix: a semicolon or bracket in it ends nothing."""


class _Reader:
    """A reader of one citation in a text."""

    def __init__(self, text: str, words: Mapping[str, str]) -> None:
        self.text = text
        self.words = words

    def fault(self, message: str, at: int) -> CitationError:
        """Return the error of a place."""
        return CitationError(message, self.text, at + 1)

    def citation(self, at: int) -> tuple[Citation, int]:
        """Return the citation at a place, and its end."""
        if self.text.startswith("[", at):
            cites, end = self._list(at + 1)
            return Citation(tuple(cites)), end
        alone, end = self.bare(at)
        cites, end = self._behind_key(alone.cites[0], end)
        return Citation(tuple(cites), composite=alone.composite), end

    def bare(self, at: int) -> tuple[Citation, int]:
        """Return the citation of the key at a place, without what may follow it."""
        if not (found := self._key(at)):
            message = "a citation starts with “[”, “@key” or “-@key”"
            raise self.fault(message, at)
        key, suppressed, end = found
        return Citation((Cite(key, suppress_author=suppressed),), composite=not suppressed), end

    def _behind_key(self, first: Cite, at: int) -> tuple[list[Cite], int]:
        """Read what follows a key outside brackets: more works, or a locator of its own."""
        opening = self._blanks(at)
        if not self.text.startswith("[", opening) or self.text.startswith("[^", opening):
            return [first], at
        try:
            more, end = self._list(opening + 1)
        except CitationError:
            if (end := self._end_of_affix(opening + 1)) >= len(self.text):
                raise
            first = self._with_suffix(first, opening + 1, end)
            if self.text[end] == "]":
                return [first], self._closed(end)
            more, end = self._list(end + 1)
        return [first, *more], end

    def _list(self, at: int) -> tuple[list[Cite], int]:
        """Read cites, a semicolon between them, up to a closing bracket."""
        cites = []
        while True:
            cite, at = self._cite(at)
            cites.append(cite)
            if at >= len(self.text):
                message = "the bracket “[” is not closed"
                raise self.fault(message, at)
            if self.text[at] == "]":
                return cites, self._closed(at)
            at += 1

    def _closed(self, at: int) -> int:
        """Return the end of a bracket that closes at a place; one with a target is a link."""
        if self.text.startswith(("[", "(", "{"), at + 1):
            message = "this makes a link of the citation"
            raise self.fault(message, at + 1)
        return at + 1

    def _cite(self, start: int) -> tuple[Cite, int]:
        """Read a cite: what is said before the key, the key, and what is said behind it."""
        at = start = self._blanks(start)
        while not (found := self._key(at)):
            if at >= len(self.text) or self.text[at] in ";]":
                message = "there is no “@key” in this part of the citation"
                raise self.fault(message, start)
            at = self._after(at)
        key, suppressed, behind = found
        end = self._end_of_affix(behind)
        cite = Cite(key, prefix=_rich(self.text[start:at]).strip(), suppress_author=suppressed)
        return self._with_suffix(cite, behind, end), end

    def _with_suffix(self, cite: Cite, at: int, end: int) -> Cite:
        """Return a cite with the locator and the suffix that its text behind the key has."""
        said = _rich(self.text[at:end]).rstrip()
        label, locator, suffix = split_locator(said, self.words)
        return Cite(
            cite.key,
            locator=locator,
            label=label,
            prefix=cite.prefix,
            suffix=suffix,
            suppress_author=cite.suppress_author,
        )

    def _key(self, at: int) -> tuple[str, bool, int] | None:
        """Return the key at a place, if its author is left out, and its end."""
        found = _KEY.match(self.text, at)
        if not found:
            return None
        if found[2]:
            return found[2], bool(found[1]), found.end()
        depth = 0
        for end in range(found.end(), len(self.text)):
            char = self.text[end]
            depth += (char == "{") - (char == "}")
            if char.isspace():
                break
            if not depth:
                return self.text[found.end() + 1 : end], bool(found[1]), end + 1
        message = "this “{” of a key is not closed: a key has no blanks"
        raise self.fault(message, found.end())

    def _end_of_affix(self, at: int) -> int:
        """Return the place of the semicolon or bracket that ends what is said behind a key."""
        while at < len(self.text) and self.text[at] not in ";]":
            if found := self._key(at):
                message = f"“@{found[0]}” is another work: put “;” before it"
                raise self.fault(message, at)
            at = self._after(at)
        return at

    def _after(self, at: int) -> int:
        """Return the place behind a character, or behind all that holds together with it."""
        skipped = _SKIPPED.match(self.text, at)
        return skipped.end() if skipped else at + 1

    def _blanks(self, at: int) -> int:
        while self.text[at : at + 1].isspace():
            at += 1
        return at


_ESCAPED = regex(r"\\([^\w\n])")
_MARKS = (
    (regex(r"(?<!`)``\s?((?:[^`]|`(?!`))+?)\s?``(?!`)"), r"\1"),
    (regex(r"(?<!`)`\s?([^`]+?)\s?`(?!`)"), r"\1"),
    (regex(r"\[([^][]+)\]\{\.smallcaps\}"), r'<span style="font-variant:small-caps;">\1</span>'),
    (regex(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*"), r"<b>\1</b>"),
    (regex(r"\*(?=\S)([^*]+)(?<=\S)\*"), r"<i>\1</i>"),
    (regex(r"(?<!\w)_(?=\S)([^_]+)(?<=\S)_(?!\w)"), r"<i>\1</i>"),
    (regex(r"~~(?=\S)([^~]+)(?<=\S)~~"), r"\1"),
    (regex(r"\^([^\s^]+)\^"), r"<sup>\1</sup>"),
    (regex(r"~([^\s~]+)~"), r"<sub>\1</sub>"),
    (regex(r"---"), "—"),
    (regex(r"--"), "–"),
    (regex(r"\.\.\."), "…"),
)
_FIRST_PRIVATE = 0xF0000


def _rich(text: str) -> str:
    """Return a text in Markdown as CSL writes it; signs behind a backslash are plain."""
    text = _ESCAPED.sub(lambda found: chr(_FIRST_PRIVATE + ord(found[1])), text)
    for pattern, changed in _MARKS:
        text = pattern.sub(changed, text)
    text = html.unescape(re.sub(r"\s+", " ", text))
    text = re.sub(
        "[\U000f0000-\U000ffffd]", lambda found: chr(ord(found.group()) - _FIRST_PRIVATE), text
    )
    return text.replace("\\ ", "\u00a0")
