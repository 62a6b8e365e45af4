"""The table of attributes: complete, and true of entries and of .bib files, row by row."""

from __future__ import annotations

import dataclasses

import pytest

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.formats.table.write import COLUMNS
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.field import ATTRIBUTES, PUBLISHED_FIELDS, of_kind

KINDS = {
    "Text": "text",
    "Text | None": "text",
    "Names": "names",
    "Date | None": "date",
    "str | None": "plain",
    "Eprint | None": "eprint",
    "tuple[Link, ...]": "links",
    "tuple[tuple[str, str], ...]": "extra",
}
"""Annotation of an attribute of `Entry` -> its kind, for those that tell it."""


def test_every_attribute_of_an_entry_has_one_row() -> None:
    attributes = [field.name for field in dataclasses.fields(Entry)]
    assert sorted([*ATTRIBUTES, "origin"]) == sorted(attributes)


@pytest.mark.parametrize("field", dataclasses.fields(Entry), ids=lambda field: field.name)
def test_kinds_are_those_of_the_values(field: dataclasses.Field[object]) -> None:
    if expected := KINDS.get(str(field.type)):
        assert ATTRIBUTES[field.name].kind == expected
    elif field.name != "origin":
        assert ATTRIBUTES[field.name].kind in {"key", "type", "words", "sections"}


VALUES = {
    "date": "2024-03-01",
    "year": "2024",
    "month": "year = 2024, month = {3}",
    "day": "year = 2024, month = {3}, day = {1}",
    "eprint": "2410.04070",
    "archiveprefix": "eprint = {2410.04070}, archiveprefix = {arXiv}",
    "primaryclass": "eprint = {2410.04070}, archiveprefix = {arXiv}, primaryclass = {cs.CL}",
    "doi": "10.1234/owls",
    "url": "https://example.org",
}
"""Field of .bib files -> a value, or the whole source where other fields belong to it."""


@pytest.mark.parametrize(
    ("attribute", "field"),
    [
        (row.name, field)
        for row in ATTRIBUTES.values()
        for field in row.fields
        if row.kind not in {"key", "sections"}
    ],
)
def test_every_field_is_read_into_its_attribute(attribute: str, field: str) -> None:
    value = VALUES.get(field, "7")
    source = value if " = " in value else f"{field} = {{{value}}}"
    kind = {"booktitle": "inproceedings", "school": "phdthesis", "institution": "techreport"}
    (entry,), _faults = bib_reader.read(f"@{kind.get(field, 'article')}{{k, {source}}}", "a.bib")
    assert getattr(entry, attribute)
    assert not entry.extra


@pytest.mark.parametrize("field", [f for row in ATTRIBUTES.values() for f in row.fields])
def test_every_field_has_its_place_in_files(field: str) -> None:
    assert field == "key" or field in FIELD_ORDER


def test_links_have_a_field_a_kind() -> None:
    assert ATTRIBUTES["links"].fields == tuple(kind.field for kind in LinkKind)


def test_columns() -> None:
    assert (
        *"key type label title authors authors_incomplete editors editors_incomplete date".split(),
        *"container venue publisher place series edition volume number pages".split(),
        *"doi isbn issn eprint openreview paper pdf code data website video".split(),
        *"language keywords sections former_keys related note abstract other_fields".split(),
    ) == COLUMNS


def test_fields_of_a_publication() -> None:
    assert (
        tuple(
            "date year month day booktitle journal journaltitle venue publisher school institution "
            "address location series edition volume number pages isbn issn".split()
        )
        == PUBLISHED_FIELDS
    )


def test_attributes_by_kind() -> None:
    assert of_kind("date", "names") == ("date", "authors", "editors")
