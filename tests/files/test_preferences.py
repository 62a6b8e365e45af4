"""The configuration of a project, outside lists and beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.preferences import Preferences, read_preferences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

ENTRY = "@article{owls, author = {Doe, Jane}, title = {Owls}, year = 2020}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "paper").mkdir()
    (tmp_path / "refs.bib").write_text(ENTRY, "utf-8")
    return tmp_path


def configure(folder: Path, text: str, name: str = ".pllm-bib.toml") -> None:
    (folder / name).write_text(text, "utf-8")


def test_nothing_is_preferred_where_nothing_is_configured(tmp_path: Path) -> None:
    assert read_preferences(tmp_path) == Preferences()
    configure(tmp_path, '[project]\nname = "pllm-bib-paper"\n', "pyproject.toml")
    assert read_preferences(tmp_path) == Preferences()


def test_the_nearest_configuration_holds(project: Path) -> None:
    configure(project, '[tool.pllm-bib]\nstyle = "ieee"\nselect = ["F"]\n', "pyproject.toml")
    assert read_preferences(project / "paper").style == "ieee"
    configure(project, 'style = "apa"\n')
    assert read_preferences(project / "paper") == Preferences(style="apa")
    configure(project / "paper", '[tool.pllm-bib]\nstyle = "nature"\n', "pyproject.toml")
    assert read_preferences(project / "paper").style == "nature"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('stile = "ieee"\n', "1:1: unknown key “stile”. Did you mean style"),
        ('\nfail-on = "hint"\n', "2:1: “fail-on” must be one of error, warning, info"),
        ('files = "refs.bib"\n', "1:1: “files” must be a list of texts"),
        ("style = 3\n", "“style” must be a text in quotes"),
        ('keys = "{owl}"\n', "owl"),
        ("style = \n", "1:"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(
    tmp_path: Path, run: Run, text: str, message: str
) -> None:
    configure(tmp_path, text)
    (tmp_path / "refs.bib").write_text(ENTRY, "utf-8")
    with pytest.raises(OperatorError):
        read_preferences(tmp_path)
    result = run(tmp_path, "check", "refs.bib")
    assert result.exit_code == 2
    assert message in result.stderr


def test_options_have_their_values(project: Path, run: Run) -> None:
    configure(project, 'files = ["refs.bib"]\nstyle = "ieee"\nselect = ["F"]\nfail-on = "error"\n')
    paper = project / "paper"
    assert "owls" in run(paper, "list").stdout
    assert run(paper, "cite").stdout == "[1] J. Doe, “Owls,” 2020.\n"
    assert run(paper, "cite", "-s", "apa").stdout == "Doe, J. (2020). Owls.\n"
    found = run(paper, "check")
    assert found.exit_code == 0
    assert "F001" in found.stdout
    assert run(paper, "check", "--fail-on", "warning").exit_code == 1
    assert run(paper, "fmt", "--check").exit_code == 1
    assert "1 entry" in run(paper, "dedupe").stderr


def test_keys_follow_the_pattern(project: Path, run: Run) -> None:
    configure(project, 'keys = "{family}-{year}"\n')
    assert "owls -> doe-2020" in run(project, "rekey", "refs.bib", "--check").stderr
    found = run(project, "check", "refs.bib", "--select", "K002")
    assert "doe-2020" in found.stdout


def test_a_list_goes_before_files(small_list: Path, run: Run) -> None:
    configure(small_list, 'files = ["refs.bib"]\nstyle = "ieee"\n')
    assert "doe2024owls" in run(small_list, "list").stdout
    assert run(small_list, "cite", "doe2024owls").stdout.startswith("[1] ")


def test_a_profile_is_for_its_format_only(project: Path, run: Run) -> None:
    configure(project, 'profile = "acl"\n')
    for target in ("bibtex", "ris"):
        assert run(project, "convert", "refs.bib", "-t", target).exit_code == 0
    configure(project, 'profile = "acm"\n')
    assert "there are: " in run(project, "convert", "refs.bib", "-t", "bibtex").stderr
