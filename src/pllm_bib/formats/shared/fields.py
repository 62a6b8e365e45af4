"""Fields that the model has no attribute for: ``fields.tsv`` has a line per BibLaTeX field.

An entry keeps them in ``extra``, under BibLaTeX's name, as LaTeX source. So a .bib file loses
nothing, and the other formats find here the kind and the place of each. A field that only CSL or
RIS knows keeps the name of its CSL variable, or ``ris-`` and its tag.

Sources: the BibLaTeX manual (section 2.2), CSL 1.0.2 (appendix IV), Zotero's RIS translator
and schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pllm_bib.formats.shared.tables import read_table
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "names", "date", "plain", "verbatim"]


class FieldRow(NamedTuple):
    """A field beyond the model: the kind of its value, and its name in other formats."""

    kind: Kind
    csl: str | None = None
    """CSL variable."""
    ris: str | None = None
    """RIS tag, for the types where Zotero puts it in a field of this meaning."""
    zotero: str | None = None
    """Zotero's field; ``creators/`` and the role of names; ``notes`` of what becomes a note."""


FIELDS: dict[str, FieldRow] = {name: FieldRow(*cells) for name, *cells in read_table("fields.tsv")}
"""BibLaTeX field -> its row. ``eventplace`` is what BibLaTeX calls ``venue``, which in a list's
own files is the short label of the venue."""

_VERBATIM = frozenset(
    "file url urlraw doi eprint pdf ids crossref xref xdata local-url localfile sentelink "
    "owner-url".split()
)
_VERBATIM_OF_PROGRAMS = regex(r"(?:bdsk-)?file-\d+|file\d+")
_LINKS = regex(
    r"bdsk-url-\d+|local-zo-url-\d+|remote-url|adsurl|biburl|ee|opturl|weblink|homepage"
    r"|url\d+|url[_-](?!date)\w+|link\d*"
)


def is_verbatim(name: str) -> bool:
    """Say whether a field holds an address, an identifier or the name of a file, and no text."""
    return name in _VERBATIM or bool(
        _VERBATIM_OF_PROGRAMS.fullmatch(name) or _LINKS.fullmatch(name)
    )


def is_link(name: str) -> bool:
    """Say whether a field of a program holds a further address: ``bdsk-url-2``, ``adsurl``."""
    return _LINKS.fullmatch(name) is not None


OWN_CSL = frozenset(
    "archive archive-place archive_collection archive_location authority available-date "
    "chair citation-number collection-editor collection-number compiler composer "
    "contributor curator dimensions director division editor-translator "
    "editorial-director executive-producer first-reference-note-number guest host illustrator "
    "interviewer jurisdiction license locator medium narrator organizer original-author page-first "
    "part-title performer printing-number producer recipient references reviewed-author "
    "reviewed-genre reviewed-title scale script-writer section series-creator source submitted "
    "supplement-number volume-title volume-title-short year-suffix".split()
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
    "license": "rights",
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
    "script-writer": "creators/scriptwriter",
}
"""CSL variable -> Zotero's field of this meaning, named as in `FieldRow.zotero`."""

_EDITED = frozenset(
    "journalArticle conferencePaper book bookSection encyclopediaArticle preprint report standard "
    "document".split()
)
ZOTERO_ROLES: dict[str, frozenset[str]] = {
    "editor": _EDITED,
    "translator": _EDITED - {"standard"}
    | frozenset(
        "magazineArticle newspaperArticle manuscript webpage presentation audioRecording "
        "videoRecording film letter".split()
    ),
    "seriesEditor": frozenset(
        "conferencePaper book bookSection encyclopediaArticle report".split()
    ),
    "bookAuthor": frozenset({"bookSection"}),
    "reviewedAuthor": frozenset(
        "journalArticle magazineArticle newspaperArticle preprint document".split()
    ),
    "chair": frozenset({"presentation"}),
    "organizer": frozenset({"presentation"}),
    "recipient": frozenset({"letter"}),
    "composer": frozenset({"audioRecording"}),
    "performer": frozenset({"audioRecording"}),
    **dict.fromkeys(
        ("director", "producer", "host", "guest", "narrator", "scriptwriter"),
        frozenset({"film", "videoRecording"}),
    ),
}
"""Role -> the item types that have it; every type has contributors."""
_AUTHORS_ARE = {"film": "director", "audioRecording": "performer"}


def zotero_roles(kind: str, *, authors: bool) -> set[str]:
    """Return the roles of people that an item type of Zotero's has, by our name of their field.

    A film has directors in the place of authors, so none beside these.
    """
    targets = ZOTERO_OF_CSL | {"translator": "creators/translator"}
    if authors and kind in _AUTHORS_ARE:
        del targets[_AUTHORS_ARE[kind]]
    roles = ((name, target.removeprefix("creators/")) for name, target in targets.items())
    return {name for name, role in roles if kind in ZOTERO_ROLES.get(role, ())}


EDITOR_ROLES = {
    "collaborator": "contributor",
    "compiler": "compiler",
    "composer": "composer",
    "curator": "curator",
    "director": "director",
    "host": "host",
    "illustrator": "illustrator",
    "narrator": "narrator",
    "organizer": "organizer",
    "performer": "performer",
    "producer": "producer",
    "scriptwriter": "script-writer",
    "translator": "translator",
}
"""BibLaTeX's ``editortype`` -> the CSL variable of these people. Other kinds are editors."""


CSL_ROLES = frozenset(EDITOR_ROLES.values())
TRANSLATORS = frozenset({"translator"})
"""The roles of people beside authors and editors, of those above: all, and where few are known."""


def role_of(extra: Mapping[str, str], name: str) -> str:
    """Return the CSL variable of the editors of a field, by its ``editortype``.

    It is empty for editors and all that are like them, and where others have that role already.
    """
    role = EDITOR_ROLES.get(extra.get(f"{name}type", "").strip().casefold(), "")
    if role in extra or (role == "contributor" and "collaborator" in extra):
        return ""
    return role


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
    """Return the kind of the value of one of `OWN_CSL`."""
    if variable in _CSL_NAMES:
        return "names"
    return "date" if variable in _CSL_DATES else "text"
