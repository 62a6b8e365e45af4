"""Text of a MEDLINE file (.nbib, from PubMed) -> entries and diagnostics.

Source: the National Library of Medicine's MEDLINE/PubMed data element descriptions, read as
Zotero's translator reads them.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.ris import tagged
from pllm_bib.formats.shared import dates, extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import TYPES, ReadAs
from pllm_bib.formats.shared.types_read import MEDLINE_TYPES
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.ris.tagged import TaggedField
    from pllm_bib.model.date import Date
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name, Names

TAGS = frozenset(
    "AB AD AID AU AUID BTI CDAT CDRB CI CIN CN COIS CON CP CRDT CRF CRI CTDT CTI DA DCOM DDIN DEP "
    "DP DRDT DRIN ECF ECI ED EDAT EFR EIN EN ERF ERI FAU FED FIR FPS GN GR GS IP IR IRAD IS ISBN "
    "ISSN JID JT LA LID LR MH MHDA MID NM OAB OABL OCI OID ORI OT OTO OWN PB PG PHST PL PMC PMCR "
    "PMID PRIN PROF PS PST PT PUBM RF RIN RN ROF RPF RPI RRF RRI SB SFM SI SO SPIN STAT TA TI TT "
    "UIN UOF VI VTI".split()
)
"""The elements of a MEDLINE record, and those that other makers of such files add."""

_TAG_LINE = regex(r"([A-Z][A-Z0-9]{1,4}) {0,3}-(?: |$)")
KEPT_TEXTS = {"TA": "shortjournal", "TT": "origtitle", "VTI": "volume-title", "CI": "license"}
"""Element -> the field that it is kept in."""


def read(
    text: str, path: str, section: str | None = None
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read the text of a MEDLINE file; parameters and result are those of `ris.read`.

    Elements without a meaning here are kept as ``nbib-`` and the lower-case tag.
    """
    source = SourceText(text, path)
    entries = [_MedlineRecord(fields, source, section).entry() for fields in _records(source)]
    if not entries and source.text.strip():
        message = "there is no record: each starts with “PMID- ” and a number"
        source.fault("syntax-error", message, 0)
    return source.result(entries)


def record(fields: Sequence[TaggedField], source: SourceText, section: str | None) -> Entry:
    """Return the entry of a record of MEDLINE's elements; report its faults to the source."""
    return _MedlineRecord(fields, source, section).entry()


def _tag_of(line: str) -> tuple[str, int] | None:
    match = _TAG_LINE.match(line)
    return (match[1], match.end()) if match else None


def _records(source: SourceText) -> Iterator[list[TaggedField]]:
    """Yield the fields of each record: it starts with its PMID, or after an empty line."""
    fields: list[TaggedField] = []
    for field in tagged.fields(source.text, _tag_of):
        if not field.tag:
            continue
        if fields and (field.after_blank or (field.tag == "PMID" and fields[0].tag == "PMID")):
            yield fields
            fields = []
        fields.append(field)
    if fields:
        yield fields


class _MedlineRecord(tagged.TaggedRecord):
    """The reader of one record: each element gets its meaning, others go to ``extra``."""

    def __init__(
        self, fields: Sequence[TaggedField], source: SourceText, section: str | None
    ) -> None:
        super().__init__(fields, source)
        self.fields = fields
        self.section = section
        self.extra = Extra()
        self.type = ""
        """The entry's own type, in a line of our own writer."""

    def values(self, *tags: str) -> list[str]:
        """Take all fields of some tags; return their values, each on one line."""
        return [normalized(field.value) for field in self.every(*tags)]

    def entry(self) -> Entry:
        self.unknown_tags(TAGS)
        type_told, entry_type = self.telling("PT"), self.type_of()
        authors, editors = self.people("FAU", "AU", "CN"), self.people("FED", "ED")
        title, container = self.titles()
        doi = self.doi()
        eprint = self.eprint()
        pages = self.pages()
        edition_told = self.telling("EN")
        links = self.links()
        key, note = self.notes()
        return Entry(
            key=key,
            type=self.type or values.with_eprint(ReadAs(entry_type), eprint, type_told).type,
            title=title or Text(),
            authors=authors,
            editors=editors,
            date=self.date(),
            container=container,
            publisher=self.text("PB"),
            place=self.text("PL"),
            series=self.text("CTI"),
            edition=with_number(self.text("EN"), edition_told),
            volume=self.plain("VI"),
            number=self.plain("IP"),
            pages=pages,
            doi=doi,
            isbn=self.numbers("ISBN"),
            issn=self.numbers("IS", "ISSN"),
            eprint=eprint,
            links=values.links_of(links),
            language=self.plain("LA"),
            keywords=values.keywords(word.replace("*", "") for word in self.values("MH", "OT")),
            note=note,
            abstract=self.text("AB"),
            sections=(self.section,) if self.section else (),
            extra=self.beyond_the_model(),
            origin=self.origin(self.offset),
        )

    def titles(self) -> tuple[Text | None, Text | None]:
        """Take the title and the container; a book's title is whichever is missing."""
        book, title, container = self.text("BTI"), self.text("TI"), self.text("JT")
        if title is None:
            title, book = book, None
        if container is None:
            container, book = book, None
        self.extra.text("maintitle", book or "")
        return title, container

    def type_of(self) -> str:
        """Take the first type that is known; the others, often many, are left."""
        for field in self.left.get("PT", ()):
            if found := MEDLINE_TYPES.get(normalized(field.value)):
                self.left["PT"].remove(field)
                return found
        return "article" if "JT" in self.left or "TA" in self.left else "misc"

    def people(self, full: str, short: str, organisation: str = "") -> Names:
        """Take names in the order of the file, in full or else short, with organisations."""
        tag = full if full in self.left else short
        if tag == full:
            self.left.pop(short, None)  # the same names
        found = []
        for field in self.fields:
            if field.value and field.tag == tag:
                value = normalized(field.value)
                is_one = full == "FED" and "," not in value and tag == full
                name = names.organisation(value) if is_one else None
                found.append(name or _person(value, is_full=tag == full))
            elif field.value and field.tag == organisation:
                found.append(names.organisation(field.value))
        self.left.pop(tag, None)
        self.left.pop(organisation, None)
        tell = self.telling_of(self.fields[0])
        return names.names_of(found, tell)

    def date(self) -> Date | None:
        for field in self.left.pop("DP", ()):
            try:
                return dates.written_date(normalized(field.value))
            except ValueError as error:
                fault = partial(self.source.fault, place=field.offset, field=field.name)
                return self.extra.said_date(normalized(field.value), str(error), fault)
        return None

    def notes(self) -> tuple[str, Text | None]:
        """Take the general notes; return the key in a line of our own, and the others."""
        key, others = "", []
        for note in self.values("GN"):
            rest, told = extra_lines.without_key_line(note)
            key = key or told
            field = extra_lines.field_line(rest)
            if field and field[0] == "entrytype" and field[1] in TYPES:
                self.type = field[1]
            elif field:
                self.extra.line(*field)
            elif rest:
                others.append(rest)
        return key, Text.of("; ".join(others)) or None

    def eprint(self) -> Eprint | None:
        """Take the id in an archive, as PubMed has those of preprints: ``arXiv:2408.02086v1``."""
        for field in self.left.get("LID", []) + self.left.get("AID", []):
            if found := values.eprint_line(
                field.value.removesuffix(" [pii]"), self.telling_of(field)
            ):
                self.left[field.tag].remove(field)
                return found
        return None

    def marked(self, mark: str) -> str | None:
        """Take the identifier of LID or AID that a mark follows: ``10.1/x [doi]``."""
        found: str | None = None
        for tag in ("LID", "AID"):
            kept = []
            for field in self.left.get(tag, []):
                value = field.value.removesuffix(f" [{mark}]")
                if value == field.value or value != (found or value):
                    kept.append(field)
                found = found or (value if value != field.value else None)
            self.left[tag] = kept
        return found

    def doi(self) -> str | None:
        tell, value = self.telling("LID", "AID"), self.marked("doi")
        return self.extra.doi(value, tell) if value else None

    def pages(self) -> str | None:
        """Take the pages, each range with its full last page: 6913–6917 for ``6913-7``."""
        tell, pages = self.telling("PG"), self.plain("PG")
        if pages is None:
            self.extra.plain("eid", self.marked("pii") or "")
            return None
        ranges = values.page_ranges(pages, tell).split(", ")
        return ", ".join(re.sub(r"^(\d+)–(\d+)$", _in_full, part) for part in ranges)

    def numbers(self, *tags: str) -> str | None:
        """Take ISSNs or ISBNs without the words after them: ``0027-8424 (Print)``."""
        values = [re.sub(r"\s?\([^()]*\)$", "", value) for value in self.values(*tags)]
        return ", ".join(dict.fromkeys(values)) or None

    def links(self) -> dict[LinkKind, str]:
        for field in self.left.get("LID", []):
            if re.match(r"https?://\S+$", field.value):
                self.left["LID"].remove(field)
                return {LinkKind.PAPER: field.value}
        return {}

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        self.extra.plain("pmid", self.plain("PMID") or "")
        self.extra.plain("pmcid", self.plain("PMC") or "")
        for tag, name in KEPT_TEXTS.items():
            self.extra.text(name, self.plain(tag) or "")
        for tag, fields in self.left.items():
            values = "; ".join(field.value for field in fields)
            self.extra.plain(f"nbib-{tag.lower()}", values)
        return self.extra.result()


def _person(value: str, *, is_full: bool) -> Name:
    """Read ``Mouse, Mickey Jr`` of FAU, or ``Mouse MJ`` of AU."""
    family, comma, given = (part.strip() for part in value.partition(","))
    if not comma and not is_full:
        family, _, given = value.rpartition(" ")
        family, given = (family, given) if given.isupper() and family else (value, "")
    given, suffix = names.given_and_suffix(given)
    return names.person(family, given, suffix=suffix)


def _in_full(match: re.Match[str]) -> str:
    first, last = match.groups()
    return f"{first}–{first[: max(0, len(first) - len(last))]}{last}"
