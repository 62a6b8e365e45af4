"""Names in CITATION.cff: types of references (CFF 1.2.0, schema guide)."""

from __future__ import annotations

from pllm_bib.formats.shared.types import TYPES, row

_OF_TYPE = {
    "proceedings": "proceedings",
    "mvproceedings": "proceedings",
    "collection": "edited-work",
    "mvcollection": "edited-work",
    "reference": "dictionary",
    "mvreference": "dictionary",
    "manual": "manual",
    "periodical": "serial",
    "software": "software",
    "unpublished": "unpublished",
    "video": "video",
    "music": "music",
}
"""Entry type -> CFF's, where the CSL type does not tell it."""
_OF_CSL = {
    "article-journal": "article",
    "article-magazine": "magazine-article",
    "article-newspaper": "newspaper-article",
    "article": "article",
    "review": "article",
    "paper-conference": "conference-paper",
    "book": "book",
    "chapter": "generic",
    "entry-encyclopedia": "encyclopedia",
    "pamphlet": "pamphlet",
    "thesis": "thesis",
    "report": "report",
    "dataset": "data",
    "webpage": "website",
    "patent": "patent",
    "speech": "slides",
    "graphic": "art",
    "song": "sound-recording",
    "motion_picture": "film-broadcast",
    "performance": "audiovisual",
    "personal_communication": "personal-communication",
    "legal_case": "legal-case",
    "legislation": "statute",
    "treaty": "legal-rule",
    "standard": "standard",
}
"""CSL type -> CFF's; any other is ``generic``."""

THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
"""Entry type -> ``thesis-type``, which tells it from other theses."""


def cff_type(entry_type: str, csl: str | None = None) -> str:
    """Return CFF's type of an entry type, or of an entry with another CSL type than its row's."""
    return _OF_TYPE.get(entry_type) or _OF_CSL.get(csl or row(entry_type).csl, "generic")


def _told(entry_type: str) -> tuple[str, str]:
    """Return what tells an entry type: CFF's type with the kind of thesis, or with a status."""
    more = "preprint" if entry_type == "preprint" else THESES.get(entry_type, "")
    if cff_type(entry_type) == "generic" and row(entry_type).container:
        more = "collection"
    return cff_type(entry_type), more


TYPE_OF = {_told(name): name for name in reversed(TYPES)}
"""CFF's type, and ``preprint``, the kind of thesis or ``collection`` -> the first entry type."""

READ_AS = {
    "bill": "legislation",
    "blog": "online",
    "catalogue": "booklet",
    "conference": "inproceedings",
    "database": "dataset",
    "government-document": "techreport",
    "historical-work": "book",
    "magazine-article": "article",
    "newspaper-article": "article",
    "slides": "unpublished",
    "software-code": "software",
    "software-container": "software",
    "software-executable": "software",
    "software-virtual-machine": "software",
}
"""CFF's type -> entry type, for those that are not written of an entry type alone."""

KEY_WORDS = "citation key"
"""The description of the identifier that is an entry's key."""
STATUS = {"in-press": "inpress", "submitted": "submitted", "in-preparation": "inpreparation"}
"""Status of a reference -> BibLaTeX's state of publication."""
