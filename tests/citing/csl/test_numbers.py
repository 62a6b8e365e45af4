"""Page ranges."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference, references


@pytest.mark.parametrize(
    ("style", "pages", "expected"),
    [
        ("expanded", "42-5", "42–45"),
        ("minimal", "100-104", "100–4"),
        ("minimal-two", "100-104", "100–04"),
        ("chicago-15", "71-72", "71–72"),
        ("chicago-15", "100-104", "100–104"),
        ("chicago-15", "321-328", "321–28"),
        ("chicago-15", "1496-1504", "1496–1504"),
        ("chicago-16", "10002-10006", "10002–6"),
        ("minimal", "e12-e15", "e12–5"),
        ("expanded", "xii-xv", "xii–xv"),
        ("expanded", "7", "7"),
        ("expanded", "1-2, 5-7", "1–2, 5–7"),
    ],
)
def test_page_ranges(style: str, pages: str, expected: str) -> None:
    text = reference(
        {"page": pages}, '<text variable="page"/>', options=f'page-range-format="{style}"'
    )
    assert text == expected


NUMBER = '<number variable="{}" form="{}"/>'


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        ("4", "roman", "iv"),
        ("1994", "roman", "mcmxciv"),
        ("3", "long-ordinal", "third"),
        ("13", "long-ordinal", "13th"),
        ("2-4", "ordinal", "2nd–4th"),
        ("2 & 3", "ordinal", "2nd & 3rd"),
        ("2 and 3", "ordinal", "2nd and 3rd"),
        ("007", "ordinal", "007"),
        ("S12", "ordinal", "S12th"),
        ("special", "roman", "special"),
        ("1/2", "numeric", "1/2"),
    ],
)
def test_forms_of_numbers(value: str, form: str, expected: str) -> None:
    assert reference({"volume": value}, NUMBER.format("volume", form)) == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("12-19", "pp. 12–19"),
        ("12, 19", "pp. 12, 19"),
        ("12", "p. 12"),
        ("e12", "p. e12"),
        ("xi-xv", "pp. xi–xv"),
    ],
)
def test_labels_are_plural_for_several_pages(pages: str, expected: str) -> None:
    body = '<label variable="page" form="short" suffix=" "/><text variable="page"/>'
    assert reference({"page": pages}, body) == expected


@pytest.mark.parametrize(
    ("rule", "pages", "expected"),
    [("always", "3", "pp."), ("never", "3-4", "p."), ("contextual", "3-4", "pp.")],
)
def test_a_style_may_fix_the_number_of_a_label(rule: str, pages: str, expected: str) -> None:
    label = f'<label variable="page" form="short" plural="{rule}"/>'
    assert reference({"page": pages}, label) == expected


def test_a_count_of_more_than_one_is_plural() -> None:
    label = '<label variable="number-of-volumes" form="short"/>'
    assert reference({"number-of-volumes": "1"}, label) == "vol."
    assert reference({"number-of-volumes": "3"}, label) == "vols."
    assert references([{}], bibliography=label) == [""]


@pytest.mark.parametrize(
    ("style", "pages", "expected"),
    [
        ("chicago-15", "107-108", "107–8"),
        ("chicago-15", "10002-10006", "10002–6"),
        ("chicago-16", "101-108", "101–8"),
        ("chicago-16", "1496-1504", "1496–504"),
        ("chicago-16", "3-10", "3–10"),
        ("chicago-16", "100-104", "100–104"),
        ("minimal", "96-117", "96–117"),
        ("minimal", "12-119", "12–119"),
        ("minimal", "12-12", "12–12"),
        ("minimal", "19-12", "19–12"),
    ],
)
def test_page_ranges_that_are_not_shortened_alike(style: str, pages: str, expected: str) -> None:
    text = reference(
        {"page": pages}, '<text variable="page"/>', options=f'page-range-format="{style}"'
    )
    assert text == expected


def test_the_first_page_alone() -> None:
    assert reference({"page": "12-19"}, '<text variable="page-first"/>') == "12"
    assert reference({"page": "e7"}, '<text variable="page-first"/>') == "e7"


def test_the_number_of_a_case_at_law_is_no_range() -> None:
    body = '<text variable="number"/>'
    assert reference({"type": "legal_case", "number": "12-34"}, body) == "12-34"
    assert reference({"type": "report", "number": "12-34"}, body) == "12–34"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("page", "e12-f15", "e12-f15"),
        ("page", r"12\-19", "12-19"),
        ("page", "12–19", "12–19"),
        ("page", "12&13", "12 & 13"),
        ("volume", "iv-vi", "iv–vi"),
        ("volume", "a-b", "a-b"),
        ("volume", "2nd-3rd", "2nd–3rd"),
        ("volume", "3-4a", "3–4a"),
        ("chapter-number", "3-4a", "3-4a"),
        ("volume", "2a-c", "2a-c"),
    ],
)
def test_only_hyphens_between_numbers_of_a_kind_make_ranges(
    variable: str, value: str, expected: str
) -> None:
    assert reference({variable: value}, f'<text variable="{variable}"/>') == expected


@pytest.mark.parametrize("pages", ["12-19", r"12\-19", "12–19", "12, 19"])
def test_the_first_page_ends_where_the_next_number_is_joined(pages: str) -> None:
    assert reference({"page": pages}, '<text variable="page-first"/>') == "12"


@pytest.mark.parametrize("value", ["9" * 20, "9" * 10_000, "²", "٣"])
def test_numbers_beyond_those_that_python_or_roman_numerals_know(value: str) -> None:
    for form in ("numeric", "ordinal", "long-ordinal", "roman"):
        element = f'<number variable="volume" form="{form}"/>'
        sort = '<sort><key variable="volume"/><key variable="title"/></sort>'
        item = {"volume": value, "title": value, "page": f"{value}-{value}1"}
        assert references([item], bibliography=f'{element}<text variable="page"/>', sort=sort)[0]


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("3 & 5", "en-US", "pages 3 & 5"),
        ("3 and 5", "en-US", "pages 3 and 5"),
        ("3, and 5", "en-US", "pages 3, and 5"),
        ("3 et 5", "fr-FR", "pages 3 et 5"),
        ("3 and 5", "de-DE", "Seiten 3 und 5"),
        ("3 und 5", "de-DE", "Seiten 3 und 5"),
    ],
)
def test_numbers_are_joined_by_the_words_of_the_language(
    value: str, language: str, expected: str
) -> None:
    body = '<group delimiter=" "><label variable="page"/><text variable="page"/></group>'
    assert reference({"page": value}, body, language=language) == expected


def test_a_style_may_have_a_sign_of_its_own_between_two_numbers() -> None:
    term = '<locale><terms><term name="and" form="symbol">+</term></terms></locale>'
    assert reference({"page": "3 & 5"}, '<text variable="page"/>', macros=term) == "3 + 5"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("edition", "7, p. 3-8", "ed. 7, pp. 3–8"),
        ("volume", "vol. 3", "vol. 3"),
        ("volume", "3, vol. 4 & 5", "vols. 3, 4 & 5"),
        ("volume", "3, no. 2", "vol. 3, no. 2"),
        ("volume", "p. 5", "vol. p. 5"),
        ("number", "no. 5, 6", "nos. 5, 6"),
        ("number", "pt. 3", "pt. 3"),
        ("page", "7, p. 3-8", "pp. 7, 3–8"),
        ("page", "fol. 12", "fol. 12"),
        ("volume", "3 (l. c.)", "vol. 3 (l. c.)"),
        ("page", "xyz. 4", "p. xyz. 4"),
    ],
)
def test_labels_within_a_value_stand_for_what_follows_them(
    variable: str, value: str, expected: str
) -> None:
    body = (
        f'<group delimiter=" "><label variable="{variable}" form="short"/>'
        f'<text variable="{variable}"/></group>'
    )
    assert reference({variable: value}, body) == expected


def test_a_value_keeps_the_label_of_something_else_in_a_style_without_labels() -> None:
    assert reference({"page": "fol. 12"}, '<text variable="page"/>') == "fol. 12"
    assert reference({"number": "pt. 3"}, '<number variable="number"/>') == "pt. 3"
