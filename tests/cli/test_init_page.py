"""A page made of somebody's README: its headings, its text and its pictures are where they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PAGE = """\
# Awesome Owls ![Awesome](https://awesome.re/badge.svg)

Intro with **bold** and ![fig](figs/a.png).

## Contents
- [Night](#-night)
  - [Hunting](#hunting)
- [Day](#day)

## News
- We release [Owls at Night](https://arxiv.org/abs/2001.80001)!

## 🌙 Night

Owls see at night. See ![map](figs/map.png).

### Hunting

> A quotation about hunting.

#### Surveys

- [Owls Hunting at Night](https://arxiv.org/abs/2001.80002) (Jane Doe et al., ICML 2020)
  - This work shows that **owls** [hunt](https://example.org/hunt).
  - Code: [official](https://github.com/a/b)

Some words between.

- [Owls Hunting by Day](https://arxiv.org/abs/2001.80003) (ACL 2021)

##### Deep

<div align="center">

| Title | Venue |
| --- | --- |
| [Owls in a Table](https://arxiv.org/abs/2001.80009) | ACL 2021 |

</div>

### Why owls?

Because they are. `owl --help`

```sh
# no heading
owl
```

## Day

### Surveys

<details><summary>More works (click)</summary>

- [Owls on Their Way](https://arxiv.org/abs/2001.80005) (ACL 2022)

</details>

[⬆ back](#contents)

## License

CC0, see [the file](LICENSE).

[def]: https://example.org/def
"""


def made(tmp_path: Path, run: Run, page: str) -> Path:
    (tmp_path / "old.md").write_text(page, encoding="utf-8")
    run(tmp_path, "init", "old.md", "-o", "new")
    return tmp_path / "new"


def headings(page: str) -> list[tuple[str, str]]:
    """Return the headings of a rendered page: tag and words, without pictures."""
    tokens = MarkdownIt("commonmark").parse(page)
    return [
        (token.tag, re.sub(r"\s*!\[[^]]*\]\([^)]*\)", "", tokens[at + 1].content))
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def test_headings_stay_as_they_are(tmp_path: Path, run: Run) -> None:
    page = (made(tmp_path, run, PAGE) / "README.md").read_text("utf-8")
    assert headings(page) == [h for h in headings(PAGE) if h[1] != "Contents"]


def test_numbers_of_headings_stay_where_they_fit(tmp_path: Path, run: Run) -> None:
    line = "- [Owls {0} at Night](https://arxiv.org/abs/2001.0000{0})\n\n"
    titles = [
        "## 0. Tools",
        "## 1. Night",
        "### 1.1 Hunting",
        "### 1.2 Prey",
        "#### 2020 and before",
    ]
    text = "# Owls\n\n" + "".join(f"{h}\n\n{line.format(n)}" for n, h in enumerate(titles))
    page = (made(tmp_path, run, text) / "README.md").read_text("utf-8")
    assert headings(page)[:-1] == headings(text)[:-1]
    assert headings(page)[-1] == ("h4", "1.2.1 2020 and before")


def test_text_and_pictures_stay_where_they_were(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, PAGE)
    page = (root / "README.md").read_text("utf-8")
    order = [
        "Intro with **bold** and ![fig](figs/a.png).",
        "We release [Owls at Night](https://arxiv.org/abs/2001.80001)!",
        "Owls see at night. See ![map](figs/map.png).",
        "> A quotation about hunting.",
        "Owls Hunting at Night.",
        "  - This work shows that **owls** [hunt](https://example.org/hunt).",
        "Some words between.",
        "Owls in a Table.",
        "Because they are. `owl --help`",
        "```sh\n# no heading\nowl\n```",
        "<details><summary>More works (click)</summary>",
        "Owls on Their Way.",
        "</details>",
        "CC0, see [the file](LICENSE).",
        "[def]: https://example.org/def",
    ]
    assert [page.count(text) for text in order] == [1] * len(order)
    assert order == sorted(order, key=page.index)
    assert "back](#contents)" not in page, "a build makes the contents"
    assert "<div" not in page, "nothing is left of what was in it"
    html = MarkdownIt("commonmark").render(page)
    note = html[html.index("Owls Hunting at Night") :]
    assert re.match(r".*?<ul>\s*<li>This work shows that <strong>owls", note, re.DOTALL)


def test_the_page_is_built_again_without_a_change(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, PAGE)
    built = run(root, "build")
    assert "files up to date" in built.stderr
    assert "4 works recognised, 0 new" in run(root, "import", "../old.md").stderr
    found = {line.split(": ")[1] for line in run(root, "check").stdout.splitlines()}
    assert found == {"F001 missing-required-field", "N001 abbreviated-author-list"}


def test_notes_follow_a_work_that_gets_another_key(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, PAGE)
    run(root, "rekey", "doe2020owls", "--to", "doe2020hunting")
    run(root, "build")
    assert "  - This work shows" in (root / "README.md").read_text("utf-8")


@pytest.mark.parametrize("end", ["</details>\n", ""])
def test_tags_are_never_left_open(tmp_path: Path, run: Run, end: str) -> None:
    """A folded block that is closed elsewhere, or never, does not swallow the rest of the page."""
    text = (
        "# Owls\n\n## Night\n\n<details>\n\n**Many** works.\n\n"
        "- [Owls at Night](https://arxiv.org/abs/2001.80002)\n\n"
        f"## Day\n\n- [Owls by Day](https://arxiv.org/abs/2001.80003)\n\n{end}"
    )
    page = (made(tmp_path, run, text) / "README.md").read_text("utf-8")
    assert page.count("<details") == page.count("</details")
    assert "**Many** works." in page


def test_a_page_that_was_built_here_becomes_the_same_page(tmp_path: Path, run: Run) -> None:
    """What a build writes around works is no text of the page."""
    first = made(tmp_path, run, PAGE)
    page = (first / "README.md").read_text("utf-8")
    (tmp_path / "twice").mkdir()
    again = (made(tmp_path / "twice", run, page) / "README.md").read_text("utf-8")
    assert headings(again) == headings(page)
    assert again.count("exports/bibtex/all.bib") == 1
    assert again.count("pllm-bib:list:begin") == 1


def test_a_broken_file_of_notes(tmp_path: Path, run: Run) -> None:
    root = made(tmp_path, run, PAGE)
    (root / "entries/notes.toml").write_text("doe2020owls = 1\n", encoding="utf-8")
    result = run(root, "build")
    assert result.exit_code == 2
    assert "notes.toml:1:1: “doe2020owls” must be a text in quotes" in result.stderr
