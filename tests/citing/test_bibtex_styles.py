"""References in BibTeX's own styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.citing.references import references
from pllm_bib.citing.styles import BIBTEX
from pllm_bib.files.read import load_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    return tmp_path / "refs.bib"


def written(bib: Path, text: str, markup: str = "text", style: str = "plain") -> list[str]:
    bib.write_text(text, "utf-8")
    found = references(load_files([bib]).library, f"{BIBTEX}{style}", markup)
    return [reference.text for reference in found.references]


def test_latex_is_read_but_for_addresses(bib: Path) -> None:
    text = (
        r"@misc{a, author = {M{\"u}ller, J{\'o}zef}, title = {On {\textit{E. coli}} \& H$_2$O}, "
        "url = {https://e.org/a_b%20c}, year = 2020}"
    )
    (found,) = written(bib, text)
    assert found.startswith("[1] Józef Müller. On e. coli & h₂o. ")
    assert "https://e.org/a_b%20c" in found


def test_titles_of_books_are_italic_and_addresses_link(bib: Path) -> None:
    text = (
        "@book{a, author = {Doe, Ann}, title = {Owls}, publisher = {P}, year = 2020, "
        "doi = {10.1/x}}"
    )
    (found,) = written(bib, text, "html")
    assert "<i>Owls</i>. P, 2020" in found
    assert '<a href="https://doi.org/10.1/x">doi:10.1/x</a>' in found


def test_an_eprint_stands_once(bib: Path) -> None:
    text = (
        "@misc{a, author = {Doe, Ann}, title = {Owls}, eprint = {2401.00001}, "
        "archiveprefix = {arXiv}, YEAR}"
    )
    (found,) = written(bib, text.replace("YEAR", "year = 2024"))
    assert found.count("arXiv:2401.00001") == 1
    other = text.replace("YEAR", "year = 2024, howpublished = {Talk}")
    (found,) = written(bib, other)
    assert "Talk" in found


def test_pages_have_a_dash_of_ranges(bib: Path) -> None:
    text = (
        "@article{a, author = {Doe, Ann}, title = {Owls}, journal = {J}, pages = {3--7}, "
        "year = 2020}"
    )
    assert "3–7" in written(bib, text)[0]


@pytest.mark.parametrize(
    ("authors", "label"),
    [
        ("{World Owl Group}", "[Wor12]"),
        ("{World Owl Group} and Doe, Jane", "[WD12]"),
        ("{{\\'E}cole normale}", "[Eco12]"),
        ("Doe, Jane and others", "[D+12]"),
        ("van der Berg, Jan", "[vdB12]"),
    ],
)
def test_labels_of_alpha(bib: Path, authors: str, label: str) -> None:
    text = f"@article{{a, author = {{{authors}}}, title = {{O}}, journal = {{J}}, year = 2012}}"
    (found,) = written(bib, text, style="alpha")
    assert found.startswith(label)


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Doe, Jane and others", "[1] Jane Doe et al. O."),
        ("Doe, Jane and Roe, Max and others", "[1] Jane Doe, Max Roe, et al. O."),
        ("Doe, Jane and {Land and others}", "[1] Jane Doe and Land and others. O."),
    ],
)
def test_others_are_et_al(bib: Path, authors: str, expected: str) -> None:
    text = f"@article{{a, author = {{{authors}}}, title = {{O}}, journal = {{J}}, year = 2012}}"
    (found,) = written(bib, text)
    assert found.replace("\u00a0", " ").startswith(expected)
