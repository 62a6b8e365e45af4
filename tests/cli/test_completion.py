"""Completion in the shell, by the protocol that the shells speak and in a real bash."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Git = Callable[..., str]

PROGRAM = Path(sys.executable).with_name("pllm-bib")


def offered(folder: Path, line: str, shell: str = "bash") -> list[str]:
    """What a shell is told when Tab is pressed at the end of a line."""
    last = line.rpartition(" ")[2]
    done = subprocess.run(
        [PROGRAM],
        cwd=folder,
        env={
            **os.environ,
            "_PLLM_BIB_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": last if shell == "fish" else str(line.count(" ")),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def words(folder: Path, line: str) -> list[str]:
    return [value.removeprefix("plain,") for value in offered(folder, line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pllm-bib sh", ["show"]),
        ("pllm-bib --ver", ["--version", "--verbose"]),
        ("pllm-bib show ", ["poe2023raven", "doe2024owls", "roe2024hooting"]),
        ("pllm-bib show poe2023raven d", ["doe2024owls"]),
        ("pllm-bib promote roe", ["roe2024hooting"]),
        ("pllm-bib rekey poe", ["poe2023raven"]),
        ("pllm-bib export --key poe", ["poe2023raven"]),
        ("pllm-bib cite --in-text doe2024owls,po", ["doe2024owls,poe2023raven"]),
        ("pllm-bib list --section ", ["0", "1", "1.1", "1.2"]),
        ("pllm-bib import x.bib --section cr", ["crows"]),
        ("pllm-bib list --venue B", ["BirdConf"]),
        ("pllm-bib rule F01", ["F010", "F011", "F012", "F013", "F014", "F015"]),
        ("pllm-bib rule unprot", ["unprotected-acronym"]),
        ("pllm-bib check --select F,T001", ["F,T001"]),
        ("pllm-bib check --format s", ["sarif"]),
        ("pllm-bib convert -t csl", ["csl-json", "csl-yaml"]),
        ("pllm-bib convert -f nb", ["nbib"]),
        ("pllm-bib import -f mark", ["markdown"]),
        ("pllm-bib cite -s ieee-transactions-on-med", ["ieee-transactions-on-medical-imaging"]),
        ("pllm-bib cite -s bibtex:al", ["bibtex:alpha"]),
        ("pllm-bib check --base ", ["HEAD", "trunk", "v1.0"]),
        ("pllm-bib diff v", ["v1.0"]),
    ],
)
def test_words(published: Path, git: Git, line: str, expected: list[str]) -> None:
    git(published, "branch", "-M", "trunk")
    assert sorted(words(published, line)) == sorted(expected)


@pytest.mark.parametrize(
    "line",
    ["promote k x", "import x", "import a --against x", "convert x", "diff x", "cite x"],
)
def test_files(published: Path, line: str) -> None:
    assert offered(published, f"pllm-bib {line}") == ["file,x"]


def test_keys_of_files(published: Path) -> None:
    (published / "refs.bib").write_text("@misc{other, title = {Other}}\n", "utf-8")
    assert words(published, "pllm-bib convert refs.bib --key ") == ["other"]
    assert words(published, "pllm-bib cite refs.bib ") == ["other"]
    assert words(published, "pllm-bib dedupe refs.bib --pair ") == ["other"]
    assert words(published, "pllm-bib convert refs.ris --key ") == [""]


def test_no_keys_of_a_file_that_takes_long_to_read(published: Path) -> None:
    entry = "@misc{other, title = {Other}}\n"
    (published / "refs.bib").write_text(f"{entry}% {'owl ' * 250_000}\n", "utf-8")
    assert words(published, "pllm-bib convert refs.bib --key ") == [""]


def test_other_shells_show_titles(published: Path) -> None:
    line = "pllm-bib show roe"
    assert offered(published, line, "zsh") == ["plain", "roe2024hooting", "Hooting with BERT"]
    assert "plain,roe2024hooting\tHooting with BERT" in offered(published, line, "fish")


@pytest.mark.parametrize(
    "line", ["list --key ", "list --section ", "check --base ", "list --venue "]
)
def test_nothing_where_there_is_no_list(tmp_path: Path, line: str) -> None:
    assert words(tmp_path, f"pllm-bib {line}") == [""]


def test_nothing_from_a_broken_list(small_list: Path) -> None:
    (small_list / "entries/sections.toml").write_text("title = ", "utf-8")
    assert words(small_list, "pllm-bib list --key ") == [""]
    (small_list / "refs.bib").write_bytes(b"@misc{a, title = {")
    assert words(small_list, "pllm-bib convert refs.bib --key ") == [""]


def test_keys_of_a_file_that_is_not_utf8(small_list: Path) -> None:
    """Its entries are there for `convert`, and so are their keys."""
    (small_list / "refs.bib").write_bytes(b"@misc{a, title = {\xff}}")
    assert words(small_list, "pllm-bib convert refs.bib --key ") == ["a"]


def test_list_named_by_root(published: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert words(elsewhere, f"pllm-bib --root {published} show poe") == ["poe2023raven"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_for_the_shell(shell: str, tmp_path: Path) -> None:
    env = {**os.environ, "_PLLM_BIB_COMPLETE": f"{shell}_source"}
    done = subprocess.run([PROGRAM], env=env, cwd=tmp_path, capture_output=True, check=True)
    assert b"_PLLM_BIB_COMPLETE" in done.stdout


def test_in_bash(published: Path) -> None:
    # A terminal of its own: only there does bash complete anything.
    terminal, inner = pty.openpty()
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    shell = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        cwd=published,
        env={**os.environ, "PATH": path, "PS1": "$ ", "TERM": "dumb"},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)

    def until(text: str) -> str:
        said = ""
        while text not in said:
            said += os.read(terminal, 4096).decode(errors="replace")
        return said

    try:
        os.write(terminal, b'eval "$(_PLLM_BIB_COMPLETE=bash_source pllm-bib)"; echo re""ady\n')
        until("ready\r\n")
        # The last command is run in any case, so that nothing has to be waited for by the clock.
        os.write(terminal, b'echo pllm-bib show poe; pllm-bib show poe\t\necho do""ne\n')
        said = until("done\r\n")
        assert "pllm-bib show poe2023raven " in said
        assert "A Raven, Nevermore" in said
    finally:
        shell.kill()
        shell.wait()
        os.close(terminal)
