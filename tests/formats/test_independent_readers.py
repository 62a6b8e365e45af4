"""What is written is read by programs that know nothing of this one, and says the same there.

Tried on the stored outputs of every type and on the real list's exports.
"""

from __future__ import annotations

import json
import re
import tomllib
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
from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace, URIRef
from tests.formats.conftest import DATA
from tests.formats.csl_schema import item_types, schema
from tests.formats.strategies import LATIN, SIGNS, entries

from pllm_bib.formats import FORMATS, bib_reader
from pllm_bib.formats.biblatex_model import publisher_field
from pllm_bib.formats.latex import plain
from pllm_bib.formats.vocabulary import TYPES, row, zotero_type
from pllm_bib.formats.zotero_rdf import item_name
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib.term import Node

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


def without_commentary(path: Path) -> str:
    """The text of a .bib file for bibtexparser, which takes @commentary for @comment."""
    return path.read_text(encoding="utf-8").replace("@commentary{", "@misc{")


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
    library = parse_blocks(without_commentary(path))
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
    invented = {
        entry.key for entry in parse_blocks(without_commentary(DATA / "every-type.bib")).entries
    }
    real = sorted(works.keys() - invented)
    assert len(real) > 50
    for kind in ("bibtex", "biblatex"):
        library = parse_file(str(EXPORTS / kind / "all.bib"))
        assert sorted(entry.key for entry in library.entries) == real
    items = json.loads((EXPORTS / "csl-json/all.json").read_text(encoding="utf-8"))
    assert sorted(item["id"] for item in items) == real
    ris = rispy.loads((EXPORTS / "ris/all.ris").read_text(encoding="utf-8"))
    assert sorted(work["id"] for work in ris) == real
    graph = graph_of((EXPORTS / "zotero/all.rdf").read_text(encoding="utf-8"))
    assert sorted(str(key) for key in graph.objects(None, Z.citationKey)) == real


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
        # A2 of a book are the editors of its series.
        editors = "tertiary_authors" if "BOOK" in row(entry.type).ris else "secondary_authors"
        assert read.get(editors, []) == [ris_name(name) for name in entry.editors]
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


# Zotero RDF.

BASE = "https://example.org/list.rdf"
Z = Namespace("http://www.zotero.org/namespaces/export#")
BIB = Namespace("http://purl.org/net/biblio#")
DC = Namespace("http://purl.org/dc/elements/1.1/")
PRISM = Namespace("http://prismstandard.org/namespaces/1.2/basic/")
LINK = Namespace("http://purl.org/rss/1.0/modules/link/")
ROLES = {
    "software": URIRef("http://schema.org/author"),
    "patent": Z.inventors,
    "artwork": Z.artists,
    "image": Z.artists,
    "audio": Z.performers,
    "music": Z.performers,
    "video": BIB.contributors,
    "movie": Z.directors,
}
"""What Zotero calls the authors of some types."""
PART_OF, HAS_PART = DCTERMS.isPartOf, DCTERMS.hasPart


def graph_of(text: str) -> Graph:
    return Graph().parse(data=text, format="xml", publicID=BASE)


def values(graph: Graph, node: Node, *path: URIRef) -> list[str]:
    """What stands at the end of a path of properties, in the order of the text."""
    nodes = [node]
    for predicate in path:
        nodes = [found for each in nodes for found in graph.objects(each, predicate)]
    return sorted(str(found) for found in nodes)


def people(graph: Graph, item: Node, role: URIRef) -> list[tuple[str, str]]:
    members = [
        (int(str(place).rpartition("_")[2]), person)
        for sequence in graph.objects(item, role)
        for place, person in graph.predicate_objects(sequence)
        if place != RDF.type
    ]
    return [
        (str(graph.value(person, FOAF.surname)), str(graph.value(person, FOAF.givenName) or ""))
        for _place, person in sorted(members)
    ]


def rdf_names(names: Names) -> list[tuple[str, str]]:
    return [
        (name.full_family, f"{name.given}, {name.suffix}" if name.suffix else name.given)
        for name in names
    ]


def identifiers(graph: Graph, item: Node) -> list[str]:
    """Identifiers of an item or of what it is a part of."""
    return [
        str(identifier)
        for node in graph.transitive_objects(item, PART_OF)
        if node is not None
        for identifier in graph.objects(node, DC.identifier)
    ]


RDF_EXPORTS = [DATA / "every-type.zotero-rdf.rdf", EXPORTS / "zotero/all.rdf"]
of_rdf = pytest.mark.parametrize("path", RDF_EXPORTS, ids=lambda path: path.name)


@of_rdf
def test_rdflib_reads_the_same(path: Path, works: dict[str, Entry]) -> None:
    graph = graph_of(path.read_text(encoding="utf-8"))
    items = list(graph.subjects(Z.citationKey))
    assert len(items) == len(set(items)) > 18
    for item in items:
        (key,) = values(graph, item, Z.citationKey)
        entry = works[key]
        assert str(item) == f"{BASE}#item_{key}"
        assert values(graph, item, Z.itemType) == [zotero_type(entry)]
        (title,) = values(graph, item, DC.title)
        assert _TAG.sub("", title) == plain(entry.title)
        assert_markup_is_balanced(title)
        role = ROLES.get(entry.type, BIB.authors)
        assert people(graph, item, role) == rdf_names(entry.authors)
        assert people(graph, item, BIB.editors) == rdf_names(entry.editors)
        assert values(graph, item, DC.date) == [str(entry.date)]
        assert values(graph, item, BIB.pages) == [
            pages.replace("–", "-") for pages in (entry.pages,) if pages
        ]
        url = values(graph, item, DC.identifier, RDF.value)
        assert url == ([entry.landing_page] if entry.landing_page else [])
        containers = values(graph, item, PART_OF, DC.title)
        series = [plain(entry.series)] if entry.series else []
        container = entry.title if entry.type == "periodical" else entry.container
        assert [name for name in containers if name not in series] == (
            [plain(container)] if container else []
        )
        labelled = identifiers(graph, item)
        doi = entry.doi
        if entry.type == "preprint" and entry.eprint and entry.eprint.is_arxiv:
            doi = doi or f"10.48550/arXiv.{entry.eprint.id}"
            assert values(graph, item, PRISM.number) == [f"arXiv:{entry.eprint.id}"]
            publisher = values(graph, item, DC.publisher, FOAF.name)
            assert publisher == [plain(entry.publisher) if entry.publisher else "arXiv"]
        assert [each[4:] for each in labelled if each.startswith("DOI ")] == ([doi] if doi else [])
        assert_extra_says_the_rest("\n".join(values(graph, item, DC.description)), entry)


def assert_extra_says_the_rest(extra: str, entry: Entry) -> None:
    lines = extra.split("\n")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        assert f"{entry.eprint.archive}: {entry.eprint.id}{category}" in lines
    if entry.openreview:
        assert f"tex.openreview: {entry.openreview}" in lines
    if entry.aliases:
        assert f"tex.ids: {', '.join(entry.aliases)}" in lines


@of_rdf
def test_links_of_the_rdf_are_named(path: Path, works: dict[str, Entry]) -> None:
    graph = graph_of(path.read_text(encoding="utf-8"))
    attached = 0
    for item in graph.subjects(Z.citationKey):
        entry = works[str(graph.value(item, Z.citationKey))]
        found = {}
        for link in graph.objects(item, LINK.link):
            assert values(graph, link, RDF.type) == [str(Z.Attachment)]
            assert values(graph, link, Z.linkMode) == ["3"]  # an address, not a file
            (title,), (url,) = (
                values(graph, link, DC.title),
                values(graph, link, DC.identifier, RDF.value),
            )
            found[title.lower()] = url
        assert found == {link.kind: link.url for link in entry.links if link.kind != "paper"}
        attached += len(found)
        notes = [re.sub(r"<[^>]+>", "", note) for note in values(graph, item, *NOTE)]
        assert notes == ([plain(entry.note)] if entry.note else [])
    assert attached == len(list(graph.subjects(RDF.type, Z.Attachment))) > 5


NOTE = (DCTERMS.isReferencedBy, RDF.value)


def test_collections_are_the_outline() -> None:
    graph = graph_of((EXPORTS / "zotero/all.rdf").read_text(encoding="utf-8"))
    outline = tomllib.loads((ROOT / "entries/sections.toml").read_text(encoding="utf-8"))
    sections = {each["title"]: each for each in outline["section"]}
    found = {str(graph.value(c, DC.title)): c for c in graph.subjects(RDF.type, Z.Collection)}
    for chapter in outline["chapter"]:
        inside = {f"{each['id']} {each['title']}": each for each in chapter["section"]}
        sections |= inside
        collection = found.pop(f"{chapter['id']} {chapter['title']}")
        assert values(graph, collection, HAS_PART, DC.title) == sorted(inside)
    assert found.keys() == sections.keys()
    listed: dict[str, set[str]] = {each["id"]: set() for each in sections.values()}
    for each in sections.values():
        text = (ROOT / f"entries/{each['slug']}.bib").read_text(encoding="utf-8")
        for entry in bib_reader.read(text, "", each["id"])[0]:
            for section in entry.sections:
                listed[section].add(entry.key)
    for title, collection in found.items():
        keys = values(graph, collection, HAS_PART, Z.citationKey)
        assert keys == sorted(listed[sections[title]["id"]])
    assert len(set().union(*listed.values())) == 60
    assert sum(map(len, listed.values())) == 61, "a work that two sections list is in both"


def assert_is_rdf(text: str, entry: Entry) -> None:
    graph = graph_of(text)
    (item,) = graph.subjects(Z.citationKey)
    assert values(graph, item, Z.citationKey) == [entry.key]
    assert values(graph, item, DC.relation) == sorted(
        {f"{BASE}{item_name(key)}" for key in entry.related}
    )


# CSL has no way to write a tag that is none.
@given(entry=entries(tuple(TYPES), tuple(letter for letter in LATIN + SIGNS if letter != "<")))
@settings(max_examples=60, deadline=None)
def test_whatever_an_entry_says_its_outputs_are_well_formed(entry: Entry) -> None:
    outputs = {name: form.write(Library((entry,))) for name, form in FORMATS.items()}
    assert_is_ris(outputs["ris"])
    assert len(rispy.loads(outputs["ris"])) == 1
    assert_is_csl_json(outputs["csl-json"])
    assert_is_rdf(outputs["zotero-rdf"], entry)
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
