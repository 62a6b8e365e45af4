"""The items of a file, each member with its place, in JSON or YAML.

An item that is broken does not take the others with it: reading goes on at the next one. The time
that it takes is linear in the length of the text.
"""

from __future__ import annotations

from typing import Any

from pllm_bib.model.named_tuple import NamedTuple


class Member(NamedTuple):
    """A member of an item and its value, None for null."""

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
    key: str = ""
    """Its name, where a file is a mapping of items."""


class Shape(NamedTuple):
    """The shape of a format's files: where the items are, and what tells an item."""

    lists: frozenset[str] = frozenset({"items", "references"})
    """Names under which an object has the list of items."""
    objects: frozenset[str] = frozenset()
    """Names under which an object has another one with the items, or with the only one."""
    marks: frozenset[str] = frozenset({"id", "citation-key", "type", "title"})
    """Members that an item has, one of them at least."""
    no_item: str = "this is no item, nor has it a list of items: it has no id, type or title"
    """The fault of what is no item."""
    by_key: bool = False
    """Whether a file is a mapping of items by their keys (YAML)."""
    in_lines: bool = False
    """Whether items stand one after the other, without a list around them (JSON)."""


CSL_ITEMS = Shape()
"""The shape of CSL's files."""


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
