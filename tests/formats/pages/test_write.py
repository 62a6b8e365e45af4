"""YAML of site generators: what each reads by its own names."""

from __future__ import annotations

from typing import Any

import yaml

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library

ARTICLE = r"""@article{a, author = {Doe, Jane and others}, title = {Owls: \emph{all}},
journal = {JIB}, year = {2024}, month = jun, doi = {10.5555/a}, keywords = {owls, night},
code = {https://x.org/c}, abstract = {We count.}, eprint = {2403.99901}, archiveprefix = {arXiv}}
@misc{b, title = {Yes}, year = {2020}}"""


def written(name: str, source: str = ARTICLE) -> str:
    return FORMATS[name].write(Library(bib_reader.read(source, "a.bib")[0]))


def test_front_matter_of_hugo() -> None:
    pages = [page for page in written("hugo").split("---\n") if page.strip()]
    first: dict[str, Any] = yaml.safe_load(pages[0])
    assert first["title"] == "Owls: all"
    assert first["authors"] == ["Jane Doe", "et al."]
    assert first["date"] == "2024-06-01"
    assert first["publication_types"] == ["article-journal"]
    assert first["publication"] == "*JIB*"
    assert first["hugoblox"] == {"ids": {"doi": "10.5555/a", "arxiv": "2403.99901"}}
    assert first["url_code"] == "https://x.org/c"
    assert len(pages) == 2


def test_data_of_jekyll() -> None:
    first, second = yaml.safe_load(written("jekyll"))
    assert (first["key"], first["authors"], first["year"]) == ("a", ["Jane Doe", "et al."], 2024)
    assert (first["container"], first["url"]) == ("JIB", "https://doi.org/10.5555/a")
    assert second["title"] == "Yes"


def test_listing_of_quarto() -> None:
    first, _second = yaml.safe_load(written("quarto"))
    assert first["author"] == ["Jane Doe", "et al."]
    assert first["description"] == "We count."
    assert first["categories"] == ["owls", "night"]
    assert first["path"] == "https://doi.org/10.5555/a"
    assert first["date"] == "2024-06"
