"""Editors of a kind, who are translators or directors to formats that have these."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.losses import losses
from pllm_bib.model.library import Library
from pllm_bib.verifying import READERS, verify

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

WRITE = (
    "ris",
    "zotero-rdf",
    "hayagriva",
    "csl-json",
    "endnote-xml",
    "bibjson",
    "schema-org",
    "datacite",
)
EDITED = "editor = {Ed, Or}, editora = {Trans, Late}, editoratype = {translator}"


def entry(fields: str, kind: str = "book") -> Entry:
    author = "" if kind == "movie" else "author = {Doe, Jane}, "
    source = f"@{kind}{{a, {author}title = {{Owls}}, year = 2000, {fields}}}"
    (found,), _faults = bib_reader.read_biblatex(source, "x.bib")
    return found


def lost(name: str, found: Entry) -> set[str]:
    parts = FORMATS[name].required_writer.parts(found, WriteContext())
    declared = FORMATS[name].lost(WriteContext().options)
    return {loss.field for loss in losses(found, parts, declared) if loss.dropped}


@pytest.mark.parametrize("name", WRITE)
@pytest.mark.parametrize(
    ("fields", "editors"),
    [
        (EDITED, "Ed, Or"),
        ("editor = {Trans, Late}, editortype = {Translator}", ""),
        ("editorc = {Trans, Late}, editorctype = {translator}", ""),
    ],
)
def test_editors_who_translated_are_translators(name: str, fields: str, editors: str) -> None:
    form, found = FORMATS[name], entry(fields)
    assert form.read is not None
    (back,), _faults = form.read(form.write(Library((found,))), "x", None)
    assert dict(back.extra)["translator"] == "Trans, Late"
    assert (
        ", ".join(filter(None, (n for e in back.editors for n in (e.family, e.given)))) == editors
    )
    assert not lost(name, found)


@pytest.mark.parametrize("name", WRITE)
@pytest.mark.parametrize("role", ["redactor", "founder", "reviser"])
def test_a_role_that_no_format_has_is_a_loss(name: str, role: str) -> None:
    found = entry(f"editora = {{Doe, Max}}, editoratype = {{{role}}}")
    people = set() if name == "zotero-rdf" else {"extra.editora"}  # Zotero has contributors
    assert lost(name, found) == {*people, "extra.editoratype"}


def test_a_film_of_zotero_has_directors_or_authors() -> None:
    fields = "author = {Doe, Jane}, editor = {Roe, Ann}, editortype = {director}"
    assert lost("zotero-rdf", entry(fields, "movie")) == {"extra.editortype"}


def test_translators_are_not_mixed_with_others() -> None:
    fields = "translator = {Roe, Max}, editor = {Trans, Late}, editortype = {translator}"
    assert lost("ris", entry(fields)) == {"extra.editortype"}


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("zotero-rdf", "movie", True),
        ("zotero-rdf", "book", False),
        ("hayagriva", "book", True),
        ("csl-json", "book", True),
        ("ris", "movie", False),
    ],
)
def test_directors_are_kept_where_the_type_has_them(name: str, kind: str, *, kept: bool) -> None:
    found = entry("editor = {Doe, Max}, editortype = {director}", kind)
    assert lost(name, found) == (set() if kept else {"extra.editortype"})


@pytest.mark.parametrize("name", sorted({"ris", "zotero-rdf", "csl-json"} & READERS.keys()))
@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (EDITED, "book"),
        ("editor = {Trans, Late}, editortype = {translator}", "book"),
        ("editor = {Doe, Max and Roe, Ann}, editortype = {director}", "movie"),
    ],
)
def test_independent_readers_find_them_in_their_role(name: str, fields: str, kind: str) -> None:
    library = Library((entry(fields, kind),))
    text = FORMATS[name].write(library)
    assert list(verify(name, text, library, FORMATS[name].loses)) == []
