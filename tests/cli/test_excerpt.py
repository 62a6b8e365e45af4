"""Findings on a terminal: the line that each is about, with a mark below, at any width."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

ESCAPE = re.compile(r"\x1b\[[\d;]*m")
BIB = """\
@article{roe,
\ttitle = {一种新方法 <b>bold</b>},
  journal = {Owls}, author = {Roe, Jane}, year = 2001, volume = {3}, doi = {doi:10.1234/abc},
}
"""


def excerpts(result: Result) -> list[str]:
    return [line for line in ESCAPE.sub("", result.stdout).splitlines() if "roe.bib" not in line]


def test_a_finding_comes_with_its_line_and_a_mark(tmp_path: Path, run: Run) -> None:
    (tmp_path / "roe.bib").write_text(BIB, "utf-8")
    line = BIB.splitlines()[2]
    command = ("check", "roe.bib", "--select", "T006,F007", "--color", "always")
    result = run(tmp_path, *command, env={"COLUMNS": "100"})
    assert excerpts(result) == [
        "2 |  title = {一种新方法 <b>bold</b>},",
        "  |  ^^^^^",
        "  = mended by --fix",
        f"3 | {line}",
        f"  | {' ' * line.index('doi')}^^^",
        "  = mended by --fix",
    ]
    # A pipe gets a line for each finding, with the same words.
    plain = run(tmp_path, "check", "roe.bib", "--select", "T006,F007").stdout
    headings = [line for line in ESCAPE.sub("", result.stdout).splitlines() if "roe.bib" in line]
    assert plain.splitlines() == headings


@pytest.mark.parametrize("width", [40, 60, 80])
def test_an_excerpt_fits_the_terminal(tmp_path: Path, run: Run, width: int) -> None:
    (tmp_path / "roe.bib").write_text(BIB, "utf-8")
    command = ("check", "roe.bib", "--select", "T006,F007", "--color", "always")
    shown = excerpts(run(tmp_path, *command, env={"COLUMNS": str(width)}))
    assert max(map(cell_len, shown)) <= width
    at = [number for number, line in enumerate(shown) if line.rstrip().endswith("^")][1]
    line, mark = shown[at - 1 : at + 1]
    assert "doi"[: len(mark) - mark.index("^")] == line[mark.index("^") :][:3]


def test_standard_input_and_other_formats_have_excerpts_too(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "check", "-", "--select", "T006", "--color", "always", stdin=BIB)
    assert "2 |  title" in ESCAPE.sub("", result.stdout)
    (tmp_path / "roe.ris").write_text("TY  - JOUR\nTI  - Owls\nPY  - 20x1\nER  - \n", "utf-8")
    result = run(tmp_path, "check", "roe.ris", "--select", "F005", "--color", "always")
    assert "3 | PY  - 20x1" in ESCAPE.sub("", result.stdout)


def test_an_excerpt_is_inert(tmp_path: Path, run: Run) -> None:
    (tmp_path / "roe.bib").write_text("@misc{roe, title = {<b>\x1b]0;owned\x07</b>}}\n", "utf-8")
    result = run(tmp_path, "check", "roe.bib", "--select", "T006", "--color", "always")
    assert "\\x1b]0;owned\\x07" in result.stdout
    assert "\x1b]" not in result.stdout
