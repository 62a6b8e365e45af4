"""A list that GitHub would cut off: its chapters are on pages beside the README."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pllm_bib.rules import r_readme
from pllm_bib.tasks.build import readme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

MORE = """
[[chapter]]
id = "2"
title = "Sea birds"

[[chapter.section]]
id = "2.1"
slug = "gulls"
title = "Owls"
text = "![a gull](gull.png)"
"""
GULL = """\
@misc{gull2020, author = {Gull, Al}, title = {Gulls at Sea}, year = 2020, eprint = {2001.00001},
  archiveprefix = {arXiv}}
"""


@pytest.fixture
def large(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a list of two chapters, larger than what is shown of a page."""
    outline = built / "entries/sections.toml"
    outline.write_text(outline.read_text("utf-8") + MORE, "utf-8")
    (built / "entries/gulls.bib").write_text(GULL, "utf-8")
    for module in (readme, r_readme):
        monkeypatch.setattr(module, "SHOWN_BY_GITHUB", 2_000)
    monkeypatch.setattr(readme, "_AROUND", 100)
    return built


def pages(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.glob("list-*.md")}


def links(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"\(([^()#\s]*\.md)?#([^()\s]+)\)", text))


def test_chapters_have_pages_that_links_lead_to(large: Path, run: Run) -> None:
    assert run(large, "build").exit_code == 0
    found = pages(large)
    assert sorted(found) == ["list-gulls.md", "list-owls.md"]
    text = (large / "README.md").read_text("utf-8")
    assert "Gulls at Sea" not in text
    assert {page for page, _ in links(text) if page in found} == set(found)
    assert "(list-gulls.md#2-sea-birds)" in text.replace("\\", "")
    assert "#### " not in found["list-gulls.md"]
    assert found["list-gulls.md"].startswith("# A list\n\n<!-- pllm-bib:list:begin sha256=")
    assert "[A list](README.md)" in found["list-gulls.md"]
    assert "![a gull](gull.png)" in found["list-gulls.md"], "it stands where the README stands"
    back = (large / "exports/bibtex/gulls.md").read_text("utf-8")
    assert "(../../list-gulls.md#21-owls)" in back
    assert run(large, "build", "--check").exit_code == 0
    assert run(large, "check", "--select", "R").exit_code == 0


def test_a_list_that_fits_again_is_one_page(large: Path, run: Run) -> None:
    run(large, "build")
    own = large / "list-mine.md"
    own.write_text("# Mine\n", "utf-8")
    outline = large / "entries/sections.toml"
    outline.write_text(outline.read_text("utf-8").replace(MORE, ""), "utf-8")
    (large / "entries/gulls.bib").unlink()
    result = run(large, "check", "--select", "R001")
    assert "list-gulls.md:3:1: R001" in result.stdout
    assert run(large, "build", "--check").exit_code == 1
    assert run(large, "build").exit_code == 0
    assert list(pages(large)) == ["list-mine.md"]
    assert "### 1.1 Owls" in (large / "README.md").read_text("utf-8")


def test_a_page_that_is_missing_is_told(large: Path, run: Run) -> None:
    run(large, "build")
    (large / "list-gulls.md").unlink()
    result = run(large, "check", "--select", "R001")
    assert "README.md:3:1: R001" in result.stdout
    assert run(large, "build").exit_code == 0
    assert "list-gulls.md" in pages(large)


def test_edits_of_pages_are_told_and_taken_over(large: Path, run: Run) -> None:
    run(large, "build")
    page = large / "list-gulls.md"
    text = page.read_text("utf-8")
    line = next(line for line in text.split("\n") if "Gulls at Sea" in line)
    number = text.split("\n").index(line) + 1
    page.write_text(text.replace("Gulls at Sea", "Gulls on Land"), "utf-8")
    refused = run(large, "build")
    assert refused.exit_code == 2
    assert f"list-gulls.md:{number}: the generated list was edited by hand" in refused.stderr
    told = run(large, "check", "--select", "R002")
    assert f"list-gulls.md:{number}:1: R002" in told.stdout
    assert "“Gulls at Sea” -> “Gulls on Land”" in told.stdout
    for given in ("README.md", "list-gulls.md"):
        shown = run(large, "import", given, "--adopt", "--check")
        assert "“Gulls at Sea” -> “Gulls on Land”" in shown.stdout + shown.stderr
    assert run(large, "import", "list-gulls.md", "--adopt").exit_code == 0
    assert "title = {Gulls on Land}" in (large / "entries/gulls.bib").read_text("utf-8")
    assert run(large, "check", "--select", "R001,R002").exit_code == 0
    assert run(large, "build").exit_code == 0


def test_a_line_that_moves_from_page_to_page_moves_its_entry(large: Path, run: Run) -> None:
    run(large, "build")
    owls, gulls = large / "list-owls.md", large / "list-gulls.md"
    text = gulls.read_text("utf-8")
    line = next(line for line in text.split("\n") if "Gulls at Sea" in line)
    gulls.write_text(text.replace(line, ""), "utf-8")
    there = owls.read_text("utf-8")
    at = there.index("\n+ **")
    owls.write_text(f"{there[:at]}\n{line}\n{there[at:]}", "utf-8")
    result = run(large, "import", "README.md", "--adopt")
    assert "list-owls.md" in result.stdout + result.stderr
    assert "gull2020" in (large / "entries/owls.bib").read_text("utf-8")
    assert "gull2020" not in (large / "entries/gulls.bib").read_text("utf-8")


def test_a_large_chapter_has_a_page_for_each_section(
    large: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readme, "SHOWN_BY_GITHUB", 1_200)
    run(large, "build")
    assert {"list-crows.md", "list-owls.md"} <= pages(large).keys()
    assert "## 1. Birds" in pages(large)["list-owls.md"]
    assert "## 1. Birds" not in pages(large)["list-crows.md"]


def test_text_around_a_page_is_the_users(large: Path, run: Run) -> None:
    run(large, "build")
    page = large / "list-gulls.md"
    page.write_text("# Gulls!\n\nSee below.\n" + page.read_text("utf-8")[8:], "utf-8")
    assert run(large, "build").exit_code == 0
    assert page.read_text("utf-8").startswith("# Gulls!\n\nSee below.\n")


def test_a_page_that_is_somebody_elses_is_refused(large: Path, run: Run) -> None:
    (large / "list-gulls.md").write_text("# My gulls\n", "utf-8")
    result = run(large, "build")
    assert result.exit_code == 2
    assert "list-gulls.md: the generated list needs exactly one pair of lines" in result.stderr
    assert (large / "list-gulls.md").read_text("utf-8") == "# My gulls\n"
