"""Records of plain entries, the short way: they are those that the usual way makes of entries."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.entries_by_chance import Chance

from pllm_bib.files.read import Piece, connections, read_piece
from pllm_bib.files.text import TextFile, bib_parts
from pllm_bib.formats.bibtex import read as reader
from pllm_bib.formats.bibtex.plain.entries import Caster
from pllm_bib.formats.shared import latex
from pllm_bib.same_work.packed import PackedRecords, packed
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.dedupe import plain
from pllm_bib.tasks.dedupe.plain import PlainRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.same_work.record import WorkRecord

Read = tuple[list["WorkRecord"], list["Diagnostic"]]


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let short texts go the short way too, from the first entry of a form on."""
    make = Caster.__init__

    def made(self: Caster, usual: Any) -> None:
        make(self, usual, after=0)

    monkeypatch.setattr(Caster, "__init__", made)
    monkeypatch.setattr(reader, "_casters", {})
    monkeypatch.setattr(reader, "_LARGE", 0)


def ways(text: str, form: str = "bibtex") -> Iterator[tuple[Read, Read]]:
    """Yield what the usual and the short way make of each part of a text."""
    parts = list(bib_parts(TextFile(io.BytesIO(text.encode()), "x.bib")))
    connected = connections(lambda: ((2, part) for part in parts))
    short = PlainRecords(connected, frozenset({2}))
    for part in parts:
        piece = Piece(2, "x.bib", form, part)
        entries, faults = read_piece(piece, connected, plain=False, comments=True)
        usual = [record_of(entry, 2, shown=latex.plain(entry.title)) for entry in entries]
        rows, found = short.do(piece)
        errors = [fault for fault in faults if fault.severity == "error"]
        yield (usual, errors), (list(PackedRecords(rows)), found)


def entries_made(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return of how many entries of a text the record is made of the entry."""
    made = []

    def noted(entry: Any, *args: Any, **options: Any) -> WorkRecord:
        made.append(entry.key)
        return record_of(entry, *args, **options)

    monkeypatch.setattr(plain, "record_of", noted)
    for usual, short in ways(text):
        assert short == usual
    return len(made)


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_lead_to_the_same_records(seed: int) -> None:
    text = Chance(seed).file(80)
    for usual, short in ways(text, ("bibtex", "biblatex")[seed % 3 == 0]):
        assert short == usual


def test_both_ways_are_one_for_the_files_of_the_tests() -> None:
    files = sorted(Path(__file__).parents[1].rglob("*.bib"))
    assert len(files) > 20
    for file in files:
        text = file.read_bytes().decode(errors="replace").replace("\r\n", "\n").replace("\0", "")
        for form in ("bibtex", "biblatex"):
            for usual, short in ways(text, form):
                assert short == usual, file


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_are_one_for_mutated_entries(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- the same changes each time
    letters = list(Chance(seed).plain_file(40))
    for _change in range(60):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(
            ["", "{", "}", ",", "\n", "@", "é", "\\", " and ", "--", "10.1/x"]
        )
    for usual, short in ways("".join(letters)):
        assert short == usual


FIELDS = {
    "identifiers": "doi = {10.1000/X%d}, url = {https://arxiv.org/abs/2401.0%d}",
    "address": "url = {https://aclanthology.org/2024.acl-long.%d/}, pages = {%d--9}",
    "eprint": "eprint = {2401.0%d}, archiveprefix = {arXiv}, volume = {%d}",
    "people": "author = {Roe, J%d}, editor = {Doe, Jane and Poe, É%d}",
    "editors": "editor = {Roe, J%d and Doe, K}, volume = {%d}",
    "lone name": "author = {Jane Doe, John Roe, R%d}, number = {%d}",
    "details": "journal = {Owls}, number = {%d}, publisher = {Nest}, pages = {%d}",
    "month": "month = jan, journal = {Owls}, volume = {%d}, number = {%d}",
    "ISBN": "isbn = {978-3-16-%d48410-0}, publisher = {Nest %d}",
    "others": "organization = {Nest %d}, address = {Ulm}, timestamp = {Mon %d}",
}


@pytest.mark.parametrize("kind", ["article", "book", "misc", "phdthesis", "techreport"])
@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_each_field_of_a_record_is_read_of_each_entry(fields: str, kind: str) -> None:
    entry = "@%s{k%d,\n title = {Owls: {Nest}s %d}, year = {20%d},\n %s\n}\n"
    text = "".join(
        entry % (kind, n, n, 10 + n % 3, fields % (1000 + n, 7 + n % 4)) for n in range(12)
    )
    for usual, short in ways(text):
        assert short == usual


def test_most_entries_of_programs_are_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_entry = (
        "@article{k%d,\n title = {Owls %d},\n author = {Roe, Jane and Doe, J},\n"
        " journal = {Nest},\n year = {2020},\n url = {https://x.org/%d}\n}\n"
    )
    text = "".join(plain_entry % (n, n, n) for n in range(50))
    assert entries_made(text, monkeypatch) <= len(["sample of the form", "shared values"])


def test_a_form_that_the_short_way_reads_otherwise_goes_the_usual_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plain, "first_page", lambda _pages: "0")
    entry = "@article{k%d,\n title = {Owls %d},\n pages = {1%d--200}\n}\n"
    text = "".join(entry % (n, n, n) for n in range(5))
    for usual, short in ways(text):
        assert short == usual


def test_packed_records_are_what_was_packed_and_are_cut_as_other_sequences() -> None:
    ((records, _faults), _short) = next(ways(Chance(3).file(20)))
    found = PackedRecords(map(packed, records))
    assert list(found) == records
    assert found[2:7:2] == records[2:7:2]
    assert found[-1] == records[-1]
    assert not PackedRecords()
