"""The tags of RIS: their meaning to the reader, by type, and the writer's choice of them."""

from __future__ import annotations

from pllm_bib.model.entry import LinkKind

# Reading: a tag means other things in other types.

TAGS = frozenset(
    "TY ER ID AU A1 A2 A3 A4 AB AD AN AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CR CT CY DA DB DI DO "
    "DP DS ED EP ET H1 H2 IP IS J1 J2 JA JF JO K1 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NO NV OL "
    "OP PA PB PP PY RD RI RN RP RT SE SL SN SP ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO Y1 "
    "Y2 YR".split()
)
"""Tags of the specification, and those that programs which write RIS have added."""
ARTICLES = frozenset({"ABST", "EJOUR", "INPR", "JFULL", "JOUR", "MGZN", "NEWS"})
CONFERENCES = frozenset({"CONF", "CPAPER"})
BOOKS = frozenset({"ANCIENT", "BOOK", "CLSWK", "EBOOK", "EDBOOK", "SER"})
"""Types whose A3 are their editors, where A2 are those of the series."""
IN_SERIES = BOOKS | {"COMP", "GOVDOC", "MAP", "RPRT", "STAND"}
"""Types whose T2 is their series."""
UNRANGED = BOOKS | {"MANSCPT", "PAMP", "THES", "UNPB", "UNPD"}
"""Types whose SP without an EP is how many pages there are."""
VERSIONED = frozenset({"AGGR", "COMP", "DATA", "DBASE"})
"""Types whose ET is their version."""
WEB = frozenset({"BLOG", "ELEC", "WEB"})
"""Types whose VL is the year of access."""
READ_NUMBER = {
    **dict.fromkeys(ARTICLES, ("CP", "M1")),
    **dict.fromkeys(BOOKS, ("M1", "SV")),
    **dict.fromkeys(("CHAP", "ECHAP"), ("SV", "M1")),
    **dict.fromkeys(("GOVDOC", "PAT", "RPRT", "STAND"), ("SN",)),
}
"""Where the number may be beside IS: of a book, or of a chapter's, it is that in the series."""
READ_TEXTS = {"M3": "type", "RI": "reviewed-title", "RN": "annotation", "ST": "shorttitle"}
READ_PLAINS = {
    "AN": "archive_location",
    "AV": "archive_location",
    "CN": "call-number",
    "CR": "license",
    "DB": "archive",
    "DP": "source",
    "NV": "volumes",
    "SE": "section",
}
"""Tags that a field beyond the model stands for, in every type."""


# Writing: the tags that Zotero's importer puts in the right fields.

WITH_CONTAINER = frozenset("JOUR JFULL MGZN NEWS CHAP ENCYC ELEC GEN".split())
"""Types whose T2 is their container; elsewhere Zotero takes it for a series."""
WRITE_SERIES = {"RPRT": "T2", "STAND": "T2", "DATA": "", "COMP": "", "ELEC": ""}
WRITE_EDITORS = {"BOOK": "A3", "EDBOOK": "A3", "RPRT": "ED", "STAND": "ED", "PAT": ""}
"""Where A2 are the editors of a series, or the authority that issued a patent."""
PAGED = frozenset("CONF JOUR CHAP GEN RPRT PAT ENCYC JFULL MGZN NEWS CASE LEGAL STAT".split())
"""Types whose SP and EP are pages; elsewhere Zotero takes SP for the number of pages."""
NUMBERED = PAGED | frozenset("BOOK EDBOOK THES PAMP UNPB STAND SOUND MUSIC MPCT VIDEO".split())
"""Types that have a volume and a number; VL of a web page would be its access date."""
WRITE_NUMBER = {
    **dict.fromkeys(("RPRT", "STAND", "PAT"), "SN"),
    "BOOK": "M1",
    "EDBOOK": "M1",
    "CHAP": "SV",
}
"""Where the number is no issue: of a report, standard or patent, or of a book in its series."""
WRITE_STANDARD_NUMBER = {
    **dict.fromkeys(("JOUR", "JFULL", "MGZN", "NEWS", "GEN", "UNPB"), "issn"),
    **dict.fromkeys(("RPRT", "STAND", "PAT"), ""),
}
"""What Zotero takes SN for, where that is not an ISBN."""
ZOTERO_TYPES = {"UNPB": "manuscript", "GEN": "document"}
"""Types that Zotero takes for journal articles, and the line of Extra that tells it better.

Standards it takes for reports, and they have a report's tags: a line for them would make it move
the institution, the number and the series to Extra.
"""
LINK_LABELS = {
    LinkKind.CODE: "Code",
    LinkKind.DATA: "Data",
    LinkKind.WEBSITE: "Website",
    LinkKind.VIDEO: "Video",
}
"""Link -> the label that its line of N1 has."""
