"""What the variants of BibTeX do each in their own way; the stored outputs show the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex.read import read
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.text import Text

CANONICAL, CLASSIC, BIBLATEX = Variant.CANONICAL, Variant.CLASSIC, Variant.BIBLATEX
ARTICLE = Entry(key="doe2024owls", type="article", title=Text.of("Owls"))
PREPRINT = replace(ARTICLE, type="preprint", eprint=Eprint("arXiv", "2403.00001", "cs.CL"))


def fields_of(entry: Entry, variant: Variant) -> list[str]:
    exported = {"doe2024owls", "roe2024nests"}
    text = writer(variant).record(entry, WriteContext(keys=exported))
    lines = text.splitlines()
    return [line.removeprefix("  ").removesuffix(",") for line in lines[1:-1]]


def test_fields_have_one_order_and_one_name() -> None:
    assert len(set(FIELD_ORDER)) == len(FIELD_ORDER)
    assert len(MONTHS) == 12


@pytest.mark.parametrize("month", range(1, 13))
def test_month_is_a_bare_macro(month: int) -> None:
    entry = replace(ARTICLE, date=Date(2024, month, 9))
    macro = "jan feb mar apr may jun jul aug sep oct nov dec".split()[month - 1]
    expected = ["title = {Owls}", "year = {2024}", f"month = {macro}", "day = {9}"]
    assert fields_of(entry, CANONICAL) == fields_of(entry, CLASSIC) == expected
    assert fields_of(entry, BIBLATEX) == ["title = {Owls}", f"date = {{2024-{month:02}-09}}"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://doi.org/10.1234/owls", [CANONICAL]),
        ("https://DOI.org/10.1234/OWLS", [CANONICAL]),
        ("https://example.org/10.1234/owls", [CANONICAL, CLASSIC, BIBLATEX]),
    ],
)
def test_address_that_repeats_the_doi_is_left_out(url: str, kept: list[Variant]) -> None:
    entry = replace(ARTICLE, doi="10.1234/owls", links=(Link(LinkKind.PAPER, url),))
    found = [variant for variant in Variant if f"url = {{{url}}}" in fields_of(entry, variant)]
    assert found == kept


def test_related_works_are_named_where_they_are_in_the_file() -> None:
    entry = replace(ARTICLE, related=("roe2024nests", "poe1845raven"))
    assert "related = {roe2024nests, poe1845raven}" in fields_of(entry, CANONICAL)
    assert "related = {roe2024nests}" in fields_of(entry, BIBLATEX)
    assert not [field for field in fields_of(entry, CLASSIC) if "related" in field]
    assert "related" not in writer(BIBLATEX).write(Library((entry,)))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(
            replace(PREPRINT, type="dataset", eprint=None, publisher=Text.of("Data & Nest")),
            [r"publisher = {Data \& Nest}", r"howpublished = {Data set, Data \& Nest}"],
            id="data set",
        ),
        pytest.param(
            replace(PREPRINT, type="software", eprint=None), ["howpublished = {Software}"]
        ),
        pytest.param(replace(PREPRINT, type="online", eprint=None), ["howpublished = {Web page}"]),
        pytest.param(replace(PREPRINT, type="misc", eprint=None), []),
    ],
)
def test_classic_says_what_styles_do_not_know(entry: Entry, expected: list[str]) -> None:
    assert fields_of(entry, CLASSIC) == ["title = {Owls}", *expected]


def test_biblatex_names_who_runs_a_web_page() -> None:
    entry = replace(ARTICLE, type="online", publisher=Text.of("Aviary"), place=Text.of("Vienna"))
    assert fields_of(entry, BIBLATEX)[1:] == ["organization = {Aviary}"]


def test_biblatex_says_an_identifier_once() -> None:
    repeating = replace(
        PREPRINT,
        doi="10.48550/arxiv.2403.00001",
        links=(Link(LinkKind.PAPER, "https://arxiv.org/abs/2403.00001"),),
    )
    assert fields_of(repeating, BIBLATEX) == fields_of(PREPRINT, BIBLATEX)
    own = replace(PREPRINT, doi="10.1234/o", links=(Link(LinkKind.PAPER, "https://example.org"),))
    assert "doi = {10.1234/o}" in fields_of(own, BIBLATEX)
    assert "url = {https://example.org}" in fields_of(own, BIBLATEX)


def test_typst_prints_addresses_only() -> None:
    text = writer(BIBLATEX).write(Library((PREPRINT,)), Options(profile="typst"))
    assert "url = {https://arxiv.org/abs/2403.00001}" in text
    own = replace(PREPRINT, doi="10.1234/o")
    assert "url = " not in writer(BIBLATEX).write(Library((own,)), Options(profile="typst"))


def test_language_by_its_name_in_babel() -> None:
    entry = replace(ARTICLE, language="en-GB")
    assert "langid = {british}" in fields_of(entry, BIBLATEX)
    assert "language = {en-GB}" in fields_of(entry, CLASSIC)


def test_preprint_in_the_other_variants() -> None:
    assert fields_of(PREPRINT, BIBLATEX)[1:] == [
        "eprint = {2403.00001}",
        "eprinttype = {arxiv}",
        "eprintclass = {cs.CL}",
    ]
    assert fields_of(PREPRINT, CANONICAL)[1:] == [
        "eprint = {2403.00001}",
        "archiveprefix = {arXiv}",
        "primaryclass = {cs.CL}",
    ]


def test_extra_fields_in_7_bits() -> None:
    entry = replace(ARTICLE, extra=(("annote", r"Ä -- {\'e} – 中"),))
    assert fields_of(entry, BIBLATEX)[1:] == [r"annote = {Ä -- {\'e} – 中}"]
    assert fields_of(entry, CLASSIC)[1:] == [r"annote = {{\"A} -- {\'e} -- 中}"]


def test_classic_is_of_7_bits_unless_told_otherwise() -> None:
    library = Library((replace(ARTICLE, title=Text.of("Käuze")),))
    assert r"title = {K{\"a}uze}" in writer(CLASSIC).write(library)
    assert "title = {Käuze}" in writer(CLASSIC).write(library, Options(ascii=False))
    assert "title = {Käuze}" in writer(BIBLATEX).write(library)
    assert r"title = {K{\"a}uze}" in writer(BIBLATEX).write(library, Options(ascii=True))


def test_entries_are_parted_by_a_blank_line() -> None:
    text = writer(CANONICAL).write(Library((ARTICLE, replace(ARTICLE, key="roe2024nests"))))
    assert text == (
        "@article{doe2024owls,\n  title = {Owls},\n}\n\n"
        "@article{roe2024nests,\n  title = {Owls},\n}\n"
    )


@pytest.mark.parametrize(
    ("date", "canonical", "classic", "biblatex"),
    [
        (Date(2024, 6, end=Date(2025)), "date = {2024-06/2025}", "year = {2024--2025}", None),
        (Date(2024, season=1), "date = {2024-21}", "year = {2024}", None),
        (Date(1723, approximate=True), "date = {1723~}", "year = {c.~1723}", None),
        (Date(1723, uncertain=True), "date = {1723?}", "year = {1723?}", None),
        (Date(1990, open=Open.START), "date = {../1990}", "year = {--1990}", None),
        (Date(1990, open=Open.END), "date = {1990/..}", "year = {1990--}", None),
        (Date(-44), "date = {-0044}", "year = {45 BC}", None),
        (Date(987), "year = {987}", "year = {987}", "date = {0987}"),
        (Date(199, uncertain=True), "date = {0199?}", "year = {0199?}", None),
    ],
)
def test_date_that_is_not_plain(
    date: Date, canonical: str, classic: str, biblatex: str | None
) -> None:
    entry = replace(ARTICLE, date=date)
    assert fields_of(entry, CANONICAL)[1] == canonical
    assert fields_of(entry, CLASSIC)[1] == classic
    assert fields_of(entry, BIBLATEX)[1] == (biblatex or canonical)


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        (Date(2024, season=1), ["year = {2024}", "month = {Spring}"]),
        (Date(2024, 5, end=Date(2024, 6)), ["year = {2024}", 'month = may # "--" # jun']),
        (
            Date(2024, 12, end=Date(2025, 1)),
            ["year = {2024--2025}", 'month = dec # "--" # jan'],
        ),
        (Date(2024, 5, end=Date(2025, 5)), ["year = {2024--2025}", 'month = may # "--" # may']),
        (
            Date(2024, 5, 23, end=Date(2024, 5, 27)),
            ["year = {2024}", "month = may", "day = {23--27}"],
        ),
        (
            Date(2024, 5, 30, end=Date(2024, 6, 2)),
            ["year = {2024}", 'month = "30~" # may # "--2~" # jun'],
        ),
        (
            Date(2024, 5, end=Date(2024, 6, approximate=True)),
            ["year = {2024--c.~2024}", 'month = may # "--" # jun'],
        ),
        (
            Date(2024, season=1, end=Date(2024, season=2)),
            ["year = {2024}", 'month = {Spring} # "--" # {Summer}'],
        ),
    ],
)
def test_bibtex_prints_all_of_a_date(date: Date, fields: list[str]) -> None:
    assert fields_of(replace(ARTICLE, date=date), CLASSIC)[1:] == fields
    text = writer(CLASSIC).write(Library((replace(ARTICLE, date=date),)))
    assert read(text, "a.bib")[0][0].date == date


def test_words_for_a_date() -> None:
    entry = replace(ARTICLE, date=None, extra=(("year", "in press"),))
    assert fields_of(entry, CANONICAL)[1:] == ["year = {in press}"]
    assert fields_of(entry, CLASSIC)[1:] == ["year = {in press}"]
    assert fields_of(entry, BIBLATEX)[1:] == ["pubstate = {inpress}"]
    entry = replace(ARTICLE, date=None, extra=(("date", "n.d."), ("pubstate", "submitted")))
    assert fields_of(entry, CANONICAL)[1:] == ["date = {n.d.}", "pubstate = {submitted}"]
    assert fields_of(entry, CLASSIC)[1:] == ["year = {n.d.}"]
    assert fields_of(entry, BIBLATEX)[1:] == ["year = {n.d.}", "pubstate = {submitted}"]
