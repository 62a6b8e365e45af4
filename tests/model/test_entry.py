"""An entry: its addresses and where its fields stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind, Origin, doi_url

PAPER = Link(LinkKind.PAPER, "https://example.org/paper")
PDF = Link(LinkKind.PDF, "https://example.org/paper.pdf")
CODE = Link(LinkKind.CODE, "https://example.org/code")
ARXIV = Eprint("arXiv", "2410.04070", "cs.CL")

START, KEY = Position("owls.bib", 3, 1), Position("owls.bib", 3, 7)
TITLE = Position("owls.bib", 4, 3)
ORIGIN = Origin(START, KEY, {"title": TITLE}, {"title": "Owls"})


@pytest.mark.parametrize(
    ("links", "doi", "eprint", "expected"),
    [
        ((PDF, CODE, PAPER), "10.1234/owls", ARXIV, "https://example.org/paper"),
        ((PDF, CODE), "10.1234/owls", ARXIV, "https://doi.org/10.1234/owls"),
        ((PDF, CODE), None, ARXIV, "https://arxiv.org/abs/2410.04070"),
        ((CODE, PDF), None, None, "https://example.org/paper.pdf"),
        ((CODE, PDF), None, Eprint("HAL", "hal-01"), "https://example.org/paper.pdf"),
        ((CODE,), None, None, None),
        ((), None, None, None),
    ],
)
def test_landing_page(
    links: tuple[Link, ...], doi: str | None, eprint: Eprint | None, expected: str | None
) -> None:
    entry = Entry(key="a", type="misc", links=links, doi=doi, eprint=eprint)
    assert entry.landing_page == expected


@pytest.mark.parametrize("kind", list(LinkKind))
def test_link_is_the_address_of_its_kind(kind: LinkKind) -> None:
    links = tuple(Link(each, f"https://example.org/{each}") for each in LinkKind)
    assert Entry(key="a", type="misc", links=links).link(kind) == f"https://example.org/{kind}"
    others = tuple(link for link in links if link.kind is not kind)
    assert Entry(key="a", type="misc", links=others).link(kind) is None


@pytest.mark.parametrize("archive", ["arXiv", "arxiv", "ARXIV"])
def test_arxiv_is_known_however_it_is_spelled(archive: str) -> None:
    eprint = Eprint(archive, "cmp-lg/9404001")
    assert eprint.is_arxiv
    assert eprint.url == "https://arxiv.org/abs/cmp-lg/9404001"


@pytest.mark.parametrize("archive", ["HAL", "", "arXiv.org"])
def test_no_address_is_made_up_for_another_archive(archive: str) -> None:
    eprint = Eprint(archive, "2410.04070")
    assert not eprint.is_arxiv
    assert eprint.url is None


@pytest.mark.parametrize(
    ("archive", "url"),
    [
        ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/12"),
        ("jstor", "https://www.jstor.org/stable/12"),
        ("hdl", "https://hdl.handle.net/12"),
        ("GoogleBooks", "https://books.google.com/books?id=12"),
    ],
)
def test_archives_that_biblatex_links_to(archive: str, url: str) -> None:
    assert Eprint(archive, "12").url == url


def test_doi_url() -> None:
    assert doi_url("10.1234/owls") == "https://doi.org/10.1234/owls"


def test_position_is_the_field_s_or_else_the_entry_s() -> None:
    entry = Entry(key="a", type="misc", origin=ORIGIN)
    assert entry.position() == START
    assert entry.position("title") == TITLE
    assert entry.position("year") == START
    assert Entry(key="a", type="misc").position("title") is None


def test_origin_is_no_part_of_what_an_entry_says() -> None:
    entry = Entry(key="a", type="misc", origin=ORIGIN)
    assert entry == replace(entry, origin=None)
    assert "owls.bib" not in repr(entry)
