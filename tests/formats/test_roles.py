"""People of a role (in ``editortype`` in BibLaTeX), and the place that formats have for them."""

from __future__ import annotations

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex.read import read_biblatex
from pllm_bib.formats.losses import losses
from pllm_bib.model.library import Library


@pytest.mark.parametrize(
    ("name", "role", "place"),
    [
        ("csl-json", "translator", '"translator": ['),
        ("ris", "translator", "A4  - Roe, Max"),
        ("enw", "translator", "%? Roe, Max"),
        ("endnote-xml", "translator", "<subsidiary-authors>"),
        ("word-xml", "translator", "<b:Translator>"),
        ("word-xml", "compiler", "<b:Compiler>"),
        ("word-xml", "producer", "<b:ProducerName>"),
        ("cff", "translator", "translators:\n  - family-names: Roe"),
        ("wikipedia", "translator", "translator-last1=Roe"),
        ("zotero-rdf", "translator", "<z:translators>"),
    ],
)
@pytest.mark.parametrize("field", ["editor", "editora"])
def test_people_of_a_role_have_its_place(name: str, role: str, place: str, field: str) -> None:
    source = f"@book{{a, {field} = {{Roe, Max}}, {field}type = {{{role}}}, title = {{Owls}}}}"
    entries, _faults = read_biblatex(source, "a.bib")
    assert place in FORMATS[name].write(Library(entries))
    parts = FORMATS[name].required_writer.parts_of(entries[0], WriteContext())
    assert not {loss.field for loss in losses(entries[0], parts, FORMATS[name].loses)} & {
        "editors", f"extra.{field}", f"extra.{field}type"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ris", "enw", "word-xml", "cff", "wikipedia", "zotero-rdf"])
def test_a_role_without_a_place_is_told(name: str) -> None:
    source = "@book{a, editor = {Roe, Max}, editortype = {redactor}, title = {Owls}}"
    (entry,), _faults = read_biblatex(source, "a.bib")
    parts = FORMATS[name].required_writer.parts_of(entry, WriteContext())
    assert "extra.editortype" in {loss.field for loss in losses(entry, parts, FORMATS[name].loses)}
    assert "Roe" in FORMATS[name].write(Library((entry,)))


def test_zotero_has_contributors_of_any_role() -> None:
    source = "@book{a, editora = {Roe, Max}, editoratype = {redactor}, title = {Owls}}"
    entries, _faults = read_biblatex(source, "a.bib")
    assert "<bib:contributors>" in FORMATS["zotero-rdf"].write(Library(entries))
