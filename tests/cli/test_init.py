"""``pllm-bib init``: a new bibliography from somebody's list, which builds and checks at once."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

NESTED = """\
<h1 align="center">🦉 Awesome Owls</h1>

Works on owls, by night and by day.

## Contents

- [Night](#night)
- [Day](#day)

## 1. Night

### 1.1 Hunting

- [2024/05] **Owls Hunt LLMs** *Jane Doe, Richard Roe* [[paper](https://arxiv.org/abs/2405.00001)]
- (BirdConf'23) Silent Wings. [[Paper](https://example.org/wings.pdf)] [[Code](https://github.com/o/w)]

### 1.2 Hooting

### 1.3 Sleeping & Dreaming

1. Do Owls Dream? [pdf](https://arxiv.org/pdf/2301.00001)

## 2. Day

### Hunting

- (BirdConf'23) Silent Wings. [[Paper](https://example.org/wings.pdf)]

## License

CC0
"""

TABLES = """\
# Papers on Crows

Only tables.

## Tools

| Title | Venue | Date | Code |
|:--|:-:|:-:|--|
| [Crows \\| Tools][p] | NeurIPS | 2024-01 | [![Star](https://img.shields.io/github/stars/c/t)][c] |
| [Bending Wire](https://openreview.net/forum?id=abcDEF1) | ICLR 2023 | 2023 | |
| ragged | row |

## Faces

| Year | Paper | Links |
| --- | --- | --- |
| 2022 | **Crows Know You** <br> Jane Doe, Richard Roe | [paper][d] / [data][k] |

[p]: https://arxiv.org/abs/2401.00001
[d]: https://doi.org/10.1234/know
[c]: https://github.com/c/t
[k]: https://huggingface.co/datasets/c/k
"""

FLAT = """\
- **Rooks** Jane Doe, Richard Roe. *BirdConf*, 2021. [[pdf]](https://example.org/rooks.pdf)
- **Jackdaws** Jane Doe, Richard Roe. *BirdConf*, 2022. [[pdf]](https://example.org/daws.pdf)

<details>
<summary>Magpies</summary>

- **Mirrors** Richard Roe et al. *BirdConf*, 2020. [[pdf]](https://example.org/mirrors.pdf)

</details>
"""


def outline(root: Path) -> list[tuple[str, list[tuple[str, str, str]]]]:
    table = tomllib.loads((root / "entries/sections.toml").read_text("utf-8"))
    chapters = [("", table.get("section", []))]
    for chapter in table.get("chapter", []):
        own = [chapter] if "slug" in chapter else []
        listed = [section for section in chapter.get("section", []) if "slug" in section]
        chapters.append((chapter["title"], own + listed))
    return [
        (title, [(s["id"], s["slug"], s["title"]) for s in sections])
        for title, sections in chapters
        if sections
    ]


def made(tmp_path: Path, run: Run, text: str, *options: str) -> tuple[Path, Result]:
    (tmp_path / "old.md").write_text(text, encoding="utf-8")
    result = run(tmp_path, "init", "old.md", "-o", "new", *options)
    return tmp_path / "new", result


def runs_at_once(root: Path, run: Run) -> list[str]:
    """Build and check a new list; returns the names of the findings."""
    built = run(root, "build")
    assert built.exit_code == 0, built.stderr
    assert "files up to date" in built.stderr, "init has built it already"
    assert run(root, "fmt", "--check").exit_code == 0
    lines = run(root, "check").stdout.splitlines()
    return sorted({line.split(": ")[1].split(" ")[1] for line in lines})


def test_nested_headings(tmp_path: Path, run: Run) -> None:
    root, result = made(tmp_path, run, NESTED)
    assert result.exit_code == 1
    assert outline(root) == [
        (
            "Night",
            [
                ("1.1", "hunting", "Hunting"),
                ("1.2", "hooting", "Hooting"),
                ("1.3", "sleeping-dreaming", "Sleeping & Dreaming"),
            ],
        ),
        ("Day", [("2.1", "day-hunting", "Hunting")]),
    ]
    table = tomllib.loads((root / "entries/sections.toml").read_text("utf-8"))
    assert (table["title"], table["intro"]) == (
        "Awesome Owls",
        "Works on owls, by night and by day.",
    )
    assert (root / "entries/hunting.bib").read_text("utf-8") == (
        """\
@misc{doe2024owls,
  author = {Doe, Jane and Roe, Richard},
  title = {Owls Hunt {LLMs}},
  year = {2024},
  month = may,
  eprint = {2405.00001},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/2405.00001},
}

@misc{silent2023wings,
  title = {Silent Wings},
  year = {2023},
  pdf = {https://example.org/wings.pdf},
  code = {https://github.com/o/w},
  venue = {BirdConf},
  also = {2.1},
}
"""
    )
    readme = (root / "README.md").read_text("utf-8")
    assert readme.startswith('<h1 align="center">🦉 Awesome Owls</h1>\n\nWorks on owls')
    assert readme.count("Silent Wings.") == 2
    assert (root / "exports/bibtex/all.bib").is_file()
    assert runs_at_once(root, run) == ["empty-section", "missing-required-field"]


def test_tables(tmp_path: Path, run: Run) -> None:
    root, result = made(tmp_path, run, TABLES)
    assert result.exit_code == 1
    assert "old.md:11:3: I004 ragged-row: the row has 2 cells, the table 4: it is left out" in (
        result.stderr
    )
    assert outline(root) == [
        ("Tools", [("1", "tools", "Tools")]),
        ("Faces", [("2", "faces", "Faces")]),
    ]
    tools = (root / "entries/tools.bib").read_text("utf-8")
    assert r"title = {Crows {\textbar} Tools}" in tools
    assert "venue = {NeurIPS}" in tools
    assert "code = {https://github.com/c/t}" in tools
    assert "openreview = {abcDEF1}" in tools
    faces = (root / "entries/faces.bib").read_text("utf-8")
    assert faces.startswith("@misc{doe2022crows,\n  author = {Doe, Jane and Roe, Richard},\n")
    assert "doi = {10.1234/know}" in faces
    found = runs_at_once(root, run)
    assert found == ["missing-required-field"]


def test_a_list_without_headings(tmp_path: Path, run: Run) -> None:
    root, result = made(tmp_path, run, FLAT, "--title", "Corvids")
    assert result.exit_code == 1
    assert outline(root) == [
        ("", [("0", "front", "Overview")]),
        ("Magpies", [("1", "magpies", "Magpies")]),
    ]
    assert "author = {Roe, Richard and others}" in (root / "entries/magpies.bib").read_text("utf-8")
    assert "missing-authors" not in result.stderr
    assert result.stderr.count("venue-without-name") == 1
    assert runs_at_once(root, run) == ["abbreviated-author-list"]


def test_works_right_under_the_title_come_first(tmp_path: Path, run: Run) -> None:
    text = (
        "# Owls\n\n- [Owls at Night](https://arxiv.org/abs/2401.00001)\n\n"
        "## Crows\n\n- [Crows by Day](https://arxiv.org/abs/2401.00002)\n"
    )
    root, _result = made(tmp_path, run, text)
    assert outline(root) == [
        ("", [("0", "front", "Overview")]),
        ("Crows", [("1", "crows", "Crows")]),
    ]
    assert "Owls at Night" in (root / "entries/front.bib").read_text("utf-8")


def test_headings_and_titles_in_another_script(tmp_path: Path, run: Run) -> None:
    """Files and keys have names in Latin letters all the same."""
    text = (
        "# 猫头鹰\n\n## 🦉 大语言模型\n\n- 夜里的猫头鹰 (OWLS 2024) [pdf](https://example.org/a.pdf)\n"
        "- 白天的猫头鹰 [pdf](https://example.org/b.pdf)\n\n## 提示工程\n\n"
        "- Owls 猫头鹰 [pdf](https://example.org/c.pdf)\n"
    )
    root, result = made(tmp_path, run, text)
    assert result.exit_code == 1
    assert outline(root) == [
        ("🦉 大语言模型", [("1", "section-2", "🦉 大语言模型")]),
        ("提示工程", [("2", "section-3", "提示工程")]),
    ]
    entries = (root / "entries/section-2.bib").read_text("utf-8")
    assert [line for line in entries.splitlines() if line.startswith("@")] == [
        "@misc{ye2024li,",
        "@misc{baitian,",
    ]
    assert "@misc{owls," in (root / "entries/section-3.bib").read_text("utf-8")
    assert not {"syntax-error", "unconventional-key"} & set(runs_at_once(root, run))
    assert "3 works recognised, 0 new" in run(root, "import", "../old.md").stderr


def test_importing_the_same_list_again_adds_nothing(tmp_path: Path, run: Run) -> None:
    root, _result = made(tmp_path, run, NESTED)
    result = run(root, "import", "../old.md")
    assert "4 lines read: 3 works recognised, 0 new" in result.stderr


def test_what_lines_do_not_say_is_looked_up(tmp_path: Path, run: Run) -> None:
    (tmp_path / "big.bib").write_text(
        "@inproceedings{x, author = {Poe, Edgar}, title = {Silent Wings}, year = 2023,\n"
        "  booktitle = {Proceedings of the Bird Conference}}\n"
        "@misc{y, author = {Doe, J.}, title = {Do Owls Dream?}, eprint = {2301.00001},\n"
        "  archiveprefix = {arXiv}}\n",
        encoding="utf-8",
    )
    root, result = made(tmp_path, run, NESTED, "--against", "big.bib")
    assert result.exit_code == 0, result.stderr
    assert runs_at_once(root, run) == ["empty-section"]


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_when_only_asked(option: str, tmp_path: Path, run: Run) -> None:
    root, result = made(tmp_path, run, NESTED, option)
    assert result.exit_code == 1
    assert not root.exists()
    assert ("+@misc{silent2023wings," in result.stdout) == (option == "--diff")


def test_a_folder_with_a_list_is_refused(small_list: Path, run: Run) -> None:
    (small_list / "old.md").write_text(NESTED, encoding="utf-8")
    result = run(small_list, "init", "old.md", "-o", ".")
    assert result.exit_code == 2
    assert "entries is there already" in result.stderr


def test_what_is_no_list_is_refused(tmp_path: Path, run: Run) -> None:
    root, result = made(tmp_path, run, "# Hoot\n\nA tool.\n")
    assert result.exit_code == 2
    assert "nothing to make a list of" in result.stderr
    assert not root.exists()


def test_folders_beside_the_new_one_are_left_alone(tmp_path: Path, run: Run) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "theirs.bib").write_text("@misc{a, title = {Owls}}\n", encoding="utf-8")
    staged = beside / ".pllm-bib-staged-abc"
    staged.write_text("left by a kill", encoding="utf-8")
    new, _result = made(tmp_path, run, FLAT)
    assert (new / "README.md").is_file()
    assert staged.is_file()
