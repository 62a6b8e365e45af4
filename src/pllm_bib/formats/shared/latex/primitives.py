r"""Commands whose arguments are no text: lengths, numbers of characters, conditions.

Each function is given a scanner behind the command, and returns the text that TeX prints; None if
what follows is not what the command needs ("The TeXbook", chapters 12, 20 and 24).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.tables import ACCENT_NUMBERS
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from pllm_bib.formats.shared.latex.scanner import Scanner

_LENGTH = regex(
    r"\s*+=?\s*+(?P<size>[+-]?\s*+\d*+\.?\d*+)\s*+"
    r"(?:(?:true\s*)?(?P<unit>pt|pc|in|bp|cm|mm|dd|cc|sp|em|ex|mu)\s?|(?P<register>\\[A-Za-z]+)\s*)"
    r"(?:plus\s*[\d.]+\s*[a-z]+\s?)?(?:minus\s*[\d.]+\s*[a-z]+\s?)?"
)
_NUMBER = regex(
    r"\s*(?:\"(?P<hex>[0-9A-F]+)|'(?P<octal>[0-7]+)|(?P<digits>[0-9]+)|`\\?(?P<char>[^{}]))\s?"
)
_WIDTHS = {"em": 1.0, "ex": 0.5, "mu": 1 / 18, "pt": 0.1, "bp": 0.1, "cm": 2.8, "mm": 0.28}
_BLANK = 0.25
"""From this width on, in em, a space is read as a blank."""
_CONDITION = regex(r"\\(if[a-z]*|else|fi)(?![A-Za-z])\s*")
_FARTHEST = 10_000
"""Characters within which a condition has to end."""
_LAST_ASCII = 127


def _space(length: re.Match[str] | None) -> str | None:
    if length is None:
        return None
    size = length["size"].replace(" ", "")
    try:
        width = float(size or 1) * _WIDTHS.get(length["unit"], 1.0)
    except ValueError:
        return None
    return " " if width >= _BLANK else ""


def _skip(scanner: Scanner) -> str | None:
    return _space(scanner.match(_LENGTH))


def _nothing(scanner: Scanner) -> str | None:
    return None if scanner.match(_LENGTH) is None else ""


def _penalty(scanner: Scanner) -> str | None:
    match = _PENALTY.match(scanner.source, scanner.at)
    if match is None:
        return None
    scanner.at = match.end()
    return ""


_PENALTY = regex(r"\s*+=?\s*+(?:-?\d+\s?|\\[A-Za-z]+\s*)")


def _hspace(scanner: Scanner) -> str | None:
    argument = scanner.argument()
    if argument is None:
        return None
    space = _space(_LENGTH.fullmatch(argument.strip() + " "))
    return " " if space is None else space


def number(scanner: Scanner) -> int | None:
    """Return the number that stands here, as TeX reads it."""
    match = scanner.match(_NUMBER)
    if match is None:
        return None
    if match["char"]:
        return ord(match["char"])
    base = 16 if match["hex"] else 8 if match["octal"] else 10
    return int((match["hex"] or match["octal"] or match["digits"])[:6], base)


def _character(scanner: Scanner) -> str | None:
    code = number(scanner)
    return chr(code) if code is not None and ord(" ") <= code < _LAST_ASCII else None


def _symbol(scanner: Scanner) -> str | None:
    argument = scanner.argument()
    match = _NUMBER.fullmatch(argument) if argument else None
    if match is None or not match["digits"]:
        return None
    code = int(match["digits"][:6])
    return chr(code) if ord(" ") <= code < _LAST_ASCII else None


def _text_mode(scanner: Scanner) -> str | None:
    r"""Go to the part of ``\ifmmode`` that is for running text, if there is one."""
    level = 0
    for token in _CONDITION.finditer(scanner.source, scanner.at, scanner.at + _FARTHEST):
        if token[1].startswith("if"):
            level += 1
        elif level and token[1] == "fi":
            level -= 1
        elif not level:
            scanner.at = token.end()
            return ""
    return None


def _end_of_condition(scanner: Scanner) -> str:
    scanner.skip_spaces()
    return ""


PRIMITIVES: dict[str, Callable[[Scanner], str | None]] = {
    "kern": _skip,
    "hskip": _skip,
    "mkern": _skip,
    "mskip": _skip,
    "vskip": _nothing,
    "raise": _nothing,
    "lower": _nothing,
    "penalty": _penalty,
    "hspace": _hspace,
    "hspace*": _hspace,
    "char": _character,
    "symbol": _symbol,
    "ifmmode": _text_mode,
    "fi": _end_of_condition,
}
"""Command -> reader of what follows."""


def numbered_accent(scanner: Scanner) -> str | None:
    r"""Return the combining character of an ``\accent``, by its number."""
    return ACCENT_NUMBERS.get(number(scanner) or 0)
