"""Files as other programs write them, and broken ones: what is read of them, and what is said.

The works are invented. Each input of ``data/read`` has an output beside it: the entries as
canonical BibTeX, and the faults above it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.conftest import DATA
from tests.growth import FILES as HARD
from tests.growth import ITEM, RECORD, assert_linear

from pllm_bib import rules
from pllm_bib.files.kinds import guess_format
from pllm_bib.formats import FORMATS, WRITTEN
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.change_case import with_capitals_kept
from pllm_bib.model.library import Library
from pllm_bib.rules.base import RuleContext

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pllm_bib.formats.base import Reader
    from pllm_bib.model.entry import Entry

READERS: dict[str, Reader] = {
    row.name: row.read for row in FORMATS.values() if row.read and row.suffix != ".bib"
}
FILES = sorted(path for path in (DATA / "read").iterdir() if path.suffix != ".bib")


def reader_of(name: str, text: str = "") -> Reader:
    """Return the reader for a file of a name and text."""
    form = guess_format(name, text)
    assert form is not None
    return READERS[form]


every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@every_file
def test_file(path: Path, golden: Callable[[str, str], None]) -> None:
    text = path.read_text("utf-8")
    entries, faults = reader_of(path.name, text)(text, path.name, None)
    said = "".join(f"% {fault}\n" for fault in faults)
    golden(f"read/{path.name}.bib", f"{said}\n{FORMATS['canonical'].write(Library(entries))}")


@every_file
def test_what_is_read_can_be_kept_in_a_bib_file(path: Path) -> None:
    text = path.read_text("utf-8")
    entries, _faults = reader_of(path.name, text)(text, path.name, None)
    text = FORMATS["canonical"].write(Library(entries))
    back, faults = bib_reader.read(text, "list.bib")
    assert [fault for fault in faults if fault.name not in {"bad-date", "read-as"}] == []
    kept = [replace(entry, title=with_capitals_kept(entry.title)) for entry in entries]
    assert [in_order(entry) for entry in back] == [in_order(entry) for entry in kept]


def in_order(entry: Entry) -> Entry:
    return replace(entry, extra=tuple(sorted(entry.extra)))


@every_file
def test_places_are_those_of_the_file(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.split("\n")
    entries, faults = reader_of(path.name, text)(text, path.name, "1.1")
    assert len(entries) > 0
    for entry in entries:
        origin = entry.origin
        assert origin is not None
        assert entry.sections == ("1.1",)
        assert origin.fields.keys() == origin.raw.keys()
        for name, place in origin.fields.items():
            assert lines[place.line - 1][place.column - 1 :].lstrip('"').startswith(name)
        assert entry.key == "" or origin.position <= origin.key
    for fault in faults:
        assert 1 <= fault.position.line <= len(lines)
        assert 1 <= fault.position.column <= len(lines[fault.position.line - 1]) + 1


# Broken input: the good entries are read, and each fault has its place.


NESTED = "[" * 100_000
XML_RECORD = "<record><ref-type>17</ref-type><label>good</label></record>"
RDF_ITEM = (
    '<bib:Book rdf:about="#item_good"><z:itemType>book</z:itemType><dc:title>Owls</dc:title>'
    "</bib:Book>"
)
RDF_CIRCLE = (
    '<bib:Book rdf:about="#item_a"><z:itemType>book</z:itemType>'
    '<dcterms:isPartOf rdf:resource="#item_a"/></bib:Book>'
    '<z:Collection rdf:about="#c"><dc:title>C</dc:title><dcterms:hasPart rdf:resource="#c"/>'
    '<dcterms:hasPart rdf:resource="#item_a"/></z:Collection>'
)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha">\n<!ENTITY c "&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>'

Fault = tuple[str, int, int]


def read(suffix: str, text: str) -> tuple[list[str], list[Fault]]:
    """Keys of the entries that are read, and the faults as rule, line and column."""
    reader = READERS.get(suffix) or reader_of(suffix)
    entries, faults = reader(text, f"works{suffix}", None)
    found = [(fault.name, fault.position.line, fault.position.column) for fault in faults]
    return [entry.key for entry in entries], found


@pytest.mark.parametrize(
    ("suffix", "text", "keys", "faults"),
    [
        # RIS.
        (".ris", "", [], []),
        (".ris", "\n \n", [], []),
        (".ris", "Provider: Aviary\n\n" + RECORD, ["good"], []),
        (".ris", "no record\nat all", [], [("syntax-error", 1, 1)]),
        (".ris", RECORD.replace("\n", "\r\n"), ["good"], []),
        (".ris", "\ufeff" + RECORD, ["good"], []),
        (".ris", RECORD[:-7], ["good"], [("missing-end-of-record", 2, 1)]),
        (".ris", RECORD[:-7] + RECORD, ["good", "good"], [("missing-end-of-record", 3, 1)]),
        (".ris", RECORD + "ER  - \nER  -\n" + RECORD, ["good", "good"], []),
        (".ris", RECORD.replace("ID", "N1  - x\nQX"), ["entry"], [("unknown-tag", 3, 1)]),
        (".ris", RECORD + "\nwhat is this\n" + RECORD, ["good"] * 2, [("unknown-tag", 5, 1)]),
        (".ris", RECORD.replace("BOOK", "TOME"), ["good"], [("unknown-entry-type", 1, 1)]),
        (".ris", RECORD[11:], ["good"], [("unknown-entry-type", 1, 1)]),
        (".ris", RECORD.replace("BOOK", "BO\x00OK\x00"), ["good"], [
            ("unknown-entry-type", 1, 1),
            ("control-character", 1, 9),
            ("control-character", 1, 12),
        ]),
        (".ris", RECORD.replace("good", "go od"), ["good"], [("unusable-key", 2, 1)]),
        # CSL-JSON.
        (".json", "", [], [("syntax-error", 1, 1)]),
        (".json", " \n", [], [("syntax-error", 2, 1)]),
        (".json", "[]", [], []),
        (".json", "\ufeff[]", [], []),
        (".json", ITEM, ["good"], []),
        (".json", f'{{"items": [{ITEM}]}}', ["good"], []),
        (".json", f'{{"a": {{}}, "references": [{ITEM}], "b": []}}', ["good"], []),
        (".json", '{"message": "not found"}', [], [("wrong-value", 1, 1)]),
        (".json", "12", [], [("wrong-value", 1, 1)]),
        (".json", "nothing", [], [("syntax-error", 1, 1)]),
        (".json", f"[null, {ITEM}, 1]", ["good"], [("wrong-value", 1, 2), ("wrong-value", 1, 40)]),
        (".json", f"[{ITEM}", ["good"], [("syntax-error", 1, 32)]),
        (".json", f"[{ITEM},]", ["good"], [("syntax-error", 1, 33)]),
        (".json", f"[,{ITEM}]", ["good"], [("syntax-error", 1, 2)]),
        (".json", f"[{ITEM} {ITEM}]", ["good", "good"], [("syntax-error", 1, 33)]),
        (".json", f"{ITEM}\n{ITEM}\n", ["good", "good"], [("syntax-error", 2, 1)]),
        (".json", f"[{ITEM}] and more", ["good"], [("syntax-error", 1, 34)]),
        (".json", f'[{ITEM},\n{{"id": "cut", "ti', ["good"], [("syntax-error", 2, 15)]),
        (".json", f'[{ITEM},\n{{"id": "cut", "title": ', ["good"], [("syntax-error", 2, 24)]),
        (".json", f'[{{"id": bad}},\n{ITEM}]', ["good"], [("syntax-error", 1, 9)]),
        (".json", f'[{{"id": "a", "author": [{{"family": x}}]}}, {ITEM}]', ["good"], [
            ("syntax-error", 1, 36)
        ]),
        (".json", f'{{"items": [{ITEM}], bad, "x": [{ITEM}]}}', ["good", "good"], [
            ("syntax-error", 1, 45)
        ]),
        (".json", '[{"id": "a", "title": "b"c"}, {"id": "good"}]', ["good"], [
            ("syntax-error", 1, 26)
        ]),
        (".json", f'[{{"id": "a", "x": {NESTED}, {ITEM}]', ["good"], [("syntax-error", 1, 219)]),
        (".json", f'[{{"id": "a", "x": {NESTED}{"]" * 100_000}}}, {ITEM}]', ["good"], [
            ("syntax-error", 1, 219)
        ]),
        (".json", NESTED, [], [("syntax-error", 1, 202)]),
        (".json", f'[{{"id": "a\x00", "title": "x\\u0000"}}, {ITEM}]', ["a", "good"], [
            ("control-character", 1, 11),
            ("control-character", 1, 15),
        ]),
        (".json", '[{"id": "good", "title": 1984}]', ["good"], [("wrong-value", 1, 17)]),
        # CSL-YAML.
        (".yaml", "", [], []),
        (".yaml", "references: []", [], []),
        (".yaml", "references:", [], []),
        (".yaml", "id: good\ntype: book", ["good"], []),
        (".yaml", "- id: good\n---\n- id: also\n", ["good", "also"], []),
        (".yaml", "lang: en", [], [("wrong-value", 1, 1)]),
        (".yaml", "just text", [], [("wrong-value", 1, 1)]),
        (".yaml", "- id: good\n- [\n", ["good"], [("syntax-error", 3, 1)]),
        (".yaml", "- [\n- id: good\n", ["good"], [("syntax-error", 2, 1)]),
        (".yaml", "a: b: c", [], [("syntax-error", 1, 5)]),
        (".yaml", "- ~\n- id: good\n", ["good"], [("wrong-value", 1, 3)]),
        (".yaml", "- id: *nobody\n- id: good\n", ["good"], [("syntax-error", 1, 7)]),
        (".yaml", f"- id: a\n  x: {NESTED}\n- id: good", ["good"], [("syntax-error", 2, 104)]),
        (".yaml", "- id: go\x00od\n", ["good"], [
            ("unusable-key", 1, 3),
            ("control-character", 1, 9),
        ]),
        # Hayagriva, CITATION.cff and the answers of services.
        ("hayagriva", "", [], []),
        ("hayagriva", "just text", [], [("wrong-value", 1, 1)]),
        ("hayagriva", "- a\n", [], [("wrong-value", 1, 1)]),
        ("hayagriva", "a: 1\nb: {type: book}\n", ["b"], [("wrong-value", 1, 1)]),
        ("hayagriva", "a:\n  type: [\nb:\n  type: book\n", ["b"], [("syntax-error", 3, 1)]),
        ("hayagriva", "go od:\n  type: book\n", ["good"], [("unusable-key", 1, 1)]),
        ("cff", "", [], []),
        ("cff", "a: b", [], [("wrong-value", 1, 1)]),
        ("cff", "title: [", [], [("syntax-error", 1, 9)]),
        ("crossref", "{}", [], [("wrong-value", 1, 1)]),
        ("crossref", '{"message": {"items": [{"DOI": "10.1/x"}, 1]}}', ["entry"], [
            ("wrong-value", 1, 43)
        ]),
        ("crossref", '{"message": {"title": [', [], [("syntax-error", 1, 24)]),
        ("datacite", '{"data": [{"attributes": 1}]}', ["entry"], []),
        ("openalex", '{"results": [{"id": "W1", "authorships": {"a": 1}}]}', ["entry"], []),
        ("bibjson", '{"records": [{"title": {"a": 1}}]}', ["entry"], [("wrong-value", 1, 15)]),
        ("bibjson", '{"title": "b", "year": "MMXX", "month": "3"}', ["b"], [("bad-date", 1, 16)]),
        ("datacite", '{"doi": "10.1/x", "relatedItems": [1, {"titles": [[]]}]}', ["entry"], []),
        ("schema-org", '{"@type": "Book", "isPartOf": [[]]}', ["entry"], []),
        ("schema-org", '{"@type": "Book", "comment": {"text": ""}}', ["entry"], []),
        # Web of Science.
        ("wos", "", [], []),
        ("wos", "no record", [], [("syntax-error", 1, 1)]),
        ("wos", "FN x\nPT J\nPY 2001\nER\nEF", ["2001"], []),
        ("wos", "PT J\nPY 2001\nPT J\nER", ["2001", "entry"], [("missing-end-of-record", 3, 1)]),
        ("wos", "PT J\nPY 2001", ["2001"], [("missing-end-of-record", 2, 1)]),
        ("wos", "PT J\nQZ x\nER\n", ["entry"], [("unknown-tag", 2, 1)]),
        ("wos", "PT J\nPY never\nER\n", ["entry"], [("bad-date", 2, 1)]),
        # XML.
        ("endnote-xml", "", [], [("syntax-error", 1, 1)]),
        ("endnote-xml", "no XML", [], [("syntax-error", 1, 1)]),
        ("endnote-xml", "<a><b/></a>", [], [("syntax-error", 1, 1)]),
        ("endnote-xml", f"<xml>{XML_RECORD}\n{XML_RECORD[:-9]}", ["good", "good"], [
            ("syntax-error", 2, 51)
        ]),
        ("endnote-xml", f"<xml>ä{XML_RECORD}\nä</b></xml>", ["good"], [("syntax-error", 2, 4)]),
        ("endnote-xml", f"<xml>{XML_RECORD}\n&owl;</xml>", ["good"], [("syntax-error", 2, 1)]),
        ("endnote-xml", f"<xml>{XML_RECORD}\n<a\x00/></xml>", ["good"], [
            ("control-character", 2, 3)
        ]),
        ("endnote-xml", f"<xml>{'<a>' * 100_000}", [], [("limit-exceeded", 1, 306)]),
        ("endnote-xml", f"{LAUGHS}<xml>&c;</xml>", [], [("syntax-error", 1, 25)]),
        ("endnote-xml", f"{OUTSIDE}<xml>&c;{XML_RECORD}</xml>", [], [("syntax-error", 1, 52)]),
        ("endnote-xml", f"<xml>{XML_RECORD.replace('17', 'Tome')}</xml>", ["good"], [
            ("unknown-entry-type", 1, 6 + 1)
        ]),
        ("mods", "<a/>", [], [("syntax-error", 1, 1)]),
        ("mods", "<mods/>", ["entry"], []),
        ("mods", "<mods><originInfo>\n<dateIssued>never</dateIssued>", ["entry"], [
            ("bad-date", 2, 2),
            ("syntax-error", 2, 31),
        ]),
        ("word-xml", "<a/>", [], [("syntax-error", 1, 1)]),
        ("word-xml", "<b:Sources/>", [], []),
        ("word-xml", "<Source>\n<SourceType>Tome</SourceType>", ["entry"], [
            ("unknown-entry-type", 2, 2),
            ("syntax-error", 2, 30),
        ]),
        ("pubmed-xml", "<a/>", [], [("syntax-error", 1, 1)]),
        ("pubmed-xml", "<PubmedArticle/>", ["entry"], []),
        ("pubmed-xml", "<PubmedArticle>\n<MedlineCitation>", ["entry"], [("syntax-error", 2, 18)]),
        ("zotero-rdf", "<a/>", [], [("syntax-error", 1, 1)]),
        ("zotero-rdf", "<rdf:RDF/>", [], []),
        ("zotero-rdf", "<RDF><Owl/></RDF>", [], [("wrong-value", 1, 2)]),
        ("zotero-rdf", f"<rdf:RDF>{RDF_ITEM}\n{RDF_ITEM[:-11]}", ["good"], [
            ("syntax-error", 2, 88)
        ]),
        ("zotero-rdf", f"<rdf:RDF>{RDF_ITEM.replace('book', 'tome')}</rdf:RDF>", ["good"], [
            ("unknown-entry-type", 1, 11)
        ]),
        ("zotero-rdf", "<rdf:RDF>\n<bib:Memo/></rdf:RDF>", [], [("wrong-value", 2, 2)]),
        ("zotero-rdf", f"<rdf:RDF>{RDF_ITEM}{RDF_CIRCLE}</rdf:RDF>", ["good", "a"], []),
        # Wikipedia.
        ("wikipedia", "", [], []),
        ("wikipedia", "just text", [], [("syntax-error", 1, 1)]),
        ("wikipedia", "a\n{{cite book |title=A", [], [("syntax-error", 2, 1)]),
        ("wikipedia", "{{cite web}}\n{{cite book |title={{x|{{cite web}}", ["entry", "entry-1"], [
            ("syntax-error", 2, 1)
        ]),
        ("wikipedia", "[[ {{cite book |title=[[A|B}} ]] }}", ["ab"], []),
        ("wikipedia", "<!-- {{cite web}} --><nowiki>{{cite a}}</nowiki>{{cite a}}", ["entry"], []),
        ("wikipedia", "{{cite web |date=never}}", ["entry"], [("bad-date", 1, 1)]),
        # EndNote and MEDLINE.
        (".enw", "", [], []),
        (".enw", "no record", [], [("syntax-error", 1, 1)]),
        (".enw", "%0 Tome\n%F good\n", ["good"], [("unknown-entry-type", 1, 1)]),
        (".enw", "%F good\n%{ x\n", ["good"], [("unknown-tag", 2, 1)]),
        (".enw", "%0 Book\n%F good\n%0 Book\n%F also", ["good", "also"], []),
        (".nbib", "", [], []),
        (".nbib", "no record", [], [("syntax-error", 1, 1)]),
        (".nbib", "PMID- 1\nXQ  - x\n", ["entry"], [("unknown-tag", 2, 1)]),
        (".nbib", "PMID- 1\nDP  - never\n", ["entry"], [("bad-date", 2, 1)]),
    ],
)  # fmt: skip
def test_broken_input(suffix: str, text: str, keys: list[str], faults: list[Fault]) -> None:
    assert read(suffix, text) == (keys, faults)


def test_repeated_keys_are_found_at_their_places() -> None:
    entries, faults = READERS["csl-json"](f"[{ITEM},\n {ITEM}]", "works.json", None)
    assert faults == ()
    found = rules.run(RuleContext(library=Library(entries)), rules.select(["duplicate-key"], []))
    assert [str(fault.position) for fault in found] == ["works.json:2:3"]


@pytest.mark.parametrize("case", HARD, ids=" ".join)
def test_work_is_linear_in_the_input(case: tuple[str, str]) -> None:
    hard = HARD[case]
    suffix, _long_part = case
    text = hard.make(hard.many)
    keys, _faults = read(suffix, text)
    assert keys[-1:] == ["good"] if "good" in text[-40:] else True
    assert_linear(lambda size: partial(read, suffix, hard.make(size)), hard.few)


@pytest.mark.parametrize("form", READERS)
def test_faults_of_one_kind_are_listed_up_to_a_number(form: str) -> None:
    _entries, faults = READERS[form]("\x00\n" * 20_000, "x", None)
    assert len([fault for fault in faults if fault.name == "control-character"]) == 10_000


OUTPUTS = [path for path in sorted(DATA.glob("every-type.*")) if path.name.split(".")[1] in READERS]
SOURCES = {path.name: path.read_text("utf-8") for path in (*FILES, *OUTPUTS)}


def form_of(name: str) -> str:
    """Return the format of one of the files."""
    named = name.split(".")[1]
    return named if named in READERS else guess_format(name, SOURCES[name]) or ""


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - {"broken.yaml"}))
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("start", ["", "\ufeff", "\n \n"], ids=repr)
def test_content_alone_tells_the_format(name: str, start: str, end: str) -> None:
    head = (start + SOURCES[name])[:4096].replace("\n", end)
    assert guess_format("works.txt", head) == form_of(name)


PIECES = ("", *'"{],:%\n\t\x00\u2028', "null", "- ", "ER  - \n", "\\ud800", "&lt;", "<i>")
PIECES += ("</record>", "<style face='bold'>", "<!DOCTYPE", "&eacute;", "<![CDATA[")


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A real file of which parts are dropped, doubled, moved or replaced, and its suffix."""
    name = draw(st.sampled_from(sorted(SOURCES)))
    text = SOURCES[name]
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 60))
        other = draw(st.integers(0, len(text)))
        pieces = st.sampled_from([*PIECES, text[start:end] * 2, text[other : other + 60]])
        new = draw(pieces | st.text(max_size=5))
        text = text[:start] + new + text[end:]
    return form_of(name), text


@given(file=st.tuples(st.sampled_from(sorted(READERS)), st.text()) | mutated())
@settings(max_examples=400, deadline=None)
def test_no_reader_stumbles(file: tuple[str, str]) -> None:
    form, text = file
    entries, faults = READERS[form](text, "x", "1.1")
    keys = [entry.key for entry in entries]
    assert all(key and not re.search(r"[\s,{}]", key) for key in keys)
    lines = text.removeprefix("\ufeff").split("\n")
    for fault in faults:
        assert 1 <= fault.position.line <= len(lines)
        assert 1 <= fault.position.column <= len(lines[fault.position.line - 1]) + 1
    for written in WRITTEN.values():
        written.write(Library(entries)).encode()
