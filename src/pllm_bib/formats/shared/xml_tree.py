"""XML of strangers as a tree of elements with their places, and texts as XML.

The standard library's expat reads it. Definitions of entities are refused, and nothing outside of
the text is ever read. Of broken XML the elements before the fault are kept.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import FieldPlaces
from pllm_bib.model.entry import Origin
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.formats.shared.source import SourceText

_MOST_DEPTH = 100
"""Elements within one another; formats of bibliographies have ten."""


class Element:
    """An element: its name without a prefix, attributes, and content in order."""

    __slots__ = ("attributes", "closed", "content", "name", "offset", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], offset: int) -> None:
        self.tag = tag
        """The name as the file has it, with a prefix."""
        self.name = tag.rpartition(":")[2]
        self.attributes = attributes
        self.offset = offset
        """Where the name stands in the text."""
        self.content: list[str | Element] = []
        self.closed = False

    def __iter__(self) -> Iterator[Element]:
        return (part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """All text in the element, with line feeds for EndNote's carriage returns."""
        return "".join(self._texts()).replace("\r", "\n").strip()

    def _texts(self) -> Iterator[str]:
        for part in self.content:
            if isinstance(part, str):
                yield part
            else:
                yield from part._texts()  # noqa: SLF001

    def get(self, name: str) -> str:
        """Return an attribute without regard to its prefix; empty without it."""
        found = (v for n, v in self.attributes.items() if n.rpartition(":")[2] == name)
        return next(found, "").strip()

    def all(self, *path: str) -> list[Element]:
        """Return the elements that a path of names leads to."""
        found = [self]
        for name in path:
            found = [child for each in found for child in each if child.name == name]
        return found

    def first(self, *path: str) -> Element | None:
        """Return the first element that a path of names leads to."""
        return next(iter(self.all(*path)), None)

    def text_of(self, *path: str) -> str:
        """Return the text of the first element of a path; empty without one."""
        found = self.first(*path)
        return found.text if found else ""

    def named(self, *names: str) -> Iterator[Element]:
        """Yield the outermost elements of some names, at any depth."""
        for child in self:
            if child.name in names:
                yield child
            else:
                yield from child.named(*names)


_STYLES = {
    "italic": Style.EMPHASIS,
    "bold": Style.STRONG,
    "superscript": Style.SUPERSCRIPT,
    "subscript": Style.SUBSCRIPT,
}
"""EndNote's faces -> styles."""


def origin_of(record: Element, source: SourceText) -> Origin:
    """Return the places of a record and of the elements in it, with their text."""
    offsets: dict[str, int] = {}
    raw: dict[str, str] = {}
    for each in record:
        offsets.setdefault(each.tag, each.offset)
        raw[each.tag] = "\n".join(filter(None, (raw.get(each.tag), each.text)))
    start = source.places.position(record.offset)
    return Origin(start, start, FieldPlaces(source.places, offsets), raw, sentence_case=True)


def styled(element: Element, faces: Mapping[str, str] | None = None) -> Text:
    """Return the text of an element with its markup.

    ``faces`` maps names of elements to EndNote's faces, which are else those of ``face``.
    """
    chunks: list[Chunk] = []

    def walk(part: Element, style: Style) -> None:
        for each in part.content:
            if isinstance(each, str):
                chunks.append(Chunk(each, style))
                continue
            found = style
            for face in (faces.get(each.name, "") if faces else each.get("face")).split():
                found |= _STYLES.get(face, Style.NONE)
            walk(each, found)

    walk(element, Style.NONE)
    return Text.of(*chunks)


class _RefusedError(Exception):
    """The text has what is not read of strangers; its arguments are those of a fault."""


def read_tree(source: SourceText) -> Element:
    """Return a nameless element that holds the text's root; report faults to the source."""
    top = Element("", {}, 0)
    if source.text.strip():
        _TreeReader(source, top).read()
    else:
        source.fault("syntax-error", "there is no XML: the text is empty", len(source.text))
    return top


class _TreeReader:
    """The handlers of one run of expat, which counts bytes where the text has characters."""

    def __init__(self, source: SourceText, top: Element) -> None:
        from xml.parsers import expat

        self.source = source
        self.expat = expat
        self.data = source.text.encode("utf-8", "replace")
        self.is_ascii = len(self.data) == len(source.text)
        self.counted = (0, 0)
        self.open = [top]
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.character_data
        self.parser.EntityDeclHandler = self.refuse_entities
        self.parser.SkippedEntityHandler = self.named_character

    def read(self) -> None:
        """Read the text; report its first fault, behind which nothing is read."""
        try:
            self.parser.Parse(self.data, True)  # noqa: FBT003
        except self.expat.ExpatError as error:
            self.parser.buffer_text = False  # hands out the text right before the fault
            message = f"this is no XML any more: {self.expat.ErrorString(error.code)}"
            at = self.offset(self.parser.ErrorByteIndex)
            if len(self.open) > 1:
                message += f", in the element “{self.open[-1].tag}”"
            self.source.fault("syntax-error", message, at)
        except _RefusedError as error:
            name, message = error.args
            self.source.fault(name, message, self.offset(self.parser.CurrentByteIndex))

    def offset(self, byte: int) -> int:
        """Return the character at a byte, which is never before one that was asked for."""
        if self.is_ascii:
            return byte
        known, count = self.counted
        if byte > known:
            count += len(self.data[known:byte].decode("utf-8", "ignore"))
            self.counted = byte, count
        return count

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) > _MOST_DEPTH:
            message = f"elements are nested more than {_MOST_DEPTH} deep; the rest is not read"
            refusal = ("limit-exceeded", message)
            raise _RefusedError(*refusal)
        element = Element(tag, attributes, self.offset(self.parser.CurrentByteIndex) + 1)
        self.open[-1].content.append(element)
        self.open.append(element)

    def end(self, _tag: str) -> None:
        self.open.pop().closed = True

    def character_data(self, data: str) -> None:
        self.open[-1].content.append(data)

    def named_character(self, name: str, _is_parameter: object) -> None:
        self.open[-1].content.append(html.unescape(f"&{name};"))

    def refuse_entities(self, name: str, *_declaration: object) -> None:
        message = f"the file defines an entity “{name}”: definitions are refused"
        refusal = ("syntax-error", message)
        raise _RefusedError(*refusal)


# Writing.


def element(tag: str, content: str, /, **attributes: str) -> str:
    """Return a line with an element; its content must be XML already."""
    told = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}>{content}</{tag}>\n"


def escaped(text: str) -> str:
    """Return text as the content of an element."""
    return html.escape(text, quote=False)
