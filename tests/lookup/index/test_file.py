"""Files that are no index, or no longer one, or of another version."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.lookup.index.dumps import all_kinds

from pllm_bib.errors import OperatorError
from pllm_bib.lookup.index.ask import DumpIndex
from pllm_bib.lookup.wanted import Wanted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return the file of an index."""
    all_kinds(tmp_path)[1].__exit__()
    return tmp_path / "refs.index"


def _ask(path: Path) -> None:
    with DumpIndex(path) as index:
        index.record(Wanted("doi", "10.1000/182"))
        index.record(Wanted("arxiv", "2401.00007"))
        index.search("Rooks and their Kin")
        index.search("Rooks and the Kin")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no such file"):
        _ask(tmp_path / "refs.index")


@pytest.mark.parametrize("data", [b"", b"@misc{a}", b"SQLite format 3", b"SQLite format 3\0" * 99])
def test_a_file_of_another_kind_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "refs.index"
    path.write_bytes(data)
    with pytest.raises(OperatorError, match=r"is no index|is damaged"):
        _ask(path)


def test_a_database_of_others_is_told(tmp_path: Path) -> None:
    path = tmp_path / "refs.index"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE sources (name, kind, records)")
    with pytest.raises(OperatorError, match="is no index"):
        _ask(path)


def test_an_index_of_a_newer_version_is_told(index: Path) -> None:
    with closing(sqlite3.connect(index)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(OperatorError, match="another version of pllm-bib: build it again"):
        _ask(index)


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_half_of_an_index_is_told(index: Path, part: float) -> None:
    data = index.read_bytes()
    index.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(OperatorError, match="is damaged: build the index again"):
        _ask(index)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE works",
        "DROP TABLE blocks",
        "DELETE FROM blocks",
        "UPDATE blocks SET data = 'owls'",
        "UPDATE blocks SET data = x'789c'",
        "UPDATE blocks SET source = 99",
        "DELETE FROM works_data",
        "UPDATE sources SET records = 'owls'",
    ],
)
def test_an_index_that_was_written_to_is_told(index: Path, damage: str) -> None:
    with closing(sqlite3.connect(index, isolation_level=None)) as database:
        database.execute(damage)
    with pytest.raises(OperatorError, match="is damaged: build the index again"):
        _ask(index)


def test_no_damage_ends_in_anything_but_an_answer_or_a_message(index: Path) -> None:
    data = index.read_bytes()
    chance = random.Random(7)  # noqa: S311 - nothing secret
    told = 0
    for _try in range(60):
        broken = bytearray(data)
        for _byte in range(40):
            broken[chance.randrange(100, len(broken))] = chance.randrange(256)
        index.write_bytes(bytes(broken))
        try:
            _ask(index)
        except OperatorError:
            told += 1
    assert told > 10
