"""Hayagriva's YAML, the bibliography files of Typst -> entries and diagnostics.

Source: hayagriva 0.9, docs/file-format.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.hayagriva.strings import read_string
from pllm_bib.formats.hayagriva.tables import (
    DEFAULT_PARENT,
    READ_AS,
    ROLES,
    TYPE_OF_KIND,
    TypstKind,
)
from pllm_bib.formats.shared import names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.record import ItemRecord, plain
from pllm_bib.formats.shared.items.yaml_items import from_yaml
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import ReadAs, row
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, LinkKind
from pllm_bib.model.identifiers import equal_dois

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.items.item import ReadItem
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

SHAPE = Shape(
    by_key=True,
    no_item="this is no bibliography of Typst: it is a mapping of entries by their keys",
)
_APART = frozenset({"conference", "exhibition", "original"})
"""Types of parents that are no journal, book or series."""
_NUMBERS = frozenset({"doi", "isbn", "issn", "pmid", "pmcid", "version", "serial"})
_FIELD_OF_ROLE = {role: field for field, role in ROLES.items()}


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a hayagriva file: a mapping of entries by their keys.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    An entry that is broken is left out, the others are read. Fields that are not known are kept as
    ``hayagriva-`` and their name.
    """
    source = SourceText(text, path)
    items = from_yaml(source, SHAPE)
    return source.result(_HayagrivaEntry(item, source, section).entry() for item in items)


class _HayagrivaEntry(ItemRecord):
    """The reader of one entry; its parents become the container, the series and the event."""

    def __init__(self, item: ReadItem, source: SourceText, section: str | None) -> None:
        super().__init__(item, source, section, "hayagriva")
        self.kind = self.plain("type").lower()
        self.parents = self.typed(self.items("parent"), self.kind)
        self.above: dict[str, Any] = {}
        self.series: dict[str, Any] = {}

    def typed(self, found: list[Any], child: str) -> list[dict[str, Any]]:
        """Return parents with their types: one that says none has the default of its child."""
        kind = DEFAULT_PARENT.get(child, "misc")
        return [
            parent | {"type": plain(parent.get("type") or kind).lower()}
            for parent in found
            if isinstance(parent, dict)
        ]

    def entry(self) -> Entry:
        entry_type = self.with_parents(self.type_of(self.string(self.take("genre"))))
        serial = self.serial_numbers()
        doi, eprint = self.identifiers(serial)
        if self.kind == "article" and entry_type == "preprint" and not eprint:
            entry_type = "unpublished" if "eventtitle" in self.extra.fields else "misc"
        entry_type = values.with_eprint(ReadAs(entry_type), eprint, self.telling("type")).type
        publisher = self.publisher()
        return Entry(
            key=self.key,
            type=entry_type,
            title=self.titled(self.take("title"), "shorttitle") or read_string(""),
            authors=self.people(self.take("author")),
            editors=self.people(self.take("editor") or self.above.pop("editor", None)),
            date=self.read_date(self.take("date") or self.above.pop("date", None), "date"),
            container=self.titled(self.above.pop("title", None), "shortjournal"),
            publisher=publisher[0],
            place=publisher[1],
            series=self.titled(self.series.pop("title", None), "shortseries"),
            edition=with_number(self.text_of("edition"), self.telling("edition")),
            volume=plain(self.take("volume") or self.above.pop("volume", "")) or None,
            number=self.number(serial, entry_type),
            pages=values.page_ranges(self.plain("page-range"), self.telling("page-range")) or None,
            doi=doi,
            isbn=serial.pop("isbn", None),
            issn=serial.pop("issn", None) or self.number_of_parent("issn"),
            eprint=eprint,
            links=self.links(doi, eprint, self.address()),
            language=self.plain("language") or None,
            note=self.string(self.take("note")),
            abstract=self.string(self.take("abstract")),
            sections=self.sections,
            extra=self.beyond_the_model(serial),
            origin=self.origin(),
        )

    # Types and parents.

    def type_of(self, said: Text | None) -> TypstKind:
        """Return the kind: with genre and parent, with one of them, or the type alone.

        A genre that is no part of it is kept.
        """
        genre = str(said or "")
        parent = next((p["type"] for p in self.parents if p["type"] not in _APART), "")
        for kind in (
            TypstKind(self.kind, parent, genre),
            TypstKind(self.kind, parent),
            TypstKind(self.kind, genre=genre),
            TypstKind(self.kind),
            TypstKind(self.kind, DEFAULT_PARENT.get(self.kind, "")),
        ):
            if kind in TYPE_OF_KIND:
                if said and kind.genre != genre:
                    self.extra.words("type", said)
                return kind
        if self.kind not in READ_AS and "type" in self.members:
            message = f"hayagriva has no type “{self.kind}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, self.members["type"])
            self.keep("type", self.kind)
        if said:
            self.extra.words("type", said)
        return TypstKind(self.kind, parent)

    def with_parents(self, kind: TypstKind) -> str:
        """Tell journal or book, series, event and original apart; return the entry type."""
        entry_type = TYPE_OF_KIND.get(kind) or READ_AS.get(self.kind, "misc")
        own = [parent for parent in self.parents if parent["type"] not in _APART]
        if own and (kind.parent or own[0]["type"] != self.kind):
            self.above = own.pop(0)
            inner = self.typed(_listed(self.above.pop("parent", [])), self.above["type"])
            self.series = inner.pop(0) if inner else {}
            own += inner
            if not row(entry_type).container and "title" not in self.above:
                self.series, self.above = self.above, {}
        elif own:
            self.series = own.pop(0)
        for parent in self.parents:
            if parent["type"] in {"conference", "exhibition"}:
                self.event(parent)
            elif parent["type"] == "original":
                self.original(parent)
        for parent in own:
            self.keep("parent", parent)
        return entry_type

    def event(self, parent: dict[str, Any]) -> None:
        self.extra.text("eventtitle", self.string(parent.pop("title", None)) or "")
        self.extra.text("eventplace", self.string(parent.pop("location", None)) or "")
        if date := self.read_date(parent.pop("date", None), "eventdate"):
            self.extra.date("eventdate", date)
        self.keep_parent(parent)

    def original(self, parent: dict[str, Any]) -> None:
        self.extra.text("origtitle", self.string(parent.pop("title", None)) or "")
        publisher = parent.pop("publisher", None)
        publisher = publisher if isinstance(publisher, dict) else {"name": publisher}
        self.extra.text("origpublisher", self.string(publisher.get("name")) or "")
        self.extra.text("origlocation", self.string(publisher.get("location")) or "")
        if date := self.read_date(parent.pop("date", None), "origdate"):
            self.extra.date("origdate", date)
        self.keep_parent(parent)

    def keep_parent(self, parent: dict[str, Any]) -> None:
        """Keep what is left of a parent, but for its type."""
        for name, value in parent.items():
            if name != "type":
                self.keep(f"parent-{name}", value)

    # Values.

    def string(self, value: Any) -> Text | None:
        """Return a formattable string, in its long form."""
        if isinstance(value, dict):
            if plain(value.get("verbatim")) == "true":
                value = "{" + plain(value.get("value")).replace("{", "").replace("}", "") + "}"
            else:
                value = value.get("value")
        if isinstance(value, dict):
            return self.string(value)
        return read_string(value if isinstance(value, str) else plain(value)) or None

    def text_of(self, name: str) -> Text | None:
        return read_string(self.plain(name).replace("$", r"\$")) or None

    def titled(self, value: Any, short: str) -> Text | None:
        """Return a title, and keep its short form in a field."""
        if isinstance(value, dict):
            self.extra.text(short, self.string(value.get("short")) or "")
        return self.string(value)

    def read_date(self, value: Any, field: str) -> Date | None:
        """Read a date, as text or as a mapping of its parts."""
        if not isinstance(value, dict):
            said = plain(value)
            is_guess = said.startswith("~")
            member = self.members.get(field)
            return self.date(member, said.lstrip("~ ") + "~" * is_guess, field) if said else None
        parts = {name: plain(part) for name, part in value.items()}
        numbers = {name: int(part) for name, part in parts.items() if _is_number(part)}
        try:
            season = numbers.get("season")
            return Date(
                numbers["year"],
                None if season else numbers.get("month"),
                None if season else numbers.get("day"),
                season=season,
                approximate=parts.get("approximate") == "true",
            )
        except (KeyError, ValueError):
            self.extra.plain(field, plain(value))
            if member := self.members.get(field):
                self.fault("bad-date", f"“{plain(value)}” is not a valid date", member)
            return None

    def people(self, value: Any) -> Names:
        return names.names_of(map(_person, _listed(value)), self.telling("author", "editor"))

    def publisher(self) -> tuple[Text | None, Text | None]:
        """Take publisher and place; an organisation is one where there is no publisher."""
        found = self.take("publisher") or self.above.pop("publisher", None)
        parts = found if isinstance(found, dict) else {"name": found}
        if "value" in parts:
            parts = {"name": parts}
        organisation = self.string(self.take("organization"))
        organisation = organisation or self.string(self.above.pop("organization", None))
        name, place = self.string(parts.get("name")), self.string(parts.get("location"))
        if name is None:
            name, organisation = organisation, None
        self.extra.text("organization", organisation or "")
        return name, place

    def serial_numbers(self) -> dict[str, str]:
        """Take the serial numbers by their schemes; a bare one is of no scheme."""
        value = self.take("serial-number", "serial")
        found = value if isinstance(value, dict) else {"serial": value}
        numbers = {name.lower(): plain(number) for name, number in found.items()}
        return {name: number for name, number in numbers.items() if number}

    def number_of_parent(self, name: str) -> str | None:
        found = self.above.get("serial-number")
        if not isinstance(found, dict):
            return None
        self.above["serial-number"] = {k: v for k, v in found.items() if k != name}
        return plain(found.get(name)) or None

    def identifiers(self, serial: dict[str, str]) -> tuple[str | None, Eprint | None]:
        """Take the DOI, and the id in an archive; leave out the DOI that arXiv makes of it."""
        tell = self.telling("serial-number", "serial")
        doi = self.extra.doi(serial.pop("doi"), tell) if "doi" in serial else None
        eprint = self.eprint(serial)
        is_made = equal_dois(doi, eprint.doi if eprint else None)
        return None if is_made else doi, eprint

    def eprint(self, serial: dict[str, str]) -> Eprint | None:
        """Take the first number of an archive that is known."""
        for name in [name for name in serial if name not in _NUMBERS]:
            if found := values.eprint_line(f"{name}: {serial[name]}"):
                del serial[name]
                return found
        return None

    def number(self, serial: dict[str, str], entry_type: str) -> str | None:
        """Take the number: of the issue, in the series or of the work."""
        number = plain(self.take("issue") or self.above.pop("issue", ""))
        if row(entry_type).container != "journal" or entry_type == "periodical":
            number = number or plain(self.series.pop("volume", ""))
        own = serial.pop("serial", "")
        if not number and row(entry_type).container != "journal":
            number, own = own, ""
        self.extra.plain("eid", own)
        return number or None

    def address(self) -> dict[LinkKind, str]:
        url = self.mapping("url")
        visited = url.get("date")
        if visited and (date := self.read_date(visited, "urldate")):
            self.extra.date("urldate", date)
        return {LinkKind.PAPER: plain(url.get("value"))}

    def beyond_the_model(self, serial: dict[str, str]) -> tuple[tuple[str, str], ...]:
        for role, people in self.affiliated():
            field = _FIELD_OF_ROLE.get(role)
            if field:
                self.extra.names(field, people)
            else:
                self.extra.names(f"hayagriva-{role}", people)
        if author := self.people(self.above.pop("author", None)):
            self.extra.names("bookauthor", author)
        for name, number in serial.items():
            self.extra.plain(name if name in _NUMBERS else f"hayagriva-{name}", number)
        for name, field in (
            ("page-total", "pagetotal"),
            ("volume-total", "volumes"),
            ("chapter", "chapter"),
        ):
            self.extra.plain(field, self.plain(name) or plain(self.above.pop(name, "")))
        for name, field in (
            ("call-number", "library"),
            ("archive", "archive"),
            ("archive-location", "archive-place"),
        ):
            self.extra.text(field, self.string(self.take(name)) or "")
        for name in [name for name in self.left if name.startswith("tex.")]:
            self.extra.line(name.removeprefix("tex."), self.plain(name))
        self.keep_parent({k: v for k, v in self.above.items() if v})
        self.keep_parent({k: v for k, v in self.series.items() if v})
        return self.keep_rest()

    def affiliated(self) -> list[tuple[str, Names]]:
        """Take the people by their roles."""
        return [
            (plain(group.get("role")).lower(), self.people(group.get("names")))
            for group in self.items("affiliated")
            if isinstance(group, dict)
        ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_number(value: str) -> bool:
    return value.removeprefix("-").isdecimal() and value.isascii() and len(value) < 10  # noqa: PLR2004


def _person(value: Any) -> Name:
    """Read a name: text with the suffix in the midst, or a mapping of its parts."""
    if isinstance(value, dict):
        parts = {name: plain(part) for name, part in value.items()}
        words = parts.get("name", "").split()
        if parts.keys() == {"name"} and any(word[0].islower() for word in words[1:]):
            return names.organisation(parts["name"])  # Typst takes the text apart at small words
        return names.person(
            parts.get("name", ""),
            parts.get("given-name", ""),
            parts.get("prefix", ""),
            parts.get("suffix", ""),
        )
    family, *others = (part.strip() for part in plain(value).split(","))
    if not any(others):
        return names.organisation(family)
    suffix = others.pop(0) if len(others) > 1 else ""
    return names.person(family, ", ".join(others), suffix=suffix)
