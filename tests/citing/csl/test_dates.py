"""Dates and date ranges."""

from __future__ import annotations

from typing import Any

import pytest
from tests.citing.csl.small_style import processor, reference, references

DATE = '<date variable="issued" form="{}" date-parts="{}"/>'


@pytest.mark.parametrize(
    ("parts", "element", "language", "expected"),
    [
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "en-US", "June 1, 2024"),
        ([[2024, 6, 1]], DATE.format("text", "year-month-day"), "de-DE", "1. Juni 2024"),
        ([[2024, 6, 1]], DATE.format("numeric", "year-month-day"), "en-US", "06/01/2024"),
        ([[2024, 6]], DATE.format("text", "year-month"), "en-US", "June 2024"),
        ([[2024, 6]], DATE.format("text", "year"), "en-US", "2024"),
        (
            [[2024, 6, 1], [2024, 6, 3]],
            DATE.format("text", "year-month-day"),
            "en-US",
            "June 1–3, 2024",
        ),
        ([[2023], [2024]], DATE.format("text", "year"), "en-US", "2023–2024"),
        ([[-50]], DATE.format("text", "year"), "en-US", "50 BC"),
    ],
)
def test_dates(parts: list[list[int]], element: str, language: str, expected: str) -> None:
    item = {"issued": {"date-parts": parts}}
    assert reference(item, element, language=language) == expected


PARTS = (
    '<date variable="issued" delimiter="{}"><date-part name="day"/><date-part name="month" form='
    '"short" strip-periods="true"/><date-part name="year" font-weight="bold"/></date>'
)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ({"date-parts": [[2024, 6, 1], [2024, 7, 3]]}, "June 1–July 3, 2024"),
        ({"date-parts": [[2023, 6, 1], [2024, 6, 1]]}, "June 1, 2023–June 1, 2024"),
        ({"date-parts": [[2024, 6], [2024, 6]]}, "June 2024"),
        ({"date-parts": [[2024, 6, 1], [2024, 7]]}, "June 1–July 2024"),
        ({"date-parts": [[2023], [2024, 6, 2]]}, "2023–June 2, 2024"),
        ({"date-parts": [[2024, 6], [0, 0, 0]]}, "June 2024–"),
        ({"date-parts": [[2024]], "season": 2}, "Summer 2024"),
        ({"date-parts": [[2024]], "season": 13}, "Spring 2024"),
        ({"date-parts": [[2024, 12]]}, "December 2024"),
        ({"date-parts": [[2024, 13]]}, "Spring 2024"),
        ({"date-parts": [[2024, 15]]}, "Autumn 2024"),
        ({"date-parts": [[2024, 21]]}, "Spring 2024"),
        ({"date-parts": [[2024, 22]]}, "Summer 2024"),
        ({"date-parts": [[450]]}, "450 AD"),
        ({"date-parts": [[500]]}, "500"),
        ({"raw": "2024-06-01"}, "June 1, 2024"),
        ({"raw": "2024-06-01/2024-06-03"}, "June 1–3, 2024"),
        ({"raw": "2024-06-01T10:20:30Z"}, "June 1, 2024"),
        ({"raw": "2024-06-01 10:20"}, "June 1, 2024"),
        ({"raw": "6/1/2024"}, "June 1, 2024"),
        ({"raw": "31/12/2024"}, "December 31, 2024"),
        ({"raw": "12/2024"}, "December 2024"),
        ({"raw": "June 1, 2024"}, "June 1, 2024"),
        ({"raw": "1 Jun. 2024"}, "June 1, 2024"),
        ({"raw": "June-July 2024"}, "June–July 2024"),
        ({"raw": "Spring 2024"}, "Spring 2024"),
        ({"raw": "2024年6月1日"}, "June 1, 2024"),
        ({"raw": "c. 1990"}, "1990"),
        ({"raw": "1990?"}, "1990"),
        ({"raw": "44 BC"}, "44 BC"),
        ({"raw": "-44"}, "44 BC"),
        ({"raw": "A.D. 79"}, "A.D. 79"),
        ({"raw": "79 A.D."}, "79 AD"),
        ({"raw": "2024"}, "2024"),
        ({"raw": "in the year of the owl"}, "in the year of the owl"),
        ({"raw": '"June 1, 2024"'}, "June 1, 2024"),
        ({"date-parts": [], "raw": "forthcoming"}, "forthcoming"),
        ({"raw": "12 2024 13"}, "12 2024 13"),
        ({"literal": "in spring"}, "in spring"),
        ({"date-parts": [["2024", "6"]]}, "June 2024"),
        ({"date-parts": [[]]}, ""),
    ],
)
def test_ranges_seasons_eras_and_other_forms(date: dict[str, Any], expected: str) -> None:
    found = references([{"issued": date}], bibliography=DATE.format("text", "year-month-day"))
    assert found == [expected]


def test_a_style_lays_out_the_parts_of_a_date() -> None:
    item = {"issued": {"date-parts": [[2024, 1, 5]]}}
    assert reference(item, PARTS.format(" "), markup="html") == "5 Jan <b>2024</b>"
    span = {"issued": {"date-parts": [[2024, 1, 5], [2024, 2, 6]]}}
    assert reference(span, PARTS.format("/")) == "5/Jan–6/Feb/2024"


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("month", "numeric", "6"),
        ("month", "numeric-leading-zeros", "06"),
        ("month", "short", "June"),
        ("day", "numeric-leading-zeros", "02"),
        ("day", "ordinal", "2nd"),
        ("year", "short", "24"),
    ],
)
def test_forms_of_the_parts_of_a_date(name: str, form: str, expected: str) -> None:
    element = f'<date variable="issued"><date-part name="{name}" form="{form}"/></date>'
    assert reference({"issued": {"date-parts": [[2024, 6, 2]]}}, element) == expected


def test_a_style_changes_the_form_but_not_the_affixes_of_a_localised_part() -> None:
    element = (
        '<date variable="issued" form="text">'
        '<date-part name="month" form="short" suffix="!"/>'
        "</date>"
    )
    assert reference({"issued": {"date-parts": [[2024, 1, 5]]}}, element) == "Jan. 5, 2024"


def test_only_the_first_day_is_an_ordinal_in_french() -> None:
    element = '<date variable="issued"><date-part name="day" form="ordinal"/></date>'
    first, second = ({"issued": {"date-parts": [[2024, 6, day]]}} for day in (1, 2))
    assert reference(first, element, language="fr-FR") == "1ᵉʳ"
    assert reference(second, element, language="fr-FR") == "2"


def test_a_localised_date_has_the_text_case_of_its_locale_unless_the_style_has_one() -> None:
    locale = (
        '<locale><date form="text" text-case="uppercase"><date-part name="month"/></date></locale>'
    )
    item = {"issued": {"date-parts": [[2024, 6]]}}
    element = '<date variable="issued" form="text" {}/>'
    assert reference(item, element.format(""), macros=locale) == "JUNE"
    assert reference(item, element.format('text-case="lowercase"'), macros=locale) == "june"


def test_the_biggest_part_that_differs_gives_a_range_its_delimiter() -> None:
    element = (
        '<date variable="issued" delimiter=" "><date-part name="month" range-delimiter="~"/>'
        '<date-part name="year" range-delimiter=" to "/></date>'
    )
    years, months = ({"issued": {"date-parts": [[2024, 6], end]}} for end in ([2025, 7], [2024, 7]))
    assert reference(years, element) == "June 2024 to July 2025"
    assert reference(months, element) == "June~July 2024"


def test_a_range_of_unequal_parts_shows_its_start() -> None:
    date = {"date-parts": [[2024], [2024, 6]]}
    element = DATE.format("text", "year-month-day")
    assert reference({"issued": date}, element) == "2024–June 2024"
    assert reference({"issued": date}, DATE.format("text", "year")) == "2024"


@pytest.mark.parametrize(
    ("year", "form", "expected"),
    [(731, "long", "731a"), (2024, "short", "24a"), (50, "long", "50a")],
)
def test_the_suffix_of_a_year_stands_behind_it_however_short_it_is(
    year: int, form: str, expected: str
) -> None:
    date = (
        f'<date variable="issued"><date-part name="year" form="{form}"/>'
        '<date-part name="day" prefix=", "/></date>'
    )
    items = [{"title": "T", "issued": {"date-parts": [[year, 6, 24]]}}] * 2
    found = references(
        [dict(item) for item in items],
        citation_options='disambiguate-add-year-suffix="true"',
        citation=date,
        bibliography=date,
    )
    assert found[0].startswith(expected)


@pytest.mark.parametrize("key", ['variable="issued"', 'macro="year"'])
@pytest.mark.parametrize("direction", ["ascending", "descending"])
def test_works_without_a_year_come_last_whatever_their_date_says(key: str, direction: str) -> None:
    items = [
        {"id": "forthcoming", "issued": {"literal": "forthcoming"}},
        {"id": "dated", "issued": {"date-parts": [[2012]]}},
    ]
    macro = '<macro name="year"><date variable="issued"><date-part name="year"/></date></macro>'
    engine = processor(items, sort=f'<sort><key {key} sort="{direction}"/></sort>', macros=macro)
    assert engine.sorted == ["dated", "forthcoming"]


def test_a_group_vanishes_with_a_date_that_shows_no_part() -> None:
    body = (
        '<group><text value="in "/><date variable="issued"><date-part name="month"/></date></group>'
    )
    assert reference({"issued": {"date-parts": [[2024]]}}, body) == ""
    assert reference({"issued": {"date-parts": [[2024, 6]]}}, body) == "in June"
