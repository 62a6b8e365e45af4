"""Losses: fields of an entry that a format does not carry, or not as they were, in data and words.

Parts name the fields that they come from (see `Part`). A field of an entry that no part names is
lost. A format declares the details that its parts lose (`Format.loses`).
"""

from __future__ import annotations

import functools
from enum import Enum
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import extra_fields, latex
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, FieldRow, csl_kind
from pllm_bib.model.date import Date
from pllm_bib.model.field import ATTRIBUTES, TEXTS, of_kind
from pllm_bib.model.name import Names
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pllm_bib.formats.base import Part
    from pllm_bib.model.entry import Entry


class Loss(NamedTuple):
    """A field of an entry that a format drops or changes."""

    field: str
    """As in `Part.source`, or a part of it: ``authors.others``, ``title.protected``."""
    dropped: bool
    """True if it is gone, False if it is changed."""
    detail: str = ""
    """The lost part of a field of ``extra.``, whose name may hold dots itself."""

    @property
    def is_form(self) -> bool:
        """Say whether the field says the same by another name or in another form."""
        return self.detail == "rewritten"


_ATTRIBUTES = of_kind("text", "plain", "words", "date", "eprint", "sections", "names")
"""Attributes of an entry that can be lost, links and fields beyond the model apart."""


def losses(entry: Entry, parts: Iterable[Part], declared: frozenset[str]) -> Iterator[Loss]:
    """Yield the losses of an entry that became these parts.

    ``declared`` holds the losses that the format admits (`Format.loses`). Parts cannot tell that a
    name lost its particle, or a title its braces.
    """
    parts = list(parts)
    sources = {part.source for part in parts if part.value}
    written = {name for source in sources for name in source.split()}
    for name in {"key", f"type.{entry.type}"} & declared:
        yield Loss(name.partition(".")[0], dropped=False)
    details = _details(declared)
    for name in _ATTRIBUTES:
        if value := getattr(entry, name):
            if name not in written:
                yield Loss(name, dropped=True)
            elif name in details:
                yield from _changed(name, value, details[name])
    others = [f"links.{link.kind}" for link in entry.links]
    others += [f"extra.{name}" for name, _value in entry.extra]
    yield from (Loss(name, dropped=True) for name in others if name not in written)
    if "date" in written:
        yield from _of_date(entry, parts, declared)
    if entry.extra:
        yield from _joined(entry, parts)
    if entry.extra and details:
        yield from _changed_beyond(entry, parts, details)


def _of_date(entry: Entry, parts: Iterable[Part], declared: frozenset[str]) -> Iterator[Loss]:
    """Yield what a written date loses that the model has no place for, or the fields no form."""
    raw = entry.origin.raw if entry.origin else {}
    if _TIME_OF_DAY.search(raw.get("date", "")):
        yield Loss("date.time", dropped=False)
    if "\\noopsort" in raw.get("year", ""):
        yield Loss("date.sorting", dropped=False)
    if entry.date and entry.date.is_uneven and "date.end" not in declared:
        targets = {part.target for part in parts if part.source == "date" and part.value}
        if "year" in targets and "date" not in targets:  # a month belongs to both ends there
            yield Loss("date.uneven", dropped=False)


_JOINED = {
    **dict.fromkeys(("subtitle", "titleaddon"), "title"),
    **dict.fromkeys(("booksubtitle", "booktitleaddon"), "container"),
    **dict.fromkeys(("journalsubtitle", "journaltitleaddon"), "container"),
    **dict.fromkeys(("mainsubtitle", "maintitleaddon"), "extra.maintitle"),
    **dict.fromkeys(("issuesubtitle", "issuetitleaddon"), "extra.issuetitle"),
    "maintitle": "series",
    "organization": "publisher",
    "addendum": "note",
    "issue": "number",
}
"""Field -> the one whose place it has to share in formats that have one field for both."""


def _joined(entry: Entry, parts: Iterable[Part]) -> Iterator[Loss]:
    """Yield the fields that are written only together with another, where none parts them again."""
    written = [part for part in parts if part.value and not isinstance(part.value, dict)]
    sources = [set(part.source.split()) for part in written]
    present = {f"extra.{name}" for name, _value in entry.extra}
    for name, _value in entry.extra:
        own, other = f"extra.{name}", _JOINED.get(name)
        if other and (other in present or getattr(entry, other, None)):
            said = [names for names in sources if own in names]
            if said and all(other in names for names in said):
                yield Loss(own, dropped=False, detail="joined")


def _changed_beyond(
    entry: Entry, parts: Iterable[Part], details: Mapping[str, frozenset[str]]
) -> Iterator[Loss]:
    """Yield the details lost of fields beyond the model, which are written like the model's.

    A text loses what the format's other texts do, a note or title what the model's note or title
    does. LaTeX that is written as it stands loses nothing.
    """
    kept = dict(entry.extra)
    for part in parts:
        if "extra." not in part.source or not part.value:
            continue
        for source in part.source.split():
            name = source.removeprefix("extra.")
            found = kept.pop(name, None) if name != source else None
            if found is None or _as_it_stands(found, part.value):
                continue
            attribute, value = _meant(name, found, part.target)
            if isinstance(value, Date) and _TIME_OF_DAY.search(found):
                yield Loss(source, dropped=False, detail="time")
            if value:
                for loss in _changed(attribute, value, details.get(attribute, frozenset())):
                    yield Loss(source, dropped=False, detail=loss.field.partition(".")[2])


def _as_it_stands(source: str, value: object) -> bool:
    """Say whether LaTeX source is written as it is, alone or as a line behind a label."""
    if isinstance(value, dict):
        return source in value.values()
    if isinstance(value, tuple):  # of files and groups, which are no text
        return True
    if not isinstance(value, str):
        return False
    lines = value.split("\n")
    return value in {source, latex.to_ascii(source)} or any(
        line.endswith(f": {source}") for line in lines
    )


def _meant(name: str, source: str, target: str) -> tuple[str, object]:
    """Return the attribute with the same losses as a field beyond the model, and its value."""
    one = {name: source}
    kind = FIELDS[name].kind if name in FIELDS else csl_kind(name)
    if kind == "names":
        return "authors", extra_fields.names(one, name)
    if kind == "date":
        return "date", extra_fields.date(one, name)
    return _LIKE.get(target, "place"), extra_fields.text(one, name) if kind == "text" else None


_TIME_OF_DAY = regex(r"\dT\d")
_LIKE = {
    "note": "note",
    "notes": "note",
    "title": "title",
    "shortTitle": "title",
    "title-short": "title",
}
"""Target of a part that holds text -> the attribute of texts that lose the same details."""


@functools.cache
def _details(declared: frozenset[str]) -> dict[str, frozenset[str]]:
    """Map attributes to the details that a format loses; ``""`` stands for the whole."""
    found: dict[str, set[str]] = {}
    for name in declared:
        attribute, _, detail = name.partition(".")
        for owner in TEXTS if attribute == "text" else (attribute,):
            found.setdefault(owner, set()).add(detail)
    return {name: frozenset(details) for name, details in found.items()}


def _changed(name: str, value: object, details: frozenset[str]) -> Iterator[Loss]:
    """Yield the details that a value loses although it is written."""
    if "" in details:  # the format admits to lose the whole, so a part may be missing here
        yield Loss(name, dropped=False)
    elif isinstance(value, Text):
        if value.chunks[0].style or len(value.chunks) > 1:
            styles = {str(style.name).lower() for style in value.styles()}
            for detail in sorted(styles & details):
                yield Loss(f"{name}.{detail}", dropped=False)
    else:
        for detail in sorted(details):
            people = value.names if isinstance(value, Names) and detail != "others" else (value,)
            if any(getattr(one, detail) for one in people):
                yield Loss(f"{name}.{detail}", dropped=False)


# Losses in words.

_FIELDS_OF = {
    "type": ("entry type",),
    "key": ("key",),
    "authors": ("author", "AU", "A1"),
    "editors": ("editor", "A2", "A3", "ED"),
    "title": ("title", "TI", "T1"),
    "container": ("booktitle", "journal", "journaltitle", "container-title", "C3", "T2", "JO"),
    "venue": ("venue", "event-title", "T2", "J2"),
    "publisher": ("publisher", "school", "institution", "PB"),
    "place": ("address", "location", "publisher-place", "CY", "C1"),
    "series": ("series", "collection-title", "T3", "T2"),
    "edition": ("edition", "ET"),
    "volume": ("volume", "VL"),
    "number": ("number", "issue", "collection-number", "IS", "M1", "SN"),
    "pages": ("pages", "page", "SP"),
    "isbn": ("isbn", "ISBN", "SN"),
    "issn": ("issn", "ISSN", "SN"),
    "date": ("date", "year", "issued", "DA", "PY"),
    "eprint": ("eprint", "number", "note", "AN", "M2"),
    "aliases": ("ids", "id", "M2"),
    "sections": ("also",),
    "links.paper": ("url", "URL", "UR"),
    "links.pdf": ("pdf", "L1"),
    "doi": ("doi", "DOI", "DO"),
    "language": ("language", "langid", "LA"),
    "keywords": ("keywords", "keyword", "KW"),
    "note": ("note", "N1"),
    "abstract": ("abstract", "AB", "N2"),
}
"""Attribute -> the formats' fields for it, where they have other names."""


def source_field(entry: Entry, name: str) -> str:
    """Return the source's name for a field that a `Part` names: ``authors.others``: ``author``."""
    attribute = name.partition(".")[0]
    if attribute in {"links", "extra"}:
        attribute = name
    last = name.partition(".")[2]  # a field's own name may hold dots
    candidates = _FIELDS_OF.get(attribute, (last if attribute == name and last else attribute,))
    if attribute.startswith("extra."):
        row = FIELDS.get(last, FieldRow("text"))
        candidates = (last, row.csl or "", row.ris or "", last.removeprefix("ris-").upper())
    present = entry.origin.fields if entry.origin else {}
    return next((field for field in candidates if field in present), candidates[0] or attribute)


_DETAILS = {
    "protected": "letter case is no longer protected",
    "emphasis": "emphasis is lost",
    "strong": "bold type is lost",
    "small_caps": "small capitals are lost",
    "superscript": "superscripts become plain text",
    "subscript": "subscripts become plain text",
    "code": "typewriter type is lost",
    "math": "formulas become plain text",
    "url": "an address becomes plain text",
    "raw": "commands without a reading become plain text",
    "others": "that there are more names is lost",
    "particle": "a particle becomes a part of the family name",
    "suffix": "a suffix becomes a part of the name",
    "organisation": "an organisation is written as a person",
    "category": "the archive’s category is lost",
    "end": "the end of the period is lost",
    "open": "that the period is open is lost",
    "uncertain": "that the date is uncertain is lost",
    "approximate": "that the date is approximate is lost",
    "time": "the time of day is lost",
    "uneven": "a month or day that only one end of the period has is lost",
    "sorting": "what it is sorted by is lost",
    "rewritten": "it has another name or form",
    "joined": "it becomes a part of another field",
    "parent": "what is inherited is written down, since the parent is not behind the entry",
    "letters": "letters that it has no 7-bit form of stay as they are",
}
"""Lost detail -> words for it."""


class Weight(Enum):
    """The weight of a loss, the heaviest first, in words."""

    CONTENT = "content lost"
    CHANGE = "content changed"
    MARKUP = "markup changed"
    BOOKKEEPING = "fields of other programs left out"
    FORM = "by another name or in another form"


_MARKUP = frozenset({str(style.name).lower() for style in Style} | {"sorting", "letters"})
_PLACES = {name: place for place, name in enumerate(("title", "authors", "date", *_ATTRIBUTES))}


def weight(loss: Loss) -> Weight:
    """Return the weight of a loss.

    Content is a field of the model or of BibLaTeX, or a part of it. Any other field is another
    program's own, such as ``timestamp``, or one for sorting.
    """
    if loss.is_form:
        return Weight.FORM
    if _is_bookkeeping(loss.field) or loss.field == "key":
        return Weight.BOOKKEEPING
    if loss.dropped:
        return Weight.CONTENT
    detail = loss.detail if loss.field.startswith("extra.") else loss.field.partition(".")[2]
    return Weight.MARKUP if detail in _MARKUP else Weight.CHANGE


def importance(loss: Loss) -> int:
    """Return the place of a loss among those of its weight: a title's is told before a note's."""
    name = loss.field.removeprefix("extra.").partition(".")[0]
    return _PLACES.get("date" if name in {"year", "month"} else name, len(_PLACES))


def _is_bookkeeping(field: str) -> bool:
    prefix, _, name = field.partition(".")
    if prefix != "extra" or name.startswith("ris-") or name in _CONTENT:
        return False
    return name not in FIELDS or name in _FOR_SORTING


_CONTENT = OWN_CSL.union(
    (
        "type",
        "howpublished",
        "organization",
        "annote",
        "comment",
        "review",
        "file",
        "issued",
        "crossref",
        "swhid",
        "elocation-id",
    ),
    *(row.fields for row in ATTRIBUTES.values()),
)
"""Fields beyond `FIELDS` that say something of the work."""


_FOR_SORTING = frozenset(
    "execute gender indexsorttitle indextitle keepopt label labeltitle nameaddon options presort "
    "shorthandintro sortkey sortlabel sortname sortshorthand sorttitle sortyear".split()
)
"""BibLaTeX's fields that steer its own work."""


def describe(loss: Loss, name: str, title: str) -> str:
    """Return a sentence on a loss: ``name`` is what the source calls the field.

    ``title`` is the title of the format.
    """
    if loss.is_form and name == "entry type":
        return f"{title} has another name for this type"
    if loss.dropped and loss.detail == "unwanted":
        return f"“{name}” is left out, as the options want"
    if loss.dropped:
        return f"{title} has no place for “{name}”"
    if loss.field == "type":
        return f"{title} has no type of its own for this kind of work"
    return f"“{name}” in {title}: {change(loss)}"


def change(loss: Loss) -> str:
    """Return words for the change of a field that is written."""
    if loss.field == "type":
        return "there is no type for this kind of work"
    detail = loss.detail if loss.field.startswith("extra.") else loss.field.partition(".")[2]
    if not detail:
        return "only a part of it is written"
    return _DETAILS.get(detail, f"the {detail} is lost")
