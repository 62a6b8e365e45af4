"""What a contributor is told: one message at the line, with the text to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture
def clean(built: Path, run: Run) -> Path:
    """The small list as a contributor finds it: checked, built, and published."""
    assert run(built, "check", "--base", "v1.1").exit_code == 0
    return built


def told(folder: Path, run: Run) -> list[str]:
    """The messages of CI for a pull request, which is judged without README and exports."""
    result = run(folder, "check", "--base", "v1.1", "--ignore", "R001")
    return [line for line in result.stdout.splitlines() if not line[0].isdigit()]


def added(folder: Path, text: str, name: str = "README.md", after: str = "+ **") -> int:
    """Add a line to a file, behind the first one that starts so; return its number."""
    path = folder / name
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(after)) + 1
    lines[at:at] = ["", text]
    path.write_text("\n".join(lines), "utf-8")
    return at + 2


LINE = "+ **\\[2025 BirdConf\\]** Bats at Night. ([paper](https://arxiv.org/abs/2501.90009))"


def test_a_good_line_is_told_with_the_command_that_takes_it_over(clean: Path, run: Run) -> None:
    number = added(clean, LINE)
    (message,) = told(clean, run)
    assert message == (
        f"README.md:{number}:1: R002 hand-edited-block: a new work: “pllm-bib import README.md "
        "--adopt” makes the entry “bats2025night” of it, in entries/owls.bib"
    )
    built = run(clean, "build", "--check")
    assert built.exit_code == 2
    assert f"README.md:{number}: the generated list was edited by hand" in built.stderr
    assert "“pllm-bib import README.md --adopt” takes the edit over" in built.stderr
    run(clean, "import", "README.md", "--adopt")
    assert "@inproceedings{bats2025night," in (clean / "entries/owls.bib").read_text("utf-8")
    assert not any("R002" in message for message in told(clean, run))


def test_a_missing_bracket(clean: Path, run: Run) -> None:
    number = added(
        clean,
        "+ **[2025 BirdConf]** Bats at Night ([Paper](https://arxiv.org/abs/2501.90009) "
        "[code](https://github.com/a/b)",
    )
    (message,) = told(clean, run)
    assert message.startswith(f"README.md:{number}:1: R002 hand-edited-block: a bracket is missing")
    assert "paste instead: + **\\[2025 BirdConf\\]** Bats at Night" in message
    assert "([paper](https://arxiv.org/abs/2501.90009), [code](https://github.com/a/b))" in message


def test_a_wrong_section(clean: Path, run: Run) -> None:
    number = added(clean, f"### Bats\n\n{LINE}")
    (message,) = told(clean, run)
    assert message.startswith(f"README.md:{number}:1: R002 hand-edited-block: the heading “Bats”")
    assert "under one of “### 1.1 Owls”, “### 1.2 Crows &amp; Ravens”" in message


def test_an_entry_for_a_section_that_there_is_not(clean: Path, run: Run) -> None:
    path = clean / "entries/owls.bib"
    path.write_text(path.read_text("utf-8").replace("also = {1.2}", "also = {1.3}"), "utf-8")
    (message,) = told(clean, run)
    assert "C003 unknown-section: the outline has no section “1.3”; did you mean" in message


def test_a_line_of_a_work_that_is_there(clean: Path, run: Run) -> None:
    line = "+ **\\[2024 BirdConf\\]** Owls at night ([paper](https://example.org/owls))"
    number = added(clean, line, after="### 1.1")
    (message,) = told(clean, run)
    assert message.startswith(f"README.md:{number}:1: R002 hand-edited-block: the work is listed")
    assert message.endswith("already: delete this line")


DUPLICATE = """\

@misc{roe2024hootingbert,
  author = {Roe, Richard},
  title = {Hooting with {BERT}},
  year = {2024},
  eprint = {2403.00001},
  archiveprefix = {arXiv},
  primaryclass = {cs.CL},
}
"""


def test_an_entry_of_a_work_that_is_there(clean: Path, run: Run) -> None:
    path = clean / "entries/crows.bib"
    path.write_text(path.read_text("utf-8") + DUPLICATE, "utf-8")
    (message,) = told(clean, run)
    assert message.startswith("entries/crows.bib:")
    assert "“roe2024hooting” has the eprint “2403.00001” too" in message
    assert (
        "to list it in 1.2 too, delete this entry and write “also = {1.2},” into “roe2024hooting”"
    ) in message


def test_a_broken_entry(clean: Path, run: Run) -> None:
    path = clean / "entries/crows.bib"
    text = "\n@misc{new2025bats,\n  author = {New, Ann},\n  title = {Bats {at Night},\n}\n"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    (message,) = told(clean, run)
    assert "S001 syntax-error: the entry “new2025bats” begins here and is not closed" in message
    assert "try “title = {Bats {at Night}},”" in message


def test_a_published_key_that_was_changed(clean: Path, run: Run) -> None:
    path = clean / "entries/owls.bib"
    path.write_text(path.read_text("utf-8").replace("doe2024owls", "doe2024night"), "utf-8")
    (message,) = told(clean, run)
    assert message.startswith("entries/owls.bib:3:16: K006 key-removed: the key “doe2024owls”")
    assert "as “ids = {doe2024owls},”" in message


def test_a_known_work_is_recognised_by_its_id_under_a_shortened_title(
    own_list: Path, run: Run
) -> None:
    line = "+ **\\[2024 NeurIPS\\]** The PRISM dataset. ([paper](https://arxiv.org/abs/2404.16019))"
    number = added(own_list, line, after="## 4. ")
    result = run(own_list, "import", "README.md", "--adopt")
    assert result.stdout == "", "no new entry"
    assert "kirk2024prism: also “4”" in result.stderr
    assert f"README.md:{number}:" in result.stderr
    assert "the title is “The PRISM dataset” here" in result.stderr
    benchmark = (own_list / "entries/benchmark.bib").read_text("utf-8")
    assert "Participatory, Representative and Individualised" in benchmark
    assert "  also = {4},\n" in benchmark


def test_a_copy_under_another_section_keeps_the_venue(clean: Path, run: Run) -> None:
    line = "+ **\\[2025 ACL\\]** Hooting with BERT. ([paper](https://arxiv.org/abs/2403.00001))"
    added(clean, line, after="### 1.2")
    result = run(clean, "import", "README.md", "--adopt")
    assert "I006 lines-disagree: the venue is “ACL” here" in result.stderr
    text = (clean / "entries/owls.bib").read_text("utf-8")
    assert "  also = {1.2},\n" in text.partition("@misc{roe2024hooting,")[2]
    assert "venue = {ACL}" not in text


def test_a_copied_line_is_told_where_it_stands_and_once(clean: Path, run: Run) -> None:
    line = "+ **\\[2024 ACL\\]** Hooting with Bats. ([paper](https://arxiv.org/abs/2403.00001))"
    number = added(clean, line, after="### 1.2")
    (message,) = told(clean, run)
    assert message.startswith(f"README.md:{number}:1: R002 hand-edited-block: the venue is “ACL”")
    assert message.endswith("only the section is taken by “pllm-bib import README.md --adopt”")


def test_a_wrong_bracket_in_a_line_of_the_list(clean: Path, run: Run) -> None:
    path = clean / "README.md"
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if "Hooting with Bats" in line)
    lines[at] = lines[at].replace("\\]**", ")**")
    path.write_text("\n".join(lines), "utf-8")
    (message,) = told(clean, run)
    assert message.startswith(f"README.md:{at + 1}:1: R002 hand-edited-block: a bracket is wrong")
    assert "paste instead: + **\\[" in message


@pytest.mark.parametrize("name", ["bats/new2025bats.bib", "bats/deep/new2025bats.bib"])
def test_an_entry_in_a_folder_of_no_section(clean: Path, run: Run, name: str) -> None:
    path = clean / "entries" / name
    path.parent.mkdir(parents=True)
    path.write_text("@misc{new2025bats,\n  author = {New, Ann},\n  title = {Bats}\n}\n", "utf-8")
    messages = told(clean, run)
    assert f"entries/{name}:1:1: C002 file-without-section" in " ".join(messages)
    shown = run(clean, "review", "--base", "v1.1", "--no-build", "--ignore", "R001")
    first = shown.stdout.partition("| --- | --- | --- | --- |\n")[2].split("\n")[0]
    assert "C002 file-without-section" in first
