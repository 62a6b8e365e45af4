"""Types of sources in Word, and the elements that have a text (ECMA-376, part 1, section 22.6)."""

from __future__ import annotations

from pllm_bib.formats.shared.types import TYPES, row

ROLES = {
    "translator": "Translator",
    "compiler": "Compiler",
    "director": "Director",
    "producer": "ProducerName",
}
"""Our name of people beside authors and editors -> Word's element."""

_OF_CSL = {
    "article-journal": "JournalArticle",
    "article-magazine": "ArticleInAPeriodical",
    "article-newspaper": "ArticleInAPeriodical",
    "review": "JournalArticle",
    "paper-conference": "ConferenceProceedings",
    "book": "Book",
    "pamphlet": "Book",
    "chapter": "BookSection",
    "entry-encyclopedia": "BookSection",
    "report": "Report",
    "thesis": "Report",
    "webpage": "InternetSite",
    "patent": "Patent",
    "legal_case": "Case",
    "graphic": "Art",
    "song": "SoundRecording",
    "motion_picture": "Film",
    "performance": "Performance",
}
"""CSL type -> Word's; any other is ``Misc``."""
THESES = {
    "thesis": "Thesis",
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
}
"""Entry type -> ``ThesisType``, which tells it from a report."""
CONTAINERS = {
    "JournalArticle": "JournalName",
    "ArticleInAPeriodical": "PeriodicalTitle",
    "ConferenceProceedings": "ConferenceName",
    "BookSection": "BookTitle",
    "InternetSite": "InternetSiteTitle",
}
"""Word's type -> the element of the journal or book; elsewhere ``PublicationTitle``."""
_READ = {"DocumentFromInternetSite": "online", "ElectronicSource": "online", "Interview": "misc"}


def word_type(entry_type: str, csl: str) -> str:
    """Return Word's type of an entry with a CSL type."""
    return "Misc" if entry_type == "periodical" else _OF_CSL.get(csl, "Misc")


def _told(name: str) -> tuple[str, str]:
    return word_type(name, row(name).csl), THESES.get(name, "")


TYPE_OF = {_told(name): name for name in reversed(TYPES)}
"""Word's type and the kind of thesis -> the first entry type."""
TYPE_OF["Misc", ""] = "misc"


def entry_type(source_type: str, thesis: str) -> str | None:
    """Return the entry type of a source; None for a type that Word does not have."""
    if thesis and source_type == "Report":
        words = thesis.lower()
        if "master" in words:
            return "mastersthesis"
        return "phdthesis" if "ph" in words or "doct" in words else "thesis"
    if source_type == "ArticleInAPeriodical":
        return "article"
    return TYPE_OF.get((source_type, "")) or _READ.get(source_type)
