"""The one decoder: bytes of bibliographies and Markdown lists -> text, whole or part by part.

A wrong encoding is a finding of the reader, not the end of it: every command sees the same text.
Whoever writes a file back asks for the faults first, since writing would change its encoding.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.transaction import recovery, seen
from pllm_bib.formats.bibtex.blocks import last_block_start
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BLOCK = 1 << 17
"""How many bytes are read at a time; a part of a file is about as long."""
GIVEN_BACK_EVERY = 16
"""Parts after which memory is given back."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a .bib file that starts and ends between blocks."""

    text: str
    """The part, and what follows it up to the opening brace of the next block."""
    stop: int
    """Where in ``text`` the part ends."""
    offset: int = 0
    """Where in the file's text the part starts, in characters."""
    first_line: int = 1
    end: int = 0
    """How many bytes of the file were read when the part was complete."""


@dataclass(slots=True)
class TextFile:
    r"""A file as text: line ends are ``\n``; a byte-order mark and NUL characters are left out.

    UTF-16 is known by its mark. Lines that are not UTF-8 are read as Windows-1252, or else as
    Latin-1. The faults are complete when the text was read to its end.
    """

    stream: BinaryIO
    path: str
    faults: list[Diagnostic] = field(default_factory=list)
    read: int = 0
    """Bytes that were read so far."""

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces; all but the last one end with the end of a line."""
        line = 1
        for data in self._lines():
            text = with_plain_line_ends(self._decoded(data, line))
            if "\0" in text:
                before = text[: text.index("\0")]
                column = len(before) - (before.rfind("\n") + 1) + 1
                self._fault(
                    "the file has NUL characters: delete them; until then they are left out",
                    line + before.count("\n"),
                    column,
                )
                text = text.replace("\0", "")
            line += text.count("\n")
            yield text

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.pieces())

    def _lines(self) -> Iterator[bytes]:
        """Yield the bytes in pieces of whole lines, in UTF-8 or nearly so, without a mark."""
        stream = self.stream
        rest: list[bytes] = []
        first = True
        while block := stream.read(max(BLOCK, 4)):  # a mark may be three bytes long
            self.read += len(block)
            if first:
                first = False
                if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    stream, block = self._from_utf16(block), b""
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

    def _from_utf16(self, block: bytes) -> BinaryIO:
        """Return the text of a file in UTF-16, of which a block was read, as a stream of UTF-8."""
        self._fault("the file is UTF-16: save it as UTF-8; until then it is read as that", 1, 1)
        whole = block + self.stream.read()
        self.read += len(whole) - len(block)
        text = whole.decode("utf-16", errors="replace")
        return io.BytesIO(text.encode("utf-8", errors="replace"))

    def _decoded(self, data: bytes, first_line: int) -> str:
        """Return whole lines as text, the first of which has a number."""
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
                    "the file is not UTF-8: save it in that encoding; until then it is read as "
                    "Windows-1252",
                    number,
                    column,
                )
                lines.append(_western(line))
        return "".join(lines)

    def _fault(self, message: str, line: int, column: int) -> None:
        """Report a fault of the encoding where it is first met."""
        if all(fault.message != message for fault in self.faults):
            position = Position(self.path, line, column)
            self.faults.append(reading_fault("bad-encoding", message, position))


def _western(line: bytes) -> str:
    """Return a line in Windows-1252; Latin-1 has a character for every byte."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def with_plain_line_ends(text: str) -> str:
    r"""Return a text with ``\n`` for the line ends of Windows and of old Macintoshes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class WholeText:
    r"""A file's text with ``\n`` as line end, how it is written on disk, and its faults."""

    text: str
    faults: tuple[Diagnostic, ...]
    newline: str
    """The line end that it has, or has most often."""
    mark: str
    ends: tuple[str, ...] = ()
    """Those of all lines, if they are not all the same."""

    def as_written(self, text: str) -> str:
        """Return a new text of the file with the line ends, and the mark, that it has."""
        if self.ends:
            return self.mark + self._mixed(text)
        return self.mark + (text.replace("\n", self.newline) if self.newline != "\n" else text)

    def _mixed(self, text: str) -> str:
        """Return a new text in which each line that was there keeps its own end."""
        places: dict[str, list[int]] = {}
        for number, line in enumerate(self.text.split("\n")[:-1]):
            places.setdefault(line, []).append(number)
        *lines, last = text.split("\n")
        written = []
        following = 0
        for line in lines:
            found = places.get(line, [])
            at = bisect_left(found, following)
            end = self.newline
            if at < len(found) and found[at] < following + _NEARBY:
                end = self.ends[found[at]]
                following = found[at] + 1
            written.append(line + end)
        return "".join(written) + last


_NEARBY = 500
"""So many lines further on is a line looked for; most such lines are much nearer."""


def read_text(path: Path) -> WholeText:
    """Read a file. Raises `OperatorError` where that cannot be done."""
    recovery.settle(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error
    seen.note(path, data)
    return whole_text(data, shown(path))


def whole_text(data: bytes, name: str) -> WholeText:
    """Return the text that the bytes of a file hold; ``name`` is its name in messages."""
    file = TextFile(io.BytesIO(data), name)
    text = file.text()
    ends = _line_ends(data)
    mixed = tuple(end.decode() for end in ends) if len(ends) > 1 else ()
    return WholeText(text, tuple(file.faults), _usual(ends), _mark(data), mixed)


def written_form(data: bytes) -> tuple[str, str]:
    """Return the end of lines that a file has most, and its byte-order mark or nothing."""
    return _usual(_line_ends(data)), _mark(data)


def _mark(data: bytes) -> str:
    return "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""


def _usual(ends: list[bytes]) -> str:
    counts = Counter(ends)
    return max(counts, key=counts.__getitem__, default=b"\n").decode()


def _line_ends(data: bytes) -> list[bytes]:
    """Return the ends of all lines if they are not all the same, else the one, or none."""
    both = data.count(b"\r\n")
    others = {end: data.count(end) - both for end in (b"\n", b"\r")}
    kinds = [end for end, count in {b"\r\n": both, **others}.items() if count]
    return re.findall(rb"\r\n?|\n", data) if len(kinds) > 1 else kinds


def as_on_disk(texts: Mapping[Path, str]) -> dict[Path, str]:
    """Return new texts of files with the line ends, and the mark, that each has on the disk.

    A file that is not there yet gets the text as it is.
    """
    return {
        path: read_text(path).as_written(text) if path.exists() else text
        for path, text in texts.items()
    }


def text_of(path: Path) -> str:
    """Return the text of a file that is to be written back.

    Raises `OperatorError` where it is not UTF-8: that would change its encoding unseen.
    """
    found = read_text(path)
    if found.faults:
        message = "the file is not plain UTF-8: save it in that encoding"
        raise OperatorError(message, found.faults[0].position)
    return found.text


def give_back_memory() -> None:
    """Give back to the system what the allocator of the GNU C library holds unused among the used.

    The texts of parts leave holes, which grow with every million entries. Other systems have no
    such call.
    """
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def bib_parts(file: TextFile) -> Iterator[FilePart]:
    """Yield a .bib file in parts that can be read one by one (see `read.surroundings`)."""
    waiting: list[str] = []
    offset, line, size, parts = 0, 1, 0, 0
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
        yield FilePart(text[: opening + 1], stop, offset, line, file.read)
        line += text.count("\n", 0, stop)
        offset += stop
        waiting = [text[stop:]]
        size = len(waiting[0])
        parts += 1
        if parts % GIVEN_BACK_EVERY == 0:
            give_back_memory()
    text = "".join(waiting)
    if text:
        yield FilePart(text, len(text), offset, line, file.read)
