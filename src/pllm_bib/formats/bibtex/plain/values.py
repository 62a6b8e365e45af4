"""Plain values of fields: each is read, and written, like all others of its kind."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.names import read_names
from pllm_bib.model.identifiers import PLAIN_DOI, PREPRINT_JOURNAL
from pllm_bib.model.name import Name, Names
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Chunk, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class ValueKind(NamedTuple):
    """A kind of plain values: the usual way reads and writes each like all others of the kind."""

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
    read: Callable[[str], object] = str.strip
    """Returns what an entry has for a value, and None if it is not plain after all."""


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


def _read_text(value: str) -> Text | None:
    plain = _text(value.strip())
    if plain is None:
        return None
    if "{" not in plain:
        return Text((Chunk(plain),))
    text, problems = latex.decode(value)
    return None if problems else text


@lru_cache(maxsize=10_000)
def _container(value: str) -> str | None:
    """Return the name of a journal or book that is no archive of preprints."""
    return None if PREPRINT_JOURNAL.search(value) else _text(value)


@lru_cache(maxsize=10_000)
def _read_container(value: str) -> Text | None:
    return None if PREPRINT_JOURNAL.search(value) else _read_text(value)


@lru_cache(maxsize=10_000)
def _organisation(value: str) -> str | None:
    """Return the name of one organisation or place, no list of them."""
    return None if "and" in value.lower() or ";" in value else _text(value)


@lru_cache(maxsize=10_000)
def _read_organisation(value: str) -> Text | None:
    return None if _organisation(value) is None else _read_text(value)


_AND = regex(r"(?i)\band\b")
_WORD = r"(?!(?i:and|et)\b)[\w.’'-]++"
FAMILY_FIRST = rf"(?=[A-ZÀ-ÖØ-Þ]){_WORD}(?: {_WORD})*, {_WORD}(?: {_WORD})*"
"""A name that BibTeX takes apart at its comma, since it starts with a capital."""
_FAMILY_FIRST = regex(FAMILY_FIRST)
_MOST_NAMES = 100_000
"""Names that are remembered."""
_names: dict[str, Name | None] = {}
"""Names as they stand in files, and as they are read; None for one that is not plain."""


def _read_names(value: str) -> Names | None:
    """Return a list of people; None if one of them is no plain name."""
    value = value.strip()
    if "\n" in value or "  " in value:
        value = " ".join(value.split())
    names: list[Name] = []
    for source in value.split(" and "):
        try:
            name = _names[source]
        except KeyError:
            name = _noted(source)
        if name is None:
            return None
        names.append(name)
    return Names(tuple(names))


def _noted(source: str) -> Name | None:
    if len(_names) > _MOST_NAMES:
        _names.clear()
    if _FAMILY_FIRST.fullmatch(source):
        family, _comma, given = source.partition(", ")
        _names[source] = name = Name(family=family, given=given)
        return name
    names, problems = read_names(source)
    plain = len(names) == 1 and not (problems or names.others or _AND.search(source))
    _names[source] = found = names.names[0] if plain else None
    return found


def _as_it_stands(value: str) -> str | None:
    return value if value == _text(value) else None


def _doi(value: str) -> str | None:
    return value if PLAIN_DOI.fullmatch(value) else None


def _read_doi(value: str) -> str | None:
    return _doi(value.strip())


def _read_pages(value: str) -> str:
    first, dash, last = value.strip().partition("-")
    return f"{first}–{last.lstrip('-')}" if dash else first


_PIECE = r"[A-Za-z0-9 \n.,:;!?()/+*@’–À-ɏ'-]++|\\&"
_WORDS = r"(?<![^ \n(])\{[A-Za-z0-9-]++(?: [A-Za-z0-9-]++)*\}(?![\w’'/*+@({-])"
"""Whole words in braces, which keep their case."""
_TEXT = ValueKind(
    rf"((?>(?:{_PIECE})+))",
    "Zq{0}a Zq{0}b",
    _text,
    is_text=True,
    again="Zq{0}a \\&\n  Zq{0}b",
    read=_read_text,
)
_IN_BRACES = _TEXT._replace(
    pattern=rf"((?>(?:{_PIECE}|{_WORDS})+))", sample="Zq{0}a {{Zq{0}p}} Zq{0}b", again=""
)
_TEXTS = (_TEXT, _IN_BRACES)
_CONTAINERS = tuple(k._replace(plain=_container, read=_read_container) for k in _TEXTS)
_ORGANISATIONS = tuple(k._replace(plain=_organisation, read=_read_organisation) for k in _TEXTS)
PEOPLE = ValueKind(r"([A-Za-z0-9 \n.,À-ɏ’'-]++)", "", read=_read_names)
_URL = ValueKind(r"(https?://[A-Za-z0-9._/:?&=+~-]++)", "https://zq{0}.org/zq{0}")
_NUMBER = ValueKind(r"([1-9]\d{0,4})", "5{0}17")
_PAGES = ValueKind(r"(\d++)--?(\d++)", "6{0}31--7{0}59", read=_read_pages)
_FOR_PROGRAMS = ValueKind(rf"({_PIECE})", "Zq{0}a Zq{0}b", _as_it_stands, read=_as_it_stands)
_SERIAL = ValueKind(r"(\d[\dX]*(?:-[\dX]+)*)", "9{0}-X{0}")
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
    "doi": (ValueKind(r"(10\.[A-Za-z0-9._/()-]++)", "10.9999/zq{0}", _doi, read=_read_doi),),
    "eprint": (ValueKind(r"((?:1[5-9]|2\d)(?:0[1-9]|1[0-2])\.\d{5})", "2101.4{0}61"),),
}
"""Field -> the kinds of its plain values."""
CONSTANTS = {
    "month": (*MONTHS, *map(str, range(1, 13))),
    "archiveprefix": ("arXiv",),
    "eprinttype": ("arXiv", "arxiv"),
}
"""Field -> values that belong to the form of an entry: each has a mould of its own."""
