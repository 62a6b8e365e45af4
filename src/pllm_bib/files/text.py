"""Files of any size as text, part by part: what an encoding breaks is reported, not fatal."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.formats.bibtex.blocks import last_block_start
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.model.diagnostic import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 1 << 18
"""How many bytes are read at a time; a part of a file is about as long."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a .bib file that starts and ends between blocks."""

    text: str
    """The part, and what follows it up to the opening brace of the next block."""
    stop: int
    """Where in ``text`` the part ends."""
    offset: int
    """Where in the file's text the part starts, in characters."""
    first_line: int
    end: int
    """How many bytes of the file were read when the part was complete."""


@dataclass(slots=True)
class TextFile:
    r"""A file as text: line ends are ``\n``, a byte-order mark and NUL characters are left out.

    Lines that are not UTF-8 are read as Windows-1252, or else Latin-1, and UTF-16 by its mark.
    The faults are complete when the text was read to its end.
    """

    stream: BinaryIO
    path: str
    faults: list[Diagnostic] = field(default_factory=list)
    read: int = 0
    """Bytes that were read so far."""

    def pieces(self) -> Iterator[str]:
        """The text in pieces that end with a line's end, the last one apart."""
        line = 1
        for data in self._lines():
            text = self._decoded(data, line).replace("\r\n", "\n").replace("\r", "\n")
            if "\0" in text:
                before = text[: text.index("\0")]
                column = len(before) - (before.rfind("\n") + 1) + 1
                self._fault(
                    "it has NUL characters; they are left out", line + before.count("\n"), column
                )
                text = text.replace("\0", "")
            line += text.count("\n")
            yield text

    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces())

    def _lines(self) -> Iterator[bytes]:
        """The bytes in pieces of whole lines, in UTF-8 or nearly so, without a mark."""
        stream = self.stream
        rest: list[bytes] = []
        first = True
        while block := stream.read(max(BLOCK, 4)):  # a mark may be three bytes long
            self.read += len(block)
            if first:
                first = False
                if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    self._fault("it is UTF-16, and read as that: save it as UTF-8", 1, 1)
                    whole = block + stream.read()
                    self.read += len(whole) - len(block)
                    text = whole.decode("utf-16", errors="replace")
                    stream, block = io.BytesIO(text.encode("utf-8", errors="replace")), b""
                block = block.removeprefix(codecs.BOM_UTF8)
            # A carriage return at the very end may be the half of a line's end.
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            if not end:
                rest.append(block)
                continue
            yield b"".join([*rest, block[:end]])
            rest = [block[end:]]
        if last := b"".join(rest):
            yield last

    def _decoded(self, data: bytes, first_line: int) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        lines = []
        for number, line in enumerate(data.splitlines(keepends=True), start=first_line):
            try:
                lines.append(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                column = len(line[: error.start].decode("utf-8")) + 1
                self._fault(
                    "it is not UTF-8, and read as Windows-1252: save it as UTF-8", number, column
                )
                lines.append(_western(line))
        return "".join(lines)

    def _fault(self, message: str, line: int, column: int) -> None:
        """Report a fault of the encoding where it is first met."""
        message = f"the file is not as it should be: {message}"
        if all(fault.message != message for fault in self.faults):
            position = Position(self.path, line, column)
            self.faults.append(reading_fault("bad-encoding", message, position))


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def bib_parts(file: TextFile) -> Iterator[Part]:
    """A .bib file in parts that can be read one by one (see `bib_reader.Surroundings`)."""
    waiting: list[str] = []
    offset, line, size = 0, 1, 0
    for piece in file.pieces():
        waiting.append(piece)
        size += len(piece)
        # Pieces start with a line, so that no start of a block lies across two of them.
        start = last_block_start(piece) if size >= BLOCK else None
        if start is None:
            continue
        text = "".join(waiting)
        stop = len(text) - len(piece) + start
        if not stop:
            continue
        following = text.index("@", stop)
        opening = next(at for at in range(following, len(text)) if text[at] in "{(")
        yield Part(text[: opening + 1], stop, offset, line, file.read)
        line += text.count("\n", 0, stop)
        offset += stop
        waiting = [text[stop:]]
        size = len(waiting[0])
    text = "".join(waiting)
    if text:
        yield Part(text, len(text), offset, line, file.read)
