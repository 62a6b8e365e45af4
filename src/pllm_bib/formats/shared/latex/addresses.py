r"""Addresses in LaTeX source, and the text around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.latex.decoder import decode
from pllm_bib.formats.shared.latex.encoder import encode
from pllm_bib.formats.shared.latex.verbatim import verbatim
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = r"(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*)"
_LETTER = (
    r"(?:[^\s{}\\<>$\"]|\\[_%&#~$](?:\{\})?|\{\\[_%&#]\}|\{?\\textasciitilde(?:\{\}|\})?"
    r"|\{?\$\\sim\$\}?)"
)
_ADDRESS = regex(
    rf"\\href\s*\{{(?P<href>{_GROUP})\}}\s*\{{(?P<text>{_GROUP})\}}"
    rf"|\{{?\\(?:url|nolinkurl|burl|path|texttt)\s*\{{(?P<url>{_GROUP})\}}\}}?"
    rf"|<?(?<![\w/])(?P<bare>(?:https?|ftp)://{_LETTER}++|www\.{_LETTER}++)>?",
    re.IGNORECASE,
)
_IS_ADDRESS = regex(r"(?:https?|ftp)://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)


class FoundAddress(NamedTuple):
    """An address in LaTeX source."""

    url: str
    text: str
    """LaTeX source of the words that carry the link."""
    start: int
    end: int


def first_address(source: str) -> FoundAddress | None:
    r"""Return the first address in LaTeX source: bare, or of ``\url`` or ``\href``."""
    return next(addresses(source), None)


def addresses(source: str) -> Iterator[FoundAddress]:
    """Yield the addresses in LaTeX source."""
    for match in _ADDRESS.finditer(source):
        start, end = match.span()
        url, text = verbatim(match["href"] or match["url"] or match["bare"] or ""), ""
        if match["bare"]:
            shorter = _without_punctuation(url)
            end -= len(url) - len(shorter)
            url = shorter
        if match["href"] and not _same_words(match["text"], url):
            text = match["text"]
        if _IS_ADDRESS.fullmatch(url):
            yield FoundAddress(url, text, start, end)


def _without_punctuation(url: str) -> str:
    """Return a bare address without the signs behind it that end a sentence or a parenthesis."""
    url = url.rstrip(".,;:!?'")
    while url and url[-1] in _CLOSING and url.count(url[-1]) > url.count(_CLOSING[url[-1]]):
        url = url[:-1].rstrip(".,;:!?'")
    return url


_CLOSING = {")": "(", "]": "["}


def around(source: str, found: FoundAddress | None, sign: str) -> str:
    """Return LaTeX source on one line, its letters without commands, a sign for the address."""
    if found:
        source = f"{source[: found.start]}{sign}{source[found.end :]}"
    if "\\" in source or "~" in source:
        decoded, problems = decode(source)
        source = source if problems else encode(decoded)
    return " ".join(source.split())


def _same_words(text: str, url: str) -> bool:
    """Say whether the words of a link are its address, with or without its scheme."""
    plain = verbatim(text)
    bare = re.compile(r"^(?:https?://)?(?:www\.)?|/$", re.IGNORECASE)
    return bare.sub("", plain).casefold() == bare.sub("", url).casefold()


def joined(*parts: str) -> str:
    """Return the pieces of a text from which an address was taken, as one text."""
    whole = ""
    for part in map(trimmed, parts):
        sign = "" if not whole or whole[-1] in ".,;:" else "."
        whole = f"{whole}{sign} {part}".strip() if part else whole
    return whole


def trimmed(text: str) -> str:
    """Return LaTeX source without the signs that an address or a date has left at its ends."""
    while True:
        new = text.strip().lstrip(".,;:)]").rstrip(",;:([")
        new = _CONJUNCTION.sub("", _EMPTY.sub("", new)).strip()
        if new.endswith(".") and _ENDS_A_WORD.fullmatch(new[-5:]):
            new = new[:-1]
        if new == text:
            return new
        text = new


_EMPTY = regex(r"^(?:\(\s?\)|\[\s?\]|\{\s?\})|(?:\(\s?\)|\[\s?\]|\{\s?\})$")
_CONJUNCTION = regex(r"^(?:and|und|et|y|&)\s")
_ENDS_A_WORD = regex(r"\w{4}\.|.*\s\.|\.", re.DOTALL)
"""The last letters of a text whose full stop is that of no abbreviation."""
