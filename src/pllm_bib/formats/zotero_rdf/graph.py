"""Resources of an RDF/XML file: what it says of each thing, wherever it says so.

Source: RDF 1.1 XML Syntax, as far as Zotero writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.xml_tree import read_tree
from pllm_bib.formats.zotero_rdf.rdf import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.shared.source import SourceText
    from pllm_bib.formats.shared.xml_tree import Element

_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_LOOSE = frozenset({"dc:relation", "dcterms:hasPart"})
"""Properties that make nothing a part of what has them."""


class Resource:
    """A thing that the file describes: its name, class and properties."""

    __slots__ = ("element", "is_part", "kind", "name", "properties")

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind = ""
        """Its class, such as ``bib:Article``; empty if the file only points to it."""
        self.element: Element | None = None
        self.is_part = False
        """Another resource has it as its note, attachment, container or the like."""
        self.properties: dict[str, list[str | Resource]] = {}

    def texts(self, *names: str) -> Iterator[str]:
        """Yield the literal values of some properties that are not empty."""
        for name in names:
            yield from (each for each in self.properties.get(name, ()) if isinstance(each, str))

    def text(self, *names: str) -> str:
        """Return the first literal value of some properties; empty without one."""
        return next(self.texts(*names), "")

    def resources(self, *names: str) -> Iterator[Resource]:
        """Yield the resources that some properties lead to."""
        for name in names:
            for each in self.properties.get(name, ()):
                if isinstance(each, Resource):
                    yield each

    def members(self) -> Iterator[Resource]:
        """Yield the members of a sequence; any other resource is one by itself."""
        if self.kind not in {"rdf:Seq", "rdf:Bag"}:
            yield self
            return
        for name in self.properties:
            if name.startswith(("rdf:li", "rdf:_")):
                yield from self.resources(name)


class Graph:
    """The resources of a file, by name and in the order of their descriptions."""

    def __init__(self, source: SourceText) -> None:
        self.root = next(read_tree(source).named("RDF"), None)
        self.known: dict[str, Resource] = {}
        self.outermost: dict[Resource, None] = {}
        self.prefixes: dict[str, str] = {}
        if self.root is None:
            return
        for name, uri in self.root.attributes.items():
            if name.startswith("xmlns"):
                prefix = name.partition(":")[2]
                self.prefixes[prefix] = _PREFIXES.get(uri, prefix)
        for child in self.root:
            self.outermost[self.described(child)] = None

    def tag(self, element: Element) -> str:
        """Return the name of an element with the prefix that Zotero has for its vocabulary."""
        prefix = element.tag.rpartition(":")[0]
        return f"{self.prefixes.get(prefix, prefix)}:{element.name}"

    def named(self, name: str) -> Resource:
        """Return the resource of a name; an empty one names nothing else."""
        return self.known.setdefault(name, Resource(name)) if name else Resource("")

    def described(self, element: Element) -> Resource:
        """Return the resource that an element describes, with all that it says."""
        own = element.get("ID")
        found = self.named(element.get("about") or (f"#{own}" if own else element.get("nodeID")))
        if found.element is None:
            found.element = element
            found.kind = self.tag(element)
        for child in element:
            name = self.tag(child)
            for value in self.values(child):
                if isinstance(value, Resource) and name not in _LOOSE:
                    value.is_part = True
                if name == "rdf:type" and isinstance(value, Resource):
                    found.kind = self.class_of(value.name) or found.kind
                elif value:
                    found.properties.setdefault(name, []).append(value)
        return found

    def class_of(self, uri: str) -> str:
        """Return the short name of a class; empty if Zotero has none."""
        stem = uri[: max(uri.rfind("#"), uri.rfind("/")) + 1]
        return f"{_PREFIXES[stem]}:{uri[len(stem) :]}" if stem in _PREFIXES else ""

    def values(self, child: Element) -> list[str | Resource]:
        """Return the values of a property."""
        if pointed := child.get("resource") or child.get("nodeID"):
            return [self.named(pointed)]
        nodes: list[str | Resource] = [self.described(each) for each in child]
        return nodes or [child.text]
