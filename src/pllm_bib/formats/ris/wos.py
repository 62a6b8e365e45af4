"""Text of a file of the Web of Science (ISI's tags, .ciw and .isi) -> entries and diagnostics.

Source: the list of field tags of the Web of Science Core Collection, and bibutils' reading.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.ris import tagged
from pllm_bib.formats.ris.values import family_first
from pllm_bib.formats.shared import dates, names, values
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.base import Result
    from pllm_bib.formats.ris.tagged import TaggedField
    from pllm_bib.model.date import Date
    from pllm_bib.model.name import Name, Names

_TAG_LINE = regex(r"([A-Z][A-Z0-9])(?: |$)")
_HEAD = frozenset({"FN", "VR", "EF"})
_TAGS = frozenset(
    "AB AE AF AR AU AY BA BE BF BN BP BS C1 C2 C3 CA CL CR CT CY D2 DA DE DI DL DT EA ED EF EI EM "
    "EP ER FN FU FX GA GP HC HO HP ID IS J9 JI LA LT MA NR OA OI P2 PA PD PG PI PM PN PT PU PY RI "
    "RP SC SE SI SN SO SP SU TC TI U1 U2 UR UT VL VR WC WE Z1 Z2 Z3 Z4 Z8 Z9 ZB".split()
)
_BOOKKEEPING = frozenset("CR DA GA HC HP NR OA TC U1 U2 Z9 Z8 ZB WE J9 PG".split())
"""Counts, the list of references, and what the service says of its own record."""
_KEPT_TEXTS = {"JI": "shortjournal", "CT": "eventtitle", "CL": "eventplace", "HO": "organization"}
_KEPT_PLAINS = {"PM": "pmid", "AR": "eid", "PN": "part", "UT": "wos-ut", "DT": "wos-dt"}
_SEASONS = {"SPR": "Spring", "SUM": "Summer", "FAL": "Fall", "WIN": "Winter"}
_PLAIN_TYPES = frozenset({"article", "book", "book chapter", "proceedings paper"})


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a file of the Web of Science; parameters and result are as in `ris.read`.

    Tags without a meaning here are kept as ``wos-`` and the lower-case tag.
    """
    source = SourceText(text, path)
    entries = [_WosRecord(fields, source, section).entry() for fields in _records(source)]
    if not entries and source.text.strip():
        message = "there is no record: each starts with “PT ” and a letter"
        source.fault("syntax-error", message, 0)
    return source.result(entries)


def _tag_of(line: str) -> tuple[str, int] | None:
    match = _TAG_LINE.match(line)
    return (match[1], match.end()) if match else None


def _records(source: SourceText) -> Iterator[list[TaggedField]]:
    """Yield the fields of each record: from its type to its end."""
    fields: list[TaggedField] = []
    for field in tagged.fields(source.text, _tag_of):
        if not field.tag or field.tag in _HEAD:
            continue
        if field.tag in {"ER", "PT"} and fields:
            if field.tag == "PT":
                message = "“ER” is missing before this record"
                source.fault("missing-end-of-record", message, field.offset)
            yield fields
            fields = []
        if field.tag != "ER":
            fields.append(field)
    if fields:
        source.fault("missing-end-of-record", "“ER” is missing: the file ends", fields[-1].offset)
        yield fields


class _WosRecord(tagged.TaggedRecord):
    """The reader of one record: each tag gets its meaning, others go to ``extra``."""

    def __init__(
        self, fields: Sequence[TaggedField], source: SourceText, section: str | None
    ) -> None:
        super().__init__(fields, source)
        self.section = section
        self.extra = Extra()

    def lines(self, *tags: str) -> list[str]:
        """Take all fields of some tags; return their lines."""
        return [normalized(line) for field in self.every(*tags) for line in field.value.split("\n")]

    def entry(self) -> Entry:
        self.unknown_tags(_TAGS)
        entry_type = self.type_of()
        is_book = entry_type in {"book", "collection", "proceedings"}
        title = self.text("TI") or Text()
        container = self.text("SO")
        if is_book and container and (not title or title == container):
            title, container = container, None
        doi_told = self.telling("DI", "D2")
        doi, url = self.plain("DI", "D2"), self.plain("UR")
        links = {LinkKind.PAPER: url} if url else {}
        return Entry(
            key="",
            type=entry_type,
            title=title,
            authors=self.people(("AF", "AU", "BF", "BA"), ("CA", "GP")),
            editors=self.people(("BE", "ED"), ()),
            date=self.date(),
            container=container,
            publisher=self.text("PU"),
            place=self.text("PI"),
            series=self.text("SE", "BS"),
            volume=self.plain("VL"),
            number=self.number(),
            pages=self.pages(),
            doi=self.extra.doi(doi, doi_told) if doi else None,
            isbn=", ".join(dict.fromkeys(self.lines("BN"))) or None,
            issn=", ".join(dict.fromkeys(self.lines("SN", "EI"))) or None,
            links=values.links_of(links),
            language=self.plain("LA"),
            keywords=self.keywords(),
            abstract=self.text("AB"),
            sections=(self.section,) if self.section else (),
            extra=self.beyond_the_model(),
            origin=self.origin(self.offset),
        )

    def type_of(self) -> str:
        """Take the type of publication; the type of document tells parts of books."""
        kind = (self.plain("PT") or "").upper()[:1]
        told = {part.strip().lower() for part in self.next("DT").split(";")}
        if told <= _PLAIN_TYPES:
            self.every("DT")
        if kind in {"J", ""}:
            return "article"
        if kind == "P":
            return "patent"
        if "proceedings paper" in told or kind == "C" or (kind == "S" and "CT" in self.left):
            return "inproceedings"
        is_part = "SO" in self.left and "TI" in self.left
        if is_part and "book" not in told:
            return "incollection"
        has_authors = self.left.keys() & {"AU", "AF", "BA", "BF"}
        return "book" if has_authors else "collection"

    def next(self, tag: str) -> str:
        """Return the first value of a tag without taking it; empty if it has none."""
        fields = self.left.get(tag)
        return normalized(fields[0].value) if fields else ""

    def people(self, tags: tuple[str, ...], organisations: tuple[str, ...]) -> Names:
        """Take the names of the first tag that has any, and organisations behind them."""
        used = next((tag for tag in tags if tag in self.left), "")
        found = [_person(line) for line in self.lines(used)]
        for tag in tags if used in {"AF", "AU"} else (used,):
            self.left.pop(tag, None)
        return names.names_of(
            (*found, *(names.organisation(line) for line in self.lines(*organisations)))
        )

    def date(self) -> Date | None:
        """Take the year, with what PD says of months and days."""
        year, day = self.take("PY"), self.plain("PD") or ""
        day = _SEASONS.get(day.upper(), day)
        if year is None:
            self.extra.plain("wos-pd", day)
            return None
        try:
            return dates.written_date(f"{day} {normalized(year.value)}".strip())
        except ValueError:
            self.extra.plain("wos-pd", day)
        try:
            return dates.written_date(normalized(year.value))
        except ValueError as error:
            fault = partial(self.source.fault, place=year.offset, field=year.name)
            return self.extra.said_date(normalized(year.value), str(error), fault)

    def number(self) -> str | None:
        """Take the issue; a supplement or a special issue stands behind it."""
        found = [self.plain("IS"), self.plain("SI"), self.plain("SU")]
        supplement = f"Suppl. {found[2]}" if found[2] else ""
        return " ".join(filter(None, (found[0], supplement))) or None

    def pages(self) -> str | None:
        first, last = self.plain("BP"), self.plain("EP")
        return f"{first}–{last}" if first and last and first != last else first or last

    def keywords(self) -> tuple[str, ...]:
        """Take the author's keywords, then those that the service adds."""
        found = values.keywords(normalized(field.value) for field in self.every("DE", "ID"))
        return tuple(dict.fromkeys(found))

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        self.conference_date()
        for tag, name in _KEPT_TEXTS.items():
            self.extra.text(name, self.plain(tag) or "")
        for tag, name in _KEPT_PLAINS.items():
            self.extra.plain(name, self.plain(tag) or "")
        for tag, fields in self.left.items():
            if tag not in _BOOKKEEPING:
                told = "; ".join(field.value for field in fields)
                self.extra.plain(f"wos-{tag.lower()}", told)
        return self.extra.result()

    def conference_date(self) -> None:
        """Keep the days of the conference: a date if they are one, else as they stand."""
        days = self.plain("CY")
        if not days:
            return
        try:
            self.extra.date("eventdate", dates.written_date(days))
        except ValueError:
            self.extra.plain("wos-cy", days)


def _person(line: str) -> Name:
    """Read ``Doe, Jane A.``; the suffix stands third, and a name without a comma is one name."""
    return names.organisation(line) if line.startswith("[") else family_first(line)
