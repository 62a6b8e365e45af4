"""Names in hayagriva's files: types with their parents, roles of people, parts of texts.

Source: hayagriva 0.9, docs/file-format.md, and how its citation processor reads the types.
"""

from __future__ import annotations

from pllm_bib.formats.shared.types import TYPES, WHAT_IT_IS, row
from pllm_bib.model.named_tuple import NamedTuple


class TypstKind(NamedTuple):
    """A type of hayagriva's with the type of its parent, and the genre that tells it apart."""

    type: str
    parent: str = ""
    genre: str = ""


_OF_TYPE = {
    "proceedings": TypstKind("proceedings"),
    "mvproceedings": TypstKind("proceedings"),
    "collection": TypstKind("anthology"),
    "mvcollection": TypstKind("anthology"),
    "reference": TypstKind("reference"),
    "mvreference": TypstKind("reference"),
    "incollection": TypstKind("anthos", "anthology"),
    "suppcollection": TypstKind("anthos", "anthology"),
    "periodical": TypstKind("periodical"),
    "dataset": TypstKind("repository", genre=WHAT_IT_IS["dataset"]),
    "software": TypstKind("repository"),
}
"""Entry type -> its kind, where the CSL type does not tell it."""
_OF_CSL = {
    "article-journal": TypstKind("article", "periodical"),
    "article-magazine": TypstKind("article", "periodical"),
    "article-newspaper": TypstKind("article", "newspaper"),
    "review": TypstKind("article", "periodical"),
    "paper-conference": TypstKind("article", "proceedings"),
    "article": TypstKind("article"),
    "book": TypstKind("book"),
    "pamphlet": TypstKind("book"),
    "chapter": TypstKind("chapter", "book"),
    "entry-encyclopedia": TypstKind("entry", "reference"),
    "thesis": TypstKind("thesis"),
    "report": TypstKind("report"),
    "webpage": TypstKind("web"),
    "patent": TypstKind("patent"),
    "manuscript": TypstKind("manuscript"),
    "speech": TypstKind("manuscript"),
    "graphic": TypstKind("artwork"),
    "song": TypstKind("audio"),
    "motion_picture": TypstKind("video"),
    "performance": TypstKind("performance"),
    "legal_case": TypstKind("case"),
    "legislation": TypstKind("legislation"),
}
"""CSL type -> its kind; any other is ``misc``, with its genre."""


def kind_of_type(entry_type: str, csl: str | None = None) -> TypstKind:
    """Return the kind of an entry type, or of an entry with another CSL type than its row's."""
    vocabulary = row(entry_type)
    if entry_type in _OF_TYPE:
        return _OF_TYPE[entry_type]
    csl = csl or vocabulary.csl
    kind = _OF_CSL.get(csl, TypstKind("misc", genre=WHAT_IT_IS.get(entry_type, "")))
    return kind._replace(genre=vocabulary.genre or "") if csl == "thesis" else kind


TYPE_OF_KIND = {kind_of_type(name): name for name in reversed(TYPES)}
"""TypstKind -> the first entry type of this kind."""

DEFAULT_PARENT = {
    "article": "periodical",
    "chapter": "book",
    "entry": "reference",
    "anthos": "anthology",
    "web": "web",
    "scene": "video",
    "artwork": "exhibition",
    "legislation": "anthology",
    "post": "post",
    "video": "video",
    "audio": "audio",
}
"""Type -> that of a parent that says none; others have ``misc``."""

READ_AS = {
    "anthology": "collection",
    "anthos": "incollection",
    "article": "article",
    "blog": "online",
    "chapter": "inbook",
    "conference": "unpublished",
    "entry": "inreference",
    "exhibition": "performance",
    "newspaper": "periodical",
    "original": "misc",
    "post": "online",
    "scene": "video",
    "thread": "online",
    "web": "online",
}
"""Type -> entry type, where the parent does not tell it."""

ROLES = {
    "translator": "translator",
    "afterword": "afterword",
    "foreword": "foreword",
    "introduction": "introduction",
    "annotator": "annotator",
    "commentator": "commentator",
    "holder": "holder",
    "compiler": "compiler",
    "contributor": "collaborator",
    "organizer": "organizer",
    "performer": "cast-member",
    "composer": "composer",
    "producer": "producer",
    "executive-producer": "executive-producer",
    "script-writer": "writer",
    "director": "director",
    "illustrator": "illustrator",
    "narrator": "narrator",
    "series-creator": "founder",
}
"""Field beyond the model -> role of people in ``affiliated``."""
