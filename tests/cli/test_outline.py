"""Sections at any depth: what is built from them, chosen by them, and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

DEEP = """\
title = "Owls"
numbered = {numbered}

[[chapter]]
id = "1"
slug = "night"
title = "Night"
text = "Owls **see** at night."

[[chapter.section]]
id = "1.1"
title = "Hunting"

[[chapter.section]]
id = "1.1.1"
slug = "surveys"
title = "Surveys"

[[chapter.section]]
id = "1.2"
slug = "hooting"
title = "Hooting"
below = "More hoots will follow."

[[chapter.section]]
id = "1.2.1"
slug = "hooting-surveys"
title = "Surveys"

[[chapter.section]]
id = "1.2.1.1"
slug = "old"
title = "Old"

[[chapter]]
title = "How to help"
text = "Open an issue."
"""
WORKS = {"night": "Sight", "surveys": "Prey", "hooting": "Hoot", "hooting-surveys": "Call"}


@pytest.fixture(params=["true", "false"])
def deep(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A list with sections at four levels; ``param`` says whether headings show numbers."""
    entries = tmp_path / "entries"
    entries.mkdir()
    outline = DEEP.format(numbered=request.param)
    (entries / "sections.toml").write_text(outline, encoding="utf-8")
    for slug in (*WORKS, "old"):
        title = WORKS.get(slug, "Ears")
        text = (
            f"@misc{{doe2024{title.lower()},\n  author = {{Doe, Jane}},\n"
            f"  title = {{{title}}},\n  year = {{2024}},\n}}\n"
        )
        (entries / f"{slug}.bib").write_text(text, encoding="utf-8")
    return tmp_path


def headings(page: str) -> list[tuple[str, str]]:
    """Return the headings of a rendered page: tag and words."""
    tokens = MarkdownIt("commonmark").parse(page)
    return [
        (token.tag, tokens[at + 1].content)
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def test_headings_keep_their_depth(deep: Path, run: Run) -> None:
    result = run(deep, "build")
    assert result.exit_code == 0, result.stderr
    page = (deep / "README.md").read_text("utf-8")
    numbered = "### 1.1 Hunting" in page
    expected = [
        ("h1", "", "Owls"),
        ("h2", "1. ", "Night"),
        ("h3", "1.1 ", "Hunting"),
        ("h4", "1.1.1 ", "Surveys"),
        ("h3", "1.2 ", "Hooting"),
        ("h4", "1.2.1 ", "Surveys"),
        ("h5", "1.2.1.1 ", "Old"),
        ("h2", "", "How to help"),
    ]
    assert headings(page) == [(tag, number * numbered + title) for tag, number, title in expected]
    order = ["Owls **see**", "Sight.", "Prey.", "Hoot.", "More hoots", "Call.", "Ears.", "Open an"]
    assert order == sorted(order, key=page.index)
    anchors = ["surveys", "surveys-1"] if not numbered else ["111-surveys", "121-surveys"]
    assert all(f"(#{anchor})" in page for anchor in anchors)
    assert f"#{anchors[1]})" in (deep / "exports/bibtex/hooting-surveys.md").read_text("utf-8")
    assert "No works yet" not in page
    assert run(deep, "check").exit_code == 0
    assert run(deep, "verify").exit_code == 0


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("1", {"Sight", "Prey", "Hoot", "Call", "Ears"}),
        ("1.1", {"Prey"}),
        ("1.2", {"Hoot", "Call", "Ears"}),
        ("1.2.1", {"Call", "Ears"}),
        ("hooting", {"Hoot"}),
    ],
)
def test_an_id_stands_for_all_below_it(deep: Path, run: Run, name: str, titles: set[str]) -> None:
    listed = run(deep, "export", "-t", "markdown", "--section", name).stdout
    assert {t for t in ("Sight", "Prey", "Hoot", "Call", "Ears") if f"{t}." in listed} == titles


def test_a_line_under_a_title_that_two_sections_have(deep: Path, run: Run) -> None:
    """A line added below the second of two headings that read alike goes to its section."""
    run(deep, "build")
    page = deep / "README.md"
    text = page.read_text("utf-8")
    at = text.index("+ ", text.index("Surveys", text.index("More hoots")))
    new = "+ **\\[2023 ACL\\]** Of Calls. ([paper](https://arxiv.org/abs/2301.00001))\n\n"
    page.write_text(text[:at] + new + text[at:], encoding="utf-8")
    run(deep, "import", "README.md", "--adopt")
    assert "Of Calls" in (deep / "entries/hooting-surveys.bib").read_text("utf-8")


def test_two_titles_alike_under_one_heading(deep: Path, run: Run) -> None:
    outline = deep / "entries/sections.toml"
    text = outline.read_text("utf-8").replace('title = "Hooting"', 'title = "hunting"')
    outline.write_text(text, encoding="utf-8")
    run(deep, "build")
    assert "two sections of chapter 1 have the title “hunting”" in run(deep, "check").stdout


def test_what_no_outline_may_say(deep: Path, run: Run) -> None:
    outline = deep / "entries/sections.toml"
    text = outline.read_text("utf-8")
    outline.write_text(text.replace("numbered = ", "numbered = 1 # "), encoding="utf-8")
    result = run(deep, "build")
    assert result.exit_code == 2
    assert "sections.toml:2:1: “numbered” must be true or false" in result.stderr
