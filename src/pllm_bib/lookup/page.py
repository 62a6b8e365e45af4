"""Pages of works: what their HTML says of the work, for readers of reference managers.

Publishers' pages, PMLR, NeurIPS, CVF and AAAI among them, have ``citation_`` elements of meta as
Google Scholar's guidelines for webmasters name them; others Dublin Core, or JSON-LD of
schema.org, or COinS (Z39.88-2004).
"""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin

from pllm_bib.formats.shared import names, values
from pllm_bib.formats.shared.dates import written_date
from pllm_bib.lookup.found import FoundRecord, ServiceError, read_text
from pllm_bib.lookup.work_links import links_of_page, with_links
from pllm_bib.model.entry import Entry, Link, LinkKind
from pllm_bib.model.identifiers import bare_doi
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from pllm_bib.lookup.client import Client
    from pllm_bib.lookup.found import Answer
    from pllm_bib.model.date import Date
    from pllm_bib.model.name import Name

_HTML = frozenset({"text/html", "application/xhtml+xml"})


def at(client: Client, address: str) -> list[FoundRecord]:
    """Return the record that a page has of its work. Raises `ServiceError` where it has none."""
    answer = client.get(address, accept="text/html, application/xhtml+xml")
    if answer.media_type not in _HTML:
        message = f"{answer.address}: is no page, but {answer.media_type or 'of no type'}"
        raise ServiceError(message)
    entry = read_page(answer)
    entry = replace(entry, links=with_links(entry.links, links_of_page(answer.text)))
    return [FoundRecord(entry, answer.address, "official", answer.date)]


def links_at(client: Client, address: str) -> list[FoundRecord]:
    """Return the links to code and data of a page of a work, as a record without anything else."""
    answer = client.get(address, accept="text/html, application/xhtml+xml")
    entry = Entry(key="", type="misc", title=Text(), links=links_of_page(answer.text))
    return [FoundRecord(entry, answer.address, "official", answer.date)]


def read_page(answer: Answer) -> Entry:
    """Read the work of a page. Raises `ServiceError` where the page describes none."""
    page = _WorkPage()
    page.feed(answer.text)
    page.close()
    if page.has("citation_title"):
        return _of_meta(page, _CITATION, answer.address)
    for text in page.scripts:
        if found := _of_json(text, answer.address):
            return found
    if page.has("dc.title"):
        return _of_meta(page, _DUBLIN_CORE, answer.address)
    for title in page.coins:
        if found := _of_coins(title, answer.address):
            return found
    message = f"{answer.address}: the page describes no work for machines"
    raise ServiceError(message)


class _WorkPage(HTMLParser):
    """The parts of a page that describe its work."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, list[str]] = {}
        self.scripts: list[str] = []
        self.coins: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says of the work."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("name") or given.get("property") or "").lower()
            value = " ".join(given.get("content", "").split())
            if value:
                name = name.replace("dcterms.", "dc.").replace("dc:", "dc.")
                self.meta.setdefault(name, []).append(value)
        elif tag == "script" and given.get("type", "").lower() == "application/ld+json":
            self._in_script = True
            self.scripts.append("")
        elif tag == "span" and "Z3988" in given.get("class", "").split():
            self.coins.append(given.get("title", ""))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a script."""
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        """Keep the text of a script that describes a work."""
        if self._in_script:
            self.scripts[-1] += data

    def has(self, name: str) -> bool:
        """Say whether there is an element of meta with a name."""
        return name in self.meta

    def first(self, *named: str) -> str:
        """Return the first value that one of the names has, else an empty text."""
        return next((self.meta[name][0] for name in named if name in self.meta), "")


_CITATION = {
    "title": ("citation_title",),
    "authors": ("citation_author", "citation_authors"),
    "editors": ("citation_editor",),
    "date": ("citation_publication_date", "citation_date", "citation_year", "citation_online_date"),
    "journal": ("citation_journal_title",),
    "book": ("citation_inbook_title", "citation_book_title", "citation_conference_title"),
    "series": ("citation_series_title",),
    "publisher": ("citation_publisher",),
    "institution": (
        "citation_dissertation_institution",
        "citation_technical_report_institution",
    ),
    "volume": ("citation_volume",),
    "number": ("citation_issue", "citation_technical_report_number"),
    "doi": ("citation_doi", "prism.doi", "dc.identifier"),
    "isbn": ("citation_isbn",),
    "issn": ("citation_issn",),
    "language": ("citation_language",),
    "abstract": ("citation_abstract",),
    "pdf": ("citation_pdf_url",),
}
_DUBLIN_CORE = {
    "title": ("dc.title",),
    "authors": ("dc.creator", "dc.contributor"),
    "date": ("dc.date", "dc.issued", "dc.date.issued"),
    "publisher": ("dc.publisher",),
    "doi": ("dc.identifier",),
    "language": ("dc.language",),
    "abstract": ("dc.description",),
}


def _of_meta(page: _WorkPage, named: dict[str, tuple[str, ...]], address: str) -> Entry:
    """Read the work that elements of meta describe."""
    has = {part: page.first(*tags) for part, tags in named.items()}
    people = {
        part: [value for tag in named.get(part, ()) for value in page.meta.get(tag, ())]
        for part in ("authors", "editors")
    }
    kind = "thesis" if page.has("citation_dissertation_institution") else "misc"
    kind = "report" if page.has("citation_technical_report_institution") else kind
    kind = "inproceedings" if has.get("book") else kind
    kind = "article" if has.get("journal") else kind
    first, last = page.first("citation_firstpage"), page.first("citation_lastpage")
    pages = f"{first}–{last}" if first and last and first != last else first
    doi = next(filter(None, map(bare_doi, map(_bare, _all(page, named["doi"])))), None)
    pdf = has.get("pdf", "")
    links = {
        LinkKind.PAPER: "" if doi else address,
        LinkKind.PDF: urljoin(address, pdf) if pdf else "",
    }
    return Entry(
        key="",
        type=kind,
        title=Text.of(has["title"]),
        authors=names.names_of(map(_person, _apart(people["authors"]))),
        editors=names.names_of(map(_person, _apart(people["editors"]))),
        date=_date(has.get("date", "")),
        container=Text.of(has.get("journal") or has.get("book") or "") or None,
        series=Text.of(has.get("series", "")) or None,
        publisher=Text.of(has.get("institution") or has.get("publisher", "")) or None,
        volume=has.get("volume") or None,
        number=has.get("number") or None,
        pages=values.page_ranges(pages) or None,
        doi=doi,
        isbn=has.get("isbn") or None,
        issn=has.get("issn") or None,
        language=has.get("language") or None,
        links=tuple(Link(kind, url) for kind, url in links.items() if url.startswith("http")),
        abstract=Text.of(has.get("abstract", "")) or None,
    )


def _of_json(text: str, address: str) -> Entry | None:
    """Read the first work of a script of JSON-LD that has a title and people."""
    entries = read_text(text, "schema-org", address)
    return next((entry for entry in entries if entry.title and entry.authors), None)


_COINS_KINDS = {"article": "article", "proceeding": "inproceedings", "book": "book"}
_COINS_KINDS |= {"bookitem": "incollection", "conference": "proceedings", "report": "report"}


def _of_coins(title: str, address: str) -> Entry | None:
    """Read the work of a ContextObject (the title of a span), if it has a title."""
    said = dict(parse_qsl(title))
    kind = _COINS_KINDS.get(said.get("rft.genre", ""), "misc")
    named = said.get("rft.atitle") or said.get("rft.title") or said.get("rft.btitle")
    if not named:
        return None
    people = [value for name, value in parse_qsl(title) if name == "rft.au"]
    first = f"{said.get('rft.aulast', '')}, {said.get('rft.aufirst', '')}".strip(", ")
    if first and not any(said.get("rft.aulast", "") in one for one in people):
        people.insert(0, first)
    container = said.get("rft.jtitle") or said.get("rft.btitle", "")
    doi = bare_doi(said.get("rft_id", "").removeprefix("info:doi/"))
    return Entry(
        key="",
        type=kind,
        title=Text.of(named),
        authors=names.names_of(map(_person, people)),
        date=_date(said.get("rft.date", "")),
        container=Text.of(container) if container != named and container else None,
        publisher=Text.of(said.get("rft.pub", "")) or None,
        place=Text.of(said.get("rft.place", "")) or None,
        volume=said.get("rft.volume") or None,
        number=said.get("rft.issue") or None,
        pages=values.page_ranges(said.get("rft.pages") or said.get("rft.spage", "")) or None,
        doi=doi,
        isbn=said.get("rft.isbn") or None,
        issn=said.get("rft.issn") or None,
        links=() if doi else (Link(LinkKind.PAPER, address),),
    )


def _all(page: _WorkPage, tags: tuple[str, ...]) -> list[str]:
    return [value for tag in tags for value in page.meta.get(tag, ())]


def _bare(doi: str) -> str:
    return doi.removeprefix("doi:").strip()


def _apart(people: list[str]) -> list[str]:
    """Return people one by one; one element of meta may hold all, with semicolons between them."""
    return [one.strip() for value in people for one in value.split(";") if one.strip()]


def _person(name: str) -> Name:
    """Read a name, with the family name before a comma or at the end."""
    family, comma, given = name.partition(",")
    return names.person(family.strip(), given.strip()) if comma else names.natural_name(name)


def _date(text: str) -> Date | None:
    """Read a date; none from words that are no date."""
    try:
        return written_date(text.replace("/", "-")) if text else None
    except ValueError:
        return None
