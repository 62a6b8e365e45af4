"""Dumps become an index: what is wrong is told, the rest is kept, and no half is ever seen."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from tests.lookup.index.dumps import ARXIV, BIB, DBLP, OPENALEX, lines, made

from pllm_bib.errors import OperatorError
from pllm_bib.files.dumps import Dump, DumpPiece, dumps, pieces
from pllm_bib.files.read import connections
from pllm_bib.files.text import FilePart
from pllm_bib.lookup.index.ask import DumpIndex
from pllm_bib.lookup.wanted import Wanted
from pllm_bib.tasks.index.build import build
from pllm_bib.tasks.index.digest import digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _titles(index: DumpIndex, *titles: str) -> list[bool]:
    with index:
        return [bool(index.search(title).found) for title in titles]


def test_a_line_that_is_no_record_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    text = lines(ARXIV) + "\n{broken\n[1]\n" + lines(ARXIV | {"id": "2401.00008", "title": "Rooks"})
    built, index = made(tmp_path, arxiv__jsonl=text)
    assert [fault.position.line for fault in built.faults] == [3, 4]
    assert all("the record is left out" in fault.message for fault in built.faults)
    assert _titles(index, "Owls at $k$ Nights: A & B", "Rooks") == [True, True]
    assert built.sources[0].records == 2


def test_a_broken_entry_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    text = "@misc{a, title={Owls}}\n\n@misc{b, title={Jays}\n\n@misc{c, title={Rooks}}\n"
    built, index = made(tmp_path, refs__bib=text)
    assert [fault.position.line for fault in built.faults] == [3]
    assert _titles(index, "Owls", "Rooks") == [True, True]


def test_a_broken_record_of_dblp_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    text = DBLP.replace("<title>Do Owls", "<b>Do Owls").replace(
        "<dblp>", '<dblp>\n<article key="x"><title>Jays.</title>'
    )
    built, index = made(tmp_path, dblp__xml=text)
    assert [fault.position.line for fault in built.faults] == [4, 16]
    assert _titles(index, "Night and Day", "Calls of H2O owls & others") == [True, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE dblp [<!ENTITY a "aaa">]>\n<dblp>' + DBLP[90:], "definitions are refused"),
        ("<?xml version='1.0'?><dblp>\n</dblp>", "no record in"),
    ],
)
def test_definitions_of_entities_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OperatorError, match=message):
        made(tmp_path, dblp__xml=text)
    assert not (tmp_path / "refs.index").exists()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_dumps_are_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    ending = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]
    _built, index = made(tmp_path, **{f"anthology__bib__{ending}": pack(BIB.encode())})
    assert _titles(index, "Hoots") == [True]


def test_a_packed_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    data = gzip.compress(lines(*[ARXIV] * 9).encode())
    with pytest.raises(OperatorError, match="the packed file is damaged"):
        made(tmp_path, arxiv__jsonl__gz=data[:-12])
    assert not list(tmp_path.glob("*index*"))


def test_the_files_of_a_folder_are_read_and_others_are_named(tmp_path: Path) -> None:
    works = tmp_path / "works" / "updated_date=2024-01-01"
    works.mkdir(parents=True)
    (works / "part_000.gz").write_bytes(gzip.compress(lines(OPENALEX, OPENALEX).encode()))
    (tmp_path / "works" / "notes").write_bytes(b"Owls\n")
    built = build([tmp_path / "works"], tmp_path / "refs.index", jobs=1)
    assert [source.records for source in built.sources] == [2]
    assert [text.partition(":")[0][-5:] for text in built.left_out] == ["notes"]


@pytest.mark.parametrize("name", ["refs.txt", "picture.png", "empty.bin"])
def test_a_file_that_is_no_dump_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes({"refs.txt": b"Owls\n", "picture.png": b"\x89PNG"}.get(name, b""))
    with pytest.raises(OperatorError, match="no dump that is known"):
        dumps([tmp_path / name])


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    text = lines(ARXIV) * 2 + '{"id": "' + "a" * (1 << 26)
    with pytest.raises(OperatorError, match="line 3 has more than 32 MB"):
        made(tmp_path, arxiv__jsonl=text)


def test_a_run_that_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "big.jsonl").write_bytes(lines(*[ARXIV] * 3000).encode())
    build([tmp_path / "big.jsonl"], tmp_path / "refs.index", jobs=1)
    before = (tmp_path / "refs.index").read_bytes()

    def stop(_bytes: int) -> None:
        raise KeyboardInterrupt

    for output in ("refs.index", "new/other.index"):
        with pytest.raises(KeyboardInterrupt):
            build([tmp_path / "big.jsonl"], tmp_path / output, jobs=1, progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.jsonl", "refs.index"]
    assert (tmp_path / "refs.index").read_bytes() == before


def test_a_file_that_is_no_index_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="is no index"):
        build([_written(tmp_path / "refs.bib", BIB)], tmp_path / "refs.bib", jobs=1)
    assert (tmp_path / "refs.bib").read_text() == BIB


def test_the_same_dumps_give_the_same_index_with_any_number_of_processes(tmp_path: Path) -> None:
    papers = lines(*({**ARXIV, "title": f"Owl {n}"} for n in range(3000)))
    entries = "".join(f"@misc{{k{n}, title={{Rook {n}}}}}\n" for n in range(50_000))
    paths = [_written(tmp_path / "a.jsonl", papers), _written(tmp_path / "b.bib", entries)]
    for jobs in (1, 2):
        build(paths, tmp_path / f"{jobs}.index", jobs=jobs)
    assert (tmp_path / "1.index").read_bytes() == (tmp_path / "2.index").read_bytes()
    with DumpIndex(tmp_path / "2.index") as index:
        (found,) = index.search("Rook 49999").found
    place = found.entry.position()
    assert place is not None
    assert place.line == 50_000


def _written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_the_memory_stays_flat(tmp_path: Path) -> None:
    entry = "@misc{{k{0}, title={{A Rook of the Number {0} in the Park}}, doi={{10.1000/{0}}}}}\n"
    peaks = []
    for size in (8_000, 32_000):
        text = "".join(entry.format(number) for number in range(size))
        path = _written(tmp_path / f"{size}.bib", text)
        del text
        tracemalloc.start()
        build([path], tmp_path / f"{size}.index", jobs=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def _digested(text: str, strings: str = "") -> tuple[list[str], list[int]]:
    """Return the texts of the records of a part, before which definitions stand; and faults."""
    dump = Dump(path=None, name="a.bib", kind="biblatex")  # type: ignore[arg-type]
    first = FilePart(strings, len(strings))
    part = FilePart(text, len(text), offset=len(strings), first_line=1)
    connected = connections(lambda: [(0, first), (0, part)])
    found = digest(DumpPiece(dump, part), connected)
    return [row[1] for block in found.blocks for row in block.rows], [
        fault.position.line for fault in found.faults
    ]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("@misc{a, title = own # { Owls}, month = jan}", ["wild owls"]),
        ("@misc{a, title = own,\n month = jan}", ["wild"]),
        ("@misc{a, title = {Owls}, note = {see % this}}", ["owls"]),
        ("@misc{a, title = {Owls}, % a note\n year = 2020}", ["owls"]),
        ("@misc{a, title = {Owls}} @misc{b, title = {Jays}}", ["owls", "jays"]),
        ("@misc{a, crossref = {b}}\n@book{b, title = {Jays}}", ["jays", "jays"][1:] + ["jays"][:1]),
        ("@comment{a, title = {Owls}}\n@misc{b, title = {Jays}}\n@xdata{c, title={X}}", ["jays"]),
        (r"@misc{a, title = {Owls \{x\} more}, year = 2020}", ["owls x more"]),
        ("Owls\n  @misc{a, title = {Owls}}\n", ["owls"]),
        ("@misc{a, title = {Owls = jays, and}}", ["owls jays and"]),
    ],
)
def test_entries_are_found_however_they_stand_in_a_part(text: str, titles: list[str]) -> None:
    found, _faults = _digested(text, "@string{own = {Wild}}\n")
    assert [title for title in found if title] == titles


def test_a_record_keeps_the_definitions_that_it_needs(tmp_path: Path) -> None:
    filler = "".join(f"@misc{{k{n}, title={{Rook {n} of the park}}}}\n" for n in range(20_000))
    text = '@string{own = "The {Owl} Conference"}\n' + filler + "@misc{z, title={Jays}, note=own}\n"
    _built, index = made(tmp_path, a__bib=text)
    with index:
        (found,) = index.search("Jays").found
    assert str(found.entry.note) == "The Owl Conference"
    place = found.entry.position()
    assert place is not None
    assert place.line == 20_002


def test_pieces_of_a_dump_of_lines_start_where_they_say(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.jsonl", lines(*[ARXIV] * 2000))
    (dump,), _left_out = dumps([path])
    done: list[int] = []
    parts = [piece.part for piece in pieces(dump, lambda _fault: None, done.append)]
    assert len(parts) > 2
    assert sum(part.text.count("\n") for part in parts) == 2000
    assert [part.first_line for part in parts][1] == parts[0].text.count("\n") + 1
    assert done[-1] == dump.size


def test_latin_letters_of_dblp_are_no_fault(tmp_path: Path) -> None:
    text = DBLP.replace("D&ouml;e", "D\u00f6e").encode("latin-1")
    built, index = made(tmp_path, dblp__xml=text)
    assert not built.faults
    with index:
        (found,) = index.record(Wanted("dblp", "journals/owls/Doe24"))
    assert [name.family for name in found.entry.authors] == ["Döe", "Roe"]
