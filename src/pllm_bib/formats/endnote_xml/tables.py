"""Names in EndNote XML: reference types with their numbers, and elements with their RIS tags.

Sources: EndNote's own exports, and Zotero's translator and pandoc's reader of these.
"""

from __future__ import annotations

TYPES = {
    "ART": ("Artwork", 2),
    "CHAP": ("Book Section", 5),
    "BOOK": ("Book", 6),
    "CASE": ("Case", 7),
    "COMP": ("Computer Program", 9),
    "CONF": ("Conference Proceedings", 10),
    "ELEC": ("Web Page", 12),
    "GEN": ("Generic", 13),
    "JOUR": ("Journal Article", 17),
    "MGZN": ("Magazine Article", 19),
    "MPCT": ("Film or Broadcast", 21),
    "NEWS": ("Newspaper Article", 23),
    "PAMP": ("Pamphlet", 24),
    "PAT": ("Patent", 25),
    "PCOMM": ("Personal Communication", 26),
    "RPRT": ("Report", 27),
    "STAT": ("Statute", 31),
    "THES": ("Thesis", 32),
    "UNPB": ("Unpublished Work", 34),
    "FIGURE": ("Figure", 37),
    "LEGAL": ("Legal Rule or Regulation", 50),
    "ENCYC": ("Encyclopedia", 53),
    "STAND": ("Standard", 58),
    "DATA": ("Dataset", 59),
    "MUSIC": ("Music", 61),
}
"""RIS type -> EndNote's name and number of it."""
ALIKE = {
    # The editors of an edited book would be its authors.
    "EDBOOK": "BOOK",
    "JFULL": "BOOK",
    "SOUND": "MUSIC",
    "VIDEO": "MPCT",
    "UNPD": "UNPB",
    "SLIDE": "UNPB",
}
"""RIS type that EndNote has no number for -> the nearest that it has."""
_READ_NUMBERS = {
    3: "ADVS",
    4: "BILL",
    8: "CTLG",
    14: "HEAR",
    20: "MAP",
    28: "EDBOOK",
    36: "MANSCPT",
    38: "CHART",
    39: "EQUA",
    43: "EJOUR",
    44: "EBOOK",
    45: "DBASE",
    46: "GOVDOC",
    47: "CPAPER",
    48: "MULTI",
    49: "CLSWK",
    51: "ANCIENT",
    52: "DICT",
    54: "GRANT",
    55: "AGGR",
    56: "BLOG",
    57: "SER",
    60: "ECHAP",
}
TYPE_OF_NUMBER = {str(number): ris for ris, (_name, number) in TYPES.items()} | {
    str(number): ris for number, ris in _READ_NUMBERS.items()
}

PATHS = {
    "contributors/authors/author": "AU",
    "contributors/secondary-authors/author": "A2",
    "contributors/tertiary-authors/author": "A3",
    "contributors/subsidiary-authors/author": "A4",
    "auth-address": "AD",
    "titles/title": "TI",
    "titles/secondary-title": "T2",
    "titles/tertiary-title": "T3",
    "titles/alt-title": "JA",
    "titles/short-title": "ST",
    "titles/translated-title": "TT",
    "periodical/full-title": "JF",
    "periodical/abbr-1": "J2",
    "alt-periodical/full-title": "JF",
    "alt-periodical/abbr-1": "J2",
    "pages": "SP",
    "volume": "VL",
    "number": "IS",
    "num-vols": "NV",
    "edition": "ET",
    "section": "SE",
    "reprint-edition": "RP",
    "keywords/keyword": "KW",
    "dates/year": "PY",
    "dates/pub-dates/date": "DA",
    "pub-location": "CY",
    "publisher": "PB",
    "orig-pub": "OP",
    "isbn": "SN",
    "accession-num": "AN",
    "call-num": "CN",
    "label": "ID",
    "electronic-resource-num": "DO",
    "abstract": "AB",
    "notes": "N1",
    "research-notes": "RN",
    "work-type": "M3",
    "reviewed-item": "RI",
    "availability": "AV",
    "remote-database-name": "DB",
    "remote-database-provider": "DP",
    "language": "LA",
    "urls/web-urls/url": "UR",
    "urls/related-urls/url": "UR",
    "urls/text-urls/url": "UR",
    "urls/pdf-urls/url": "L1",
    "access-date": "Y2",
    "custom1": "C1",
    "custom2": "C2",
    "custom3": "C3",
    "custom4": "C4",
    "custom5": "C5",
    "custom6": "C6",
    "custom7": "C7",
    "misc1": "M1",
    "misc2": "M3",
}
"""Path in a record -> the RIS tag that means the same, in the order of EndNote's records."""
BOOKKEEPING = frozenset(
    {"database", "source-app", "rec-number", "ref-type", "foreign-keys", "modified-date"}
)
"""Elements that say nothing of the work."""
FACES = ("italic", "bold", "superscript", "subscript")
