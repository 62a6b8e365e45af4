"""Entries -> Zotero RDF, the only format that carries Zotero's collections and named links.

Laid out as Zotero's own export of that name lays it out, and read by its RDF importer: each item
has its ``z:itemType``, its journal or book as a part that it belongs to, its notes and linked
addresses as resources of their own. Field names and which type has which field are those of
Zotero's schema (version 41). What a type has no field for stands in Extra, as ``tex.field: value``
with the field's BibTeX name, the way the Better BibTeX extension writes and reads it there; fields
that the model does not know either only with `Options.keep_extra`.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from pllm_bib.formats.base import Part, Writer, landing_page
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.fields import FIELDS, ZOTERO_OF_CSL
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.names import read_names
from pllm_bib.formats.shared.rich_text import HTML_TAGS, write_rich_text
from pllm_bib.formats.shared.types import TYPES, row, type_source, zotero_type
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Chapter, Library
    from pllm_bib.model.name import Name

# What Zotero knows.

_EVERY = "title abstractNote date DOI citationKey url accessDate shortTitle rights "
_SPOKEN = _EVERY + "language "
_ISSUED = _SPOKEN + "publisher place "
_HELD = "archive archiveLocation libraryCatalog callNumber "
_ARCHIVED = _ISSUED + _HELD
_BOOK = "series seriesNumber volume numberOfVolumes edition ISBN "
_REPRINT = "medium originalDate originalPublisher originalPlace ISSN "
_RECORDING = "medium seriesTitle volume numberOfVolumes ISBN "
_FIELDS: dict[str, frozenset[str]] = {
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

_AUTHORS = {
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
_EDITED = frozenset(
    "journalArticle conferencePaper book bookSection encyclopediaArticle preprint report standard "
    "document".split()
)
_ROLES: dict[str, frozenset[str]] = {
    "editor": _EDITED,
    "translator": _EDITED - {"standard"}
    | frozenset(
        "magazineArticle newspaperArticle manuscript webpage presentation audioRecording "
        "videoRecording film letter".split()
    ),
    "seriesEditor": frozenset(
        "conferencePaper book bookSection encyclopediaArticle report".split()
    ),
    "bookAuthor": frozenset({"bookSection"}),
    "reviewedAuthor": frozenset(
        "journalArticle magazineArticle newspaperArticle preprint document".split()
    ),
    "chair": frozenset({"presentation"}),
    "organizer": frozenset({"presentation"}),
    "recipient": frozenset({"letter"}),
    "composer": frozenset({"audioRecording"}),
    "performer": frozenset({"audioRecording"}),
    **dict.fromkeys(
        ("director", "producer", "host", "guest", "narrator"),
        frozenset({"film", "videoRecording"}),
    ),
}
"""Role -> the item types that have it; every type has contributors."""

_CLASSES = {
    "journalArticle": "bib:Article",
    "magazineArticle": "bib:Article",
    "newspaperArticle": "bib:Article",
    "book": "bib:Book",
    "bookSection": "bib:BookSection",
    "thesis": "bib:Thesis",
    "report": "bib:Report",
    "computerProgram": "bib:Data",
    "webpage": "bib:Document",
    "patent": "bib:Patent",
    "manuscript": "bib:Manuscript",
    "presentation": "bib:ConferenceProceedings",
    "artwork": "bib:Illustration",
    "audioRecording": "bib:Recording",
    "videoRecording": "bib:Recording",
    "film": "bib:MotionPicture",
    "letter": "bib:Letter",
    "case": "bib:Document",
    "statute": "bib:Legislation",
}
_CONTAINERS = {
    "journalArticle": "bib:Journal",
    "magazineArticle": "bib:Periodical",
    "newspaperArticle": "bib:Newspaper",
    "conferencePaper": "bib:Journal",
    "bookSection": "bib:Book",
    "encyclopediaArticle": "bib:Book",
    "case": "bib:CourtReporter",
    "webpage": "z:Website",
}
_ROLE_TAGS = {
    "author": "bib:authors",
    "editor": "bib:editors",
    "contributor": "bib:contributors",
    "programmer": "so:author",
    "producer": "so:producer",
}
"""Zotero writes programmers as ``z:programmers``, and then reads them into Extra as well."""
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "link": "http://purl.org/rss/1.0/modules/link/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "so": "http://schema.org/",
    "vcard": "http://nwalsh.com/rdf/vCard#",
}

_LINKS = {
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


# What an item says.


def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """All that is said of an entry, by Zotero's names of fields.

    Other targets are ``creators/`` and a role, ``attachments/`` and a title, ``notes``, ``tags``,
    ``relations`` (a key) and ``extra`` (a line of it).
    """
    kind = zotero_type(entry)
    known = _FIELDS[kind]
    keep = context.options.keep_extra
    taken: set[str] = set()
    said: set[str] = set()
    yield Part("itemType", kind, type_source(entry))
    for name, target, value, source in _statements(entry, kind, context.headings, said):
        if not value:
            continue
        if target in _REPEATED or "/" in target:
            part = Part(target, value, source)
        elif target in known and target not in taken:
            taken.add(target)
            part = Part(target, value, source)
        elif keep or not source.startswith("extra."):
            part = Part("extra", f"tex.{name}: {value}", source)
        else:
            continue
        said.update(source.split())
        yield part


_REPEATED = frozenset({"tags", "notes", "relations", "extra"})

_Statement = tuple[str, str, Any, str]
"""The BibTeX name of a field, Zotero's, the value, and the source (as in `Part`)."""


def _statements(
    entry: Entry, kind: str, headings: Mapping[str, str], said: Collection[str]
) -> Iterator[_Statement]:
    yield from _titles(entry)
    for name in entry.authors:
        yield "author", f"creators/{_AUTHORS.get(kind, 'author')}", _person(name), "authors"
    for name in entry.editors:
        yield "editor", f"creators/{_role('editor', kind)}", _person(name), "editors"
    yield from _publication(entry, kind)
    yield "date", "date", _date(entry.date) if entry.date else "", "date"
    yield from _numbers(entry, kind)
    yield from _identifiers(entry)
    yield "language", "language", language_code(entry.language or ""), "language"
    yield "abstract", "abstractNote", _plain(entry.abstract), "abstract"
    yield "key", "citationKey", entry.key, "key"
    note = titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    yield "note", "notes", _note(note), "note extra.addendum"
    yield from _beyond_the_model(entry, kind, said)
    yield from _kind_of_work(entry, kind)
    yield "openreview", "", entry.openreview or "", "openreview"
    yield "ids", "", ", ".join(entry.aliases), "aliases"
    for keyword in entry.keywords:
        yield "keywords", "tags", keyword, "keywords"
    for section in entry.sections:
        yield "also", "tags", headings.get(section, section), "sections"
    for key in entry.related:
        yield "related", "relations", key, "related"
    for link in entry.links:
        if title := _LINKS.get(link.kind):
            yield link.kind, f"attachments/{title}", link.url, f"links.{link.kind}"


def _titles(entry: Entry) -> Iterator[_Statement]:
    title = write_rich_text(titles.full_title(entry))
    yield "title", "title", title, titles.title_sources(entry).title
    if entry.extra:
        names = dict(entry.extra).keys()
        # The title is the short form of one with a subtitle.
        if {"subtitle", "titleaddon"} & names and "shorttitle" not in names:
            yield "shorttitle", "shortTitle", write_rich_text(entry.title), "title"


def _kind_of_work(entry: Entry, kind: str) -> Iterator[_Statement]:
    """What the item type does not say of the type."""
    vocabulary = row(entry.type)
    if vocabulary.genre and "type" in _FIELDS[kind] and "type" not in dict(entry.extra):
        yield "type", "type", vocabulary.genre, "type"
    if kind == "document" and vocabulary.csl != "document":
        # Zotero cites the item as what this line says.
        yield "entrytype", "extra", f"Type: {vocabulary.csl}", "type"
    if entry.type not in _PLAIN:
        yield "entrytype", "", entry.type, "type"


def _publication(entry: Entry, kind: str) -> Iterator[_Statement]:
    vocabulary = row(entry.type)
    sources = titles.title_sources(entry)
    container = _plain(titles.full_container(entry))
    source = f"{sources.container} venue" if entry.venue == container else sources.container
    publication = "reporter" if kind == "case" else "publicationTitle"
    yield vocabulary.container or "journal", publication, container, source
    event = "conferenceName" if kind == "conferencePaper" else "meetingName"
    named = extra_fields.plain(dict(entry.extra), "eventtitle") if event in _FIELDS[kind] else ""
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
        issuer = "publisher" if "publisher" in _FIELDS[kind] else "authority"
        yield vocabulary.publisher, issuer, publisher, titles.publisher_source(entry)
    yield "address", "place", _plain(entry.place), "place"
    series = "seriesTitle" if "seriesTitle" in _FIELDS[kind] else "series"
    yield "series", series, _plain(titles.full_series(entry)), f"series {sources.main}"
    edition = "edition" if "edition" in _FIELDS[kind] else "versionNumber"
    yield "edition", edition, _plain(entry.edition), "edition"


def _numbers(entry: Entry, kind: str) -> Iterator[_Statement]:
    known = _FIELDS[kind]
    if entry.type == "preprint" and entry.eprint:
        identifier = f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":")
        yield "eprint", "number", identifier, "eprint"
    # The number of a book is its number in a series.
    number = next((name for name in ("issue", "number", "seriesNumber") if name in known), "")
    yield "volume", "volume", entry.volume or "", "volume"
    yield "number", number, entry.number or "", "number"
    yield "pages", "pages", (entry.pages or "").replace("–", "-"), "pages"


def _identifiers(entry: Entry) -> Iterator[_Statement]:
    yield "isbn", "ISBN", entry.isbn or "", "isbn"
    yield "issn", "ISSN", entry.issn or "", "issn"
    yield "doi", "DOI", entry.doi or "", "doi"
    if entry.type == "preprint" and entry.eprint and not entry.doi:
        yield "doi", "DOI", entry.eprint.doi or "", "eprint"
    yield "url", *landing_page(entry, "url")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        line = f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}"
        yield "eprint", "extra", line, "eprint"


def _beyond_the_model(entry: Entry, kind: str, said: Collection[str]) -> Iterator[_Statement]:
    """The fields that the model has no attribute for, less those that are said already."""
    for name, source in entry.extra:
        origin = f"extra.{name}"
        if origin in said:
            continue
        field = FIELDS.get(name)
        target = (field.zotero if field else ZOTERO_OF_CSL.get(name)) or ""
        plain = extra_lines.line_value(source)
        if target.startswith("creators/"):
            role = _role(target.removeprefix("creators/"), kind)
            for person in read_names(source)[0]:
                yield name, f"creators/{role}", _person(person), origin
        elif target == "notes":
            yield name, target, _note(latex.decode(source)[0]), origin
        elif target == "shortTitle":
            yield name, target, write_rich_text(latex.decode(source)[0]), origin
        elif target == "accessDate" and not re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
            yield name, "", plain, origin  # Zotero drops what is no whole day
        else:
            yield name, target, plain, origin


def _role(role: str, kind: str) -> str:
    """A role in an item of a type, which may have none but the general one."""
    return role if kind in _ROLES.get(role, ()) else "contributor"


def _person(name: Name) -> dict[str, str]:
    """A name in Zotero's two fields; a suffix follows the given name after a comma."""
    given = f"{name.given}, {name.suffix}" if name.suffix else name.given
    return {"surname": name.full_family} | ({"givenName": given} if given else {})


def _date(date: Date) -> str:
    """The date as Zotero reads it: ISO 8601, but a season by its name."""
    if date.season is None or date.end or date.open:
        return str(date)
    doubt = ("~" if date.approximate else "") + ("?" if date.uncertain else "")
    return f"{_SEASONS[date.season - 1]} {date.year_text}{doubt}"


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _note(text: Text | None) -> str:
    """Text as the HTML of a note."""
    pieces = []
    for chunk in text.chunks if text else ():
        piece = html.escape(latex.plain(Text((chunk,))), quote=False)
        for style, tag in HTML_TAGS:
            if chunk.style & style:
                piece = f"<{tag}>{piece}</{tag}>"
        pieces.append(piece)
    return f"<p>{''.join(pieces)}</p>" if pieces else ""


# How it is laid out.


class _Node(NamedTuple):
    """An element: its name, what is in it, and the resource that it is about or points to."""

    tag: str
    content: str | tuple[_Node, ...] = ()
    about: str = ""
    resource: str = ""


_PLACES = {
    "title": "dc:title",
    "date": "dc:date",
    "pages": "bib:pages",
    "edition": "prism:edition",
    "abstractNote": "dcterms:abstract",
    "rights": "dc:rights",
    "archiveLocation": "dc:coverage",
}
"""Fields of the item itself that go by a name of another vocabulary than Zotero's."""
_IN_CONTAINER = {
    "publicationTitle": "dc:title",
    "reporter": "dc:title",
    "journalAbbreviation": "dcterms:alternative",
    "volume": "prism:volume",
    "issue": "prism:number",
    "number": "prism:number",
    "ISBN": "dc:identifier",
    "ISSN": "dc:identifier",
    "DOI": "dc:identifier",
}
_IN_SERIES = {
    "series": "dc:title",
    "seriesTitle": "dcterms:alternative",
    "seriesNumber": "dc:identifier",
}


def item_name(key: str, copy: int = 1) -> str:
    """The name of an entry's resource; ``copy`` counts entries that share a key in any case."""
    return f"#item_{_quoted(key)}" + (f"/{copy}" if copy > 1 else "")


def renamed(text: str, key: str, copy: int) -> str:
    """The text of an item under the name of a further entry of its key."""
    name = re.escape(item_name(key))
    # A “<” in a value is escaped, so that this is never a part of one.
    pattern = rf'(<[\w:]+ rdf:(?:about|resource)="){name}(?=["/])'
    return re.sub(pattern, lambda match: match[1] + item_name(key, copy), text)


def layout(entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """The text of an item, followed by its notes and linked addresses."""
    written = [
        part._replace(value=_clean(part.value)) if isinstance(part.value, str) else part
        for part in parts
    ]
    name = item_name(entry.key)
    notes = [part.value for part in written if part.target == "notes"]
    links = [
        (part.target.removeprefix("attachments/"), part.value)
        for part in written
        if part.target.startswith("attachments/")
    ]
    notes_at = [f"{name}/note{number}" for number in range(1, len(notes) + 1)]
    links_at = [f"{name}/{title.lower()}" for title, _url in links]
    kind = zotero_type(entry)
    children = (
        _Node("z:itemType", kind),
        *_around(kind, written),
        *(_Node("dcterms:isReferencedBy", resource=place) for place in notes_at),
        *(_Node("link:link", resource=place) for place in links_at),
        *_own(kind, written),
    )
    nodes = [_Node(_CLASSES.get(kind, "rdf:Description"), children, about=name)]
    nodes += [
        _Node("bib:Memo", (_Node("rdf:value", text),), about=place)
        for place, text in zip(notes_at, notes, strict=True)
    ]
    nodes += [
        _attachment(place, title, url) for place, (title, url) in zip(links_at, links, strict=True)
    ]
    return _text(nodes, context)


def collections(
    chapters: Iterable[Chapter], members: Mapping[str, Collection[str]], context: WriteContext
) -> str:
    """The text of the collections, one a chapter and one a section.

    ``members`` are the names (`item_name`) of a section's works. Sections of the front matter
    belong to no chapter and stand by themselves.
    """
    nodes = []
    for chapter in chapters:
        inside = []
        for section in chapter.sections:
            place = f"#section_{_quoted(section.id)}"
            title = section.heading if chapter.title else section.title
            nodes.append(_collection(place, title, members.get(section.id, ())))
            inside.append(place)
        if chapter.title:
            place = f"#chapter_{_quoted(chapter.id)}"
            nodes.append(_collection(place, f"{chapter.id} {chapter.title}", inside))
    return _text(nodes, context)


def _outline(library: Library, context: WriteContext) -> str:
    """The items of a library, and its outline as collections."""
    copies: Counter[str] = Counter()
    members: defaultdict[str, list[str]] = defaultdict(list)
    texts = [WRITER.head]
    for entry in library:
        key = entry.key.casefold()
        copies[key] += 1
        copy = copies[key]
        text = WRITER.record(entry, context)
        texts.append(text if copy == 1 else renamed(text, entry.key, copy))
        for section in entry.sections:
            members[section].append(item_name(entry.key, copy))
    return "".join((*texts, collections(library.chapters, members, context), WRITER.tail))


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF\n{}>\n'.format(
    "\n".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
)
_TAIL = "</rdf:RDF>\n"
WRITER = Writer(
    parts=parts,
    layout=layout,
    head=_HEAD,
    tail=_TAIL,
    nothing=_HEAD + _TAIL,
    outline=_outline,
    renamed=renamed,
    seven_bit=True,
)
write = WRITER.write


def _collection(place: str, title: str, parts: Iterable[str]) -> _Node:
    inside = (_Node("dcterms:hasPart", resource=part) for part in parts)
    return _Node("z:Collection", (_Node("dc:title", _clean(title)), *inside), about=place)


def _attachment(place: str, title: str, url: str) -> _Node:
    """An address that is linked, not stored; ``z:linkMode`` 3 says so."""
    children = [
        _Node("z:itemType", "attachment"),
        _address(url),
        _Node("dc:title", title),
        _Node("z:linkMode", "3"),
    ]
    if title == "PDF":
        children.append(_Node("link:type", "application/pdf"))
    return _Node("z:Attachment", tuple(children), about=place)


def _around(kind: str, written: list[Part]) -> Iterator[_Node]:
    """What an item is a part of, who issued it, who made it and where it was presented."""
    series = tuple(_within(written, _IN_SERIES))
    around = (_Node("dcterms:isPartOf", (_Node("bib:Series", series),)),) if series else ()
    if kind in _CONTAINERS:
        inside = around + tuple(_within(written, _IN_CONTAINER))
        if inside:
            yield _Node("dcterms:isPartOf", (_Node(_CONTAINERS[kind], inside),))
    else:
        yield from around
        yield from _within(written, _IN_CONTAINER)
    values = {part.target: part.value for part in written}
    organisation = []
    if "place" in values:
        address = _Node("vcard:Address", (_Node("vcard:locality", values["place"]),))
        organisation.append(_Node("vcard:adr", (address,)))
    if "publisher" in values:
        organisation.append(_Node("foaf:name", values["publisher"]))
    if organisation:
        yield _Node("dc:publisher", (_Node("foaf:Organization", tuple(organisation)),))
    people: dict[str, list[dict[str, str]]] = {}
    for part in written:
        if part.target.startswith("creators/"):
            people.setdefault(part.target.removeprefix("creators/"), []).append(part.value)
    for role, names in people.items():
        members = tuple(_Node("rdf:li", (_member(name),)) for name in names)
        yield _Node(_ROLE_TAGS.get(role, f"z:{role}s"), (_Node("rdf:Seq", members),))
    if event := values.get("conferenceName") or values.get("meetingName"):
        conference = _Node("bib:Conference", (_Node("dc:title", event),))
        yield _Node("bib:presentedAt", (conference,))


def _within(written: list[Part], places: Mapping[str, str]) -> Iterator[_Node]:
    for target, value, _source in written:
        if target in places:
            label = f"{target} " if target in {"ISBN", "ISSN", "DOI"} else ""
            yield _Node(places[target], f"{label}{value}")


_ELSEWHERE = {
    *_IN_CONTAINER,
    *_IN_SERIES,
    "itemType",
    "publisher",
    "place",
    "conferenceName",
    "meetingName",
    "notes",
}


def _own(kind: str, written: list[Part]) -> Iterator[_Node]:
    """What an item says of itself."""
    extra = []
    for target, value, _source in written:
        if target in _ELSEWHERE or target.startswith(("creators/", "attachments/")):
            continue
        if target == "extra":
            extra.append(value)
        elif target == "tags":
            yield _Node("dc:subject", value)
        elif target == "relations":
            yield _Node("dc:relation", resource=item_name(value))
        elif target == "url":
            yield _address(value)
        else:
            yield _Node(_tag(kind, target), value)
    if extra:
        yield _Node("dc:description", "\n".join(extra))


def _tag(kind: str, target: str) -> str:
    if kind == "standard" and target == "edition":
        return "z:edition"  # the other name is taken for that of its version, too
    return _PLACES.get(target, f"z:{target}")


def _address(url: str) -> _Node:
    return _Node("dc:identifier", (_Node("dcterms:URI", (_Node("rdf:value", url),)),))


def _member(person: dict[str, str]) -> _Node:
    names = (_Node(f"foaf:{part}", _clean(name)) for part, name in person.items())
    return _Node("foaf:Person", tuple(names))


def _text(nodes: Iterable[_Node], context: WriteContext) -> str:
    text = "".join(map(_rendered, nodes))
    return text.encode("ascii", "xmlcharrefreplace").decode() if context.options.ascii else text


def _rendered(node: _Node, depth: int = 1) -> str:
    indent = "    " * depth
    start = f"{indent}<{node.tag}"
    if node.about:
        start += f' rdf:about="{node.about}"'
    if node.resource:
        return f'{start} rdf:resource="{node.resource}"/>\n'
    if isinstance(node.content, str):
        return f"{start}>{html.escape(node.content, quote=False)}</{node.tag}>\n"
    inner = "".join(_rendered(child, depth + 1) for child in node.content)
    return f"{start}>\n{inner}{indent}</{node.tag}>\n"


def _clean(value: str) -> str:
    """Text on one line, without the characters that XML 1.0 has no place for."""
    if value.isprintable():
        return value.strip()
    value = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value)
    return re.sub(r"[\ud800-\udfff\ufffe\uffff]", "", value).strip()


def _quoted(value: str) -> str:
    return quote(value, safe="", errors="replace")
