"""Numbers and words of editions."""

from __future__ import annotations

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex.read import read
from pllm_bib.formats.shared.editions import edition_number, edition_word
from pllm_bib.model.library import Library


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", "2"),
        ("Second", "2"),
        ("second edition", "2"),
        ("(Second)", "2"),
        ("2nd", "2"),
        ("3rd ed.", "3"),
        ("11th edn", "11"),
        ("2. Aufl.", "2"),
        ("2. Auflage", "2"),
        ("Zweite", "2"),
        ("Fünfte Auflage", "5"),
        ("2e éd.", "2"),
        ("deuxième édition", "2"),
        ("2ª edición", "2"),
        ("tweede druk", "2"),
        ("Rev. ed.", ""),
        ("Second revised edition", ""),
        ("2nd rev. ed.", ""),
        ("International", ""),
        ("0", ""),
        ("1990", ""),
        ("edition", ""),
        ("", ""),
    ],
)
def test_edition_number(text: str, number: str) -> None:
    assert edition_number(text) == number


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1", "First"),
        ("20", "Twentieth"),
        ("21", "21st"),
        ("32", "32nd"),
        ("43", "43rd"),
        ("111", "111th"),
        ("Rev. ed.", "Rev. ed."),
        ("1990", "1990"),
    ],
)
def test_edition_word(text: str, word: str) -> None:
    assert edition_word(text) == word


@pytest.mark.parametrize("source", ["2", "Second", "2nd", "(Second)", "2. Aufl."])
def test_each_format_has_the_form_that_it_wants(source: str) -> None:
    (entry,), _faults = read(f"@book{{a, title = {{T}}, edition = {{{source}}}}}", "a.bib")
    library = Library((entry,))
    assert "edition = {Second}" in FORMATS["bibtex"].write(library)
    assert "edition = {2}" in FORMATS["biblatex"].write(library)
    assert '"edition": "2"' in FORMATS["csl-json"].write(library)
    assert "ET  - 2\n" in FORMATS["ris"].write(library)


def test_what_an_edition_is_read_as_is_told() -> None:
    faults = read("@book{a, title = {T}, edition = {2nd ed.}}", "a.bib")[1]
    assert [(fault.name, fault.field) for fault in faults] == [("read-as", "edition")]
    for plain in ("2", "Second"):
        assert read(f"@book{{a, title = {{T}}, edition = {{{plain}}}}}", "a.bib")[1] == ()
