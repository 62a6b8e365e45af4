"""An item of Zotero RDF -> an entry."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pllm_bib.formats.shared import dates, extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.fields import FIELDS, ZOTERO_OF_CSL
from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.formats.shared.types import TYPES, ReadAs, refined
from pllm_bib.formats.shared.types_read import CSL_TYPES, ZOTERO_TYPES
from pllm_bib.formats.shared.xml_tree import origin_of
from pllm_bib.formats.zotero_rdf import children
from pllm_bib.formats.zotero_rdf.items import AUTHOR_ROLES, ITEM_FIELDS
from pllm_bib.formats.zotero_rdf.rdf import CLASSES
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import equal_dois
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.shared.source import SourceText
    from pllm_bib.formats.zotero_rdf.graph import Resource
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Eprint, Origin
    from pllm_bib.model.name import Name, Names


@dataclass(slots=True)
class Collections:
    """The collections that a work is in."""

    sections: dict[str, str] = field(default_factory=dict)
    """Title of a collection that stands for a section -> the section's id."""
    groups: dict[tuple[str, ...], None] = field(default_factory=dict)
    """Names of all others, from the outermost inwards."""


def entry_of(item: Resource, source: SourceText, section: str | None, places: Collections) -> Entry:
    """Return the entry of an item; report its faults to the source.

    Works that it is related to are still called as the file calls them.
    """
    return _RdfItem(item, source, section, places).entry()


_CONTAINERS = frozenset(
    "bib:Journal bib:Periodical bib:Newspaper bib:Book bib:CourtReporter z:Website z:Blog "
    "z:Forum".split()
)
_TYPE_OF_CLASS = {kind: zotero for zotero, kind in reversed(CLASSES.items())}
_TYPE_OF_GENRE = {(row.zotero, row.genre): name for name, row in TYPES.items() if row.genre}
_ARTICLES = frozenset({"journalArticle", "magazineArticle", "newspaperArticle"})
_OTHER_AUTHORS = {
    "interview": "interviewee",
    "map": "cartographer",
    "podcast": "podcaster",
    "radioBroadcast": "director",
    "tvBroadcast": "director",
    "videoRecording": "director",
    "bill": "sponsor",
}
"""What types that are not written have in the place of authors."""
_ROLE_TAGS = {"so:author": "author", "so:producer": "producer"}
_ROLE_TAG = regex(r"(?:bib|z):(\w+?)s")
_BY_CSL = {row.csl: name for name, row in reversed(FIELDS.items()) if row.csl}
_FIELD_OF = {zotero: _BY_CSL.get(csl, csl) for csl, zotero in ZOTERO_OF_CSL.items()} | {
    row.zotero: name for name, row in reversed(FIELDS.items()) if row.zotero
}
"""Zotero's name of a field or role -> the field."""
_OF_TAGS = {
    "z:type": "type",
    "dc:coverage": "archive_location",
    "dc:rights": "license",
    "dcterms:medium": "medium",
    "dc:type": "type",
}
"""Property of an item -> its field, in other vocabularies than its own."""
_BOOKKEEPING = frozenset({"displayTitle", "dateAdded", "dateModified", "path", "linkMode"})
_READ = frozenset("itemType citationKey language accessDate edition authority".split())
"""Zotero's own properties that are read by name."""
_LINE = regex(r"tex\.(\w+): (.*)|Type: ([\w-]+)|Citation[ -]?Key: (\S+)|(DOI|ISBN|ISSN): (.*)")
_OWN_LINES = frozenset(
    "journal booktitle eventtitle venue publisher school institution address series edition "
    "volume number pages isbn issn doi url language entrytype openreview ids".split()
)
"""Fields of the model that our own writer keeps in lines."""


class _RdfItem:
    """The reader of one item, with its container, series, people, notes and attachments."""

    def __init__(
        self, item: Resource, source: SourceText, section: str | None, places: Collections
    ) -> None:
        self.item = item
        self.source = source
        self.sections = [section] if section else []
        self.places = places
        self.extra = Extra()
        self.told: dict[str, str] = {}
        self.links: dict[LinkKind, str] = {}
        self.key = ""
        around = list(_around(item))
        containers = (each for each in around if each.kind in _CONTAINERS)
        self.container = next(containers, None)
        self.series = [each for each in around if each.kind == "bib:Series"]
        self.parts = [each for each in around if each.kind == "bib:Part"]
        self.levels = [*([self.container] if self.container else []), item]
        self.kind = item.text("z:itemType", "z:type") or _TYPE_OF_CLASS.get(item.kind, "")

    def first(self, *names: str) -> str:
        """Return the first text of some properties, of the container or else of the item."""
        return next((text for each in self.levels for text in each.texts(*names)), "")

    def line(self, *names: str) -> str:
        """Return what lines of our own say of some fields."""
        return next((self.told.pop(name) for name in names if name in self.told), "")

    def fault(self, name: str, message: str) -> None:
        """Report a fault of the item."""
        place = self.item.element.offset if self.item.element else 0
        self.source.fault(name, message, place, key=self.key or None)

    def telling(self, value: str, now: str) -> None:
        """Tell how a value of the item is understood."""
        self.fault("read-as", f"“{value}” is read as {now}")

    # The entry.

    def entry(self) -> Entry:
        self.key = self.item.text("z:citationKey")
        eprint, note = self.lines_of_extra()
        how = self.type_of()
        date = self.date()
        numbers = self.numbers()
        eprint = self.archived(how, eprint, numbers)
        how = values.with_eprint(how, eprint, self.telling)
        doi = self.doi(how, eprint)
        self.links |= children.links(self.item, self.extra)
        self.page(doi, eprint)
        venue, container = self.where(how, date)
        issuer = next(self.item.resources("dc:publisher"), self.item)
        address = next(issuer.resources("vcard:adr"), issuer)
        keywords = self.keywords_and_sections()
        pages = self.item.text("bib:pages") or self.line("pages")
        entry = Entry(
            key=self.key or own_key(self.item.name),
            type=how.type,
            title=read_rich_text(self.item.text("dc:title")),
            authors=self.people("author"),
            editors=self.people("editor"),
            date=date,
            container=container,
            venue=venue,
            publisher=self.publisher(how, eprint, issuer.text("foaf:name")),
            place=_text(address.text("vcard:locality") or self.line("address")),
            series=_text(self.of_series("dc:title", "dcterms:alternative") or self.line("series")),
            edition=self.edition(),
            volume=self.first("prism:volume") or self.line("volume") or None,
            number=numbers.get("number") or self.line("number") or None,
            pages=values.page_ranges(pages, self.telling) or None,
            doi=doi,
            isbn=numbers.get("ISBN") or self.line("isbn") or None,
            issn=numbers.get("ISSN") or self.line("issn") or None,
            eprint=eprint,
            openreview=self.line("openreview") or None,
            links=values.links_of(self.links),
            language=self.item.text("z:language", "dc:language") or self.line("language") or None,
            keywords=keywords,
            note=children.note(self.item, self.extra, note),
            abstract=_text(self.item.text("dcterms:abstract")),
            sections=tuple(dict.fromkeys(self.sections)),
            aliases=tuple(filter(None, self.line("ids").split(", "))),
            related=tuple(each.name for each in self.item.resources("dc:relation")),
            origin=self.origin(),
        )
        return replace(entry, extra=self.beyond_the_model(how))

    def lines_of_extra(self) -> tuple[Eprint | None, list[str]]:
        """Take the lines of Extra; return the archive's id in one, and those that are a note."""
        eprint: Eprint | None = None
        others = []
        for line in self.item.text("dc:description").split("\n"):
            own = _LINE.fullmatch(line.strip())
            found = values.eprint_line(line, self.telling)
            if found and eprint is None:
                eprint = found
            elif own and own[1] in _OWN_LINES and own[1] not in self.told:
                self.told[own[1]] = own[2]
            elif own and own[3] in CSL_TYPES:
                self.told["type"] = own[3]
            elif own and own[4]:
                self.key = self.key or own[4]
            elif own and own[5]:
                self.told.setdefault(own[5].lower(), own[6])
            elif known := extra_lines.field_line(line):
                self.extra.line(*known)
            elif line.strip():
                others.append(normalized(line))
        return eprint, others

    def type_of(self) -> ReadAs:
        """Return how to read the type: by our own line, Zotero's, or the item type."""
        said = normalized(self.item.text("z:type", "dc:type")) if self.kind else ""
        own, csl = self.line("entrytype"), self.told.pop("type", "")
        genre = _TYPE_OF_GENRE.get((self.kind, said))
        if genre:
            self.told["genre"] = said
        if own in TYPES:
            return ReadAs(own)
        if genre:
            return ReadAs(genre)
        if csl:
            return CSL_TYPES[csl]
        if self.kind not in ZOTERO_TYPES:
            message = f"Zotero has no item type “{self.kind}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message)
            self.extra.plain("zotero-itemtype", self.kind)
        how = ZOTERO_TYPES.get(self.kind, ReadAs("misc"))
        return how._replace(type=refined(how.type, said)[0])

    # People.

    def people(self, role: str) -> Names:
        """Return the authors, under the role that the type has for them, or the editors."""
        roles = {role}
        if role == "author":
            roles |= {AUTHOR_ROLES.get(self.kind, ""), _OTHER_AUTHORS.get(self.kind, "")}
        found = [name for each, name in self.creators() if each in roles]
        return names.names_of(found, self.telling)

    def creators(self) -> Iterator[tuple[str, Name]]:
        """Yield the role and the name of each person."""
        for tag in self.item.properties:
            match = _ROLE_TAG.fullmatch(tag)
            role = _ROLE_TAGS.get(tag) or (match[1] if match else "")
            if role:
                for people in self.item.resources(tag):
                    yield from ((role, _name(each)) for each in people.members())

    # Date, numbers and identifiers.

    def date(self) -> Date | None:
        """Take the date; words that stand for one are kept."""
        value = normalized(self.item.text("dc:date", "dcterms:issued"))
        if not value:
            return None
        try:
            date = dates.written_date(value)
        except ValueError as error:
            return self.extra.said_date(value, str(error), self.fault)
        dates.tell_words(value, date, self.telling)
        return date

    def numbers(self) -> dict[str, str]:
        """Return the number and the identifiers with a label, by label."""
        found = {"number": self.first("prism:number")}
        if not {"issue", "number"} & ITEM_FIELDS.get(self.kind, frozenset({"number"})):
            found["number"] = found["number"] or self.of_series("dc:identifier")
        elif number := self.of_series("dc:identifier"):
            self.extra.plain("collection-number", number)
        for each in self.levels:
            for value in each.texts("dc:identifier"):
                label, _, rest = value.partition(" ")
                if label.upper() in {"ISBN", "ISSN", "DOI"} and rest.strip():
                    found.setdefault(label.upper(), normalized(rest))
                else:
                    self.extra.plain("zotero-identifier", value)
        return found

    def archived(
        self, how: ReadAs, eprint: Eprint | None, numbers: dict[str, str]
    ) -> Eprint | None:
        """Return the id in an archive, which a preprint may have as its number."""
        self.told.setdefault("doi", numbers.get("DOI", ""))
        if how.type != "preprint":
            return eprint
        number = numbers.get("number", "")
        archive, colon, identifier = number.partition(":")
        if eprint is None and colon:
            eprint = values.eprint(archive, identifier.strip(), self.telling)
        if eprint and number in {eprint.id, f"{eprint.archive}:{eprint.id}".lstrip(":")}:
            numbers["number"] = ""
        return eprint

    def doi(self, how: ReadAs, eprint: Eprint | None) -> str | None:
        """Take the DOI, unless it is the one that the archive makes of its id."""
        value = self.line("doi")
        doi = self.extra.doi(value, self.telling) if value else None
        of_archive = how.type == "preprint" and eprint and equal_dois(eprint.doi, doi)
        return None if of_archive else doi

    def page(self, doi: str | None, eprint: Eprint | None) -> None:
        """Take the address, unless it says no more than an identifier."""
        url = children.address(self.item) or self.line("url")
        if url and not values.repeats_identifier(url, doi, eprint):
            self.links[LinkKind.PAPER] = normalized(url)

    # Where it appeared.

    def where(self, how: ReadAs, date: Date | None) -> tuple[str | None, Text | None]:
        """Return the label of the venue, and the journal or book."""
        title = self.container.text("dc:title") if self.container else ""
        container = title or self.line("journal", "booktitle")
        conference = next(self.item.resources("bib:presentedAt"), None)
        event = conference.text("dc:title") if conference else self.item.text("bib:presentedAt")
        short = self.first("dcterms:alternative")
        venue = self.line("venue") or None
        label = values.venue_label(normalized(event), date) if how.type == "inproceedings" else None
        if label and not venue:
            venue = label
        elif event:
            self.extra.text("eventtitle", event)
        if short and not venue and self.kind in _ARTICLES and not re.search(r"[\s.]", short):
            venue = short
        else:
            self.extra.text("shortjournal", short)
        return venue, _text(container)

    def of_series(self, *names: str) -> str:
        """Return the first text of some properties of the series."""
        return next((text for each in self.series for text in each.texts(*names)), "")

    def publisher(self, how: ReadAs, eprint: Eprint | None, name: str) -> Text | None:
        """Return the publisher; for a preprint, its archive is not one."""
        name = name or self.item.text("dc:publisher", "z:authority")
        name = name or self.line("publisher", "school", "institution")
        if how.type == "preprint" and eprint and name == eprint.archive:
            return None
        return _text(name)

    def edition(self) -> Text | None:
        """Take the edition; what has none of its own has a version in its place."""
        edition = self.item.text("prism:edition", "z:edition") or self.line("edition")
        if edition and "edition" not in ITEM_FIELDS.get(self.kind, frozenset({"edition"})):
            self.extra.plain("version", edition)
            return None
        return with_number(_text(edition), self.telling)

    # What belongs to it.

    def keywords_and_sections(self) -> tuple[str, ...]:
        """Return the tags; those that repeat the title of a section are its own again."""
        tags = [normalized(each) for each in self.item.texts("dc:subject")]
        for each in self.item.resources("dc:subject"):
            if each.kind == "z:AutomaticTag":
                tags.append(normalized(each.text("rdf:value")))
            else:
                self.extra.plain("library", each.text("rdf:value"))
        ids = dict(self.places.sections)
        ids |= {f"{number} {title}": number for title, number in ids.items()}
        ids |= {number: number for number in list(ids.values())}
        keywords: list[str] = []
        sections: list[str] = []
        for tag in reversed(tags):
            if ids.get(tag, "") not in {"", *sections}:
                sections.append(ids[tag])
            else:
                keywords.append(tag)
        self.sections += [*reversed(sections), *self.places.sections.values()]
        if groups := self.places.groups:
            self.extra.plain("groups", ", ".join(path[-1] for path in groups))
        return tuple(reversed(keywords))

    def origin(self) -> Origin | None:
        """Return the places of the item and its properties, and its groups."""
        if self.item.element is None:
            return None
        origin = origin_of(self.item.element, self.source)
        return replace(origin, groups=tuple(self.places.groups))

    # What the model has no attribute for.

    def beyond_the_model(self, how: ReadAs) -> tuple[tuple[str, str], ...]:
        taken = {"author", AUTHOR_ROLES.get(self.kind), _OTHER_AUTHORS.get(self.kind), "editor"}
        people: dict[str, list[Name]] = {}
        for role, name in self.creators():
            if role not in taken:
                people.setdefault(_FIELD_OF.get(f"creators/{role}", role.lower()), []).append(name)
        for each, found in people.items():
            self.extra.names(each, names.names_of(found))
        for part in self.parts:
            self.extra.text("section", part.text("dc:title"))
        if visited := self.item.text("z:accessDate", "dcterms:dateSubmitted"):
            self.extra.plain("urldate", visited.partition(" ")[0].partition("T")[0])
        for tag in self.item.properties:
            self.property(tag)
        for each, value in self.told.items():
            if each in _OWN_LINES:
                self.extra.plain(each, value)
        self.extra.said_by_type(how)
        return self.extra.result()

    def property(self, tag: str) -> None:
        """Keep a property of the item that nothing has read."""
        prefix, _, name = tag.partition(":")
        field_of = _OF_TAGS.get(tag)
        if field_of is None:
            if prefix != "z" or name in _BOOKKEEPING or name in _READ:
                return
            field_of = _FIELD_OF.get(name) or f"zotero-{name.lower()}"
        for value in self.item.texts(tag) if field_of else ():
            if field_of == "type" and value == self.told.get("genre"):
                continue
            if field_of in {"shorttitle", "type"}:
                self.extra.words(field_of, read_rich_text(value))
            else:
                self.extra.plain(field_of, value)


def _around(item: Resource) -> Iterator[Resource]:
    """Yield what a resource is a part of, and what that is a part of."""
    seen = {item}
    left = [item]
    for each in left:
        for whole in each.resources("dcterms:isPartOf"):
            if whole not in seen:
                seen.add(whole)
                left.append(whole)
                yield whole


def _text(value: str) -> Text | None:
    return Text.of(value) or None


def own_key(name: str) -> str:
    """Return the key in the name of a resource; Zotero's names have none, but a number."""
    match = re.match(r"#item_(?!\d+$)([^/]+)", name)
    return unquote(match[1]) if match else ""


def _name(person: Resource) -> Name:
    """Read a name. A suffix follows the given name; without one, it is an organisation's."""
    family = normalized(person.text("foaf:surname", "foaf:lastName", "foaf:familyName"))
    given = normalized(person.text("foaf:givenName", "foaf:firstName"))
    if not given:
        return names.organisation(family or person.text("foaf:name"))
    given, _, suffix = given.partition(", ")
    return names.person(family, given, suffix=suffix)
