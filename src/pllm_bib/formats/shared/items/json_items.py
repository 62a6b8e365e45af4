"""JSON text -> the items of a list (RFC 8259)."""

from __future__ import annotations

import json
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
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pllm_bib.formats.shared.source import SourceText


def from_json(source: SourceText, shape: Shape = CSL_ITEMS) -> Iterator[ReadItem]:
    """Yield the items of a JSON text: those of a list, of an object's list, or the object."""
    return _Json(source, shape).items()


_SPACE = regex(r"[ \t\n\r]*")
_ITEM_START = regex(
    r'[\[,}]\s*+(\{\s*+"(?!(?:family|given|literal|suffix|name|date-parts|season|circa|raw|'
    r'[a-z]+-particle|non-dropping-particle|comma-suffix|static-ordering|parse-names)"))'
)
"""Where an object starts that is an element of a list, and no name or date."""
_BRACKET = regex(r'"(?>(?:[^"\\]++|\\.?)*)(?:"|\Z)|[][{}]', re.DOTALL)
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
    """A text whose lines the standard library does not count for each error."""

    __slots__ = ()

    def count(self, *_args: object) -> int:
        """Return 0: line ends are not counted."""
        return 0

    def rfind(self, *_args: object) -> int:
        """Return 0, the start of the text."""
        return 0


class _Json:
    """A reader that takes a text apart item by item, and goes on after a broken one."""

    def __init__(self, source: SourceText, shape: Shape) -> None:
        self.source = source
        self.shape = shape
        self.text = _Uncounted(source.text)
        # Line ends in strings are wrong, and harmless; NaN is what some programs write for null.
        self.decoder = json.JSONDecoder(
            strict=False, parse_int=_integer, parse_constant=lambda _name: None
        )
        self.unbalanced = False
        """Whether a bracket is known to have no end."""

    def items(self) -> Iterator[ReadItem]:
        at = self.space(0)
        first = self.text[at : at + 1]
        try:
            if self.shape.in_lines:
                at = yield from self.array(at, is_open=False)
            elif first == "[":
                at = yield from self.array(at + 1)
            elif first == "{":
                at = yield from self.wrapper(at)
            elif first:
                start = at
                _value, at = self.value(at)
                self.source.fault("wrong-value", self.shape.no_item, start)
            else:
                self.source.fault("syntax-error", "the file is empty: it should hold a list", at)
        except BrokenItem as error:
            yield from self.array(self.resumed(error), is_open=False)
            return
        at = self.space(at)
        if at < len(self.text):
            behind = BrokenItem("this stands behind the end of the list", at)
            yield from self.array(self.resumed(behind), is_open=False)

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def array(self, at: int, *, is_open: bool = True) -> Generator[ReadItem, None, int]:
        """Yield the items of a list from an offset on; return where it ends."""
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
                    at, _is_inner = self.members(at + 1, members)
                    yield ReadItem(start, members)
                else:
                    value, at = self.value(at)
                    message = f"{kind_of(value)} stands where an item should: it is left out"
                    self.source.fault("wrong-value", message, start)
            except BrokenItem as error:
                at, separated = self.resumed(error), True
                is_open = is_open and at < len(self.text)
        if is_open:
            self.source.fault("syntax-error", "the list has no end: “]” is missing", at)
        return at

    def wrapper(self, at: int) -> Generator[ReadItem, None, int]:
        """Yield the items of an object's lists or objects, or itself; return where it ends."""
        start = at
        members: list[Member] = []
        found = False
        at, is_inner = self.members(at + 1, members, search=True)
        while is_inner:
            found = True
            inner = self.array(at + 1) if self.text[at] == "[" else self.wrapper(at)
            at = yield from inner
            at, is_inner = self.members(at, members, search=True, separated=False)
        if not found and self.shape.marks.isdisjoint(member.name for member in members):
            self.source.fault("wrong-value", self.shape.no_item, start)
        elif not found:
            yield ReadItem(start, members)
        return at

    def members(
        self,
        at: int,
        members: list[Member],
        *,
        search: bool = False,
        separated: bool = True,
    ) -> tuple[int, bool]:
        """Read the members of an object from an offset on; return its end, and False.

        With ``search``, return where a list or an object of items starts, and True.
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
            if search and self.has_items(name, at):
                return at, True
            value, at = self.value(at)
            members.append(Member(name, value, self.text[value_at:at], start))

    def has_items(self, name: str, at: int) -> bool:
        """Say whether the value of a name is a list of items, or an object with one."""
        is_list = name in self.shape.lists and self.text[at : at + 1] == "["
        return is_list or (name in self.shape.objects and self.text[at : at + 1] == "{")

    def value(self, at: int) -> tuple[Any, int]:
        try:
            return self.decoder.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            known = (text for start, text in _FAULTS.items() if error.msg.startswith(start))
            message = next(known, "no value that JSON knows starts here")
            raise self.broken(message, error.pos) from None
        except RecursionError:
            raise self.too_deep(at) from None

    def broken(self, message: str, at: int) -> BrokenItem:
        if at >= len(self.text):
            message = "the text ends in the midst of an item"
        return BrokenItem(message, at)

    def too_deep(self, start: int) -> BrokenItem:
        """Return the fault of a value that nests too deep, and where reading goes on."""
        message = f"values nest more than {_DEPTH} deep here"
        depth, limit = 0, start + 1
        for match in _BRACKET.finditer(self.text, start):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
            if depth == _DEPTH and limit == start + 1:
                limit = match.end()
                if self.unbalanced:
                    break
            if depth == 0:
                return BrokenItem(message, limit, match.end())
        self.unbalanced = True
        return BrokenItem(message, limit)

    def resumed(self, error: BrokenItem) -> int:
        """Report the broken item; return the start of the next one, or the end of the text."""
        self.source.fault("syntax-error", error.message, error.offset)
        if self.text.startswith("{", error.resume):
            return error.resume
        match = _ITEM_START.search(self.text, error.resume)
        return match.start(1) if match else len(self.text)
