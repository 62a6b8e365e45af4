"""Zotero RDF as lxml reads it, an XML document, and RDF by the rules of RDF/XML.

Of these rules the ones for striped node and property elements are enough here; the tests hold what
is read to rdflib, which knows them all, but takes longer to parse the file than all the rest of a
verification. Normalised are: the dash between pages, for which Zotero has a hyphen; and formulas
(see `runs.without_scripts`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from lxml import etree

from pllm_bib.formats.shared.fields import FIELDS, ZOTERO_OF_CSL
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import TYPES, row, zotero_type
from pllm_bib.model.entry import LinkKind
from pllm_bib.verifying import beyond, runs
from pllm_bib.verifying.check import Difference, ReadExport, Record, excerpts
from pllm_bib.verifying.dates import edtf, year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.library import Library
    from pllm_bib.model.name import Name
    from pllm_bib.verifying.check import Check

_PREFIXES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.zotero.org/namespaces/export#": "z",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/net/biblio#": "bib",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://purl.org/rss/1.0/modules/link/": "link",
    "http://prismstandard.org/namespaces/1.2/basic/": "prism",
    "http://schema.org/": "so",
    "http://nwalsh.com/rdf/vCard#": "vcard",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


class Node(NamedTuple):
    """A node element: its class, what it is about, and what is said of it."""

    kind: str
    about: str
    line: int
    said: list[Property]


class Property(NamedTuple):
    """A property element: its value is text, another node or the name of one."""

    name: str
    value: str | Node
    reference: str
    line: int


def nodes(root: Any) -> list[Node]:
    """The node elements of a document. Raises ``ValueError`` for what is not striped RDF/XML."""
    if root.tag != f"{_RDF}RDF":
        message = f"<{_name(root)}> where rdf:RDF should be"
        raise ValueError(message)
    return [_node(child) for child in root.iterchildren(etree.Element)]


def _node(element: Any) -> Node:
    about = element.get(f"{_RDF}about", "")
    said = [_property(child) for child in element.iterchildren(etree.Element)]
    return Node(_name(element), about, element.sourceline or 0, said)


def _property(element: Any) -> Property:
    name, line = _name(element), element.sourceline or 0
    children = [_node(child) for child in element.iterchildren(etree.Element)]
    reference = element.get(f"{_RDF}resource", "")
    if len(children) > 1 or (reference and (children or element.text)):
        message = f"<{name}> of line {line} with more than one value"
        raise ValueError(message)
    return Property(name, children[0] if children else element.text or "", reference, line)


def _name(element: Any) -> str:
    qualified = etree.QName(element)
    return f"{_PREFIXES.get(qualified.namespace, qualified.namespace)}:{qualified.localname}"


# Reading.

_CONTAINERS = {
    "bib:Journal": {"journalArticle", "conferencePaper"},
    "bib:Periodical": {"magazineArticle"},
    "bib:Newspaper": {"newspaperArticle"},
    "bib:Book": {"bookSection", "encyclopediaArticle"},
    "bib:CourtReporter": {"case"},
    "z:Website": {"webpage"},
}
"""What an item may be a part of, and the types of items that are."""
_WITHIN = dict.fromkeys(_CONTAINERS, "container/") | {
    "bib:Series": "series/",
    "bib:Conference": "event/",
    "foaf:Organization": "publisher/",
    "vcard:Address": "publisher/",
}
"""What is said of these starts so."""
_LABELS = ("DOI ", "ISBN ", "ISSN ")
_ATTACHED = frozenset({"bib:Memo", "z:Attachment", "z:Collection"})


class _ItemReader:
    """Reads the items of a document with the notes and links that they point to."""

    def __init__(self, found: list[Node], reading: ReadExport) -> None:
        self.nodes = {node.about: node for node in found}
        self.reading = reading
        self.pointed_to: set[str] = set()
        for name, count in Counter(node.about for node in found).items():
            if count > 1:
                self.fault(f"“{name}” is described {count} times", self.nodes[name].line)
        self.keys = {node.about: _key(node) for node in found if node.kind not in _ATTACHED}

    def fault(self, message: str, line: int) -> None:
        self.reading.faults.append(Difference(message, line))

    def said(self, node: Node) -> Iterator[tuple[str, Any, int]]:
        """What is said of an item: a name for it, the value and the line."""
        if node.about != f"#item_{quote(self.keys[node.about], safe='')}":
            self.fault(f"“{node.about}” is no name for “{self.keys[node.about]}”", node.line)
        for item in node.said:
            yield from self._property(item, "")

    def _property(self, item: Property, prefix: str) -> Iterator[tuple[str, Any, int]]:
        name, line = item.name, item.line
        if item.reference:
            yield from self._reference(item)
        elif isinstance(item.value, str):
            yield from _literal(name, item.value, prefix, line)
        elif item.value.kind in _WITHIN:
            if _WITHIN[item.value.kind] == "container/":
                yield "container", item.value.kind, line
            for inner in item.value.said:
                yield from self._property(inner, _WITHIN[item.value.kind])
        elif item.value.kind == "rdf:Seq":
            for member in item.value.said:
                if isinstance(member.value, Node):
                    yield prefix + name, _person(member.value), member.line
        elif item.value.kind == "dcterms:URI":
            yield "url", _one(item.value, "rdf:value"), line
        else:
            yield prefix + name, f"a {item.value.kind}", line

    def _reference(self, item: Property) -> Iterator[tuple[str, Any, int]]:
        self.pointed_to.add(item.reference)
        node = self.nodes.get(item.reference)
        if item.name == "dc:relation":  # it may point to what is in no list
            yield item.name, unquote(item.reference.removeprefix("#item_")), item.line
        elif node is None:
            self.fault(f"“{item.reference}” is nowhere described", item.line)
        elif (item.name, node.kind) == ("dcterms:isReferencedBy", "bib:Memo"):
            yield "note", _one(node, "rdf:value"), node.line
        elif (item.name, node.kind) == ("link:link", "z:Attachment"):
            yield from self._attachment(node)
        else:
            yield item.name, item.reference, item.line

    def _attachment(self, node: Node) -> Iterator[tuple[str, Any, int]]:
        """An address that is linked; a mode other than 3 would make Zotero look for a file."""
        title = _one(node, "dc:title")
        kind = "application/pdf" if title == "PDF" else ""
        expected = {"z:itemType": "attachment", "z:linkMode": "3", "link:type": kind}
        if any(_one(node, name) != value for name, value in expected.items()):
            self.fault(f"the link “{title}” is not one to an address", node.line)
        address = next((item.value for item in node.said if item.name == "dc:identifier"), "")
        yield f"link:{title}", _one(address, "rdf:value"), node.line

    def outline(self) -> dict[str, list[str]]:
        """The collections: title -> keys of the works and titles of collections in them."""
        found: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.kind == "z:Collection":
                members = [item.reference for item in node.said if item.name == "dcterms:hasPart"]
                found[_one(node, "dc:title")] = [self._member(name) for name in members]
        return found

    def _member(self, name: str) -> str:
        if name in self.keys:
            return self.keys[name]
        node = self.nodes.get(name)
        return _one(node, "dc:title") if node else f"{name}, which is nowhere described"


def read(text: str) -> ReadExport:
    """Read Zotero RDF with lxml."""
    lines: dict[tuple[str, str], int] = {}
    reading = ReadExport("lxml", line=lambda key, name: lines.get((key, name)))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        found = nodes(etree.fromstring(text.encode(), parser))
    except etree.XMLSyntaxError as error:
        reading.faults.append(Difference(f"no XML: {error.msg}", error.lineno))
        return reading
    except ValueError as error:
        reading.faults.append(Difference(f"no RDF: {error}"))
        return reading
    reader = _ItemReader(found, reading)
    for node in found:
        if node.kind in _ATTACHED:
            continue
        key = reader.keys[node.about]
        said: dict[str, list[Any]] = {}
        lines[key, ""] = node.line
        for name, value, line in reader.said(node):
            said.setdefault(name, []).append(value)
            lines.setdefault((key, name), line)
        reading.records.append(Record(key, said))
    for node in found:
        if node.kind in {"bib:Memo", "z:Attachment"} and node.about not in reader.pointed_to:
            reader.fault(f"no item points to “{node.about}”", node.line)
    reading.outline = reader.outline()
    return reading


def _key(node: Node) -> str:
    return _one(node, "z:citationKey") or unquote(node.about.removeprefix("#item_"))


def _one(node: str | Node, name: str) -> str:
    """The one text that a node says under a name; empty if there is none."""
    said = [] if isinstance(node, str) else node.said
    return "; ".join(str(item.value) for item in said if item.name == name)


def _person(node: Node) -> str:
    return "|".join(filter(None, (_one(node, "foaf:surname"), _one(node, "foaf:givenName"))))


def _literal(name: str, value: str, prefix: str, line: int) -> Iterator[tuple[str, Any, int]]:
    label = next((label for label in _LABELS if value.startswith(label)), "")
    if name == "dc:identifier" and label:
        yield label.strip(), value.removeprefix(label), line
    elif name == "dc:description":
        for number, text in enumerate(value.split("\n")):
            field, _, rest = text.partition(": ")
            yield f"extra:{field}", rest, line + number
    else:
        yield prefix + name, value, line


# Comparing.

_AUTHORS = {
    "computerProgram": "so:author",
    "patent": "z:inventors",
    "presentation": "z:presenters",
    "artwork": "z:artists",
    "audioRecording": "z:performers",
    "videoRecording": "bib:contributors",
    "film": "z:directors",
}
"""What some types have in the place of authors."""
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

    What its type has no field for stands in Extra, by the name that BibTeX has for it.
    """
    entry = check.entry
    kind = zotero_type(entry)
    check.values("type", [kind], "z:itemType")
    containers = [name for name, kinds in _CONTAINERS.items() if kind in kinds]
    check.values("type", containers, "container", lost=True)
    check.values("key", [entry.key], "z:citationKey")
    _titles(check)
    _people(check, kind)
    _publication(check, kind)
    check.values("date", [entry.date and _date(entry.date)], "dc:date")
    _numbers(check)
    _identifiers(check)
    language = entry.language and language_code(entry.language)
    check.values("language", [language], "z:language", "extra:tex.language")
    check.text("abstract", "dcterms:abstract", "extra:tex.abstract")
    _kind_of_work(check, kind)
    check.values("openreview", [entry.openreview], "extra:tex.openreview")
    check.values("aliases", [", ".join(entry.aliases)], "extra:tex.ids")
    _notes(check)
    _extra(check, kind)
    headings = check.library.headings
    sections = [headings.get(section, section) for section in entry.sections]
    check.values("keywords", [*entry.keywords, *sections], "dc:subject")
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
            # They stand before all others there.
            got, own = check.take(place), f"{place} ({attribute})"
            count = len(getattr(check.entry, attribute))
            check.put(own, got[:count])
            check.put(place, got[count:])
        check.people(attribute, _name_of, own)


def _name_of(name: Name) -> str:
    """A name in Zotero's two fields, which have no room for a particle and a suffix."""
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
        # What is a field beyond the model alone has no line in Extra.
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
    # An abbreviation that is the journal's whole name is none.
    whole = " ".join(beyond.titles(entry).container)
    venue = entry.venue if entry.venue != whole else ""
    check.values("venue", [venue], "container/dcterms:alternative", "extra:tex.venue")


_HELD = frozenset({"conferencePaper", "presentation"})
"""Types of what is held at an event."""


def _kind_of_work(check: Check, kind: str) -> None:
    """Compare what says more of the type than Zotero's own."""
    entry, vocabulary = check.entry, row(check.entry.type)
    has_genre = kind == "thesis" and "type" not in dict(entry.extra)
    check.values("type", [vocabulary.genre if has_genre else None], "z:type")
    # Zotero cites a document as what this line says.
    cited = vocabulary.csl if kind == "document" and vocabulary.csl != "document" else ""
    check.values("type", [cited], "extra:Type")
    alike = [
        name
        for name, other in TYPES.items()
        if (other.zotero, other.genre) == (vocabulary.zotero, vocabulary.genre)
    ]
    check.values("type", [entry.type if entry.type != alike[0] else ""], "extra:tex.entrytype")


def _notes(check: Check) -> None:
    """Compare the note, which stands before those that are fields beyond the model."""
    note = beyond.parts(check.entry, "note", "addendum")
    got = check.take("note")
    check.put("own note", got[: len(note[:1])])
    check.put("note", got[len(note[:1]) :])
    beyond.compare_joined(check, "note", note, "own note", read=runs.of_html)


def _date(date: Date) -> str:
    """EDTF, but for a season, which Zotero reads by its name."""
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
    check.values("links.paper", [entry.landing_page], "url")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        label = f"extra:{entry.eprint.archive or 'eprint'}"
        check.values("eprint", [entry.eprint.id + category], label)


_EXTRA = {name: field.zotero for name, field in FIELDS.items() if field.zotero} | ZOTERO_OF_CSL
"""Field beyond the model -> Zotero's name for it."""
_NAMED_ELSEWHERE = {
    "archiveLocation": "dc:coverage",
    "seriesNumber": "series/dc:identifier",
    "journalAbbreviation": "container/dcterms:alternative",
    "conferenceName": "event/dc:title",
    "issue": "container/prism:number",
    "edition": "prism:edition",
    "notes": "note",
    "creators/contributor": "bib:contributors",
    "creators/producer": "so:producer",
}
"""Zotero's fields that its RDF has from other vocabularies."""
_KNOWN = {
    "shortTitle": None,
    "notes": None,
    "versionNumber": {"computerProgram", "dataset", "standard"},
    "numPages": {"book", "thesis", "manuscript", "standard"},
    "numberOfVolumes": {"book", "bookSection", "conferencePaper", "encyclopediaArticle"},
    "assignee": {"patent"},
    "type": {"thesis", "report", "webpage", "manuscript", "preprint", "dataset", "document"},
    "originalDate": {"book", "bookSection"},
}
"""Fields that must be there, in some types or in all; any other may be without a place."""


def _extra(check: Check, kind: str) -> None:
    """Compare fields beyond the model that Zotero has a place for."""
    for name, source in check.entry.extra:
        target = _EXTRA.get(name, "")
        own = _NAMED_ELSEWHERE.get(target, f"z:{target}")
        text = beyond.plain("", source)
        if target.startswith("creators/"):
            # Names are compared by their words: to part them is BibTeX's affair.
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
        elif target:
            kinds = _KNOWN.get(target, set())
            lost = kinds is not None and kind not in kinds
            if target == "accessDate":  # Zotero drops what is no whole day
                lost = not re.fullmatch(r"\d{4}-\d\d-\d\d", text)
            check.values(f"extra.{name}", [text], own, fold=runs.without_scripts, lost=lost)


def compare_outline(library: Library, reading: ReadExport) -> Iterator[Difference]:
    """Compare the collections with the outline of the list."""
    expected: dict[str, list[str]] = {}
    for chapter in library.chapters:
        titles = []
        for section in chapter.sections:
            # The front matter's sections stand in no chapter, and by their titles alone.
            titles.append(section.heading if chapter.title else section.title)
            listed = [entry.key for entry in library if section.id in entry.sections]
            expected[titles[-1]] = listed
        if chapter.title:
            expected[f"{chapter.id} {chapter.title}"] = titles
    for title in expected.keys() | reading.outline.keys():
        wanted, got = ("; ".join(of.get(title, ())) for of in (expected, reading.outline))
        if title not in reading.outline or title not in expected:
            message = "missing" if title in expected else "in no outline"
            yield Difference(f"the collection “{title}” is {message}", field="sections")
        elif wanted != got:
            shown = excerpts(wanted, got)
            message = f"the collection “{title}” should have {shown[0]}, lxml reads {shown[1]}"
            yield Difference(message, None, None, "sections", wanted, got)
