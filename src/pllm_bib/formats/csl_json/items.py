"""The items of a CSL file, each variable with its place, in JSON or YAML.

An item that is broken does not take the others with it: reading goes on at the next one. The time
that it takes is linear in the length of the text.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Member(NamedTuple):
    """A variable of an item and its value, None for null."""

    name: str
    value: Any
    raw: str
    """The value as it stands in the file."""
    offset: int
    """Where its name stands."""


class ReadItem(NamedTuple):
    """An item of a file, at an offset of its text."""

    offset: int
    members: list[Member]


WRAPPERS = frozenset({"items", "references"})
"""Names under which an object has the list of items."""
MARKS_OF_AN_ITEM = frozenset({"id", "citation-key", "type", "title"})
NO_ITEM = "this is no item, nor has it a list of items: it has no id, type or title"


class BrokenItem(Exception):  # noqa: N818 -- it is caught where it is raised, and never seen outside
    """A fault of the text at an offset, and where to look for the next item."""

    def __init__(self, message: str, offset: int, resume: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.resume = offset if resume is None else resume


def kind_of(value: object) -> str:
    """Return words for the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
