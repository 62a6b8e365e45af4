"""``pllm-bib sync``: a newer version of a list's source updates the list, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

SOURCE = """\
# Awesome Birds

## Owls

+ **\\[2024 Arxiv-2401\\]** Barn Owls in Winter. ([paper](https://arxiv.org/abs/2401.00001))

+ **\\[2024 Arxiv-2402\\]** Eagle Owls of the North. ([paper](https://arxiv.org/abs/2402.00002))

+ **\\[2023 BirdConf\\]** Little Owls. ([paper](https://example.org/little))

## Crows

+ **\\[2022 Arxiv-2203\\]** Hooded Crows Count to Seven. ([paper](https://arxiv.org/abs/2203.00003))
"""


@pytest.fixture
def synced(small_list: Path, run: Run) -> Path:
    """The small list with the works of a source, whose lines are remembered."""
    (small_list / "source.md").write_text(SOURCE, "utf-8")
    result = run(small_list, "sync", "source.md", "--map", "Crows=1.2")
    assert len(result.stdout.split()) == 4, result.stderr
    return small_list


def edited(folder: Path, old: str, new: str, name: str = "source.md") -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def entry_of(folder: Path, title: str) -> str:
    """The source of the entry with a title, and the name of its file before it."""
    for path in sorted((folder / "entries").glob("*.bib")):
        for block in path.read_text("utf-8").split("\n\n"):
            if title in block:
                return f"{path.name}\n{block}"
    raise AssertionError(title)


def test_a_second_run_changes_nothing(synced: Path, run: Run) -> None:
    result = run(synced, "sync", "source.md")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "4 lines read: 4 works recognised, 0 new\n"
    assert run(synced, "sync", "source.md", "--check").exit_code == 0


def test_lines_are_remembered_one_a_line(synced: Path) -> None:
    lines = (synced / "entries/upstream.txt").read_text("utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("%")]
    keys = [row.partition("{")[2].partition(",")[0] for row in rows]
    assert len(rows) == 4
    assert keys == sorted(keys)
    assert all("headings = {Awesome Birds > " in row and row.endswith("}}") for row in rows)


def test_a_changed_venue_is_taken_field_by_field(synced: Path, run: Run) -> None:
    edited(synced, "[2024 Arxiv-2401\\]", "[2025 BirdConf\\]")
    shown = run(synced, "sync", "source.md", "--diff")
    assert shown.exit_code == 1
    assert "+  venue = {BirdConf}," in shown.stdout
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 0, result.stderr
    for words in (
        "year “2024” -> “2025”",
        "venue “arXiv” -> “BirdConf”",
        "booktitle “Proceedings of the Bird Conference”",
        "type “@misc” -> “@inproceedings”",
    ):
        assert words in result.stderr
    assert "source.md:5:" in result.stderr
    entry = entry_of(synced, "Barn Owls in Winter")
    assert "@inproceedings{" in entry
    assert "  booktitle = {Proceedings of the Bird Conference},\n" in entry
    assert "  year = {2025},\n" in entry
    assert "  eprint = {2401.00001},\n" in entry, "the id of the preprint stays"
    assert run(synced, "sync", "source.md", "--check").exit_code == 0


def test_a_new_link_and_a_corrected_title(synced: Path, run: Run) -> None:
    edited(
        synced,
        "Eagle Owls of the North. ([paper](https://arxiv.org/abs/2402.00002))",
        "Eagle Owls of the Far North. ([paper](https://arxiv.org/abs/2402.00002), "
        "[code](https://github.com/e/owls))",
    )
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 0, result.stderr
    assert "code link “https://github.com/e/owls”" in result.stderr
    assert "title “Eagle Owls of the North” -> “Eagle Owls of the Far North”" in result.stderr
    assert "code = {https://github.com/e/owls}" in entry_of(synced, "Eagle Owls of the Far North")


def test_an_identifier_on_another_title_does_not_beat_the_title(small_list: Path, run: Run) -> None:
    line = "- {title}.\n  [[pdf]]({url})\n  - Ann Crow, Bob Heron, and Cy Owl. *{venue}*\n\n"
    owls = line.format(
        title="Can Owls Count to Seven? A Field Study",
        url="https://arxiv.org/pdf/2103.03568.pdf",
        venue="Arxiv 2021",
    )
    (small_list / "source.md").write_text(f"# Birds\n\n## Owls\n\n{owls}", "utf-8")
    assert run(small_list, "sync", "source.md", "--map", "Owls=1.2").stdout
    herons = line.format(
        title="Herons Find an Optimal Basis for Fishing",
        url="https://arxiv.org/pdf/2103.03568.pdf",
        venue="BirdConf 2022",
    )
    owls = owls.replace("arxiv.org/pdf/2103.03568.pdf", "example.org/owls.pdf")
    owls = owls.replace("Ann Crow, Bob Heron, and Cy Owl", "Dan Stork and Eve Gull")
    (small_list / "source.md").write_text(f"# Birds\n\n## Owls\n\n{herons}{owls}", "utf-8")
    result = run(small_list, "sync", "source.md")
    assert "title “Can Owls" not in result.stderr
    entry = entry_of(small_list, "Can Owls Count to Seven")
    assert "@misc{" in entry
    assert "venue" not in entry
    assert "year = {2021}" in entry
    assert "source.md:5:3: I010 identifiers-disagree" in result.stderr


def test_what_was_changed_by_hand_stays_and_a_conflict_is_told(synced: Path, run: Run) -> None:
    edited(synced, "Little Owls}", "Little Owls at Home}", "entries/owls.bib")
    assert run(synced, "sync", "source.md", "--check").exit_code == 0, "the source has not changed"
    edited(synced, "Little Owls.", "Little Owls Abroad.")
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 1
    assert (
        "source.md:9:3: I016 changed-twice: title is “Little Owls Abroad” in the source, and had "
        "“Little Owls” there before; the entry has “Little Owls at Home”, which stays"
    ) in result.stderr
    assert "Little Owls at Home" in entry_of(synced, "Little Owls")
    assert run(synced, "sync", "source.md").exit_code == 0, "it is told once"


def test_both_made_the_same_change(synced: Path, run: Run) -> None:
    edited(synced, "Little Owls}", "Little Owls at Home}", "entries/owls.bib")
    edited(synced, "Little Owls.", "Little Owls at Home.")
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 0
    assert "-> “Little Owls at Home”: the entry has it already" in result.stderr


def test_a_work_that_was_taken_out_stays_out(synced: Path, run: Run) -> None:
    path = synced / "entries/owls.bib"
    block = entry_of(synced, "Barn Owls in Winter").partition("\n")[2]
    path.write_text(path.read_text("utf-8").replace(block, ""), "utf-8")
    result = run(synced, "sync", "source.md")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "it was taken out of the list, and stays out" in result.stderr
    assert "Barn Owls" not in path.read_text("utf-8")


def test_a_line_that_is_gone_is_told_once(synced: Path, run: Run) -> None:
    edited(
        synced, "+ **\\[2023 BirdConf\\]** Little Owls. ([paper](https://example.org/little))\n", ""
    )
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 1
    assert "I012 line-removed: the source lists the work no longer" in result.stderr
    assert "Little Owls" in (synced / "entries/owls.bib").read_text("utf-8")
    assert run(synced, "sync", "source.md").exit_code == 0


def test_a_moved_line_moves_its_entry(synced: Path, run: Run) -> None:
    line = "+ **\\[2023 BirdConf\\]** Little Owls. ([paper](https://example.org/little))\n"
    edited(synced, line, "")
    path = synced / "source.md"
    path.write_text(path.read_text("utf-8") + f"\n{line}", "utf-8")
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 0, result.stderr
    assert "section “1.1” -> “1.2”" in result.stderr
    assert entry_of(synced, "Little Owls").startswith("crows.bib\n")


def test_a_line_under_a_further_heading(synced: Path, run: Run) -> None:
    line = "+ **\\[2023 BirdConf\\]** Little Owls. ([paper](https://example.org/little))\n"
    path = synced / "source.md"
    path.write_text(path.read_text("utf-8") + f"\n{line}", "utf-8")
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 0, result.stderr
    assert "  also = {1.2},\n" in entry_of(synced, "Little Owls")


NEW = "+ **\\[2025 Arxiv-2501\\]** {}. ([paper](https://arxiv.org/abs/2501.0000{}))\n"


def test_a_renamed_heading_is_placed_by_the_works_that_both_have(synced: Path, run: Run) -> None:
    edited(synced, "## Owls\n", "## Birds of the Night\n\n" + NEW.format("Tawny Owls", 1))
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 1, "the authors are missing"
    assert "I005" not in result.stderr
    assert entry_of(synced, "Tawny Owls").startswith("owls.bib\n")


def test_what_stays_unplaced_is_asked_about(synced: Path, run: Run) -> None:
    path = synced / "source.md"
    new = f"\n## Songs and Calls\n\n{NEW.format('Jays Mock Cats', 2)}"
    path.write_text(path.read_text("utf-8") + new, "utf-8")
    for _again in range(2):
        result = run(synced, "sync", "source.md")
        assert (result.exit_code, result.stdout) == (1, "")
        assert (
            "source.md:17:3: I005 unmatched-heading: the heading “Songs and Calls” is of no "
            "section here (none of its works is known): 1 new work waits; name one with "
            '--map "Songs and Calls=ID"'
        ) in result.stderr
    result = run(synced, "sync", "source.md", "--map", "Songs and Calls=1.2")
    assert entry_of(synced, "Jays Mock Cats").startswith("crows.bib\n")
    new = NEW.format("Magpies Know Themselves", 3)
    path.write_text(path.read_text("utf-8") + f"\n{new}", "utf-8")
    result = run(synced, "sync", "source.md")
    assert "I005" not in result.stderr, "where its works are is remembered"
    assert entry_of(synced, "Magpies Know Themselves").startswith("crows.bib\n")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Songs", "names no section: write it as “Heading=1.3”"),
        ("=1.2", "names no section: write it as “Heading=1.3”"),
        ("Owlz=1.2", "no heading “Owlz” in the source. Did you mean Owls?"),
        ("Owls=9.9", "there is no section “9.9”"),
    ],
)
def test_wrong_map(synced: Path, run: Run, value: str, message: str) -> None:
    result = run(synced, "sync", "source.md", "--map", value)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_bibliography_is_a_source_too(small_list: Path, run: Run) -> None:
    bib = "@misc{x, author = {Ray, Ann}, title = {Kites in Spring}, year = {2024}}\n"
    (small_list / "kites.bib").write_text(bib, "utf-8")
    options = ("--section", "1.2", "--as", "kites")
    assert run(small_list, "sync", "kites.bib", *options).stdout == "ray2024kites\n"
    assert (small_list / "entries/upstream-kites.txt").is_file()
    edited(small_list, "year = {2024}", "year = {2025}, doi = {10.1/kites}", "kites.bib")
    result = run(small_list, "sync", "kites.bib", *options)
    assert result.exit_code == 0, result.stderr
    assert "year “2024” -> “2025”" in result.stderr
    assert "doi = {10.1/kites}" in entry_of(small_list, "Kites in Spring")


def test_remembered_lines_that_cannot_be_read(synced: Path, run: Run) -> None:
    path = synced / "entries/upstream.txt"
    text = path.read_text("utf-8")
    path.write_text(text.replace("}}\n", "\n", 1), "utf-8")
    result = run(synced, "sync", "source.md")
    assert result.exit_code == 2
    assert result.stderr.startswith("pllm-bib: entries/upstream.txt:3:")
    path.write_text("no line", "utf-8")
    assert run(synced, "sync", "source.md", "--as", "Two Words").exit_code == 2


def test_a_new_list_remembers_the_lines_that_it_was_made_of(tmp_path: Path, run: Run) -> None:
    (tmp_path / "old.md").write_text(SOURCE, "utf-8")
    run(tmp_path, "init", "old.md", "-o", "birds")
    text = SOURCE.replace("Little Owls.", "Little Owls Abroad.")
    (tmp_path / "new.md").write_text(text, "utf-8")
    result = run(tmp_path, "--root", "birds", "sync", "new.md")
    assert result.exit_code == 0, result.stderr
    assert "title “Little Owls” -> “Little Owls Abroad”" in result.stderr
