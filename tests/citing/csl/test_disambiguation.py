"""Cites that read alike are made longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.citing.csl.small_style import AUTHOR_YEAR, citation, processor, references, work
from tests.growth import assert_linear

if TYPE_CHECKING:
    from collections.abc import Callable


def test_year_suffixes_tell_works_of_a_year_apart() -> None:
    items = [work("a", "Doe"), work("b", "Doe"), work("c", "Doe", year=2023)]
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
        "bibliography": AUTHOR_YEAR.format(""),
    }
    assert citation(items, "a b c", **parts) == "Doe 2024a; Doe 2024b; Doe 2023"
    assert references(items, **parts) == ["Doe 2024a", "Doe 2024b", "Doe 2023"]


def test_more_names_tell_cites_apart() -> None:
    items = [work("a", "Doe", "Roe", "Poe"), work("b", "Doe", "Zoe", "Poe")]
    parts = {
        "citation_options": 'disambiguate-add-names="true" et-al-min="3" et-al-use-first="1"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "Doe, Roe, et al. 2024; Doe, Zoe, et al. 2024"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("all-names", "J. Doe 2024; M. Doe 2023"),
        ("all-names-with-initials", "J. Doe 2024; M. Doe 2023"),
        ("primary-name", "J. Doe 2024; M. Doe 2023"),
        ("by-cite", "Doe 2024; Doe 2023"),
    ],
)
def test_given_names_tell_people_apart(rule: str, expected: str) -> None:
    items = [work("a", "Doe", given="Jane"), work("b", "Doe", given="Mary", year=2023)]
    parts = {
        "citation_options": (
            f'disambiguate-add-givenname="true" givenname-disambiguation-rule="{rule}"'
        ),
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == expected


def test_suffixes_go_on_behind_z() -> None:
    items = [work(str(number), "Doe") for number in range(28)]
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format(""),
    }
    assert citation(items, "25", **parts) == "Doe 2024z"
    assert citation(items, "27", **parts) == "Doe 2024ab"


def test_a_style_may_place_the_suffix_itself() -> None:
    body = AUTHOR_YEAR.format("") + '<text variable="year-suffix" prefix="-"/>'
    parts = {"citation_options": 'disambiguate-add-year-suffix="true"', "citation": body}
    assert citation([work("a", "Doe"), work("b", "Doe")], "b", **parts) == "Doe 2024-b"
    assert citation([work("a", "Doe")], "a", **parts) == "Doe 2024"


def test_a_condition_tells_cites_apart() -> None:
    body = AUTHOR_YEAR.format("") + (
        '<choose><if disambiguate="true"><text variable="title" prefix=" "/></if></choose>'
    )
    items = [work("a", "Doe"), work("b", "Doe"), work("c", "Roe")]
    parts = {"citation": body, "citation_layout": 'delimiter="; "'}
    assert citation(items, "a b c", **parts) == "Doe 2024 a; Doe 2024 b; Roe 2024"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("primary-name", "Poe, Doe 2024; Roe, Doe 2023"),
        ("all-names", "Poe, Jane Doe 2024; Roe, John Doe 2023"),
        ("all-names-with-initials", "Poe, Doe 2024; Roe, Doe 2023"),
    ],
)
def test_given_names_of_others_than_the_first_author(rule: str, expected: str) -> None:
    items = [work("a", "Poe", "Doe"), work("b", "Roe", "Doe", year=2023)]
    items[0]["author"][1]["given"], items[1]["author"][1]["given"] = "Jane", "John"
    parts = {
        "citation_options": (
            f'disambiguate-add-givenname="true" givenname-disambiguation-rule="{rule}"'
        ),
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == expected


def test_given_names_tell_cites_of_one_year_apart() -> None:
    items = [work("a", "Doe", given="Jane"), work("b", "Doe", given="Mary")]
    parts = {
        "citation_options": 'disambiguate-add-givenname="true" disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "J. Doe 2024; M. Doe 2024"
    items[1]["author"][0]["given"] = "Jane"
    assert citation(items, "a b", **parts) == "Doe 2024a; Doe 2024b"


def test_the_suffix_of_a_range_of_years_stands_behind_the_last_one() -> None:
    items = [work("a", "Doe"), work("b", "Doe")]
    for item in items:
        item["issued"] = {"date-parts": [[2023], [2024]]}
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format(""),
    }
    assert citation(items, "a", **parts) == "Doe 2023–2024a"


def test_the_given_name_of_the_second_author_tells_cites_apart() -> None:
    items = [work("a", "Doe", "Poe"), work("b", "Doe", "Poe")]
    items[0]["author"][1]["given"], items[1]["author"][1]["given"] = "Jane", "Mary"
    parts = {
        "citation_options": 'disambiguate-add-givenname="true"',
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "Doe, J. Poe 2024; Doe, M. Poe 2024"


def test_the_suffix_of_a_year_stands_before_what_follows_the_year() -> None:
    cite = (
        '<names variable="author"><name form="short"/></names><date variable="issued" prefix=" (">'
        '<date-part name="year" suffix=", "/><date-part name="month" suffix=")"/></date>'
    )
    items = [work("a", "Doe"), work("b", "Doe")]
    for item in items:
        item["issued"] = {"date-parts": [[2024, 6]]}
    options = 'disambiguate-add-year-suffix="true"'
    assert citation(items, "b", citation=cite, citation_options=options) == "Doe (2024b, June)"


def test_the_suffix_stands_behind_a_year_of_two_digits() -> None:
    cite = (
        '<names variable="author"><name form="short"/></names>'
        '<date variable="issued" prefix=" "><date-part name="year" form="short"/></date>'
    )
    options = 'disambiguate-add-year-suffix="true"'
    items = [work("a", "Doe"), work("b", "Doe")]
    assert citation(items, "b", citation=cite, citation_options=options) == "Doe 24b"


def test_works_of_the_same_people_are_not_compared_name_by_name() -> None:
    options = (
        'disambiguate-add-names="true" disambiguate-add-givenname="true" '
        'disambiguate-add-year-suffix="true"'
    )
    body = AUTHOR_YEAR.format('et-al-min="3" et-al-use-first="1"')

    def work_of(names: int) -> Callable[[], object]:
        items = [work(str(n), *(f"F{place}" for place in range(names))) for n in range(3)]
        return lambda: processor(items, citation=body, citation_options=options)

    assert_linear(work_of, 40)
    found = citation(
        [work(str(n), *"abcd") for n in range(2)], "0 1", citation=body, citation_options=options
    )
    assert found == "a et al. 2024aa et al. 2024b"


def cited_by(*people: str, key: str, year: int = 2020) -> dict[str, Any]:
    authors = [dict(zip(("given", "family"), name.split(), strict=True)) for name in people]
    return work(key, year=year) | {"author": authors}


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("primary-name-with-initials", "N. Das, Poe, et al. 2020; N. Das, Joe, et al. 2020"),
        ("all-names", "N. Das, Poe, et al. 2020; N. Das, Joe, et al. 2020"),
        # Given names and names go on in turns, and a name that helped two works stays with all.
        ("by-cite", "N. Das, Poe, Xu 2020; N. Das, Joe, Xu 2020"),
    ],
)
def test_names_are_added_before_given_names_tell_people_apart(rule: str, last: str) -> None:
    items = [
        cited_by("Dan Das", "Bo Biswas", "Xi Xu", key="a"),
        cited_by("Dan Das", "Ri Roe", "Xi Xu", key="b"),
        cited_by("Nan Das", "Po Poe", "Xi Xu", key="c"),
        cited_by("Nan Das", "Jo Joe", "Xi Xu", key="d"),
    ]
    parts = {
        "citation_options": (
            'et-al-min="3" et-al-use-first="1" disambiguate-add-names="true" '
            f'disambiguate-add-givenname="true" givenname-disambiguation-rule="{rule}"'
        ),
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    first = "D. Das, Biswas, et al. 2020; D. Das, Roe, et al. 2020"
    assert citation(items, "a b c d", **parts) == f"{first}; {last}"


def test_works_are_sorted_by_the_names_that_are_shown() -> None:
    items = [
        cited_by("Zed Das", key="a"),
        cited_by("Amy Das", key="b", year=2021),
        cited_by("Bob Cox", key="c"),
    ]
    short = '<names variable="author"><name form="short" initialize-with=". "/></names>'
    parts = {
        "macros": f'<macro name="people">{short}</macro>',
        "sort": '<sort><key macro="people"/></sort>',
        "citation": AUTHOR_YEAR.format(""),
        "bibliography": '<text variable="title"/>',
    }
    options = 'disambiguate-add-givenname="true" givenname-disambiguation-rule="all-names"'
    assert references(items, **parts) == ["c", "a", "b"]
    assert references(items, **parts, citation_options=options) == ["c", "b", "a"]


TITLE_IF_AMBIGUOUS = (
    '<choose><if disambiguate="true"><text variable="title" prefix=", "/></if></choose>'
)


def test_a_condition_on_ambiguity_comes_before_year_suffixes() -> None:
    items = [cited_by("Ann Doe", key="a"), cited_by("Ann Doe", key="b")]
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format("") + TITLE_IF_AMBIGUOUS,
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "Doe 2020, a; Doe 2020, b"


def test_conditions_on_ambiguity_hold_one_by_one() -> None:
    edition = (
        '<choose><if disambiguate="true"><text variable="edition" prefix=", ed. "/></if></choose>'
    )
    editions = {"a": "1", "b": "2", "c": "3"}
    items = [cited_by("Ann Doe", key=key) | {"edition": value} for key, value in editions.items()]
    items[1]["title"] = items[2]["title"] = "z"
    parts = {"citation": AUTHOR_YEAR.format("") + TITLE_IF_AMBIGUOUS + edition}
    assert citation(items, "a", **parts) == "Doe 2020, a"
    assert citation(items, "b", **parts) == "Doe 2020, z, ed. 2"


def test_the_date_of_access_tells_no_cites_apart() -> None:
    accessed = '<date variable="accessed" form="text" date-parts="year" prefix=" [" suffix="]"/>'
    items = [
        cited_by("Ann Doe", key=str(year)) | {"accessed": {"date-parts": [[year]]}}
        for year in (2021, 2022)
    ]
    parts = {
        "citation_options": 'disambiguate-add-year-suffix="true"',
        "citation": AUTHOR_YEAR.format("") + accessed,
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "2021 2022", **parts) == "Doe 2020a [2021]; Doe 2020b [2022]"


def test_people_behind_et_al_are_told_apart_too() -> None:
    items = [
        cited_by("Amy Cox", "Zed Das", "Xi Xu", key="a"),
        cited_by("Bob Das", key="b"),
    ]
    options = (
        'et-al-min="3" et-al-use-first="1" disambiguate-add-givenname="true" '
        'givenname-disambiguation-rule="all-names"'
    )
    parts = {
        "citation_options": options,
        "citation": AUTHOR_YEAR.format(""),
        "citation_layout": 'delimiter="; "',
    }
    assert citation(items, "a b", **parts) == "Cox et al. 2020; B. Das 2020"


def test_people_behind_et_al_do_not_count_where_names_are_told_apart_by_cite() -> None:
    names = (
        '<names variable="author"><name name-as-sort-order="all" initialize-with=""'
        ' et-al-min="3" et-al-use-first="1"/></names>'
    )
    authors = [
        {"family": "Sartre", "given": "Jean-Paul"},
        {"family": "Sartre", "given": "J.-P."},
        {"family": "Roe", "given": "Ann"},
    ]
    options = {"citation_options": 'disambiguate-add-givenname="true"', "citation": names}
    found = citation([{"id": "a", "author": authors}], "a", bibliography=names, **options)
    assert found == "Sartre, J-P et al."


def test_people_of_one_work_are_told_apart_before_works_are_sorted() -> None:
    names = '<names variable="author"><name name-as-sort-order="all" initialize-with="."/></names>'
    same = [{"family": "Sartre", "given": "Jean-Paul"}, {"family": "Sartre", "given": "J.-P."}]
    items = [
        {"id": "a", "author": same[1:]},
        {"id": "b", "author": same},
    ]
    found = references(
        items,
        citation_options='disambiguate-add-givenname="true"',
        citation=names.replace("<name ", '<name et-al-min="2" et-al-use-first="1" '),
        bibliography=names,
        macros=f'<macro name="author">{names}</macro>',
        sort='<sort><key macro="author"/></sort>',
    )
    assert found == ["Sartre, Jean-Paul, Sartre, J.-P.", "Sartre, J.-P."]
