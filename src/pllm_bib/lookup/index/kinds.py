"""The kinds of records that an index holds: how each is marked, read, and where it can be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.services.record import marked_up
from pllm_bib.lookup.crossref import with_notices
from pllm_bib.lookup.found import FoundRecord, read_text
from pllm_bib.lookup.index import arxiv_metadata, bibtex, dblp_xml
from pllm_bib.lookup.index.json_lines import json_object
from pllm_bib.lookup.index.marks import Marks, marks_of, name, names_of, title_marks
from pllm_bib.lookup.preprint import address
from pllm_bib.model.entry import Entry, Link, LinkKind, Origin, doi_url
from pllm_bib.model.identifiers import anthology_id, bare_doi, dblp_key, pmid
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.lookup.found import Notice
    from pllm_bib.model.diagnostic import Position


class RecordKind(NamedTuple):
    """The functions for the text of a record of a kind; each raises ``ValueError`` for no record.

    ``marks`` may do so for a record that only ``read`` understands.
    """

    marks: Callable[[str], Marks]
    read: Callable[[str], Entry]


def _by_format(form: str) -> Callable[[str], Entry]:
    def read(text: str) -> Entry:
        entries = read_text(text, form)
        if not entries:
            message = f"this is no record in {FORMATS[form].title}"
            raise ValueError(message)
        return entries[0]

    return read


def _after_reading(form: str) -> RecordKind:
    """Return the kind of a format whose records are marked once they are read."""
    read = _by_format(form)
    return RecordKind(lambda text: marks_of(read(text)), read)


def _biblatex(text: str) -> Entry:
    around = bib_reader.Surroundings(comments=True)
    entries, _faults = bib_reader.read_biblatex(text, "", None, around)
    if not entries:
        message = "this is no entry that can be read"
        raise ValueError(message)
    return entries[0]


def _openalex_marks(line: str) -> Marks:
    work = json_object(line)
    ids = _members(work.get("ids"))
    page = _members(work.get("primary_location")).get("landing_page_url")
    doi = bare_doi(_text(work.get("doi") or ids.get("doi")))
    links = (Link(LinkKind.PAPER, page),) if isinstance(page, str) else ()
    found = [*names_of(Entry(key="", type="misc", doi=doi, links=links))]
    if number := pmid(_text(ids.get("pmid"))):
        found.append(name("pmid", number))
    title = _text(work.get("title") or work.get("display_name"))
    return Marks(tuple(found), *title_marks(marked_up(title) or Text()))


def _crossref_marks(line: str) -> Marks:
    work = json_object(line)
    if work.get("subtitle") or not isinstance(work.get("title"), list):
        message = "the title does not stand plainly in the record"
        raise ValueError(message)
    doi = bare_doi(_text(work.get("DOI")))
    books = work.get("type") in {"book", "proceedings", "edited-book", "reference-book"}
    isbn = ", ".join(map(str, work.get("ISBN") or ())) if books else None
    entry = Entry(key="", type="book", doi=doi, isbn=isbn)
    title = _text(next(iter(work["title"]), ""))
    return Marks(tuple(names_of(entry)), *title_marks(marked_up(title) or Text()))


def _members(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


ARXIV, BIBTEX, CANONICAL, CROSSREF, DBLP = "arxiv", "biblatex", "canonical", "crossref", "dblp"
KINDS = {
    form: _after_reading(form) for form, row in FORMATS.items() if row.read and form != BIBTEX
} | {
    ARXIV: RecordKind(arxiv_metadata.marks, arxiv_metadata.read),
    BIBTEX: RecordKind(bibtex.marks, _biblatex),
    DBLP: RecordKind(dblp_xml.marks, dblp_xml.read),
    CROSSREF: RecordKind(_crossref_marks, _by_format("crossref")),
    "openalex": RecordKind(_openalex_marks, _by_format("openalex")),
}
"""Kind of record -> its functions: the formats that are read, and two that only dumps have."""


def marks(kind: str, text: str) -> Marks:
    """Return the marks of a record. Raises ``ValueError`` for none."""
    try:
        return KINDS[kind].marks(text)
    except ValueError:
        return marks_of(KINDS[kind].read(text))


_OF_ANTHOLOGY = regex(r"[a-z0-9-]+-\d{4}-[a-z0-9-]+")
"""The form of the keys that the ACL Anthology gives: people, year, words of the title."""


def found_record(kind: str, text: str, place: Position) -> FoundRecord:
    """Read a record that stands at a place of a dump. Raises ``ValueError`` for none."""
    entry = KINDS[kind].read(text)
    notices: tuple[Notice, ...] = ()
    if kind == ARXIV:
        notices = arxiv_metadata.told(text)
    elif kind == CROSSREF:
        entry, notices = with_notices(entry, json_object(text))
    origin = entry.origin or Origin(place, place, {}, {})
    # The places of its fields are those in the record alone.
    entry = replace(entry, origin=replace(origin, position=place, key=place, fields={}))
    return FoundRecord(entry, *_seen_at(kind, entry, place), notices=notices)


def _seen_at(kind: str, entry: Entry, place: Position) -> tuple[str, str]:
    """Return the address that a reader can check a record at, and what kind of source that is."""
    if kind == ARXIV and entry.eprint:
        return address(entry.eprint.id), "official"
    if key := dblp_key(entry.key):
        return f"https://dblp.org/rec/{key}", "third-party"
    page = entry.link(LinkKind.PAPER) or ""
    if _OF_ANTHOLOGY.fullmatch(entry.key) and (paper := anthology_id(page)):
        return f"https://aclanthology.org/{paper.id}/", "official"
    if entry.doi:
        return doi_url(entry.doi), "official" if kind in {"crossref", "datacite"} else "third-party"
    return entry.landing_page or f"{place.path}:{place.line}", "third-party"
