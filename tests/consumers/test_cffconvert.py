"""CITATION.cff as its own validator reads it: files are valid, and GitHub's citation is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.consumers.programs import need, run

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library

DATA = Path(__file__).parent.parent / "formats/data"
SOURCES = {
    "every type": DATA / "every-type.bib",
    "BibLaTeX": DATA / "biblatex.bib",
    **{path.stem: path for path in sorted((Path(__file__).parents[2] / "entries").glob("*.bib"))},
}
"""Files of works; a file of the list may have none yet."""


@pytest.fixture(autouse=True)
def _program() -> None:
    need("cffconvert", packages="cffconvert, in an environment of its own")


@pytest.mark.parametrize("name", SOURCES)
def test_files_are_valid(tmp_path: Path, name: str) -> None:
    entries, _faults = bib_reader.read_biblatex(SOURCES[name].read_text("utf-8"), name)
    text = FORMATS["cff"].write(Library(entries))
    assert bool(text) == bool(entries)
    if not entries:
        return
    (tmp_path / "CITATION.cff").write_text(text, "utf-8")
    said = run(tmp_path, "cffconvert", "--validate")
    assert "Citation metadata are valid according to schema version 1.2.0" in said


def test_software_is_what_the_file_is_about(tmp_path: Path) -> None:
    source = "@software{owl, author = {Doe, Jane}, title = {Owl Tool}, date = {2024-05-01}}"
    entries, _faults = bib_reader.read_biblatex(source, "owl.bib")
    (tmp_path / "CITATION.cff").write_text(FORMATS["cff"].write(Library(entries)), "utf-8")
    said = run(tmp_path, "cffconvert", "-f", "bibtex")
    assert "title = {Owl Tool}" in said
    assert "author = {Doe, Jane}" in said


def test_the_citation_of_the_list_is_valid_and_can_be_read_by_zenodo(tmp_path: Path) -> None:
    citation = Path(__file__).parents[2] / "CITATION.cff"
    (tmp_path / "CITATION.cff").write_text(citation.read_text("utf-8"), "utf-8")
    said = run(tmp_path, "cffconvert", "--validate")
    assert "Citation metadata are valid according to schema version 1.2.0" in said
    zenodo = json.loads(run(tmp_path, "cffconvert", "-f", "zenodo"))
    assert zenodo["creators"] == [{"name": "The pllm-bib authors"}]
    assert zenodo["license"] == {"id": "MIT"}
    assert zenodo["title"].startswith("Awesome Personalized Large Language Models")
