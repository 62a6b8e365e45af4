"""Crossref's JSON -> entries and diagnostics: a work, a message with one, or a list of items.

Source: the REST API of Crossref, https://api.crossref.org/swagger-ui/, and its list of types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.services.record import (
    ServiceRecord,
    csl_kind_of,
    date_of_parts,
    marked_up,
    people_of,
)
from pllm_bib.formats.shared import names, values
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import ReadAs, refined
from pllm_bib.formats.shared.types_read import CROSSREF_TYPES
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

SHAPE = Shape(
    lists=frozenset({"items"}),
    objects=frozenset({"message"}),
    marks=frozenset({"DOI", "title", "type"}),
    no_item="this is no work of Crossref's, nor a message with works: it has no DOI, type or title",
)
_DATES = ("published-print", "published", "published-online", "issued", "posted", "created")
_ISBN = regex(r"^https?://\S*/isbn/")
_BOOKKEEPING = frozenset(
    "accepted aliases alternative-id approved assertion content-created content-domain "
    "content-updated created deposited free-to-read funder indexed institution "
    "is-referenced-by-count isbn-type issn-type journal-issue license link member "
    "original-title posted prefix published published-online published-print reference "
    "reference-count references-count relation resource score short-title source status "
    "subtype update-policy update-to URL".split()
)
"""Members that say nothing of the work, or the same again."""


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of an answer of Crossref.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    Members that are not known are kept as ``crossref-`` and their name; counts, references, funders
    and what Crossref says of its own record are left out.
    """
    source = SourceText(text, path)
    items = from_json(source, SHAPE)
    return source.result(_CrossrefWork(item, source, section, "crossref").entry() for item in items)


class _CrossrefWork(ServiceRecord):
    """The reader of one work."""

    def entry(self) -> Entry:
        how = self.type_of()
        doi = self.first("DOI")
        containers = [str(marked_up(plain(each)) or "") for each in self.items("container-title")]
        series = containers[0] if len(containers) > 1 and how.type != "article" else ""
        container = containers[-1] if containers and how.type != "article" else ""
        container = container or next(iter(containers), "")
        publisher, place = self.publisher(how)
        eprint = values.eprint_line(f"{publisher}: {doi.partition('/')[2]}")
        found: dict[str, Any] = {
            "authors": self.people("author"),
            "editors": self.people("editor"),
            "date": self.issued(),
            "title": marked_up(self.first("title")),
            "container": Text.of(container) or None,
            "series": series,
            "publisher": publisher,
            "place": place,
            "eprint": eprint if how.type == "preprint" else None,
            "edition": self.plain("edition-number"),
            "volume": self.plain("volume"),
            "number": self.plain("issue"),
            "pages": self.plain("page"),
            "isbn": ", ".join(_ISBN.sub("", plain(each)) for each in self.items("ISBN")),
            "issn": self.plain("ISSN"),
            "language": self.plain("language"),
            "keywords": self.words_of("subject", "name"),
            "abstract": marked_up(self.plain("abstract")),
        }
        self.beyond_the_model()
        self.keep_rest(_BOOKKEEPING)
        return self.made(how, doi, **found)

    def type_of(self) -> ReadAs:
        """Take the type; a degree tells theses apart."""
        member = self.members.get("type")
        name = self.plain("type")
        known = name in CROSSREF_TYPES or name in _OTHER_TYPES
        how = csl_kind_of(CROSSREF_TYPES.get(name, _OTHER_TYPES.get(name, name)))
        if name and not known and member and how.type == "misc":
            message = f"Crossref has no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, member)
            self.keep("type", name)
        if name == "proceedings":
            how = ReadAs("proceedings")
        elif name in {"edited-book", "reference-book"}:
            how = ReadAs("collection" if name == "edited-book" else "reference")
        degree = self.plain("degree")
        meant, is_all = refined(how.type, degree)
        if degree and meant == how.type and not is_all:
            self.extra.text("type", degree)
        return how._replace(type=meant)

    def people(self, name: str) -> Names:
        return names.names_of(map(_person, self.items(name)), self.telling(name))

    def issued(self) -> Date | None:
        """Take the date of the print, else the first of the others."""
        found = (date_of_parts(self.left[name].value) for name in _DATES if name in self.left)
        date = next(filter(None, found), None)
        self.left.pop("issued", None)
        return date

    def publisher(self, how: ReadAs) -> tuple[str, str]:
        """Take the publisher and its place; a thesis or report is its institution's."""
        publisher, place = self.plain("publisher"), self.plain("publisher-location")
        institutions = [each for each in self.items("institution") if isinstance(each, dict)]
        names_of = [plain(each.get("name")) for each in institutions]
        if any(names_of) and how.type in {
            "thesis",
            "phdthesis",
            "mastersthesis",
            "techreport",
            "preprint",
        }:
            publisher = ", ".join(filter(None, names_of))
            place = place or plain(institutions[0].get("place"))
        return publisher, place

    def beyond_the_model(self) -> None:
        """Keep subtitle, short title of the journal, event, and others that BibLaTeX knows."""
        subtitle = marked_up(self.first("subtitle"))
        self.extra.text("subtitle", subtitle or "")
        self.extra.text("shortjournal", self.first("short-container-title"))
        self.extra.plain("eid", self.plain("article-number"))
        self.extra.plain("part", self.plain("part-number"))
        self.extra.names("translator", self.people("translator"))
        self.extra.names("chair", self.people("chair"))
        event = self.mapping("event")
        self.extra.text("eventtitle", plain(event.get("name")))
        self.extra.text("eventplace", plain(event.get("location")))
        start, end = date_of_parts(event.get("start")), date_of_parts(event.get("end"))
        if start:
            self.extra.put("eventdate", f"{start}/{end}" if end and end != start else str(start))
        licenses = [each for each in self.items("license") if isinstance(each, dict)]
        self.extra.plain("license", plain(licenses[0].get("URL")) if licenses else "")


_OTHER_TYPES = {
    "book": "book",
    "book-series": "book",
    "book-set": "book",
    "component": "document",
    "dataset": "dataset",
    "grant": "document",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "other": "document",
    "report": "report",
    "report-series": "report",
    "standard": "standard",
}
"""Crossref's types that have the same name in CSL or none there."""


def _person(value: Any) -> Name:
    """Read a person by family and given name, or an organisation by its only name."""
    if isinstance(value, dict) and "family" not in value and value.get("name"):
        return names.organisation(plain(value["name"]))
    found = people_of([value], "family", "given", "literal")
    return found.names[0] if found.names else names.organisation("")
