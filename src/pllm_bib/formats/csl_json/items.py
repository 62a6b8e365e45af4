"""JSON and YAML text -> the items of a list, each variable with its place.

An item that is broken does not take the others with it: reading goes on at the next one. The time
that it takes is linear in the length of the text, whatever the text is.

Sources: RFC 8259 (JSON), YAML 1.1 as PyYAML reads it.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from pllm_bib.formats.shared.source import SourceText


class Member(NamedTuple):
    """A variable of an item and its value, None for null."""

    name: str
    value: Any
    raw: str
    """The value as it stands in the file."""
    offset: int
    """Where its name stands."""


class Item(NamedTuple):
    """An item of a file, at an offset of its text."""

    offset: int
    members: list[Member]


WRAPPERS = frozenset({"items", "references"})
"""Names under which an object has the list of items."""
_MARKS_OF_AN_ITEM = frozenset({"id", "citation-key", "type", "title"})
_NO_ITEM = "this is no item, nor has it a list of items: it has no id, type or title"


class _Broken(Exception):  # noqa: N818 -- it is caught where it is raised, and never seen outside
    """What is wrong with the text at an offset, and from where on to look for the next item."""

    def __init__(self, message: str, offset: int, resume: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.resume = offset if resume is None else resume


# JSON.


def from_json(source: SourceText) -> Iterator[Item]:
    """The items of a JSON text: of a list, or of an object's list, or the object itself."""
    return _Json(source).items()


_SPACE = re.compile(r"[ \t\n\r]*")
_ITEM_START = re.compile(
    r'[\[,}]\s*+(\{\s*+"(?!(?:family|given|literal|suffix|name|date-parts|season|circa|raw|'
    r'[a-z]+-particle|non-dropping-particle|comma-suffix|static-ordering|parse-names)"))'
)
"""Where an object starts that is an element of a list, and no name or date."""
_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[][{}]', re.DOTALL)
_DEPTH = 200
"""How deep a value can nest, if it is not to be left out."""
_LONGEST_NUMBER = 1000
_FAULTS = {
    "Unterminated string": "the string that starts here has no end",
    "Invalid \\": "the backslash here is no escape that JSON knows",
    "Expecting ','": "a comma is missing before this",
    "Expecting ':'": "a colon is missing before this",
    "Expecting property name": "a name in quotation marks should stand here",
}
"""What the standard library says of broken JSON -> what we say."""


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


class _Uncounted(str):
    """A text of which the standard library does not count the lines for each error in it."""

    __slots__ = ()

    def count(self, *_args: object) -> int:
        """No line ends."""
        return 0

    def rfind(self, *_args: object) -> int:
        """The start of the text."""
        return 0


class _Json:
    """Takes a text apart item by item, and finds the next one behind a broken one."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.text = _Uncounted(source.text)
        # Line ends in strings are wrong, and harmless; NaN is what some programs write for null.
        self.decoder = json.JSONDecoder(
            strict=False, parse_int=_integer, parse_constant=lambda _name: None
        )
        self.unbalanced = False
        """Whether a bracket is known to have no end."""

    def items(self) -> Iterator[Item]:
        at = self.space(0)
        first = self.text[at : at + 1]
        try:
            if first == "[":
                at = yield from self.array(at + 1)
            elif first == "{":
                at = yield from self.wrapper(at)
            elif first:
                start = at
                _value, at = self.value(at)
                self.source.fault("wrong-value", _NO_ITEM, start)
            else:
                self.source.fault("syntax-error", "the file is empty: it should hold a list", at)
        except _Broken as error:
            yield from self.array(self.resumed(error), is_open=False)
            return
        at = self.space(at)
        if at < len(self.text):
            behind = _Broken("this stands behind the end of the list", at)
            yield from self.array(self.resumed(behind), is_open=False)

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def array(self, at: int, *, is_open: bool = True) -> Generator[Item, None, int]:
        """The items of a list from here on; returns where it ends."""
        separated, at_start = True, True
        while (at := self.space(at)) < len(self.text):
            char = self.text[at]
            if separated and is_open and (char == "," or (char == "]" and not at_start)):
                self.source.fault("syntax-error", "an item is missing before this", at)
            at_start = False
            if char == "]" and is_open:
                return at + 1
            if char in ",]}":
                separated, at = char == ",", at + 1
                continue
            if not separated and is_open:
                self.source.fault("syntax-error", "a comma is missing before this", at)
            start = at
            separated = False
            try:
                if char == "{":
                    members: list[Member] = []
                    at, _is_list = self.members(at + 1, members)
                    yield Item(start, members)
                else:
                    value, at = self.value(at)
                    message = f"{kind_of(value)} stands where an item should: it is left out"
                    self.source.fault("wrong-value", message, start)
            except _Broken as error:
                at, separated = self.resumed(error), True
                is_open = is_open and at < len(self.text)
        if is_open:
            self.source.fault("syntax-error", "the list has no end: “]” is missing", at)
        return at

    def wrapper(self, at: int) -> Generator[Item, None, int]:
        """The items of an object's lists, or the object itself; returns where it ends."""
        start = at
        members: list[Member] = []
        found = False
        at, is_list = self.members(at + 1, members, lists=WRAPPERS)
        while is_list:
            found = True
            at = yield from self.array(at)
            at, is_list = self.members(at, members, lists=WRAPPERS, separated=False)
        if not found and _MARKS_OF_AN_ITEM.isdisjoint(member.name for member in members):
            self.source.fault("wrong-value", _NO_ITEM, start)
        elif not found:
            yield Item(start, members)
        return at

    def members(
        self,
        at: int,
        members: list[Member],
        *,
        lists: Iterable[str] = (),
        separated: bool = True,
    ) -> tuple[int, bool]:
        """Read the members of an object from here on; returns where it ends, and False.

        Where one of ``lists`` is a list, returns where its first element stands, and True.
        """
        while True:
            at = self.space(at)
            char = self.text[at : at + 1]
            if char == "}":
                if separated and members:
                    self.source.fault("syntax-error", "a comma stands before the end", at)
                return at + 1, False
            if char == "," and not separated:
                separated, at = True, at + 1
                continue
            if char != '"':
                message = "a name in quotation marks should stand here"
                raise self.broken(message, at)
            if not separated:
                self.source.fault("syntax-error", "a comma is missing before this", at)
            separated = False
            start = at
            name, at = self.value(at)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                message = "a colon is missing before this"
                raise self.broken(message, at)
            at = value_at = self.space(at + 1)
            if name in lists and self.text[at : at + 1] == "[":
                return at + 1, True
            value, at = self.value(at)
            members.append(Member(name, value, self.text[value_at:at], start))

    def value(self, at: int) -> tuple[Any, int]:
        try:
            return self.decoder.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            known = (text for start, text in _FAULTS.items() if error.msg.startswith(start))
            message = next(known, "no value that JSON knows starts here")
            raise self.broken(message, error.pos) from None
        except RecursionError:
            raise self.too_deep(at) from None

    def broken(self, message: str, at: int) -> _Broken:
        if at >= len(self.text):
            message = "the text ends in the midst of an item"
        return _Broken(message, at)

    def too_deep(self, start: int) -> _Broken:
        """Where a value nests too deep; reading goes on behind it, if it has an end."""
        message = f"values nest more than {_DEPTH} deep here"
        depth, limit = 0, start + 1
        for match in _BRACKET.finditer(self.text, start):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
            if depth == _DEPTH and limit == start + 1:
                limit = match.end()
                if self.unbalanced:
                    break
            if depth == 0:
                return _Broken(message, limit, match.end())
        self.unbalanced = True
        return _Broken(message, limit)

    def resumed(self, error: _Broken) -> int:
        """Report what is broken; returns where the next item starts, or the end of the text."""
        self.source.fault("syntax-error", error.message, error.offset)
        if self.text.startswith("{", error.resume):
            return error.resume
        match = _ITEM_START.search(self.text, error.resume)
        return match.start(1) if match else len(self.text)


def kind_of(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


# YAML.


class _Node(NamedTuple):
    """A value of a YAML text: text, None, nodes of a list, or names and nodes of a mapping."""

    value: Any
    start: int
    end: int
    size: int = 1
    """How many values it has, repeated ones counted each time."""


_YAML_DEPTH = 100
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ELEMENT = re.compile(r"^( *)-(?= |$)", re.MULTILINE)


def from_yaml(source: SourceText) -> Iterator[Item]:
    """The items of a YAML text: of a list, or of a mapping's list, or the mapping itself.

    Scalars are text as it is written, or None; only null has another type.
    """
    text = source.text
    try:
        documents = list(_documents(text, 0, len(text)))
    except _Broken as error:
        yield from _element_by_element(source, error)
        return
    for document in documents:
        yield from _yaml_items(document, source)


def _element_by_element(source: SourceText, error: _Broken) -> Iterator[Item]:
    """The items of a list of which some are broken, each read for itself."""
    text = source.text
    first = _ELEMENT.search(text)
    starts = [m.start() for m in _ELEMENT.finditer(text) if first and m[1] == first[1]]
    faults = len(source.faults)
    for start, end in itertools.pairwise([*starts, len(text)]):
        try:
            for document in list(_documents(text[start:end], start, len(text))):
                yield from _yaml_items(document, source)
        except _Broken as broken:
            source.fault("syntax-error", broken.message, broken.offset)
    if len(source.faults) == faults:  # what is wrong is not in any item
        source.fault("syntax-error", error.message, error.offset)


def _yaml_items(document: _Node, source: SourceText) -> Iterator[Item]:
    value = document.value
    if isinstance(value, list):
        for node in value:
            if isinstance(node.value, dict):
                yield _yaml_item(node, source)
            else:
                message = f"{kind_of(node.value)} stands where an item should: it is left out"
                source.fault("wrong-value", message, node.start)
    elif isinstance(value, dict):
        lists = [node for (name, _at), node in value.items() if name in WRAPPERS]
        if lists:
            for node in lists:
                if node.value is not None:
                    yield from _yaml_items(node, source)
        elif _MARKS_OF_AN_ITEM.isdisjoint(name for name, _at in value):
            source.fault("wrong-value", _NO_ITEM, document.start)
        else:
            yield _yaml_item(document, source)
    elif value is not None:
        source.fault("wrong-value", _NO_ITEM, document.start)


def _yaml_item(node: _Node, source: SourceText) -> Item:
    members = [
        Member(name, _plain(value), source.text[value.start : value.end].rstrip(), at)
        for (name, at), value in node.value.items()
    ]
    return Item(node.start, members)


def _plain(node: _Node) -> Any:
    """The value of a node, without the places in it."""
    if isinstance(node.value, list):
        return [_plain(element) for element in node.value]
    if isinstance(node.value, dict):
        return {name: _plain(value) for (name, _at), value in node.value.items()}
    return node.value


def _documents(text: str, base: int, most: int) -> Iterator[_Node]:
    """The documents of a YAML text that starts at an offset.

    ``most`` bounds how much larger than the text its repeated values can make it.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _YamlBuilder(base, 10 * most + 1000)
    try:
        for event in yaml.parse(text, Loader=loader):
            if node := builder.node(event):
                yield node
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        message = str(getattr(error, "problem", None) or "this is no YAML").replace('"', "'")
        raise _Broken(message, base + (mark.index if mark else 0)) from None


class _YamlBuilder:
    """Makes values of the events of a YAML text."""

    def __init__(self, base: int, most: int) -> None:
        self.base = base
        self.most = most
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Node] = {}

    def node(self, event: Any) -> _Node | None:
        """Take in an event; the value of a document, once it has one."""
        start, end = self.base + event.start_mark.index, self.base + event.end_mark.index
        kind = type(event).__name__.removesuffix("Event")
        if kind in {"MappingStart", "SequenceStart"}:
            self.open(_Open(kind == "MappingStart", start, event.anchor))
            return None
        if kind == "Scalar":
            is_null = event.value in _NULLS and not event.style
            found = self.named(_Node(None if is_null else event.value, start, end), event.anchor)
        elif kind in {"MappingEnd", "SequenceEnd"}:
            opened = self.stack.pop()
            found = self.named(opened.closed(end), opened.anchor)
        elif kind == "Alias":
            found = self.alias(event.anchor, start)
        else:
            self.anchors.clear()
            return None
        if not self.stack:
            return found
        self.stack[-1].add(found)
        if self.stack[-1].size > self.most:
            message = "values are repeated too often here"
            raise _Broken(message, start)
        return None

    def open(self, opened: _Open) -> None:
        if len(self.stack) == _YAML_DEPTH:
            message = f"values nest more than {_YAML_DEPTH} deep here"
            raise _Broken(message, opened.start)
        self.stack.append(opened)

    def named(self, node: _Node, anchor: str | None) -> _Node:
        if anchor:
            self.anchors[anchor] = node
        return node

    def alias(self, anchor: str, start: int) -> _Node:
        if anchor not in self.anchors:
            message = f"nothing before this is called “&{anchor}”"
            raise _Broken(message, start)
        return self.anchors[anchor]


class _Open:
    """A list or mapping that is being read."""

    def __init__(self, is_mapping: bool, start: int, anchor: str | None) -> None:  # noqa: FBT001
        self.is_mapping = is_mapping
        self.start = start
        self.anchor = anchor
        self.nodes: list[_Node] = []
        self.size = 1

    def add(self, node: _Node) -> None:
        self.nodes.append(node)
        self.size += node.size

    def closed(self, end: int) -> _Node:
        if not self.is_mapping:
            return _Node(self.nodes, self.start, end, self.size)
        names, values = self.nodes[::2], self.nodes[1::2]
        pairs = zip(names, values, strict=True)
        value = {(_name(name), name.start): node for name, node in pairs}
        return _Node(value, self.start, end, self.size)


def _name(node: _Node) -> str:
    return node.value if isinstance(node.value, str) else kind_of(node.value)
