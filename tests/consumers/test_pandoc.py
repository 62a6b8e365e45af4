"""BibLaTeX as pandoc reads it: our CSL-JSON of every feature beside pandoc's.

`peers/reading.tsv` is the one table of differences. One that it lacks fails, and so does a row that
is no longer needed. Its column ``has`` says whether pandoc has nothing there, something other, or
more than we have.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pypandoc
import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

HERE = Path(__file__).parent
SOURCES = (HERE.parent / "formats/data/biblatex.bib", HERE / "peers/reading.bib")
OURS_ALONE = {"citation-key"}


class Known(NamedTuple):
    """A difference that is known: a field of an entry, and whether pandoc has something there."""

    field: str
    has: str
    key: str


def known() -> list[Known]:
    """The rows of the table, one for each entry; each has its reason and who says so."""
    with (HERE / "peers/reading.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert all(row["reason"] and row["source"] for row in rows)
    return [Known(row["field"], row["has"], key) for row in rows for key in row["of"].split()]


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
    found = {}
    for source in SOURCES:
        text = source.read_text("utf-8")
        theirs = json.loads(pypandoc.convert_text(text, "csljson", format="biblatex"))
        items = {item["id"]: comparable(item) for item in theirs}
        for entry in entries_of(source):
            assert entry.key not in found
            found[entry.key] = comparable(item(entry)), items[entry.key]
    return found


def entries_of(source: Path) -> tuple[Entry, ...]:
    entries, faults = bib_reader.read_biblatex(source.read_text("utf-8"), source.name)
    assert {fault.code for fault in faults} <= {"S015", "S005"}
    return entries


def item(entry: Entry) -> dict[str, Any]:
    """Our item as it is exported: no address is made of a DOI."""
    found: list[dict[str, Any]] = json.loads(FORMATS["csl-json"].write(Library((entry,))))
    return found[0]


def differing(key: str, ours: dict[str, Any], theirs: dict[str, Any]) -> set[Known]:
    """The fields that differ; pandoc has nothing there, something else, or more than we."""
    found = set()
    for field in ours.keys() | theirs.keys():
        if ours.get(field) != theirs.get(field):
            has = "more" if field not in ours else "other" if field in theirs else "nothing"
            found.add(Known(field, has, key))
    return found


@pytest.mark.parametrize("key", [entry.key for path in SOURCES for entry in entries_of(path)])
def test_same_as_pandoc(key: str, works: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    rows = {row for row in known() if row.key == key}
    found = differing(key, *works[key])
    assert sorted(found - rows) == [], works[key]
    assert sorted(rows - found) == [], "no longer needed"


def test_each_row_is_of_an_entry_and_stands_once(
    works: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    rows = known()
    assert len(set(rows)) == len(rows)
    assert {row.key for row in rows} <= works.keys()


def test_a_wrong_value_is_found(
    works: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    ours, theirs = works["volume-alone"]
    wrong = ours | {"title": "another", "number-of-pages": "9", "volume": "4"}
    del wrong["author"]
    assert differing("x", wrong, theirs) == {
        Known("title", "other", "x"),
        Known("number-of-pages", "nothing", "x"),
        Known("volume", "other", "x"),
        Known("author", "more", "x"),
    }
