"""YAML text -> the items of a list (YAML 1.1 as PyYAML reads it)."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.items.item import (
    CSL_ITEMS,
    BrokenItem,
    Member,
    ReadItem,
    Shape,
    kind_of,
)
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.formats.shared.source import SourceText


class YamlNode(NamedTuple):
    """A value of a YAML text: text, None, nodes of a list, or names and nodes of a mapping.

    The name of a mapping's member stands there with its place.
    """

    value: Any
    start: int
    end: int
    size: int = 1
    """How many values it has, repeated ones counted each time."""


_YAML_DEPTH = 100
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ELEMENT = regex(r"^( *)-(?= |$)", re.MULTILINE)
_NAMED_ELEMENT = regex(r"^()(?=[^\s#\]}-][^\n]*:)", re.MULTILINE)


def from_yaml(source: SourceText, shape: Shape = CSL_ITEMS) -> Iterator[ReadItem]:
    """Yield the items of a YAML text: of a list, of a mapping's list, or the mapping.

    Scalars are text as it is written, or None; only null has another type.
    """
    try:
        documents = yaml_documents(source)
    except BrokenItem as error:
        yield from _element_by_element(source, error, shape)
        return
    for document in documents:
        yield from _yaml_items(document, source, shape)


def yaml_documents(source: SourceText) -> list[YamlNode]:
    """Return the documents of a YAML text. Raises `BrokenItem`."""
    return list(_YamlBuilder(len(source.text)).documents(source.text))


def _element_by_element(source: SourceText, error: BrokenItem, shape: Shape) -> Iterator[ReadItem]:
    """Yield the items of a list with broken items, each read by itself.

    Anchors hold in all that comes after them, also those of what stands before the list.
    """
    text = source.text
    element = _NAMED_ELEMENT if shape.by_key else _ELEMENT
    first = element.search(text)
    starts = [m.start() for m in element.finditer(text) if first and m[1] == first[1]]
    faults = len(source.faults)
    builder = _YamlBuilder(len(text), keeps_anchors=True)
    for start, end in itertools.pairwise([0, *starts, len(text)]):
        try:
            for document in list(builder.documents(text[start:end], start)):
                if start or starts[:1] == [0]:
                    yield from _yaml_items(document, source, shape)
        except BrokenItem as broken:
            source.fault("syntax-error", broken.message, broken.offset)
    if len(source.faults) == faults:  # what is wrong is not in any item
        source.fault("syntax-error", error.message, error.offset)


def _yaml_items(document: YamlNode, source: SourceText, shape: Shape) -> Iterator[ReadItem]:
    value = document.value
    if shape.by_key or isinstance(value, list):
        yield from _elements(document, source, shape)
    elif isinstance(value, dict):
        lists = [node for (name, _at), node in value.items() if name in shape.lists]
        for node in lists:
            if node.value is not None:
                yield from _yaml_items(node, source, shape)
        if not lists and not shape.marks.isdisjoint(name for name, _at in value):
            yield yaml_item(document, source)
        elif not lists:
            source.fault("wrong-value", shape.no_item, document.start)
    elif value is not None:
        source.fault("wrong-value", shape.no_item, document.start)


def _elements(document: YamlNode, source: SourceText, shape: Shape) -> Iterator[ReadItem]:
    """Yield the mappings in a list, or in a mapping by their keys; report anything else."""
    value = document.value
    named: Iterable[tuple[tuple[str, int], YamlNode]] = ()
    if isinstance(value, list) and not shape.by_key:
        named = ((("", node.start), node) for node in value)
    elif isinstance(value, dict):
        named = value.items()
    elif value is not None:
        source.fault("wrong-value", shape.no_item, document.start)
    for (key, at), node in named:
        if isinstance(node.value, dict):
            yield yaml_item(node, source, key, at)
        else:
            message = f"{kind_of(node.value)} stands where an item should: it is left out"
            source.fault("wrong-value", message, at)


def yaml_item(
    node: YamlNode, source: SourceText, key: str = "", offset: int | None = None
) -> ReadItem:
    """Return a mapping as an item, by its key if it has one."""
    members = [
        Member(name, _plain(value), source.text[value.start : value.end].rstrip(), at)
        for (name, at), value in node.value.items()
    ]
    return ReadItem(node.start if offset is None else offset, members, key)


def _plain(node: YamlNode) -> Any:
    """Return the value of a node, without the places in it."""
    if isinstance(node.value, list):
        return [_plain(element) for element in node.value]
    if isinstance(node.value, dict):
        return {name: _plain(value) for (name, _at), value in node.value.items()}
    return node.value


class _YamlBuilder:
    """A builder of values from the events of a YAML text, read whole or in pieces.

    Its length bounds how much larger than itself its repeated values can make it.
    """

    def __init__(self, length: int, *, keeps_anchors: bool = False) -> None:
        self.base = 0
        self.most = 10 * length + 1000
        self.keeps_anchors = keeps_anchors
        self.stack: list[_Open] = []
        self.anchors: dict[str, YamlNode] = {}

    def documents(self, text: str, base: int = 0) -> Iterator[YamlNode]:
        """Yield the documents of a text, or of a piece of it that starts at an offset."""
        import yaml

        self.base = base
        self.stack.clear()
        try:
            for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                if node := self.node(event):
                    self.most -= node.size
                    yield node
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            message = str(getattr(error, "problem", None) or "this is no YAML").replace('"', "'")
            raise BrokenItem(message, base + (mark.index if mark else 0)) from None

    def node(self, event: Any) -> YamlNode | None:
        """Take an event; return the value of a document when it is complete."""
        start, end = self.base + event.start_mark.index, self.base + event.end_mark.index
        kind = type(event).__name__.removesuffix("Event")
        if kind in {"MappingStart", "SequenceStart"}:
            self.open(_Open(kind == "MappingStart", start, event.anchor))
            return None
        if kind == "Scalar":
            is_null = event.value in _NULLS and not event.style
            node = YamlNode(None if is_null else event.value, start, end)
            found = self.named(node, event.anchor)
        elif kind in {"MappingEnd", "SequenceEnd"}:
            opened = self.stack.pop()
            found = self.named(opened.closed(end), opened.anchor)
        elif kind == "Alias":
            found = self.alias(event.anchor, start)
        else:
            if not self.keeps_anchors:
                self.anchors.clear()
            return None
        if not self.stack:
            return found
        self.stack[-1].add(found)
        if self.stack[-1].size > self.most:
            message = "values are repeated too often here"
            raise BrokenItem(message, start)
        return None

    def open(self, opened: _Open) -> None:
        if len(self.stack) == _YAML_DEPTH:
            message = f"values nest more than {_YAML_DEPTH} deep here"
            raise BrokenItem(message, opened.start)
        self.stack.append(opened)

    def named(self, node: YamlNode, anchor: str | None) -> YamlNode:
        if anchor:
            self.anchors[anchor] = node
        return node

    def alias(self, anchor: str, start: int) -> YamlNode:
        if anchor not in self.anchors:
            message = f"nothing before this is called “&{anchor}”"
            raise BrokenItem(message, start)
        return self.anchors[anchor]


class _Open:
    """A list or mapping that is being read."""

    def __init__(self, is_mapping: bool, start: int, anchor: str | None) -> None:  # noqa: FBT001
        self.is_mapping = is_mapping
        self.start = start
        self.anchor = anchor
        self.nodes: list[YamlNode] = []
        self.size = 1

    def add(self, node: YamlNode) -> None:
        self.nodes.append(node)
        self.size += node.size

    def closed(self, end: int) -> YamlNode:
        if not self.is_mapping:
            return YamlNode(self.nodes, self.start, end, self.size)
        names, values = self.nodes[::2], self.nodes[1::2]
        pairs = zip(names, values, strict=True)
        value = {(_name(name), name.start): node for name, node in pairs}
        if any(name == _MERGE for name, _at in value):
            value = _merged(value)
        return YamlNode(value, self.start, end, self.size)


_MERGE = "<<"
"""The name of mappings whose members a mapping has too, unless it has its own (YAML 1.1)."""


def _merged(members: dict[tuple[str, int], YamlNode]) -> dict[tuple[str, int], YamlNode]:
    own = {at: node for at, node in members.items() if at[0] != _MERGE}
    names = {name for name, _at in own}
    for (name, at), node in members.items():
        mappings = node.value if isinstance(node.value, list) else [node]
        if name != _MERGE:
            continue
        if not all(isinstance(mapping.value, dict) for mapping in mappings):
            message = "“<<” stands before what is no mapping"
            raise BrokenItem(message, at)
        for mapping in mappings:
            own |= {at: node for at, node in mapping.value.items() if at[0] not in names}
            names.update(name for name, _at in mapping.value)
    return own


def _name(node: YamlNode) -> str:
    return node.value if isinstance(node.value, str) else kind_of(node.value)
