"""schema.org's JSON-LD -> entries and diagnostics: a work, a graph of works, or a list.

Source: schema.org 28, CreativeWork and its kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.services.record import ServiceRecord, marked_up, person_of
from pllm_bib.formats.services.schema_org_write import KEPT, KEY, ROLES, TYPE_OF
from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import TYPES, ReadAs
from pllm_bib.model.identifiers import bare_doi
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

SHAPE = Shape(
    lists=frozenset({"@graph", "itemListElement"}),
    marks=frozenset({"@type", "name", "headline"}),
    no_item="this is no work of schema.org's, nor a graph: it has no @type, name or headline",
)
_BOOKKEEPING = frozenset(
    "@context @id citation dateCreated dateModified encoding image isAccessibleForFree "
    "mainEntityOfPage potentialAction provider thumbnailUrl".split()
)


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a file of JSON-LD.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    Members of a work that are not known are kept as ``schema-`` and their name.
    """
    source = SourceText(text, path)
    items = from_json(source, SHAPE)
    return source.result(_SchemaWork(item, source, section, "schema").entry() for item in items)


class _SchemaWork(ServiceRecord):
    """The reader of one work."""

    def entry(self) -> Entry:
        self.unfold("item")
        how = self.type_of()
        whole = self.parents()
        numbers = self.identifiers()
        self.key = numbers.pop(KEY, "")
        url = self.first("url") or self.plain("codeRepository")
        first, last = self.plain("pageStart"), self.plain("pageEnd")
        day = self.plain("datePublished", "copyrightYear")
        publisher = self.mapping("publisher") or {"name": whole.get("publisher")}
        place = publisher.get("address")
        if how.type == "article" and whole.get("@type") in {"Book", "Collection"}:
            how = ReadAs("incollection")
        found: dict[str, Any] = {
            "authors": self.people("author", "creator"),
            "editors": self.people("editor"),
            "date": self.date(self.members.get("datePublished"), day),
            "title": marked_up(self.plain("headline", "name")),
            "container": Text.of(plain(whole.get("name"))) or None,
            "publisher": plain(publisher.get("name") or publisher.get("value")),
            "place": plain(place) if isinstance(place, str) else "",
            "series": plain(whole.get("series")),
            "edition": self.plain("bookEdition"),
            "volume": self.plain("volumeNumber") or plain(whole.get("volumeNumber")),
            "number": self.plain("issueNumber") or plain(whole.get("issueNumber")),
            "pages": self.plain("pagination") or (f"{first}-{last}" if last else first),
            "isbn": self.plain("isbn") or numbers.pop("isbn", "") or plain(whole.get("isbn")),
            "issn": self.plain("issn") or plain(whole.get("issn")),
            "language": self.language(),
            "keywords": self.words_of("keywords", "name"),
            "abstract": marked_up(self.plain("abstract", "description")),
            "note": self.comment(),
            "eprint": self.eprint_among(numbers),
        }
        self.beyond_the_model()
        doi = numbers.pop("doi", "")
        for scheme, number in numbers.items():
            self.keep(scheme, number)
        self.keep_rest(_BOOKKEEPING)
        return self.made(how, doi, url, **found)

    def beyond_the_model(self) -> None:
        """Keep what has the name of a field, and people by their role."""
        for name in ROLES:
            self.extra.names(name, self.people(name))
        self.extra.plain("version", self.plain("version", "softwareVersion"))
        for name, member in KEPT.items():
            self.extra.plain(name, self.plain(member))

    def people(self, *names_of: str) -> Names:
        tell = self.telling(*names_of)
        return names.names_of(map(_person, self.items(*names_of)), tell)

    def type_of(self) -> ReadAs:
        """Take the kinds of the work; the first that is known counts, unless one is our own."""
        member, own = self.members.get("@type"), self.members.get("additionalType")
        kinds = [plain(each).rpartition("/")[2].rpartition(":")[2] for each in self.items("@type")]
        known = next((kind for kind in kinds if kind in TYPE_OF), "")
        if kinds and not known and member:
            message = f"“{kinds[0]}” is no kind of work that is known; it is read as miscellaneous"
            self.fault("unknown-entry-type", message, member)
            self.extra.plain("type", kinds[0])
        if own and isinstance(own.value, str) and own.value in TYPES:
            return ReadAs(self.plain("additionalType"))
        return ReadAs(TYPE_OF.get(known, "misc"))

    def parents(self) -> dict[str, Any]:
        """Take what the work is a part of: issue, volume and journal give one mapping."""
        found: dict[str, Any] = {}
        level: Any = next(iter(self.items("isPartOf")), None)
        for _level in range(4):
            if isinstance(level, str):
                found.setdefault("name", level)
            if not isinstance(level, dict):
                break
            kind = plain(level.get("@type")).rpartition("/")[2]
            if kind == "BookSeries":
                found.setdefault("series", level.get("name"))
            is_named = kind not in {"PublicationIssue", "PublicationVolume", "BookSeries"}
            for name, value in level.items():
                if name != "isPartOf" and (is_named or name not in {"name", "@type"}):
                    found.setdefault(name, value)
            inner = level.get("isPartOf")
            level = inner[0] if isinstance(inner, list) and inner else inner
        publisher = found.get("publisher")
        if isinstance(publisher, dict):
            found["publisher"] = publisher.get("name")
        issn = found.get("issn")
        found["issn"] = issn[0] if isinstance(issn, list) and issn else issn
        return found

    def identifiers(self) -> dict[str, str]:
        """Take identifiers by their schemes: as text, as an address or as a property."""
        found: dict[str, str] = {}
        for each in [*self.items("identifier"), *self.items("sameAs"), self.members.get("@id")]:
            value = each.value if hasattr(each, "raw") else each
            scheme = ""
            if isinstance(value, dict):
                scheme = plain(value.get("propertyID") or value.get("name")).lower()
                value = value.get("value") or value.get("@id")
            said = plain(value)
            if scheme == KEY:
                found[KEY] = said
            elif bare_doi(said):
                found.setdefault("doi", said)
            elif scheme and said:
                found.setdefault(scheme.rpartition("/")[2], said)
        return found

    def comment(self) -> Text | None:
        """Take a comment that is text; others are kept as they are."""
        member = self.left.get("comment")
        if member and isinstance(member.value, dict) and isinstance(member.value.get("text"), str):
            return self.noted(self.mapping("comment").get("text", ""))
        return None

    def language(self) -> str:
        value = self.mapping("inLanguage")
        return plain(value.get("alternateName") or value.get("value") or value.get("name"))


def _person(value: Any) -> Name:
    """Read a person or an organisation; a person may be a text."""
    if not isinstance(value, dict):
        return person_of({"name": plain(value)}, "", "", "name")
    kind = plain(value.get("@type"))
    if "Organization" in kind:
        return names.organisation(plain(value.get("name")))
    suffix = names.given_and_suffix(plain(value.get("honorificSuffix")))[1]
    return person_of(value | {"suffix": suffix}, "familyName", "givenName", "name")
