"""``pllm-bib import``: what it adds, recognises, adopts and reports."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from pllm_bib.files.transaction.staged import open_staged

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from click.testing import Result

    Run = Callable[..., Result]

ORIGINAL = Path(__file__).parent.parent / "awesome/data/original-list.md"

LIST = """\
# Awesome Birds

## Owls

- [BirdConf 2024] Owls by Day ([paper](https://example.org/day.pdf), [code](https://github.com/o/d))
- [BirdConf 2024] Owls at Night [paper](https://doi.org/10.1234/owls)

## Crows & Ravens

| Title | Venue | Date | Code |
| --- | --- | --- | --- |
| [Crows](https://arxiv.org/abs/2401.00002) | arXiv | 2024 | |
| Ragged | row | with | too | many |

## Penguins

- [BirdConf 2024] Penguins [paper](javascript:alert(1))
"""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def birds(small_list: Path) -> Path:
    (small_list / "birds.md").write_text(LIST, encoding="utf-8")
    return small_list


def test_a_list(birds: Path, run: Run) -> None:
    result = run(birds, "import", "birds.md")
    assert result.exit_code == 1, "there is something to report"
    assert result.stdout == "owls2024day\ncrows2024\n"
    lines = result.stderr.splitlines()
    assert [" ".join(line.split()[:3]) for line in lines[:5]] == [
        "birds.md:5:3: I008 missing-authors:",
        "birds.md:12:3: I008 missing-authors:",
        "birds.md:13:3: I004 ragged-row:",
        "birds.md:17:3: I005 unmatched-heading:",
        "birds.md:17:36: I003 broken-link:",
    ]
    assert lines[0].endswith("[owls2024day]")
    assert "“Penguins” is of no section here: 1 new work is left out" in lines[3]
    assert "“javascript:alert(1)” is not a web address: the link is left out" in lines[4]
    assert lines[5:] == [
        "4 lines read: 1 work recognised, 2 new, 1 left out, 5 findings",
        "wrote entries/owls.bib",
        "wrote entries/crows.bib",
    ]
    crows = (birds / "entries/crows.bib").read_text("utf-8")
    assert (
        """\
@misc{crows2024,
  title = {Crows},
  year = {2024},
  eprint = {2401.00002},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/2401.00002},
}
"""
        in crows
    )
    assert run(birds, "fmt", "--check").exit_code == 0
    assert run(birds, "build").exit_code == 0


def test_a_second_time_changes_nothing(birds: Path, run: Run) -> None:
    run(birds, "import", "birds.md")
    before = snapshot(birds)
    result = run(birds, "import", "birds.md")
    assert result.stdout == ""
    assert "3 works recognised, 0 new" in result.stderr
    assert snapshot(birds) == before


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_when_only_asked(option: str, birds: Path, run: Run) -> None:
    before = snapshot(birds)
    result = run(birds, "import", "birds.md", option)
    assert result.exit_code == 1
    assert snapshot(birds) == before
    assert "would change entries/owls.bib" in result.stderr
    assert ("+@misc{crows2024," in result.stdout) == (option == "--diff")


def test_the_original_list_is_known(own_list: Path, run: Run) -> None:
    """Every line is read, every work recognised: also those that moved, were renamed, repeated."""
    shutil.copy(ORIGINAL, own_list / "original.md")
    before = snapshot(own_list)
    result = run(own_list, "import", "original.md")
    assert result.stderr.splitlines()[-1].startswith("61 lines read: 60 works recognised, 0 new, ")
    assert result.stdout == ""
    assert snapshot(own_list) == before


def test_a_line_from_standard_input(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from pllm_bib.cli import cli

    monkeypatch.chdir(small_list)
    line = (
        "+ **\\[2024 BirdConf\\]** Owls by Day. ([paper](https://example.org/day)). Jane Doe, J Roe"
    )
    result = CliRunner().invoke(
        cli, ["import", "-", "--section", "crows"], input=line, catch_exceptions=False
    )
    assert (result.exit_code, result.stdout) == (0, "doe2024owlsday\n")
    assert "doe2024owlsday" in (small_list / "entries/crows.bib").read_text("utf-8")


def test_bibliographies(small_list: Path, run: Run) -> None:
    (small_list / "refs.bib").write_text(
        "@article{a, author = {Doe, Jane}, title = {Owls by Day}, journal = {J}, year = 2024}\n"
        "@article{b, author = {Poe, Edgar}, title = {A Raven, {Nevermore}}, journal = {J}}\n",
        encoding="utf-8",
    )
    result = run(small_list, "import", "refs.bib", "--section", "1.2")
    assert (result.exit_code, result.stdout) == (0, "doe2024owlsday\n")
    assert "2 lines read: 1 work recognised, 1 new" in result.stderr


RIS = """\
TY  - CONF
AU  - Doe, Jane
TI  - Owls by Day
T2  - Proceedings of the Bird Conference
PY  - 2024
SP  - 3
EP  - 4
KW  - Owls
KW  - birds
ER  -\x20

TY  - JOUR
AU  - Poe, Edgar
TI  - A Raven, Nevermore
JO  - Journal of Ravens
PY  - 2023
DO  - 10.1234/raven
ER  -\x20

TY  - GEN
TI  - Crows in the Snow
PY  - 2023
UR  - https://arxiv.org/abs/2301.00002
KW  - Crows & Ravens
KW  - owls
ER  -\x20
"""
"""A new work, one that the list has, and one without authors."""
CSL = """\
[
 {"id": "a", "type": "paper-conference", "title": "Owls by Day", "keyword": "Owls, birds",
  "author": [{"family": "Doe", "given": "Jane"}], "issued": {"date-parts": [[2024]]},
  "container-title": "Proceedings of the Bird Conference", "page": "3-4"},
 {"id": "b", "type": "article-journal", "title": "A Raven, Nevermore", "DOI": "10.1234/RAVEN"},
 {"id": "c", "type": "article", "title": "Crows in the Snow", "keyword": "Crows & Ravens, owls",
  "issued": {"date-parts": [[2023]]}, "URL": "https://arxiv.org/abs/2301.00002"}
]
"""
YAML = """\
references:
- id: a
  type: paper-conference
  title: Owls by Day
  author: [{family: Doe, given: Jane}]
  issued: {date-parts: [[2024]]}
  container-title: Proceedings of the Bird Conference
  page: 3-4
  keyword: Owls, birds
- id: b
  type: article-journal
  title: A Raven, Nevermore
  DOI: 10.1234/raven
- id: c
  type: article
  title: Crows in the Snow
  issued: {date-parts: [[2023]]}
  URL: https://arxiv.org/abs/2301.00002
  keyword: Crows & Ravens, owls
"""
ENW = """\
%0 Conference Proceedings
%A Doe, Jane
%T Owls by Day
%B Proceedings of the Bird Conference
%D 2024
%P 3-4
%K Owls

%0 Journal Article
%A Poe, Edgar
%T A Raven, Nevermore
%R 10.1234/raven

%0 Generic
%T Crows in the Snow
%D 2023
%U https://arxiv.org/abs/2301.00002
%K Crows & Ravens
owls
"""
NBIB = """\
PMID- 1
TI  - Owls by Day
FAU - Doe, Jane
DP  - 2024
JT  - Proceedings of the Bird Conference
PG  - 3-4
OT  - Owls

PMID- 2
TI  - A Raven, Nevermore
FAU - Poe, Edgar
AID - 10.1234/raven [doi]

PMID- 3
TI  - Crows in the Snow
DP  - 2023
OT  - Crows & Ravens
OT  - owls
"""
BIBLATEX = """\
@inproceedings{a, author = {Doe, Jane}, title = {Owls by Day}, date = {2024}, pages = {3--4},
  booktitle = {Proceedings of the Bird Conference}, keywords = {Owls, birds}}
@article{b, author = {Poe, Edgar}, title = {A Raven}, subtitle = {Nevermore}, doi = {10.1234/raven}}
@online{c, title = {Crows in the Snow}, date = {2023}, eprint = {2301.00002}, eprinttype = {arxiv},
  keywords = {Crows & Ravens, owls}}
"""
BIBLIOGRAPHIES = {
    "refs.ris": RIS,
    "refs.json": CSL,
    "refs.yaml": YAML,
    "refs.enw": ENW,
    "refs.nbib": NBIB,
    "refs.bib": BIBLATEX,
}


@pytest.fixture(params=BIBLIOGRAPHIES)
def refs(request: pytest.FixtureRequest, small_list: Path) -> str:
    """Three works in one of the formats, in a file beside the list."""
    name: str = request.param
    (small_list / name).write_text(BIBLIOGRAPHIES[name], encoding="utf-8")
    return name


def test_formats_into_a_section(refs: str, small_list: Path, run: Run) -> None:
    result = run(small_list, "import", refs, "--section", "crows")
    assert result.exit_code == 1, "authors are missing"
    assert result.stdout == "doe2024owlsday\ncrows2023snow\n"
    assert "3 lines read: 1 work recognised, 2 new" in result.stderr
    assert "I008 missing-authors" in result.stderr
    crows = (small_list / "entries/crows.bib").read_text("utf-8")
    assert "title = {Owls by Day}," in crows
    assert "pages = {3--4}," in crows
    before = snapshot(small_list)
    again = run(small_list, "import", refs, "--section", "crows")
    assert "3 works recognised, 0 new" in again.stderr
    assert snapshot(small_list) == before
    assert run(small_list, "fmt", "--check").exit_code == 0


def test_keywords_tell_sections(refs: str, small_list: Path, run: Run) -> None:
    result = run(small_list, "import", refs)
    assert result.stdout == "doe2024owlsday\ncrows2023snow\n"
    assert "doe2024owlsday" in (small_list / "entries/owls.bib").read_text("utf-8")
    crows = (small_list / "entries/crows.bib").read_text("utf-8")
    assert "crows2023snow" in crows
    assert "also = {1.1}," in crows
    before = snapshot(small_list)
    run(small_list, "import", refs)
    assert snapshot(small_list) == before


def test_formats_tell_what_lines_do_not(refs: str, small_list: Path, run: Run) -> None:
    (small_list / "line.md").write_text("- [BirdConf 2024] Owls by Day", encoding="utf-8")
    result = run(small_list, "import", "line.md", "--against", refs, "--section", "owls")
    assert (result.exit_code, result.stdout) == (0, "doe2024owlsday\n"), result.stderr
    assert "author = {Doe, Jane}," in (small_list / "entries/owls.bib").read_text("utf-8")


def test_entries_without_a_keyword_of_a_section(small_list: Path, run: Run) -> None:
    (small_list / "refs.ris").write_text(
        RIS.replace("KW  - Owls\n", "KW  - night\n"), encoding="utf-8"
    )
    result = run(small_list, "import", "refs.ris")
    assert result.stdout == "crows2023snow\n"
    assert "refs.ris:1:1: I005 unmatched-heading: the heading “night, birds”" in result.stderr
    assert "1 left out" in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("bad.bib", "@article{a, title = {Owls}, year = 2024}\n@misc{b, title =", "bad.bib:2:"),
        (
            "bad.json",
            '[{"id": "a", "title": "Owls", "type": "article"},\n {"id": }]',
            "bad.json:2:",
        ),
        ("bad.yaml", "- id: a\n  type: article\n  title: Owls\n- id: [\n", "bad.yaml:"),
        ("bad.ris", "TY  - GEN\nTI  - Owls\nER  -\nTI  - Lost\n", "bad.ris:4:"),
        ("bad.enw", "%0 Generic\n%T Owls\n%D some day\n", "bad.enw:3:"),
        ("bad.nbib", "PMID- 1\nTI  - Owls\nDP  - some day\n", "bad.nbib:3:"),
    ],
)
def test_faults_of_formats(name: str, text: str, place: str, small_list: Path, run: Run) -> None:
    """They are reported with their place, and the rest is taken in."""
    (small_list / name).write_text(text, encoding="utf-8")
    result = run(small_list, "import", name, "--section", "owls")
    assert result.exit_code == 1
    assert place in result.stderr
    assert result.stdout.startswith("owls")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["refs.bib"], "name one with --section"),
        (["missing.md"], "cannot read missing.md"),
        (["birds.md", "--section", "9.9"], "there is no section “9.9”"),
        (["birds.md", "--section", "1"], "name one of 1.1, 1.2"),
        (["birds.md", "-f", "bibtx"], "Did you mean bibtex"),
        (["birds.md", "--against", "birds.md"], "birds.md looks like a Markdown list"),
        (["birds.md", "--against", "missing.bib"], "cannot read missing.bib"),
        (["birds.md", "--adopt"], "exactly one pair of lines"),
        (["README.md", "--adopt", "--section", "1.1"], "--adopt goes without --section and --from"),
    ],
)
def test_usage(arguments: list[str], message: str, birds: Path, run: Run) -> None:
    (birds / "refs.bib").write_text("@misc{a, title = {B}}", encoding="utf-8")
    before = snapshot(birds)
    result = run(birds, "import", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert snapshot(birds) == before


@pytest.mark.parametrize(
    "text",
    [
        "# Hoot\n\nA tool. [Docs](https://example.org).\n\n- Fast\n",
        "",
        "\0\0\0",
        "@misc{a, title = ",
    ],
)
def test_no_list(text: str, birds: Path, run: Run) -> None:
    (birds / "none.md").write_text(text, encoding="utf-8")
    before = snapshot(birds)
    result = run(birds, "import", "none.md")
    assert result.exit_code == 1
    assert "none.md:1:1: I001 no-list" in result.stderr
    assert snapshot(birds) == before


OWLS_BY_DAY = "- [BirdConf 2024] Owls by Day. Jane Doe, Richard Roe."


@pytest.mark.parametrize(
    ("text", "finding", "said"),
    [
        (
            (
                "| Title | Authors | Link |\n|---|---|---|\n| A | B | C | D |\n"
                "| Owls by Day | Jane Doe | [paper](https://example.org/day) |\n"
            ),
            "bad.md:5:3: I004 ragged-row: the row has 4 cells, the table 3",
            ("doeowls", "url = {https://example.org/day}"),
        ),
        (
            f"{OWLS_BY_DAY} [paper](javascript:alert(1)) [code](https://github.com/o/d)\n",
            "bad.md:3:63: I003 broken-link: “javascript:alert(1)” is not a web address",
            ("doe2024owlsday", "code = {https://github.com/o/d}"),
        ),
        (
            f"{OWLS_BY_DAY} [paper](https://example.org/by day.pdf)\n",
            "bad.md:3:63: I003 broken-link: “https://example.org/by day.pdf” contains a space",
            ("doe2024owlsday", "pdf = {https://example.org/by%20day.pdf}"),
        ),
        (
            f"{OWLS_BY_DAY} [paper](https://example.org/owls_(birds).pdf)\n",
            "",
            ("doe2024owlsday", "pdf = {https://example.org/owls_(birds).pdf}"),
        ),
        (
            "- [BirdConf 2024] `hoot | grep` by Day. Jane Doe, R. Roe. [x](https://example.org/)\n",
            "bad.md:3:63: I009 misplaced-link: “https://example.org/” is left out",
            ("doe2024hoot", "title = {\\texttt{hoot {\\textbar} grep} by Day}"),
        ),
        (
            (
                "- [BirdConf 2024] Owls That Hoot by Day. Jane Doe, Richard Roe.\n"
                "- [BirdConf 2023] Owls That Hoot by Day. [code](https://github.com/o/d)\n"
            ),
            "bad.md:4:3: I006 lines-disagree: the year is 2023 here, 2024 in line 3",
            ("doe2024owlshoot", "code = {https://github.com/o/d}"),
        ),
    ],
    ids=["ragged row", "javascript", "space", "parentheses", "pipes and backticks", "two years"],
)
def test_slips_are_reported_and_the_rest_is_taken(
    text: str, finding: str, said: tuple[str, str], small_list: Path, run: Run
) -> None:
    key, field = said
    (small_list / "bad.md").write_text(f"## Owls\n\n{text}", encoding="utf-8")
    result = run(small_list, "import", "bad.md")
    assert (result.exit_code, result.stdout) == (1 if finding else 0, f"{key}\n"), result.stderr
    assert finding in result.stderr
    assert field in (small_list / "entries/owls.bib").read_text("utf-8")
    before = snapshot(small_list)
    again = run(small_list, "import", "bad.md")
    assert (again.exit_code < 2, again.stdout, snapshot(small_list)) == (True, "", before)
    made = run(small_list, "init", "bad.md", "-o", "new")
    assert made.exit_code == (1 if "I003" in finding or "I004" in finding else made.exit_code)
    assert finding in made.stderr
    assert run(small_list / "new", "build", "--check").exit_code == 0
    assert run(small_list / "new", "check").exit_code < 2


def test_other_encodings_are_read_and_reported(birds: Path, run: Run) -> None:
    text = "## Owls\n- [BirdConf 2024] Käuze am Tag [paper](https://example.org/kauz)\n"
    (birds / "old.md").write_bytes(text.encode("cp1252"))
    result = run(birds, "import", "old.md")
    assert "bad-encoding" in result.stderr
    assert "title = {Käuze am Tag}" in (birds / "entries/owls.bib").read_text("utf-8")


def test_against(birds: Path, run: Run) -> None:
    (birds / "big.bib").write_text(
        "@inproceedings{x, author = {Doe, Jane}, title = {Owls by Day}, year = 2024,\n"
        "  booktitle = {Proc. BirdConf}, pages = {3--4}}\n"
        "@misc{y, author = {Roe, R.}, title = {{Crows}}, eprint = {2401.00002}, year = 2024,\n"
        "  archiveprefix = {arXiv}}\n",
        encoding="utf-8",
    )
    result = run(birds, "import", "birds.md", "--against", "big.bib")
    assert result.stdout == "doe2024owlsday\nroe2024crows\n"
    assert "missing-authors" not in result.stderr
    assert "pages = {3--4}" in (birds / "entries/owls.bib").read_text("utf-8")


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk be full when a file of this name is staged."""

    def full(path: Path, target: Path | None = None) -> AbstractContextManager[BinaryIO]:
        if target and target.name == name:
            raise OSError(28, "No space left on device", str(path))
        return open_staged(path, target)

    monkeypatch.setattr("pllm_bib.files.transaction.commit.open_staged", full)


def test_a_write_that_fails_leaves_all_as_it_was(
    birds: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(birds)
    fill_the_disk(monkeypatch, "crows.bib")
    result = run(birds, "import", "birds.md")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert snapshot(birds) == before


# Edits of the generated list.


@pytest.fixture
def built(small_list: Path, run: Run) -> Path:
    assert run(small_list, "build").exit_code == 0
    return small_list


def edit(root: Path, *changes: tuple[str, str]) -> None:
    path = root / "README.md"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_adopt_without_edits(built: Path, run: Run) -> None:
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0
    assert "0 lines read" in result.stderr


def test_a_new_line_is_adopted(built: Path, run: Run) -> None:
    edit(
        built,
        (
            "### 1.2 Crows &amp; Ravens\n",
            (
                "### 1.2 Crows &amp; Ravens\n\n- **[2024 BirdConf]** Rooks. Jane Doe, Richard Roe "
                "[[paper](https://example.org/rooks)]\n"
            ),
        ),
    )
    assert run(built, "build").exit_code == 2, "a build would lose the line"
    result = run(built, "import", "README.md", "--adopt")
    assert (result.exit_code, result.stdout) == (0, "doe2024rooks\n")
    assert "doe2024rooks" in (built / "entries/crows.bib").read_text("utf-8")
    assert r"+ **\[2024 BirdConf\]** Rooks. ([paper](https://example.org/rooks), [BibTeX](" in (
        built / "README.md"
    ).read_text("utf-8")
    assert run(built, "build").exit_code == 0
    assert run(built, "build", "--check").exit_code == 0


def test_changed_lines_are_adopted(built: Path, run: Run) -> None:
    edit(
        built,
        ("Hooting with BERT.", "Hooting with BERT and LLMs."),
        (r"\[2024 BirdConf\]** Owls at Night", r"\[2025 BirdConf\]** Owls at Night"),
        ("https://github.com/example/owls", "https://github.com/example/owls-at-night"),
    )
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    said = [line.split(": ", 1)[1] for line in result.stderr.splitlines() if " -> " in line]
    assert sorted(said) == [
        (
            "doe2024owls: code link “https://github.com/example/owls” -> "
            "“https://github.com/example/owls-at-night”"
        ),
        "doe2024owls: year “2024” -> “2025”",
        "roe2024hooting: title “Hooting with BERT” -> “Hooting with BERT and LLMs”",
    ]
    text = (built / "entries/owls.bib").read_text("utf-8")
    assert "title = {Hooting with {BERT} and LLMs}," in text
    assert "year = {2025}," in text
    assert "% Works on owls." in text
    assert run(built, "build").exit_code == 0


def test_a_removed_line_is_reported_and_its_work_stays(built: Path, run: Run) -> None:
    path = built / "README.md"
    text = path.read_text("utf-8")
    line = next(line for line in text.splitlines() if "Nevermore" in line)
    path.write_text(text.replace(f"{line}\n\n", ""), encoding="utf-8")
    before = snapshot(built / "entries")
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 1
    assert "line-removed" in result.stderr
    assert "[poe2023raven]" in result.stderr
    assert snapshot(built / "entries") == before
    assert line in path.read_text("utf-8")


def test_a_line_in_a_further_section_becomes_also(built: Path, run: Run) -> None:
    text = (built / "README.md").read_text("utf-8")
    line = next(line for line in text.splitlines() if "Hooting" in line)
    edit(built, ("### 1.2 Crows &amp; Ravens\n", f"### 1.2 Crows &amp; Ravens\n\n{line}\n"))
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    assert "roe2024hooting: also “1.2”" in result.stderr
    owls = (built / "entries/owls.bib").read_text("utf-8")
    assert owls.count("also = {1.2},") == 2


def test_a_line_that_is_taken_off_a_further_section(built: Path, run: Run) -> None:
    path = built / "README.md"
    text = path.read_text("utf-8")
    line = next(line for line in text.splitlines() if "Owls at Night" in line)
    head, _, tail = text.rpartition(f"{line}\n\n")
    path.write_text(head + tail, encoding="utf-8")
    result = run(built, "import", "README.md", "--adopt")
    assert "doe2024owls: also “1.2” dropped" in result.stderr
    assert "also" not in (built / "entries/owls.bib").read_text("utf-8")


def test_what_cannot_be_adopted_stays_in_the_readme(built: Path, run: Run) -> None:
    edit(
        built,
        (
            "### 1.2 Crows &amp; Ravens\n",
            (
                "### 1.2 Crows &amp; Ravens\n\nRavens are clever.\n\n### 1.3 Rooks\n\n"
                "- **[2024 BirdConf]** Rooks. [[paper](https://example.org/rooks)]\n"
            ),
        ),
    )
    readme = (built / "README.md").read_text("utf-8")
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 1
    assert "Ravens are clever" in readme
    lines = [n for n, line in enumerate(readme.splitlines(), 1) if "clever" in line]
    assert f"README.md:{lines[0]}:1: I013 edit-not-adopted" in result.stderr
    assert "unmatched-heading: the heading “1.3 Rooks”" in result.stderr
    assert (built / "README.md").read_text("utf-8") == readme


def test_adopt_only_asked(built: Path, run: Run) -> None:
    edit(built, ("Hooting with BERT.", "Hooting with GPT."))
    before = snapshot(built)
    result = run(built, "import", "README.md", "--adopt", "--diff")
    assert result.exit_code == 1
    assert "+  title = {Hooting with GPT}," in result.stdout
    assert snapshot(built) == before


HEADING = "### 1.2 Crows &amp; Ravens\n"


def lines_of(root: Path, words: str) -> list[str]:
    return [line for line in (root / "README.md").read_text("utf-8").splitlines() if words in line]


def move(root: Path, words: str) -> str:
    """Cut the first line with some words and paste it at the start of section 1.2."""
    line = lines_of(root, words)[0]
    path = root / "README.md"
    path.write_text(path.read_text("utf-8").replace(f"{line}\n\n", "", 1), encoding="utf-8")
    edit(root, (HEADING, f"{HEADING}\n{line}\n"))
    return line


def is_settled(root: Path, run: Run) -> bool:
    """Whether adopting once more changes nothing, nor does building."""
    assert run(root, "build").exit_code == 0
    before = snapshot(root)
    again = run(root, "import", "README.md", "--adopt")
    return again.exit_code == 0 and snapshot(root) == before and run(root, "check").exit_code < 2


def test_a_line_that_was_moved_moves_its_entry(built: Path, run: Run) -> None:
    path = built / "entries/owls.bib"
    text = path.read_text("utf-8").replace("@misc{roe", "% On hooting.\n@misc{roe")
    path.write_text(text, encoding="utf-8")
    line = move(built, "Hooting")
    before = snapshot(built)
    asked = run(built, "import", "README.md", "--adopt", "--diff")
    assert asked.exit_code == 1
    assert "+% On hooting.\n+@misc{roe2024hooting," in asked.stdout
    assert snapshot(built) == before
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    number = before[str(built / "README.md")].decode().splitlines().index(line) + 1
    assert f"README.md:{number}:1: roe2024hooting: section “1.1” -> “1.2”" in result.stderr
    owls = (built / "entries/owls.bib").read_text("utf-8")
    crows = (built / "entries/crows.bib").read_text("utf-8")
    assert "hooting" not in owls.lower()
    assert "% Works on owls." in owls
    assert crows.rstrip().endswith("primaryclass = {cs.CL},\n}")
    assert "}\n\n% On hooting.\n@misc{roe2024hooting,\n" in crows
    assert "also" not in crows
    assert lines_of(built, "Hooting") == [line.replace("bibtex/owls.md", "bibtex/crows.md")]
    assert is_settled(built, run)


def test_a_line_that_was_moved_and_edited(built: Path, run: Run) -> None:
    move(built, "Hooting")
    edit(built, ("Hooting with BERT.", "Hooting with GPT."))
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    assert "title = {Hooting with GPT}," in (built / "entries/crows.bib").read_text("utf-8")
    assert is_settled(built, run)


def test_a_cross_listed_work_that_leaves_its_own_section(built: Path, run: Run) -> None:
    """Where it goes on being listed is where it belongs then."""
    line = lines_of(built, "Owls at Night")[0]
    path = built / "README.md"
    path.write_text(path.read_text("utf-8").replace(f"{line}\n\n", "", 1), encoding="utf-8")
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    assert "doe2024owls: section “1.1” -> “1.2”" in result.stderr
    assert "doe2024owls: also “1.2” dropped" in result.stderr
    assert "also" not in (built / "entries/crows.bib").read_text("utf-8")
    assert "doe2024owls" in (built / "entries/crows.bib").read_text("utf-8")
    assert is_settled(built, run)


def test_a_cross_listed_work_keeps_its_other_section(built: Path, run: Run) -> None:
    """Its own line goes to the front matter; section 1.2 goes on listing it."""
    line = lines_of(built, "Owls at Night")[0]
    path = built / "README.md"
    text = path.read_text("utf-8").replace(f"{line}\n\n", "", 1)
    path.write_text(text.replace("## 1. Birds\n", f"{line}\n\n## 1. Birds\n"), encoding="utf-8")
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 0, result.stderr
    assert "also = {1.2}," in (built / "entries/front.bib").read_text("utf-8")
    assert is_settled(built, run)


def test_an_entry_that_cannot_be_moved_stays(built: Path, run: Run) -> None:
    """What a macro of its file stands for is not known in another one."""
    path = built / "entries/owls.bib"
    text = path.read_text("utf-8").replace("author = {Roe, Richard}", "author = r")
    path.write_text(f'@string{{r = "Roe, Richard"}}\n\n{text}', encoding="utf-8")
    assert run(built, "build").exit_code < 2
    move(built, "Hooting")
    before = snapshot(built)
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 1
    assert "move it from entries/owls.bib to entries/crows.bib by hand" in result.stderr
    assert snapshot(built) == before


def test_a_line_under_a_heading_of_no_section(built: Path, run: Run) -> None:
    line = move(built, "Hooting")
    path = built / "README.md"
    head, found, tail = path.read_text("utf-8").replace(f"{line}\n\n", "", 1).rpartition("<!--")
    path.write_text(f"{head}### 1.3 Rooks\n\n{line}\n\n{found}{tail}", encoding="utf-8")
    before = snapshot(built)
    result = run(built, "import", "README.md", "--adopt")
    assert result.exit_code == 1
    assert "unmatched-heading: the heading “1.3 Rooks” is of no section here" in result.stderr
    assert "line-removed" not in result.stderr
    assert snapshot(built) == before


def test_a_move_that_cannot_be_written_leaves_all_as_it_was(
    built: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(built, "Hooting")
    before = snapshot(built)
    fill_the_disk(monkeypatch, "crows.bib")
    assert run(built, "import", "README.md", "--adopt").exit_code == 2
    assert snapshot(built) == before


def test_fields_of_a_bib_file_keep_their_own_latex(small_list: Path, run: Run) -> None:
    fields = (
        "  author = {M{\\\"u}ller, J{\\'e}r{\\^o}me and {The Owl Group}},\n"
        '  title = {{\\"U}ber $x^2$ and \\emph{the} {DNA} of \\LaTeX{} owls --- a study},\n'
        '  journal = {Journal of {\\"O}wls},\n'
        "  year = {2021},\n"
        "  note = {Caf\\'e \\& more},\n"
    )
    (small_list / "new.bib").write_text(f"@article{{x,\n{fields}}}\n", "utf-8")
    assert run(small_list, "import", "new.bib", "--section", "crows").exit_code == 0
    texts = [path.read_text("utf-8") for path in (small_list / "entries").glob("*.bib")]
    assert any(fields in text for text in texts)


def test_what_would_say_something_else_in_the_list_is_written_anew(
    small_list: Path, run: Run
) -> None:
    (small_list / "new.bib").write_text(
        '@preamble{"\\newcommand{\\noopsort}[1]{}\\newcommand{\\owl}{Owl}"}\n'
        '@string{j = "J. {\\"O}"}\n'
        '@article{x, author = {Jane M{\\"u}ller}, title = {The {\\noopsort{a}}owls}, journal = j,'
        " year = 2021, month = mar}\n",
        "utf-8",
    )
    run(small_list, "import", "new.bib", "--section", "crows")
    text = next(
        text
        for path in (small_list / "entries").glob("*.bib")
        if "The owls" in (text := path.read_text("utf-8"))
    )
    assert "author = {Müller, Jane}" in text
    assert 'journal = {J. {\\"O}}' in text
    assert "month = mar," in text
