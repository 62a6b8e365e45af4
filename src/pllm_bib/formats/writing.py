"""What writers of formats share: an entry as parts, each with the field that it comes from.

Every format turns an entry into parts (a tag, a variable, a field with its value) and lays these
out as text. Since each part names its source, what an entry has and no part says is known to be
lost: see `losses`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

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
    """Whether fields are written that the format's own data model does not know."""
    url: bool = True
    """Whether addresses are written."""
    profile: str = "portable"
    """Which of BibTeX's fields carry the identifiers (see `bibtex.PROFILES`)."""


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
            headings={section.id: section.heading for section in library.sections},
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

    def write(self, library: Library, options: Options | None = None) -> str:
        """The text of a library, which ends with a line end if there is any."""
        context = Context.of(library, options)
        if self.outline:
            return self.outline(library, context)
        records = [self.record(entry, context) for entry in library]
        if not records:
            return self.nothing
        return self.head + self.separator.join(records) + self.tail

    def record(self, entry: Entry, context: Context) -> str:
        """The text of one entry."""
        return self.layout(entry, self.parts_of(entry, context), context)

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


_ATTRIBUTES = (
    "title container publisher place series edition note abstract venue volume number pages doi "
    "isbn issn openreview language keywords aliases related date eprint sections authors editors"
).split()
"""Attributes of an entry that can be lost, links and fields beyond the model apart."""


def losses(entry: Entry, parts: Iterable[Part], declared: Collection[str]) -> Iterator[Loss]:
    """What is lost of an entry that became these parts.

    ``declared`` is what the format says that it loses (`Format.loses`): the parts cannot tell
    that a name lost its particle, or a title its braces.
    """
    written = {name for part in parts if part.value for name in part.source.split()}
    for name in {"key", f"type.{entry.type}"} & set(declared):
        yield Loss(name.partition(".")[0], dropped=False)
    for name in _ATTRIBUTES:
        if value := getattr(entry, name):
            if name in written:
                yield from _changed(name, value, declared)
            else:
                yield Loss(name, dropped=True)
    others = [f"links.{link.kind}" for link in entry.links]
    others += [f"extra.{name}" for name, _value in entry.extra]
    for name in others:
        if name not in written:
            yield Loss(name, dropped=True)


def _changed(name: str, value: object, declared: Collection[str]) -> Iterator[Loss]:
    if name in declared:  # in other cases it is lost: here, not all of it may be there
        yield Loss(name, dropped=False)
        return
    for detail in _details(name, value):
        if detail in declared:
            yield Loss(detail.replace("text.", f"{name}."), dropped=False)


def _details(name: str, value: object) -> Iterator[str]:
    """The details of a value that a format may lose while it keeps the rest."""
    if isinstance(value, Text):
        for style in value.styles():
            yield f"text.{str(style.name).lower()}"
    elif isinstance(value, Names):
        if value.others:
            yield f"{name}.others"
        for detail in ("particle", "suffix", "organisation"):
            if any(getattr(person, detail) for person in value):
                yield f"{name}.{detail}"
    elif not isinstance(value, str | tuple):
        for detail in getattr(value, "__slots__", ()):
            if getattr(value, detail):
                yield f"{name}.{detail}"
