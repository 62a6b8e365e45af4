"""Lines that start with a tag: what RIS, EndNote's and MEDLINE's files are made of.

A value goes on over the lines after its tag that have none of their own. What a tag looks like,
and where a record ends, is a question of the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.model.entry import Origin
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from pllm_bib.formats.shared.faults import Tell

    TagOf = Callable[[str], tuple[str, int] | None]
    """From a line to its tag and to where its value starts; None for a line that has no tag."""


class TaggedField(NamedTuple):
    """A tag and its value, whose lines have no white space around them."""

    tag: str
    """The tag; empty for lines that stand before the first one."""
    value: str
    offset: int
    """Where its first line starts in the text."""
    name: str
    """What the file calls the field: the tag as it is written there."""
    after_blank: bool = False
    """Whether an empty line stands right before it."""
    styled: Text | None = None
    """The value with its markup, in formats that have any."""


def fields(text: str, tag_of: TagOf) -> Iterator[TaggedField]:
    r"""Yield the fields of a text, in order. Its line ends must be ``\n``."""
    tag, start, after_blank = "", 0, False
    lines: list[str] = []
    offset, blank = 0, False
    for line in text.split("\n"):
        found = tag_of(line)
        if found:
            if tag or lines:
                yield TaggedField(tag, "\n".join(lines), start, tag, after_blank)
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
        yield TaggedField(tag, "\n".join(lines), start, tag, after_blank)


class TaggedRecord:
    """The fields of one record; fields that are read leave ``left``."""

    def __init__(self, fields: Sequence[TaggedField], source: SourceText) -> None:
        self.source = source
        self.offset = fields[0].offset
        self.offsets: dict[str, int] = {}
        self.left: dict[str, list[TaggedField]] = {}
        """Tag -> its fields that have a value and are not read yet."""
        raw: dict[str, list[str]] = {}
        for field in fields:
            self.offsets.setdefault(field.name, field.offset)
            raw.setdefault(field.name, []).append(field.value)
            if field.value:
                self.left.setdefault(field.tag, []).append(field)
        self.raw = {name: "\n".join(values) for name, values in raw.items()}

    def origin(self, key_offset: int) -> Origin:
        """Return the places of the record, of its key and of its fields."""
        position = self.source.places.position
        places = FieldPlaces(self.source.places, self.offsets)
        start, key = position(self.offset), position(key_offset)
        return Origin(start, key, places, self.raw, sentence_case=True)

    def fault(self, rule: str, message: str, field: TaggedField) -> None:
        """Report a fault of a field."""
        self.source.fault(rule, message, field.offset, field=field.name)

    def telling(self, *tags: str) -> Tell | None:
        """Return what tells how the field that `take` would take is understood."""
        field = next((self.left[tag][0] for tag in tags if self.left.get(tag)), None)
        return self.telling_of(field) if field else None

    def telling_of(self, field: TaggedField) -> Tell:
        """Return what tells how a field is understood."""
        return lambda value, now: self.fault("read-as", f"“{value}” is read as {now}", field)

    def unknown_tags(self, known: Collection[str]) -> None:
        """Report the tags that are left and not known."""
        for tag in self.left.keys() - known:
            field = self.left[tag][0]
            message = f"“{field.name}” is no tag that is known here; its value is kept"
            self.fault("unknown-tag", message, field)

    def take(self, *tags: str) -> TaggedField | None:
        """Take the first field of the first tag that has any; the tag's others are left."""
        for tag in tags:
            if fields := self.left.get(tag):
                return fields.pop(0)
        return None

    def every(self, *tags: str) -> list[TaggedField]:
        """Take all fields of some tags."""
        return [field for tag in tags for field in self.left.pop(tag, ())]

    def plain(self, *tags: str) -> str | None:
        """Take the field that `take` takes; return its value on one line."""
        field = self.take(*tags)
        return normalized(field.value) if field else None

    def text(self, *tags: str) -> Text | None:
        """Take the field that `take` takes; return its value as text."""
        field = self.take(*tags)
        return (field.styled or Text.of(field.value) or None) if field else None
