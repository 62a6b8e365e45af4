"""What the formats call the types of entries: one table, a row per type.

Further tables say as which of them the other types of each format are read.

Sources: btxdoc and the BibLaTeX manual for the first columns, CSL 1.0.2 (appendix III), the
Reference Manager specification and Zotero's RIS translator, Zotero's schema for the last; for the
other tables also EndNote's list of reference types and MEDLINE's of publication types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.model.entry import Entry


class TypeRow(NamedTuple):
    """An entry type in each format, and the fields that its container and publisher go by."""

    canonical: str
    """In the .bib files of a list."""
    bibtex: str
    """In classic BibTeX, whose styles know the types of 1988 only."""
    biblatex: str
    csl: str
    ris: str
    zotero: str
    """Item type of Zotero; ``document`` where it has nothing nearer."""
    container: str | None
    """Field of the container in BibTeX; BibLaTeX's differs for journals only."""
    publisher: str
    """Field of the publisher in BibTeX; BibLaTeX's differs for schools only."""
    subtype: str | None = None
    """BibLaTeX ``type`` that tells apart what its entry type throws together."""
    genre: str | None = None
    """CSL ``genre`` that does the same there."""


_BOOKTITLE, _PUBLISHER = "booktitle", "publisher"
_JOURNAL = "journal"


def _biblatex(
    name: str,
    bibtex: str,
    csl: str,
    ris: str,
    zotero: str,
    *,
    container: str | None = None,
    publisher: str = _PUBLISHER,
) -> TypeRow:
    """The row of a type that has its name from BibLaTeX."""
    return TypeRow(name, bibtex, name, csl, ris, zotero, container, publisher)


TYPES: dict[str, TypeRow] = {
    "article": TypeRow(
        "article",
        "article",
        "article",
        "article-journal",
        "JOUR",
        "journalArticle",
        "journal",
        _PUBLISHER,
    ),
    "inproceedings": TypeRow(
        "inproceedings",
        "inproceedings",
        "inproceedings",
        "paper-conference",
        "CONF",
        "conferencePaper",
        _BOOKTITLE,
        _PUBLISHER,
    ),
    "book": TypeRow("book", "book", "book", "book", "BOOK", "book", None, _PUBLISHER),
    "proceedings": TypeRow(
        "proceedings", "proceedings", "proceedings", "book", "BOOK", "book", None, _PUBLISHER
    ),
    "collection": TypeRow(
        "collection", "book", "collection", "book", "EDBOOK", "book", None, _PUBLISHER
    ),
    "incollection": TypeRow(
        "incollection",
        "incollection",
        "incollection",
        "chapter",
        "CHAP",
        "bookSection",
        _BOOKTITLE,
        _PUBLISHER,
    ),
    "inbook": TypeRow(
        "inbook", "inbook", "inbook", "chapter", "CHAP", "bookSection", _BOOKTITLE, _PUBLISHER
    ),
    "booklet": TypeRow(
        "booklet", "booklet", "booklet", "pamphlet", "PAMP", "book", None, _PUBLISHER
    ),
    "manual": TypeRow("manual", "manual", "manual", "book", "BOOK", "book", None, _PUBLISHER),
    "phdthesis": TypeRow(
        "phdthesis",
        "phdthesis",
        "thesis",
        "thesis",
        "THES",
        "thesis",
        None,
        "school",
        subtype="phdthesis",
        genre="PhD thesis",
    ),
    "mastersthesis": TypeRow(
        "mastersthesis",
        "mastersthesis",
        "thesis",
        "thesis",
        "THES",
        "thesis",
        None,
        "school",
        subtype="mathesis",
        genre="Master’s thesis",
    ),
    "techreport": TypeRow(
        "techreport",
        "techreport",
        "report",
        "report",
        "RPRT",
        "report",
        None,
        "institution",
        subtype="techreport",
    ),
    "preprint": TypeRow("misc", "misc", "online", "article", "UNPD", "preprint", None, _PUBLISHER),
    "dataset": TypeRow(
        "dataset", "misc", "dataset", "dataset", "DATA", "dataset", None, _PUBLISHER
    ),
    # Zotero refuses a whole CSL-JSON file for one item of type "software".
    "software": TypeRow(
        "software",
        "misc",
        "software",
        "document",
        "COMP",
        "computerProgram",
        None,
        _PUBLISHER,
        genre="Software",
    ),
    "online": TypeRow("online", "misc", "online", "webpage", "ELEC", "webpage", None, _PUBLISHER),
    "patent": TypeRow("patent", "misc", "patent", "patent", "PAT", "patent", None, _PUBLISHER),
    "unpublished": TypeRow(
        "unpublished",
        "unpublished",
        "unpublished",
        "manuscript",
        "UNPB",
        "manuscript",
        None,
        _PUBLISHER,
    ),
    "misc": TypeRow("misc", "misc", "misc", "document", "GEN", "document", None, _PUBLISHER),
    # What BibLaTeX tells apart and BibTeX does not. A performance and a standard have types of
    # their own in CSL 1.0.2; the others go where pandoc has them.
    "thesis": _biblatex("thesis", "phdthesis", "thesis", "THES", "thesis", publisher="school"),
    "report": _biblatex(
        "report", "techreport", "report", "RPRT", "report", publisher="institution"
    ),
    "mvbook": _biblatex("mvbook", "book", "book", "BOOK", "book"),
    "bookinbook": _biblatex(
        "bookinbook", "incollection", "chapter", "CHAP", "bookSection", container=_BOOKTITLE
    ),
    "suppbook": _biblatex(
        "suppbook", "incollection", "chapter", "CHAP", "bookSection", container=_BOOKTITLE
    ),
    "mvcollection": _biblatex("mvcollection", "book", "book", "EDBOOK", "book"),
    "suppcollection": _biblatex(
        "suppcollection", "incollection", "chapter", "CHAP", "bookSection", container=_BOOKTITLE
    ),
    "mvproceedings": _biblatex("mvproceedings", "proceedings", "book", "BOOK", "book"),
    "reference": _biblatex("reference", "book", "book", "EDBOOK", "book"),
    "mvreference": _biblatex("mvreference", "book", "book", "EDBOOK", "book"),
    "inreference": _biblatex(
        "inreference",
        "incollection",
        "entry-encyclopedia",
        "ENCYC",
        "encyclopediaArticle",
        container=_BOOKTITLE,
    ),
    "periodical": _biblatex("periodical", "misc", "article-journal", "JFULL", "journalArticle"),
    "suppperiodical": _biblatex(
        "suppperiodical", "article", "article-journal", "JOUR", "journalArticle", container=_JOURNAL
    ),
    "review": _biblatex(
        "review", "article", "review", "JOUR", "journalArticle", container=_JOURNAL
    ),
    "artwork": _biblatex("artwork", "misc", "graphic", "ART", "artwork"),
    "image": _biblatex("image", "misc", "graphic", "FIGURE", "artwork"),
    "audio": _biblatex("audio", "misc", "song", "SOUND", "audioRecording"),
    "music": _biblatex("music", "misc", "song", "MUSIC", "audioRecording"),
    "movie": _biblatex("movie", "misc", "motion_picture", "MPCT", "film"),
    "video": _biblatex("video", "misc", "motion_picture", "VIDEO", "videoRecording"),
    "performance": _biblatex("performance", "misc", "performance", "GEN", "document"),
    "letter": _biblatex("letter", "misc", "personal_communication", "PCOMM", "letter"),
    "jurisdiction": _biblatex("jurisdiction", "misc", "legal_case", "CASE", "case"),
    "legislation": _biblatex("legislation", "misc", "legislation", "STAT", "statute"),
    "legal": _biblatex("legal", "misc", "treaty", "LEGAL", "document"),
    "standard": _biblatex("standard", "misc", "standard", "STAND", "standard"),
    "commentary": _biblatex("commentary", "book", "book", "BOOK", "book"),
    "bibnote": _biblatex("bibnote", "misc", "document", "GEN", "document"),
    # A set is no work: it names its members in ``entryset``.
    "set": _biblatex("set", "misc", "document", "GEN", "document"),
}

WHAT_IT_IS = {
    "dataset": "Data set",
    "software": "Software",
    "online": "Web page",
    "artwork": "Artwork",
    "image": "Image",
    "audio": "Audio recording",
    "music": "Music recording",
    "movie": "Film",
    "video": "Video",
    "performance": "Performance",
    "letter": "Letter",
    "jurisdiction": "Court decision",
    "legislation": "Legislation",
    "legal": "Legal document",
    "standard": "Standard",
}
"""What ``howpublished`` says in classic BibTeX of types that it has no name for."""

KINDS = {"thesis": "Thesis", "report": "Report"}
"""What classic BibTeX is to print instead of the words of a narrower type."""

READ_AS: dict[str, str] = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
    "webpage": "online",
    "data": "dataset",
    "code": "software",
    "letters": "letter",
}
"""BibTeX and BibLaTeX types that are read as another type: other names of the same."""

TYPE_OF_SUBTYPE: dict[tuple[str, str], str] = {
    ("thesis", "phdthesis"): "phdthesis",
    ("thesis", "mathesis"): "mastersthesis",
    ("report", "techreport"): "techreport",
}
"""Type and BibLaTeX ``type`` -> the type that is both."""

_WORDS_OF_SUBTYPE = (
    ("thesis", re.compile(r".*\bmaster", re.IGNORECASE), "mastersthesis"),
    ("phdthesis", re.compile(r".*\bmaster|mathesis", re.IGNORECASE), "mastersthesis"),
    ("thesis", re.compile(r".*\bph\.?\s*d\b|.*\bdoctora", re.IGNORECASE), "phdthesis"),
)
"""Type and words of its ``type`` -> the type that both mean."""

_CSL_OF_SUBTYPE = {
    ("article-journal", "magazine"): "article-magazine",
    ("article-journal", "newspaper"): "article-newspaper",
}
_RIS_OF_SUBTYPE = {
    ("JOUR", "magazine"): "MGZN",
    ("JOUR", "newspaper"): "NEWS",
    ("JFULL", "magazine"): "MGZN",
    ("JFULL", "newspaper"): "NEWS",
}
_ZOTERO_OF_SUBTYPE = {
    ("journalArticle", "magazine"): "magazineArticle",
    ("journalArticle", "newspaper"): "newspaperArticle",
}
"""Types of BibLaTeX's ``entrysubtype``, the values that the manual names (section 2.1)."""


class Reading(NamedTuple):
    """A type that a format knows and this program does not, or not apart from others."""

    type: str
    """The type that it is read as."""
    field: str | None = None
    """The BibLaTeX field that keeps what the name of the type says beyond that."""
    value: str = ""
    unless: str | None = None
    """A field that says it too."""


def _misc(value: str) -> Reading:
    return Reading("misc", "type", value)


CSL_TYPES: dict[str, Reading] = {
    "article": Reading("preprint"),
    "article-journal": Reading("article"),
    "article-magazine": Reading("article", "entrysubtype", "magazine"),
    "article-newspaper": Reading("article", "entrysubtype", "newspaper"),
    "bill": Reading("legislation", "type", "Bill"),
    "book": Reading("book"),
    "broadcast": _misc("Broadcast"),
    "chapter": Reading("incollection"),
    "classic": Reading("book", "entrysubtype", "classic"),
    "collection": _misc("Collection"),
    "dataset": Reading("dataset"),
    "document": Reading("misc"),
    "entry": Reading("inreference", "entrysubtype", "entry"),
    "entry-dictionary": Reading("inreference", "entrysubtype", "dictionary"),
    "entry-encyclopedia": Reading("inreference"),
    "event": _misc("Event"),
    "figure": Reading("image"),
    "graphic": Reading("artwork"),
    "hearing": _misc("Hearing"),
    "interview": _misc("Interview"),
    "legal_case": Reading("jurisdiction"),
    "legislation": Reading("legislation"),
    "manuscript": Reading("unpublished"),
    "map": _misc("Map"),
    "motion_picture": Reading("movie"),
    "musical_score": Reading("music", "type", "Musical score"),
    "pamphlet": Reading("booklet"),
    "paper-conference": Reading("inproceedings"),
    "patent": Reading("patent"),
    "performance": Reading("performance"),
    "periodical": Reading("periodical"),
    "personal_communication": Reading("letter"),
    "post": Reading("online", "entrysubtype", "post"),
    "post-weblog": Reading("online", "entrysubtype", "weblog"),
    "regulation": Reading("legal", "type", "Regulation"),
    "report": Reading("techreport"),
    "review": Reading("review"),
    "review-book": Reading("review", "entrysubtype", "book review"),
    "software": Reading("software"),
    "song": Reading("audio"),
    "speech": Reading("unpublished", "type", "Speech", unless="eventtitle"),
    "standard": Reading("standard"),
    "thesis": Reading("thesis"),
    "treaty": Reading("legal"),
    "webpage": Reading("online"),
}
"""CSL type -> what it is read as. A ``genre`` of `TYPES` tells theses, and software, apart."""

CROSSREF_TYPES: dict[str, str] = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "proceedings": "book",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "entry",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "dissertation": "thesis",
    "report-component": "report",
    "database": "dataset",
    "peer-review": "review",
    "journal": "periodical",
}
"""What Crossref writes for types in the CSL-JSON that it hands out -> CSL type."""

RIS_TYPES: dict[str, Reading] = {
    "ABST": Reading("article", "entrysubtype", "abstract"),
    "ADVS": _misc("Audiovisual material"),
    "AGGR": Reading("dataset", "type", "Aggregated database"),
    "ANCIENT": Reading("book", "entrysubtype", "ancient text"),
    "ART": Reading("artwork"),
    "BILL": Reading("legislation", "type", "Bill"),
    "BLOG": Reading("online", "entrysubtype", "weblog"),
    "BOOK": Reading("book"),
    "CASE": Reading("jurisdiction"),
    "CHAP": Reading("incollection"),
    "CHART": _misc("Chart"),
    "CLSWK": Reading("book", "entrysubtype", "classic"),
    "COMP": Reading("software"),
    "CONF": Reading("inproceedings"),
    "CPAPER": Reading("inproceedings"),
    "CTLG": Reading("booklet", "type", "Catalog"),
    "DATA": Reading("dataset"),
    "DBASE": Reading("dataset", "type", "Online database"),
    "DICT": Reading("inreference", "entrysubtype", "dictionary"),
    "EBOOK": Reading("book"),
    "ECHAP": Reading("incollection"),
    "EDBOOK": Reading("collection"),
    "EJOUR": Reading("article"),
    "ELEC": Reading("online"),
    "ENCYC": Reading("inreference"),
    "EQUA": _misc("Equation"),
    "FIGURE": Reading("image"),
    "GEN": Reading("misc"),
    "GOVDOC": Reading("techreport", "type", "Government document"),
    "GRANT": _misc("Grant"),
    "GRNT": _misc("Grant"),
    "HEAR": _misc("Hearing"),
    "ICOMM": _misc("Internet communication"),
    "INPR": Reading("article", "pubstate", "inpress"),
    "INTV": _misc("Interview"),
    "JFULL": Reading("periodical"),
    "JOUR": Reading("article"),
    "LEGAL": Reading("legal"),
    "MANSCPT": Reading("unpublished"),
    "MAP": _misc("Map"),
    "MGZN": Reading("article", "entrysubtype", "magazine"),
    "MPCT": Reading("movie"),
    "MULTI": _misc("Multimedia"),
    "MUSIC": Reading("music"),
    "NEWS": Reading("article", "entrysubtype", "newspaper"),
    "PAMP": Reading("booklet"),
    "PAT": Reading("patent"),
    "PCOMM": Reading("letter"),
    "POD": _misc("Podcast"),
    "PREPRINT": Reading("preprint"),
    "PRESS": _misc("Press release"),
    "RPRT": Reading("techreport"),
    "SER": Reading("book", "entrysubtype", "serial"),
    "SLIDE": Reading("unpublished", "type", "Presentation", unless="eventtitle"),
    "SOUND": Reading("audio"),
    "STAND": Reading("standard"),
    "STAT": Reading("legislation"),
    "THES": Reading("phdthesis"),
    "UNBILL": Reading("legislation", "type", "Bill, not enacted"),
    "UNPB": Reading("unpublished"),
    "UNPD": Reading("unpublished"),
    "VIDEO": Reading("video"),
    "WEB": Reading("online"),
}
"""RIS type -> what it is read as. Those of a preprint (UNPD) and a thesis depend on more."""

ENDNOTE_TYPES: dict[str, str] = {
    "Aggregated Database": "AGGR",
    "Ancient Text": "ANCIENT",
    "Artwork": "ART",
    "Audio": "SOUND",
    "Audiovisual Material": "ADVS",
    "Bill": "BILL",
    "Blog": "BLOG",
    "Book": "BOOK",
    "Book Section": "CHAP",
    "Case": "CASE",
    "Catalog": "CTLG",
    "Chart or Table": "CHART",
    "Classical Work": "CLSWK",
    "Computer Program": "COMP",
    "Conference Paper": "CPAPER",
    "Conference Proceedings": "CONF",
    "Dataset": "DATA",
    "Dictionary": "DICT",
    "Edited Book": "EDBOOK",
    "Electronic Article": "EJOUR",
    "Electronic Book": "EBOOK",
    "Electronic Book Section": "ECHAP",
    "Electronic Source": "ELEC",
    "Encyclopedia": "ENCYC",
    "Equation": "EQUA",
    "Figure": "FIGURE",
    "Film or Broadcast": "MPCT",
    "Generic": "GEN",
    "Government Document": "GOVDOC",
    "Grant": "GRANT",
    "Hearing": "HEAR",
    "Interview": "INTV",
    "Journal Article": "JOUR",
    "Legal Rule or Regulation": "LEGAL",
    "Magazine Article": "MGZN",
    "Manuscript": "MANSCPT",
    "Map": "MAP",
    "Multimedia": "MULTI",
    "Music": "MUSIC",
    "Newspaper Article": "NEWS",
    "Online Database": "DBASE",
    "Online Multimedia": "MULTI",
    "Pamphlet": "PAMP",
    "Patent": "PAT",
    "Personal Communication": "PCOMM",
    "Podcast": "POD",
    "Preprint": "PREPRINT",
    "Press Release": "PRESS",
    "Report": "RPRT",
    "Serial": "SER",
    "Standard": "STAND",
    "Statute": "STAT",
    "Thesis": "THES",
    "Unpublished Work": "UNPB",
    "Web Page": "ELEC",
}
"""EndNote's name of a type (``%0``) -> RIS type."""

MEDLINE_TYPES: dict[str, str] = {
    "Journal Article": "article",
    "Preprint": "preprint",
    "Book": "book",
    "Books": "book",
    "Monograph": "book",
    "Book Chapter": "incollection",
    "Dissertation": "phdthesis",
    "Academic Dissertation": "phdthesis",
    "Dissertations/Theses": "phdthesis",
    "Technical Report": "techreport",
    "Dataset": "dataset",
    "Unpublished Work": "unpublished",
}
"""MEDLINE's publication type (``PT``) -> type. It names many; what else they say is kept."""


def row(entry_type: str) -> TypeRow:
    """The row of a type; a type that the table does not know is written as ``misc``."""
    return TYPES.get(entry_type, TYPES["misc"])


def refined(entry_type: str, subtype: str) -> tuple[str, bool]:
    """The type that a BibLaTeX ``type`` makes of a type, and whether it then says it all."""
    known = TYPE_OF_SUBTYPE.get((entry_type, subtype.strip().lower()))
    if known:
        return known, True
    for name, words, meant in _WORDS_OF_SUBTYPE:
        if name == entry_type and words.match(subtype):
            return meant, False
    return entry_type, False


def csl_type(entry: Entry) -> str:
    """The CSL type of an entry: magazines, newspapers and talks have their own, as in pandoc."""
    return _type_of(entry, row(entry.type).csl, _CSL_OF_SUBTYPE, "speech")


def ris_type(entry: Entry) -> str:
    """The RIS type of an entry: magazines, newspapers and talks have their own."""
    return _type_of(entry, row(entry.type).ris, _RIS_OF_SUBTYPE, "SLIDE")


def zotero_type(entry: Entry) -> str:
    """Zotero's item type of an entry: magazines, newspapers and talks have their own."""
    return _type_of(entry, row(entry.type).zotero, _ZOTERO_OF_SUBTYPE, "presentation")


def _type_of(entry: Entry, name: str, of_subtype: Mapping[tuple[str, str], str], talk: str) -> str:
    if not entry.extra:
        return name
    extra = dict(entry.extra)
    if entry.type == "unpublished" and "eventtitle" in extra:
        return talk
    return of_subtype.get((name, extra.get("entrysubtype", "").lower()), name)


def type_source(entry: Entry) -> str:
    """What says the type of an entry, as in `Part`."""
    if entry.extra:
        subtype = dict(entry.extra).get("entrysubtype", "").lower()
        if (row(entry.type).csl, subtype) in _CSL_OF_SUBTYPE:
            return "type extra.entrysubtype"
    return "type"
