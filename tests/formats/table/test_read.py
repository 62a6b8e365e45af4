"""CSV and JSON lines, as our own writer and Zotero have them, and broken ones."""

from __future__ import annotations

import pytest

from pllm_bib.formats.table.read import read_csv, read_lines
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Eprint
from pllm_bib.model.name import Name

ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Issue"\n'
    '"ABC1","journalArticle","2021","Doe, Jane; van der Berg, Jan","Owls, at ""Work""\nby day",'
    '"Journal of Owls","10.5555/A","7"\n'
)


def test_zotero_columns() -> None:
    (entry,), faults = read_csv(ZOTERO, "zotero.csv", None)
    assert faults == ()
    assert (entry.key, entry.type, str(entry.title)) == (
        "ABC1",
        "article",
        'Owls, at "Work" by day',
    )
    assert [str(name) for name in entry.authors] == ["Jane Doe", "Jan van der Berg"]
    assert (entry.date, str(entry.container), entry.doi) == (
        Date(2021),
        "Journal of Owls",
        "10.5555/A",
    )
    assert entry.number == "7"
    assert entry.origin
    assert str(entry.origin.position) == "zotero.csv:2:1"


def test_names_in_natural_order() -> None:
    line = '{"key": "a", "type": "book", "authors": ["Jan van der Berg", "M. King Jr.", "Plato"]}'
    (entry,), _faults = read_lines(line, "a.jsonl", None)
    assert list(entry.authors) == [
        Name(family="Berg", given="Jan", particle="van der"),
        Name(family="King", given="M.", suffix="Jr."),
        Name(family="Plato"),
    ]


def test_an_archive_with_its_category() -> None:
    line = '{"key": "a", "type": "preprint", "eprint": "arXiv:2403.00001 [cs.CL]", "stars": 5}'
    (entry,), _faults = read_lines(line, "a.jsonl", None)
    assert entry.eprint == Eprint("arXiv", "2403.00001", "cs.CL")
    assert entry.extra == (("stars", "5"),)


@pytest.mark.parametrize(
    ("text", "keys", "faults"),
    [
        ("", [], []),
        ("a,b\n1,2\n", [], [("wrong-value", 1)]),
        ("key,type\nx,book\n\ny,tome\n", ["x", "y"], [("unknown-entry-type", 4)]),
        ("key,title\nx\ny,Y,more\n", ["x", "y"], []),
        ('key,title\nx,"never ends\n', ["x"], []),
    ],
)
def test_broken_csv(text: str, keys: list[str], faults: list[tuple[str, int]]) -> None:
    entries, found = read_csv(text, "a.csv", None)
    assert [entry.key for entry in entries] == keys
    assert [(fault.name, fault.position.line) for fault in found] == faults


@pytest.mark.parametrize(
    ("text", "keys", "faults"),
    [
        ('{"key": "a"}\n{"key": "b"}\n', ["a", "b"], []),
        ('{"key": "a"\n{"key": "b"}\n', ["b"], [("syntax-error", 2)]),
        ('{"key": "a"}\n12\n', ["a"], [("wrong-value", 2)]),
        ('{"key": "a", "authors": {"x": 1}}', ["a"], []),
    ],
)
def test_broken_lines(text: str, keys: list[str], faults: list[tuple[str, int]]) -> None:
    entries, found = read_lines(text, "a.jsonl", None)
    assert [entry.key for entry in entries] == keys
    assert [(fault.name, fault.position.line) for fault in found] == faults
