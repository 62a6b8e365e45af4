"""What the formats call the types of entries: one table, a row per type.

Sources: btxdoc and the BibLaTeX manual for the first columns, CSL 1.0.2 (appendix III) for the
third, the Reference Manager specification and Zotero's RIS translator for the last.
"""

from __future__ import annotations

from typing import NamedTuple


class TypeRow(NamedTuple):
    """An entry type in each format, and the fields that its container and publisher go by."""

    canonical: str
    """In the .bib files of a list."""
    bibtex: str
    """In classic BibTeX, whose styles know the types of 1988 only."""
    biblatex: str
    csl: str
    ris: str
    container: str | None
    """Field of the container in BibTeX; BibLaTeX's differs for journals only."""
    publisher: str
    """Field of the publisher in BibTeX; BibLaTeX's differs for schools only."""
    subtype: str | None = None
    """BibLaTeX ``type`` that tells apart what its entry type throws together."""
    genre: str | None = None
    """CSL ``genre`` that does the same there."""


_BOOKTITLE, _PUBLISHER = "booktitle", "publisher"

TYPES: dict[str, TypeRow] = {
    "article": TypeRow(
        "article", "article", "article", "article-journal", "JOUR", "journal", _PUBLISHER
    ),
    "inproceedings": TypeRow(
        "inproceedings",
        "inproceedings",
        "inproceedings",
        "paper-conference",
        "CONF",
        _BOOKTITLE,
        _PUBLISHER,
    ),
    "proceedings": TypeRow(
        "proceedings", "proceedings", "proceedings", "book", "BOOK", None, _PUBLISHER
    ),
    "book": TypeRow("book", "book", "book", "book", "BOOK", None, _PUBLISHER),
    "collection": TypeRow("collection", "book", "collection", "book", "EDBOOK", None, _PUBLISHER),
    "incollection": TypeRow(
        "incollection", "incollection", "incollection", "chapter", "CHAP", _BOOKTITLE, _PUBLISHER
    ),
    "inbook": TypeRow("inbook", "inbook", "inbook", "chapter", "CHAP", _BOOKTITLE, _PUBLISHER),
    "booklet": TypeRow("booklet", "booklet", "booklet", "pamphlet", "PAMP", None, _PUBLISHER),
    "manual": TypeRow("manual", "manual", "manual", "book", "BOOK", None, _PUBLISHER),
    "phdthesis": TypeRow(
        "phdthesis",
        "phdthesis",
        "thesis",
        "thesis",
        "THES",
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
        None,
        "institution",
        subtype="techreport",
    ),
    "preprint": TypeRow("misc", "misc", "online", "article", "UNPD", None, _PUBLISHER),
    "dataset": TypeRow("dataset", "misc", "dataset", "dataset", "DATA", None, _PUBLISHER),
    # Zotero refuses a whole CSL-JSON file for one item of type "software".
    "software": TypeRow(
        "software", "misc", "software", "document", "COMP", None, _PUBLISHER, genre="Software"
    ),
    "online": TypeRow("online", "misc", "online", "webpage", "ELEC", None, _PUBLISHER),
    "patent": TypeRow("patent", "misc", "patent", "patent", "PAT", None, _PUBLISHER),
    "unpublished": TypeRow(
        "unpublished", "unpublished", "unpublished", "manuscript", "UNPB", None, _PUBLISHER
    ),
    "misc": TypeRow("misc", "misc", "misc", "document", "GEN", None, _PUBLISHER),
}

READ_AS: dict[str, str] = {
    "conference": "inproceedings",
    "electronic": "online",
    "www": "online",
    "webpage": "online",
    "report": "techreport",
    "mvbook": "book",
    "mvcollection": "collection",
    "mvproceedings": "proceedings",
    "reference": "collection",
    "mvreference": "collection",
    "inreference": "incollection",
    "suppbook": "inbook",
    "bookinbook": "inbook",
    "suppcollection": "incollection",
    "suppperiodical": "article",
    "periodical": "misc",
    "data": "dataset",
    "code": "software",
    "thesis": "phdthesis",
    "set": "misc",
}
"""BibTeX and BibLaTeX types that are read as another type."""


def row(entry_type: str) -> TypeRow:
    """The row of a type; a type that the table does not know is written as ``misc``."""
    return TYPES.get(entry_type, TYPES["misc"])
