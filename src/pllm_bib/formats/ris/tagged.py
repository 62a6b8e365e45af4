"""Lines that start with a tag: what RIS, EndNote's and MEDLINE's files are made of.

A value goes on over the lines after its tag that have none of their own. What a tag looks like,
and where a record ends, is a question of the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    TagOf = Callable[[str], tuple[str, int] | None]
    """From a line to its tag and to where its value starts; None for a line that has no tag."""


class Field(NamedTuple):
    """A tag and its value, the lines of it without white space around them."""

    tag: str
    """The tag; empty for lines that stand before the first one."""
    value: str
    offset: int
    """Where its first line starts in the text."""
    name: str
    """What the file calls the field: the tag as it is written there."""
    after_blank: bool = False
    """Whether an empty line stands right before it."""


def fields(text: str, tag_of: TagOf) -> Iterator[Field]:
    r"""The fields of a text, in order. Its line ends must be ``\n``."""
    tag, start, after_blank = "", 0, False
    lines: list[str] = []
    offset, blank = 0, False
    for line in text.split("\n"):
        found = tag_of(line)
        if found:
            if tag or lines:
                yield Field(tag, "\n".join(lines), start, tag, after_blank)
            tag, at = found
            start, after_blank = offset, blank
            value = line[at:].strip()
            lines = [value] if value else []
        elif stripped := line.strip():
            if not tag and not lines:
                start = offset
            lines.append(stripped)
        blank = not found and not line.strip()
        offset += len(line) + 1
    if tag or lines:
        yield Field(tag, "\n".join(lines), start, tag, after_blank)
