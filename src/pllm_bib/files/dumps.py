"""Dumps of bibliographic services as pieces of text: of any length, packed or not, in flat memory.

A dump is a .bib file, lines of JSON, or dblp.xml. Files of the other formats are read whole.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
from typing import TYPE_CHECKING, BinaryIO, cast

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.kinds import BIB, MARKDOWN, guess_format
from pllm_bib.files.read import are_connected
from pllm_bib.files.text import BLOCK, FilePart, TextFile, bib_parts
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic

DBLP, ARXIV = "dblp", "arxiv"
"""Kinds of dumps that are no format of bibliographies."""
_PACKED: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ", lzma.open),
)
"""First bytes of a packed file -> how it is unpacked."""
_ENDINGS = (".gz", ".bz2", ".xz")
_HEAD = 1 << 18
"""Bytes that tell the kind of a dump."""
_LONGEST_WORD = 16
"""No word that connects entries is longer."""
_SIGNS = bytes(code for code in range(256) if not bytes((code,)).isalnum())
_LONGEST = 1 << 25
"""Bytes of a line, or characters of a record, beyond which nothing is one."""
_DBLP = regex(r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!DOCTYPE\s++dblp\b|<dblp\b)")
_SUBSET = regex(r"\s*+(?:<\?xml[^>]*+>\s*+)?<!DOCTYPE[^>\[]*+\[")
_END_OF_RECORD = regex(r"</(?:article|(?:in)?proceedings|book|incollection|\w+thesis|data|www)>")


class Dump(NamedTuple):
    """A file of records: its name in messages, its kind, and whether its lines are records."""

    path: Path
    name: str
    kind: str
    in_lines: bool = False

    @property
    def is_bib(self) -> bool:
        """True if it is a .bib file."""
        return self.kind in BIB

    @property
    def size(self) -> int:
        """Its bytes on the disk."""
        return self.path.stat().st_size


class DumpPiece(NamedTuple):
    """Whole records of a dump, as text, and the line that it starts on."""

    dump: Dump
    part: FilePart


def dumps(paths: Sequence[Path]) -> tuple[list[Dump], list[str]]:
    """Return the dumps that paths are, and those in folders; and messages on files left out.

    Raises `OperatorError` for a file that is none, and where nothing is left.
    """
    found: list[Dump] = []
    left_out: list[str] = []
    for path in paths:
        if not path.is_dir():
            dump = _dump(path)
            if dump is None:
                message = f"{shown(path)} is no dump that is known here, nor a bibliography"
                raise OperatorError(message)
            found.append(dump)
            continue
        for inner in sorted(each for each in path.rglob("*") if each.is_file()):
            if dump := _dump(inner):
                found.append(dump)
            else:
                left_out.append(f"{shown(inner)}: left out, it is no dump that is known here")
    if not found:
        message = f"no dump in {', '.join(map(shown, paths))}"
        raise OperatorError(message)
    return found, left_out


def size_of(paths: Sequence[Path]) -> int:
    """Return the bytes of all files that paths are, or that are in folders."""
    files = (each for path in paths for each in (path.rglob("*") if path.is_dir() else [path]))
    return sum(each.stat().st_size for each in files if each.is_file())


def _dump(path: Path) -> Dump | None:
    """Return a file as a dump, by its name and its start; None for any other file."""
    try:
        with path.open("rb") as raw, _unpacked(raw) as stream:
            head = TextFile(io.BytesIO(stream.read(_HEAD)), "").text()
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise _unreadable(path, error) from error
    name = path.name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    if _DBLP.match(head) and "<dblp" in head:
        return Dump(path, shown(path), DBLP)
    if kind := _kind_of_lines(head):
        return Dump(path, shown(path), kind, in_lines=True)
    kind = guess_format(name, head[:4096])
    if kind is None or kind == MARKDOWN:
        return None
    return Dump(path, shown(path), kind)


def _kind_of_lines(head: str) -> str | None:
    """Return the kind of lines that are an object of JSON each; None for other files."""
    line, _, rest = head.lstrip().partition("\n")
    if not line.startswith("{"):
        return None
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if "authors_parsed" in first and "id" in first:
        return ARXIV
    return guess_format("", line) if rest.lstrip().startswith("{") else None


def pieces(
    dump: Dump, report: Callable[[Diagnostic], None], progress: Callable[[int], None]
) -> Iterator[DumpPiece]:
    """Yield a dump in pieces of whole records. Raises `OperatorError` where it cannot be read.

    ``report`` is told the faults of its encoding, ``progress`` how many bytes of it are read.
    """
    try:
        with dump.path.open("rb") as raw, _unpacked(raw) as stream:
            file = TextFile(cast("BinaryIO", _ShortLines(stream, dump.name)), dump.name)
            for part in _parts(dump, file):
                yield DumpPiece(dump, part)
                progress(raw.tell())
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise _unreadable(dump.path, error) from error
    for fault in file.faults:
        if dump.kind != DBLP:  # which is in Latin-1 and says so
            report(fault)


def is_connected(dump: Dump) -> bool:
    """Say whether parts of a .bib file refer to others. Raises `OperatorError`, as `pieces`.

    The bytes are looked through as they are, which takes less time than to decode them.
    """
    try:
        with dump.path.open("rb") as raw, _unpacked(raw) as stream:
            before = b""
            while block := stream.read(BLOCK):
                if not before and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    return True
                folded = before + block.lower()
                if are_connected(folded) or len(folded) > _LONGEST:
                    return True
                # A word at the end may be the half of one, and signs may follow it.
                before = folded[-_LONGEST_WORD - len(folded) + len(folded.rstrip(_SIGNS)) :]
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise _unreadable(dump.path, error) from error
    return False


def _parts(dump: Dump, file: TextFile) -> Iterator[FilePart]:
    if dump.is_bib:
        yield from bib_parts(file)
    elif dump.kind == DBLP:
        yield from _cut(file, dump.name)
    elif dump.in_lines:
        line = 1
        for text in file.pieces():
            yield FilePart(text, len(text), first_line=line)
            line += text.count("\n")
    else:
        text = file.text()
        yield FilePart(text, len(text))


def _cut(file: TextFile, name: str) -> Iterator[FilePart]:
    """Yield the text of dblp.xml, cut behind records. Raises `OperatorError`."""
    waiting, line = "", 1
    for number, piece in enumerate(file.pieces()):
        if not number and _SUBSET.match(piece):
            message = f"{name}: the file defines entities of its own: definitions are refused"
            raise OperatorError(message)
        text = waiting + piece
        end = 0
        for match in _END_OF_RECORD.finditer(piece):
            end = len(waiting) + match.end()
        if end:
            yield FilePart(text[:end], end, first_line=line)
            line += text.count("\n", 0, end)
        waiting = text[end:]
        if len(waiting) > _LONGEST:
            message = f"{name}: a record starts in line {line} and has no end"
            raise OperatorError(message)
    if waiting.strip():
        yield FilePart(waiting, len(waiting), first_line=line)


class _ShortLines:
    """A stream of bytes that refuses a line without end, which would fill the memory."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._line = 1
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """Return some bytes. Raises `OperatorError` where a line is too long."""
        data = self._stream.read(size)
        ends = data.count(b"\n")
        self._since = len(data) - data.rfind(b"\n") if ends else self._since + len(data)
        self._line += ends
        if self._since > _LONGEST:
            message = f"{self._name}: line {self._line} has more than {_LONGEST >> 20} MB"
            raise OperatorError(message)
        return data


def _unpacked(stream: BinaryIO) -> BinaryIO:
    start = stream.read(6)
    stream.seek(0)
    unpack = next((how for first, how in _PACKED if start.startswith(first)), None)
    return cast("BinaryIO", unpack(stream)) if unpack else stream


def _unreadable(path: Path, error: Exception) -> OperatorError:
    if isinstance(error, OSError) and error.errno:
        return OperatorError(os_message("cannot read", path, error))
    return OperatorError(f"cannot read {shown(path)}: the packed file is damaged ({error})")
