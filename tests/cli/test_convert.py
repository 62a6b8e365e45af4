"""``pllm-bib convert``: what it says, where it writes, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pllm_bib.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

OWLS = """\
@inproceedings{doe2024owls,
  author = {van der Doe, Jane and others},
  title = {Owls and {LLMs}},
  booktitle = {Proc.},
  year = {2024},
  zeta = {Z},
}
@misc{roe2023crows, title = {Crows}, year = 2023}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "owls.bib").write_text(OWLS, "utf-8")
    return tmp_path


def test_losses_are_told_with_their_place(folder: Path, run: Run) -> None:
    result = run(folder, "-v", "convert", "owls.bib", "-t", "ris")
    assert result.exit_code == 0
    assert result.stdout.startswith("TY  - CONF\nID  - doe2024owls\n")
    lines = result.stderr.splitlines()
    assert "owls.bib:6:3: lost: RIS has no place for “zeta” [doe2024owls]" in lines
    assert (
        "owls.bib:3:3: changed: “title” in RIS: letter case is no longer protected [doe2024owls]"
    ) in lines
    assert lines[-1] == "2 entries as RIS; 2 fields lost or changed"


def test_losses_are_told_in_short_by_their_weight(folder: Path, run: Run) -> None:
    one = (
        "@misc{{a{0}, author = {{Doe, Jane}}, title = {{T {{U}}}}, subtitle = {{V}}, "
        "year = {{x{0}}}, openreview = {{a}}, addendum = {{A}}, timestamp = {{2001}}}}\n"
    )
    (folder / "many.bib").write_text("".join(map(one.format, range(30))), "utf-8")
    lines = run(folder, "convert", "many.bib", "-t", "ris").stderr.splitlines()
    assert [line.partition(": ")[2].partition(" [")[0] for line in lines] == [
        *(
            f"F005 bad-date: “x{n}” is not a valid date: write YYYY, YYYY-MM or YYYY-MM-DD"
            for n in range(10)
        ),
        "F005 bad-date 20",
        *["lost: RIS has no place for “openreview”"]
        * 3,  # they are told before those of an addendum
        *["lost: RIS has no place for “addendum”"] * 3,
        "openreview 30, addendum 30",
        "subtitle 30",
        "title 30",
        "timestamp 30",
        "",
    ]
    assert lines[10].startswith("more faults of the input: ")
    assert [line.partition(": ")[0] for line in lines[-5:-1]] == [
        "content lost",
        "content changed",
        "markup changed",
        "fields of other programs left out",
    ]
    assert lines[-1] == "30 entries as RIS; 30 faults, 150 fields lost or changed (-v tells each)"
    assert run(folder, "-q", "convert", "many.bib", "-t", "ris").stderr == ""
    every = run(folder, "-v", "convert", "many.bib", "-t", "ris").stderr.splitlines()
    assert len(every) == 30 + 150 + 1


def test_strict(folder: Path, run: Run) -> None:
    assert run(folder, "convert", "owls.bib", "-t", "ris", "--strict").exit_code == 1
    one = ("convert", "owls.bib", "-k", "roe2023crows", "--strict")
    assert run(folder, *one, "-t", "bibtex").exit_code == 0


def test_the_report_for_machines_is_json_and_nothing_else(folder: Path, run: Run) -> None:
    result = run(folder, "convert", "owls.bib", "-t", "ris", "--format", "json", "-k", "gone")
    assert [json.loads(line) for line in result.stderr.splitlines()] == [
        {"kind": "missing", "key": "gone", "message": "there is no entry “gone”"},
        {"kind": "summary", "entries": 0, "faults": {}, "losses": {}},
    ]
    result = run(folder, "convert", "owls.bib", "-t", "ris", "--format", "json")
    *records, summary = [json.loads(line) for line in result.stderr.splitlines()]
    assert {
        "kind": "lost",
        "path": "owls.bib",
        "line": 6,
        "column": 3,
        "key": "doe2024owls",
        "field": "zeta",
        "message": "RIS has no place for “zeta”",
        "weight": "bookkeeping",
    } in records
    assert {record["kind"] for record in records} == {"lost", "changed"}
    assert (summary["kind"], summary["entries"]) == ("summary", 2)
    assert summary["losses"]["bookkeeping"] == {"zeta": 1}


def test_faults_end_in_status_1_and_spare_the_rest(folder: Path, run: Run) -> None:
    (folder / "bad.bib").write_text("@misc{a, title = {x\n" + OWLS, "utf-8")
    result = run(folder, "convert", "bad.bib", "-o", "out.json")
    assert result.exit_code == 1
    assert "bad.bib:1:1: S001 syntax-error: " in result.stderr
    items = json.loads((folder / "out.json").read_text("utf-8"))
    assert [item["id"] for item in items] == ["doe2024owls", "roe2023crows"]
    assert [path.name for path in sorted(folder.iterdir())] == ["bad.bib", "out.json", "owls.bib"]


def test_explain(folder: Path, run: Run) -> None:
    result = run(folder, "convert", "owls.bib", "-t", "ris", "--explain", "-k", "doe2024owls")
    assert result.stdout.splitlines() == [
        "doe2024owls  (owls.bib:1:1)",
        "  entry type  ->  TY  CONF",
        "  key         ->  ID  doe2024owls",
        "  author      ->  AU  van der Doe, Jane",
        "  author      ->  AU  others",
        "  title       ->  TI  Owls and LLMs  (letter case is no longer protected)",
        "  booktitle   ->  BT  Proc.",
        "  booktitle   ->  C3  Proc.",
        "  year        ->  PY  2024",
        "  key         ->  M2  Citation Key: doe2024owls",
        "  zeta        ->  lost",
        "",
    ]


def test_explaining_a_file_of_faults_says_them(folder: Path, run: Run) -> None:
    (folder / "bad.bib").write_text("@misc{a, title = {x\n", "utf-8")
    for target in ("ris", "biblatex"):
        result = run(folder, "convert", "bad.bib", "-t", target, "--explain")
        assert result.exit_code == 1
        assert "bad.bib:1:1: S001 syntax-error: " in result.stderr


def test_explain_between_dialects(folder: Path, run: Run) -> None:
    source = "@online{a, journaltitle = jo, title = {A}, subtitle = {B}, url = {u}}"
    (folder / "a.bib").write_text(source, "utf-8")
    result = run(folder, "convert", "a.bib", "-t", "bibtex", "--explain", "--no-url")
    assert result.stdout.splitlines() == [
        "a  (a.bib:1:1)",
        "  entry type    ->  @             misc  (there is no type for this kind of work)",
        "  journaltitle  ->  journal       jo",
        "  title         ->  title         {A: B}",
        "                ->  howpublished  {Web page}",
        "  subtitle      ->  it becomes a part of another field",
        "  url           ->  left out",
        "",
    ]


COMMENTED = """\
% careful
@string{jmlr = "JMLR"}
@comment{jabref-meta: groupstree}
@preamble{ "\\newcommand{\\noopsort}[1]{}" # "" }
@article{a, journal=jmlr, url={https://arxiv.org/abs/2001.00001}, eprint={2001.00001},
  archiveprefix={arXiv}, mynote={keep {me}}}  and this
@misc{b, title = "B", date = {2001}}
"""


@pytest.mark.parametrize("name", ["a.bib", "./a.bib", "link.bib", "hard.bib", "sub/../a.bib"])
def test_an_input_is_written_only_with_force(folder: Path, run: Run, name: str) -> None:
    source = folder / "a.bib"
    source.write_text(COMMENTED, "utf-8")
    (folder / "sub").mkdir()
    (folder / "link.bib").symlink_to(source)
    (folder / "hard.bib").hardlink_to(source)
    arguments = ("convert", "owls.bib", "a.bib", "-t", "bibtex", "-o", name)
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert "is also an input" in result.stderr
    assert source.read_text("utf-8") == COMMENTED
    assert run(folder, *arguments, "--check").exit_code == 1
    assert run(folder, *arguments, "--force").exit_code == 0
    expected = OWLS + "\n" + COMMENTED.replace("date", "year")
    assert (folder / name).read_text("utf-8") == expected


def test_standard_input_and_output(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    arguments = ["convert", "-", "-t", "jsonl", "-o", "-"]
    result = CliRunner().invoke(cli, arguments, input=OWLS, catch_exceptions=False)
    assert [json.loads(line)["key"] for line in result.stdout.splitlines()] == [
        "doe2024owls",
        "roe2023crows",
    ]
    assert result.stderr.splitlines()[-1].startswith("2 entries as JSON lines")
    assert " in -" not in result.stderr
    assert (
        "standard input:6:3: "
        in CliRunner().invoke(cli, ["-v", *arguments[:3], "ris"], OWLS).stderr
    )


def test_folders_and_several_inputs(folder: Path, run: Run) -> None:
    (folder / "more").mkdir()
    (folder / "more/crows.bib").write_text("@misc{poe, title = {Nevermore}}", "utf-8")
    result = run(folder, "convert", "owls.bib", "more", "-t", "csv", "--sort", "key")
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == [
        "key",
        "doe2024owls",
        "poe",
        "roe2023crows",
    ]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.bib", "@inproceedings"),
        ("a.json", "["),
        ("a.ris", "TY"),
        ("a.md", "+ "),
        ("a.csv", "key,"),
    ],
)
def test_format_by_name(folder: Path, run: Run, name: str, start: str) -> None:
    result = run(folder, "convert", "owls.bib", "-o", name)
    assert result.exit_code == 0
    assert (folder / name).read_text("utf-8").startswith(start)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["owls.bib"], "name a format with -t: "),
        (["owls.bib", "-t", "rsi"], "there is no format “rsi” for -t. Did you mean ris?"),
        (["owls.bib", "-t", "ris", "-f", "quarto"], "there is no format “quarto” for -f."),
        (["gone.bib", "-t", "ris"], "cannot read gone.bib: "),
        (["notes.txt", "-t", "ris"], "its format is clear neither from its name nor from its text"),
        (["owls.bib", "-t", "ris", "--ascii"], "RIS has no way to write all letters in 7 bits"),
        (["owls.bib", "-t", "ris", "-o", "owls.bib/a.ris"], "cannot write"),
    ],
)
def test_wrong_usage(folder: Path, run: Run, arguments: list[str], message: str) -> None:
    (folder / "notes.txt").write_text("Owls.", "utf-8")
    result = run(folder, "convert", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_key_that_is_not_there(folder: Path, run: Run) -> None:
    result = run(folder, "convert", "owls.bib", "-t", "ris", "-k", "nobody")
    assert result.exit_code == 1
    assert "there is no entry “nobody”" in result.stderr


def test_reader_that_goes_away(folder: Path) -> None:
    """``pllm-bib convert ... | head`` ends without a word."""
    entries = [f"@misc{{a{n}, title = {{{'T' * 200}}}}}\n" for n in range(5000)]
    (folder / "many.bib").write_text("".join(entries), "utf-8")
    command = f"{sys.executable} -m pllm_bib -q convert many.bib -t jsonl | head -1"
    done = subprocess.run(  # noqa: S602
        command, shell=True, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_check_and_diff_write_nothing(folder: Path, run: Run) -> None:
    arguments = ("convert", "owls.bib", "-o", "out.jsonl")
    assert run(folder, *arguments, "--check").exit_code == 1
    assert not (folder / "out.jsonl").exists()
    result = run(folder, *arguments, "--diff")
    assert (result.exit_code, result.stdout.count("\n+{")) == (1, 2)
    assert not (folder / "out.jsonl").exists()
    assert run(folder, *arguments).exit_code == 0
    again = run(folder, *arguments, "--check", "--diff")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "name it with -o" in run(folder, "convert", "owls.bib", "-t", "ris", "--diff").stderr


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What a terminal shows of standard error."""
    terminal, its_other_end = os.openpty()
    command = [sys.executable, "-m", "pllm_bib", *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=its_other_end
    ) as process:
        os.close(its_other_end)
        said = b""
        with contextlib.suppress(OSError):  # what a terminal says at its end
            while piece := os.read(terminal, 65536):
                said += piece
    os.close(terminal)
    assert process.returncode == 0
    return said.decode("utf-8")


def test_progress_is_shown_on_a_terminal_that_waits(folder: Path) -> None:
    entry = "@misc{{a{}, author = {{Doe{}, Jane}}, title = {{Owls of {{{{LLM}}}} \\'e}}}}\n"
    text = "".join(entry.format(number, number) for number in range(40_000))
    (folder / "many.bib").write_text(text, "utf-8")
    said = on_a_terminal(folder, "convert", "many.bib", "-o", "many.ris", "-j", "1")
    assert "%" in said
    assert "40000 entries as RIS in many.ris" in said
