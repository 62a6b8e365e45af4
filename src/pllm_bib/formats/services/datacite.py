"""DataCite's JSON -> entries and diagnostics: a record, with or without its wrapper, or a list.

Source: DataCite's metadata schema 4.5 and its REST API, https://support.datacite.org/docs/api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.services.datacite_write import GENERAL_OF, KEY, ROLES, TYPE_OF
from pllm_bib.formats.services.record import (
    ServiceRecord,
    csl_kind_of,
    marked_up,
    person_of,
)
from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import TYPES, ReadAs
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

SHAPE = Shape(
    lists=frozenset({"data"}),
    objects=frozenset({"data"}),
    marks=frozenset({"doi", "id", "creators", "titles", "attributes"}),
    no_item="this is no record of DataCite's, nor a list: it has no doi, creators or titles",
)
_BOOKKEEPING = frozenset(
    "agency citationCount citations citationsOverTime clientId container "
    "contentUrl created downloadCount downloads downloadsOverTime fundingReferences geoLocations "
    "id isActive landingPage metadataVersion partCount partOfCount parts partOf prefix "
    "providerId published reason referenceCount references registered relatedIdentifiers "
    "relationships schemaVersion source state suffix type updated url "
    "versionCount versionOfCount versions versionOf viewCount views viewsOverTime xml".split()
)
"""Members that say nothing of the work, or the same again."""


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of an answer of DataCite.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    Members that are not known are kept as ``datacite-`` and their name; counts, relations, funders
    and what DataCite says of its own record are left out.
    """
    source = SourceText(text, path)
    items = from_json(source, SHAPE)
    return source.result(
        _DataCiteRecord(item, source, section, "datacite").entry() for item in items
    )


class _DataCiteRecord(ServiceRecord):
    """The reader of one record."""

    def entry(self) -> Entry:
        self.unfold("attributes")
        how = self.type_of()
        doi = self.plain("doi") or self.doi_of_id()
        numbers = self.alternates()
        self.key = numbers.pop(KEY, "")
        container, series = self.related()
        container = self.mapping("container") or container
        first, last = plain(container.get("firstPage")), plain(container.get("lastPage"))
        publisher = self.mapping("publisher")
        title, date = self.titles(), self.issued()
        is_serial = plain(container.get("type")) != "DataRepository"
        number = plain(container.get("identifier"))
        kind = plain(container.get("identifierType")).lower()
        url = self.plain("url")
        found: dict[str, Any] = {
            "authors": names.names_of(
                map(_person, self.items("creators")), self.telling("creators")
            ),
            "editors": self.editors(),
            "date": self.date(self.members.get("publicationYear"), date),
            "title": title,
            "container": (Text.of(plain(container.get("title"))) or None) if is_serial else None,
            "publisher": plain(publisher.get("name") or publisher.get("value")),
            "series": plain(series.get("title")),
            "volume": plain(container.get("volume") or series.get("volume")),
            "number": plain(container.get("issue")) or numbers.pop("number", ""),
            "pages": f"{first}-{last}" if last else first,
            "isbn": number if kind == "isbn" else numbers.pop("isbn", ""),
            "issn": number if kind == "issn" else numbers.pop("issn", ""),
            "language": self.plain("language"),
            "keywords": self.words_of("subjects", "subject"),
            "eprint": self.eprint_among(numbers),
        }
        found |= self.descriptions()
        if series and found["series"] == str(title or ""):
            found["series"] = ""
        self.version_and_license()
        self.keep_rest(_BOOKKEEPING)
        return self.made(how, doi, url, **found)

    def version_and_license(self) -> None:
        """Keep the version and the first of the licences."""
        self.extra.plain("version", self.plain("version"))
        rights = [each for each in self.items("rightsList") if isinstance(each, dict)]
        if rights:
            wanted = ("rightsIdentifier", "rights", "rightsUri")
            said = (plain(rights[0].get(name)) for name in wanted)
            self.extra.plain("license", next(filter(None, said), ""))

    def type_of(self) -> ReadAs:
        """Take the types: the general one, else that of BibTeX, else CSL's."""
        types = self.mapping("types")
        general, own = plain(types.get("resourceTypeGeneral")), plain(types.get("resourceType"))
        bibtex, csl = plain(types.get("bibtex")), plain(types.get("citeproc"))
        if own in TYPES and GENERAL_OF.get(own, "Other") == general:
            return ReadAs(own)
        if own and own.replace(" ", "").lower() not in {general.lower(), "article", "text"}:
            self.extra.text("type", own)
        if general in TYPE_OF:
            return ReadAs(TYPE_OF[general])
        if bibtex in TYPES:
            return ReadAs(bibtex)
        return csl_kind_of(csl) if csl and csl != "article" else ReadAs("misc")

    def doi_of_id(self) -> str:
        """Return the DOI in the record's own id or among its identifiers."""
        own = self.plain("id")
        if "10." in own:
            return own
        for each in self.items("identifiers"):
            if isinstance(each, dict) and plain(each.get("identifierType")).upper() == "DOI":
                return plain(each.get("identifier"))
        return ""

    def titles(self) -> Text | None:
        """Take the titles: the first is the title, a subtitle and a translation are kept."""
        title: Text | None = None
        for each in self.items("titles"):
            parts = each if isinstance(each, dict) else {"title": each}
            kind, said = plain(parts.get("titleType")), marked_up(plain(parts.get("title")))
            if kind == "Subtitle":
                self.extra.text("subtitle", said or "")
            elif title is None:
                title = said
            elif said:
                self.extra.text("titleaddon" if kind == "AlternativeTitle" else "origtitle", said)
        return title

    def issued(self) -> str:
        """Take the dates: that of issue in the year of publication, else the year."""
        year = self.plain("publicationYear")
        for each in self.items("dates"):
            if isinstance(each, dict) and plain(each.get("dateType")) == "Issued":
                said = plain(each.get("date"))
                if not year or any(end.startswith(year) for end in said.split("/")):
                    return said
        return year

    def editors(self) -> Names:
        """Take the contributors: editors, and others by their role."""
        people: dict[str, list[Name]] = {}
        for each in self.items("contributors"):
            if isinstance(each, dict):
                people.setdefault(plain(each.get("contributorType")), []).append(_person(each))
        editors = people.pop("Editor", [])
        for field, role in ROLES.items():
            if field != "contributor":
                self.extra.names(field, names.names_of(people.pop(role, [])))
        others = [name for group in people.values() for name in group]
        self.extra.names("contributor", names.names_of(others))
        return names.names_of(editors)

    def descriptions(self) -> dict[str, Text | None]:
        """Take the descriptions: the abstract, a note, and others as an annotation."""
        abstract: Text | None = None
        note: Text | None = None
        for each in self.items("descriptions"):
            parts = each if isinstance(each, dict) else {"description": each}
            words, kind = parts.get("description"), parts.get("descriptionType")
            said = marked_up(plain(words))
            if said and abstract is None and kind in {"Abstract", None}:
                abstract = said
            elif said and note is None and kind == "Other":
                note = self.noted(words)
            elif said and kind != "SeriesInformation":
                self.extra.text("annotation", said)
        return {"abstract": abstract, "note": note}

    def alternates(self) -> dict[str, str]:
        """Take the alternate identifiers by their schemes; others say the same again."""
        found: dict[str, str] = {}
        for each in self.items("alternateIdentifiers"):
            if isinstance(each, dict):
                scheme = plain(each.get("alternateIdentifierType")).lower()
                found.setdefault(scheme, plain(each.get("alternateIdentifier")))
        return {scheme: number for scheme, number in found.items() if number}

    def related(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take the items that the work is published in, and that it is a part of."""
        found: dict[str, dict[str, Any]] = {}
        for each in self.items("relatedItems"):
            if not isinstance(each, dict):
                continue
            of_titles, number = each.get("titles"), each.get("relatedItemIdentifier")
            first = of_titles[0] if isinstance(of_titles, list) and of_titles else of_titles
            more = {"title": first.get("title") if isinstance(first, dict) else first}
            if isinstance(number, dict):
                more["identifier"] = number.get("relatedItemIdentifier")
                more["identifierType"] = number.get("relatedItemIdentifierType")
            found.setdefault(plain(each.get("relationType")), each | more)
        return found.get("IsPublishedIn", {}), found.get("IsPartOf", {})


def _person(value: Any) -> Name:
    """Read a creator, who is a person unless the record says otherwise."""
    parts = value if isinstance(value, dict) else {"name": plain(value)}
    if parts.get("nameType") == "Organizational":
        return names.organisation(plain(parts.get("name")))
    if "," not in plain(parts.get("name")) and not parts.get("familyName"):
        is_person = parts.get("nameType") == "Personal"
        return (names.natural_name if is_person else names.organisation)(plain(parts.get("name")))
    given, suffix = names.given_and_suffix(plain(parts.get("givenName")))
    return person_of(
        parts | {"givenName": given, "suffix": suffix}, "familyName", "givenName", "name"
    )
