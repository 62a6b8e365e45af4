"""Edges of the rules about fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.bibtex.entry import LINK_FIELDS
from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.model.types import REQUIRED
from pllm_bib.rules import RULES, run
from pllm_bib.rules.base import RuleContext
from pllm_bib.rules.fields import KNOWN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]
    Mend = Callable[[str, tuple[Diagnostic, ...]], str]


def test_clean(found: Found) -> None:
    assert found() == []


@pytest.mark.parametrize(
    "field", [*LINK_FIELDS, "month", "doi", "venue", "also", "ids", "openreview"]
)
def test_fields_of_the_list_are_known(field: str) -> None:
    assert field in KNOWN_FIELDS


@pytest.mark.parametrize(
    ("entry_type", "fields"),
    [
        ("article", {"author", "journal", "title", "year"}),
        ("inproceedings", {"author", "booktitle", "title", "year"}),
        ("book", {"author", "publisher", "title", "year"}),
        ("collection", {"editor", "publisher", "title", "year"}),
        ("phdthesis", {"author", "school", "title", "year"}),
        ("techreport", {"author", "institution", "title", "year"}),
        ("online", {"title", "url"}),
        ("patent", {"author", "number", "title", "year"}),
        ("misc", {"title"}),
    ],
)
def test_required_fields_are_called_as_in_bib_files(
    entry_type: str, fields: set[str], check: Check
) -> None:
    found = check(f"@{entry_type}{{key, note = {{x}}}}")
    assert {d.field for d in found if d.code == "F001"} == fields


def test_every_type_with_requirements_is_named_in_its_findings(check: Check) -> None:
    for entry_type in REQUIRED:
        messages = [d.message for d in check(f"@{entry_type}{{key, note = {{x}}}}")]
        nothing_else = entry_type in {"preprint", "bibnote", "set"}
        assert any("is missing" in message for message in messages) or nothing_else


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # what is there but cannot be read is not missing as well
        ({"year": "next year"}, [("F005", "year")]),
        ({"year": None, "date": "2024-13-01"}, [("F005", "date")]),
        ({"year": None}, [("F001", "year"), ("K002", None)]),
        ({"author": None, "editor": "Li, Xinyu"}, [("F001", "author")]),
        # unknown fields
        ({"titel": "x"}, [("F002", "titel")]),
        ({"biburl": "https://dblp.org/rec/x.bib"}, [("L006", "biburl")]),
        ({"shorttitle": "x", "urldate": "2024-01-01", "file": "x.pdf"}, []),
        # links in notes
        ({"note": "Datasets and Benchmarks Track"}, []),
        ({"note": "see https://github.com/a/b."}, [("F004", "note")]),
        ({"howpublished": r"\url{https://example.org/a}"}, [("F004", "howpublished")]),
        ({"annotation": "HTTP://example.org"}, [("F004", "annotation")]),
        ({"abstract": "Code: https://github.com/a/b"}, []),
        # DOIs
        ({"doi": "10.18653/v1/2024.acl-long.468"}, []),
        ({"doi": "10.18653/V1/2024.ACL-long.468"}, []),
        ({"doi": "doi:10.18653/v1/2024.acl-long.468"}, [("F007", "doi")]),
        ({"doi": r"10.1162/coli\_a\_00550"}, [("F007", "doi")]),
        ({"doi": "10.1162"}, [("F007", "doi")]),
        ({"doi": "10.1/x", "url": "https://doi.org/10.1234/x"}, [("F007", "doi")]),
        ({"doi": "10.1234/x", "url": "https://doi.org/10.1234/X"}, [("F008", "url")]),
        ({"doi": "10.1234/x", "url": "https://doi.org/10.1234/y"}, []),
        # eprints
        ({"eprint": "2402.05133v2"}, [("F009", "eprint")]),
        ({"eprint": "https://arxiv.org/abs/2402.05133"}, [("F009", "eprint")]),
        ({"eprint": "2402.05133 [cs.CL]"}, [("F009", "eprint")]),
        ({"eprint": "2413.05133"}, [("F009", "eprint")]),
        ({"eprint": "2402.5133"}, [("F009", "eprint")]),
        ({"eprint": "abc"}, [("F009", "eprint")]),
        ({"eprint": "abc", "archiveprefix": "HAL"}, []),
        ({"eprint": "2402.05133", "archiveprefix": "arxiv"}, []),
        ({"archiveprefix": None, "eprinttype": "arXiv"}, []),
        ({"archiveprefix": None}, [("F010", "eprint")]),
        ({"archiveprefix": None, "eprint": "hal-1"}, [("F010", "eprint")]),
        (
            {"archiveprefix": None, "eprint": "arXiv:2402.05133"},
            [("F009", "eprint"), ("F010", "eprint")],
        ),
        # volumes
        ({"volume": "37"}, []),
        ({"volume": "12--13"}, []),
        ({"volume": "XII"}, [("F013", "volume")]),
        ({"volume": "abs/2402.05133"}, [("F013", "volume")]),
    ],
)
def test_preprint(
    fields: dict[str, str | None], expected: list[tuple[str, str]], found: Found
) -> None:
    assert sorted(found(**fields)) == sorted(expected)


@pytest.mark.parametrize(
    ("year", "eprint", "key"),
    [
        ("2002", "cs/0112017", None),
        ("1999", "hep-th/9901001", None),
        ("2003", "math.GT/0309136", None),
        ("2001", "cs/0113017", "F009"),
        ("2007", "0704.0001", None),
        ("2014", "1412.9999", None),
        ("2014", "1412.99999", "F009"),
        ("2015", "1501.00001", None),
    ],
)
def test_old_arxiv_ids(year: str, eprint: str, key: str | None, found: Found) -> None:
    codes = {code for code, _ in found(f"@misc{{li{year}personalized", year=year, eprint=eprint)}
    assert codes - {"V001"} == ({key} if key else set())


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("CoRR", {"F011"}),
        ("ArXiv", {"F011"}),
        ("arXiv preprint arXiv:2402.05133", {"F011"}),
        ("bioRxiv preprint", {"F011"}),
        ("IACR Cryptol. ePrint Arch.", {"F011"}),
        ("Corrosion Science", set()),
        ("Computational Linguistics", set()),
    ],
)
def test_preprint_servers_as_journals(container: str, expected: set[str], found: Found) -> None:
    assert {code for code, _ in found("@article{li2024personalized", journal=container)} == expected


VENUES = """--- entries/venues.toml
[ICLR]
kind = "conference"
publisher = "Open & Review"
spellings = ["ICLR {year}", "Int. Conf. Learn. Represent."]
[ICLR.editions]
2025 = "The Thirteenth Conference on Learning & Representations"
--- entries/one.bib
@inproceedings{li2025style,
  author = {Li, Xinyu},
  title = {Style},
  year = {2025},
"""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (r"booktitle = {The Thirteenth Conference on Learning \& Representations}", []),
        ("booktitle = {Int. Conf. Learn. Represent.}", [("F012", True)]),
        ("booktitle = {Learning Representations}", [("F012", False)]),
        ("journal = {Int. Conf. Learn. Represent.}", [("F012", True)]),
        ("booktitle = {Int. Conf. Learn. Represent.}, venue = {}", [("F012", True)]),
        (r"booktitle = {A}, year = {2024}", []),
    ],
)
def test_spellings(fields: str, expected: list[tuple[str, bool]], check: Check, mend: Mend) -> None:
    text = VENUES.replace("year = {2025},\n", "") if "year =" in fields else VENUES
    text += f"  {fields},\n" + ("" if "venue =" in fields else "  venue = {ICLR},\n}\n")
    text += "}\n" if "venue =" in fields else ""
    found = tuple(d for d in check(text) if d.code == "F012")
    assert [(d.code, bool(d.fix)) for d in found] == expected
    if any(d.fix for d in found):
        assert "F012" not in {d.code for d in check(mend(text, found))}


@pytest.mark.parametrize(
    ("publisher", "fixable"),
    [("Open \\& Review", None), ("open and review", False), ("OPEN \\& REVIEW", True)],
)
def test_publishers(publisher: str, *, fixable: bool | None, check: Check) -> None:
    text = f"{VENUES}  venue = {{ICLR}},\n  publisher = {{{publisher}}},\n}}\n"
    found = [bool(d.fix) for d in check(text) if d.code == "F012"]
    assert found == ([] if fixable is None else [fixable])


@pytest.mark.parametrize(
    ("pages", "mended"),
    [
        ("pp. 12-15", "12--15"),
        ("p. 5", "5"),
        ("S12-S15", "S12--S15"),
        ("12:1-12:25", "12:1--12:25"),
        ("xii-xv", "xii--xv"),
        ("12---15", "12--15"),
        ("12 to 15", "12--15"),
        ("1234--45", "1234--1245"),
        ("1--8, 1012-15", "1--8, 1012--1015"),
        ("99--12", None),
        ("12-", None),
        ("29--??", None),
        ("0-0", None),
        ("N/A", None),
    ],
)
def test_page_range(pages: str, mended: str | None, check: Check, mend: Mend) -> None:
    example = ARTICLE.format(pages=pages)
    (found,) = check(example)
    assert (found.code, found.field) == ("F014", "pages")
    assert bool(found.fix) is (mended is not None)
    if mended:
        result = mend(example, (found,))
        assert f"pages = {{{mended}}}" in result
        assert check(result) == ()


@pytest.mark.parametrize(
    "pages",
    [
        *"12 5,7,9 12+ 12ff 12-15 12–15 12--15 e0123456 S-12 xii--xv 1-1--1-8 {12--15}".split(),
        *("12 -- 15", "Cover 3", "Article 12", "1-8, 12-15", "98 Nr. 2176"),
    ],
)
def test_pages_that_every_program_reads(pages: str, check: Check) -> None:
    assert check(ARTICLE.format(pages=pages)) == ()


def test_pages_of_a_book_are_their_number(check: Check) -> None:
    book = ARTICLE.replace("@article", "@book").replace("journal", "publisher")
    assert check(book.format(pages="xii + 216")) == ()


ARTICLE = """\
@article{{zheng2025language,
  author = {{Zheng, Jingyao and Wang, Xian}},
  title = {{Language Model Linguistic Personality Assessment}},
  journal = {{Computational Linguistics}},
  year = {{2025}},
  pages = {{{pages}}},
}}
"""


@pytest.mark.parametrize(
    ("fields", "mended"),
    [
        ("", "eprint = {2410.04070},\n  archiveprefix = {arXiv},\n"),
        (
            "eprint = {2410.04070},\n  archiveprefix = {arXiv},\n",
            "eprint = {2410.04070},\n  archiveprefix = {arXiv},\n",
        ),
        ("eprint = {2402.05133},\n  archiveprefix = {arXiv},\n", None),
        ("eprint = {hal-1},\n  archiveprefix = {HAL},\n", None),
    ],
)
def test_id_in_the_volume_is_never_lost(
    fields: str, mended: str | None, check: Check, mend: Mend
) -> None:
    example = ARTICLE.replace("pages", "volume").format(volume="abs/2410.04070")
    example = example.removesuffix("}\n") + (f"  {fields}" if fields else "") + "}\n"
    found = tuple(d for d in check(example) if d.code == "F013")
    assert [bool(d.fix) for d in found] == [mended is not None]
    result = mend(example, found)
    assert ("volume" in result) is (mended is None)
    assert (mended or fields) in result


def test_doi_without_a_source_is_not_compared_with_it() -> None:
    library = Library((Entry(key="a", type="misc", doi="10.1234/x"),))
    assert "F007" not in {d.code for d in run(RuleContext(library=library), RULES)}
