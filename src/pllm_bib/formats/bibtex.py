"""Entries -> BibTeX and BibLaTeX: one writer, three variants.

CANONICAL is the dialect of a list's own files and loses nothing; CLASSIC is what BibTeX 0.99d and
its styles of any age read (7-bit); BIBLATEX is what biber's data model knows (UTF-8).
Sources: btxdoc and "BibTeXing" for the first two, the BibLaTeX manual (section 2) for the last.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats import latex
from pllm_bib.formats.biblatex_model import publisher_field, takes
from pllm_bib.formats.bibtex_names import write_names
from pllm_bib.formats.bibtex_profiles import (
    DEFAULT_PROFILE,
    WHAT_IT_IS,
    Plan,
    plan,
    plan_without_repeats,
)
from pllm_bib.formats.languages import babel_name
from pllm_bib.formats.vocabulary import row
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.text import Text

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

FIELD_ORDER = (
    "author",
    "title",
    "journal",
    "journaltitle",
    "booktitle",
    "series",
    "edition",
    "volume",
    "number",
    "pages",
    "year",
    "month",
    "day",
    "date",
    "publisher",
    "school",
    "institution",
    "address",
    "location",
    "editor",
    "howpublished",
    "type",
    "isbn",
    "issn",
    "doi",
    "eprint",
    "archiveprefix",
    "eprinttype",
    "primaryclass",
    "eprintclass",
    "url",
    "pdf",
    "code",
    "data",
    "website",
    "video",
    "venue",
    "openreview",
    "also",
    "ids",
    "related",
    "language",
    "langid",
    "keywords",
    "note",
    "abstract",
)
"""The one order of fields; a field that is not named here comes last, in the order it has."""


class Variant(Enum):
    """Which BibTeX is written."""

    CANONICAL = "canonical"
    CLASSIC = "bibtex"
    BIBLATEX = "biblatex"


class Field(NamedTuple):
    """A field as it is written: ``value`` is LaTeX source, ``bare`` a value without braces."""

    name: str
    value: str
    bare: bool = False


def write(
    library: Library,
    variant: Variant,
    *,
    ascii_only: bool | None = None,
    profile: str = DEFAULT_PROFILE,
) -> str:
    """Write the entries of a library in one variant; the text ends with a line end.

    ``ascii_only`` says whether in 7 bits; by default CLASSIC is, the others are not. ``profile``
    is one of `bibtex_profiles.PROFILES`, and matters to CLASSIC only.
    """
    exported = frozenset(entry.key for entry in library)
    seven_bit = variant is Variant.CLASSIC if ascii_only is None else ascii_only
    return "\n".join(
        write_entry(entry, variant, exported, ascii_only=seven_bit, profile=profile)
        for entry in library
    )


def write_canonical(library: Library) -> str:
    """Write the dialect of the list's own files."""
    return write(library, Variant.CANONICAL)


def write_classic(library: Library) -> str:
    """Write BibTeX for classic styles, 7-bit."""
    return write(library, Variant.CLASSIC)


def write_biblatex(library: Library) -> str:
    """Write BibLaTeX, UTF-8."""
    return write(library, Variant.BIBLATEX)


def write_entry(
    entry: Entry,
    variant: Variant,
    exported: Collection[str] = (),
    *,
    ascii_only: bool = False,
    profile: str = DEFAULT_PROFILE,
) -> str:
    """Write one entry. ``exported`` are the keys of the same file, which it may refer to."""
    writer = _Writer(entry, variant, exported, ascii_only=ascii_only, profile=profile)
    fields = list(writer.fields())
    return format_entry(_type(entry, variant), entry.key, in_order(fields))


def format_entry(type_name: str, key: str, fields: Iterable[Field]) -> str:
    """Lay an entry out: the one layout of every .bib file that is written."""
    lines = [f"@{type_name}{{{key},"]
    for name, value, bare in fields:
        lines.append(f"  {name} = {value}," if bare else f"  {name} = {{{value}}},")
    return "\n".join((*lines, "}", ""))


def in_order(fields: Iterable[Field]) -> list[Field]:
    """Fields in the order of `FIELD_ORDER`."""
    place = {name: index for index, name in enumerate(FIELD_ORDER)}
    return sorted(fields, key=lambda field: place.get(field.name, len(place)))


def _type(entry: Entry, variant: Variant) -> str:
    vocabulary = row(entry.type)
    if variant is Variant.BIBLATEX:
        return vocabulary.biblatex
    if variant is Variant.CLASSIC:
        return vocabulary.bibtex
    return vocabulary.canonical if vocabulary is not row("") else entry.type


class _Writer:
    def __init__(
        self,
        entry: Entry,
        variant: Variant,
        exported: Collection[str],
        *,
        ascii_only: bool,
        profile: str = DEFAULT_PROFILE,
    ) -> None:
        self.entry = entry
        self.variant = variant
        self.exported = exported
        self.ascii = ascii_only
        self.modern = variant is Variant.BIBLATEX
        self.vocabulary = row(entry.type)
        self.plan: Plan | None = None
        if variant is Variant.CLASSIC:
            self.plan = plan(entry, profile, ascii_only=ascii_only)
        elif variant is Variant.BIBLATEX:
            self.plan = plan_without_repeats(entry)

    def fields(self) -> Iterator[Field]:
        written: set[str] = set()
        extra = dict(self.entry.extra)
        for name, value, bare in (*self._modelled(), *self._stand_ins()):
            if self.modern and not takes(self.vocabulary.biblatex, name):
                continue  # biber would warn of it
            # What the source itself says under this name goes before a stand-in of ours.
            if value and name not in extra and name not in written:
                written.add(name)
                yield Field(name, value, bare)
        for name, value in extra.items():
            yield Field(name, latex.to_ascii(value) if self.ascii else value)

    def _modelled(self) -> Iterator[tuple[str, str, bool]]:
        entry, modern = self.entry, self.modern
        yield "author", write_names(entry.authors, ascii_only=self.ascii), False
        yield "editor", write_names(entry.editors, ascii_only=self.ascii), False
        yield from self._texts()
        yield from self._date()
        for name, value in (
            ("volume", entry.volume),
            ("number", entry.number),
            ("isbn", entry.isbn),
            ("issn", entry.issn),
            ("pages", entry.pages),
            ("langid", babel_name(entry.language or ""))
            if modern
            else ("language", entry.language),
            ("keywords", ", ".join(entry.keywords)),
        ):
            yield name, latex.encode_plain(value or "", ascii_only=self.ascii), False
        if self.plan is None or self.plan.doi:
            yield "doi", entry.doi or "", False
        yield from self._eprint()
        yield from self._links()
        if self.variant is Variant.CANONICAL:
            yield "venue", latex.encode_plain(entry.venue or ""), False
            yield "openreview", entry.openreview or "", False
            yield "also", ", ".join(entry.sections[1:]), False
            yield "related", ", ".join(entry.related), False
        if self.variant is not Variant.CLASSIC:
            yield "ids", ", ".join(entry.aliases), False
        if modern:
            # A key that is not in the same file would make biber complain.
            related = [key for key in entry.related if key in self.exported]
            yield "related", ", ".join(related), False

    def _texts(self) -> Iterator[tuple[str, str, bool]]:
        entry = self.entry
        container = self.vocabulary.container or "journal"
        publisher = self.vocabulary.publisher
        place = "address"
        if self.modern:
            container = {"journal": "journaltitle"}.get(container, container)
            publisher = publisher_field(self.vocabulary.biblatex)
            place = "location"
        for name, text in (
            ("title", entry.title),
            (container, entry.container),
            (publisher, entry.publisher),
            (place, entry.place),
            ("series", entry.series),
            ("edition", entry.edition),
            ("abstract", entry.abstract),
        ):
            yield name, self._encode(text), False
        said = self.plan.note if self.plan else ""
        yield "note", ". ".join(filter(None, [said, self._encode(entry.note)])), False

    def _encode(self, text: Text | None) -> str:
        return latex.encode(text, ascii_only=self.ascii) if text else ""

    def _date(self) -> Iterator[tuple[str, str, bool]]:
        date = self.entry.date
        if date is None:
            return
        if self.modern:
            yield "date", str(date), False
            return
        yield "year", str(date.year), False
        if date.month:
            yield "month", MONTHS[date.month - 1], True
        if date.day:
            yield "day", str(date.day), False

    def _eprint(self) -> Iterator[tuple[str, str, bool]]:
        eprint = self.entry.eprint
        if eprint is None or (self.plan and not self.plan.eprint):
            return
        yield "eprint", eprint.id, False
        if self.modern:
            archive = "arxiv" if eprint.is_arxiv else eprint.archive
            yield "eprinttype", archive, False
            yield "eprintclass", eprint.category or "", False
            return
        yield "archiveprefix", eprint.archive, False
        yield "primaryclass", eprint.category or "", False
        if self.variant is Variant.CLASSIC:
            yield "eprinttype", eprint.archive, False  # the only name of it that Zotero reads

    def _links(self) -> Iterator[tuple[str, str, bool]]:
        if self.plan:
            yield "url", self.plan.url, False
            return
        for link in self.entry.links:
            yield "url" if link.kind is LinkKind.PAPER else link.kind.value, link.url, False

    def _stand_ins(self) -> Iterator[tuple[str, str, bool]]:
        """Fields that say what a variant has no name for."""
        entry = self.entry
        if self.modern and self.vocabulary.subtype:
            yield "type", self.vocabulary.subtype, False
        if self.plan:
            yield "howpublished", self.plan.howpublished, False
        if self.variant is Variant.CLASSIC and entry.type in WHAT_IT_IS:
            parts = [WHAT_IT_IS[entry.type], self._encode(entry.publisher)]
            yield "howpublished", ", ".join(filter(None, parts)), False
