"""Text of strangers on its way to a terminal, from every command that prints."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from pllm_bib.cli import printed
from pllm_bib.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b"
HOSTILE = f"""
@article{{evil2024owls,
  author = {{Evil{EVIL}, Eve}},
  title = {{Owls {EVIL} by Day.}},
  journal = {{Journal {EVIL}}},
  note = {{{EVIL}}},
  year = {{2024}},
  doi = {{10.1234/{EVIL}}},
  url = {{https://example.org/{EVIL}}},
}}

@article{{evil2024again,
  author = {{Evil{EVIL}, Eve}},
  title = {{Owls {EVIL} by Day}},
  year = {{2024}},
}}
"""


@pytest.fixture
def hostile(small_list: Path) -> Path:
    """The small list with two works whose every field has controls in it."""
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8") + HOSTILE, "utf-8")
    (small_list / "evil.bib").write_text(HOSTILE, "utf-8")
    return small_list


COMMANDS = (
    ("list",),
    ("list", "--format", "json"),
    ("search", "owls"),
    ("show", "evil2024owls"),
    ("show", "evil2024owls", "--format", "json"),
    ("cite", "evil2024owls"),
    ("cite", "evil2024owls", "-t", "html"),
    ("cite", "evil2024owls", "-t", "markdown"),
    ("cite", "--in-text", "evil2024owls", "-s", "apa"),
    ("check",),
    ("check", "evil.bib", "--format", "json"),
    ("check", "evil.bib", "--format", "github"),
    ("check", "evil.bib", "--format", "sarif"),
    ("diff", "evil.bib", "entries"),
    ("diff", "evil.bib", "entries", "--format", "markdown"),
    ("diff", "evil.bib", "entries", "--format", "json"),
    ("review",),
    ("dedupe",),
    ("dedupe", "--format", "json"),
    ("rekey", "--check"),
    ("convert", "evil.bib", "-t", "ris", "--explain"),
    ("show", f"no{EVIL}"),
    (f"no{EVIL}",),
    ("check", f"no{EVIL}.bib"),
    ("cite", "-s", f"no{EVIL}"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: visible(" ".join(words)))
def test_no_command_prints_a_control(hostile: Path, run: Run, command: tuple[str, ...]) -> None:
    result = run(hostile, *command)
    assert result.exit_code in {0, 1, 2}
    markup = "html" in command or "markdown" in command
    hidden = "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069]"
    for text in (result.stdout, result.stderr):
        assert not re.search(hidden, text)
        assert markup or visible(text) == text


def test_data_are_what_the_format_says(hostile: Path, run: Run) -> None:
    """A pipe gets the bytes; click would take what looks like a colour out of them."""
    assert "\x1b[2J" in run(hostile, "convert", "evil.bib", "-t", "biblatex").stdout
    data = run(hostile, "convert", "evil.bib", "-t", "csl-json").stdout
    assert EVIL in json.loads(data)[0]["title"]


def test_a_terminal_gets_data_spelled_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed.data(EVIL)
    assert capsys.readouterr().out == EVIL
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    printed.data(EVIL)
    assert capsys.readouterr().out == visible(EVIL)


def test_one_module_prints(repository: Path) -> None:
    """What another module prints by itself would go past the gate."""
    by_itself = re.compile(r"click\.(s?echo|confirm|prompt|style)|std(out|err)\.write|\bConsole\(")
    allowed = {"printed.py", "output.py"}
    found = {
        f"{path.name}: {line.strip()}"
        for path in (repository / "src/pllm_bib").rglob("*.py")
        if path.name not in allowed
        for line in path.read_text("utf-8").splitlines()
        if by_itself.search(line)
    }
    assert found == set()


@pytest.mark.parametrize("width", [20, 60, 80, 200])
@pytest.mark.parametrize(
    "line",
    [
        "refs.bib:1:1: D001 doi: https://example.org/a/very/long/path/in/one is a work's [doe2024]",
        "  an indented line  with  two blanks, which stay, and more of them than a line has",
        "short",
        "",
    ],
)
def test_lines_for_a_terminal_break_between_words(line: str, width: int) -> None:
    lines = printed.fitted(line, width)
    assert " ".join(one.strip() if number else one for number, one in enumerate(lines)) == line
    assert all(len(one) <= width or " " not in one.strip() for one in lines)
    assert len(lines) == 1 or all(one.startswith("  ") for one in lines[1:])


def test_a_table_with_tabs_is_left_alone() -> None:
    assert printed.fitted("a\t" + "b " * 60, 20) == ["a\t" + "b " * 60]
