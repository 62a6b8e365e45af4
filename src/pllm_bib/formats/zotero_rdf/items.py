"""An entry as Zotero has it: item types, their fields, and what each field says.

Field names and which type has which field are those of Zotero's schema (version 41). What a type
has no field for stands in Extra, as ``tex.field: value`` with the field's BibTeX name, the way the
Better BibTeX extension writes and reads it there; fields that the model does not know either only
with `Options.keep_extra`.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, landing_page
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.fields import FIELDS, ZOTERO_OF_CSL, ZOTERO_ROLES, zotero_roles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.names import read_names
from pllm_bib.formats.shared.rich_text import HTML_TAGS, write_rich_text
from pllm_bib.formats.shared.types import TYPES, row, type_source, zotero_type
from pllm_bib.formats.zotero_rdf import managers
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import address_doi, equal_dois

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name
    from pllm_bib.model.text import Text

_EVERY = "title abstractNote date DOI citationKey url accessDate shortTitle rights "
_SPOKEN = _EVERY + "language "
_ISSUED = _SPOKEN + "publisher place "
_HELD = "archive archiveLocation libraryCatalog callNumber "
_ARCHIVED = _ISSUED + _HELD
_BOOK = "series seriesNumber volume numberOfVolumes edition ISBN "
_REPRINT = "medium originalDate originalPublisher originalPlace ISSN "
_RECORDING = "medium seriesTitle volume numberOfVolumes ISBN "
ITEM_FIELDS: dict[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "journalArticle": _ARCHIVED
        + "publicationTitle volume issue section partNumber pages series journalAbbreviation "
        "PMID PMCID ISSN",
        "magazineArticle": _ARCHIVED + "publicationTitle volume issue pages ISSN",
        "newspaperArticle": _ARCHIVED + "publicationTitle volume issue edition section pages ISSN",
        "conferencePaper": _ARCHIVED
        + "publicationTitle conferenceName eventPlace volume issue numberOfVolumes pages series "
        "seriesNumber ISBN ISSN",
        "presentation": _SPOKEN + "type meetingName place series",
        "book": _ARCHIVED + _BOOK + _REPRINT + "numPages",
        "bookSection": _ARCHIVED + _BOOK + _REPRINT + "publicationTitle pages",
        "encyclopediaArticle": _ARCHIVED + _BOOK + "publicationTitle pages",
        "thesis": _ARCHIVED + "type series seriesNumber numPages ISBN ISSN",
        "report": _ARCHIVED + "number type seriesTitle seriesNumber pages ISBN ISSN",
        "preprint": _ARCHIVED + "type number series seriesNumber",
        "dataset": _ARCHIVED + "medium number type versionNumber",
        "computerProgram": _EVERY + _HELD + "publisher place seriesTitle versionNumber ISBN",
        "webpage": _ISSUED + "publicationTitle type",
        "patent": _SPOKEN + "place assignee number pages",
        "manuscript": _ARCHIVED + "type number numPages",
        "artwork": _SPOKEN + _HELD + "medium eventPlace",
        "audioRecording": _ARCHIVED + _RECORDING,
        "videoRecording": _ARCHIVED + _RECORDING,
        "film": _ARCHIVED + "medium type",
        "letter": _SPOKEN + _HELD + "type eventPlace",
        "case": _SPOKEN + "authority number reporter volume pages",
        "statute": _SPOKEN + "number pages section",
        "standard": _ARCHIVED + "type number versionNumber edition partNumber ISBN numPages",
        "document": _ARCHIVED + "type",
    }.items()
}
"""Item type -> its fields, by the names that types share (``publisher`` for ``institution``)."""
AUTHOR_ROLES = {
    "computerProgram": "programmer",
    "patent": "inventor",
    "presentation": "presenter",
    "artwork": "artist",
    "audioRecording": "performer",
    # Its importer drops all names of an item that has any ``z:creators``.
    "videoRecording": "contributor",
    "film": "director",
}
"""What some types have in the place of authors."""
LINK_TITLES = {
    LinkKind.PDF: "PDF",
    LinkKind.CODE: "Code",
    LinkKind.DATA: "Data",
    LinkKind.WEBSITE: "Website",
    LinkKind.VIDEO: "Video",
}
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_PLAIN = frozenset(
    # Of those with the same key, the first stays: it is the last to be put there.
    {(row.zotero, row.genre): name for name, row in reversed(TYPES.items())}.values()
)
"""Types that go without saying: each the first of those that share its item type."""


def _parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """Yield the parts of an entry, by Zotero's names of fields.

    Other targets are ``creators/`` and a role, ``attachments/`` and a title, ``files``, ``notes``,
    ``tags``, ``relations`` (a key), ``collections`` (the names from the outermost inwards) and
    ``extra`` (a line of it).
    """
    kind = zotero_type(entry)
    known = ITEM_FIELDS[kind]
    keep = context.options.keep_extra
    taken: set[str] = set()
    said: set[str] = set()
    yield Part("itemType", kind, type_source(entry))
    for name, target, value, source in _statements(entry, kind, context, said):
        if not value:
            continue
        if target in _REPEATED or "/" in target:
            part = Part(target, value, source)
        elif target in known and target not in taken:
            taken.add(target)
            part = Part(target, value, source)
        elif target in {"PMID", "PMCID"}:  # Zotero reads these lines of other types
            part = Part("extra", f"{target}: {value}", source)
        elif keep or not source.startswith("extra."):
            part = Part("extra", f"tex.{name}: {value}", source)
        else:
            continue
        said.update(source.split())
        yield part


_REPEATED = frozenset({"tags", "notes", "relations", "extra", "files", "collections"})
_Statement = tuple[str, str, Any, str]
"""The BibTeX name of a field, Zotero's, the value, and the source (as in `Part`)."""


def _statements(
    entry: Entry, kind: str, context: WriteContext, said: Collection[str]
) -> Iterator[_Statement]:
    yield from _titles(entry)
    for name in entry.authors.listed:
        yield "author", f"creators/{AUTHOR_ROLES.get(kind, 'author')}", _person(name), "authors"
    for name in entry.editors.listed:
        yield "editor", f"creators/{_role('editor', kind)}", _person(name), "editors"
    yield from _publication(entry, kind)
    words, source = extra_fields.date_words(entry)
    yield "date", "date", _date(entry.date) if entry.date else words, source or "date"
    yield from _numbers(entry, kind)
    yield from _identifiers(entry, doi_url=context.options.doi_url)
    yield "language", "language", language_code(entry.language or ""), "language"
    yield "abstract", "abstractNote", _plain(entry.abstract), "abstract"
    yield "key", "citationKey", entry.key, "key"
    note = titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    yield "note", "notes", _note(note), "note extra.addendum"
    yield from _of_managers(entry, said)
    yield from _beyond_the_model(entry, kind, said)
    yield from _kind_of_work(entry, kind)
    yield "openreview", "", entry.openreview or "", "openreview"
    yield "ids", "", ", ".join(entry.aliases), "aliases"
    for keyword in entry.keywords:
        yield "keywords", "tags", keyword, "keywords"
    for section in entry.sections:
        yield "also", "tags", context.headings.get(section, section), "sections"
    for key in entry.related:
        yield "related", "relations", key, "related"
    for link in entry.links:
        if title := LINK_TITLES.get(link.kind):
            yield link.kind, f"attachments/{title}", link.url, f"links.{link.kind}"


def _of_managers(entry: Entry, said: Collection[str]) -> Iterator[_Statement]:
    """Yield what other reference managers keep in fields of their own, unless it is said."""
    said = frozenset(said)
    for source, path in managers.groups_of(entry):
        yield "groups", "collections", path, source
    for name, file, origin in managers.files_of(entry):
        if f"extra.{name}" not in said:
            yield name, "files", file, origin
    for name, source in entry.extra:
        values: Iterable[Any]
        if f"extra.{name}" in said:
            continue
        if managers.NOTES.fullmatch(name):
            target, values = "notes", [_note_of(source)]
        elif name in managers.TAGS:
            target, values = (
                "tags",
                [extra_lines.line_value(name, tag) for tag in re.split("[,;]", source)],
            )
        elif name in managers.CONTRIBUTORS:
            target, values = "creators/contributor", map(_person, read_names(source)[0].listed)
        else:
            continue
        for value in values:
            yield name, target, value, f"extra.{name}"


def _note_of(source: str) -> str:
    """Return LaTeX source as the HTML of a note, paragraph by paragraph."""
    return "".join(_note(latex.decode(each)[0]) for each in re.split(r"\n\s*\n", source))


def _titles(entry: Entry) -> Iterator[_Statement]:
    title = write_rich_text(titles.full_title(entry))
    yield "title", "title", title, titles.title_sources(entry).title
    if entry.extra:
        names = dict(entry.extra).keys()
        # The title is the short form of one with a subtitle.
        if {"subtitle", "titleaddon"} & names and "shorttitle" not in names:
            yield "shorttitle", "shortTitle", write_rich_text(entry.title), "title"


def _kind_of_work(entry: Entry, kind: str) -> Iterator[_Statement]:
    """Yield the parts that describe the type more closely than the item type."""
    vocabulary = row(entry.type)
    if vocabulary.genre and "type" in ITEM_FIELDS[kind] and "type" not in dict(entry.extra):
        yield "type", "type", vocabulary.genre, "type"
    if kind == "document" and vocabulary.csl != "document":
        # Zotero cites the item as what this line says.
        yield "entrytype", "extra", f"Type: {vocabulary.csl}", "type"
    if entry.type not in _PLAIN or (entry.type == "book" and kind != "book"):
        yield "entrytype", "", entry.type, "type"


def _publication(entry: Entry, kind: str) -> Iterator[_Statement]:
    vocabulary = row(entry.type)
    sources = titles.title_sources(entry)
    container = _plain(titles.full_container(entry))
    source = f"{sources.container} venue" if entry.venue == container else sources.container
    publication = "reporter" if kind == "case" else "publicationTitle"
    yield vocabulary.container or "journal", publication, container, source
    event = "conferenceName" if kind == "conferencePaper" else "meetingName"
    takes_event = event in ITEM_FIELDS[kind]
    named = extra_fields.plain(dict(entry.extra), "eventtitle") if takes_event else ""
    yield "eventtitle", event, named, "extra.eventtitle"
    if kind == "conferencePaper" and entry.venue and not named:
        label = f"{entry.venue} {entry.date.year_text}" if entry.date else entry.venue
        yield "venue", event, label, "venue"
    elif entry.venue != container:
        yield "venue", "journalAbbreviation", entry.venue or "", "venue"
    preprint = entry.eprint if entry.type == "preprint" else None
    publisher = _plain(titles.publisher(entry))
    if preprint and not publisher:
        yield vocabulary.publisher, "publisher", preprint.archive, "eprint"
    else:
        issuer = "publisher" if "publisher" in ITEM_FIELDS[kind] else "authority"
        yield vocabulary.publisher, issuer, publisher, titles.publisher_source(entry)
    yield "address", "place", _plain(entry.place), "place"
    series = "seriesTitle" if "seriesTitle" in ITEM_FIELDS[kind] else "series"
    yield "series", series, _plain(titles.full_series(entry)), f"series {sources.main}"
    edition = "edition" if "edition" in ITEM_FIELDS[kind] else "versionNumber"
    yield "edition", edition, _plain(entry.edition), "edition"


def _numbers(entry: Entry, kind: str) -> Iterator[_Statement]:
    known = ITEM_FIELDS[kind]
    if entry.type == "preprint" and entry.eprint:
        identifier = f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":")
        yield "eprint", "number", identifier, "eprint"
    # The number of a book is its number in a series.
    number = next((name for name in ("issue", "number", "seriesNumber") if name in known), "")
    yield "volume", "volume", entry.volume or "", "volume"
    yield "number", number, entry.number or "", "number"
    yield "pages", "pages", (entry.pages or "").replace("–", "-"), "pages"


def _identifiers(entry: Entry, *, doi_url: bool) -> Iterator[_Statement]:
    yield "isbn", "ISBN", entry.isbn or "", "isbn"
    yield "issn", "ISSN", entry.issn or "", "issn"
    repeated = managers.repeated_links(entry) if entry.extra else {}
    again = {name for name, url in repeated.items() if equal_dois(address_doi(url), entry.doi)}
    doi_sources = ("doi", *(f"extra.{name}" for name in sorted(again)))
    yield "doi", "DOI", entry.doi or "", " ".join(doi_sources)
    if entry.type == "preprint" and entry.eprint and not entry.doi:
        yield "doi", "DOI", entry.eprint.doi or "", "eprint"
    page = landing_page(entry, "url", doi_url=doi_url)
    url_sources = (page.source, *(f"extra.{name}" for name in repeated if name not in again))
    yield "url", "url", page.value, " ".join(url_sources)
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        line = f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}"
        yield "eprint", "extra", line, "eprint"


def _beyond_the_model(entry: Entry, kind: str, said: Collection[str]) -> Iterator[_Statement]:
    """Yield the fields that the model has no attribute for, less those said already."""
    for name, source in entry.extra:
        origin = f"extra.{name}"
        if origin in said:
            continue
        field = FIELDS.get(name)
        target = (field.zotero if field else ZOTERO_OF_CSL.get(name)) or ""
        plain = extra_lines.line_value(name, source)
        if target.startswith("creators/"):
            role = _role(target.removeprefix("creators/"), kind)
            for person in read_names(source)[0].listed:
                yield name, f"creators/{role}", _person(person), origin
        elif target == "notes":
            yield name, target, _note(latex.decode(source)[0]), origin
        elif target == "shortTitle":
            yield name, target, write_rich_text(latex.decode(source)[0]), origin
        elif target == "accessDate" and not re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
            yield name, "", plain, origin  # Zotero drops what is no whole day
        else:
            yield name, target, plain, origin


def _held(entry: Entry) -> set[str]:
    return zotero_roles(zotero_type(entry), authors=bool(entry.authors))


parts = extra_fields.by_role(_parts, _held)
"""Returns the parts of an entry, with all people under the roles that its item has for them."""


def _role(role: str, kind: str) -> str:
    """Return a role in an item of a type, or the general one if the type lacks it."""
    return role if kind in ZOTERO_ROLES.get(role, ()) else "contributor"


def _person(name: Name) -> dict[str, str]:
    """Return a name in Zotero's two fields; a suffix follows the given name after a comma."""
    given = f"{name.given}, {name.suffix}" if name.suffix else name.given
    return {"surname": name.full_family} | ({"givenName": given} if given else {})


def _date(date: Date) -> str:
    """Return the date as Zotero reads it: ISO 8601, but a season by its name."""
    if date.season is None or date.end or date.open:
        return str(date)
    doubt = ("~" if date.approximate else "") + ("?" if date.uncertain else "")
    return f"{_SEASONS[date.season - 1]} {date.year_text}{doubt}"


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _note(text: Text | None) -> str:
    """Return text as the HTML of a note."""
    pieces = []
    for chunk in latex.readable(text) if text else ():
        piece = html.escape(chunk.value, quote=False)
        for style, tag in HTML_TAGS:
            if chunk.style & style:
                piece = f"<{tag}>{piece}</{tag}>"
        pieces.append(piece)
    return f"<p>{''.join(pieces)}</p>" if pieces else ""
