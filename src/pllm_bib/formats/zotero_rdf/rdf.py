"""The elements of Zotero RDF: items, notes, linked addresses and their names."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pllm_bib.formats.base import Part, WriteContext
    from pllm_bib.formats.zotero_rdf.managers import AttachedFile

CLASSES = {
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
NAMESPACES = {
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


class RdfNode(NamedTuple):
    """An element: its name, its contents, and the resource that it describes or points to."""

    tag: str
    content: str | tuple[RdfNode, ...] = ()
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
    """Return the name of an entry's resource; ``copy`` counts entries of the same key."""
    return f"#item_{quoted(key)}" + (f"/{copy}" if copy > 1 else "")


def attachment(place: str, title: str, url: str) -> RdfNode:
    """Return an address that is linked, not stored; ``z:linkMode`` 3 says so."""
    children = [
        RdfNode("z:itemType", "attachment"),
        _address(url),
        RdfNode("dc:title", title),
        RdfNode("z:linkMode", "3"),
    ]
    if title == "PDF":
        children.append(RdfNode("link:type", "application/pdf"))
    return RdfNode("z:Attachment", tuple(children), about=place)


def file_attachment(place: str, file: AttachedFile) -> RdfNode:
    """Return a file, or its address; Zotero looks for a path from where the RDF file is."""
    if file.is_address:
        return attachment(place, file.title, file.path)
    path = quote(file.path.replace("\\", "/"), safe="/:~()!,;@=+$*'", errors="replace")
    children = [
        RdfNode("z:itemType", "attachment"),
        RdfNode("rdf:resource", resource=path),
        RdfNode("dc:title", clean(file.title)),
    ]
    if file.kind:
        children.append(RdfNode("link:type", clean(file.kind)))
    return RdfNode("z:Attachment", tuple(children), about=place)


def group_nodes(path: tuple[str, ...], item: str) -> Iterator[RdfNode]:
    """Yield the collections of a group and of those around it, with an item in the innermost.

    A collection goes by its name alone. Each work says anew where it is: RDF takes all that is
    said of one resource together.
    """
    inside = item
    for name in reversed(path):
        place = f"#group_{quoted(name)}"
        part = RdfNode("dcterms:hasPart", resource=inside)
        yield RdfNode("z:Collection", (RdfNode("dc:title", clean(name)), part), about=place)
        inside = place


def around_item(kind: str, written: list[Part]) -> Iterator[RdfNode]:
    """Yield an item's container and series, its publisher, its people and its event."""
    series = tuple(_within(written, _IN_SERIES))
    around = (RdfNode("dcterms:isPartOf", (RdfNode("bib:Series", series),)),) if series else ()
    if kind in _CONTAINERS:
        inside = around + tuple(_within(written, _IN_CONTAINER))
        if inside:
            yield RdfNode("dcterms:isPartOf", (RdfNode(_CONTAINERS[kind], inside),))
    else:
        yield from around
        yield from _within(written, _IN_CONTAINER)
    values = {part.target: part.value for part in written}
    organisation = []
    if "place" in values:
        address = RdfNode("vcard:Address", (RdfNode("vcard:locality", values["place"]),))
        organisation.append(RdfNode("vcard:adr", (address,)))
    if "publisher" in values:
        organisation.append(RdfNode("foaf:name", values["publisher"]))
    if organisation:
        yield RdfNode("dc:publisher", (RdfNode("foaf:Organization", tuple(organisation)),))
    people: dict[str, list[dict[str, str]]] = {}
    for part in written:
        if part.target.startswith("creators/"):
            people.setdefault(part.target.removeprefix("creators/"), []).append(part.value)
    for role, names in people.items():
        members = tuple(RdfNode("rdf:li", (_member(name),)) for name in names)
        yield RdfNode(_ROLE_TAGS.get(role, f"z:{role}s"), (RdfNode("rdf:Seq", members),))
    if event := values.get("conferenceName") or values.get("meetingName"):
        conference = RdfNode("bib:Conference", (RdfNode("dc:title", event),))
        yield RdfNode("bib:presentedAt", (conference,))


def _within(written: list[Part], places: Mapping[str, str]) -> Iterator[RdfNode]:
    for target, value, _source in written:
        if target in places:
            label = f"{target} " if target in {"ISBN", "ISSN", "DOI"} else ""
            yield RdfNode(places[target], f"{label}{value}")


_ELSEWHERE = {
    *_IN_CONTAINER,
    *_IN_SERIES,
    "itemType",
    "publisher",
    "place",
    "conferenceName",
    "meetingName",
    "notes",
    "files",
    "collections",
}


def own_nodes(kind: str, written: list[Part]) -> Iterator[RdfNode]:
    """Yield the elements of the item's own fields."""
    extra = []
    for target, value, _source in written:
        if target in _ELSEWHERE or target.startswith(("creators/", "attachments/")):
            continue
        if target == "extra":
            extra.append(value)
        elif target == "tags":
            yield RdfNode("dc:subject", value)
        elif target == "relations":
            yield RdfNode("dc:relation", resource=item_name(value))
        elif target == "url":
            yield _address(value)
        else:
            yield RdfNode(_tag(kind, target), value)
    if extra:
        yield RdfNode("dc:description", "\n".join(extra))


def _tag(kind: str, target: str) -> str:
    if kind == "standard" and target == "edition":
        return "z:edition"  # the other name is taken for that of its version, too
    return _PLACES.get(target, f"z:{target}")


def _address(url: str) -> RdfNode:
    return RdfNode("dc:identifier", (RdfNode("dcterms:URI", (RdfNode("rdf:value", url),)),))


def _member(person: dict[str, str]) -> RdfNode:
    names = (RdfNode(f"foaf:{part}", clean(name)) for part, name in person.items())
    return RdfNode("foaf:Person", tuple(names))


def rdf_text(nodes: Iterable[RdfNode], context: WriteContext) -> str:
    """Return the text of elements, in 7 bits if the options say so."""
    text = "".join(map(_rendered, nodes))
    return text.encode("ascii", "xmlcharrefreplace").decode() if context.options.ascii else text


def _rendered(node: RdfNode, depth: int = 1) -> str:
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


def clean(value: str) -> str:
    """Return text on one line, without the characters that XML 1.0 lacks."""
    if value.isprintable():
        return value.strip()
    value = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value)
    return re.sub(r"[\ud800-\udfff\ufffe\uffff]", "", value).strip()


def quoted(value: str) -> str:
    """Return a value in the form for a resource's name."""
    return quote(value, safe="", errors="replace")
