"""What becomes of BibLaTeX's features: an entry each, stored as CSL-JSON and as every format.

The stored CSL-JSON is compared with pandoc's in tests/consumers/test_pandoc.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.formats.conftest import DATA

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def features() -> Library:
    """An entry for each feature, references resolved."""
    text = (DATA / "biblatex.bib").read_text(encoding="utf-8")
    entries, faults = bib_reader.read_biblatex(text, "biblatex.bib")
    assert faults == ()
    return Library(entries)


@pytest.mark.parametrize("name", ["csl-json", "biblatex", "bibtex", "ris"])
def test_output(features: Library, golden: Callable[[str, str], None], name: str) -> None:
    form = FORMATS[name]
    golden(f"biblatex.{name}{form.suffix}", form.write(features))


@pytest.mark.parametrize("name", ["canonical", "biblatex"])
def test_reads_back(features: Library, name: str) -> None:
    form = FORMATS[name]
    assert form.read is not None
    entries, faults = form.read(form.write(features), "back.bib", None)
    assert faults == ()
    assert entries == features.entries


def test_formats_that_know_no_inheritance_have_the_whole(features: Library) -> None:
    chapter = features.find("crossref-chain")
    assert chapter is not None
    assert json.loads(json.dumps(csl_json.item(chapter))) == {
        "id": "crossref-chain",
        "citation-key": "crossref-chain",
        "type": "chapter",
        "title": "Chapter of the Second",
        "volume-title": "Second Volume",
        "container-title": "The Whole: All of It",
        "author": [{"family": "Doe", "given": "Jane"}],
        "container-author": [{"family": "Doe", "given": "Jane"}],
        "issued": {"date-parts": [[1989]]},
        "publisher": "Aviary Press",
        "page": "5",
        "volume": "2",
    }
