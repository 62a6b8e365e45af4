"""Damaged and hostile files: a fault with its place, the good entries converted, never an error."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import BIB, assert_linear

from pllm_bib.files.inputs import Input
from pllm_bib.formats import FORMATS
from pllm_bib.tasks.convert.request import Request, Result
from pllm_bib.tasks.convert.run import Conversion

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result as Ended

DATA = Path(__file__).parent.parent / "formats" / "data"
READABLE = [row.name for row in FORMATS.values() if row.read]
GOOD = "@misc{good,\n  title = {Good},\n}\n"
LAST = "@misc{last, title = {Last}}\n"


def converted(data: bytes, form: str = "biblatex", to: str = "ris") -> tuple[list[str], list[str]]:
    """Keys of the entries that came through, and the faults as ``line:column rule``."""
    faults: list[str] = []

    def report(result: Result) -> None:
        faults.extend(f"{f.position.line}:{f.position.column} {f.name}" for f in result.faults)

    source = Input(name="bad", format=form, open=partial(io.BytesIO, data), size=len(data))
    text = "".join(Conversion([source], Request(to=to, jobs=1), report).texts())
    return [line[6:] for line in text.splitlines() if line.startswith("ID  - ")], faults


BAD: dict[str, tuple[str | bytes, list[str], list[str]]] = {
    "truncated": (GOOD + "@misc{a, title = {x\n", ["good"], ["4:1 syntax-error"]),
    "truncated after a key": (GOOD + "@misc{a", ["good"], ["4:1 syntax-error"]),
    "a brace too few": (
        GOOD + "@misc{a,\n  title = {x{y},\n}\n" + LAST,
        ["good", "last"],
        ["4:1 syntax-error"],
    ),
    "a brace too many": (
        GOOD + "@misc{a,\n  title = {x}},\n  year = 2000\n}\n" + LAST,
        ["good", "a", "last"],
        ["5:15 syntax-error"],
    ),
    "key twice": (GOOD + LAST + GOOD, ["good", "last", "good"], ["5:7 duplicate-key"]),
    "key twice, in another case": (
        GOOD + GOOD.replace("good", "GOOD"),
        ["good", "GOOD"],
        ["4:7 duplicate-key"],
    ),
    "field twice": (
        "@misc{a,\n title = {x},\n Title = {y},\n}" + LAST,
        ["a", "last"],
        ["3:2 duplicate-field"],
    ),
    "NUL": ("@misc{a, ti\0tle = {x}}\n" + LAST, ["a", "last"], ["1:12 bad-encoding"]),
    "Latin-1": (
        (GOOD + "@misc{a, title = {Käuze}}\n").encode("latin-1"),
        ["good", "a"],
        ["4:20 bad-encoding"],
    ),
    "UTF-16": ((GOOD + LAST).encode("utf-16"), ["good", "last"], ["1:1 bad-encoding"]),
    "recursive @string": (
        "@string{a = b # {x}}\n@string{b = a # {y}}\n@string{c = c}\n"
        "@misc{m, title = a # b # c}\n" + GOOD,
        ["m", "good"],
        ["1:13 undefined-string", "3:13 undefined-string"],
    ),
    "recursive crossref": (
        "@misc{a, crossref = {b}}\n@misc{b, crossref = {a}}\n" + GOOD,
        ["a", "b", "good"],
        ["1:10 recursive-crossref", "2:10 recursive-crossref"],
    ),
    "crossref to itself": (
        "@misc{a, crossref = {a}}\n" + GOOD,
        ["a", "good"],
        ["1:10 recursive-crossref"],
    ),
    "dangling crossref": (
        "@misc{a,\n crossref = {b}}\n" + GOOD,
        ["a", "good"],
        ["2:2 dangling-crossref"],
    ),
    "binary": (bytes(range(256)), [], ["1:1 bad-encoding", "3:115 bad-encoding"]),
}


@pytest.mark.parametrize("name", BAD)
def test_fault_has_its_place_and_spares_the_rest(name: str) -> None:
    source, keys, faults = BAD[name]
    data = source if isinstance(source, bytes) else source.encode()
    assert converted(data) == (keys, faults)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_other_systems_files_are_in_order(ends: str, mark: bytes) -> None:
    data = mark + (GOOD + LAST).replace("\n", ends).encode()
    assert converted(data) == (["good", "last"], [])


@pytest.mark.parametrize("name", ["truncated", "Latin-1", "recursive crossref"])
def test_faults_end_in_status_1(tmp_path: Path, run: Callable[..., Ended], name: str) -> None:
    source, keys, faults = BAD[name]
    (tmp_path / "bad.bib").write_bytes(source if isinstance(source, bytes) else source.encode())
    result = run(tmp_path, "convert", "bad.bib", "-t", "ris")
    assert result.exit_code == 1
    assert [line[6:] for line in result.stdout.splitlines() if line.startswith("ID")] == keys
    for fault in faults:
        assert f"bad.bib:{fault.partition(' ')[0]}: " in result.stderr


# Size.


@pytest.mark.parametrize("name", BIB)
def test_work_is_in_proportion_to_length(name: str) -> None:
    def work(size: int) -> Callable[[], None]:
        data = (GOOD + BIB[name](size)).encode()

        def call() -> None:
            keys, _faults = converted(data)
            assert keys[0] == "good"

        return call

    assert_linear(work, 500)


def test_ten_megabytes_and_a_hundred_thousand_braces() -> None:
    data = (GOOD + BIB["one field"](5_000_000) + BIB["nested braces"](100_000)).encode()
    assert converted(data)[0] == ["good", "a", "a"]


# Anything at all.


@pytest.mark.parametrize("form", READABLE)
@given(data=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_bytes(form: str, data: bytes) -> None:
    converted(data, form)


@pytest.mark.parametrize("form", READABLE)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_files(form: str, data: st.DataObject) -> None:
    text = _file_of(form)
    start = data.draw(st.integers(0, max(0, len(text) - 200)))
    piece = bytearray(text[start : start + 1500])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(piece)))
        cut = data.draw(st.integers(0, 3))
        piece[at : at + cut] = data.draw(st.sampled_from(_SPLINTERS))
    converted(bytes(piece), form, data.draw(st.sampled_from(["csl-json", "biblatex", "ris"])))


_SPLINTERS = [
    *(bytes([value]) for value in (*b'{}[](),:"=@\\#%$&~-<>\n\r\0 ', 0xC3, 0xFF)),
    *(b"\n@misc{a,", b"\nTY  - ", b"\nER  - ", b'{"id": 1}', b" and ", b""),
]


def _file_of(form: str) -> bytes:
    row = FORMATS[form]
    name = f"every-type.{form}{row.suffix}"
    path = DATA / name
    return path.read_bytes() if path.exists() else (DATA / "every-type.bib").read_bytes()
