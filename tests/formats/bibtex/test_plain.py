"""The short way of plain entries: it leads where the usual way leads, place by place."""

from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.entries_by_chance import Chance

from pllm_bib.files import text as texts
from pllm_bib.files.read import Piece, connections, read_piece
from pllm_bib.files.text import TextFile, bib_parts
from pllm_bib.formats.bibtex import read as reader
from pllm_bib.formats.bibtex.plain.entries import Caster
from pllm_bib.model.entry import Entry, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.formats.bibtex.read import Read

FORMS = ("bibtex", "biblatex")
PLAIN = "@misc{%s,\n  title = {Owls},\n  year = {2020}\n}\n"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Entries that go the short way: all that can, in texts of any length."""
    monkeypatch.setattr(reader, "_casters", {})
    found: list[Entry] = []
    make, of_all = Caster.__init__, Caster.read

    def eager(self: Caster, usual: Any, *, after: int = 0) -> None:
        make(self, usual, after=after)

    def noted(
        self: Caster, source: Any, stop: int, usual: Callable[[str], Read], progress: Any
    ) -> Read:
        rest: list[Entry] = []

        def other(text: str) -> Read:
            read = usual(text)
            rest.extend(read[0])
            return read

        read: Read = of_all(self, source, stop, other, progress)
        found.extend(entry for entry in read[0] if not any(entry is one for one in rest))
        return read

    monkeypatch.setattr(Caster, "__init__", eager)
    monkeypatch.setattr(Caster, "read", noted)
    return found


def ways(text: str, form: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Read, Read]]:
    """Yield what the usual and the short way read in each part of a text."""
    parts = list(bib_parts(TextFile(io.BytesIO(text.encode()), "x.bib")))
    connected = connections(lambda: ((0, part) for part in parts))
    for part in parts:
        piece = Piece(0, "x.bib", form, part)
        both = []
        for large in (len(text) + 1, 0):
            monkeypatch.setattr(reader, "_LARGE", large)
            both.append(read_piece(piece, connected))
        yield both[0], both[1]


def stands(entry: Entry) -> dict[str, Any]:
    """Return all that an entry knows of where it stands, which does not make it another one."""
    assert entry.origin
    values = {one.name: getattr(entry.origin, one.name) for one in fields(Origin)}
    return values | {"fields": dict(entry.origin.fields)}


def assert_same(text: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for usual, short in ways(text, form, monkeypatch):
        assert short == usual
        for one, other in zip(usual[0], short[0], strict=True):
            assert stands(other) == stands(one)
            assert [n.dropping for n in other.authors] == [n.dropping for n in one.authors]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("seed", range(8))
def test_both_ways_read_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "BLOCK", (1 << 17, 3_000)[seed % 2])
    assert_same(Chance(seed).file(100), FORMS[seed % 3 == 0], monkeypatch)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("form", FORMS)
def test_both_ways_read_the_files_of_the_tests(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(Path(__file__).parents[2].rglob("*.bib"))
    assert len(files) > 20
    for file in files:
        text = file.read_bytes().decode(errors="replace").replace("\r\n", "\n").replace("\0", "")
        assert_same(text, form, monkeypatch)


@pytest.mark.parametrize("form", FORMS)
def test_entries_as_programs_write_them_go_the_short_way(
    form: str, cast: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Chance(1).plain_file(100)
    assert_same(text, form, monkeypatch)
    assert len(cast) == text.count("@")


@pytest.mark.parametrize(
    "field",
    [
        "title = { Owls\n  of {Wales} }",
        'title = "Owls"',
        "author = {\n  Doe, Jane and\n  van Roe, Richard }",
        "author = {Jane Doe and others}",
        "pages = { 12--34 }",
        "pages = 12",
        "year = 1999",
        "month = {3}",
        "month = jan",
        "url = { https://example.org/a_b }",
        "url = {https://arxiv.org/abs/2101.00001}",
        "doi = {10.1000/x}",
        "doi = {10.48550/arXiv.2101.00001}",
        "timestamp = { Mon 1 }",
        "eprint = {2101.00001}, archiveprefix = {arXiv}",
        "journal = {arXiv preprint arXiv:2101.00001}",
        "booktitle = {Owls}",
        "publisher = {Ada and Co}",
    ],
)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("cast")
def test_values_are_read_as_ever(field: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = f"@article{{a,\n  note = {{x}},\n  {field}\n}}\n"
    other = entry.replace("note = {x}", "title = {Owls}").replace("{a,", "{b,")
    for text in (entry, other, other.replace("article", "misc").replace("title = {Owls},\n", "")):
        assert_same(PLAIN % "k" + text + PLAIN % "l", form, monkeypatch)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (PLAIN % "a" + PLAIN % "b", 2),
        ("% a comment\n" + PLAIN % "a" + PLAIN % "b", 1),
        (PLAIN % "a" + "% pllm-bib: allow T001: so it is\n" + PLAIN % "b", 0),
        (PLAIN % "a" + "@misc{b, title = {Owls}\n" + PLAIN % "c" + PLAIN % "d", 2),
        ("@string{acl = {ACL}}\n" + PLAIN % "a" + PLAIN % "b", 1),
        ("@string{jan = {Januar}}\n" + PLAIN % "a" + PLAIN % "b", 0),
        ("@preamble{{\\newcommand{\\owl}{Owl}}}\n" + PLAIN % "a" + PLAIN % "b", 0),
        (PLAIN % "a" + "@inbook{b, crossref = {a}}\n", 0),
        (PLAIN % "a" + "@misc{, title = {Owls}}\n", 0),
        (PLAIN % "a" + "@comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n}\n", 0),
    ],
)
def test_what_is_around_an_entry_is_looked_at(
    text: str, plain: int, cast: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same(text, "bibtex", monkeypatch)
    assert len(cast) == plain


def test_a_section_of_a_list_is_read_as_ever(
    cast: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LARGE", 0)
    entries, _faults = reader.read(PLAIN % "a", "x.bib", "owls")
    assert entries[0].sections == ("owls",)
    assert not cast


def test_progress_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LARGE", 0)
    told: list[float] = []
    text = "".join(
        (PLAIN % n, PLAIN.replace("Owls", "\\'Owls") % n)[n % 5 == 0] for n in range(9999)
    )
    entries, _faults = reader.read(text, "x.bib", None, reader.Surroundings(progress=told.append))
    assert len(entries) == 9999
    assert told == sorted(told)
    assert len(told) > 100
    assert told[-1] <= 1
