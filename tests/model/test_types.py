"""What an entry of each type must tell, against BibLaTeX's own data model."""

from __future__ import annotations

import pytest

from pllm_bib.formats.bibtex.datamodel import publisher_field, takes
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.types import REQUIRED


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_required_is_a_field_of_the_type(name: str) -> None:
    row = TYPES[name]
    in_biblatex = {
        "container": "journaltitle" if row.container == "journal" else "booktitle",
        "publisher": publisher_field(row.biblatex),
        "landing_page": "url",
    }
    for wanted in REQUIRED[name]:
        for attribute in wanted.split("|"):
            field = in_biblatex.get(attribute) or ATTRIBUTES[attribute].fields[0]
            assert takes(row.biblatex, field), attribute


@pytest.mark.parametrize("name", REQUIRED)
def test_a_container_is_required_where_it_has_a_field(name: str) -> None:
    assert ("container" in REQUIRED[name]) == (TYPES[name].container is not None)


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("article", "authors title container date"),
        ("book", "authors|editors title publisher date"),
        ("booklet", "title"),
        ("inbook", "authors|editors title container publisher date"),
        ("incollection", "authors title container publisher date"),
        ("inproceedings", "authors title container date"),
        ("manual", "title"),
        ("mastersthesis", "authors title publisher date"),
        ("phdthesis", "authors title publisher date"),
        ("proceedings", "title date"),
        ("techreport", "authors title publisher date"),
    ],
)
def test_requirements_of_btxdoc(name: str, attributes: str) -> None:
    assert " ".join(REQUIRED[name]) == attributes
