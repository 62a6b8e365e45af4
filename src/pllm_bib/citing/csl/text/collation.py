"""The order of text, as the alphabets of languages have it (CLDR, at the first level)."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re

_BASE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "ħ": "h"}
)
_NUMBER = regex(r"[0-9]+")
_END, _DIGITS, _BEHIND = "\x01", "\x02", "\U0010ffff"
"""What ends a word is before a digit, both are before letters, and the last is behind them."""
_ALPHABETS = {
    "cs": "c č|h ch|r ř|s š|z ž",
    "da": "y/ü|z æ/ä ø/ö å/aa",
    "es": "n ñ",
    "et": "s š z ž|w õ ä ö ü",
    "fi": "z å ä ö",
    "hr": "c č ć|d dž đ|l lj|n nj|s š|z ž",
    "hu": "c cs|d dz dzs|g gy|l ly|n ny|o ö/ő|s sz|t ty|u ü/ű|z zs",
    "is": "a á|d ð|e é|i í|o ó|u ú|y ý|z þ æ/ä ö/ø å",
    "lt": "c č|i/y|s š|z ž",
    "lv": "c č|g ģ|k ķ|l ļ|n ņ|s š|z ž",
    "nb": "y/ü|z æ/ä ø/ö å/aa",
    "pl": "a ą|c ć|e ę|l ł|n ń|o ó|s ś|z ź ż",
    "ro": "a ă â|i î|s ș|t ț",
    "sk": "a ä|c č|h ch|o ô|s š|z ž",
    "sl": "c č ć|d đ|s š|z ž",
    "sv": "y/ü|z å ä/æ ö/ø",
    "tr": "c ç|g ğ|h ı|o ö|s ş|u ü",
}
"""A language -> the letters that have places of their own, in each row behind its first letter.

Letters between strokes have one place.
"""
_CYRILLIC = {0x430 + at: chr(ord(_DIGITS) + 1 + at) for at in range(48)}
_GREEK = {0x3B1 + at: chr(ord(_DIGITS) + 1 + at) for at in range(25)}
_FIRST = dict.fromkeys(("ru", "uk", "be", "bg", "mk"), _CYRILLIC) | {"el": _GREEK}
"""A language -> its letters, and what stands for them in a key, before the letters of others."""
_SAME = {"no": "nb", "nn": "nb", "az": "tr", "bs": "hr", "sr": "hr"}


@functools.lru_cache(maxsize=100_000)
def collation(value: str, language: str = "") -> str:
    """Return a key that orders text as a dictionary of a language does.

    Case, accents and punctuation do not count. A word is before the longer ones that start with
    it. Numbers order by value, and before letters.
    """
    if not value:
        return ""
    tailored = _tailored(language[:2])
    value = value.casefold()
    if tailored is not None:
        pattern, places = tailored
        value = pattern.sub(
            lambda match: places[match.group()], unicodedata.normalize("NFC", value)
        )
    if not value.isascii():
        value = unicodedata.normalize("NFKD", value).translate(_BASE_LETTERS)
    letters = "".join(
        char if char.isalnum() or char == _BEHIND else _END if char == " " else "" for char in value
    )
    key = _NUMBER.sub(_by_value, letters) + _END
    return key.translate(_FIRST[language[:2]]) if language[:2] in _FIRST else key


def _by_value(match: re.Match[str]) -> str:
    """Return a number as text that orders by value: its length is before its digits."""
    digits = match.group().lstrip("0") or "0"
    return f"{_DIGITS}{chr(min(len(digits), 0xFFFF) + 2)}{digits}"


@functools.cache
def _tailored(language: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Return a pattern for the letters of a language, and what stands for each in a key."""
    rows = _ALPHABETS.get(_SAME.get(language, language))
    if rows is None:
        return None
    places: dict[str, str] = {}
    base = ""
    for row in rows.split("|"):
        for at, place in enumerate(row.split()):
            letters = place.split("/")
            base = base if at else letters.pop(0)
            places |= dict.fromkeys(letters, f"{base}{_BEHIND * at}")
    longest = sorted(places, key=len, reverse=True)
    return regex("|".join(longest)), places
