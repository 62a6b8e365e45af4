"""``dedupe``: the file that is written, questions field by field, and merges taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pllm_bib.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

MINE = """\
@comment{Mine.}
@string{owl = {Journal of Owls}}

% On owls.
@article{doe2024owls,
  author = {Doe, J.},
  title = {Owls at Night},
  journal = owl,
  year = {2024},
  note = {Mine},
}

@misc{roe2020, title = {Ravens}}
"""
THEIRS = """\
@string{jo = {Journal of Owls}}
% Theirs.
@article{owls24,
  author = {Doe, Jane},
  title = {Owls at Night},
  journal = jo,
  year = {2024},
  pages = {1--9},
  note = {Theirs},
  related = {other},
}

@misc{other, title = {Crows}}

@misc{other2, title = {Gulls}, author = {Roe, R.}, year = 2020}
@misc{other3, title = {Gulls}, author = {Roe, R.}, year = 2020}
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with the user's file and one of somebody else."""
    (tmp_path / "mine.bib").write_bytes(MINE.encode())
    (tmp_path / "theirs.bib").write_bytes(THEIRS.encode())
    return tmp_path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.bib"))}


def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, answers: str, *arguments: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, ["dedupe", *arguments, "--interactive"], input=answers)


# Several files.


@pytest.mark.parametrize("option", ["--fix", "--diff", "--interactive"])
def test_none_of_several_files_is_written_unless_named(option: str, two: Path, run: Run) -> None:
    before = snapshot(two)
    result = run(two, "dedupe", "mine.bib", "theirs.bib", option)
    assert result.exit_code == 2
    assert "2 files are given: say which of them is written" in result.stderr
    assert "--into mine.bib" in result.stderr
    assert snapshot(two) == before
    assert run(two, "dedupe", "mine.bib", "theirs.bib").exit_code == 1


@pytest.mark.parametrize(
    "files", [("theirs.bib",), ("mine.bib", "theirs.bib"), ("theirs.bib", "mine.bib")]
)
def test_only_the_file_that_is_named_is_written(
    files: tuple[str, ...], two: Path, run: Run
) -> None:
    result = run(two, "dedupe", *files, "--into", "mine.bib", "--fix")
    assert result.exit_code == 0, result.output
    assert "mine.bib:5:1: “owls24” merged into it [doe2024owls]" in result.stdout
    assert "1 work merged" in result.stderr
    after = snapshot(two)
    assert after["theirs.bib"] == THEIRS.encode()
    text = after["mine.bib"].decode()
    assert text.startswith(MINE.partition("@article")[0])
    assert text.endswith(MINE.partition("\n\n@misc")[2])
    for field in ("author = {Doe, Jane}", "journal = owl", "pages = {1--9}", "ids = {owls24}"):
        assert f"  {field},\n" in text
    assert "  note = {Mine; Theirs},\n" in text
    assert "related" not in text
    again = run(two, "dedupe", *files, "--into", "mine.bib", "--fix")
    assert (again.exit_code, again.stdout) == (0, "")
    assert snapshot(two) == after


def test_what_only_the_other_file_has_stays_there(two: Path, run: Run) -> None:
    run(two, "dedupe", "theirs.bib", "--into", "mine.bib", "--fix")
    assert "Gulls" not in (two / "mine.bib").read_text("utf-8")


def test_an_inherited_publication_of_the_other_file_costs_nothing(two: Path, run: Run) -> None:
    (two / "theirs.bib").write_text(
        "@inproceedings{owls24, author = {Doe, Jane}, title = {Owls at Night}, crossref = {p}}\n"
        "@proceedings{p, title = {Birds}, booktitle = {Birds}, year = 2024}\n",
        encoding="utf-8",
    )
    run(
        two,
        "dedupe",
        "theirs.bib",
        "--into",
        "mine.bib",
        "--pair",
        "doe2024owls",
        "owls24",
        "--fix",
    )
    text = (two / "mine.bib").read_text("utf-8")
    assert "journal = owl" in text
    assert "crossref" not in text


def test_the_key_that_stays_is_in_the_file_that_is_written(two: Path, run: Run) -> None:
    pair = ("--pair", "owls24", "doe2024owls")
    result = run(two, "dedupe", "theirs.bib", "--into", "mine.bib", *pair, "--fix")
    assert result.exit_code == 2
    assert "theirs.bib, which is only read: name the key that stays first" in result.stderr


def test_one_file_needs_no_name_and_is_not_two(two: Path, run: Run) -> None:
    assert run(two, "dedupe", "theirs.bib", "./theirs.bib", "--fix").exit_code == 0
    assert (two / "theirs.bib").read_text("utf-8").count("Gulls") == 1


# Field by field.


def test_fields_are_shown_with_what_is_kept(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(two, monkeypatch, "n\n", "theirs.bib", "--into", "mine.bib")
    assert "= title: Owls at Night\n" in result.stdout
    assert "author: Doe, Jane\n      not: Doe, J. [doe2024owls]\n" in result.stdout
    assert "note: Mine; Theirs\n" in result.stdout
    assert snapshot(two)["mine.bib"] == MINE.encode()


@pytest.mark.parametrize("yes", ["y", "m", "Y"])
def test_a_field_can_be_kept_from_the_other_side(
    yes: str, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask(two, monkeypatch, "n\n", "theirs.bib", "--into", "mine.bib").stdout
    number = next(line.split()[0] for line in shown.splitlines() if " author: " in line)
    answers = f"?\n{number}\nnonsense\n99\n{yes}\n"
    result = ask(two, monkeypatch, answers, "theirs.bib", "--into", "mine.bib")
    assert "author: Doe, J.\n      not: Doe, Jane [owls24]\n" in result.stdout
    assert "keep the next value of the field" in result.stderr
    assert "“nonsense” is no answer" in result.stderr
    text = (two / "mine.bib").read_text("utf-8")
    assert "author = {Doe, J.}" in text
    assert "discarded: author = Doe, Jane; instead: Doe, J. [owls24]" in result.stdout


@pytest.mark.parametrize("answers", ["", "2\n", "?\n"])
def test_the_end_of_input_writes_nothing(
    answers: str, two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = ask(two, monkeypatch, answers, "theirs.bib", "--into", "mine.bib")
    assert result.exit_code == 1
    assert "the answers end here: nothing was written" in result.stderr
    assert snapshot(two)["mine.bib"] == MINE.encode()


def test_quitting_writes_what_was_agreed(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = two / "theirs.bib"
    more = "@misc{x1, title = {Terns}, author = {T.}}\n@misc{x2, title = {Terns}, author = {T.}}\n"
    path.write_text(THEIRS + more, encoding="utf-8")
    result = ask(two, monkeypatch, "y\nq\n", "theirs.bib")
    assert "what was agreed before is done (1 answer)" in result.stderr
    text = path.read_text("utf-8")
    assert text.count("Gulls") == 1
    assert text.count("Terns") == 2
    assert "1 work merged, 1 group" in result.stderr


# Taking back.


def test_a_merge_is_taken_back_letter_for_letter(two: Path, run: Run) -> None:
    before = snapshot(two)
    (two / "mine.bib").write_bytes(MINE.replace("\n", "\r\n").encode())
    crlf = snapshot(two)
    assert crlf != before
    run(two, "dedupe", "theirs.bib", "--into", "mine.bib", "--fix")
    assert snapshot(two) != crlf
    assert (two / ".pllm-bib/.gitignore").read_text("utf-8") == "*\n"
    result = run(two, "dedupe", "mine.bib", "--undo")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "mine.bib is as it was before the merge" in result.stderr
    assert snapshot(two) == crlf
    again = run(two, "dedupe", "--undo", "--into", "mine.bib")
    assert again.exit_code == 2
    assert "there is no merge to take back" in again.stderr


def test_in_a_list_all_files_of_the_merge_come_back(small_list: Path, run: Run) -> None:
    crows = small_list / "entries/crows.bib"
    owls = (small_list / "entries/owls.bib").read_text("utf-8")
    copy = owls[owls.index("@") : owls.index("\n}\n") + 3].replace("doe2024owls", "doe2024again")
    crows.write_text(crows.read_text("utf-8") + "\n" + copy, encoding="utf-8")
    before = snapshot(small_list)
    assert run(small_list, "dedupe", "--fix").exit_code == 0
    assert "ids = {doe2024again}" in (small_list / "entries/owls.bib").read_text("utf-8")
    assert len([name for name in before if snapshot(small_list)[name] != before[name]]) == 2
    assert run(small_list, "dedupe", "--undo").exit_code == 0
    assert snapshot(small_list) == before


def test_files_that_changed_since_are_left_alone(two: Path, run: Run) -> None:
    run(two, "dedupe", "theirs.bib", "--into", "mine.bib", "--fix")
    mine = two / "mine.bib"
    mine.write_text(mine.read_text("utf-8") + "\n", encoding="utf-8")
    before = snapshot(two)
    result = run(two, "dedupe", "mine.bib", "--undo")
    assert result.exit_code == 2
    assert "nothing was taken back: changed since the merge: mine.bib" in result.stderr
    assert snapshot(two) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"form": 2, "files": []}',
        json.dumps({"form": 1, "files": [{"path": "../x.bib", "before": "", "after": ""}]}),
    ],
)
def test_records_that_are_none_are_refused(text: str, two: Path, run: Run) -> None:
    (two / ".pllm-bib").mkdir()
    (two / ".pllm-bib/undo.json").write_text(text, encoding="utf-8")
    result = run(two, "dedupe", "mine.bib", "--undo")
    assert result.exit_code == 2
    assert ".pllm-bib/undo.json" in result.stderr


def test_a_file_behind_a_link_is_taken_back_where_it_is(two: Path, run: Run) -> None:
    (two / "else").mkdir()
    (two / "else/link.bib").symlink_to(two / "theirs.bib")
    run(two / "else", "dedupe", "link.bib", "--fix")
    assert (two / "theirs.bib").read_text("utf-8") != THEIRS
    assert run(two / "else", "dedupe", "link.bib", "--undo").exit_code == 0
    assert (two / "theirs.bib").read_text("utf-8") == THEIRS
    assert (two / "else/link.bib").is_symlink()
