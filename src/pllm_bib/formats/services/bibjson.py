"""BibJSON -> entries and diagnostics: records of a collection, of a search, or one.

Sources: BibJSON 0.82 (okfnlabs.org/bibjson), and the articles of DOAJ, which are in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.services.bibjson_write import OTHERS, ROLES
from pllm_bib.formats.services.record import ServiceRecord, marked_up, person_of
from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.record import plain
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import READ_AS, TYPES, ReadAs
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

SHAPE = Shape(
    lists=frozenset({"records", "results"}),
    marks=frozenset({"title", "bibjson", "identifier"}),
    no_item="this is no record of BibJSON, nor a list: it has no title or identifier",
)
_ISSNS = ("issn", "pissn", "eissn")
_BOOKKEEPING = frozenset("admin cid collection created_date id last_updated metadata".split())


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a file of BibJSON: ``{"records": [...]}``, a list, or one record.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put in.
    Members that are not known are kept as ``bibjson-`` and their name.
    """
    source = SourceText(text, path)
    items = from_json(source, SHAPE)
    return source.result(_BibJsonRecord(item, source, section, "bibjson").entry() for item in items)


class _BibJsonRecord(ServiceRecord):
    """The reader of one record."""

    def entry(self) -> Entry:
        key = self.plain("citekey", "cid")
        self.unfold("bibjson")
        self.key = key or self.plain("citekey")
        numbers = self.identifiers()
        journal = self.mapping("journal")
        name = plain(journal.get("name") or journal.get("title") or journal.get("value"))
        first, last = self.plain("start_page"), self.plain("end_page")
        pages = self.plain("pages") or plain(journal.get("pages"))
        links = self.addresses()
        container = name or self.plain("booktitle")
        how = self.type_of(is_article=bool(name))
        found: dict[str, Any] = {
            "authors": self.people("author"),
            "editors": self.people("editor"),
            "date": self.own_date(),
            "title": marked_up(self.plain("title")),
            "container": Text.of(container) or None,
            "publisher": self.plain("publisher") or plain(journal.get("publisher")),
            "place": self.plain("address"),
            "series": self.plain("series"),
            "edition": self.plain("edition"),
            "volume": self.plain("volume") or plain(journal.get("volume")),
            "number": self.plain("number", "issue")
            or plain(journal.get("number") or journal.get("issue")),
            "pages": pages or (f"{first}-{last}" if last and last != first else first),
            "isbn": numbers.pop("isbn", "") or self.plain("isbn"),
            "issn": next((numbers.pop(each) for each in _ISSNS if each in numbers), "")
            or plain((journal.get("issns") or [""])[0] if journal else ""),
            "language": self.plain("language"),
            "note": self.noted(self.take("note")),
            "keywords": self.words_of("keywords", "name") + self.words_of("subject", "term"),
            "abstract": marked_up(self.plain("abstract")),
            "links": links,
        }
        doi = numbers.pop("doi", "") or self.plain("doi")
        found["eprint"] = self.eprint_among(numbers)
        self.beyond_the_model(numbers)
        self.keep_rest(_BOOKKEEPING)
        return self.made(how, doi, links.get(LinkKind.PAPER, ""), **found)

    def beyond_the_model(self, numbers: dict[str, str]) -> None:
        """Keep people by their role, and numbers of schemes that are not known."""
        for name in ROLES:
            self.extra.names(name, self.people(name))
        for scheme in [scheme for scheme in numbers if scheme not in _ISSNS]:
            self.keep(scheme, numbers[scheme])

    def own_date(self) -> Date | None:
        """Take the date of BibLaTeX, else year and month."""
        year, month = self.plain("year"), self.plain("month")
        if date := self.plain("date"):
            return self.date(self.members.get("date"), date)
        if month.isdecimal() and year.isdecimal() and len(year) == len("2024"):
            return self.date(self.members.get("month"), f"{year}-{int(month):02}")
        return self.date(self.members.get("year"), f"{month} {year}".strip() if year else "")

    def type_of(self, *, is_article: bool) -> ReadAs:
        """Take the type, which has BibTeX's names; an article is known by its journal."""
        name = self.plain("type").lower()
        found = name if name in TYPES else READ_AS.get(name)
        if found is None and name and (member := self.members.get("type")):
            message = f"BibTeX has no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, member)
            self.extra.plain("type", name)
        return ReadAs(found or ("article" if is_article else "misc"))

    def people(self, name: str) -> Names:
        """Take names, by their parts or whole."""
        return names.names_of(
            (
                _person(each if isinstance(each, dict) else {"name": plain(each)})
                for each in self.items(name)
            ),
            self.telling(name),
        )

    def identifiers(self) -> dict[str, str]:
        """Take the identifiers by their schemes."""
        found: dict[str, str] = {}
        for each in self.items("identifier"):
            if isinstance(each, dict):
                scheme = plain(each.get("type")).lower()
                found.setdefault(scheme, plain(each.get("id")))
        return {scheme: number for scheme, number in found.items() if scheme and number}

    def addresses(self) -> dict[LinkKind, str]:
        """Take the links: the first page, the first PDF, and what our own writer names."""
        page, found = self.plain("url"), dict[LinkKind, str]()
        for each in self.items("link"):
            parts = each if isinstance(each, dict) else {"url": each}
            url, anchor = plain(parts.get("url")), plain(parts.get("anchor"))
            told = f"{plain(parts.get('content_type'))} {anchor}".lower()
            if anchor in set(LinkKind):
                found.setdefault(LinkKind(anchor), url)
            elif "pdf" in told or url.endswith(".pdf"):
                found.setdefault(LinkKind.PDF, url)
            else:
                page = page or url
        return {LinkKind.PAPER: page} | found


def _person(parts: dict[str, Any]) -> Name:
    """Read a name by its parts or whole; the name of an organisation has but one."""
    if parts.get("type") == "organization" or parts == OTHERS:
        return names.organisation(plain(parts.get("name")))
    return person_of(parts, "lastname", "firstname", "name")
