"""A record of RIS tags -> an entry, also for formats that have other names for the tags.

Sources: the Reference Manager (RIS) specification of 2001 and the additions of 2011, read as
Zotero's translator reads them. Lines of our own writer come back as what they were.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.ris.tagged import TaggedRecord
from pllm_bib.formats.ris.tags import (
    ARTICLES,
    BOOKS,
    CONFERENCES,
    IN_SERIES,
    LINK_LABELS,
    READ_NUMBER,
    READ_PLAINS,
    READ_TEXTS,
    TAGS,
    UNRANGED,
    VERSIONED,
    WEB,
    ZOTERO_TYPES,
)
from pllm_bib.formats.ris.values import family_first, is_slashed, ris_date
from pllm_bib.formats.shared import (
    dates,
    extra_fields,
    extra_lines,
    keys,
    name_lists,
    names,
    values,
)
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.types import ReadAs, refined
from pllm_bib.formats.shared.types_read import RIS_TYPES
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import bare_doi, equal_dois
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pllm_bib.formats.ris.tagged import TaggedField
    from pllm_bib.formats.shared.source import SourceText
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name, Names

_LABELLED_LINK = regex(r"(Code|Data|Website|Video): (https?://\S+)")
_KEY_LABEL = "Citation Key: "
_STANDARD_NUMBER = regex(r"(ISBN|ISSN): (\S.*)")
_ISSN = regex(r"\d{4}-?\d{3}[\dXx](?:\D+\d{4}-?\d{3}[\dXx])*\D*")
_ISBN_DIGITS = 10
_NAME_PARTS = 3
_LINK_OF = {label: kind for kind, label in LINK_LABELS.items()}


def record(
    fields: Sequence[TaggedField],
    source: SourceText,
    section: str | None,
    name_of: Callable[[str], Name] = family_first,
) -> Entry:
    """Return the entry of a record of RIS tags; report its faults to the source.

    The record must have at least one field. ``name_of`` reads a name.
    """
    return _RisRecord(fields, source, section, name_of).entry()


class _RisRecord(TaggedRecord):
    """The reader of one record: each tag gets its meaning, others go to ``extra``."""

    def __init__(
        self,
        fields: Sequence[TaggedField],
        source: SourceText,
        section: str | None,
        name_of: Callable[[str], Name],
    ) -> None:
        super().__init__(fields, source)
        self.name_of = name_of
        self.sections = (section,) if section else ()
        self.key_offset = self.offset
        self.extra = Extra()
        self.links: dict[LinkKind, str] = {}
        self.standard: dict[str, dict[str, None]] = {"ISBN": {}, "ISSN": {}}
        self.key = ""
        self.aliases: list[str] = []
        self.preprint: str | None = None
        """The id in its archive, if lines of our own say that the work is a preprint."""

    # Taking values.

    def next(self, tag: str) -> str:
        """Return the first value of a tag without taking it; empty if it has none."""
        fields = self.left.get(tag)
        return normalized(fields[0].value) if fields else ""

    def drop(self, tag: str, value: str) -> None:
        """Drop the fields of a tag that repeat a value of another field."""
        if tag in self.left:
            self.left[tag] = [f for f in self.left[tag] if normalized(f.value) != value]

    def fault(self, rule: str, message: str, field: TaggedField) -> None:
        """Report a fault of a field."""
        key = keys.usable_key(self.key) or None
        self.source.fault(rule, message, field.offset, key=key, field=field.name)

    # The entry.

    def entry(self) -> Entry:
        if key := self.take("ID"):
            self.key, self.key_offset = normalized(key.value), key.offset
        self.unknown_tags(TAGS)
        eprint = self.eprint(self.labelled())
        kind = self.take("TY")
        name = normalized(kind.value).upper() if kind else ""
        if name in ZOTERO_TYPES:
            self.drop("M2", f"Type: {ZOTERO_TYPES[name]}")
        how = self.with_eprint(self.type_of(name, kind), eprint, kind)
        date = self.date()
        venue, container, series = self.container(name, date)
        title = self.title(name)
        if name == "JFULL" and container == title:
            container = None
        isbn, issn = self.serial_numbers(name)
        doi = self.doi(eprint)
        if found := self.archived(how, container, doi):
            how, container, eprint = ReadAs("preprint"), None, eprint or found
        self.addresses(doi, eprint)
        publisher = self.text("PB")
        if how.type == "preprint" and eprint and str(publisher or "") == eprint.archive:
            publisher = None
        note = Text.of("; ".join(normalized(field.value) for field in self.every("N1", "NO")))
        entry = Entry(
            key=self.key,
            type=how.type,
            title=title,
            authors=self.people("AU", "A1"),
            editors=self.editors(name),
            date=date,
            container=container,
            venue=venue,
            publisher=publisher,
            place=self.text(*(("C1",) if name in CONFERENCES else ()), "CY", "PP"),
            series=series,
            edition=None if name in VERSIONED else self.edition(),
            volume=None if name in WEB else self.plain("VL", "VO"),
            number=self.number(name),
            pages=self.pages(name),
            doi=doi,
            isbn=isbn,
            issn=issn,
            eprint=eprint,
            links=values.links_of(self.links),
            # That of a program is its programming language.
            language=None if name == "COMP" else self.plain("LA"),
            keywords=values.keywords(field.value for field in self.every("KW", "K1")),
            note=note or None,
            abstract=self.text("AB", "N2"),
            sections=self.sections,
            aliases=tuple(self.aliases),
            origin=self.origin(self.key_offset),
        )
        return replace(entry, extra=self.beyond_the_model(name, how))

    def labelled(self) -> Eprint | None:
        """Take the lines ``Label: value`` in M2 and N1, as our own writer has them."""
        found: list[Eprint] = []
        for tag in ("M2", "N1"):
            fields = self.left.get(tag, [])
            self.left[tag] = [field for field in fields if not self.is_labelled(field, found)]
        return found[0] if found else None

    def is_labelled(self, field: TaggedField, eprints: list[Eprint]) -> bool:
        """Take a line with a known label; say whether it was taken."""
        value = normalized(field.value)
        if value.startswith(_KEY_LABEL):
            return self.is_key(value.removeprefix(_KEY_LABEL), field)
        if field.tag == "M2" and value == "Type: preprint":
            self.preprint = self.preprint or ""
        elif field.tag == "M2" and value.startswith("Archive ID: "):
            self.preprint = value.removeprefix("Archive ID: ")
        elif field.tag == "M2" and (match := _STANDARD_NUMBER.fullmatch(value)):
            self.standard[match[1]][match[2]] = None
        elif match := _LABELLED_LINK.fullmatch(value):
            return self.links.setdefault(_LINK_OF[match[1]], match[2]) == match[2]
        elif not eprints and (eprint := values.eprint_line(value, self.telling_of(field))):
            eprints.append(eprint)
        elif field.tag == "M2" and (line := extra_lines.field_line(value)):
            self.extra.line(*line)
        else:
            return False
        return True

    def is_key(self, key: str, field: TaggedField) -> bool:
        """Take a key, a further one as a former key if it can be one; say whether it was taken."""
        if not self.key:
            self.key, self.key_offset = key, field.offset
        elif key != self.key and key == keys.usable_key(key):
            self.aliases.append(key)
        else:
            return key == self.key
        return True

    def eprint(self, eprint: Eprint | None) -> Eprint | None:
        """Take the archive's identifier, from our own line or from AN if DB is the archive."""
        archive = self.next("DB")
        identifier = self.preprint or self.next("AN")
        if eprint is None and identifier:
            is_arxiv = "arxiv" in {archive.casefold(), identifier.partition(":")[0].casefold()}
            if is_arxiv or self.preprint or (archive and self.preprint is not None):
                tell = None if self.preprint else self.telling("AN")
                eprint = values.eprint(archive, identifier, tell)
        if eprint is None:
            return None
        self.drop("M2", f"{archive}: {self.preprint}")
        self.drop("AN", eprint.id)
        self.drop("AN", f"{eprint.archive}:{eprint.id}")
        if archive.casefold() == eprint.archive.casefold():
            self.drop("DB", archive)
        return eprint

    def type_of(self, name: str, field: TaggedField | None) -> ReadAs:
        """Return how to read a type's name, and what other lines say of it."""
        if self.preprint is not None:
            return ReadAs("preprint")
        if name == "THES" and (said := self.next("M3")):
            meant, is_all = refined("thesis", extra_fields.key_of_words(said))
            if is_all:
                self.take("M3")
            elif meant != "thesis" and (tell := self.telling("M3")):
                tell(said, f"the type {meant}")
            if meant != "thesis":
                return ReadAs(meant)
        if name in RIS_TYPES:
            return RIS_TYPES[name]
        if field:
            message = f"RIS has no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, field)
            self.extra.plain("ris-ty", name)
        return ReadAs("misc")

    def with_eprint(self, how: ReadAs, eprint: Eprint | None, field: TaggedField | None) -> ReadAs:
        """Take a work in an archive for a preprint, if it has not appeared; UNPD says that too."""
        is_one = eprint and field and normalized(field.value).upper() == "UNPD"
        meant = ReadAs("preprint") if is_one else values.with_eprint(how, eprint)
        if field and meant.type != how.type:
            tell = self.telling_of(field)
            tell(field.value, "a preprint, since it has an id in an archive")
        return meant

    # Names and title.

    def title(self, kind: str) -> Text:
        tags = ("TI", "T1", "CT", "BT", "ST") if kind in BOOKS else ("TI", "T1", "CT", "ST")
        return self.text(*tags) or Text()

    def people(self, *tags: str) -> Names:
        fields = self.every(*tags)
        if not fields:
            return names.names_of(())
        last = fields[-1]
        tell = self.telling_of(last)
        bare = names.without_et_al(last.value)
        if not bare or bare == last.value:
            return names.names_of(map(self.person, fields), tell)
        tell(last.value, f"“{bare}” and others")
        fields[-1] = last._replace(value=bare)
        return replace(names.names_of(map(self.person, fields)), others=True)

    def person(self, field: TaggedField) -> Name:
        value = normalized(field.value)
        several = "," in value and name_lists.split_list(value) is not None
        parts = value.split(" and ")
        joined = len(parts) > 1 and all("," in part for part in parts)
        if several or joined or ";" in value or value.count(",") >= _NAME_PARTS:
            message = f"“{value}” is not one name: each has a line of its own"
            self.fault("malformed-name-list", message, field)
        return self.name_of(value)

    def editors(self, kind: str) -> Names:
        """Take the editors of the work or its container; those of a series go to ``extra``."""
        own, of_series = ("A3", "A2") if kind in BOOKS and "A3" in self.left else ("A2", "A3")
        editors = self.people("ED", own)
        self.extra.names("collection-editor", self.people(of_series))
        return editors

    # Dates.

    def date(self) -> Date | None:
        """Take the date of DA, else of Y1, else of PY, as exact as any of them has it."""
        found: tuple[Date, TaggedField] | None = None
        unread: list[TaggedField] = []
        for field in filter(None, map(self.take, ("DA", "Y1", "PY", "YR"))):
            date = self.dated(field)
            if date is None:
                unread.append(field)
            elif found is None:
                found = date, field
            elif date.year != found[0].year:
                one, other = found[0].year_text, date.year_text
                message = f"“{found[1].name}” says {one}, “{field.name}” says {other}"
                self.fault("date-and-year-disagree", message, field)
                unread.append(field)
            elif str(date).startswith(str(found[0])):
                found = date, field
        for field in unread:
            first = found is None and field is unread[0]
            name = "year" if first else f"ris-{field.tag.lower()}"
            self.extra.plain(name, field.value)
        return found[0] if found else None

    def dated(self, field: TaggedField) -> Date | None:
        """Return the date of a field; keep the rest of its value."""
        try:
            date, rest = ris_date(field.value)
        except ValueError as error:
            # EndNote has a day and month here, and the year in a field of its own.
            year = self.next("PY")[:4]
            try:
                date = dates.written_date(f"{normalized(field.value)} {year}")
            except ValueError:
                return self.said_date(field, str(error))
            rest = ""
        if not is_slashed(field.value):
            dates.tell_words(normalized(field.value), date, self.telling_of(field))
        self.extra.plain(f"ris-{field.tag.lower()}", rest)
        return date

    def said_date(self, field: TaggedField, problem: str) -> Date | None:
        """Return the date that words say, and tell what they are taken for."""
        value = normalized(field.value)
        try:
            said = dates.said_date(value)
        except ValueError:
            self.fault("bad-date", problem, field)
            return None
        self.extra.said(said if said.date else dates.SaidDate())
        self.fault("read-as", f"“{value}” is read as {said}", field)
        return said.date

    # Where it appeared.

    def container(
        self, kind: str, date: Date | None
    ) -> tuple[str | None, Text | None, Text | None]:
        """Take the label of the venue, the journal or book, and the series."""
        venue = None
        full = self.tag_of_full_name() if kind in ARTICLES else "T2"
        if kind in CONFERENCES:
            venue = values.venue_label(self.next("T2"), date)
            if venue:
                self.take("T2")
            container = self.text("C3", "T2", "JF", "BT", "JO", "JA")
            self.drop("T2", str(container or ""))
            self.extra.text("eventtitle", self.plain("T2") or "")
        elif kind in BOOKS:
            container = self.text("T2")
        else:
            container = self.text(full, "T2", "JF", "BT", "JO", "JA")
        for tag in ("T2", "JF", "BT", "JO", "JA", "J2", "J1"):
            self.drop(tag, str(container or ""))
        short = self.plain("J2", "JA", "JO", "J1", *(("T2",) if full != "T2" else ())) or ""
        for tag in ("JA", "JO", "J1"):
            self.drop(tag, short)
        if kind in ARTICLES and short and not re.search(r"[\s.]", short):
            venue = short
        else:
            self.extra.text("shortjournal", short)
        series = self.text("T3")
        if kind in IN_SERIES and series is None:
            series, container = container, None
        return venue, container, series

    def tag_of_full_name(self) -> str:
        """Return the tag of a journal's name in full: T2, unless that abbreviates another one."""
        short = self.next("T2")
        return next((t for t in ("JF", "JO") if _abbreviates(short, self.next(t))), "T2")

    def archived(self, how: ReadAs, container: Text | None, doi: str | None) -> Eprint | None:
        """Return the id of an article in a journal that is an archive of preprints, and tell it."""
        found = values.archived(how, container, doi, self.next("VL"))
        if found is None:
            return None
        eprint, in_volume = found
        if in_volume:
            self.take("VL")
        message = f"“{container}” is read as a preprint in {eprint.archive}: {eprint.id}"
        name = next(name for name, value in self.raw.items() if normalized(value) == str(container))
        key = keys.usable_key(self.key) or None
        self.source.fault("read-as", message, self.offsets[name], key=key, field=name)
        return eprint

    def edition(self) -> Text | None:
        tell = self.telling("ET")
        return with_number(self.text("ET"), tell)

    def number(self, kind: str) -> str | None:
        return self.plain("IS", "IP", *READ_NUMBER.get(kind, ()))

    def pages(self, kind: str) -> str | None:
        tell = self.telling("SP", *(() if "SP" in self.left else ("EP",)))
        first, last = self.plain("SP"), self.plain("EP")
        if kind in UNRANGED and not last and re.fullmatch(r"\d+( ?pp?\.?)?", first or ""):
            self.extra.plain("pagetotal", first or "")
            return None
        whole = values.page_ranges(first or last or "", tell)
        if not first or not last or whole.endswith(f"–{last}"):
            return whole or None
        end = values.without_page_word(last)
        return f"{values.without_page_word(first)}–{end}"

    def serial_numbers(self, kind: str) -> tuple[str | None, str | None]:
        """Take ISBNs and ISSNs; in SN their form tells them apart, and other numbers stay."""
        isbn, issn = self.standard["ISBN"], self.standard["ISSN"]
        # Of reports and their like, it is their own number.
        for field in self.every("SN") if "SN" not in READ_NUMBER.get(kind, ()) else ():
            value = normalized(field.value)
            if _ISSN.fullmatch(value):
                issn[value] = None
            elif len(re.findall(r"[\dXx]", value)) >= _ISBN_DIGITS:
                isbn[value] = None
            else:
                self.left.setdefault("SN", []).append(field)
        return ", ".join(isbn) or None, ", ".join(issn) or None

    # Identifiers and addresses.

    def doi(self, eprint: Eprint | None) -> str | None:
        """Take the DOI of DO, or of M3 or N1 as in EndNote, unless our writer added it."""
        tags = [tag for tag in ("M3", "N1") if bare_doi(self.next(tag))]
        field = self.take("DO", "DI", *tags)
        value = normalized(field.value) if field else None
        if field is None or value is None or (self.preprint and eprint and value == eprint.doi):
            return None
        doi = self.extra.doi(value, self.telling_of(field))
        if doi == value and field.tag in tags:
            self.telling_of(field)(value, "the DOI of the work")
        for tag in tags:
            if equal_dois(bare_doi(self.next(tag)), doi):
                self.take(tag)
        return doi

    def addresses(self, doi: str | None, eprint: Eprint | None) -> None:
        """Take the links of UR and L1; lines of N1 have given those of L4 already."""
        for url in self.links.values():
            self.drop("L4", url)
        pdf = self.address("L1")
        if pdf:
            self.links[LinkKind.PDF] = pdf
        pages = self.left.get("UR", [])
        own = [f for f in pages if not values.repeats_identifier(f.value, doi, eprint)]
        self.left["UR"] = [field for field in own if normalized(field.value) != pdf]
        page = self.address("UR") or self.address("LK")
        if page:
            self.links[LinkKind.PAPER] = page

    def address(self, tag: str) -> str | None:
        """Take the first value of a tag if it is an address."""
        is_one = re.match(r"(?:https?://|ftp://|www\.)\S+$", self.next(tag), re.IGNORECASE)
        return self.plain(tag) if is_one else None

    # What the model has no attribute for.

    def beyond_the_model(self, kind: str, how: ReadAs) -> tuple[tuple[str, str], ...]:
        texts, plains = dict(READ_TEXTS), dict(READ_PLAINS)
        if kind in VERSIONED:
            plains["ET"] = "version"
        for tag, name in texts.items():
            self.extra.words(name, self.text(tag) or Text())
        for tag, name in plains.items():
            self.extra.plain(name, self.plain(tag) or "")
        self.extra.names("translator", self.people("A4"))
        if accessed := self.take("Y2"):
            try:
                date = ris_date(accessed.value)[0]
                self.extra.date("urldate", date)
                if not is_slashed(accessed.value):
                    dates.tell_words(accessed.value, date, self.telling_of(accessed))
            except ValueError as error:
                self.fault("bad-date", str(error), accessed)
                self.extra.plain("urldate", accessed.value)
        self.extra.said_by_type(how)
        for tag, fields in self.left.items():
            values = "; ".join(field.value for field in fields)
            name = f"ris-{tag.lower()}" if tag.isalnum() else extra_fields.field_name(tag, "ris")
            self.extra.plain(name, values)
        return self.extra.result()


def _abbreviates(short: str, full: str) -> bool:
    """Say whether the letters of a name are some of a longer one's, in their order."""
    letters = iter(re.findall(r"\w", full.casefold()))
    mine = re.findall(r"\w", short.casefold())
    return len(short) < len(full) and bool(mine) and all(letter in letters for letter in mine)
