"""BibLaTeX's data model: which fields an entry of each type takes.

``biber --validate-datamodel`` warns of any other. Tests hold the table to biblatex's own
``blx-dm.def``. Left out are the parts of dates, of which ``date``, ``eventdate``, ``origdate`` and
``urldate`` stand for all, and old names of fields, which biber maps to the ones here (`ALIASES`).
"""

from __future__ import annotations

from pllm_bib.formats.shared.types import TYPES

ALWAYS = frozenset(
    "abstract addendum annotation authortype bookpagination crossref date doi entryset "
    "entrysubtype eprint eprintclass eprinttype execute file gender ids indexsorttitle indextitle "
    "isan ismn iswc keywords label langid langidopts library lista listb listc listd liste listf "
    "namea nameaddon nameatype nameb namebtype namec namectype note options origdate origlocation "
    "origpublisher origtitle pagination presort pubstate related relatedoptions relatedstring "
    "relatedtype shortauthor shorteditor shorthand shorthandintro shortjournal shortseries "
    "shorttitle sortkey sortname sortshorthand sorttitle sortyear subtitle title titleaddon url "
    "urldate usera userb userc userd usere userf verba verbb verbc xdata xref".split()
)
"""What entries of all types take."""

_EDITORS = " editor editortype"
_MORE_EDITORS = (
    " annotator commentator editora editoratype editorb editorbtype editorc editorctype translator"
    " origlanguage"
)
_BOOK = (
    _EDITORS + _MORE_EDITORS + " afterword chapter edition eid foreword introduction isbn language"
    " location mainsubtitle maintitle maintitleaddon number pages part publisher series volume"
    " volumes"
)
_PROCEEDINGS = (
    _EDITORS + " chapter eid eventdate eventtitle eventtitleaddon isbn language location"
    " mainsubtitle maintitle maintitleaddon number organization pages part publisher series venue"
    " volume volumes"
)
_PART = " author booksubtitle booktitle booktitleaddon"
_MISC = _EDITORS + " author howpublished language location organization type version"

BY_TYPE: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "article": _EDITORS
        + _MORE_EDITORS
        + " author eid issn issue issuesubtitle issuetitle issuetitleaddon journalsubtitle"
        " journaltitle journaltitleaddon language number pages series version volume",
        "book": _BOOK + " author pagetotal",
        "booklet": _EDITORS
        + " author chapter eid howpublished language location pages pagetotal type",
        "collection": _BOOK + " pagetotal",
        "dataset": _EDITORS
        + " author edition language location number organization publisher series type version",
        "inbook": _BOOK + _PART + " bookauthor",
        "incollection": _BOOK + _PART,
        "inproceedings": _PROCEEDINGS + _PART,
        "manual": _EDITORS + " author chapter edition eid isbn language location number"
        " organization pages pagetotal publisher series type version",
        "misc": _MISC,
        "online": _EDITORS + " author language organization version",
        "patent": " author holder location number type version",
        "proceedings": _PROCEEDINGS + " pagetotal",
        "report": " author chapter eid institution isrn language location number pages pagetotal"
        " type version",
        "software": _MISC,
        "thesis": " author chapter eid institution language location pages pagetotal type",
        "unpublished": " author eventdate eventtitle eventtitleaddon howpublished language"
        " location type venue",
    }.items()
}
"""What entries of each type take besides. A type that is not here is for the author's own style to
define, and takes anything."""

_NOT_OF_THE_WHOLE = frozenset(
    "chapter eid mainsubtitle maintitle maintitleaddon pages part".split()
)
_MVCOLLECTION = BY_TYPE["collection"] - _NOT_OF_THE_WHOLE - {"pagetotal", "series"} | {"author"}
BY_TYPE |= {
    "mvbook": BY_TYPE["book"] - _NOT_OF_THE_WHOLE,
    "mvcollection": _MVCOLLECTION,
    "mvreference": _MVCOLLECTION,
    "mvproceedings": BY_TYPE["proceedings"] - _NOT_OF_THE_WHOLE - {"volume"},
    "bookinbook": BY_TYPE["inbook"],
    "suppbook": BY_TYPE["inbook"],
    "reference": BY_TYPE["collection"],
    "suppcollection": BY_TYPE["incollection"],
    "inreference": BY_TYPE["incollection"],
    "periodical": BY_TYPE["article"]
    - frozenset(
        "annotator author commentator eid journalsubtitle journaltitle journaltitleaddon "
        "origlanguage pages translator version".split()
    ),
}


ALIASES = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "hyphenation": "langid",
    "journal": "journaltitle",
    "key": "sortkey",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
"""Old name of a field -> BibLaTeX's, as biber maps it (the manual, section 2.2.5; the source map of
``biblatex.def``)."""

DATE_PARTS = frozenset("year month day".split())
"""Fields that BibLaTeX knows as parts of ``date``."""


def takes(entry_type: str, field: str) -> bool:
    """Say whether entries of a BibLaTeX type have a field, by BibLaTeX's names for both."""
    return entry_type not in BY_TYPE or field in ALWAYS or field in BY_TYPE[entry_type]


def publisher_field(entry_type: str) -> str:
    """Return the field where a BibLaTeX type names the publisher; ``publisher`` if none.

    ``organization`` is BibLaTeX's word for the publisher of a web page or a piece of software.
    """
    names = ("publisher", "institution", "organization")
    return next((name for name in names if takes(entry_type, name)), names[0])


def without_field() -> frozenset[str]:
    """Return types and attributes without a field: ``type.x``, ``article.publisher``."""
    missing = set()
    for name, row in TYPES.items():
        fields = {
            "authors": "author",
            "editors": "editor",
            "container": {"booktitle": "booktitle"}.get(row.container or "", "journaltitle"),
            "publisher": publisher_field(row.biblatex),
            "place": "location",
            "series": "series",
            "edition": "edition",
            "volume": "volume",
            "number": "number",
            "pages": "pages",
            "isbn": "isbn",
            "issn": "issn",
        }
        missing |= {
            f"{name}.{attribute}"
            for attribute, field in fields.items()
            if not takes(row.biblatex, field)
        }
    return frozenset(missing)
