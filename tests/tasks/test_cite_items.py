"""The short way from large .bib files to CSL items, beside the usual one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.inputs import bibliographies
from pllm_bib.files.read import load_inputs
from pllm_bib.formats.csl_json.write import item
from pllm_bib.tasks import cite

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """\
@article{{doe{0},
  title = {{Owls of the North {0}}},
  author = {{Doe, Ann and Abe, Kim}},
  journal = {{Birds}},
  year = {{2021}},
  pages = {{3--1{0}}},
  url = {{https://example.org/{0}}},
}}

"""
ODD = r"""
@string{jo = {Journal of Owls}}
@misc{dash, title = {{\"U}ber \emph{Eulen} -- a}, author = {van der Berg, Jr., Max and others}}
@inproceedings{child, title = {A Part}, crossref = {whole}, author = {{The Owl Group}}}
@article{months, title = "On {DNA}", journal = jo, month = may, year = 2020, doi = {10.5555/a_b}}
@proceedings{whole, title = {All of It}, year = 2019}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "refs.bib"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(autouse=True)
def small_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cite, "WORTH_IT", 0)


def test_the_items_are_those_of_the_entries(tmp_path: Path) -> None:
    many = "".join(map(PLAIN.format, range(60)))
    inputs = bibliographies([str(written(tmp_path, many + ODD + many.replace("{doe", "{roe")))])
    usual = [item(entry) for entry in load_inputs(inputs).library]
    found = cite.plain_items(inputs)
    assert found == usual
    assert [list(one) for one in found or ()] == [list(one) for one in usual]
    assert len(usual) == 124


@pytest.mark.parametrize(
    "more",
    [
        "@article{DOE1, title = {Owls}}",
        "@article{broken, title = {Owls}",
        "@article{commented, title = {Owls}, % a comment\n year = 2020}",
        "",
    ],
)
def test_what_there_is_to_say_something_of_is_left_to_the_usual_way(
    tmp_path: Path, more: str
) -> None:
    many = "".join(map(PLAIN.format, range(20))) if more else ""
    assert cite.plain_items(bibliographies([str(written(tmp_path, many + more))])) is None


def test_small_files_and_other_formats_are_left_to_the_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, PLAIN.format(1))
    (tmp_path / "refs.ris").write_text("TY  - JOUR\nTI  - Owls\nER  -\n", "utf-8")
    assert cite.plain_items(bibliographies([str(tmp_path / "refs.ris")])) is None
    monkeypatch.setattr(cite, "WORTH_IT", path.stat().st_size + 1)
    assert cite.plain_items(bibliographies([str(path)])) is None
