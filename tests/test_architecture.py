"""The rooms of the code: who may import whom, and what starting the program costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pllm_bib.cli import COMMANDS


def test_import_contracts_hold(repository: Path) -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_starting_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys, contextlib\n"
        "from pllm_bib.cli import cli\n"
        f"with contextlib.suppress(SystemExit): cli({arguments!r})\n"
        "heavy = {'bibtexparser', 'lxml', 'pybtex', 'pylatexenc', 'rich', 'rispy'}\n"
        "heavy |= {'pllm_bib.formats', 'pllm_bib.tasks'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


def test_every_command_is_in_the_table(repository: Path) -> None:
    sources = (repository / "src/pllm_bib/cli").glob("*.py")
    commands = {path.stem for path in sources if "\n@click.command(" in path.read_text("utf-8")}
    assert commands == {row.module for row in COMMANDS.values()}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pllm_bib", command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"pllm-bib {command}" in result.stdout.partition("Examples:")[2]
