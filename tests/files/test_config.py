"""The configuration of a list, and the records beside its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config, read_toml
from pllm_bib.files.records import FieldSources, read_sources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title = ", "1:9"),
        ('title = "x"\nintro = y\n', "2:9"),
        ('title = "x"\n[[section', "2:10"),  # the end of the file
    ],
)
def test_a_fault_of_toml_has_its_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "sections.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(OperatorError, match=f"sections.toml:{place}: "):
        read_toml(path)


def test_a_list_needs_no_record_of_sources(small_list: Path) -> None:
    assert read_sources(read_config(small_list)) == FieldSources({}, {})


def test_the_front_sections_make_a_chapter_without_a_title(small_list: Path) -> None:
    chapters = read_config(small_list).chapters
    assert [(chapter.title, [s.id for s in chapter.sections]) for chapter in chapters] == [
        ("", ["0"]),
        ("Birds", ["1.1", "1.2"]),
    ]
