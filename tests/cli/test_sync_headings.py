"""``pllm-bib sync``: what the headings of a newer version of the source say of sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BARN = "+ **\\[2023 BirdConf\\]** Barn Owls. ([paper](https://example.org/barn))\n\n"
LITTLE = "+ **\\[2023 BirdConf\\]** Little Owls. ([paper](https://example.org/little))\n\n"
CROWS = "+ **\\[2022 BirdConf\\]** Crows Count to Seven. ([paper](https://example.org/crows))\n\n"


def page(owls: str, crows: str, *, top: str = "Birds", first: str = "Owls") -> str:
    return f"# {top}\n\n## {first}\n\n{owls}## Crows\n\n{crows}"


@pytest.fixture
def sync(tmp_path: Path, run: Run) -> Callable[[str], str]:
    """Sync a new list with a page, and return what is said."""
    source = tmp_path / "source.md"
    source.write_text(page(BARN + LITTLE, CROWS + LITTLE), "utf-8")
    assert run(tmp_path, "init", "source.md", "-o", "list").exit_code in {0, 1}

    def synced(text: str, *more: str) -> str:
        source.write_text(text, "utf-8")
        result = run(tmp_path / "list", "sync", "../source.md", *more)
        assert result.exit_code in {0, 1}, result.stderr
        return result.stderr

    return synced


def entry(folder: Path, title: str) -> tuple[str, str]:
    """The file of an entry in the list, and its source."""
    for path in sorted((folder / "list" / "entries").glob("**/*.bib")):
        for block in path.read_text("utf-8").split("\n\n"):
            if title in block and "title" in block:
                return path.parent.name if path.parent.name != "entries" else path.stem, block
    raise AssertionError(title)


def test_a_line_that_stands_under_one_heading_less(
    tmp_path: Path, sync: Callable[[str], str]
) -> None:
    assert "also = {2}" in entry(tmp_path, "Little Owls")[1]
    told = sync(page(BARN + LITTLE, CROWS))
    assert "also “2” dropped" in told
    assert entry(tmp_path, "Little Owls")[0] == "owls"
    assert "also" not in entry(tmp_path, "Little Owls")[1]
    assert "also" not in sync(page(BARN + LITTLE, CROWS)), "told once"


def test_a_line_that_leaves_its_own_section(tmp_path: Path, sync: Callable[[str], str]) -> None:
    told = sync(page(BARN, CROWS + LITTLE))
    assert "section “1” -> “2”" in told
    assert entry(tmp_path, "Little Owls")[0] == "crows"
    assert "also" not in entry(tmp_path, "Little Owls")[1]


def test_a_renamed_heading_is_told_once_for_all_its_works(sync: Callable[[str], str]) -> None:
    told = sync(page(BARN + LITTLE, CROWS + LITTLE, first="Birds of the Night"))
    assert told.count("is called") == 1
    words = "the heading “Owls” is called “Birds of the Night” in the source now: its 2 works stay"
    assert f"{words} in 1" in told


def test_the_title_of_the_page_and_numbers_are_no_headings(sync: Callable[[str], str]) -> None:
    told = sync(page(BARN + LITTLE, CROWS + LITTLE, top="All Birds", first="1. Owls"))
    assert "is called" not in told
    assert "stands" not in told


def test_a_line_that_comes_back_is_told(sync: Callable[[str], str]) -> None:
    assert "I012" in sync(page(LITTLE, CROWS + LITTLE))
    told = sync(page(BARN + LITTLE, CROWS + LITTLE))
    assert "a line that the source had not before; the work is here already" in told


def test_a_heading_in_a_chapter_of_one_section_is_asked_about(tmp_path: Path, run: Run) -> None:
    """A section beside the only one of its chapter is no part of that."""
    source = tmp_path / "source.md"
    chapter = f"# Birds\n\n## Night\n\n### Owls\n\n{BARN}## Day\n\n### Crows\n\n{CROWS}"
    source.write_text(chapter, "utf-8")
    run(tmp_path, "init", "source.md", "-o", "list")
    new = f"### Nightjars\n\n{LITTLE}## Day"
    source.write_text(chapter.replace("## Day", new), "utf-8")
    result = run(tmp_path / "list", "sync", "../source.md")
    assert "I005 unmatched-heading: the heading “Nightjars” is of no section here" in result.stderr
    with pytest.raises(AssertionError):
        entry(tmp_path, "Little Owls")


def test_a_known_line_under_a_heading_without_a_section(sync: Callable[[str], str]) -> None:
    told = sync(page(BARN + LITTLE, CROWS + LITTLE) + f"## Nightjars\n\n{BARN}")
    assert "its line stands under “Nightjars” too now: it stays in 1" in told
    assert 'is of no section here: name one with --map "Nightjars=ID"' in told
