"""Writers of formats: an entry becomes parts, and parts become text.

A part is a tag, a variable or a field with its value, and names the field that it comes from. So
`losses.losses` can tell which fields of an entry no part says.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

    Result = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]
    Reader = Callable[[str, str, str | None], Result]
    Record = Callable[[Entry, "WriteContext"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The user's wishes for how a format is written."""

    ascii: bool | None = None
    """True for 7 bits, False for UTF-8, None for the format's own habit."""
    keep_extra: bool = False
    """Write fields that the format's data model does not know. BibTeX has them as they are, other
    formats as lines ``tex.field: value`` of the note, or of the field that Zotero calls Extra."""
    url: bool = True
    """Write addresses."""
    doi_url: bool = False
    """Write the resolver's address of a DOI as the address, where the entry has none, in formats
    that have a field for the DOI."""
    aliases: bool = False
    """Write each entry under its former keys as well, where documents cite by key."""
    profile: str = "portable"
    """Name of the choice of BibTeX's fields for identifiers (see `profiles.PROFILES`)."""
    dialect: str = ""
    """Name of the program that RIS is for (see `dialects.DIALECTS`); empty for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteContext:
    """The things that an entry's text depends on, beside the entry itself."""

    options: Options = field(default_factory=Options)
    headings: Mapping[str, str] = field(default_factory=dict)
    """Section id -> heading."""
    keys: Collection[str] = ()
    """Keys of the same file, which an entry may refer to."""

    @classmethod
    def of(cls, library: Library, options: Options | None = None) -> WriteContext:
        """Return the context of the entries of a library."""
        return cls(
            options=options or Options(),
            headings=library.headings,
            keys=frozenset(entry.key for entry in library),
        )


class Part(NamedTuple):
    """A field, tag or variable that a format writes of an entry."""

    target: str
    """The format's name for it."""
    value: Any
    """The value as it is written. A part with an empty one is not written."""
    source: str = ""
    """The fields that it comes from, separated by blanks: attributes of `Entry`, ``links.`` with a
    kind, or ``extra.`` with a field's name. Empty for a part that the format itself demands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The functions and texts that write a format: head, entries with separators, tail."""

    parts: Callable[[Entry, WriteContext], Iterable[Part]]
    layout: Callable[[Entry, Sequence[Part], WriteContext], str]
    """Makes the text of one entry from its parts, in the order that they came."""
    head: str = ""
    separator: str = ""
    tail: str = ""
    nothing: str = ""
    """The text of a file without entries."""
    outline: Callable[[Library, WriteContext, Record], str] | None = None
    """Writes a whole library, for formats that show its sections; it is told what writes an entry.
    """
    assembled: Callable[[Sequence[str], WriteContext], str] | None = None
    """Makes a file of the texts of its entries, for formats in which one of them is the head."""
    seven_bit: bool = False
    """True if the format can write any letter in 7 bits."""
    by_key: bool = False
    """True if documents cite its records by key, and a record has no field for former keys."""
    renamed: Callable[[str, str, int], str] | None = None
    """Gives a record a name of its own, for formats in which no two records may share one. Its
    arguments are the record's text, its key, and how many records have had that key so far."""
    is_key: Callable[[str], bool] = bool
    """Says whether a text can be a key in this format, one that its readers accept."""

    def write(self, library: Library, options: Options | None = None) -> str:
        """Return the text of a library. It ends with a line end, unless it is empty."""
        context = WriteContext.of(library, options)
        if self.outline:
            return self.outline(library, context, self.record)
        taken = {entry.key.casefold() for entry in library} if context.options.aliases else set()
        records = []
        for entry in library:
            records.append(self.record(entry, context))
            records += (text for _key, text in self.copies(entry, context, taken))
        if not records:
            return self.nothing
        if self.assembled:
            return self.assembled(records, context)
        return self.head + self.separator.join(records) + self.tail

    def record(self, entry: Entry, context: WriteContext) -> str:
        """Return the text of one entry."""
        return self.layout(entry, self.parts_of(entry, context), context)

    def copies(self, entry: Entry, context: WriteContext, taken: set[str]) -> list[tuple[str, str]]:
        """Return an entry's former keys and its text under each, if the options want that.

        ``taken`` holds the keys of the file, casefolded: BibTeX stops at a key that it knows in
        another letter case. A taken former key leads to another entry and is left out. The keys
        written are added to ``taken``.
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

    def parts_of(self, entry: Entry, context: WriteContext) -> list[Part]:
        """Return the parts of an entry, without addresses if the options want none."""
        parts = self.parts(entry, context)
        if not context.options.url:
            return [part for part in parts if not part.source.startswith("links.")]
        return list(parts)


def landing_page(entry: Entry, target: str, *, doi_url: bool = True) -> Part:
    """Return the part for the landing page's address; its source names what gives the address.

    Without ``doi_url``, none is made of the DOI, which has a field of its own.
    """
    if own := entry.link(LinkKind.PAPER):
        return Part(target, own, "links.paper")
    if entry.doi and not doi_url:
        return Part(target, None)
    eprint = entry.eprint and entry.eprint.url
    source = "doi" if entry.doi else "eprint" if eprint else "links.pdf"
    return Part(target, entry.landing_page, f"links.paper {source}")


def unsaid(entry: Entry, parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Return the fields of `Entry.extra` that no part says, with their LaTeX source."""
    said: set[str] = set()
    for part in parts:
        if part.value:
            said.update(part.source.split())
    return [(name, value) for name, value in entry.extra if f"extra.{name}" not in said]
