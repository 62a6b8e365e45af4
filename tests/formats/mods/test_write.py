"""MODS: people by MARC's codes of their roles; the stored output shows the rest."""

from __future__ import annotations

import re

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library


@pytest.mark.parametrize(
    ("fields", "code", "back"),
    [
        ("editor = {Doe, J}", "edt", {}),
        ("editor = {Doe, J}, editortype = {compiler}", "com", {"compiler": "Doe, J"}),
        ("editora = {Doe, J}, editoratype = {redactor}", "red", {"redactor": "Doe, J"}),
        ("editorb = {Doe, J}", "edt", {}),
        ("foreword = {Doe, J}", "wfw", {"foreword": "Doe, J"}),
        ("afterword = {Doe, J}", "aft", {"afterword": "Doe, J"}),
        ("annotator = {Doe, J}", "ann", {"annotator": "Doe, J"}),
        ("illustrator = {Doe, J}", "ill", {"illustrator": "Doe, J"}),
    ],
)
def test_roles(fields: str, code: str, back: dict[str, str]) -> None:
    entries, _faults = bib_reader.read(f"@book{{a, title = {{T}}, {fields}}}", "a.bib")
    text = FORMATS["mods"].write(Library(entries))
    assert re.findall(r'marcrelator">(\w+)<', text) == [code]
    read = FORMATS["mods"].read
    assert read is not None
    ((entry,), faults) = read(text, "a.xml", None)
    assert faults == ()
    assert dict(entry.extra) == back
    assert bool(entry.editors) is (code == "edt")
