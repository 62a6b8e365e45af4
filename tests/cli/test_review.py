"""``pllm-bib review``: a contribution in one page that is safe to post."""

from __future__ import annotations

import html
import importlib
import re
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.markdown.escape import code, inert
from pllm_bib.tasks.review import LIMIT, MARK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]
    Git = Callable[..., str]


def add(root: Path, text: str, name: str = "crows.bib") -> None:
    path = root / "entries" / name
    path.write_text(f"{path.read_text('utf-8')}\n{text}", "utf-8")


def rendered(markdown: str) -> str:
    """The page as GitHub's own program reads it, comments and tags included."""
    cmark = importlib.import_module("cmarkgfm")
    unsafe = cmark.cmark.Options.CMARK_OPT_UNSAFE
    return str(cmark.github_flavored_markdown_to_html(markdown, options=unsafe))


NEW = (
    "@misc{new2025bats,\n  author = {New, Ann},\n  title = {Bats \\& Owls},\n  year = {2025},\n}\n"
)


def test_nothing_to_say(built: Path, run: Run) -> None:
    result = run(built, "review", "--base", "v1.1")
    assert (result.exit_code, result.stderr) == (0, ""), result.stdout
    assert result.stdout.split("\n\n") == [
        f"{MARK}\n## Bibliography review",
        "**Nothing is wrong.**",
        "Compared with `v1.1`: no work changed.\n",
    ]


def test_what_was_added_changed_and_is_missing(built: Path, run: Run) -> None:
    add(built, NEW)
    owls = built / "entries/owls.bib"
    text = owls.read_text("utf-8").replace("Owls at Night", "Owls by {NIGHT}")
    text = text.replace("2403.00001", "2403.00002")
    owls.write_text(text.replace("10.1234/owls}", "https://doi.org/10.1234/owls}"), "utf-8")
    page = run(built, "review", "--base", "v1.1")
    assert page.exit_code == 1
    assert "**To mend: 3 findings, " in page.stdout
    assert "Compared with `v1.1`: 1 added, 1 retitled, 1 re-identified.\n" in page.stdout
    assert "| `entries/owls.bib:11` | F007 malformed-doi | " in page.stdout
    assert "| `entries/owls.bib:23` | V005 eprint-drift | " in page.stdout
    assert "| `--fix` |\n" in page.stdout
    assert "### Added (1)\n\n- `new2025bats`: Bats &amp; Owls (2025) — not given: venue, " in (
        page.stdout
    )
    assert "- `doe2024owls`: Owls at Night → Owls by NIGHT\n" in page.stdout
    assert "(arXiv 2403.00001 → arXiv 2403.00002)\n" in page.stdout
    assert "Run `pllm-bib build` and commit" in page.stdout
    assert "- `exports/ris/crows.ris`\n" in page.stdout


def test_built_contribution_is_clean(built: Path, run: Run) -> None:
    add(built, NEW)
    assert run(built, "review", "--base", "v1.1", "--no-build", "--ignore", "R").exit_code == 0
    run(built, "build")
    result = run(built, "review", "--base", "v1.1")
    assert result.exit_code == 0
    assert "### Added (1)" in result.stdout
    assert "Out of date" not in result.stdout


def test_changed_works_come_first(built: Path, run: Run) -> None:
    add(built, "@misc{old,\n  title = {Old.},\n}\n", "owls.bib")
    run(built, "build")
    add(built, "@misc{new,\n  title = {New.},\n}\n")
    result = run(built, "review", "--base", "v1.1", "--select", "T002")
    assert re.findall(r"entries/\w+", result.stdout) == ["entries/crows", "entries/owls"]


def test_export_that_was_edited(built: Path, run: Run) -> None:
    path = built / "exports/ris/all.ris"
    path.write_text(path.read_text("utf-8").replace("Owls at Night", "Owls"), "utf-8")
    result = run(built, "review")
    assert result.exit_code == 1
    assert "1 generated file is out of date" in result.stdout
    assert "Compared with" not in result.stdout


def test_list_that_was_edited_by_hand(built: Path, run: Run) -> None:
    readme = built / "README.md"
    text = readme.read_text("utf-8").replace("+ **", "+ **\\[2025 X\\]** Mine.\n\n+ **", 1)
    readme.write_text(text, "utf-8")
    result = run(built, "review", "--base", "v1.1")
    assert result.exit_code == 1
    assert "R002 hand-edited-block" in result.stdout
    assert "Nothing can be built: README.md:16: the generated list was edited" in result.stdout


def test_broken_entry(built: Path, run: Run) -> None:
    add(built, "@misc{x, title = {Open\n")
    result = run(built, "review", "--base", "v1.1")
    assert result.exit_code == 1
    assert "S001 syntax-error" in result.stdout
    assert "cannot be read in full" in result.stdout


def test_list_that_cannot_be_read(built: Path, run: Run) -> None:
    (built / "entries/sections.toml").write_text("title = <@me>", "utf-8")
    result = run(built, "review", "--base", "v1.1", "-o", "page.md")
    assert result.exit_code == 2
    assert "sections.toml:1:9" in result.stderr
    page = (built / "page.md").read_text("utf-8")
    assert page.startswith(MARK)
    assert "**This cannot be checked:** entries/sections.toml:1:9" in page


def test_files_of_no_list(published: Path, run: Run, git: Git) -> None:
    path = published / "refs.bib"
    path.write_text("@misc{Old, title = {Owls}}\n", "utf-8")
    git(published, "add", "refs.bib")
    git(published, "commit", "--quiet", "-m", "References")
    path.write_text("@misc{Old, title = {Owls}}\n@misc{New, title = {Bats.}}\n", "utf-8")
    result = run(published, "review", "refs.bib", "--base", "HEAD")
    assert result.exit_code == 1
    assert "| `refs.bib:2` | T002 title-ends-with-period |" in result.stdout
    assert "- `New`: Bats. — not given: authors, date, venue, DOI" in result.stdout
    path.write_text("@misc{x, title = {Open\n", "utf-8")
    assert "cannot be read in full" in run(published, "review", "refs.bib").stdout


HOSTILE = (
    "a | b",
    "a \\| b",
    "@torvalds and @org/team",
    "#12, GH-12, org/repo#12, a1b2c3d4e5",
    "`code` ``more` <script>alert(1)</script> <!-- x",
    "](https://evil.example) [link](https://evil.example) ![i](https://evil.example/i.png)",
    "https://evil.example www.evil.example me@evil.example",
    "&lt; &amp; &#64;torvalds &#x40;torvalds",
    "*em* _em_ **b** ~~del~~ $x$ \\",
    "</details></td></tr></table>",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("make", [inert, code])
def test_text_of_strangers_is_shown_as_it_is(text: str, make: Callable[[str], str]) -> None:
    shown = rendered(f"| a | b |\n| --- | --- |\n| {make(text)} | end |\n\n- {make(text)} end\n")
    assert "<a" not in shown
    assert "<img" not in shown
    cells = re.findall(r"<td>(.*?)</td>", shown, flags=re.DOTALL)
    (item,) = re.findall(r"<li>(.*?)</li>", shown, flags=re.DOTALL)
    assert cells[1:] == ["end"]
    for part in (cells[0], item.removesuffix(" end")):
        # GitHub looks for names in what lies between two tags or comments.
        pieces = re.split(r"<!-- -->|</?code>", part)
        assert html.unescape("".join(pieces)) == text.strip()
        for piece in map(html.unescape, pieces):
            if "<code>" not in part:
                assert not re.search(r"@\w|#\d|GH-\d|\b[0-9a-f]{7,40}\b", piece)


def test_titles_and_keys_of_strangers(published: Path, run: Run) -> None:
    title = r"A | B @torvalds \#12 <b> {\`} [x](https://evil.example)"
    path = published / "refs.bib"
    path.write_text(f"@misc{{a|@b`c,\n  title = {{{title}\n\n# Next.}},\n}}\n", "utf-8")
    result = run(published, "review", "refs.bib", "--base", "v1.0")
    shown = rendered(result.stdout)
    assert "<a" not in shown
    assert "@torvalds" not in html.unescape(shown)
    assert len(re.findall("<h[1-6]>", shown)) == len(["review", "findings", "added"])
    for row in re.findall(r"<tr>.*?</tr>", shown, flags=re.DOTALL):
        assert len(re.findall(r"<t[dh]>", row)) == len(["where", "rule", "what", "mend"])


def test_page_fits_into_a_comment(published: Path, run: Run) -> None:
    path = published / "refs.bib"
    entry = (
        "@misc{{é{}, title = {{" + "Ärger " * 200 + "}}, doi = {{https://doi.org/10.1234/X{}}}}}\n"
    )
    path.write_text("".join(entry.format(number, number) for number in range(300)), "utf-8")
    result = run(published, "review", "refs.bib", "--base", "v1.0", "-o", "page.md")
    assert result.exit_code == 1
    page = (published / "page.md").read_bytes()
    assert LIMIT * 0.95 < len(page) <= LIMIT
    text = page.decode()
    kept = len(re.findall("^- ", text, re.MULTILINE))
    lists = text.partition("### Added (300)")[2]
    assert kept > 20
    assert f"… and {300 - kept} more" in lists
    assert "`pllm-bib check --fix` mends" in text
    whole = run(published, "review", "refs.bib", "--base", "v1.0").stdout
    assert len(re.findall("^- ", whole, re.MULTILINE)) == 300
    assert "left out" not in whole
