"""The titles and the publisher of a work, for formats with fewer fields than BibLaTeX.

BibLaTeX has up to nine fields of titles for a work, other formats two or three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared import extra_fields, latex
from pllm_bib.formats.shared.types import row
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.model.entry import Entry

TITLE_PARTS = frozenset(
    "subtitle titleaddon maintitle mainsubtitle maintitleaddon booksubtitle booktitleaddon "
    "journalsubtitle journaltitleaddon".split()
)
"""Fields that other formats join to the title, the container or the series."""

ENDS_A_PHRASE = regex(r"[.,:;?!…]$")
"""The end of a text that needs no sign before what follows."""


def joined(first: Text | None, sign: str, second: Text | None) -> Text | None:
    """Join two texts by a sign and a blank, or by the sign that the first one ends with."""
    if not first or not second:
        return first or second
    if ENDS_A_PHRASE.search(latex.plain(first)):
        sign = ""
    return Text.of(*first.chunks, f"{sign} ", *second.chunks)


def _with_parts(title: Text | None, extra: Mapping[str, str], prefix: str) -> Text | None:
    whole = joined(title, ":", extra_fields.text(extra, f"{prefix}subtitle"))
    return joined(whole, ".", extra_fields.text(extra, f"{prefix}titleaddon"))


def full_title(entry: Entry) -> Text:
    """Return the title with its subtitle and addition, as pandoc does: ``Title: Subtitle. Addon``.

    An issue of a periodical goes by its own title if it has one.
    """
    if not entry.extra:
        return entry.title
    extra = dict(entry.extra)
    if entry.type == "periodical" and "issuetitle" in extra:
        return _with_parts(extra_fields.text(extra, "issuetitle"), extra, "issue") or Text()
    return own_title(entry, extra)


def own_title(entry: Entry, extra: Mapping[str, str]) -> Text:
    """Return the title with its subtitle and addition, for a periodical too."""
    return _with_parts(entry.title, extra, "") or Text()


def full_container(entry: Entry) -> Text | None:
    """Return the book or journal with its subtitle and addition; for an issue, the periodical."""
    extra = dict(entry.extra)
    if entry.type == "periodical":
        return entry.container or own_title(entry, extra)
    if not extra:
        return entry.container
    return _with_parts(entry.container, extra, "book" if is_chapter(entry) else "journal")


def main_title(entry: Entry) -> Text | None:
    """Return the title of the work of several volumes that the entry or its book is a part of."""
    if not entry.extra:
        return None
    extra = dict(entry.extra)
    main = extra_fields.text(extra, "maintitle")
    return _with_parts(main, extra, "main") if "maintitle" in extra else None


def full_series(entry: Entry) -> Text | None:
    """Return the work of several volumes and the series, for formats with one field for both."""
    return joined(main_title(entry), ".", entry.series)


def is_chapter(entry: Entry) -> bool:
    """Say whether the container of an entry is a book."""
    return row(entry.type).container == "booktitle"


def is_volume(entry: Entry) -> bool:
    """Say whether the title of an entry is that of a volume, beside that of the whole work."""
    return not is_chapter(entry) and main_title(entry) is not None


class TitleSources(NamedTuple):
    """The fields that a title, a container and a main title come from, as in `Part`."""

    title: str
    container: str
    main: str


def title_sources(entry: Entry) -> TitleSources:
    """Return the fields that `full_title`, `full_container` and `main_title` join."""
    if not entry.extra:
        container = "container title" if entry.type == "periodical" else "container"
        return TitleSources("title", container, "")
    extra = dict(entry.extra)
    book = "book" if is_chapter(entry) else "journal"
    title = "title extra.subtitle extra.titleaddon"
    book_parts = f"container extra.{book}subtitle extra.{book}titleaddon"
    if entry.type == "periodical":
        book_parts = f"container {title}"
        if "issuetitle" in extra:
            title = "extra.issuetitle extra.issuesubtitle extra.issuetitleaddon"
    main = "extra.maintitle extra.mainsubtitle extra.maintitleaddon"
    return TitleSources(title, book_parts, main if "maintitle" in extra else "")


class CslTitles(NamedTuple):
    """The titles of an entry in CSL's variables."""

    title: Text
    container: Text | None
    volume: Text | None


def csl_titles(entry: Entry) -> CslTitles:
    """Return the titles in the places where pandoc has them.

    A volume has the title of the whole work, and its own is ``volume-title``; a chapter has the
    whole work as container, and the title of its book is ``volume-title``.
    """
    title, container = full_title(entry), full_container(entry)
    main = main_title(entry)
    if main is None:
        return CslTitles(title, container, None)
    if is_chapter(entry):
        return CslTitles(title, main, container)
    return CslTitles(main, container, title)


def publisher(entry: Entry) -> Text | None:
    """Return the publisher with the organisation, or else how the work was published.

    ``howpublished`` counts only where it is no address.
    """
    if not entry.extra:
        return entry.publisher
    extra = dict(entry.extra)
    whole = joined(extra_fields.text(extra, "organization"), ";", entry.publisher)
    if whole or entry.type == "preprint" or _ADDRESS.fullmatch(extra.get("howpublished", "")):
        return whole
    return extra_fields.text(extra, "howpublished")


_ADDRESS = regex(r"(?:\\\w+\s*\{)?\s*\w+://[^\s{}]*\s*\}?")


def publisher_source(entry: Entry) -> str:
    """Return the fields that `publisher` joins, as in `Part`."""
    if entry.publisher or not entry.extra or "organization" in dict(entry.extra):
        return "publisher extra.organization"
    return "extra.howpublished"
