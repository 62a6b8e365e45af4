"""The short way of plain entries: it leads where the usual way leads, letter for letter."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.entries_by_chance import Chance

from pllm_bib.files.read import Connections, Piece, connections
from pllm_bib.files.text import FilePart, TextFile, bib_parts
from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.plain.moulds import LEARNT_AFTER
from pllm_bib.tasks.convert.entries import EntryWork
from pllm_bib.tasks.convert.plain.work import VERBATIM, PlainEntries
from pllm_bib.tasks.convert.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.tasks.convert.request import Result

TO = sorted(VERBATIM)
WISHES: tuple[dict[str, Any], ...] = ({}, {"keep_extra": True}, {"url": False}, {"doi_url": True})


def ways(
    to: str, text: str, form: str = "bibtex", **wishes: Any
) -> Iterator[tuple[Result, Result]]:
    """Yield what the usual and the short way make of each part of a text."""
    parts = list(bib_parts(TextFile(io.BytesIO(text.encode()), "x.bib")))
    connected = connections(lambda: ((0, part) for part in parts))
    usual = EntryWork(Request(to=to, options=Options(**wishes)), connected)
    short = PlainEntries(usual, after=0)
    for part in parts:
        piece = Piece(0, "x.bib", form, part)
        yield usual.do(piece), short.do(piece)


class UsualWay(EntryWork):
    """The usual way, which counts the entries that go it."""

    entries: int = 0

    def write(self, entry: Any, result: Any) -> None:
        self.entries += entry.origin.position.path == "x.bib"
        super().write(entry, result)


def usual_entries(text: str, to: str = "csl-json") -> int:
    """Return how many entries of a text go the usual way."""
    work = UsualWay(Request(to=to), Connections())
    PlainEntries(work, after=0).do(Piece(0, "x.bib", "bibtex", FilePart(text, len(text))))
    return work.entries


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("to", TO)
def test_both_ways_lead_to_the_same_result(to: str, seed: int) -> None:
    text = Chance(seed).file(80)
    form = ("bibtex", "biblatex")[seed % 3 == 0]
    for usual, short in ways(to, text, form, **WISHES[seed % len(WISHES)]):
        assert short == usual


@pytest.mark.parametrize("to", ["csl-json", "ris"])
def test_both_ways_are_one_for_the_files_of_the_tests(to: str) -> None:
    files = sorted(Path(__file__).parents[1].rglob("*.bib"))
    assert len(files) > 20
    for file in files:
        text = file.read_bytes().decode(errors="replace").replace("\r\n", "\n").replace("\0", "")
        for usual, short in ways(to, text):
            assert short == usual, file


@pytest.mark.parametrize("to", TO)
def test_entries_as_programs_write_them_go_the_short_way(to: str) -> None:
    entries = Chance(1).plain_file(100)
    assert usual_entries(entries, to) == 0


def test_a_mould_is_made_for_forms_that_come_often() -> None:
    plain = "@misc{%s,\n  title = {Owls},\n  year = {2020}\n}\n"
    text = "".join(plain % number for number in range(40))
    work = UsualWay(Request(to="ris"), Connections())
    PlainEntries(work).do(Piece(0, "x.bib", "bibtex", FilePart(text, len(text))))
    assert LEARNT_AFTER <= work.entries < LEARNT_AFTER + 3


def test_what_is_not_plain_goes_the_usual_way_and_takes_along_what_is_behind_a_broken_block() -> (
    None
):
    plain = "@misc{%s,\n  title = {Owls},\n  year = {2020}\n}\n"
    names = [plain % name for name in "abcd"]
    assert usual_entries("".join(names)) == 0
    odd = plain.replace("Owls", "\\emph{Owls}") % "x"
    assert usual_entries("".join((*names[:2], odd, *names[2:]))) == 1
    broken = odd.replace("}\n}", "\n}")
    assert usual_entries("".join((*names[:2], broken, *names[2:]))) == 1


@pytest.mark.parametrize(
    "wish", [{"sort": "key"}, {"keys": frozenset({"a"})}, {"plain": False}, {"pages": True}]
)
def test_what_needs_the_entries_themselves_goes_the_usual_way(wish: dict[str, Any]) -> None:
    request = Request(to="csl-json", **wish)
    apart = EntryWork(request, Connections()).apart
    assert not PlainEntries.can_do(request, Connections(), apart=apart)
    assert PlainEntries.can_do(Request(to="csl-json"), Connections(), apart=False)


def test_a_month_that_the_file_defines_itself_has_no_mould() -> None:
    text = (
        '@string{jan = "Jänner"}\n@misc{a,\n  title = {Owls},\n  year = {2020},\n  month = jan\n}\n'
    )
    part = FilePart(text, len(text))
    connected = connections(lambda: [(0, part)])
    assert not PlainEntries.can_do(Request(to="ris"), connected, apart=False)
