"""Fields that the model has no attribute for: one table, a row per BibLaTeX field.

An entry keeps them in ``extra``, under BibLaTeX's name, as LaTeX source. So a .bib file loses
nothing, and the other formats find here what each holds and where it goes. What only CSL-JSON or
RIS know goes by a name of their own: a CSL variable's, or ``ris-`` and the tag.

Sources: the BibLaTeX manual (section 2.2), CSL 1.0.2 (appendix IV), Zotero's RIS translator
and schema.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

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
    # Parts of titles: writers join them to the title or the container (see `titles.full_title`).
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
