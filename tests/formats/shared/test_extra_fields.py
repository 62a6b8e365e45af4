"""Fields beyond the model: how values are kept, and under which names."""

from __future__ import annotations

import pytest

from pllm_bib.formats.shared import extra_fields
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.model.date import Date
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text


def test_extra() -> None:
    extra = Extra()
    extra.text("shorttitle", Text.of("Owls & ", Chunk("LLM", Style.PROTECTED)))
    extra.plain("eid", " e_1 ")
    extra.names("translator", Names((Name(family="Doe", given="Jane"),)))
    extra.date("urldate", Date(2024, 5))
    for empty in ("", " "):
        extra.text("a", empty)
        extra.plain("b", empty)
    extra.names("c", Names())
    assert extra.result() == (
        ("shorttitle", r"Owls \& {LLM}"),
        ("eid", r"e\_1"),
        ("translator", "Doe, Jane"),
        ("urldate", "2024-05"),
    )


def test_second_values_stand_behind_the_first() -> None:
    extra = Extra()
    for value in ("a", "a", "b"):
        extra.plain("x", value)
    assert extra.result() == (("x", "a; b"),)


@pytest.mark.parametrize(
    "doi", ["10.1234/Owls", "https://doi.org/10.1234/OWLS", "doi:10.1234/owls"]
)
def test_doi(doi: str) -> None:
    found = Extra().doi(doi)
    assert found is not None
    assert doi.endswith(found)


@pytest.mark.parametrize("doi", ["owls", "10.1234/{o}", "10.1234/o w"])
def test_what_is_no_doi_is_kept(doi: str) -> None:
    extra = Extra()
    assert extra.doi(doi) is None
    assert extra.fields.keys() == {"doi"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("remark", "remark"),
        ("Reference-Count", "reference-count"),
        ("subtitle", "subtitle"),
        ("year", "csl-year"),
        ("title", "csl-title"),
        ("a b", "csl-a-b"),
        ("1st", "csl-1st"),
        ("größe", "csl-groe"),
        ("", "csl-field"),
        ("%}", "csl-field"),
    ],
)
def test_field_name(name: str, expected: str) -> None:
    assert extra_fields.field_name(name, "csl") == expected
