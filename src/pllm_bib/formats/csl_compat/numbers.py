"""Numbers, number ranges and page ranges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pllm_bib.formats.csl_compat.locale import Locale

_RANGE = re.compile(
    r"([0-9]*[a-zA-Z]+0*)?([0-9]+[a-z]*)\s*[-–]\s*([0-9]*[a-zA-Z]+0*)?([0-9]+[a-z]*)"
)
_NUMERIC = re.compile(
    r"^\s*[^\W\d_]{0,2}\d+[^\W\d_]*(?:\s*(?:[-–,&]|\band\b)\s*[^\W\d_]{0,2}\d+[^\W\d_]*)*\s*$"
)
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def is_numeric(value: object) -> bool:
    """Whether a value is a number, or numbers joined by hyphens, commas or ampersands."""
    return bool(_NUMERIC.match(str(value)))


def is_plural(value: object) -> bool:
    """Whether a value stands for more than one number."""
    text = re.sub(r"\\-", "", str(value)).strip()
    return bool(re.search(r"\d[^\W\d_]*\s*(?:[-–,&]|\band\b)\s*[^\W\d_]{0,2}\d", text))


def roman(number: int) -> str:
    """A number in lower-case Roman numerals."""
    pieces = []
    for value, numeral in _ROMAN:
        while number >= value:
            pieces.append(numeral)
            number -= value
    return "".join(pieces)


def page_range(value: str, style: str | None, delimiter: str) -> str:
    """Pages in a style's ``page-range-format``, joined by the locale's delimiter."""

    def replace(match: re.Match[str]) -> str:
        prefix, first, prefix2, last = (part or "" for part in match.groups())
        if prefix2 and prefix2 != prefix:
            return f"{prefix}{first}{delimiter}{prefix2}{last}"
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        begin, end = _integer(first), _integer(last)
        if begin >= end:
            return re.sub(r"\s*[-–]\s*", delimiter, match.group())
        shown = last if style is None else _shortened(first, last, style)
        keep_prefix = style is None or style == "expanded"
        return (
            f"{prefix}{first}{delimiter}{prefix if keep_prefix and prefix2 else ''}{shown}"
            if (style is not None)
            else f"{prefix}{first}{delimiter}{prefix2}{shown}"
        )

    result = _RANGE.sub(replace, value)
    result = re.sub(r"(?<!\\)\s*[-–]\s*", lambda _m: delimiter, result)
    return result.replace("\\", "")


def _integer(value: str) -> int:
    digits = re.match(r"\d+", value)
    return int(digits.group()) if digits else 0


def _shortened(first: str, last: str, style: str) -> str:
    if style == "minimal":
        return _minimal(first, last, 1)
    if style == "minimal-two":
        return _minimal(first, last, 2)
    begin, end = _integer(first), _integer(last)
    if style in {"chicago", "chicago-15"}:
        if begin > 100 and begin % 100 and begin // 100 == end // 100:  # noqa: PLR2004
            return str(end % 100)
        if begin >= 10000:  # noqa: PLR2004
            return str(end % 1000)
    elif style == "chicago-16" and begin > 100 and begin % 100:  # noqa: PLR2004
        for digits in range(2, len(str(end))):
            divisor = 10**digits
            if begin // divisor == end // divisor:
                return str(end % divisor)
    return last


def _minimal(first: str, last: str, least: int) -> str:
    if len(first) != len(last):
        return last
    at = 0
    while at < len(last) - least and first[at] == last[at]:
        at += 1
    return last[at:]


def formatted(value: str, form: str, locale: Locale, gender: str | None) -> str:
    """A value of numbers in a form: numeric, ordinal, long-ordinal, roman."""
    if form == "numeric" or not is_numeric(value):
        return value

    def one(match: re.Match[str]) -> str:
        number = int(match.group())
        if form == "ordinal":
            return locale.ordinal(number, gender)
        if form == "long-ordinal":
            return locale.long_ordinal(number, gender)
        return roman(number)

    return re.sub(r"\d+", one, value)
