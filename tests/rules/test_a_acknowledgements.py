"""What a file says of findings, and what is found of that."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pllm_bib import rules
from pllm_bib.files.inputs import file_input
from pllm_bib.tasks.check import run as check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., list[str]]

ENTRY = """\
@misc{li2024personalized,
  author = {Li, Xinyu and Zhou, Ruiyang},
  title = {Personalized 99% Owls.},
  year = {2024},
  eprint = {2402.05133},
  archiveprefix = {arXiv},
  note = {A_b},
}
"""


@pytest.fixture
def open_findings(tmp_path: Path) -> Open:
    """Code and field of what is found in a file and not acknowledged, by some rules only."""

    def run(text: str, *select: str) -> list[str]:
        path = tmp_path / "owls.bib"
        path.write_text(text, "utf-8")
        report = check.check_files(
            [file_input(path, "bibtex")], rules.select(select, ["K002"]), None
        )
        return [f"{d.code} {d.field}" for d in report.findings]

    return run


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("allow title-ends-with-period: so", ["T007 title", "T007 note"]),
        ("allow T002, T007: so", []),
        ("allow unescaped-special in note: so", ["T002 title", "T007 title"]),
        ("allow T002, T007 in title: so", ["T007 note"]),
        ("allow T007 in title, note: so", ["T002 title"]),
        # What acknowledges nothing is found, with what it was to acknowledge.
        ("allow T002 in note: so", ["A002 None", "T002 title", "T007 title", "T007 note"]),
        ("allow T002, T006, T007: so", ["A002 None"]),
        ("allow T02, T002, T007: so", ["A001 None"]),
    ],
)
def test_acknowledgement_of_a_rule_or_of_a_rule_in_a_field(
    comment: str, expected: list[str], open_findings: Open
) -> None:
    assert open_findings(f"% pllm-bib: {comment}\n{ENTRY}") == expected


def test_two_acknowledgements_above_one_entry(open_findings: Open) -> None:
    comments = "% pllm-bib: allow T007: a\n% On owls.\n% pllm-bib: allow T002: b\n"
    assert open_findings(comments + ENTRY) == []


def test_only_rules_that_have_run_leave_an_acknowledgement_unused(open_findings: Open) -> None:
    text = f"% pllm-bib: allow html-in-text, key-removed: so\n{ENTRY}"
    assert open_findings(text, "T006", "A") == ["A002 None"]
    assert open_findings(text, "T002", "A") == ["T002 title"]
    assert open_findings(text, "K006", "A") == [], "there was nothing to compare with"
    assert open_findings(text, "T006") == []


def test_what_is_acknowledged_keeps_no_other_finding_from_being_mended(tmp_path: Path) -> None:
    path = tmp_path / "owls.bib"
    path.write_text(f"% pllm-bib: allow T002: so\n{ENTRY}", "utf-8")
    report = check.check_files([file_input(path, "bibtex")], rules.select(["T"], []), None)
    assert r"title = {Personalized 99\% Owls.}" in report.fixes()[path]


@pytest.mark.parametrize(
    "text",
    [
        f"{ENTRY}% pllm-bib: allow T002: so\n",
        f"% pllm-bib: allow T002: so\n@string{{o = {{Owls}}}}\n{ENTRY}",
        ENTRY.replace("  title", "  % pllm-bib: allow T002: so\n  title"),
    ],
    ids=["below", "above a string", "inside"],
)
def test_acknowledgement_that_stands_above_no_entry(text: str, open_findings: Open) -> None:
    assert "A002 None" in open_findings(text, "T002", "A")


BIB = f"""\
% pllm-bib: allow unescaped-special in note: it's so, {{so}}
{ENTRY.replace("99% Owls.", "Owls").replace("A_b", "B")}
"""


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="BibTeX is not installed")
def test_bibtex_passes_an_acknowledgement_over(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB, "utf-8")
    (tmp_path / "a.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{a}\n", "utf-8")
    run = subprocess.run(["bibtex", "a"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, "arning" in run.stdout) == (0, False), run.stdout
    assert "Personalized" in (tmp_path / "a.bbl").read_text("utf-8")


@pytest.mark.skipif(shutil.which("biber") is None, reason="biber is not installed")
def test_biber_passes_an_acknowledgement_over(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB, "utf-8")
    command = ["biber", "--tool", "--nolog", "--output-file", "b.bib", "a.bib"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, "WARN" in run.stdout) == (0, False), run.stdout
    assert "Personalized" in (tmp_path / "b.bib").read_text("utf-8")
