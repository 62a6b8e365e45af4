"""Our exports as other programs read them, field by field beside the entries.

`differences.tsv` is the one table of what a program does not know, with the reason. A difference
that it lacks fails, and so does a row that is no longer needed. Its columns: ``has`` says whether
the program has nothing or something else there, ``of`` is of which entry types, or which entries.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.consumers.peers.comparing import Compared, compare
from tests.consumers.peers.readers import READERS

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

HERE = Path(__file__).parent
EVERY_TYPE = HERE.parents[1] / "formats/data/every-type.bib"


class Known(NamedTuple):
    """A difference that is known: of a type, or of one entry."""

    program: str
    format: str
    field: str
    has: str
    of: str


def known() -> list[Known]:
    """The rows of the table, one for each format and each type or entry."""
    with (HERE / "differences.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert all(row["reason"] for row in rows)
    return [
        Known(row["program"], name, row["field"], row["has"], of)
        for row in rows
        for name in row["formats"].split()
        for of in row["of"].split()
    ]


def the_list(repository: Path, name: str) -> tuple[tuple[Entry, ...], str]:
    """The list's entries and its export, or what the format makes of them if it is not built."""
    library = load_list(read_config(repository)).library
    form = FORMATS[name]
    if not form.built:
        return tuple(library), form.write(library)
    export = repository / "exports" / (form.folder or name) / f"all{form.suffix}"
    return tuple(library), export.read_text("utf-8")


def every_type(name: str) -> tuple[tuple[Entry, ...], str]:
    entries, faults = bib_reader.read(EVERY_TYPE.read_text("utf-8"), EVERY_TYPE.name)
    assert faults_of(faults) == ()
    return entries, FORMATS[name].write(Library(entries))


@pytest.mark.parametrize(("program", "name"), READERS)
def test_what_a_program_reads(
    program: str, name: str, repository: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    compared: list[Compared] = []
    for entries, text in (the_list(repository, name), every_type(name)):
        path = tmp_path / f"works{FORMATS[name].suffix}"
        path.write_text(text, "utf-8")
        compared += compare(entries, READERS[program, name](path))
    rows = {row for row in known() if (row.program, row.format) == (program, name)}
    unexpected, needed = [], set()
    for each in compared:
        if each.ours != each.theirs:
            has = "other" if each.theirs else "nothing"
            ways = {Known(program, name, each.field, has, of) for of in (each.type, each.key)}
            needed |= ways & rows
            unexpected += [each] * (not ways & rows)
    assert unexpected == []
    assert sorted(rows - needed) == [], "no longer needed"
    differing = sum(each.ours != each.theirs for each in compared)
    in_docs(
        repository / "docs/formats.md",
        [
            program,
            f"`{name}`",
            f"{len(compared):,}",
            f"{len(compared) - differing:,}",
            str(differing),
        ],
        rewrite=request.config.getoption("--rewrite-goldens"),
    )


def in_docs(page: Path, cells: list[str], *, rewrite: bool) -> None:
    """Compare a row of the table in the documentation, or renew it."""
    row = f"| {' | '.join(cells)} |"
    text = page.read_text("utf-8")
    if rewrite:
        start = f"| {cells[0]} | {cells[1]} |"
        page.write_text(re.sub(rf"(?m)^{re.escape(start)}.*", lambda _: row, text), "utf-8")
    else:
        assert row in text.splitlines(), "run “make goldens” to renew docs/formats.md"


def test_each_row_is_of_a_program_and_stands_once() -> None:
    rows = known()
    assert [row for row, count in Counter(rows).items() if count > 1] == []
    assert {(row.program, row.format) for row in rows} <= READERS.keys()


def test_a_wrong_value_is_found() -> None:
    """The comparison has no row for what no program may change."""
    (entry, *_), _text = every_type("csl-json")
    record = {"id": entry.key, "title": "Another title", "author": "Doe, Jane", "volume": "13"}
    found = {
        each.field: each.theirs for each in compare((entry,), [record]) if each.ours != each.theirs
    }
    assert {found[name] for name in ("title", "author", "volume")} == {
        "anothertitle",
        "doe,jane",
        "13",
    }
    assert found["DOI"] == ""
