"""MODS as bibutils reads it: every work with its people, title, year and numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.consumers.programs import need, run

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import titles
from pllm_bib.formats.shared.latex import plain
from pllm_bib.model.library import Library

DATA = Path(__file__).parent.parent / "formats/data"
SOURCES = [
    DATA / "every-type.bib",
    *sorted((Path(__file__).parents[2] / "entries").glob("*.bib")),
]
TYPES = {
    "article": "article",
    "inproceedings": "inproceedings",
    "book": "book",
    "incollection": "inbook",
    "techreport": "techreport",
}
"""Entry type -> what bibutils makes of it."""


@pytest.fixture(autouse=True)
def _program() -> None:
    need("xml2bib", packages="bibutils")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_works_are_those_that_were_written(tmp_path: Path, path: Path) -> None:
    entries, _faults = bib_reader.read_biblatex(path.read_text("utf-8"), path.name)
    (tmp_path / "a.xml").write_text(FORMATS["mods"].write(Library(entries)), "utf-8")
    said = run(tmp_path, "xml2bib", "--no-latex", "--no-bom", "a.xml")
    found = re.findall(r"^@(\w+)\{(.*?)\n\}$", said, re.MULTILINE | re.DOTALL)
    assert len(found) == len(entries)
    for entry, read in zip(entries, found, strict=True):
        fields = dict(re.findall(r'^(\w+)="(.*?)",?$', read[1], re.MULTILINE | re.DOTALL))
        assert read[0].lower() == TYPES.get(entry.type, read[0].lower())
        assert fields.get("title", "") == plain(titles.full_title(entry))
        assert len(fields.get("author", "").split("\nand ")) == max(1, len(entry.authors.names))
        if entry.date and entry.date.is_plain:
            assert fields["year"] == str(entry.date.year)
        for name in ("volume", "doi", "isbn"):
            assert fields.get(name, "") == (getattr(entry, name) or "")
