"""Bytes become the same text whatever their encoding, line ends, and blocks."""

from __future__ import annotations

import io
import os
import platform
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files import text as decoding
from pllm_bib.files.text import TextFile, bib_parts, read_text, text_of
from pllm_bib.formats.bibtex import read as bib_reader

if TYPE_CHECKING:
    from pathlib import Path

OWL = "@misc{a,\n  title = {Käuze},\n}\n@misc{b, title = {Ümläute}}\n"


def titles(data: bytes) -> tuple[list[str], list[tuple[str, int, int]]]:
    file = TextFile(io.BytesIO(data), "a.bib")
    entries, _ = bib_reader.read(file.text(), "a.bib")
    faults = [(fault.name, fault.position.line, fault.position.column) for fault in file.faults]
    return [str(entry.title) for entry in entries], faults


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (OWL.encode(), []),
        (OWL.encode("utf-8-sig"), []),
        (OWL.replace("\n", "\r\n").encode(), []),
        (OWL.replace("\n", "\r").encode(), []),
        (OWL.encode("cp1252"), [("bad-encoding", 2, 13)]),
        (OWL.encode("utf-16"), [("bad-encoding", 1, 1)]),
        (OWL.encode("utf-16-be").join([b"\xfe\xff", b""]), [("bad-encoding", 1, 1)]),
        (OWL.replace("b,", "b\0,").encode(), [("bad-encoding", 4, 8)]),
    ],
    ids=["utf-8", "mark", "crlf", "cr", "cp1252", "utf-16-le", "utf-16-be", "nul"],
)
@pytest.mark.parametrize("block", [1, 7, 50, 1 << 18])
def test_encodings(
    monkeypatch: pytest.MonkeyPatch, data: bytes, faults: list[tuple[str, int, int]], block: int
) -> None:
    monkeypatch.setattr(decoding, "BLOCK", block)
    assert titles(data) == (["Käuze", "Ümläute"], faults)


def test_parts_are_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "BLOCK", 20)
    data = (OWL * 5).encode()
    parts = list(bib_parts(TextFile(io.BytesIO(data), "")))
    assert len(parts) > 5
    assert "".join(part.text[: part.stop] for part in parts) == OWL * 5
    for part in parts:
        assert part.first_line == (OWL * 5)[: part.offset].count("\n") + 1


@pytest.mark.parametrize("block", range(4, 12))
def test_a_line_end_that_lies_across_two_blocks_is_one(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(decoding, "BLOCK", block)
    data = "ab\r\ncde\r\n\r\nf\rg\r\rü\r\n".encode() + b"\xe4\r\n"
    file = TextFile(io.BytesIO(data), "a.bib")
    assert file.text() == "ab\ncde\n\nf\ng\n\nü\nä\n"
    assert [(fault.position.line, fault.position.column) for fault in file.faults] == [(8, 1)]
    assert file.read == len(data)


def test_each_fault_is_told_once_where_it_is_first_met() -> None:
    data = b"a\nb\xe4\xe4\n\xe4\n" + b"x\0y\0\n\0"
    file = TextFile(io.BytesIO(data), "a.bib")
    assert file.text() == "a\nbää\nä\nxy\n"
    found = [(f.message.partition(":")[0], f.position.line, f.position.column) for f in file.faults]
    assert found == [("the file is not UTF-8", 2, 2), ("the file has NUL characters", 4, 2)]


@pytest.mark.parametrize(
    ("data", "text", "newline", "mark"),
    [
        (b"a\nb\n", "a\nb\n", "\n", ""),
        (b"a\r\nb\r\n", "a\nb\n", "\r\n", ""),
        (b"a\rb\r", "a\nb\n", "\r", ""),
        (b"\xef\xbb\xbfa\nb\n", "a\nb\n", "\n", "\ufeff"),
        (b"", "", "\n", ""),
    ],
)
def test_a_text_is_written_back_as_it_was(
    tmp_path: Path, data: bytes, text: str, newline: str, mark: str
) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(data)
    found = read_text(path)
    assert (found.text, found.newline, found.mark, found.faults) == (text, newline, mark, ())
    assert found.as_written(found.text).encode() == data


@pytest.mark.parametrize("data", [b"a\nb\xe4", "a".encode("utf-16"), b"a\nb\0"])
def test_a_text_that_would_be_written_in_another_encoding_is_refused(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(data)
    with pytest.raises(OperatorError, match=r"README\.md:\d:\d: the file is not plain UTF-8"):
        text_of(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"cannot read .*none\.bib: No such file"):
        read_text(tmp_path / "none.bib")


LOOKED_THROUGH = """
import re, sys
from pathlib import Path
from pllm_bib.files.inputs import file_input
from pllm_bib.files.read import connections_of

def megabytes(what):
    return int(re.search(rf"{what}:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

before = megabytes("VmRSS")
connections_of([file_input(Path(sys.argv[1]), "bibtex")])
print(megabytes("VmRSS") - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no such call")
def test_the_memory_of_parts_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    entry = "@misc{{k{0}, title = {{Λ {1}}}}}\n"
    path.write_text("".join(entry.format(n, "x" * (n % 700)) for n in range(60_000)), "utf-8")
    command = [sys.executable, "-c", LOOKED_THROUGH, str(path)]
    grown = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    assert float(grown.stdout) < 5
