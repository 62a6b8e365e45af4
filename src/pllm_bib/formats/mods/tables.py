"""Genres and roles in MODS: those of MARC, bibutils and Zotero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.types import TYPES, row

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_GENRE = "biblatex"
"""The authority of the genre that is an entry's type."""
ROLE_CODES = {
    "translator": "trl",
    "annotator": "ann",
    "commentator": "cwt",
    "introduction": "win",
    "foreword": "wfw",
    "afterword": "aft",
    "compiler": "com",
    "composer": "cmp",
    "contributor": "ctb",
    "curator": "cur",
    "director": "drt",
    "host": "hst",
    "illustrator": "ill",
    "interviewer": "ivr",
    "narrator": "nrt",
    "organizer": "orm",
    "performer": "prf",
    "producer": "pro",
    "recipient": "rcp",
    "redactor": "red",
}
"""Field of people -> MARC's code of their role."""


def editor_code(extra: Mapping[str, str], field: str) -> str:
    """Return MARC's code for the editors of a field, whose type is in another one."""
    return ROLE_CODES.get(extra.get(f"{field}type", "").strip().casefold(), "edt")


ROLE_WORDS = {
    "aut": "aut",
    "author": "aut",
    "cre": "aut",
    "creator": "aut",
    "edt": "edt",
    "editor": "edt",
    "dgg": "dgg",
    "degree grantor": "dgg",
    "pbl": "pbl",
    "publisher": "pbl",
    **ROLE_CODES,
}
"""Code or word of a role -> its code."""
_MARC = {
    "book": "book",
    "conferencePaper": "conference publication",
    "encyclopediaArticle": "encyclopedia",
    "film": "motion picture",
    "journalArticle": "periodical",
    "letter": "letter",
    "patent": "patent",
    "report": "technical report",
    "statute": "legislation",
    "thesis": "thesis",
    "videoRecording": "videorecording",
    "webpage": "web site",
    "case": "legal case and case notes",
    "artwork": "art original",
    "audioRecording": "sound",
    "bookSection": "book",
}
"""Zotero's item type -> MARC's genre."""
_HOST_TYPES = {
    "book": "incollection",
    "collection": "incollection",
    "periodical": "article",
    "academic journal": "article",
    "magazine": "article",
    "newspaper": "article",
    "conference publication": "inproceedings",
    "encyclopedia": "inreference",
}
"""Genre of a host -> the type of its part."""
_WHOLE_TYPES = {
    "academic journal": "article",
    "collection": "collection",
    "conference publication": "proceedings",
    "journal": "article",
    "journal article": "article",
    "magazine": "article",
    "newspaper": "article",
    "periodical": "article",
    "theses": "thesis",
    "ph.d. thesis": "phdthesis",
    "masters thesis": "mastersthesis",
    "report": "techreport",
    "dataset": "dataset",
    "software": "software",
    "unpublished": "unpublished",
    "manuscript": "unpublished",
    "standard or specification": "standard",
    "miscellaneous": "misc",
}
_ZOTERO = {row.zotero: name for name, row in reversed(TYPES.items())}
_OF_MARC = {marc: _ZOTERO[zotero] for zotero, marc in reversed(_MARC.items())}
"""Item type of Zotero, or genre of MARC -> the first entry type."""


def marc_genre(zotero: str) -> str:
    """Return MARC's genre of Zotero's item type, or an empty text."""
    return _MARC.get(zotero, "")


def type_of_genres(own: str, genres: list[str], host: list[str], *, has_host: bool) -> str:
    """Return the entry type: our own, else that of the most telling genre."""
    if own in TYPES:
        return own
    found = [_ZOTERO.get(genre) for genre in genres]
    found += [_HOST_TYPES.get(genre.lower()) for genre in (*host, *genres) if has_host]
    known = _OF_MARC | _WHOLE_TYPES
    found += [known.get(genre.lower()) for genre in sorted(genres, key=_is_vague)]
    kept = [name for name in found if name and (name != "book" or not has_host)]
    return next(iter(kept), "incollection" if has_host else "misc")


def _is_vague(genre: str) -> bool:
    return genre.lower() in {"thesis", "book"}


def is_hosted(entry_type: str) -> bool:
    """Say whether works of a type are parts of a journal or book."""
    return row(entry_type).container is not None
