"""The file of an index: a database of SQLite with records in blocks, and what each is found by.

Identifiers and words of titles are in one table for full-text search (FTS5), without positions and
without the texts themselves. The texts of records are in blocks that are compressed; only a record
that is asked for is read.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from pllm_bib.errors import OperatorError
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

APPLICATION = 0x706C6D62  # plmb
VERSION = 1
_SLOTS = 64
"""Records in a block, at most: the number of a record is that of its block times this, and more."""
_LARGEST = 1 << 26
"""Bytes of a block, unpacked, beyond which no file of ours has any."""
_STEP = 1 << 12
"""Bytes that are unpacked at a time."""
_DAMAGE = (sqlite3.Error, zlib.error, ValueError, LookupError, TypeError)
"""Errors that a file causes which is not as it was written."""
_COMMON = 300
"""A word that more titles have is counted; the others are rare."""
_SIGNS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
_TOKENS = _SIGNS.replace("'", "").replace('"', "")
"""Signs that are parts of a word, since an identifier is one word."""
_SCHEMA = """
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, records INTEGER);
CREATE TABLE blocks (id INTEGER PRIMARY KEY, source INTEGER, data BLOB);
CREATE TABLE common (word TEXT PRIMARY KEY, titles INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE works USING fts5(
  identifiers, title, content='', columnsize=0, detail=none, tokenize="ascii tokenchars 'SIGNS'"
);
INSERT INTO works(works, rank) VALUES ('automerge', 0), ('hashsize', 16000000);
CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, works, row);
""".replace("SIGNS", _TOKENS)


class StoredRecord(NamedTuple):
    """A record as an index has it: its kind, the line that it starts on, and its text."""

    kind: str
    line: int
    text: str


class IndexBlock(NamedTuple):
    """Records of one source, packed, with identifiers and title of each."""

    data: bytes
    rows: list[tuple[str, str]]


class IndexSource(NamedTuple):
    """A file that an index was made from."""

    name: str
    kind: str
    records: int


def packed(records: Sequence[StoredRecord], rows: list[tuple[str, str]]) -> IndexBlock:
    """Return records as a block, with what each is found by."""
    text = "\0".join(f"{kind} {line}\n{text}" for kind, line, text in records)
    return IndexBlock(zlib.compress(text.encode("utf-8", "replace"), 1), rows)


def _unpacked(data: bytes, slot: int) -> bytes:
    """Return a record of a block, which is unpacked as far as the end of that record.

    Raises ``IndexError`` if the block has fewer records, and ``zlib.error``.
    """
    unpacker = zlib.decompressobj()
    found = b""
    waiting, ends = data, 0
    while waiting and ends <= slot and len(found) < _LARGEST:
        more = unpacker.decompress(waiting, _STEP)
        waiting = unpacker.unconsumed_tail
        ends += more.count(b"\0")
        found += more
    return found.split(b"\0", slot + 1)[slot]


BLOCK_RECORDS, BLOCK_SIZE = _SLOTS, 1 << 14
"""A block is full with so many records, or characters."""


class IndexWriter:
    """An index that is being made, in a file that is nobody's yet: it has no journal."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "PRAGMA cache_size = -32000; PRAGMA locking_mode = EXCLUSIVE;"
            f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};" + _SCHEMA
        )
        self._database.execute("BEGIN")
        self._blocks = 0
        self._sources: list[IndexSource] = []

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file, whatever is in it."""
        self._database.close()

    def start(self, name: str, kind: str) -> None:
        """Start a source, to which blocks are added."""
        self._sources.append(IndexSource(name, kind, 0))

    def add(self, block: IndexBlock) -> None:
        """Add a block to the source that was started last."""
        source = self._sources[-1]
        self._sources[-1] = source._replace(records=source.records + len(block.rows))
        self._blocks += 1
        place = (self._blocks, len(self._sources), block.data)
        self._database.execute("INSERT INTO blocks VALUES (?, ?, ?)", place)
        first = self._blocks * _SLOTS
        self._database.executemany(
            "INSERT INTO works(rowid, identifiers, title) VALUES (?, ?, ?)",
            ((first + at, names, title) for at, (names, title) in enumerate(block.rows)),
        )

    def finish(self) -> list[IndexSource]:
        """Put the words in order and count the common ones; return the sources."""
        run = self._database.execute
        self._database.executemany(
            "INSERT INTO sources(name, kind, records) VALUES (?, ?, ?)", self._sources
        )
        run("INSERT INTO works(works) VALUES ('optimize')")
        run(
            "INSERT INTO common SELECT term, doc FROM words WHERE doc > ? AND term NOT GLOB '*:*'",
            (_COMMON,),
        )
        run("COMMIT")
        return self._sources


class IndexReader:
    """The file of an index that is asked. Raises `OperatorError` for any other file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_file():
            message = f"{path}: there is no such file; “pllm-bib index build” makes one"
            raise OperatorError(message)
        with path.open("rb") as stream:
            if stream.read(16) != b"SQLite format 3\0":
                raise self._foreign()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, isolation_level=None)
        with self._damage_told():
            self._database.executescript(
                "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;"
            )
            (application,) = self._one("PRAGMA application_id")
            (version,) = self._one("PRAGMA user_version")
            if application != APPLICATION:
                raise self._foreign()
            if version != VERSION:
                message = f"{path} was made by another version of pllm-bib: build it again"
                raise OperatorError(message)
            self.sources = [
                IndexSource(str(name), str(kind), int(records))
                for name, kind, records in self._all(
                    "SELECT name, kind, records FROM sources ORDER BY id"
                )
            ]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def numbers(self, terms: str, most: int) -> list[int]:
        """Return the numbers of records that have terms, in an expression of FTS5."""
        found = self._all("SELECT rowid FROM works WHERE works MATCH ? LIMIT ?", terms, most)
        return [int(number) for (number,) in found]

    def titles_with(self, word: str) -> int:
        """Return how many titles have a word; 0 for a rare one."""
        found = self._all("SELECT titles FROM common WHERE word = ?", word)
        return int(found[0][0]) if found else 0

    def record(self, number: int) -> tuple[IndexSource, StoredRecord]:
        """Return the record of a number, and the source that it is from."""
        with self._damage_told():
            source, data = self._one(
                "SELECT source, data FROM blocks WHERE id = ?", number // _SLOTS
            )
            text = _unpacked(data, number % _SLOTS).decode("utf-8")
            head, _, rest = text.partition("\n")
            kind, line = head.split(" ")
            return self.sources[source - 1], StoredRecord(kind, int(line), rest)

    def damaged(self) -> OperatorError:
        """Return the error of a file that is not as it was written."""
        return OperatorError(f"{self._path} is damaged: build the index again")

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        return self._all(query, *values)[0]

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except _DAMAGE as error:
            raise self.damaged() from error

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise self.damaged() from error

    def _foreign(self) -> OperatorError:
        message = f"{self._path} is no index: “pllm-bib index build … -o FILE” makes one"
        return OperatorError(message)
