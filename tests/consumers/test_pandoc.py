"""BibLaTeX as pandoc reads it: our CSL-JSON of every feature beside pandoc's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

SOURCE = Path(__file__).parent.parent / "formats/data/biblatex.bib"
OURS_ALONE = {"citation-key"}

# Key, variable -> what pandoc has there (after `normal`), and why we have something else.
DIFFERENCES: dict[tuple[str, str], tuple[object, str]] = {
    ("date-open-dots", "issued"): (None, "pandoc does not know the dots of EDTF"),
    ("date-unspecified", "issued"): (None, "nor digits that are not specified, as biber does"),
    ("date-both", "issued"): ({"date-parts": [[1723]]}, "nor that % is ? and ~"),
    ("date-uncertain", "issued"): (
        {"date-parts": [[1723]]},
        "it drops EDTF's ?, for which CSL has nothing nearer than circa",
    ),
    ("date-year-zero", "issued"): (
        {"date-parts": [[0]]},
        "it leaves the year 0 as it is, which CSL does not have: 1 BC is -1",
    ),
    ("subtitle", "number"): (None, "it leaves out eid; CSL's article numbers are ‘number’"),
    ("subtitle-question", "issue"): (None, "it reads ‘issue’ only beside ‘number’"),
    ("issue", "title-short"): ("journal of invented birds", "the title is the container's here"),
    ("chapter", "container-title"): (
        "main title: book sub",
        "it takes the book's subtitle for that of the whole work",
    ),
    ("crossref-volume", "container-author"): (
        [{"family": "doe", "given": "jane"}],
        "biber makes bookauthor of chapters only; a volume has no container",
    ),
    ("software", "type"): ("software", "Zotero refuses files with it"),
    ("software", "genre"): (None, "so that what it is stands here"),
    ("standard", "type"): ("legislation", "CSL 1.0.2 has a type for it"),
    ("performance", "type"): ("speech", "CSL 1.0.2 has a type for it"),
    ("eprint", "note"): (None, "the archive's number, which Zotero keeps in Extra"),
}


def normal(value: Any) -> Any:
    """Text without markup and in lower case: pandoc lowers titles, and we mark what stays."""
    if isinstance(value, str):
        return re.sub(r"</?(?:i|b|su[bp]|span)\b[^>]*>", "", value).lower()
    if isinstance(value, list):
        return [normal(item) for item in value]
    return value


def person(name: dict[str, str]) -> dict[str, str]:
    """A name with its particles in the family name, where Zotero's exports have them."""
    particles = [name.get(f"{kind}-particle", "") for kind in ("dropping", "non-dropping")]
    family = " ".join(filter(None, [*particles, name.get("family", "")]))
    rest = {part: name[part] for part in ("given", "suffix", "literal") if part in name}
    return {part: normal(value) for part, value in ({"family": family} | rest).items() if value}


def people(names: list[dict[str, str]]) -> list[dict[str, str]]:
    return [person(name) for name in names]


def date(value: dict[str, Any]) -> dict[str, Any]:
    """A date with a lone season for a month beyond December."""
    parts = value["date-parts"]
    if len(parts) == 1 and len(parts[0]) == 2 and parts[0][1] > 12:
        return {"date-parts": [parts[0][:1]], "season": parts[0][1] - 20}
    return value


def comparable(item: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in item.items():
        if name in OURS_ALONE:
            continue
        if isinstance(value, dict):
            made[name] = date(value)
        elif isinstance(value, list):
            made[name] = people(value)
        else:
            # CSL 1.0.2 has renamed the variable.
            made["event-title" if name == "event" else name] = normal(value)
    return made


@pytest.fixture(scope="module")
def works() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Key -> our item and pandoc's."""
    text = SOURCE.read_text("utf-8")
    entries, faults = bib_reader.read_biblatex(text, SOURCE.name)
    assert faults == ()
    theirs = json.loads(pypandoc.convert_text(text, "csljson", format="biblatex"))
    found = {item["id"]: comparable(item) for item in theirs}
    return {entry.key: (comparable(item(entry)), found[entry.key]) for entry in entries}


def item(entry: Entry) -> dict[str, Any]:
    """Our item as it is exported: no address is made of a DOI."""
    found: list[dict[str, Any]] = json.loads(FORMATS["csl-json"].write(Library((entry,))))
    return found[0]


def keys() -> list[str]:
    return [entry.key for entry in bib_reader.read(SOURCE.read_text("utf-8"), "")[0]]


@pytest.mark.parametrize("key", keys())
def test_same_as_pandoc(key: str, works: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    ours, theirs = works[key]
    for variable in sorted(ours.keys() | theirs.keys()):
        known = DIFFERENCES.get((key, variable))
        if known is None:
            assert ours.get(variable) == theirs.get(variable), variable
        else:
            assert theirs.get(variable) == known[0], "pandoc has changed"


def test_differences_are_differences(
    works: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    for (key, variable), (theirs, reason) in DIFFERENCES.items():
        assert works[key][0].get(variable) != theirs
        assert reason
