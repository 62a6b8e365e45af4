"""Plain values of fields: each is written like all others of its kind."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.model.identifiers import PLAIN_DOI, PREPRINT_JOURNAL
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ValueKind(NamedTuple):
    """A kind of plain values: the usual way writes each of them like all others of the kind."""

    pattern: str
    """Matches the value between its delimiters. Its groups are the pieces that are written."""
    sample: str
    """A value, with a place for two digits that make it unique."""
    plain: Callable[[str], str | None] | None = None
    """Returns a piece as plain text, and None if it is not plain after all."""
    is_text: bool = False
    """Whether the usual way may leave out the value if another field repeats it."""
    again: str = ""
    """A value of which the usual way may change some signs, if there are such values."""


def _text(value: str) -> str | None:
    """Return running text with single blanks, and without LaTeX's signs for what it has none."""
    if "\n" in value or "  " in value or value[-1:] == " ":
        if "\n@" in value:  # which may start a block
            return None
        value = " ".join(value.split())
    if "&" in value:
        value = value.replace("\\&", "&")
        if ";" in value:  # of a sign that HTML spells so
            return None
    return None if not value or "--" in value or "''" in value else value


@lru_cache(maxsize=10_000)
def _container(value: str) -> str | None:
    """Return the name of a journal or book that is no archive of preprints."""
    return None if PREPRINT_JOURNAL.search(value) else _text(value)


@lru_cache(maxsize=10_000)
def _organisation(value: str) -> str | None:
    """Return the name of one organisation or place, no list of them."""
    return None if "and" in value.lower() or ";" in value else _text(value)


def _as_it_stands(value: str) -> str | None:
    return value if value == _text(value) else None


def _doi(value: str) -> str | None:
    return value if PLAIN_DOI.fullmatch(value) else None


_PIECE = r"[A-Za-z0-9 \n.,:;!?()/+*@’–À-ɏ'-]++|\\&"
_WORDS = r"(?<![^ \n(])\{[A-Za-z0-9-]++(?: [A-Za-z0-9-]++)*\}(?![\w’'/*+@({-])"
"""Whole words in braces, which keep their case."""
_TEXT = ValueKind(
    rf"((?>(?:{_PIECE})+))", "Zq{0}a Zq{0}b", _text, is_text=True, again="Zq{0}a \\&\n  Zq{0}b"
)
_IN_BRACES = ValueKind(
    rf"((?>(?:{_PIECE}|{_WORDS})+))", "Zq{0}a {{Zq{0}p}} Zq{0}b", _text, is_text=True
)
_TEXTS = (_TEXT, _IN_BRACES)
_CONTAINERS = tuple(kind._replace(plain=_container) for kind in _TEXTS)
_ORGANISATIONS = tuple(kind._replace(plain=_organisation) for kind in _TEXTS)
PEOPLE = ValueKind(r"([A-Za-z0-9 \n.,À-ɏ’'-]++)", "")
_URL = ValueKind(r"(https?://[A-Za-z0-9._/:?&=+~-]++)", "https://zq{0}.org/zq{0}")
_NUMBER = ValueKind(r"([1-9]\d{0,4})", "5{0}17")
_PAGES = ValueKind(r"(\d++)--?(\d++)", "6{0}31--7{0}59")
_FOR_PROGRAMS = ValueKind(rf"({_PIECE})", "Zq{0}a Zq{0}b", _as_it_stands)
_SERIAL = ValueKind(r"(\d[\dX]*(?:-[\dX]+)*)", "9{0}-X{0}")
VERBATIM = frozenset({"csl-json", "ris", "enw", "jsonl"})
"""Formats in which a plain value stands as it is. Others quote or escape some, by their letters."""
KINDS: Mapping[str, tuple[ValueKind, ...]] = {
    **dict.fromkeys(("title", "abstract"), _TEXTS),
    **dict.fromkeys(("timestamp", "bibsource"), (_FOR_PROGRAMS,)),
    **dict.fromkeys(("author", "editor"), (PEOPLE,)),
    **dict.fromkeys(("booktitle", "journal", "journaltitle"), _CONTAINERS),
    **dict.fromkeys(("publisher", "address", "location"), _ORGANISATIONS),
    **dict.fromkeys(("institution", "school", "organization"), _ORGANISATIONS),
    **dict.fromkeys(("volume", "number"), (_NUMBER,)),
    **dict.fromkeys(("url", "pdf", "biburl"), (_URL,)),
    **dict.fromkeys(("isbn", "issn"), (_SERIAL,)),
    "year": (ValueKind(r"([12]\d{3})", "19{0}"),),
    "pages": (_PAGES, _NUMBER),
    "doi": (ValueKind(r"(10\.[A-Za-z0-9._/()-]++)", "10.9999/zq{0}", _doi),),
    "eprint": (ValueKind(r"((?:1[5-9]|2\d)(?:0[1-9]|1[0-2])\.\d{5})", "2101.4{0}61"),),
}
"""Field -> the kinds of its plain values."""
CONSTANTS = {
    "month": (*MONTHS, *map(str, range(1, 13))),
    "archiveprefix": ("arXiv",),
    "eprinttype": ("arXiv", "arxiv"),
}
"""Field -> values that belong to the form of an entry: each has a mould of its own."""
