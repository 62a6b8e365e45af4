"""Hayagriva's YAML as Typst's own compiler reads it: every work with its title and identifiers."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typst

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import latex, titles
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

DATA = Path(__file__).parent.parent / "formats/data"
SOURCES = {
    "every type": DATA / "every-type.bib",
    "BibLaTeX": DATA / "biblatex.bib",
    **{path.stem: path for path in sorted((Path(__file__).parents[2] / "entries").glob("*.bib"))},
}


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case: styles choose case and quotation marks."""
    return re.sub(r"[\W_]", "", text).lower()


def bibliography(folder: Path, entries: tuple[Entry, ...], style: str) -> list[str]:
    """Compile a document with a bibliography of entries, and return the text of each reference."""
    (folder / "works.yaml").write_text(FORMATS["hayagriva"].write(Library(entries)), "utf-8")
    whole = folder / "works.typ"
    whole.write_text(f'#bibliography("works.yaml", full: true, style: "{style}")\n', "utf-8")
    page = typst.compile(whole, format="html").decode("utf-8")
    references = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", reference)) for reference in references]


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("style", ["ieee"])
def test_every_work_is_printed_with_its_title(tmp_path: Path, name: str, style: str) -> None:
    entries, _faults = bib_reader.read_biblatex(SOURCES[name].read_text("utf-8"), name)
    entries = tuple({entry.key: entry for entry in entries}.values())
    printed = bibliography(tmp_path, entries, style)
    assert len(printed) == len(entries)
    for entry, reference in zip(entries, printed, strict=True):
        title = latex.plain(titles.full_title(entry))
        assert letters(title) in letters(reference), entry.key
        if entry.doi:
            assert entry.doi.lower() in reference.lower(), entry.key
        elif entry.landing_page and entry.type == "preprint":
            assert entry.eprint
            assert entry.eprint.id in reference, entry.key


def test_letter_case_is_kept_where_it_is_protected(tmp_path: Path) -> None:
    source = (
        "@book{a, title = {the {bert} of owls and \\$5}, author = {Doe, Jane}, language = {en}}"
    )
    style = "modern-language-association"
    (reference,) = bibliography(tmp_path, bib_reader.read(source, "a.bib")[0], style)
    assert "The bert of Owls and $5" in reference
