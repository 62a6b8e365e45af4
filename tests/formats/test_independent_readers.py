"""What is written is read by programs that know nothing of this one, and says the same there.

Tried on the stored outputs of every type and on the real list's exports.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pybtex.errors
import pytest
import rispy
from bibtexparser.entrypoint import parse_file
from bibtexparser.entrypoint import parse_string as parse_blocks
from hypothesis import given, settings
from pybtex.database import Person, parse_string
from pylatexenc.latex2text import LatexNodes2Text
from tests.formats.conftest import DATA
from tests.formats.csl_schema import item_types, schema
from tests.formats.strategies import LATIN, SIGNS, entries

from pllm_bib.formats import FORMATS, bib_reader
from pllm_bib.formats.biblatex_model import publisher_field
from pllm_bib.formats.latex import plain
from pllm_bib.formats.vocabulary import TYPES, row
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

jsonschema = pytest.importorskip("jsonschema")

VALIDATOR = jsonschema.Draft7Validator(schema())
ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "exports"


def outputs(kind: str, suffix: str) -> list[Path]:
    return [DATA / f"every-type.{kind}{suffix}", *sorted((EXPORTS / kind).glob(f"*{suffix}"))]


def of_outputs(*kinds: tuple[str, str]) -> pytest.MarkDecorator:
    paths = [path for kind, suffix in kinds for path in outputs(kind, suffix)]
    names = [f"{path.parent.name}/{path.name}" for path in paths]
    return pytest.mark.parametrize("path", paths, ids=names)


@pytest.fixture(scope="session")
def works() -> dict[str, Entry]:
    """Every entry that the outputs were made from, by key."""
    found: dict[str, Entry] = {}
    for path in (DATA / "every-type.bib", *sorted((ROOT / "entries").glob("*.bib"))):
        for entry in bib_reader.read(path.read_text(encoding="utf-8"), path.name)[0]:
            found[entry.key] = entry
    return found


@pytest.fixture
def strict() -> Iterator[None]:
    """Let pybtex raise what it would only warn of."""
    before = pybtex.errors.strict
    pybtex.errors.set_strict_mode(True)
    yield
    pybtex.errors.set_strict_mode(before)


def test_the_exports_are_there() -> None:
    assert all(len(outputs(kind, suffix)) > 8 for kind, suffix in KINDS)


KINDS = [("bibtex", ".bib"), ("biblatex", ".bib"), ("csl-json", ".json"), ("ris", ".ris")]

# BibTeX and BibLaTeX.


def decoded(source: str) -> str:
    """LaTeX source as pylatexenc reads it."""
    source = source.replace(r"\texttt", "")  # it drops what it does not know
    return unicodedata.normalize("NFC", LatexNodes2Text(math_mode="text").latex_to_text(source))


def without_typography(text: str) -> str:
    """Classic BibTeX has no typographic apostrophes."""
    return text.translate(str.maketrans("‘’", "`'"))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def assert_same_names(persons: list[Person], names: Names) -> None:
    others = [Person("others")] if names.others else []
    assert persons[len(names) :] == others
    for person, name in zip(persons, names, strict=False):
        parts = (
            person.first_names + person.middle_names,
            person.prelast_names,
            person.last_names,
            person.lineage_names,
        )
        expected = (name.given, name.particle, name.family, name.suffix)
        assert [without_typography(decoded(" ".join(part))) for part in parts] == [
            without_typography(part) for part in expected
        ]


@of_outputs(("bibtex", ".bib"), ("biblatex", ".bib"))
@pytest.mark.usefixtures("strict")
def test_pybtex_reads_the_same(path: Path, works: dict[str, Entry]) -> None:
    found = parse_string(path.read_text(encoding="utf-8"), "bibtex").entries
    for key, read in found.items():
        entry, fields = works[key], read.fields
        assert_same_names(read.persons.get("author", []), entry.authors)
        assert_same_names(read.persons.get("editor", []), entry.editors)
        assert letters(decoded(fields["title"])) == letters(plain(entry.title))
        assert fields.get("year", fields.get("date", "")[:4]) == str(
            entry.date.year if entry.date else ""
        )
        eprint = entry.eprint
        assert_said(
            fields, "eprint", eprint.id if eprint else None, eprint.archive if eprint else ""
        )
        assert_said(fields, "doi", doi_of_its_own(entry), "doi")
        assert fields.get("pages", "").replace("--", "–") == (entry.pages or "")
        container = fields.get("journal", fields.get("journaltitle", fields.get("booktitle", "")))
        assert letters(decoded(container)) == letters(
            plain(entry.container) if entry.container else ""
        )
        modern = publisher_field(row(entry.type).biblatex)
        publisher = {"school", "institution", "publisher", modern} & set(fields)
        lost = "biblatex" in str(path) and f"{entry.type}.publisher" in FORMATS["biblatex"].loses
        assert [letters(decoded(fields[name])) for name in publisher] == (
            [letters(plain(entry.publisher))] if entry.publisher and not lost else []
        )


def doi_of_its_own(entry: Entry) -> str | None:
    """The DOI, unless arXiv makes it of the id that the entry has anyway."""
    made = f"10.48550/arxiv.{entry.eprint.id}" if entry.eprint else None
    return None if entry.doi == made else entry.doi


def assert_said(fields: Mapping[str, str], name: str, value: str | None, label: str) -> None:
    """Assert that a field has a value, or that a note begins with it."""
    if name in fields or value is None:
        assert fields.get(name) == value
    else:
        notes = [decoded(fields.get(field, "")) for field in ("howpublished", "note")]
        assert any(note.startswith(f"{label}:{value}") for note in notes)


@of_outputs(("bibtex", ".bib"), ("biblatex", ".bib"))
def test_bibtexparser_reads_the_same(path: Path, works: dict[str, Entry]) -> None:
    library = parse_blocks(path.read_text(encoding="utf-8"))
    assert library.failed_blocks == []
    assert library.comments == []
    assert not library.strings
    for read in library.entries:
        entry, fields = works[read.key], read.fields_dict
        values = {name: str(field.value) for name, field in fields.items()}
        assert_said(values, "doi", doi_of_its_own(entry), "doi")
        assert ("author" in fields) == bool(entry.authors)
        assert ("edition" in fields) == bool(entry.edition)
        assert len(fields) == len(read.fields)
        date = fields["year"].value if "year" in fields else fields["date"].value[:4]
        assert entry.date is not None
        assert date == str(entry.date.year)


def test_all_works_are_in_the_whole_exports(works: dict[str, Entry]) -> None:
    invented = {block.key for block in parse_file(str(DATA / "every-type.bib")).entries}
    real = sorted(works.keys() - invented)
    assert len(real) > 50
    for kind in ("bibtex", "biblatex"):
        library = parse_file(str(EXPORTS / kind / "all.bib"))
        assert sorted(entry.key for entry in library.entries) == real
    items = json.loads((EXPORTS / "csl-json/all.json").read_text(encoding="utf-8"))
    assert sorted(item["id"] for item in items) == real
    ris = rispy.loads((EXPORTS / "ris/all.ris").read_text(encoding="utf-8"))
    assert sorted(work["id"] for work in ris) == real


@of_outputs(("bibtex", ".bib"))
def test_classic_bibtex_is_of_7_bits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    beyond = {char for char in text if not char.isascii()}
    # Chinese characters have no commands.
    assert {char for char in beyond if not unicodedata.name(char).startswith("CJK")} == set()
    if path.parent == EXPORTS / "bibtex":
        assert beyond == set()


# RIS.


def ris_name(name: Name) -> str:
    if name.organisation:
        return name.family
    parts = [name.full_family, name.given]
    if name.suffix:
        parts.append(name.suffix)
    return ", ".join(parts).removesuffix(", ")


@of_outputs(("ris", ".ris"))
def test_rispy_reads_the_same(path: Path, works: dict[str, Entry]) -> None:
    for read in rispy.loads(path.read_text(encoding="utf-8")):
        entry = works[read["id"]]
        assert read["type_of_reference"] == row(entry.type).ris
        assert read.get("authors", []) == [ris_name(name) for name in entry.authors]
        assert read.get("secondary_authors", []) == [ris_name(name) for name in entry.editors]
        assert read["title"] == plain(entry.title)
        assert read["year"] == (f"{entry.date.year:04}" if entry.date else "")
        assert read.get("urls", []) == ([entry.landing_page] if entry.landing_page else [])
        if entry.doi:
            assert read["doi"] == entry.doi
        elif entry.type == "preprint" and entry.eprint and entry.eprint.is_arxiv:
            assert read["doi"] == f"10.48550/arXiv.{entry.eprint.id}"
        else:
            assert "doi" not in read
        pages = "–".join(read[end] for end in ("start_page", "end_page") if end in read)
        assert pages == (entry.pages or "")
        assert f"Citation Key: {entry.key}" in read["unknown_tag"]["M2"]


@of_outputs(("ris", ".ris"))
def test_lines_of_ris(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert_is_ris(text)


def assert_is_ris(text: str) -> None:
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    for record in text.removesuffix("\n").split("\n\n") if text else []:
        lines = record.split("\n")
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
        assert all(line[6:].strip() for line in lines[:-1])
        assert lines[0].startswith("TY  - ")
        assert lines[-1] == "ER  - "
        assert [line[:2] for line in lines].count("TY") == 1
        assert [line[:2] for line in lines].count("ER") == 1


# CSL has no way to write a tag that is none.
@given(entry=entries(tuple(TYPES), tuple(letter for letter in LATIN + SIGNS if letter != "<")))
@settings(max_examples=60, deadline=None)
def test_whatever_an_entry_says_its_outputs_are_well_formed(entry: Entry) -> None:
    outputs = {name: form.write(Library((entry,))) for name, form in FORMATS.items()}
    assert_is_ris(outputs["ris"])
    assert len(rispy.loads(outputs["ris"])) == 1
    assert_is_csl_json(outputs["csl-json"])
    for name in ("canonical", "bibtex", "biblatex"):
        assert parse_blocks(outputs[name]).failed_blocks == []
        assert list(parse_string(outputs[name], "bibtex").entries) == [entry.key]
    assert outputs["bibtex"].isascii() or entry.extra
    assert len(outputs["markdown"].splitlines()) == 1


# CSL-JSON.


_RICH = set(
    "title container-title collection-title edition publisher publisher-place abstract".split()
)
"""What may hold markup, in the items that are written here."""
_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_ATTRIBUTES = {
    "span": {' class="nocase"', ' style="font-variant:small-caps;"'},
    "i": {""},
    "b": {""},
    "sup": {""},
    "sub": {""},
}


def assert_markup_is_balanced(text: str) -> None:
    opened: list[str] = []
    for closing, name, attributes in _TAG.findall(text):
        assert name in _ATTRIBUTES, text
        if closing:
            assert opened.pop() == name, text
        else:
            assert attributes in _ATTRIBUTES[name], text
            opened.append(name)
    assert opened == [], text


@of_outputs(("csl-json", ".json"))
def test_csl_json_is_valid(path: Path) -> None:
    assert_is_csl_json(path.read_text(encoding="utf-8"))


def assert_is_csl_json(text: str) -> None:
    items = json.loads(text)
    VALIDATOR.validate(items)
    for item in items:
        for name in _RICH & item.keys():
            assert_markup_is_balanced(item[name])


@of_outputs(("csl-json", ".json"))
def test_csl_json_says_the_same(path: Path, works: dict[str, Entry]) -> None:
    for item in json.loads(path.read_text(encoding="utf-8")):
        entry = works[item["id"]]
        assert _TAG.sub("", item["title"]) == plain(entry.title)
        assert [name.get("literal", name.get("family")) for name in item.get("author", [])] == [
            name.full_family for name in entry.authors
        ]
        assert [name.get("given", "") for name in item.get("author", [])] == [
            name.given for name in entry.authors
        ]
        assert entry.date is not None
        known = (entry.date.year, entry.date.month, entry.date.day)
        assert item["issued"] == {"date-parts": [[part for part in known if part is not None]]}
        assert item.get("DOI") == entry.doi
        assert item.get("URL") == entry.landing_page
        assert item.get("page", "").replace("-", "–") == (entry.pages or "")


@pytest.mark.parametrize(
    "item",
    [
        {"id": "a"},
        {"type": "article"},
        {"id": "a", "type": "paper"},
        {"id": "a", "type": "article", "journal": "x"},
        {"id": "a", "type": "article", "title": ["x"]},
        {"id": "a", "type": "article", "title": ""},
        {"id": "a", "type": "article", "author": "Doe"},
        {"id": "a", "type": "article", "author": [{"last": "Doe"}]},
        {"id": "a", "type": "article", "author": [{}]},
        {"id": "a", "type": "article", "issued": "2024"},
        {"id": "a", "type": "article", "issued": {"date-parts": [[]]}},
        {"id": "a", "type": "article", "issued": {"date-parts": [[2024, None]]}},
        {"id": "a", "type": "article", "issued": {"date-parts": [[2024, 1, 1, 1]]}},
    ],
)
def test_schema_refuses_what_is_no_csl_json(item: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate([item])


def test_schema_knows_the_whole_vocabulary() -> None:
    properties = schema()["items"]["properties"]
    assert {"title", "container-title-short", "event-title", "issued", "author", "page"} <= set(
        properties
    )
    assert len(properties) > 100
    assert {"article", "software", "webpage", "legal_case"} <= set(item_types())
