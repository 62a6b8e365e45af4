"""A piece of a dump -> blocks of its records, with what each is found by."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.files.read import Connections, Piece, read_piece, surroundings
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.blocks import block_starts
from pllm_bib.formats.bibtex.inheritance import folded_bytes
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.lookup.index import kinds
from pllm_bib.lookup.index.dblp_xml import ELEMENTS
from pllm_bib.lookup.index.file import BLOCK_RECORDS, BLOCK_SIZE, StoredRecord, packed
from pllm_bib.lookup.index.marks import marks_of
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.library import Library
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pllm_bib.files.dumps import DumpPiece
    from pllm_bib.lookup.index.file import IndexBlock
    from pllm_bib.lookup.index.marks import Marks
    from pllm_bib.model.entry import Entry

_HEAD = regex(
    r"@(?!(?:string|comment|preamble|xdata|set)\b)\w+\{[^\s,{}\"=#%\\()]+,", re.IGNORECASE
)
_SECOND = regex(r"\}\s*+@\s*+\w++\s*+[{(]")
_COMMENT = regex(r"(?:^|[,}\"\w])\s*+%", re.MULTILINE)
_BARE = regex(r"=\s*+[A-Za-z]")
"""A sign of a name in the place of a value, which is quickly looked for."""
_NAMED = regex(r",\s*+[A-Za-z][\w:.+/-]*+\s*+=\s*+([A-Za-z][^\s,#{}\"=]*+)\s*+[,#}]")
"""A name of a definition in the place of a value."""
_JOINED = regex(r"[\"}\w]\s*+#\s")
_RECORD = regex(rf"(?s)<({ELEMENTS})\s.*?</\1>")
_MONTHS = frozenset(MONTHS)
_START = regex(rf"<(?:{ELEMENTS})\s")


class DigestedPiece(NamedTuple):
    """The blocks of a piece, and what is wrong in it."""

    blocks: tuple[IndexBlock, ...]
    faults: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Digest:
    """The records of a piece as they are gathered."""

    name: str
    blocks: list[IndexBlock] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    records: list[StoredRecord] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0

    def add(self, record: StoredRecord, marks: Marks) -> None:
        self.records.append(record)
        self.rows.append((marks.tokens(), " ".join(marks.words)))
        self.size += len(record.text)
        if len(self.records) == BLOCK_RECORDS or self.size >= BLOCK_SIZE:
            self.close()

    def record(self, kind: str, line: int, text: str) -> None:
        """Add a record as it stands; one that cannot be read is a fault."""
        try:
            marks = kinds.marks(kind, text)
        except (ValueError, RecursionError) as error:
            self.refuse(line, error)
        else:
            self.add(StoredRecord(kind, line, text), marks)

    def entry(self, entry: Entry) -> None:
        """Add an entry that was read, as canonical BibTeX, which loses nothing."""
        place = entry.position()
        text = FORMATS[kinds.CANONICAL].write(Library((entry,)))
        self.add(StoredRecord(kinds.CANONICAL, place.line if place else 1, text), marks_of(entry))

    def close(self) -> None:
        """Pack the records that wait."""
        if self.records:
            self.blocks.append(packed(self.records, self.rows))
        self.records, self.rows, self.size = [], [], 0

    def refuse(self, line: int, error: Exception) -> None:
        message = f"the record is left out: {error}"
        self.faults.append(reading_fault("syntax-error", message, Position(self.name, line)))


def digest(piece: DumpPiece, connected: Connections) -> DigestedPiece:
    """Return the records of a piece; one that cannot be read is a fault, and the others are kept.

    ``connected`` is what the piece of a .bib file may need of the others.
    """
    found = _Digest(piece.dump.name)
    if piece.dump.is_bib:
        _of_bib(piece, connected, found)
    elif piece.dump.kind == kinds.DBLP:
        for line, text in _in_dblp(piece):
            found.record(kinds.DBLP, line, text)
    elif piece.dump.in_lines:
        for line, text in _lines(piece):
            found.record(piece.dump.kind, line, text)
    else:
        reader = FORMATS[piece.dump.kind].read
        entries, faults = reader(piece.part.text, piece.dump.name, None) if reader else ((), ())
        found.faults.extend(fault for fault in faults if fault.severity == "error")
        for entry in entries:
            found.entry(entry)
    found.close()
    return DigestedPiece(tuple(found.blocks), tuple(found.faults))


def _lines(piece: DumpPiece) -> Iterator[tuple[int, str]]:
    for line, text in enumerate(piece.part.text.split("\n"), start=piece.part.first_line):
        if text and not text.isspace():
            yield line, text


def _in_dblp(piece: DumpPiece) -> Iterator[tuple[int, str]]:
    """Yield the records of a piece of dblp.xml, those behind one without an end too."""
    text = piece.part.text
    line, done = piece.part.first_line, 0
    for match in _RECORD.finditer(text):
        starts = [start.start() for start in _START.finditer(text, match.start(), match.end())]
        for start, end in zip(starts, [*starts[1:], match.end()], strict=True):
            line += text.count("\n", done, start)
            done = start
            yield line, text[start:end].rstrip()


def _of_bib(piece: DumpPiece, connected: Connections, found: _Digest) -> None:
    part = piece.part
    text = part.text[: part.stop]
    folded = folded_bytes(text)
    if b"@string" in folded:
        # Definitions hold from where they stand: the piece is read as it is in its file.
        whole = Piece(0, piece.dump.name, kinds.BIBTEX, part)
        _read(found, *read_piece(whole, connected, comments=True))
        return
    around = surroundings(0, part, connected, comments=True)
    inherits = b"crossref" in folded or b"xdata" in folded
    starts = [start for start, _opening in block_starts(text)]
    line, done = part.first_line, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", done, start)
        done = start
        source = text[start:end].strip()
        record = None if inherits and _inherits(source) else _plain_record(source, around.strings)
        if record is not None:
            found.record(kinds.BIBTEX, line, record)
        elif source[1:8].lower() not in {"comment", "preambl"}:
            here = bib_reader.Surroundings(
                first_line=line,
                strings=around.strings,
                parents=around.parents,
                macros=around.macros,
                comments=True,
            )
            _read(found, *bib_reader.read_biblatex(text[start:end], found.name, None, here))


def _plain_record(source: str, strings: Mapping[str, str]) -> str | None:
    """Return an entry that needs nothing but definitions, with these; None for any other."""
    if not _HEAD.match(source) or source[-1] != "}" or _is_odd(source):
        return None
    if not _BARE.search(source):
        return source
    used = {name.lower() for name in _NAMED.findall(source)} - _MONTHS
    if not used <= strings.keys():
        return None  # it may be a word in a value
    return "".join(f"@string{{{name} = {{{strings[name]}}}}}\n" for name in sorted(used)) + source


def _inherits(source: str) -> bool:
    folded = source.lower()
    return "crossref" in folded or "xdata" in folded


def _is_odd(source: str) -> bool:
    """Say whether an entry has what makes it be read with its file, or is more than one."""
    return bool(
        source.count("{") != source.count("}")
        or ("\\" in source and ("\\{" in source or "\\}" in source))
        or (source.find("@", 1) > 0 and _SECOND.search(source))
        or ("%" in source and _COMMENT.search(source))
        or ("#" in source and _JOINED.search(source))
    )


def _read(found: _Digest, entries: Iterable[Entry], faults: Iterable[Diagnostic]) -> None:
    found.faults.extend(fault for fault in faults if fault.severity == "error")
    for entry in entries:
        found.entry(entry)
