"""Zotero RDF, compared with the entries; `rdf_reading` reads it.

Two things are normalised: the dash between pages, for which Zotero has a hyphen, and formulas (see
`runs.without_scripts`).
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pllm_bib.formats.shared.fields import FIELDS, ZOTERO_OF_CSL, is_link, zotero_roles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import TYPES, row, zotero_type
from pllm_bib.model.entry import LinkKind
from pllm_bib.verifying import beyond, runs
from pllm_bib.verifying.check import Difference, excerpts
from pllm_bib.verifying.dates import edtf, year
from pllm_bib.verifying.rdf_reading import CONTAINERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.verifying.check import Check, ReadExport

_AUTHORS = {
    "computerProgram": "so:author",
    "patent": "z:inventors",
    "presentation": "z:presenters",
    "artwork": "z:artists",
    "audioRecording": "z:performers",
    "videoRecording": "bib:contributors",
    "film": "z:directors",
}
"""Zotero's type -> the property that it has in place of authors."""
_EDITED = frozenset(
    "journalArticle conferencePaper book bookSection encyclopediaArticle preprint report standard "
    "document".split()
)
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_LINKS = {
    "PDF": LinkKind.PDF,
    "Code": LinkKind.CODE,
    "Data": LinkKind.DATA,
    "Website": LinkKind.WEBSITE,
    "Video": LinkKind.VIDEO,
}


def compare(check: Check) -> None:
    """Compare an item of Zotero RDF.

    A value without a field in its type stands in Extra, by BibTeX's name of the field.
    """
    kind = zotero_type(check.entry)
    entry = check.entry = beyond.with_roles(
        check.entry, zotero_roles(kind, authors=bool(check.entry.authors))
    )
    check.values("type", [kind], "z:itemType")
    containers = [name for name, kinds in CONTAINERS.items() if kind in kinds]
    check.values("type", containers, "container", lost=True)
    check.values("key", [entry.key], "z:citationKey")
    _titles(check)
    _people(check, kind)
    _publication(check, kind)
    check.values("date", [_date(entry.date) if entry.date else beyond.date_words(entry)], "dc:date")
    _numbers(check)
    _identifiers(check)
    language = entry.language and language_code(entry.language)
    check.values("language", [language], "z:language", "extra:tex.language")
    check.text("abstract", "dcterms:abstract", "extra:tex.abstract")
    _kind_of_work(check, kind)
    check.values("openreview", [entry.openreview], "extra:tex.openreview")
    check.values("aliases", [", ".join(entry.aliases)], "extra:tex.ids")
    _notes(check)
    _of_managers(check)
    _extra(check, kind)
    headings = check.library.headings
    sections = [headings.get(section, section) for section in entry.sections]
    tags = [
        tag for name, text in _fields(entry, "keyword|tags|mendeley-tags") for tag in _listed(text)
    ]
    check.values("keywords", [*tags, *entry.keywords, *sections], "dc:subject")
    check.values("related", entry.related, "dc:relation")
    for title, link in _LINKS.items():
        check.values(f"links.{link}", [entry.link(link)], f"link:{title}")


def _titles(check: Check) -> None:
    entry = check.entry
    titles = beyond.titles(entry)
    beyond.compare_joined(check, "title", titles.title, "dc:title", read=runs.of_csl)
    extra = dict(entry.extra).keys()
    if {"subtitle", "titleaddon"} & extra and "shorttitle" not in extra:
        check.text("title", "z:shortTitle", read=runs.of_csl)
    journal = row(entry.type).container or "journal"
    series = [*titles.main, *beyond.parts(entry, "series")]
    for attribute, joined, *places in (
        ("container", titles.container, "container/dc:title", f"extra:tex.{journal}"),
        ("series", series, "series/dc:title", "series/dcterms:alternative", "extra:tex.series"),
    ):
        beyond.compare_joined(check, attribute, joined, *places)


def _people(check: Check, kind: str) -> None:
    places = {
        "authors": _AUTHORS.get(kind, "bib:authors"),
        "editors": "bib:editors" if kind in _EDITED else "bib:contributors",
    }
    for attribute, place in places.items():
        own = place
        if place == "bib:contributors":
            # The editors stand before all other contributors.
            got, own = check.take(place), f"{place} ({attribute})"
            count = len(getattr(check.entry, attribute).listed)
            check.put(own, got[:count])
            check.put(place, got[count:])
        check.people(attribute, _name_of, own)


def _name_of(name: Name) -> str:
    """Return a name in Zotero's two fields; particle and suffix join the family and given name."""
    given = f"{name.given}, {name.suffix}" if name.suffix else name.given
    return "|".join(filter(None, (name.full_family, given)))


def _publication(check: Check, kind: str) -> None:
    """Compare publisher, place, edition and event."""
    entry = check.entry
    publisher = beyond.publisher(entry)
    issued = ("publisher/foaf:name", "z:authority", f"extra:tex.{row(entry.type).publisher}")
    if entry.type == "preprint" and entry.eprint and not publisher:
        check.values("eprint", [entry.eprint.archive], *issued)
    else:
        # A field beyond the model has no line in Extra by itself.
        lost = None if beyond.parts(entry, "organization", "publisher") else True
        beyond.compare_joined(check, "publisher", publisher, *issued, lost=lost)
    check.text("place", "publisher/vcard:locality", "extra:tex.address")
    editions = ("prism:edition", "z:edition", "z:versionNumber", "extra:tex.edition")
    check.text("edition", *editions)
    event = beyond.parts(entry, "eventtitle") if kind in _HELD else []
    check.values("extra.eventtitle", event, "event/dc:title", fold=runs.without_scripts)
    if kind == "conferencePaper" and not event:
        check.values("venue", [beyond.event(entry)], "event/dc:title")
        return
    # A venue that equals the journal's whole name is not written as its abbreviation.
    whole = " ".join(beyond.titles(entry).container)
    venue = entry.venue if entry.venue != whole else ""
    check.values("venue", [venue], "container/dcterms:alternative", "extra:tex.venue")


_HELD = frozenset({"conferencePaper", "presentation"})
"""Types of works that are presented at an event."""


def _kind_of_work(check: Check, kind: str) -> None:
    """Compare the values that describe the type more closely than Zotero's own type."""
    entry, vocabulary = check.entry, row(check.entry.type)
    has_genre = kind in {"thesis", "report"} and "type" not in dict(entry.extra)
    check.values("type", [vocabulary.genre if has_genre else None], "z:type")
    # Zotero cites a document as the type in this line.
    cited = vocabulary.csl if kind == "document" and vocabulary.csl != "document" else ""
    check.values("type", [cited], "extra:Type")
    alike = [
        name
        for name, other in TYPES.items()
        if (other.zotero, other.genre) == (vocabulary.zotero, vocabulary.genre)
    ]
    is_said = entry.type != alike[0] or (entry.type == "book" and kind != "book")
    check.values("type", [entry.type if is_said else ""], "extra:tex.entrytype")


def _notes(check: Check) -> None:
    """Compare the note, which stands before the notes that are fields beyond the model."""
    note = beyond.parts(check.entry, "note", "addendum")
    got = check.take("note")
    check.put("own note", got[: len(note[:1])])
    check.put("note", got[len(note[:1]) :])
    beyond.compare_joined(check, "note", note, "own note", read=runs.of_html)


def _date(date: Date) -> str:
    """Return a date in EDTF, but a season by name, as Zotero reads it."""
    if date.season is None or date.end or date.open:
        return edtf(date)
    doubt = ("~" if date.approximate else "") + ("?" if date.uncertain else "")
    return f"{_SEASONS[date.season - 1]} {year(date)}{doubt}"


def _numbers(check: Check) -> None:
    entry = check.entry
    places = ["container/prism:number", "prism:number", "series/dc:identifier"]
    if entry.type == "preprint" and entry.eprint:
        identifier = f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":")
        check.values("eprint", [identifier], "prism:number")
        places.remove("prism:number")
    check.values("number", [entry.number], *places, "extra:tex.number")
    volumes = ("container/prism:volume", "prism:volume", "extra:tex.volume")
    check.values("volume", [entry.volume], *volumes)
    pages = entry.pages and entry.pages.replace("–", "-")
    check.values("pages", [pages], "bib:pages", "extra:tex.pages")


def _identifiers(check: Check) -> None:
    entry = check.entry
    check.values("isbn", [entry.isbn], "ISBN", "extra:tex.isbn")
    check.values("issn", [entry.issn], "ISSN", "extra:tex.issn")
    archived = entry.eprint if entry.type == "preprint" else None
    check.values("doi", [entry.doi or (archived and archived.doi)], "DOI")
    check.values("links.paper", [entry.page_beside_doi], "url")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        label = f"extra:{entry.eprint.archive or 'eprint'}"
        check.values("eprint", [entry.eprint.id + category], label)


_EXTRA = {name: field.zotero for name, field in FIELDS.items() if field.zotero} | ZOTERO_OF_CSL
"""Field beyond the model -> Zotero's name of the field."""
_NAMED_ELSEWHERE = {
    "archiveLocation": "dc:coverage",
    "rights": "dc:rights",
    "seriesNumber": "series/dc:identifier",
    "journalAbbreviation": "container/dcterms:alternative",
    "conferenceName": "event/dc:title",
    "issue": "container/prism:number",
    "edition": "prism:edition",
    "notes": "note",
    "creators/contributor": "bib:contributors",
    "creators/producer": "so:producer",
}
"""Zotero's fields that its RDF takes from other vocabularies -> the property."""
_KNOWN = {
    "shortTitle": None,
    "rights": None,
    "notes": None,
    "versionNumber": {"computerProgram", "dataset", "standard"},
    "numPages": {"book", "thesis", "manuscript", "standard"},
    "numberOfVolumes": {"book", "bookSection", "conferencePaper", "encyclopediaArticle"},
    "assignee": {"patent"},
    "type": {"thesis", "report", "webpage", "manuscript", "preprint", "dataset", "document"},
    "originalDate": {"book", "bookSection"},
}
"""Field that must be there -> the types that have it, None for all; others may be lost."""


def _extra(check: Check, kind: str) -> None:
    """Compare fields beyond the model that Zotero has a place for."""
    for name, source in check.entry.extra:
        target = "" if name == "annote" else _EXTRA.get(name, "")  # see `_of_managers`
        own = _NAMED_ELSEWHERE.get(target, f"z:{target}")
        text = beyond.plain("", source)
        if target.startswith("creators/"):
            # Names are compared by their words, since only BibTeX splits them.
            own = _NAMED_ELSEWHERE.get(target, f"z:{target.removeprefix('creators/')}s")
            found = (
                check.pick(place, partial(beyond.says, beyond.words(text)))
                for place in (own, "bib:contributors")
            )
            if not any(found):
                check.differ(f"extra.{name}", text, "", (own,))
        elif target in {"notes", "shortTitle"}:
            got = check.take(own)
            read = runs.of_html if target == "notes" else runs.of_csl
            check.put(own, [runs.plain(read(value)) for value in got[:1]])
            check.values(f"extra.{name}", [text], own, fold=runs.without_scripts, lost=False)
            check.put(own, got[1:])
        elif target in {"PMID", "PMCID"}:
            check.values(f"extra.{name}", [text], own, f"extra:{target}")
        elif target:
            kinds = _KNOWN.get(target, set())
            lost = kinds is not None and kind not in kinds
            if target == "accessDate":  # Zotero drops dates without a day
                lost = not re.fullmatch(r"\d{4}-\d\d-\d\d", text)
            check.values(f"extra.{name}", [text], own, fold=runs.without_scripts, lost=lost)


def _fields(entry: Entry, pattern: str) -> list[tuple[str, str]]:
    """Return the fields beyond the model with a name of a pattern, with their plain text."""
    return [(n, beyond.plain("", s)) for n, s in entry.extra if re.fullmatch(pattern, n)]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split("[,;]", text) if part.strip()]


def _of_managers(check: Check) -> None:
    """Compare what other reference managers keep in fields of their own.

    A file has a path that stands in its field, colons and semicolons with a backslash or not.
    """
    for name, text in _fields(check.entry, r"annote|review|comment(-.+)?"):
        if not check.pick("note", partial(_is_note, beyond.words(text))):
            check.differ(f"extra.{name}", text, "", ("note",))
    for name, text in _fields(check.entry, "collaborator|editor[abc]"):
        if not check.pick("bib:contributors", partial(beyond.says, beyond.words(text))):
            check.differ(f"extra.{name}", text, "", ("bib:contributors",))
    linked = [name for name in check.names_left() if name.startswith("link:")]
    known = {check.entry.landing_page, f"https://doi.org/{check.entry.doi}"}
    for name, text in _fields(check.entry, ".*"):
        if is_link(name) and "://" in text and text not in known:
            known.add(text)
            is_there = partial(_is_one, "%20".join(text.split()))
            if not any(check.pick(place, is_there) for place in linked):
                check.differ(f"extra.{name}", text, "", ("link:",))
    source = "".join(_paths(name, source) for name, source in check.entry.extra)
    source = _no_slashes(source.replace("$\\backslash$", ""))
    for place in ("file", *linked):
        while source and check.pick(place, partial(_stands_in, source)):
            pass


def _paths(name: str, source: str) -> str:
    """Return the text of a field in which the path of a file stands; empty if it holds none."""
    if name.startswith("bdsk-file"):
        try:  # a property list: texts stand in it as they are
            bookmark = base64.b64decode(source)
        except binascii.Error:
            return ""
        return bookmark.decode("utf-8", "ignore") + bookmark.decode("utf-16-be", "ignore")
    return unquote(source) if "file" in name or name.startswith("local-") else ""


def _is_one(text: str, values: list[str]) -> bool:
    return values == [text]


def _stands_in(source: str, values: list[str]) -> bool:
    return len(values) == 1 and _no_slashes(values[0]) in source


def _no_slashes(path: str) -> str:
    return re.sub(r"[\\/]", "", path)


def _is_note(expected: list[str], values: list[str]) -> bool:
    return beyond.says(expected, [" ".join(runs.plain(runs.of_html(v)) for v in values)])


def _collections(library: Library) -> dict[str, list[str]]:
    """Return the keys and collections that the collection of each heading holds."""
    expected: dict[str, list[str]] = {}
    for chapter in library.chapters:
        titles = []
        for section in chapter.sections:
            # The front matter's sections stand in no chapter, and have only their titles.
            listed = [entry.key for entry in library if section.id in entry.sections]
            if section is chapter.own:
                titles += listed
                continue
            titles.append(section.heading if chapter.title else section.title)
            expected[titles[-1]] = listed
        if chapter.title and titles:
            expected[f"{chapter.id} {chapter.title}"] = titles
    return expected


def compare_outline(library: Library, reading: ReadExport) -> Iterator[Difference]:
    """Compare the collections with the outline of the list."""
    expected = _collections(library)
    for entry in library:
        for _name, text in _fields(entry, "groups"):
            for group in _listed(text):
                expected.setdefault(group, []).append(entry.key)
    for title in expected.keys() | reading.outline.keys():
        wanted, got = ("; ".join(of.get(title, ())) for of in (expected, reading.outline))
        if title not in reading.outline or title not in expected:
            message = "missing" if title in expected else "in no outline"
            yield Difference(f"the collection “{title}” is {message}", field="sections")
        elif wanted != got:
            shown = excerpts(wanted, got)
            message = f"the collection “{title}” should have {shown[0]}, lxml reads {shown[1]}"
            yield Difference(message, None, None, "sections", wanted, got)
