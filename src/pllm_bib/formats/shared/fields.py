"""Fields that the model has no attribute for: one table, a row per BibLaTeX field.

An entry keeps them in ``extra``, under BibLaTeX's name, as LaTeX source. So a .bib file loses
nothing, and the other formats find here what each holds and where it goes. What only CSL-JSON or
RIS know goes by a name of their own: a CSL variable's, or ``ris-`` and the tag.

Sources: the BibLaTeX manual (section 2.2), CSL 1.0.2 (appendix IV), Zotero's RIS translator
and schema.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.names import read_names
from pllm_bib.formats.shared.types import row
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pllm_bib.formats.base import Part
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names

Kind = Literal["text", "names", "date", "plain", "verbatim"]


class FieldRow(NamedTuple):
    """A field beyond the model: what its value is, and where other formats keep it."""

    kind: Kind
    csl: str | None = None
    """CSL variable."""
    ris: str | None = None
    """RIS tag, for the types where Zotero puts it in a field of this meaning."""
    zotero: str | None = None
    """Zotero's field; ``creators/`` and the role of names; ``notes`` of what becomes a note."""


FIELDS: dict[str, FieldRow] = {
    # Parts of titles: writers join them to the title or the container (see `full_title`).
    "subtitle": FieldRow("text"),
    "titleaddon": FieldRow("text"),
    "maintitle": FieldRow("text"),
    "mainsubtitle": FieldRow("text"),
    "maintitleaddon": FieldRow("text"),
    "booksubtitle": FieldRow("text"),
    "booktitleaddon": FieldRow("text"),
    "journalsubtitle": FieldRow("text"),
    "journaltitleaddon": FieldRow("text"),
    "issuetitle": FieldRow("text"),
    "issuesubtitle": FieldRow("text"),
    "issuetitleaddon": FieldRow("text"),
    "eventtitleaddon": FieldRow("text"),
    "shorttitle": FieldRow("text", "title-short", "ST", zotero="shortTitle"),
    "shortjournal": FieldRow("text", "container-title-short", "J2", zotero="journalAbbreviation"),
    "shortseries": FieldRow("text"),
    "reprinttitle": FieldRow("text"),
    # Names.
    "translator": FieldRow("names", "translator", "A4", zotero="creators/translator"),
    "bookauthor": FieldRow("names", "container-author", zotero="creators/bookAuthor"),
    "editora": FieldRow("names"),
    "editorb": FieldRow("names"),
    "editorc": FieldRow("names"),
    "annotator": FieldRow("names"),
    "commentator": FieldRow("names"),
    "introduction": FieldRow("names"),
    "foreword": FieldRow("names"),
    "afterword": FieldRow("names"),
    "holder": FieldRow("names", zotero="assignee"),
    "shortauthor": FieldRow("names"),
    "shorteditor": FieldRow("names"),
    # Numbers.
    "volumes": FieldRow("plain", "number-of-volumes", "NV", zotero="numberOfVolumes"),
    "part": FieldRow("plain", "part-number", zotero="partNumber"),
    "chapter": FieldRow("plain", "chapter-number"),
    "issue": FieldRow("plain", zotero="issue"),
    "eid": FieldRow("plain"),
    "pagetotal": FieldRow("plain", "number-of-pages", zotero="numPages"),
    "version": FieldRow("plain", "version", zotero="versionNumber"),
    "isrn": FieldRow("plain"),
    "shorthand": FieldRow("plain", "citation-label"),
    "pmid": FieldRow("plain", "PMID"),
    "pmcid": FieldRow("plain", "PMCID"),
    # The event, the original edition, the state of publication.
    "eventtitle": FieldRow("text", "event-title", zotero="conferenceName"),
    "eventdate": FieldRow("date", "event-date"),
    "eventplace": FieldRow("text", "event-place", zotero="eventPlace"),
    "organization": FieldRow("text"),
    "howpublished": FieldRow("text"),
    "type": FieldRow("text", "genre", "M3", zotero="type"),
    "entrysubtype": FieldRow("plain"),
    "editortype": FieldRow("plain"),
    "pubstate": FieldRow("plain", "status"),
    "urldate": FieldRow("date", "accessed", "Y2", zotero="accessDate"),
    "origdate": FieldRow("date", "original-date", zotero="originalDate"),
    "origtitle": FieldRow("text", "original-title"),
    "origpublisher": FieldRow("text", "original-publisher", zotero="originalPublisher"),
    "origlocation": FieldRow("text", "original-publisher-place", zotero="originalPlace"),
    "origlanguage": FieldRow("plain"),
    "annotation": FieldRow("text", "annote", zotero="notes"),
    "addendum": FieldRow("text"),
    "library": FieldRow("text", "call-number"),
    # What older files have in the place of dates.
    "eventyear": FieldRow("date", "event-date"),
    "origyear": FieldRow("date", "original-date", zotero="originalDate"),
}
"""BibLaTeX field -> its row. ``eventplace`` is what BibLaTeX calls ``venue``, which in a list's
own files is the short label of the venue."""

OWN_CSL = frozenset(
    "archive archive-place archive_collection archive_location authority available-date "
    "chair citation-number collection-editor collection-number compiler composer "
    "contributor curator dimensions director division editor-translator "
    "editorial-director executive-producer first-reference-note-number guest host illustrator "
    "interviewer jurisdiction license locator medium narrator organizer original-author page-first "
    "part-title performer printing-number producer recipient references reviewed-author "
    "reviewed-genre reviewed-title scale script-writer section series-creator source submitted "
    "supplement-number volume-title year-suffix".split()
)
"""CSL variables that no field stands for; in ``extra`` they keep their name."""

ZOTERO_OF_CSL = {
    "archive": "archive",
    "archive_location": "archiveLocation",
    "call-number": "callNumber",
    "source": "libraryCatalog",
    "section": "section",
    "authority": "authority",
    "medium": "medium",
    "PMID": "PMID",
    "PMCID": "PMCID",
    "collection-number": "seriesNumber",
    "collection-editor": "creators/seriesEditor",
    "contributor": "creators/contributor",
    "chair": "creators/chair",
    "composer": "creators/composer",
    "director": "creators/director",
    "guest": "creators/guest",
    "host": "creators/host",
    "narrator": "creators/narrator",
    "organizer": "creators/organizer",
    "performer": "creators/performer",
    "producer": "creators/producer",
    "recipient": "creators/recipient",
    "reviewed-author": "creators/reviewedAuthor",
}
"""CSL variable -> Zotero's field of this meaning, named as in `FieldRow.zotero`."""

_CSL_NAMES = frozenset(
    "chair collection-editor compiler composer contributor curator director editor-translator "
    "editorial-director executive-producer guest host illustrator interviewer narrator organizer "
    "original-author performer producer recipient reviewed-author script-writer "
    "series-creator".split()
)
"""Those of `OWN_CSL` that hold names."""
_CSL_DATES = frozenset({"available-date", "submitted"})
"""Those of `OWN_CSL` that hold dates."""


def csl_kind(variable: str) -> Kind:
    """What one of `OWN_CSL` holds."""
    if variable in _CSL_NAMES:
        return "names"
    return "date" if variable in _CSL_DATES else "text"


def text(extra: Mapping[str, str], name: str) -> Text | None:
    """A field of `Entry.extra` as text, localisation keys in words; None if it is not there."""
    source = extra.get(name)
    if source is None:
        return None
    if name in {"type", "pubstate"} and source in WORDS:
        return Text.of(WORDS[source])
    return latex.decode(source)[0] or None


def plain(extra: Mapping[str, str], name: str) -> str:
    """A field of `Entry.extra` as plain text; empty if it is not there."""
    found = text(extra, name)
    return latex.plain(found) if found else ""


def names(extra: Mapping[str, str], name: str) -> Names:
    """A field of `Entry.extra` as a list of names."""
    return read_names(extra.get(name, ""))[0]


def date(extra: Mapping[str, str], name: str) -> Date | None:
    """A field of `Entry.extra` as a date; None if it is not there, or no date."""
    try:
        return read_date(extra[name].strip()) if name in extra else None
    except ValueError:
        return None


# Titles. BibLaTeX has up to nine fields of them for a work, other formats two or three.

TITLE_PARTS = frozenset(
    "subtitle titleaddon maintitle mainsubtitle maintitleaddon booksubtitle booktitleaddon "
    "journalsubtitle journaltitleaddon".split()
)
"""What formats without these fields have as a part of the title, the container or the series."""

_ENDS_A_PHRASE = re.compile(r"[.,:;?!…]$")


def joined(first: Text | None, sign: str, second: Text | None) -> Text | None:
    """Two texts with a sign and a blank between; no sign where the first ends with one."""
    if not first or not second:
        return first or second
    if _ENDS_A_PHRASE.search(latex.plain(first)):
        sign = ""
    return Text.of(*first.chunks, f"{sign} ", *second.chunks)


def _with_parts(title: Text | None, extra: Mapping[str, str], prefix: str) -> Text | None:
    whole = joined(title, ":", text(extra, f"{prefix}subtitle"))
    return joined(whole, ".", text(extra, f"{prefix}titleaddon"))


def full_title(entry: Entry) -> Text:
    """The title with its subtitle and addition, as pandoc joins them: ``Title: Subtitle. Addon``.

    The issue of a periodical that has a title of its own goes by that.
    """
    if not entry.extra:
        return entry.title
    extra = dict(entry.extra)
    if entry.type == "periodical" and "issuetitle" in extra:
        return _with_parts(text(extra, "issuetitle"), extra, "issue") or Text()
    return own_title(entry, extra)


def own_title(entry: Entry, extra: Mapping[str, str]) -> Text:
    """The title with its subtitle and addition, that of a periodical too."""
    return _with_parts(entry.title, extra, "") or Text()


def full_container(entry: Entry) -> Text | None:
    """The book or journal with its subtitle and addition; for its issues, the periodical."""
    extra = dict(entry.extra)
    if entry.type == "periodical":
        return entry.container or own_title(entry, extra)
    if not extra:
        return entry.container
    return _with_parts(entry.container, extra, "book" if is_chapter(entry) else "journal")


def main_title(entry: Entry) -> Text | None:
    """The title of the work of several volumes that the entry, or its book, is one of."""
    if not entry.extra:
        return None
    extra = dict(entry.extra)
    return _with_parts(text(extra, "maintitle"), extra, "main") if "maintitle" in extra else None


def full_series(entry: Entry) -> Text | None:
    """The work of several volumes and the series, for formats that have one field for both."""
    return joined(main_title(entry), ".", entry.series)


def is_chapter(entry: Entry) -> bool:
    """Whether the container of an entry is a book."""
    return row(entry.type).container == "booktitle"


class TitleSources(NamedTuple):
    """What the title, the container and the main title are made of, as in `Part`."""

    title: str
    container: str
    main: str


def title_sources(entry: Entry) -> TitleSources:
    """The fields that `full_title`, `full_container` and `main_title` join."""
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


class Titles(NamedTuple):
    """The titles of an entry in CSL's variables."""

    title: Text
    container: Text | None
    volume: Text | None


def titles(entry: Entry) -> Titles:
    """Which title goes where, as in pandoc.

    A volume has the title of the whole work, and its own is ``volume-title``; a chapter has the
    whole work as container, and the title of its book is ``volume-title``.
    """
    title, container = full_title(entry), full_container(entry)
    main = main_title(entry)
    if main is None:
        return Titles(title, container, None)
    if is_chapter(entry):
        return Titles(title, main, container)
    return Titles(main, container, title)


def publisher(entry: Entry) -> Text | None:
    """Who issued a work, with the organisation behind it; else how it was published.

    ``howpublished`` counts only where it is no address.
    """
    if not entry.extra:
        return entry.publisher
    extra = dict(entry.extra)
    whole = joined(text(extra, "organization"), ";", entry.publisher)
    if whole or entry.type == "preprint" or "url" in extra.get("howpublished", "url"):
        return whole
    return text(extra, "howpublished")


def publisher_source(entry: Entry) -> str:
    """The fields that `publisher` joins, as in `Part`."""
    if entry.publisher or not entry.extra or "organization" in dict(entry.extra):
        return "publisher extra.organization"
    return "extra.howpublished"


# What is left: fields that a format has no place for.


def unsaid(entry: Entry, parts: Iterable[Part]) -> list[tuple[str, str]]:
    """The fields of `Entry.extra` that no part says, and their LaTeX source."""
    said: set[str] = set()
    for part in parts:
        if part.value:
            said.update(part.source.split())
    return [(name, value) for name, value in entry.extra if f"extra.{name}" not in said]


def lines(left: Iterable[tuple[str, str]]) -> list[str]:
    """Fields as lines of Zotero's Extra.

    They are called as CSL calls them, if it does: Zotero then knows them. Others have ``tex.``
    before their name, as in the Better BibTeX extension.
    """
    return [f"{_LABELS.get(name, f'tex.{name}')}: {line_value(source)}" for name, source in left]


def label(words: str) -> str:
    """What Zotero makes of the name before a colon: case, blanks and underscores do not matter."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.strip())
    return re.sub(r"[\s_]", "-", parted).lower()


_LABELS = {name: row.csl for name, row in FIELDS.items() if row.csl and row.kind != "names"} | {
    name: name for name in OWN_CSL if csl_kind(name) != "names"
}
FIELD_OF_LABEL = {label(variable): name for name, variable in reversed(_LABELS.items())}
"""Name of a CSL variable, as `label` has it -> the field; names of people have no such lines."""


def line_value(source: str) -> str:
    """A field of `Entry.extra` as a line of plain text, or as it stands if it has no reading."""
    return " ".join((latex.decode_plain(source) or source).split())
