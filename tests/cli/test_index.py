"""``pllm-bib index``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.lookup.index.dumps import ARXIV, BIB, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two dumps."""
    (tmp_path / "anthology.bib").write_bytes(BIB.encode())
    (tmp_path / "arxiv.jsonl").write_bytes(lines(ARXIV).encode())
    return tmp_path


def test_an_index_is_made_shown_and_searched(folder: Path, run: Callable[..., Result]) -> None:
    made = run(folder, "index", "build", "anthology.bib", "arxiv.jsonl", "-o", "refs.index")
    assert (made.exit_code, made.stderr) == (0, "3 records of 2 files in refs.index\n")
    assert (folder / "refs.index").is_file()
    shown = run(folder, "index", "show", "refs.index")
    assert shown.stdout.splitlines() == [
        "           2  biblatex      anthology.bib",
        "           1  arxiv         arxiv.jsonl",
    ]
    found = run(folder, "index", "search", "refs.index", "arXiv:2401.00007")
    assert found.stdout.startswith("% https://arxiv.org/abs/2401.00007 (official)\n@misc{")
    found = run(folder, "index", "search", "refs.index", "owls", "at", "night:", "a", "study")
    assert "% https://aclanthology.org/2024.acl-long.1/ (official)" in found.stdout
    none = run(folder, "index", "search", "refs.index", "10.1000/none")
    assert (none.exit_code, none.stdout) == (1, "")
    assert none.stderr == "no record of “10.1000/none” in refs.index\n"


def test_faults_are_told_with_their_lines(folder: Path, run: Callable[..., Result]) -> None:
    (folder / "arxiv.jsonl").write_bytes(lines(ARXIV).encode() + b"{owls\n")
    made = run(folder, "index", "build", "arxiv.jsonl", "-o", "refs.index")
    assert made.exit_code == 1
    assert made.stderr.startswith("arxiv.jsonl:2:1: S001 syntax-error: the record is left out: ")
    assert made.stderr.endswith("1 record of 1 file in refs.index\n")


def test_what_would_change_is_told(folder: Path, run: Callable[..., Result]) -> None:
    build = ("index", "build", "anthology.bib", "-o", "refs.index")
    assert run(folder, *build, "--check").exit_code == 1
    assert not (folder / "refs.index").exists()
    assert run(folder, *build).exit_code == 0
    assert run(folder, *build, "--check").exit_code == 0
    with (folder / "anthology.bib").open("a") as stream:
        stream.write("@misc{a, title={Rooks}}\n")
    before = (folder / "refs.index").read_bytes()
    told = run(folder, *build, "--diff")
    assert (told.exit_code, told.stderr) == (1, "would change: refs.index\n")
    assert told.stdout.splitlines()[-2:] == [
        "-           2  biblatex      anthology.bib",
        "+           3  biblatex      anthology.bib",
    ]
    assert (folder / "refs.index").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "anthology.bib"], "“build” needs -o FILE"),
        (["show", "refs.index", "-o", "x"], "-o is for “build” only"),
        (["search", "refs.index"], "“search” needs an index"),
        (["show", "refs.index"], "refs.index: there is no such file"),
        (["show", "anthology.bib"], "anthology.bib is no index"),
        (["build", "gone.bib", "-o", "x"], "gone.bib"),
        (["build", "anthology.bib", "-o", "anthology.bib"], "anthology.bib is no index"),
    ],
)
def test_what_cannot_be_done_is_told(
    folder: Path, run: Callable[..., Result], arguments: list[str], message: str
) -> None:
    result = run(folder, "index", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
