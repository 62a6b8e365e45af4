"""``pllm-bib cite --document``: a Markdown document, filled in as pandoc fills it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.papers.birds import BIB, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "paper.md").write_text(HEAD + "See [@doe2020].\n", "utf-8")
    return tmp_path


FILLED = """\
---
title: Birds
bibliography: refs.bib
nocite: '@roe2018b'
---

See Jane Doe and Max Roe.[^ref1] `@code`

[^1]: own

::: {#refs}

Doe, Jane, and Max Roe. “Owls at Night.” *Journal of Birds* 3, no. 2 (2020): 1–9.

Roe, Max. *Rooks*. Aviary, 2018.

:::

End.

[^ref1]: “Owls at Night,” *Journal of Birds* 3, no. 2 (2020): 3.
"""


def test_all_else_stays_as_it_is(folder: Path, run: Run) -> None:
    text = "See @doe2020 [p. 3]. `@code`\n\n[^1]: own\n\n::: {#refs}\n:::\n\nEnd.\n"
    (folder / "paper.md").write_text(HEAD + text, "utf-8")
    result = run(folder, "cite", "--document", "paper.md", "-s", "chicago-notes-bibliography")
    assert result.stdout == FILLED


def test_html(folder: Path, run: Run) -> None:
    (folder / "paper.md").write_text(HEAD + "# One\n\nA [@doe2020].[^1]\n\n[^1]: *Own* note.\n")
    result = run(folder, "cite", "--document", "paper.md", "-s", "apa", "-o", "paper.html")
    assert result.exit_code == 0
    page = (folder / "paper.html").read_text("utf-8")
    assert '<html lang="en-US">' in page
    assert '<h1 class="title">Birds</h1>\n<h1>One</h1>' in page
    assert '<p>A (Doe &amp; Roe, 2020).<sup id="fnref1"><a href="#fn1">1</a></sup></p>' in page
    assert '<div class="csl-entry" id="ref-doe2020">Doe, J., &' in page
    assert '<li id="fn1"><p><em>Own</em> note.</p></li>' in page
    assert "bibliography: refs.bib" not in page


def test_what_the_metadata_says(folder: Path, run: Run) -> None:
    head = (
        "---\nbibliography: refs.bib\ncsl: ieee\nlang: de-DE\nreference-section-title: Werke\n---\n"
    )
    (folder / "paper.md").write_text(f"{head}\n[@doe2020]\n", "utf-8")
    text = run(folder, "cite", "--document", "paper.md").stdout
    assert "\n\\[1\\]\n\n# Werke\n\n\\[1\\] J. Doe und M. Roe," in text
    (folder / "paper.md").write_text(f"{head[:-4]}suppress-bibliography: true\n---\n\n[@doe2020]\n")
    assert run(folder, "cite", "--document", "paper.md").stdout.endswith("\n\\[1\\]\n")


def test_former_keys_and_other_files(folder: Path, run: Run) -> None:
    (folder / "paper.md").write_text("@roe18 says.\n", "utf-8")
    result = run(folder, "cite", "--document", "paper.md", "refs.bib")
    assert result.stdout.startswith("Roe (2018) says.\n")


def test_missing_keys_are_told(folder: Path, run: Run) -> None:
    (folder / "paper.md").write_text(HEAD + "One\n[@nokey; @doe2020] @other\n", "utf-8")
    result = run(folder, "cite", "--document", "paper.md")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "paper.md:8:1: P001 missing-entry: no entry has the key “nokey”",
        "paper.md:8:20: P001 missing-entry: no entry has the key “other”",
    ]
    assert "(Doe &amp; Roe, 2020) (**nokey?**) (**other?**)" in result.stdout


def test_check_and_diff(folder: Path, run: Run) -> None:
    arguments = ("cite", "--document", "paper.md", "-o", "out.md")
    assert run(folder, *arguments, "--check").exit_code == 1
    assert run(folder, *arguments).exit_code == 0
    assert run(folder, *arguments, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--document", "paper.tex"), "--document is for Markdown (.md, .qmd, .Rmd)"),
        (("--document", "paper.md", "-t", "rtf"), "written as Markdown or HTML, not as rtf"),
        (("--document", "paper.md", "--in-text"), "--document takes files, -s, -t"),
        (("--document", "paper.md", "-s", "bibtex:plain"), "name a CSL style"),
        (("--document", "no.md"), "cannot read no.md: No such file or directory"),
    ],
)
def test_refusals(arguments: tuple[str, ...], message: str, folder: Path, run: Run) -> None:
    result = run(folder, "cite", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_full_stop_is_not_said_twice(folder: Path, run: Run) -> None:
    more = (
        "@article{moe2021, title = {Why ``Owls?''}, journal = {Journal of Birds}, year = 2021,\n"
        "  author = {Moe, Max and Doe, Jane and Poe, Ann and Roe, Max}}\n"
    )
    (folder / "refs.bib").write_text(BIB + more, "utf-8")
    text = "So say @moe2021. And [-@moe2021].\n"
    (folder / "paper.md").write_text(HEAD + text, "utf-8")
    result = run(folder, "cite", "--document", "paper.md", "-s", "chicago-notes-bibliography")
    assert "So say Max Moe et al.[^ref1] And.[^ref2]" in result.stdout
    assert "[^ref1]: “Why ‘Owls?,’” *Journal of Birds*, 2021." in result.stdout
    assert "[^ref2]: “Why ‘Owls?’”\n" in result.stdout
