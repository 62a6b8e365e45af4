"""Given names as initials."""

from __future__ import annotations

import functools
import itertools
import re

from pllm_bib.model.regex import regex

_SIGNS = (
    r"[-0-9a-zA-Z\u0e01-\u0e5b\u00c0-\u017f\u0370-\u03ff\u0400-\u052f\u0590-\u05d4\u05d6-\u05ff"
    r"\u1f00-\u1fff\u0600-\u06ff\u200c-\u200e\u0218-\u021b\u202a-\u202e]"
)
_ROMANESQUE = regex(_SIGNS)
"""Characters of scripts whose names are inverted and whose given names have initials."""
_STARTS_ROMANESQUE = regex(r"&|(?![-0-9])" + _SIGNS)
"""What a word starts with that has blanks around it."""


def has_romanesque(text: str) -> bool:
    """Say whether a text has letters of scripts whose names are inverted."""
    first = text[:1]  # of most names, a plain letter
    return (first.isascii() and first.isalnum()) or bool(_ROMANESQUE.search(text))


def starts_romanesque(word: str, at: int = 0) -> bool:
    """Say whether a word, from a place on, starts with a sign that has blanks around it."""
    first = word[at : at + 1]
    return (first.isascii() and first.isalpha()) or bool(_STARTS_ROMANESQUE.match(word, at))


_CAPITAL = regex(
    r"[A-Z\u0e01-\u0e5b\u00c0-\u00de\u0370-\u03ab\u0400-\u042f\u0590-\u06ff]|[^\W\d_a-z]"
)
_TAG = r"</?(?:i|b|sc|sub|sup|span)\b[^<>]*>"
_SEPARATOR = regex(rf"(?:[-\s]|{_TAG})+")
_TAGS = regex(rf"(?:{_TAG})*")
_NAME = regex(r"([^\W\d_]+)(\.?)")
"""The letters that a name starts with, and the full stop of an abbreviation (``Ph.``)."""


_WORD = r"[A-Z](?:[a-zß-öø-ÿ][A-Za-zß-öø-ÿ]*|\.)?"
_PLAIN = regex(rf"{_WORD}(?:(?:[ -]|(?<=\.)){_WORD})*")
"""Given names of which each is a capital and a small letter, or an initial: most of them."""
_USUAL = frozenset({". ", ".", "", " "})
"""What most styles put behind initials."""
_BLANKS = " \t\n\u00a0\ufeff"


@functools.lru_cache(maxsize=65_536)
def initials(given: str, terminator: str, *, hyphen: bool, normalize_only: bool) -> str:
    """Return given names as initials.

    With ``normalize_only``, names in full stay so; only initials get the style's ``terminator``.
    """
    if not normalize_only and terminator in _USUAL and _PLAIN.fullmatch(given):
        return _of_plain(given, terminator, hyphen=hyphen)
    tags = _TAGS.match(given)
    if not given or not starts_romanesque(given, tags.end() if tags else 0):
        return given
    if not hyphen:
        given = given.replace("-", " ")
    given = re.sub(r"(?:(?<!\s)\s++)?-\s*", "-", given)
    given = re.sub(r"\s+", " ", given)
    given = re.sub(r"-([a-z])", "–\\1", given)
    given = re.sub(r"\.(?=[^ ])", ". ", given)
    words = _SEPARATOR.split(given)
    gaps = _SEPARATOR.findall(given)
    if not gaps and len(words[0]) == 1 and words[0].isupper():
        words[0] += "."
    result = (
        _normalized(words, gaps, terminator)
        if normalize_only
        else _initialized(words, gaps, terminator)
    )
    result = re.sub(r"(?:(?<!\s)\s++)?-\s*", "-", result.rstrip(_BLANKS))
    return re.sub(r"[ \t\n]+", " ", result).replace("–", "-")


def _of_plain(given: str, terminator: str, *, hyphen: bool) -> str:
    """Return plain given names as initials."""
    if "." in given:
        given = given.replace(".", ". ").replace(".  ", ". ").replace(". -", ".-").rstrip(" ")
    if not hyphen:
        given = given.replace("-", " ")
    joint = f"{terminator.rstrip(' ')}-"
    letters = [joint.join([name[0] for name in word.split("-")]) for word in given.split(" ")]
    return terminator.join([*letters, ""]).rstrip(" ")


def _is_capital(letter: str) -> bool:
    return letter.isalpha() and letter == letter.upper()


def _initialized(words: list[str], gaps: list[str], terminator: str) -> str:
    pieces = []
    for place, word in enumerate(words):
        gap = gaps[place] if place < len(gaps) else ""
        if not word:
            pieces.append(gap)
            continue
        name = _NAME.match(word)
        if name and _CAPITAL.match(word):
            letters, rest = name[1], name[1][1:]
            if rest and name[2]:
                shown = letters  # an abbreviation, not a name: "Ph."
            else:
                capitals = len(list(itertools.takewhile(_is_capital, rest)))
                # Capitals that go on into a word belong to the initial: "YUri" is "Yu."
                shown = letters[0] + (rest[:capitals].lower() if capitals < len(rest) else "")
            pieces.append(shown)
            pieces.append(_ended(terminator, gap.replace("-", "")))
            if "-" in gap:
                pieces.append("-")
        else:
            pieces.append(" " + word)
            pieces.append(gap)
    return "".join(pieces)


def _ended(terminator: str, gap: str) -> str:
    """Return the end of an initial: its full stop stands before a tag that closes there."""
    tags = "".join(re.findall(_TAG, gap))
    if not tags.startswith("</"):
        return terminator + tags
    stop = terminator.rstrip()
    return f"{stop}{tags}{terminator[len(stop) :]}"


def _normalized(words: list[str], gaps: list[str], terminator: str) -> str:
    short = [
        (len(word) > 1 and word.endswith(".")) or (len(word) == 1 and word.isupper())
        for word in words
    ]
    pieces = []
    for place, word in enumerate(words):
        if not short[place]:
            pieces.append(word)
            pieces.append(gaps[place] if place < len(gaps) else "")
            continue
        pieces.append(word.rstrip("."))
        if place == len(words) - 1:
            pieces.append(terminator)
        else:
            last = short[place + 1]
            end = terminator if last else terminator.rstrip("\ufeff") + " "
            pieces.append(_ended(end, gaps[place]))
    return "".join(pieces)
