"""Citations in pandoc's syntax: ``[see @doe, p. 5; -@roe]``, ``@doe [p. 33]``.

Followed is pandoc's manual, "Citation syntax" and "Locators". A locator's words are those of the
style's locale and the English ones, of all kinds that CSL knows. Locators in braces without a word
are pages.
"""

from __future__ import annotations

import contextlib
import functools
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.citing.csl.cite import LOCATORS, Cite
from pllm_bib.errors import PllmBibError
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.citing.csl.locale import Locale


class CitationError(PllmBibError):
    """A citation that cannot be read.

    ``column`` is that of the fault in its text, from 1 on.
    """

    def __init__(self, message: str, text: str, column: int) -> None:
        super().__init__(f"column {column} of “{text}”: {message}")
        self.column = column


@dataclass(frozen=True, slots=True)
class Cluster:
    """A citation as a text has it: one or more works in one place.

    ``composite`` says that the sentence names the people of the first work: “Doe (2024) says”.
    """

    cites: tuple[Cite, ...]
    composite: bool = False


_ENGLISH = """
page: page pages p. pp.
act: act acts
appendix: appendix appendices app. apps.
article-locator: article articles art. arts.
book: book books bk. bks.
canon: canon canons can. cann.
chapter: chapter chapters chap. chaps. c. cc. ch.
column: column columns col. cols.
elocation: location locations loc. locs.
equation: equation equations eq. eqq.
figure: figure figures fig. figs.
folio: folio folios fol. fols.
issue: issue issues no. nos.
line: line lines l. ll.
note: note notes n. nn.
opus: opus opera op. opp.
paragraph: paragraph paragraphs para. paras. ¶ ¶¶
part: part parts pt. pts.
rule: rule rules r. rr.
scene: scene scenes sc. scs.
section: section sections sec. secs. § §§
sub-verbo: sub_verbo sub_verbis s.v. s.vv.
supplement: supplement supplements supp. supps.
table: table tables tbl. tbls.
timestamp: timestamp timestamps
title-locator: title titles tit. tits.
verse: verse verses v. vv.
version: version versions
volume: volume volumes vol. vols.
"""


@functools.cache
def _english() -> Mapping[str, str]:
    rows = (line.split(": ") for line in _ENGLISH.strip().splitlines())
    return {word.replace("_", " "): kind for kind, words in rows for word in words.split()}


def locator_words(locale: Locale | None = None) -> Mapping[str, str]:
    """Return the words that start a locator, in small letters, and the kind that each one names.

    Where a word of the locale has another meaning in English, the locale's counts.
    """
    if locale is None:
        return _english()
    words = dict(_english())
    for (name, _form), term in locale.terms.items():
        if name in LOCATORS:
            words |= {word.strip().casefold(): name for word in (term.single, term.multiple)}
    words.pop("", None)
    return words


def parse(text: str, words: Mapping[str, str] | None = None) -> Cluster:
    """Return the citation that a text is, all of it.

    ``words`` are `locator_words`. Raises `CitationError`.
    """
    reader = _Reader(text, words or _english())
    start = len(text) - len(text.lstrip())
    cluster, end = reader.citation(start)
    if rest := text[end:].strip():
        message = f"“{rest}” is behind the citation"
        raise reader.fault(message, text.index(rest, end))
    return cluster


def scan(text: str, at: int, words: Mapping[str, str] | None = None) -> tuple[Cluster, int] | None:
    """Return the citation that starts at a place of a text, and where it ends; None if none does.

    ``text`` is a paragraph, ``at`` the place of a ``[``, ``@`` or ``-@``. A link is no citation.
    """
    reader = _Reader(text, words or _english())
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

    def citation(self, at: int) -> tuple[Cluster, int]:
        """Return the citation at a place, and its end."""
        if self.text.startswith("[", at):
            cites, end = self._list(at + 1)
            return Cluster(tuple(cites)), end
        alone, end = self.bare(at)
        cites, end = self._behind_key(alone.cites[0], end)
        return Cluster(tuple(cites), composite=alone.composite), end

    def bare(self, at: int) -> tuple[Cluster, int]:
        """Return the citation of the key at a place, without what may follow it."""
        if not (found := self._key(at)):
            message = "a citation starts with “[”, “@key” or “-@key”"
            raise self.fault(message, at)
        key, suppressed, end = found
        return Cluster((Cite(key, suppress_author=suppressed),), composite=not suppressed), end

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
    (regex(r"(`+)(?!`)\s?(.+?)\s?(?<!`)\1(?!`)", re.DOTALL), r"\2"),
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


# Locators.

_PIECE = regex(r"<(?P<tag>i|b|sup|sub|span)\b[^>]*>.*?</(?P=tag)>|[ \t\n]+|.", re.DOTALL)
_TAG = regex(r"</?(?:i|b|sup|sub|span)\b[^>]*>")
_ROMAN = regex(r"(?=.)M*(?:CM)?D?(?:CD)?C*(?:XC)?L?(?:XL)?X*(?:IX)?V?(?:IV)?I*", re.IGNORECASE)
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_MOST_PIECES = 24
"""The pieces that a locator's word may have, with its full stops and blanks."""


class _Word(NamedTuple):
    """A word of a locator: where it ends, and if it counts: in digits, or Roman ones."""

    end: int
    counts: bool


def split_locator(text: str, words: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the kind of locator that the text behind a key starts with, the locator, and the rest.

    Without one, the kind is “page”, and a comma is put before a rest that touches the key.
    """
    pieces = _pieces(text)
    start = 1 if pieces[:1] == [","] else 0
    if pieces[start : start + 1] and pieces[start].isspace():
        start += 1
    found = _in_braces(pieces, start, words) or _integrated(pieces, start, words)
    if found is None:
        joins = bool(pieces) and not pieces[0].isspace() and not _is_mark(pieces[0][0])
        return "page", "", f", {text}" if joins else text
    label, locator, end = found
    return label, locator, "".join(pieces[end:])


def _pieces(text: str) -> list[str]:
    """Take a text apart: runs of blanks, marks each for itself, formatted words, other words."""
    pieces: list[str] = []
    word = ""
    for found in _PIECE.finditer(text):
        piece = found.group()
        if found["tag"] or piece.isspace() or (piece != ":" and _is_mark(piece)):  # 2:33 is a word
            pieces += [word, piece] if word else [piece]
            word = ""
        else:
            word += piece
    return [*pieces, word] if word else pieces


def _is_mark(piece: str) -> bool:
    return len(piece) == 1 and unicodedata.category(piece).startswith("P")


def _in_braces(
    pieces: list[str], start: int, words: Mapping[str, str]
) -> tuple[str, str, int] | None:
    """Read a locator in braces. Where they are empty, there is none."""
    if pieces[start : start + 1] != ["{"]:
        return None
    depth = 0
    for end in range(start, len(pieces)):
        depth += (pieces[end] in {"{", "["}) - (pieces[end] in {"}", "]"})
        if not depth:
            break
    else:
        return None
    at = start + 1
    label = "page"
    for cut in range(min(end - 1, at + _MOST_PIECES), at, -1):
        if (word := _word_of(pieces[at:cut])) in words:
            label, at = words[word], cut
            break
    return label, "".join(pieces[at:end]).strip(), end + 1


def _integrated(
    pieces: list[str], start: int, words: Mapping[str, str]
) -> tuple[str, str, int] | None:
    """Read a locator without braces: a word and numbers, or numbers with a digit each."""
    label, at = "", start
    for cut in range(min(len(pieces) - 1, start + _MOST_PIECES), start, -1):
        kind = words.get(_word_of(pieces[start:cut]))
        number = _number(pieces, cut, first=True) if kind else None
        if kind and number and number.counts:
            label, at = kind, cut
            break
    end = at
    while (number := _number(pieces, end, first=end == at)) and number.counts:
        if not label and not _has_digit("".join(pieces[end : number.end])):
            break
        end = number.end
    locator = _TAG.sub("", "".join(pieces[at:end])).strip()
    return (label or "page", locator, end) if end > at else None


def _word_of(pieces: list[str]) -> str:
    return "".join(pieces).strip().casefold()


def _number(pieces: list[str], at: int, *, first: bool) -> _Word | None:
    """Read one number of a locator: 123, 12A, xvii, 33-44, 34(1)(a), [17]."""
    if not first and pieces[at : at + 1] and pieces[at] in ",;":
        at += 1
    if pieces[at : at + 1] and pieces[at].isspace():
        at += 1
    start, counts = at, False
    while part := _bracketed(pieces, at) or _sequence(pieces, at):
        at, counts = part.end, counts or part.counts
    return _Word(at, counts) if at > start else None


def _bracketed(pieces: list[str], at: int) -> _Word | None:
    closing = _CLOSING.get(pieces[at]) if at < len(pieces) else None
    if closing is None:
        return None
    inner = _sequence(pieces, at + 1) or _Word(at + 1, counts=False)
    closed = pieces[inner.end : inner.end + 1] == [closing]
    return _Word(inner.end + 1, inner.counts) if closed else None


def _sequence(pieces: list[str], at: int) -> _Word | None:
    """Read units with full stops between them: 1.2.3; a stop at the end is left."""
    counts = False
    start = at
    unit = _unit(pieces, at)
    while unit or (unit := _unit(pieces, at + 1) if pieces[at : at + 1] == ["."] else None):
        at, counts, unit = unit.end, counts or unit.counts, None
    return _Word(at, counts) if at > start else None


def _unit(pieces: list[str], at: int) -> _Word | None:
    """Read a Roman numeral, or all up to a blank or a mark that is no hyphen."""
    if at < len(pieces) and _ROMAN.fullmatch(pieces[at]):
        return _Word(at + 1, counts=True)
    end = at
    while (
        end < len(pieces)
        and not pieces[end].isspace()
        and (pieces[end] in {"-", "–", ":"} or not _is_mark(pieces[end]))
    ):
        end += 1
    return _Word(end, _has_digit("".join(pieces[at:end]))) if end > at else None


def _has_digit(text: str) -> bool:
    return any("0" <= char <= "9" for char in text)
