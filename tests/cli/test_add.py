"""``pllm-bib add``: works come in by their identifiers, from recorded answers of services."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from tests.lookup.test_services import recorded_answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Record what services answer of a few works."""
    return recorded_answers(tmp_path / "answers")


def test_a_work_comes_in_with_key_section_and_sources(
    small_list: Path, run: Run, answers: Path
) -> None:
    result = run(small_list, "add", "2401.00007", "--section", "owls", "--replay", str(answers))
    assert result.exit_code in {0, 1}, result.stderr
    (key,) = result.stdout.split()
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    assert f"{{{key}," in text
    assert "author = {van der Berg, Jane and Roe, John}" in text
    assert "title = {Owls at $k$ Nights: " in text
    assert "eprint = {2401.00007}" in text
    sources = tomllib.loads((small_list / "entries/sources.toml").read_text("utf-8"))
    ((source,),) = [sources[key]]
    assert source["kind"] == "official"
    assert "https://arxiv.org/abs/2401.00007" in source.values()
    assert {"author", "title", "eprint"} <= set(source["fields"])


def test_each_work_is_asked_for_on_its_own(small_list: Path, run: Run, answers: Path) -> None:
    asked = ("10.1000/182", "2024.acl-long.9", "10.1000/none", "no id")
    result = run(small_list, "add", *asked, "--section", "owls", "--replay", str(answers))
    assert result.exit_code == 1
    assert len(result.stdout.split()) == 1, result.stderr
    assert "2024.acl-long.9.bib: there is no such record" in result.stderr
    assert "no answer to https://api.crossref.org/works/10.1000%2Fnone" in result.stderr
    assert "“no id” is neither an identifier nor the address of a page" in result.stderr


def test_a_work_that_is_there_is_not_added_again(small_list: Path, run: Run, answers: Path) -> None:
    run(small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers))
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    again = run(small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers))
    assert again.stdout == ""
    assert "1 work recognised, 0 new" in again.stderr
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_where_it_is_only_to_be_shown(
    small_list: Path, run: Run, answers: Path, option: str
) -> None:
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    result = run(
        small_list, "add", "10.1000/182", "--section", "owls", "--replay", str(answers), option
    )
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before
    assert ("+  title" in result.stdout) is (option == "--diff")


def test_what_is_not_found_changes_nothing(small_list: Path, run: Run, answers: Path) -> None:
    before = {path: path.read_bytes() for path in (small_list / "entries").iterdir()}
    result = run(small_list, "add", "2024.acl-long.9", "--replay", str(answers))
    assert (result.exit_code, result.stdout) == (1, "")
    assert {path: path.read_bytes() for path in (small_list / "entries").iterdir()} == before
