"""EndNote's tagged files as bibutils reads them: every work with its title, people and year."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.consumers.programs import need, run

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.ris.read import read as read_ris
from pllm_bib.formats.shared import latex, titles
from pllm_bib.model.library import Library

ROOT = Path(__file__).parents[2]
SOURCES = {
    "every type": ROOT / "tests/formats/data/every-type.bib",
    **{path.stem: path for path in sorted((ROOT / "entries").glob("*.bib"))},
}


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


@pytest.mark.parametrize("name", SOURCES)
def test_enw_is_read_by_bibutils(tmp_path: Path, name: str) -> None:
    need("end2xml", "xml2ris", packages="bibutils")
    entries, _faults = bib_reader.read(SOURCES[name].read_text("utf-8"), name)
    (tmp_path / "works.enw").write_text(FORMATS["enw"].write(Library(entries)), "utf-8")
    (tmp_path / "works.xml").write_text(run(tmp_path, "end2xml", "works.enw"), "utf-8")
    back, _faults = read_ris(run(tmp_path, "xml2ris", "works.xml"), "works.ris")
    found = {entry.key: entry for entry in back}
    for entry in entries:
        read = found[entry.key]
        if title := latex.plain(titles.full_title(entry)):
            assert letters(title) == letters(str(read.title)), entry.key
        families = [letters(person.full_family) for person in entry.authors]
        if entry.type not in {"artwork", "image"}:  # of which it reads no artists
            assert len(read.authors) == len(families), entry.key
        if entry.date and entry.date.has_plain_year:
            assert read.date, entry.key
            assert read.date.year == entry.date.year
            if entry.date.day and entry.type == "article":  # elsewhere it reads no month
                assert read.date.month == entry.date.month
