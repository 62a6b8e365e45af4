"""``list``, ``search``, ``show`` and ``rule``: reading in a terminal, a pipe, a program."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


CONTROLS = re.compile(r"\x1b(?:\[[0-9;?]*[a-zA-Z]|\]8;.*?\x1b\\)")
"""Colours and links."""


def on_terminal(folder: Path, *arguments: str, columns: int = 100) -> str:
    """The text that the program shows when its standard output is a terminal."""
    return CONTROLS.sub("", sent_to_terminal(folder, *arguments, columns=columns))


def sent_to_terminal(folder: Path, *arguments: str, columns: int = 100) -> str:
    """What the program prints when its standard output is a terminal."""
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-m", "pllm_bib", *arguments],
        cwd=folder,
        env=environment,
        stdout=follower,
        stderr=subprocess.DEVNULL,
    ):
        os.close(follower)
        pieces = []
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
    os.close(leader)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def test_list_in_a_pipe_is_tab_separated(small_list: Path, run: Run) -> None:
    result = run(small_list, "list")
    assert result.stdout.splitlines() == [
        "roe2024hooting\t2024 Arxiv-2403\tRoe\tHooting with BERT",
        "doe2024owls\t2024 BirdConf\tDoe & Müller\tOwls at Night",
        "poe2023raven\t2023 BirdConf\tPoe\tA Raven, Nevermore",
    ]
    assert result.stderr == "3 works\n"


def test_list_on_a_terminal_is_a_table(small_list: Path) -> None:
    lines = on_terminal(small_list, "list").splitlines()
    assert lines[0].split() == ["Key", "Venue", "Authors", "Title"]
    assert lines[2].split() == "doe2024owls 2024 BirdConf Doe & Müller Owls at Night".split()


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_narrow_terminal_has_titles_on_their_own_lines(small_list: Path, columns: int) -> None:
    lines = [
        line.rstrip() for line in on_terminal(small_list, "list", columns=columns).splitlines()
    ]
    assert lines[2] == "doe2024owls  2024 BirdConf  Doe & Müller"
    assert lines[3] == "  Owls at Night"
    assert max(map(len, lines)) <= columns


def test_a_wide_terminal_has_room_for_sections(small_list: Path) -> None:
    lines = on_terminal(small_list, "list", columns=200).splitlines()
    assert lines[0].split()[-1] == "Sections"
    assert lines[2].split()[-2:] == ["1.1,", "1.2"]


def test_titles_are_links_and_no_link_is_broken(small_list: Path) -> None:
    for columns in (40, 100):
        sent = sent_to_terminal(small_list, "list", columns=columns)
        links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\", sent)
        assert {link for link in links if link} == {
            "https://example.org/owls",
            "https://doi.org/10.1234/raven",
        }
    assert "\x1b" not in CONTROLS.sub("", sent)


def test_brackets_in_a_title_are_no_markup_of_the_table(small_list: Path) -> None:
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8").replace("A Raven", "[bold]A Raven"), "utf-8")
    assert "[bold]A Raven" in on_terminal(small_list, "list")


def test_list_as_json(small_list: Path, run: Run) -> None:
    data = json.loads(run(small_list, "list", "--format", "json", "-k", "doe2024owls").stdout)
    assert data == [
        {
            "key": "doe2024owls",
            "type": "inproceedings",
            "label": "2024 BirdConf",
            "title": "Owls at Night",
            "authors": ["Jane Doe", "Karl Müller"],
            "date": "2024-06",
            "container": "Proceedings of the Bird Conference",
            "venue": "BirdConf",
            "publisher": "Aviary",
            "pages": "1–9",
            "doi": "10.1234/owls",
            "paper": "https://example.org/owls",
            "code": "https://github.com/example/owls",
            "sections": ["1.1", "1.2"],
        }
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["owls"], ["doe2024owls"]),
        (["MULLER", "night"], ["doe2024owls"]),
        (["bert"], ["roe2024hooting"]),
        (["2024"], ["roe2024hooting", "doe2024owls"]),
        (["raven", "--year", "2023"], ["poe2023raven"]),
    ],
)
def test_search_finds_all_of_the_words(
    small_list: Path, run: Run, words: list[str], expected: list[str]
) -> None:
    result = run(small_list, "search", *words)
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == expected


def test_search_without_a_find_exits_1(small_list: Path, run: Run) -> None:
    result = run(small_list, "search", "penguin")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "0 works\n")


def test_show_in_a_pipe(small_list: Path, run: Run) -> None:
    result = run(small_list, "show", "roe2024hooting")
    assert result.stdout.splitlines() == [
        "Key:      roe2024hooting",
        "Title:    Hooting with BERT",
        "Authors:  Richard Roe",
        "Label:    2024 Arxiv-2403",
        "Type:     preprint",
        "Date:     2024-03",
        "Eprint:   arXiv:2403.00001 [cs.CL]",
        "Paper:    https://arxiv.org/abs/2403.00001",
        "Sections: 1.1 Owls",
    ]


def test_show_takes_a_former_key(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(
        owls.read_text("utf-8").replace("  also =", "  ids = {doe2023},\n  also ="), "utf-8"
    )
    assert "Key:         doe2024owls" in run(small_list, "show", "doe2023").stdout


def test_show_on_a_terminal(small_list: Path) -> None:
    shown = on_terminal(small_list, "show", "doe2024owls")
    assert "Authors    Jane Doe; Karl Müller" in shown
    assert "Sections   1.1 Owls; 1.2 Crows & Ravens" in shown


def test_show_an_unknown_key(small_list: Path, run: Run) -> None:
    result = run(small_list, "show", "roe2024hoting")
    assert result.exit_code == 2
    assert "Did you mean roe2024hooting" in result.stderr


def test_show_sources(small_list: Path, run: Run) -> None:
    (small_list / "entries/sources.toml").write_text(
        '[notes]\nroe2024hooting = "Read twice."\n\n'
        '[[roe2024hooting]]\naddress = "https://example.org/third"\nkind = "third-party"\n'
        'fields = ["title"]\n\n'
        '[[roe2024hooting]]\naddress = "https://arxiv.org/abs/2403.00001"\nkind = "official"\n'
        'fields = ["title", "author"]\n',
        "utf-8",
    )
    lines = run(small_list, "show", "roe2024hooting", "--sources").stdout.partition("Sources:\n")[2]
    assert lines.splitlines() == [
        "author:        https://arxiv.org/abs/2403.00001 (official)",
        "title:         https://arxiv.org/abs/2403.00001 (official)",
        "               https://example.org/third (third-party)",
        "year:          follows from eprint",
        "month:         follows from eprint",
        "eprint:        no source recorded",
        "archiveprefix: follows from eprint",
        "primaryclass:  no source recorded",
        "note:          Read twice.",
    ]
    data = json.loads(
        run(small_list, "show", "roe2024hooting", "--sources", "--format", "json").stdout
    )
    assert data[0]["sources"][1] == {
        "address": "https://arxiv.org/abs/2403.00001",
        "kind": "official",
        "fields": ["title", "author"],
    }
    assert data[0]["source_note"] == "Read twice."


def test_faulty_sources_are_an_error(small_list: Path, run: Run) -> None:
    (small_list / "entries/sources.toml").write_text("[[a]]\nkind = 'official'\n", "utf-8")
    result = run(small_list, "show", "roe2024hooting", "--sources")
    assert result.exit_code == 2
    assert "sources.toml: every table needs address" in result.stderr


def test_rule_explains_one_and_lists_all(small_list: Path, run: Run) -> None:
    listed = run(small_list, "rule").stdout.splitlines()
    assert any(line.startswith("T001  unprotected-acronym ") for line in listed)
    by_code = run(small_list, "rule", "T001").stdout
    assert by_code == run(small_list, "rule", "unprotected-acronym").stdout
    assert by_code.startswith("T001 unprotected-acronym (warning)\n")
    for part in ("Bad:\n", "Good:\n", "Leaves alone:\n"):
        assert part in by_code
    assert "% pllm-bib: allow unprotected-acronym:" in by_code
    result = run(small_list, "rule", "T999")
    assert result.exit_code == 2
    assert "there is no rule “T999”. “pllm-bib rule” lists them." in result.stderr


def test_an_unknown_command_is_refused_with_the_nearest(small_list: Path, run: Run) -> None:
    result = run(small_list, "serach", "x")
    assert result.exit_code == 2
    assert "Did you mean search" in result.stderr


def test_output_is_utf8_in_any_locale(small_list: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pllm_bib", "list", "-k", "doe2024owls"],
        cwd=small_list,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "Müller".encode() in result.stdout


@pytest.mark.parametrize(
    ("command", "exit_code"), [("list", 1), ("search owls", 1), ("show doe2024owls", 0)]
)
def test_a_broken_entry_is_told_and_does_not_stop_the_others(
    small_list: Path, run: Run, command: str, exit_code: int
) -> None:
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + "\n@misc{a, title = {x\n", "utf-8")
    result = run(small_list, *command.split())
    assert "Owls at Night" in result.stdout
    assert "S001 syntax-error" in result.stderr
    assert result.exit_code == exit_code
    assert "S001 syntax-error" in run(small_list, "show", "nobody").stderr
