"""Locators in what a text says behind a key: ``, pp. 33-35 and *passim*``.

Followed is pandoc's manual, "Locators". The words of a locator are those of the style's locale and
the English ones, of all kinds that CSL knows. Locators in braces without a word are pages.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import LOCATORS
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.citing.csl.locale import Locale

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
def english() -> Mapping[str, str]:
    """Return the English words of locators, and the kind that each one names."""
    rows = (line.split(": ") for line in _ENGLISH.strip().splitlines())
    return {word.replace("_", " "): kind for kind, words in rows for word in words.split()}


def locator_words(locale: Locale | None = None) -> Mapping[str, str]:
    """Return the words that start a locator, in small letters, and the kind that each one names.

    Where a word of the locale has another meaning in English, the locale's counts.
    """
    if locale is None:
        return english()
    words = dict(english())
    for (name, _form), term in locale.terms.items():
        if name in LOCATORS:
            words |= {word.strip().casefold(): name for word in (term.single, term.multiple)}
    words.pop("", None)
    return words


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
    """Read a locator in braces; empty ones hold no locator."""
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
