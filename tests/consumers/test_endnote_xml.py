"""EndNote XML as pandoc reads it: every work with its people, titles, year and numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import titles
from pllm_bib.formats.shared.latex import plain
from pllm_bib.formats.shared.types import row
from pllm_bib.model.library import Library
from pllm_bib.model.text import Text

DATA = Path(__file__).parent.parent / "formats/data"
SOURCES = [
    DATA / "every-type.bib",
    DATA / "biblatex.bib",
    *sorted((Path(__file__).parents[2] / "entries").glob("*.bib")),
]


def family(name: dict[str, str]) -> str:
    particle = name.get("dropping-particle") or name.get("non-dropping-particle", "")
    return f"{particle} {name.get('family') or name['literal']}".strip()


def year(found: dict[str, Any]) -> object:
    return found.get("issued", {}).get("date-parts", [[None]])[0][0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_works_are_those_that_were_written(path: Path) -> None:
    entries, _faults = bib_reader.read_biblatex(path.read_text("utf-8"), path.name)
    text = FORMATS["endnote-xml"].write(Library(entries))
    read = json.loads(pypandoc.convert_text(text, "csljson", format="endnotexml"))
    assert [each["id"] for each in read] == [entry.key for entry in entries]
    for entry, found in zip(entries, read, strict=True):
        names = [family(name) for name in found.get("author", [])]
        others = ["others"] if entry.authors.others else []
        assert names == [name.full_family for name in entry.authors.names] + others
        if entry.date and entry.date.has_plain_year:
            assert year(found) == entry.date.year
        has_event = entry.venue or any(name.startswith("event") for name, _value in entry.extra)
        if row(entry.type).container and entry.container and not has_event:
            assert found["container-title"] == plain(titles.full_container(entry) or Text())
        for name, value in (("volume", entry.volume), ("publisher-place", entry.place)):
            if value and name in found:
                assert found[name] == str(value)
