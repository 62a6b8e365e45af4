"""Text of a RIS file -> entries and diagnostics.

Sources: the Reference Manager (RIS) specification of 2001 and the additions of 2011, read as
Zotero's translator reads them; and the lines of our own writer (`formats.ris`), which come back
as what they were. `record` makes an entry of RIS tags, for formats that have other names for them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.ris import tagged
from pllm_bib.formats.shared import dates, extra_fields, extra_lines, keys, names, values
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.formats.shared.types import RIS_TYPES, Reading, refined
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, LinkKind, Origin
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.formats.ris.tagged import Field
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name, Names

TAGS = frozenset(
    "TY ER ID AU A1 A2 A3 A4 AB AD AN AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CR CT CY DA DB DI DO "
    "DP DS ED EP ET H1 H2 IP IS J1 J2 JA JF JO K1 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NO NV OL "
    "OP PA PB PP PY RD RI RN RP RT SE SL SN SP ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO Y1 "
    "Y2 YR".split()
)
"""Tags of the specification, and those that programs which write RIS have added."""

_TAG_LINE = re.compile(r"([A-Z][A-Z0-9])( {1,2})-(?: |$)")

_ARTICLES = frozenset({"ABST", "EJOUR", "INPR", "JFULL", "JOUR", "MGZN", "NEWS"})
_CONFERENCES = frozenset({"CONF", "CPAPER"})
_BOOKS = frozenset({"ANCIENT", "BOOK", "CLSWK", "EBOOK", "EDBOOK", "SER"})
"""Types whose A3 are their editors, where A2 are those of the series."""
_IN_SERIES = _BOOKS | {"COMP", "GOVDOC", "MAP", "RPRT", "STAND"}
"""Types whose T2 is their series."""
_UNRANGED = _BOOKS | {"MANSCPT", "PAMP", "THES", "UNPB", "UNPD"}
"""Types whose SP without an EP is how many pages there are."""
_VERSIONED = frozenset({"AGGR", "COMP", "DATA", "DBASE"})
"""Types whose ET is their version."""
_WEB = frozenset({"BLOG", "ELEC", "WEB"})
"""Types whose VL is the year of access."""
_NUMBER_TAGS = {
    **dict.fromkeys(_ARTICLES, ("CP", "M1")),
    **dict.fromkeys(_BOOKS, ("M1", "SV")),
    **dict.fromkeys(("CHAP", "ECHAP"), ("SV", "M1")),
    **dict.fromkeys(("GOVDOC", "PAT", "RPRT", "STAND"), ("SN",)),
}
"""Where the number may be beside IS: of a book, or of a chapter's, it is that in the series."""

_TEXTS = {"M3": "type", "RI": "reviewed-title", "RN": "annotation", "ST": "shorttitle"}
_PLAINS = {
    "AN": "archive_location",
    "AV": "archive_location",
    "CN": "call-number",
    "CR": "license",
    "DB": "archive",
    "DP": "source",
    "NV": "volumes",
    "SE": "section",
}
"""Tags that a field beyond the model stands for, in every type."""

_LINK_LABELS = {
    "Code": LinkKind.CODE,
    "Data": LinkKind.DATA,
    "Website": LinkKind.WEBSITE,
    "Video": LinkKind.VIDEO,
}
_LABELLED_LINK = re.compile(r"(Code|Data|Website|Video): (https?://\S+)")
_KEY_LABEL = "Citation Key: "
_TYPE_LINES = {"UNPB": "Type: manuscript", "GEN": "Type: document"}
"""Lines of M2 that tell Zotero what it cannot see from the type."""
_STANDARD_NUMBER = re.compile(r"(ISBN|ISSN): (\S.*)")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx](?:\D+\d{4}-?\d{3}[\dXx])*\D*")
_ISBN_DIGITS = 10
_NAME_PARTS = 3


def read(
    text: str, path: str, section: str | None = None
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read the text of a RIS file.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put
    in. Records without their last line are read; what is wrong is in the diagnostics, and what
    the model has no attribute for is in the entries' ``extra``.
    """
    source = SourceText(text, path)
    return source.result(record(fields, source, section) for fields in _records(source))


def _tag_of(line: str) -> tuple[str, int] | None:
    match = _TAG_LINE.match(line)
    if match is None or (len(match[2]) == 1 and match[1] not in TAGS):
        return None
    return match[1], match.end()


def _records(source: SourceText) -> Iterator[list[Field]]:
    """The fields of each record; what is wrong with their order is reported.

    Lines before the first record are a heading, as many programs write one.
    """
    fields: list[Field] = []
    found = False
    for field in tagged.fields(source.text, _tag_of):
        if not field.tag:
            continue
        found = True
        if field.tag == "ER":
            if fields:
                yield fields
            fields = []
            if field.value:
                line = field.value.split("\n", 1)[0]
                message = f"“{line[:40]}” stands between records: it is left out"
                source.fault("unknown-tag", message, source.text.find(line, field.offset))
            continue
        if field.tag == "TY" and fields:
            _unended(field, fields, source)
            yield fields
            fields = []
        elif field.tag != "TY" and not fields:
            message = "the record does not start with TY: it is read as a miscellaneous work"
            source.fault("unknown-entry-type", message, field.offset, field=field.name)
        fields.append(field)
    if fields:
        _unended(fields[-1], fields, source)
        yield fields
    elif not found and source.text.strip():
        message = "there is no record: each starts with “TY  - ” and a type"
        source.fault("syntax-error", message, 0)


def _unended(place: Field, fields: list[Field], source: SourceText) -> None:
    line = source.places.position(fields[0].offset).line
    message = f"“ER  - ” is missing: the record that starts in line {line} has no end"
    source.fault("missing-end-of-record", message, place.offset)


@functools.lru_cache(maxsize=50_000)
def family_first(value: str) -> Name:
    """``Family, Given, Suffix``. A name without a comma is an organisation's."""
    family, *others = (part.strip(" ") for part in value.split(","))
    if not any(others):
        return names.organisation(family)
    suffix = others.pop() if len(others) == _NAME_PARTS - 1 and ";" not in value else ""
    return names.person(family, ", ".join(others), suffix=suffix)


def record(
    fields: Sequence[Field],
    source: SourceText,
    section: str | None,
    name_of: Callable[[str], Name] = family_first,
) -> Entry:
    """The entry that a record of RIS tags is; what is wrong with it is reported to the source.

    There must be a field at least. ``name_of`` reads a name.
    """
    return _Record(fields, source, section, name_of).entry()


class _Record:
    """Gives every tag of one record its meaning; what has none ends in ``extra``."""

    def __init__(
        self,
        fields: Sequence[Field],
        source: SourceText,
        section: str | None,
        name_of: Callable[[str], Name],
    ) -> None:
        self.source = source
        self.name_of = name_of
        self.sections = (section,) if section else ()
        self.offset = self.key_offset = fields[0].offset
        self.offsets: dict[str, int] = {}
        self.left: dict[str, list[Field]] = {}
        self.extra = Extra()
        self.links: dict[LinkKind, str] = {}
        self.standard: dict[str, dict[str, None]] = {"ISBN": {}, "ISSN": {}}
        self.key = ""
        self.aliases: list[str] = []
        self.preprint: str | None = None
        """The id in its archive, if lines of our own say that the work is a preprint."""
        raw: dict[str, list[str]] = {}
        for field in fields:
            self.offsets.setdefault(field.name, field.offset)
            raw.setdefault(field.name, []).append(field.value)
            if field.value:
                self.left.setdefault(field.tag, []).append(field)
        self.raw = {name: "\n".join(values) for name, values in raw.items()}

    # Taking values.

    def take(self, *tags: str) -> Field | None:
        """The first field of the first of some tags that there is; further ones are left."""
        for tag in tags:
            if fields := self.left.get(tag):
                return fields.pop(0)
        return None

    def every(self, *tags: str) -> list[Field]:
        """All fields of some tags."""
        return [field for tag in tags for field in self.left.pop(tag, ())]

    def plain(self, *tags: str) -> str | None:
        """The value that `take` takes."""
        field = self.take(*tags)
        return normalized(field.value) if field else None

    def text(self, *tags: str) -> Text | None:
        """The same as text."""
        value = self.plain(*tags)
        return Text.of(value) if value else None

    def next(self, tag: str) -> str:
        """The first value that is left of a tag; empty if there is none."""
        fields = self.left.get(tag)
        return normalized(fields[0].value) if fields else ""

    def drop(self, tag: str, value: str) -> None:
        """Take out the fields of a tag that say no more than something else does."""
        if tag in self.left:
            self.left[tag] = [f for f in self.left[tag] if normalized(f.value) != value]

    def fault(self, rule: str, message: str, field: Field) -> None:
        """Report what is wrong with a field."""
        key = keys.usable_key(self.key) or None
        self.source.fault(rule, message, field.offset, key=key, field=field.name)

    # The entry.

    def entry(self) -> Entry:
        if key := self.take("ID"):
            self.key, self.key_offset = normalized(key.value), key.offset
        self.unknown_tags()
        eprint = self.eprint(self.labelled())
        kind = self.take("TY")
        name = normalized(kind.value).upper() if kind else ""
        self.drop("M2", _TYPE_LINES.get(name, ""))
        how = values.with_eprint(self.type_of(name, kind, eprint), eprint)
        date = self.date()
        venue, container, series = self.container(name, date)
        title = self.title(name)
        if name == "JFULL" and container == title:
            container = None
        isbn, issn = self.serial_numbers(name)
        doi = self.doi(eprint)
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
            place=self.text(*(("C1",) if name in _CONFERENCES else ()), "CY", "PP"),
            series=series,
            edition=None if name in _VERSIONED else self.text("ET"),
            volume=None if name in _WEB else self.plain("VL", "VO"),
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
            origin=self.origin(),
        )
        return replace(entry, extra=self.beyond_the_model(name, how))

    def origin(self) -> Origin:
        position = self.source.places.position
        places = FieldPlaces(self.source.places, self.offsets)
        return Origin(position(self.offset), position(self.key_offset), places, self.raw)

    def unknown_tags(self) -> None:
        for tag in self.left.keys() - TAGS:
            field = self.left[tag][0]
            message = f"“{field.name}” is no tag that is known here; its value is kept"
            self.fault("unknown-tag", message, field)

    def labelled(self) -> Eprint | None:
        """Take in what is ``Label: value`` in M2 and N1, as our own writer has it."""
        found: list[Eprint] = []
        for tag in ("M2", "N1"):
            fields = self.left.get(tag, [])
            self.left[tag] = [field for field in fields if not self.is_labelled(field, found)]
        return found[0] if found else None

    def is_labelled(self, field: Field, eprints: list[Eprint]) -> bool:
        """Take in a line that has a label that is known."""
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
            return self.links.setdefault(_LINK_LABELS[match[1]], match[2]) == match[2]
        elif not eprints and (eprint := values.eprint_line(value)):
            eprints.append(eprint)
        elif field.tag == "M2" and (line := extra_lines.field_line(value)):
            self.extra.line(*line)
        else:
            return False
        return True

    def is_key(self, key: str, field: Field) -> bool:
        """Take in a key; one beside another is a former key, if it can be one."""
        if not self.key:
            self.key, self.key_offset = key, field.offset
        elif key != self.key and key == keys.usable_key(key):
            self.aliases.append(key)
        else:
            return key == self.key
        return True

    def eprint(self, eprint: Eprint | None) -> Eprint | None:
        """The identifier in an archive: of a line of ours, or in AN where the archive is DB."""
        archive = self.next("DB")
        identifier = self.preprint or self.next("AN")
        if eprint is None and identifier:
            is_arxiv = "arxiv" in {archive.casefold(), identifier.partition(":")[0].casefold()}
            if is_arxiv or self.preprint or (archive and self.preprint is not None):
                eprint = values.eprint(archive, identifier)
        if eprint is None:
            return None
        self.drop("M2", f"{archive}: {self.preprint}")
        self.drop("AN", eprint.id)
        self.drop("AN", f"{eprint.archive}:{eprint.id}")
        if archive.casefold() == eprint.archive.casefold():
            self.drop("DB", archive)
        return eprint

    def type_of(self, name: str, field: Field | None, eprint: Eprint | None) -> Reading:
        """What the type is read as. UNPD is a preprint if it has an id in an archive."""
        if self.preprint is not None or (name == "UNPD" and eprint):
            return Reading("preprint")
        if name == "THES" and (said := self.next("M3")):
            meant, is_all = refined("thesis", extra_fields.key_of_words(said))
            if is_all:
                self.take("M3")
            if meant != "thesis":
                return Reading(meant)
        if name in RIS_TYPES:
            return RIS_TYPES[name]
        if field:
            message = f"RIS has no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, field)
            self.extra.plain("ris-ty", name)
        return Reading("misc")

    # Names and title.

    def title(self, kind: str) -> Text:
        tags = ("TI", "T1", "CT", "BT", "ST") if kind in _BOOKS else ("TI", "T1", "CT", "ST")
        return self.text(*tags) or Text()

    def people(self, *tags: str) -> Names:
        return names.names_of(self.person(field) for field in self.every(*tags))

    def person(self, field: Field) -> Name:
        value = normalized(field.value)
        if ";" in value or value.count(",") >= _NAME_PARTS:
            message = f"“{value}” is not one name: each has a line of its own"
            self.fault("malformed-name-list", message, field)
        return self.name_of(value)

    def editors(self, kind: str) -> Names:
        """Editors of the work or of its container; those of a series go to ``extra``."""
        own, of_series = ("A3", "A2") if kind in _BOOKS and "A3" in self.left else ("A2", "A3")
        editors = self.people("ED", own)
        self.extra.names("collection-editor", self.people(of_series))
        return editors

    # Dates.

    def date(self) -> Date | None:
        """The date of DA, else of Y1, else of PY: the first that there is, as exact as any."""
        found: tuple[Date, Field] | None = None
        unread: list[Field] = []
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
            name = "date" if first else f"ris-{field.tag.lower()}"
            self.extra.plain(name, field.value)
        return found[0] if found else None

    def dated(self, field: Field) -> Date | None:
        """The date of a field; what it says beyond that is kept."""
        try:
            date, rest = ris_date(field.value)
        except ValueError as error:
            # EndNote has a day and month here, and the year in a field of its own.
            year = self.next("PY")[:4]
            try:
                return dates.written_date(f"{normalized(field.value)} {year}")
            except ValueError:
                self.fault("bad-date", str(error), field)
                return None
        self.extra.plain(f"ris-{field.tag.lower()}", rest)
        return date

    # Where it appeared.

    def container(
        self, kind: str, date: Date | None
    ) -> tuple[str | None, Text | None, Text | None]:
        """The label of the venue, the journal or book, and the series."""
        venue = None
        if kind in _CONFERENCES:
            venue = values.venue_label(self.next("T2"), date)
            if venue:
                self.take("T2")
            container = self.text("C3", "T2", "JF", "BT", "JO", "JA")
            self.drop("T2", str(container or ""))
            self.extra.text("eventtitle", self.plain("T2") or "")
        elif kind in _BOOKS:
            container = self.text("T2")
        else:
            container = self.text("T2", "JF", "BT", "JO", "JA")
        for tag in ("JF", "BT", "JO", "JA", "J2", "J1"):
            self.drop(tag, str(container or ""))
        short = self.plain("J2", "JA", "JO", "J1") or ""
        for tag in ("JA", "JO", "J1"):
            self.drop(tag, short)
        if kind in _ARTICLES and short and not re.search(r"[\s.]", short):
            venue = short
        else:
            self.extra.text("shortjournal", short)
        series = self.text("T3")
        if kind in _IN_SERIES and series is None:
            series, container = container, None
        return venue, container, series

    def number(self, kind: str) -> str | None:
        return self.plain("IS", "IP", *_NUMBER_TAGS.get(kind, ()))

    def pages(self, kind: str) -> str | None:
        first, last = self.plain("SP"), self.plain("EP")
        if kind in _UNRANGED and not last and re.fullmatch(r"\d+( ?pp?\.?)?", first or ""):
            self.extra.plain("pagetotal", first or "")
            return None
        whole = values.page_ranges(first or last or "")
        if not first or not last or whole.endswith(f"–{last}"):
            return whole or None
        return f"{first}–{last}"

    def serial_numbers(self, kind: str) -> tuple[str | None, str | None]:
        """ISBNs and ISSNs, those in SN told apart by their form; others are left there."""
        isbn, issn = self.standard["ISBN"], self.standard["ISSN"]
        # Of reports and their like, it is their own number.
        for field in self.every("SN") if "SN" not in _NUMBER_TAGS.get(kind, ()) else ():
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
        """The DOI of DO, or of M3 or N1, where EndNote has it; less that which our writer adds."""
        tags = [tag for tag in ("M3", "N1") if values.bare_doi(self.next(tag))]
        value = self.plain("DO", "DI", *tags)
        if value is None or (self.preprint and eprint and value == eprint.doi):
            return None
        doi = self.extra.doi(value)
        for tag in tags:
            if values.bare_doi(self.next(tag)) == doi:
                self.take(tag)
        return doi

    def addresses(self, doi: str | None, eprint: Eprint | None) -> None:
        """The links of UR and L1; those of L4 whose kind a line of N1 tells are there already."""
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
        """The first value of a tag, if it is an address."""
        is_one = re.match(r"(?:https?://|ftp://|www\.)\S+$", self.next(tag), re.IGNORECASE)
        return self.plain(tag) if is_one else None

    # What the model has no attribute for.

    def beyond_the_model(self, kind: str, how: Reading) -> tuple[tuple[str, str], ...]:
        texts, plains = dict(_TEXTS), dict(_PLAINS)
        if kind in _VERSIONED:
            plains["ET"] = "version"
        for tag, name in texts.items():
            self.extra.words(name, self.text(tag) or Text())
        for tag, name in plains.items():
            self.extra.plain(name, self.plain(tag) or "")
        self.extra.names("translator", self.people("A4"))
        if accessed := self.take("Y2"):
            try:
                self.extra.date("urldate", ris_date(accessed.value)[0])
            except ValueError as error:
                self.fault("bad-date", str(error), accessed)
                self.extra.plain("urldate", accessed.value)
        self.extra.said_by_type(how)
        for tag, fields in self.left.items():
            values = "; ".join(field.value for field in fields)
            name = f"ris-{tag.lower()}" if tag.isalnum() else extra_fields.field_name(tag, "ris")
            self.extra.plain(name, values)
        return self.extra.result()


_SLASHES = re.compile(r"(\d{1,4})(?:/(\d{0,2})(?:/(\d{0,2})(?:/(.*))?)?)?", re.ASCII)


def ris_date(value: str) -> tuple[Date, str]:
    """Read a date as ``YYYY/MM/DD/other`` with all but the year optional, or in words.

    Returns it with what is left: the last part, unless that is a season. Raises ``ValueError`` for
    what is no date.
    """
    value = normalized(value)
    match = _SLASHES.fullmatch(value)
    if match is None:
        return dates.written_date(value), ""
    year, month, day = (int(part or 0) for part in match.groups()[:3])
    if not year:
        message = f"“{value}” is no date: there is no year 0"
        raise ValueError(message)
    rest = (match[4] or "").strip()
    season = dates.season(rest)
    if season and not month:
        return Date(year, season=season), ""
    return Date(year, month or None, (day or None) if month else None), rest
