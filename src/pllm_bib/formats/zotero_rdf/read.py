"""Text of Zotero RDF -> entries and diagnostics.

Sources: the translators “Zotero RDF”, which writes it, and “RDF”, which reads it; Zotero's schema.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.zotero_rdf.graph import Graph
from pllm_bib.formats.zotero_rdf.rdf import CLASSES
from pllm_bib.formats.zotero_rdf.record import Collections, entry_of, own_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result
    from pllm_bib.formats.zotero_rdf.graph import Resource
    from pllm_bib.model.entry import Entry

_CLASSES = frozenset(CLASSES.values())
_COLLECTIONS = frozenset({"z:Collection", "bib:Collection"})
_SECTION = "#section_"
_MOST_DEPTH = 20
"""Collections within one another."""


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of Zotero RDF; parameters and result are those of `ris.read`.

    Collections that our own writer made of sections are sections again, others groups.
    """
    source = SourceText(text, path)
    graph = Graph(source)
    if graph.root is None and not source.faults and text.strip():
        source.fault("syntax-error", "there is no element “rdf:RDF”", 0)
    places = _places(graph)
    items = list(_items(graph, source))
    if graph.root and graph.outermost and not items and not source.faults:
        source.fault("wrong-value", "nothing here is a work as Zotero has it", graph.root.offset)
    entries, faults = source.result(entry_of(each, source, section, places[each]) for each in items)
    keys = {item.name: entry.key for item, entry in zip(items, entries, strict=True)}
    return tuple(_with_keys_of_related(entry, keys) for entry in entries), faults


def _with_keys_of_related(entry: Entry, keys: dict[str, str]) -> Entry:
    """Return an entry that names related works by their keys; others have none in this file."""
    if not entry.related:
        return entry
    found = (keys.get(name) or own_key(name) for name in entry.related)
    return replace(entry, related=tuple(filter(None, found)))


def _items(graph: Graph, source: SourceText) -> Iterator[Resource]:
    """Yield the works; report notes and attachments that belong to none."""
    for each in graph.outermost:
        kind = each.text("z:itemType", "z:type")
        if kind in {"attachment", "note"} or each.kind in {"z:Attachment", "bib:Memo"}:
            if not each.is_part and each.element:
                word = "attachment" if "ttachment" in kind + each.kind else "note"
                message = f"this {word} belongs to no work: it is left out"
                source.fault("wrong-value", message, each.element.offset)
        elif kind or (each.kind in _CLASSES and not each.is_part):
            yield each


def _places(graph: Graph) -> defaultdict[Resource, Collections]:
    """Return the sections and the groups of each work, by the collections that it is in."""
    collections = [each for each in graph.outermost if each.kind in _COLLECTIONS]
    around: dict[Resource, Resource] = {}
    for each in collections:
        for part in each.resources("dcterms:hasPart"):
            if part.kind in _COLLECTIONS:
                around.setdefault(part, each)
    found: defaultdict[Resource, Collections] = defaultdict(Collections)
    for each in collections:
        path = _path(each, around)
        for part in each.resources("dcterms:hasPart"):
            if part.kind in _COLLECTIONS or not path[-1]:
                continue
            if each.name.startswith(_SECTION):
                found[part].sections[path[-1]] = each.name.removeprefix(_SECTION)
            else:
                found[part].groups.setdefault(path)
    return found


def _path(collection: Resource, around: dict[Resource, Resource]) -> tuple[str, ...]:
    """Return the names of a collection and of those around it, from the outermost inwards."""
    names: list[str] = []
    each: Resource | None = collection
    while each is not None and len(names) < _MOST_DEPTH:
        names.append(each.text("dc:title"))
        each = around.get(each)
    return tuple(reversed(names))
