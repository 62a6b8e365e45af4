"""The metadata in the head of a work's page, for Zotero, Google Scholar and search engines.

Sources: Highwire's names as Google Scholar's inclusion guidelines have them, Zotero's translator
“Embedded Metadata”, schema.org 28.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.shared import titles
from pllm_bib.formats.shared.types import zotero_type
from pllm_bib.model.entry import LinkKind
from pllm_bib.site.views import container, plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry


def meta(entry: Entry) -> list[tuple[str, str]]:
    """Return the names and contents of a page's elements ``meta`` on its work, in order."""
    return [(name, value) for name, value in _meta(entry) if value]


def _meta(entry: Entry) -> Iterator[tuple[str, str]]:
    kind = zotero_type(entry)
    yield "citation_title", plain(titles.full_title(entry))
    for name in entry.authors:
        yield "citation_author", f"{name.full_family}, {name.given}".rstrip(", ")
    for name in entry.editors:
        yield "citation_editor", f"{name.full_family}, {name.given}".rstrip(", ")
    date = entry.date
    if date and date.year and date.is_plain:
        parts = [f"{date.year:04}", *(f"{part:02}" for part in (date.month, date.day) if part)]
        yield "citation_publication_date", "/".join(parts)
    yield from _container(entry, kind)
    yield "citation_volume", entry.volume or ""
    yield "citation_issue", entry.number or ""
    first, _, last = (entry.pages or "").partition("–")
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_doi", entry.doi or (entry.eprint.doi if entry.eprint else "") or ""
    yield "citation_isbn", entry.isbn or ""
    yield "citation_issn", entry.issn or ""
    yield "citation_publisher", plain(titles.publisher(entry))
    yield "citation_language", entry.language or ""
    yield "citation_pdf_url", web_address(entry.link(LinkKind.PDF)) or ""
    yield "citation_public_url", web_address(entry.landing_page) or ""
    if entry.eprint and entry.eprint.is_arxiv:
        yield "citation_arxiv_id", entry.eprint.id
    for keyword in entry.keywords:
        yield "citation_keywords", keyword
    yield "z:itemType", kind
    yield "z:citationKey", entry.key
    if kind == "preprint" and entry.eprint:
        yield "prism:number", f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":")


def _container(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    """Yield where a work appeared; Zotero takes the title of the book before the conference's."""
    inside = container(entry)
    if kind == "conferencePaper":
        yield "citation_inbook_title", inside
        year = entry.date.year_text if entry.date else ""
        yield "citation_conference_title", f"{entry.venue} {year}".strip() if entry.venue else ""
    elif kind in {"bookSection", "encyclopediaArticle"}:
        yield "citation_inbook_title", inside
    elif kind == "thesis":
        yield "citation_dissertation_institution", plain(titles.publisher(entry))
    elif kind == "report":
        yield "citation_technical_report_institution", plain(titles.publisher(entry))
    else:
        yield "citation_journal_title", inside


def json_ld(entry: Entry) -> str:
    """Return a work in schema.org's terms, as JSON that may stand in an element ``script``."""
    of_web = replace(entry, links=tuple(link for link in entry.links if web_address(link.url)))
    text = FORMATS["schema-org"].required_writer.record(of_web, WriteContext())
    return json_in_html(json.loads(text))


def json_in_html(value: object) -> str:
    """Return JSON with no character that could end an element or begin a comment in HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
