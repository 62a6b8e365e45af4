"""Files are known by their names, or else by how they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.formats.conftest import DATA as FORMAT_DATA

from pllm_bib.files.inputs import importable
from pllm_bib.files.kinds import guess_format, own_format, start_of_file
from pllm_bib.formats import FORMATS, WRITTEN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.bib", "", "biblatex"),
        ("A.BIB", "[", "biblatex"),
        ("a.txt", "% x\n\n@article{a,", "biblatex"),
        ("a", "  @String(x = 1)", "biblatex"),
        ("a", "hello", None),
        ("a", "Provider: Owls\nContent: text/plain\n\nTY  - JOUR\n", "ris"),
        ("a", "\nTY - JOUR\n", "ris"),
        ("a", "PT  - Journal Article\nPMID- 17\n", "nbib"),
        ("a", "PMID-17\n", None),
        ("a", "%0 Journal Article\n%A x\n", "enw"),
        ("a.txt", "", None),
        ("a.json", '[{"id": "a", "type": "book", "title": "b"}]', "csl-json"),
        ("a", '[{"id": "a", "DOI": "10.1/x", "title": "b", "ISSN": ["1"]}]', "csl-json"),
        ("a.json", '{"status": "ok", "message-type": "work", "message": {}}', "crossref"),
        ("a.json", '{"DOI": "10.1/x", "title": ["b"]}', "crossref"),
        ("a.json", '{"data": {"type": "dois", "attributes": {"creators": []}}}', "datacite"),
        ("a.json", '{"doi": "10.1/x", "types": {}, "publicationYear": 2020}', "datacite"),
        ("a", '{"id": "https://openalex.org/W1", "title": "b"}', "openalex"),
        ("a.json", '{"results": [{"authorships": []}]}', "openalex"),
        ("a.json", '[{"title": "b", "author": [{"name": "c"}]}]', "bibjson"),
        ("a.json", '[\n  {\n    "citekey": "a",\n    "title": "b"\n  }\n]\n', "bibjson"),
        ("a.json", '{"records": [{"identifier": [{"type": "doi"}]}]}', "bibjson"),
        ("a.json", '{"@context": "https://schema.org"}', "schema-org"),
        ("a.jsonld", "", "schema-org"),
        ("a.json", '{"key": "a", "type": "book"}', "jsonl"),
        ("a.json", '{"key": "a", "version": 5, "data": {}}', "csl-json"),
        ("a", '{"key": "a", "type": "book"}', "jsonl"),
        ("a.yml", "# x\n\na-b:\n  type: book\n", "hayagriva"),
        ("a.yaml", "---\nreferences:\n- id: a\n", "csl-yaml"),
        ("a", '<?xml version="1.0"?>\n<xml><records><record><ref-type name="Book">', "endnote-xml"),
        ("a", '<?xml version="1.0"?>\n<owls/>', None),
        ("a.xml", '<?xml?><mods:mods xmlns:mods="http://www.loc.gov/mods/v3">', "mods"),
        ("a.xml", '<?xml?><b:Sources SelectedStyle="">', "word-xml"),
        ("a.xml", "<?xml?><!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet>", "pubmed-xml"),
        ("savedrecs", "FN Web of Science\nVR 1.0\nPT J\nAU Doe, J\n", "wos"),
        ("a.isi", "", "wos"),
        ("a.yaml", "cff-version: 1.2.0\ntitle: a\n", "cff"),
        ("CITATION", "cff-version: 1.2.0\ntitle: a\n", "cff"),
    ],
)
def test_guesses(name: str, head: str, expected: str | None) -> None:
    assert guess_format(name, head) == expected


@pytest.mark.parametrize("name", [row.name for row in FORMATS.values() if row.read])
def test_every_format_is_known_by_its_suffix(name: str) -> None:
    """Where several have one, the first of the table is what a file is that tells no more."""
    suffix = FORMATS[name].suffix
    first = next(row.name for row in FORMATS.values() if row.read and row.suffix == suffix)
    assert guess_format(f"a{suffix}", "") == ("biblatex" if suffix == ".bib" else first)


@pytest.mark.parametrize(
    "name", [name for name, row in WRITTEN.items() if row.read and row.suffix != ".bib"]
)
@pytest.mark.parametrize("suffix", ["", "own"])
def test_every_format_is_known_by_the_start_of_what_is_written(name: str, suffix: str) -> None:
    suffix = FORMATS[name].suffix if suffix else ""
    text = (FORMAT_DATA / f"every-type.{name}{FORMATS[name].suffix}").read_text("utf-8")
    assert guess_format(f"a{suffix}", text[:4000]) == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_guesses_whatever_the_encoding(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "käuze"
    path.write_bytes(f"Käuze{ends}@misc{{a, title = {{Käuze}}}}{ends}".encode(encoding))
    assert guess_format(path.name, start_of_file(path)) == "biblatex"


def test_the_files_of_a_list_are_known(small_list: Path) -> None:
    owls = small_list / "entries/owls.bib"
    other = small_list / "owls.bib"
    other.write_bytes(owls.read_bytes())
    assert own_format(owls) == importable(str(owls)).format == "canonical"
    assert own_format(other) is None
    assert importable(str(other)).format == "biblatex"
