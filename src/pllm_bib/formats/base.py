"""What writers of formats share: an entry as parts, each with the field that it comes from.

Every format turns an entry into parts (a tag, a variable, a field with its value) and lays these
out as text. Since each part names its source, what an entry has and no part says is known to be
lost: see `losses`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pllm_bib.formats.shared import fields, latex
from pllm_bib.formats.shared.fields import FIELDS, csl_kind
from pllm_bib.model.date import Date
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a format is to be written."""

    ascii: bool | None = None
    """In 7 bits or not; None is the format's own habit."""
    keep_extra: bool = False
    """Whether fields are written that the format's own data model does not know: in BibTeX as
    they are, elsewhere as lines ``tex.field: value`` of the note or of what Zotero calls Extra."""
    url: bool = True
    """Whether addresses are written."""
    aliases: bool = False
    """Whether each work is written under its former keys as well, where a format cites by key."""
    profile: str = "portable"
    """Which of BibTeX's fields carry the identifiers (see `bibtex_profiles.PROFILES`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an entry's text depends on beside the entry."""

    options: Options = field(default_factory=Options)
    headings: Mapping[str, str] = field(default_factory=dict)
    """Section id -> heading."""
    keys: Collection[str] = ()
    """Keys of the same file, which an entry may refer to."""

    @classmethod
    def of(cls, library: Library, options: Options | None = None) -> Context:
        """The context of the entries of a library."""
        return cls(
            options=options or Options(),
            headings=library.headings,
            keys=frozenset(entry.key for entry in library),
        )


class Part(NamedTuple):
    """A thing that a format says of an entry."""

    target: str
    """The format's name for it: a field, a tag, a variable."""
    value: Any
    """The value as it is written; an empty one is left out."""
    source: str = ""
    """Where it comes from: an attribute of `Entry`, ``links.`` and a kind, or ``extra.`` and a
    field's name; several are parted by blanks. Empty for what the format itself demands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """How a format is written. Texts of entries stand between ``head`` and ``tail``."""

    parts: Callable[[Entry, Context], Iterable[Part]]
    layout: Callable[[Entry, Sequence[Part], Context], str]
    """Text of one entry from its parts, in the order that they came."""
    head: str = ""
    separator: str = ""
    tail: str = ""
    nothing: str = ""
    """What is written where there are no entries."""
    outline: Callable[[Library, Context], str] | None = None
    """Writes a whole library, for formats that show its sections."""
    seven_bit: bool = False
    """Whether the format has a way to write any letter in 7 bits."""
    by_key: bool = False
    """Whether documents cite its records by key, and a record has no field for former keys."""
    renamed: Callable[[str, str, int], str] | None = None
    """Gives a record of a key a name of its own, where a file may name each record only once;
    its arguments are the text, the key and the number of records that have it by then."""
    is_key: Callable[[str], bool] = bool
    """Whether a text can be the key of a record, so that readers do not stop at it."""

    def write(self, library: Library, options: Options | None = None) -> str:
        """The text of a library, which ends with a line end if there is any."""
        context = Context.of(library, options)
        if self.outline:
            return self.outline(library, context)
        taken = {entry.key.casefold() for entry in library} if context.options.aliases else set()
        records = []
        for entry in library:
            records.append(self.record(entry, context))
            records += (text for _key, text in self.copies(entry, context, taken))
        if not records:
            return self.nothing
        return self.head + self.separator.join(records) + self.tail

    def record(self, entry: Entry, context: Context) -> str:
        """The text of one entry."""
        return self.layout(entry, self.parts_of(entry, context), context)

    def copies(self, entry: Entry, context: Context, taken: set[str]) -> list[tuple[str, str]]:
        """An entry's former keys and its text under each of them, if the options want that.

        ``taken`` holds the keys of the same file in folded case, since BibTeX stops at a key that
        it has read before in other letters; what is written is added. A former key that is taken
        leads to another entry already and is left out.
        """
        if not (self.by_key and context.options.aliases):
            return []
        taken.add(entry.key.casefold())
        copies = []
        for alias in entry.aliases:
            if self.is_key(alias) and alias.casefold() not in taken:
                taken.add(alias.casefold())
                copy = replace(entry, key=alias, aliases=())
                copies.append((alias, self.record(copy, context)))
        return copies

    def parts_of(self, entry: Entry, context: Context) -> list[Part]:
        """The parts of an entry, less those that the options do away with."""
        parts = self.parts(entry, context)
        if not context.options.url:
            return [part for part in parts if not part.source.startswith("links.")]
        return list(parts)


def landing_page(entry: Entry, target: str) -> Part:
    """The part that says where the landing page is, and which identifier tells it."""
    source = "links.paper"
    if not entry.link(LinkKind.PAPER):
        eprint = entry.eprint and entry.eprint.url
        source += " doi" if entry.doi else " eprint" if eprint else " links.pdf"
    return Part(target, entry.landing_page, source)


# What is lost.


class Loss(NamedTuple):
    """A thing of an entry that a format does not carry, or not as it was."""

    field: str
    """As in `Part.source`, or a part of it: ``authors.others``, ``title.protected``."""
    dropped: bool
    """Whether it is gone, not just changed."""
    detail: str = ""
    """What is lost of a field of ``extra.``, whose name may hold dots."""


_TEXTS = "title container publisher place series edition note abstract".split()
TEXTS = frozenset(_TEXTS)
"""Attributes of an entry that are texts."""
_ATTRIBUTES = (
    *_TEXTS,
    *"venue volume number pages doi isbn issn openreview language keywords aliases".split(),
    *"related date eprint sections authors editors".split(),
)
"""Attributes of an entry that can be lost, links and fields beyond the model apart."""


def losses(entry: Entry, parts: Iterable[Part], declared: frozenset[str]) -> Iterator[Loss]:
    """What is lost of an entry that became these parts.

    ``declared`` is what the format says that it loses (`Format.loses`): the parts cannot tell
    that a name lost its particle, or a title its braces.
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
    raw = entry.origin.raw if entry.origin else {}
    if "date" in written and _TIME_OF_DAY.search(raw.get("date", "")):
        yield Loss("date.time", dropped=False)  # the model has none
    if "date" in written and "\\noopsort" in raw.get("year", ""):
        yield Loss("date.sorting", dropped=False)
    if entry.extra and details:
        yield from _changed_beyond(entry, parts, details)


def _changed_beyond(
    entry: Entry, parts: Iterable[Part], details: Mapping[str, frozenset[str]]
) -> Iterator[Loss]:
    """The details that are lost of fields beyond the model, which are written as the model's are.

    A field of texts loses what any text does, a note or title what these do. What is written as
    it stands, LaTeX and all, loses nothing.
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
    """Whether LaTeX source is written as it is, maybe as one of several labelled lines."""
    if isinstance(value, dict):
        return source in value.values()
    if not isinstance(value, str):
        return False
    lines = value.split("\n")
    return value in {source, latex.to_ascii(source)} or any(
        line.endswith(f": {source}") for line in lines
    )


def _meant(name: str, source: str, target: str) -> tuple[str, object]:
    """What a field beyond the model says, and the attribute that loses the same."""
    one = {name: source}
    kind = FIELDS[name].kind if name in FIELDS else csl_kind(name)
    if kind == "names":
        return "authors", fields.names(one, name)
    if kind == "date":
        return "date", fields.date(one, name)
    return _LIKE.get(target, "place"), fields.text(one, name) if kind == "text" else None


_TIME_OF_DAY = re.compile(r"\dT\d")
_LIKE = {
    "note": "note",
    "notes": "note",
    "title": "title",
    "shortTitle": "title",
    "title-short": "title",
}
"""Target of a part that holds text -> the attribute that loses the same of it."""


@functools.cache
def _details(declared: frozenset[str]) -> dict[str, frozenset[str]]:
    """Attribute -> the details of it that a format loses; an empty one stands for the whole."""
    found: dict[str, set[str]] = {}
    for name in declared:
        attribute, _, detail = name.partition(".")
        for owner in _TEXTS if attribute == "text" else (attribute,):
            found.setdefault(owner, set()).add(detail)
    return {name: frozenset(details) for name, details in found.items()}


def _changed(name: str, value: object, details: frozenset[str]) -> Iterator[Loss]:
    """The details of a value that is written that do not survive it."""
    if "" in details:  # in other cases it is lost: here, not all of it may be there
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
