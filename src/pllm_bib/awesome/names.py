"""Names of authors in a list, alone or with a venue and a year beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.label import Label, read_label
from pllm_bib.formats.shared.names import read_name
from pllm_bib.model.name import Name, Names
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS_OF_NAMES = r"[*†‡§¶#\d⁰¹²³⁴⁵⁶⁷⁸⁹^$]"
_NAME_MARKS = regex(rf"(?<!{_MARKS_OF_NAMES}){_MARKS_OF_NAMES}++(?=[\s,;&]|$)")
_OTHERS = regex(
    r"(?:[,;]\s*+|(?<![\s,;])\s*+)(?:\bet\s+al\b\.?|\band\s+others\b|\bet\s+alia\b|…|\.\.\.)\s*\.?$"
)
_INITIALS = regex(r"(?:[^\W\d_]\.[ -]?|[^\W\d_](?:[ -]|$)){1,4}|[A-Z]{1,3}")
_NAME_WORD = regex(r"[^\W\d_]\.(?:-?[^\W\d_]\.)*|[^\W\d_](?:[^\W\d_]|['’-])*|(?:Jr|Sr|St)\.")
_PARTICLES = frozenset(
    "van von der den de del della di da du la le dos das ter ten zu zur af av bin ibn al el y "
    "e".split()
)
_NO_NAMES = frozenset(
    "university institute conference proceedings journal transactions workshop association "
    "international advances research learning language model models systems survey science "
    "nature communications review letters laboratory lab inc corp department".split()
)


def read_name_list(text: str, *, marked: bool) -> Names | None:
    """Read a list of persons, given names first; return None for any other text.

    ``marked`` means that the text is known to hold names, by its column or the words before it, so
    that one name is enough. Otherwise it needs two names, or “et al.”.
    """
    text = " ".join(_NAME_MARKS.sub("", text).split()).strip(" .,;:–—-|*_()[]")
    text = re.sub(r"^(?:by|authors?)\s*+(?::\s++|(?<=\s))", "", text, flags=re.IGNORECASE)
    others = _OTHERS.search(text)
    if others:
        text = text[: others.start()]
    parts = [
        part.strip()
        for part in re.split(r"[,;，、]\s*(?:and\s+|&\s*)?|(?<!\s)\s+and\s+|&\s*", text)
        if part.strip()
    ]
    if not parts or (len(parts) < 2 and not marked and not others):  # noqa: PLR2004
        return None
    names = _inverted(parts) or _natural(parts)
    return Names(tuple(names), others=others is not None) if names else None


_BEFORE_LABEL = regex(r"[,.]\s+|(?<!\s)\s+(?=\()")
_LONGEST_LABEL = 200
"""Characters of a venue with its date."""


def split_names(text: str) -> tuple[Names, Label] | None:
    """Read names with a venue or a year behind them: ``Jane Doe, John Roe, NeurIPS 2023``."""
    start = max(0, len(text) - _LONGEST_LABEL)
    for match in reversed(list(_BEFORE_LABEL.finditer(text, start))):
        label = read_label(text[match.end() :], marked=False)
        if label is None or not (label.date or label.arxiv):
            continue
        names = read_name_list(text[: match.start()], marked=False)
        if names:
            return names, label
    return None


def _inverted(parts: list[str]) -> list[Name] | None:
    """Read names of the form ``Doe, J., Roe, R.``."""
    given = parts[1::2]
    if len(parts) % 2 or not all(_INITIALS.fullmatch(part) for part in given):
        return None
    dotted = any(part.endswith(".") for part in given)
    return _names(
        f"{family}, {initials}{'.' if dotted and not initials.endswith('.') else ''}"
        for family, initials in zip(parts[::2], given, strict=True)
    )


def _natural(parts: list[str]) -> list[Name] | None:
    """Read names of the form ``Jane Doe``."""
    for part in parts:
        words = part.split()
        if not 2 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) for word in words):  # noqa: PLR2004
            return None
        if any(word.casefold() in _NO_NAMES for word in words):
            return None
        if not all(
            word[0].isupper() or word in _PARTICLES or not word[0].islower() for word in words
        ):
            return None
        if all(word.isupper() and len(word) > 2 for word in words):  # noqa: PLR2004
            return None
    return _names(parts)


def _names(sources: Iterable[str]) -> list[Name] | None:
    names = []
    for source in sources:
        name, problem = read_name(source)
        if name is None or problem or not name.family or not name.given:
            return None
        names.append(name)
    return names
