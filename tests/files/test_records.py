"""The lines of older lists, and the page of how the entries differ from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config
from pllm_bib.files.records import follows_from, read_original
from pllm_bib.formats.bibtex import read as bib_reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

LINE = """
[[line]]
key = "doe2024owls"
section = "{section}"
label = "2024 BirdConf"
title = "Owls by Night"
remarks = ["the bullet is doubled"]
"""
LISTS = """
[lists.new]
title = "The newer list"

[lists.old]
title = "The older list"
headings = {"1.2" = "1.2 Birds"}
"""


def page(folder: Path, run: Run, original: str) -> str:
    """Build the page of corrections of a list with these lines."""
    (folder / "entries/original.toml").write_text(original, "utf-8")
    assert run(folder, "build").exit_code == 0
    return (folder / "docs/corrections.md").read_text("utf-8")


def of(name: str, section: str) -> str:
    return f'{LINE.format(section=section)}list = "{name}"\n'


def test_lines_that_name_no_list_stand_right_on_the_page(small_list: Path, run: Run) -> None:
    text = page(small_list, run, LINE.format(section="0"))
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == ["# Corrections", "## Remarks on lines"]
    assert "| `doe2024owls` | title | Owls by Night | Owls at Night |" in text
    assert "| `doe2024owls` | section | 0 | 1.1, 1.2 |" in text
    assert "- `doe2024owls` (0 Overview): the bullet is doubled" in text


def test_each_list_has_a_part_of_the_page_in_the_order_of_lists(small_list: Path, run: Run) -> None:
    text = page(small_list, run, LISTS + of("old", "1.2") + of("new", "1.1"))
    headings = [line for line in text.splitlines() if line.startswith("#")]
    remarks = "### Remarks on lines"
    assert headings == ["# Corrections", "## The newer list", remarks, "## The older list", remarks]
    newer, older = text.split("## The older list")
    assert "- `doe2024owls` (1.1 Owls): the bullet is doubled" in newer
    assert "- `doe2024owls` (1.2 Birds): the bullet is doubled" in older


def test_a_list_with_headings_of_its_own_has_other_sections(small_list: Path, run: Run) -> None:
    text = page(small_list, run, LISTS + of("old", "1.2"))
    assert "| section |" not in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LISTS + of("odd", "1.1"), "a list that [lists] has"),
        ("[lists.new]\n", "every list of [lists] needs a title"),
        ("lists = 3\n", "every list of [lists] needs a title"),
        ('[lists.new]\ntitle = "x"\nheadings = 3\n', "every list of [lists] needs a title"),
        ("line = [3]\n", "every [[line]] needs key"),
    ],
)
def test_what_is_no_list_is_told(small_list: Path, text: str, told: str) -> None:
    (small_list / "entries/original.toml").write_text(text, "utf-8")
    with pytest.raises(OperatorError, match=r"original\.toml: ") as raised:
        read_original(read_config(small_list))
    assert told in str(raised.value)


def test_a_link_that_went_has_no_source_and_one_that_moved_has_that_of_its_field(
    small_list: Path, run: Run
) -> None:
    links = """links = [
  { label = "data", url = "https://example.org/gone" },
  { label = "website", url = "https://github.com/example/owls" },
]
"""
    (small_list / "entries/sources.toml").write_text(
        '[[doe2024owls]]\naddress = "https://example.org/x"\nkind = "authors"\nfields = ["code"]\n'
    )
    text = page(small_list, run, LINE.format(section="1.1") + links)
    assert "| link: data | <https://example.org/gone> | — | — |" in text
    moved = (
        "| link: website | <https://github.com/example/owls> | — | [authors](https://example.org/x)"
    )
    assert moved in text


PREPRINT = """
@misc{owls,
  title = {Owls}, year = {2024}, month = mar, eprint = {2403.00001}, archiveprefix = {arXiv},
  primaryclass = {cs.CL}, url = {https://arxiv.org/abs/2403.00001},
}
"""
PUBLISHED = """
@inproceedings{owls,
  title = {Owls}, booktitle = {Birds}, year = {2024}, month = mar, eprint = {2403.00001},
  archiveprefix = {arXiv}, openreview = {abc}, doi = {10.1/x}, venue = {BirdConf},
  url = {https://example.org/owls/}, pdf = {https://example.org/owls.pdf}, code = {https://a.b},
}
"""


def follows(text: str) -> dict[str, str]:
    """The fields of an entry that repeat another, and which."""
    (entry,), _faults = bib_reader.read(text, "x.bib")
    assert entry.origin
    found = {name: follows_from(entry, name) for name in entry.origin.raw}
    return {name: other for name, other in found.items() if other}


def test_fields_that_repeat_another() -> None:
    assert follows(PREPRINT) == {
        "year": "eprint",
        "month": "eprint",
        "archiveprefix": "eprint",
        "url": "eprint",
    }
    assert follows(PUBLISHED) == {
        "archiveprefix": "eprint",
        "venue": "booktitle",
        "pdf": "url",
    }


def test_archives_make_dois_of_their_ids() -> None:
    arxiv = PREPRINT.replace("year =", "doi = {10.48550/arxiv.2403.00001}, year =")
    assert follows(arxiv)["doi"] == "eprint"
    assert "doi" not in follows(arxiv.replace("arxiv.2403.00001", "arxiv.2403.00002"))
    anthology = PUBLISHED.replace("example.org/owls/", "aclanthology.org/2024.acl-long.1/")
    anthology = anthology.replace("10.1/x", "10.18653/v1/2024.acl-long.1")
    assert follows(anthology)["doi"] == "url"
    assert "doi" not in follows(anthology.replace("v1/2024.acl-long.1", "v1/2024.acl-long.2"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PREPRINT.replace("month = mar", "month = apr"), "month"),
        (PREPRINT.replace("{2024}", "{2023}"), "year"),
        (PREPRINT.replace("abs/2403.00001", "abs/2403.00002"), "url"),
        (PUBLISHED.replace("owls.pdf", "other.pdf"), "pdf"),
        (PUBLISHED.replace("booktitle", "note"), "venue"),
        (PUBLISHED, "doi"),
    ],
)
def test_a_field_that_says_more_follows_from_none(text: str, name: str) -> None:
    assert name not in follows(text)
