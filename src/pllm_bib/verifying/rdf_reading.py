"""Zotero RDF as records, read by lxml as XML and here by the rules of RDF/XML.

Only the rules for striped node and property elements are needed. The tests compare the result
with rdflib's, which knows all rules, but is slower than all the rest of a verification.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from lxml import etree

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.verifying.check import Difference, ReadExport, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A node element: its class, the name of its subject, and its properties."""

    kind: str
    about: str
    line: int
    said: list[Property]


class Property(NamedTuple):
    """A property element: its value is text, another node, or a node's name."""

    name: str
    value: str | Node
    reference: str
    line: int


def nodes(root: Any) -> list[Node]:
    """Return the node elements of a document. Raises ``ValueError`` if it is no striped RDF."""
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


CONTAINERS = {
    "bib:Journal": {"journalArticle", "conferencePaper"},
    "bib:Periodical": {"magazineArticle"},
    "bib:Newspaper": {"newspaperArticle"},
    "bib:Book": {"bookSection", "encyclopediaArticle"},
    "bib:CourtReporter": {"case"},
    "z:Website": {"webpage"},
}
"""Class of a container -> the types of items that may be part of it."""
_WITHIN = dict.fromkeys(CONTAINERS, "container/") | {
    "bib:Series": "series/",
    "bib:Conference": "event/",
    "foaf:Organization": "publisher/",
    "vcard:Address": "publisher/",
}
"""Class of an inner node -> the start of the names of its properties."""
_LABELS = ("DOI ", "ISBN ", "ISSN ")
_ATTACHED = frozenset({"bib:Memo", "z:Attachment", "z:Collection"})


class _ItemReader:
    """A reader of the items of a document, with the notes and links that they point to."""

    def __init__(self, found: list[Node], reading: ReadExport) -> None:
        self.nodes = {node.about: node for node in _together(found)}
        self.reading = reading
        self.pointed_to: set[str] = set()
        described = (node.about for node in found if node.kind != "z:Collection")
        for name, count in Counter(described).items():
            if count > 1:
                self.fault(f"“{name}” is described {count} times", self.nodes[name].line)
        self.keys = {node.about: _key(node) for node in found if node.kind not in _ATTACHED}

    def fault(self, message: str, line: int) -> None:
        self.reading.faults.append(Difference(message, line))

    def said(self, node: Node) -> Iterator[tuple[str, Any, int]]:
        """Yield the values of an item: the name, the value and the line."""
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
        if item.name == "dc:relation":  # the other work may be in no list
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
        """Yield the address of a link; for modes other than 3, Zotero would look for a file.

        A file has a path in its place, as seen from the document.
        """
        title = _one(node, "dc:title")
        path = next((item.reference for item in node.said if item.name == "rdf:resource"), "")
        if path:
            if _one(node, "z:itemType") != "attachment":
                self.fault(f"the file “{title}” is no attachment", node.line)
            yield "file", unquote(path), node.line
            return
        kind = "application/pdf" if title == "PDF" else ""
        expected = {"z:itemType": "attachment", "z:linkMode": "3", "link:type": kind}
        if any(_one(node, name) != value for name, value in expected.items()):
            self.fault(f"the link “{title}” is not one to an address", node.line)
        address = next((item.value for item in node.said if item.name == "dc:identifier"), "")
        yield f"link:{title}", _one(address, "rdf:value"), node.line

    def outline(self) -> dict[str, list[str]]:
        """Return the collections: title -> the keys of works and titles of collections in it."""
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


def _together(found: list[Node]) -> list[Node]:
    """Return the nodes with all that is said of a collection in the place of the first one."""
    together: dict[str, Node] = {}
    for node in found:
        first = together.get(node.about)
        if first and node.kind == first.kind == "z:Collection":
            known = {
                (item.name, item.value, item.reference)
                for item in first.said
                if isinstance(item.value, str)
            }
            first.said.extend(
                item for item in node.said if (item.name, item.value, item.reference) not in known
            )
        else:
            together[node.about] = node
    return list(together.values())


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
    """Return the text of a node's property, several joined by semicolons; empty without one."""
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
