"""Order, citations, and the layout of a bibliography."""

from __future__ import annotations

from typing import Any

import pytest
from tests.citing.csl.small_style import AUTHOR_YEAR, citation, reference, references, work


def test_second_field_align_sets_the_number_apart() -> None:
    body = '<text variable="citation-number" prefix="[" suffix="]"/><text variable="title"/>'
    found = {"markup": "text"} | {"bibliography_options": 'second-field-align="flush"'}
    assert reference({"title": "T"}, body, **found) == "[1] T"
    assert reference({"title": "T"}, body, **(found | {"markup": "html"})) == (
        '<div class="csl-left-margin">[1]</div><div class="csl-right-inline">T</div>'
    )


def test_sorting_ignores_case_accents_and_reads_numbers() -> None:
    titles = ["b", "Ä", "a 10", "a 9", "C"]
    found = references(
        [{"title": title} for title in titles],
        sort='<sort><key variable="title"/></sort>',
        bibliography='<text variable="title"/>',
    )
    assert found == ["Ä", "a 9", "a 10", "b", "C"]


def test_sorting_puts_what_has_no_key_last_in_either_direction() -> None:
    items: list[dict[str, Any]] = [
        {"title": "none"},
        {"title": "old", "issued": {"date-parts": [[1999]]}},
    ]
    items.append({"title": "new", "issued": {"date-parts": [[2020]]}})
    for direction, expected in (
        ("ascending", ["old", "new", "none"]),
        ("descending", ["new", "old", "none"]),
    ):
        found = references(
            items,
            sort=f'<sort><key variable="issued" sort="{direction}"/></sort>',
            bibliography='<text variable="title"/>',
        )
        assert found == expected


def test_numbers_collapse_into_ranges() -> None:
    items = [{"id": name, "title": name} for name in "abcdef"]
    parts = {
        "citation_options": 'collapse="citation-number"',
        "citation_sort": '<sort><key variable="citation-number"/></sort>',
        "citation": '<text variable="citation-number"/>',
        "citation_layout": 'prefix="[" suffix="]" delimiter=","',
        "bibliography": '<text variable="title"/>',
    }
    assert citation(items, "a b c e", **parts) == "[1–3,5]"
    assert citation(items, "f e c", **parts) == "[3,5,6]", "two in a row are no range"
    assert citation(items, "b", **parts) == "[2]"


def test_repeated_authors_are_replaced() -> None:
    items = [work("a", "Doe"), work("b", "Doe", year=2023), work("c", "Roe")]
    found = references(
        items,
        bibliography='<names variable="author" suffix=". "/><text variable="title"/>',
        bibliography_options='subsequent-author-substitute="———"',
    )
    assert found == ["Ann Doe. a", "———. b", "Ann Roe. c"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("complete-all", ["Ann A, Ann B", "–", "Ann A, Ann C", "Ann D, Ann C"]),
        ("complete-each", ["Ann A, Ann B", "–, –", "Ann A, Ann C", "Ann D, Ann C"]),
        ("partial-each", ["Ann A, Ann B", "–, –", "–, Ann C", "Ann D, Ann C"]),
        ("partial-first", ["Ann A, Ann B", "–, Ann B", "–, Ann C", "Ann D, Ann C"]),
    ],
)
def test_rules_by_which_repeated_authors_are_replaced(rule: str, expected: list[str]) -> None:
    items = [work("1", "A", "B"), work("2", "A", "B"), work("3", "A", "C"), work("4", "D", "C")]
    options = f'subsequent-author-substitute="–" subsequent-author-substitute-rule="{rule}"'
    body = '<names variable="author"/>'
    assert references(items, bibliography=body, bibliography_options=options) == expected


def test_affixes_of_the_layout_stand_around_each_reference() -> None:
    title = '<text variable="title"/>'
    layout = 'prefix="[" suffix=".]" font-style="italic"'
    assert reference({"title": "T"}, title, layout=layout, markup="html") == "[<i>T</i>.]"
    assert references([{}], bibliography=title, layout='prefix="[" suffix="]"') == [""]


def test_the_suffix_of_the_layout_stands_inside_the_last_block() -> None:
    body = '<text variable="citation-number"/><text variable="title"/>'
    options = {"bibliography_options": 'second-field-align="flush"', "layout": 'suffix="."'}
    assert reference({"title": "T"}, body, markup="html", **options) == (
        '<div class="csl-left-margin">1</div><div class="csl-right-inline">T.</div>'
    )
    assert reference({}, body, markup="html", **options) == "1."


COLLAPSING = {
    "citation": AUTHOR_YEAR.format(""),
    "citation_layout": 'delimiter="; " prefix="(" suffix=")"',
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", "(Doe 2021; Roe 2020; Doe 2022)"),
        ('cite-group-delimiter=", "', "(Doe 2021; Roe 2020; Doe 2022)"),
        ('collapse="year"', "(Doe 2021; Roe 2020; Doe 2022)"),
    ],
)
def test_cites_that_do_not_follow_each_other_stay_apart(options: str, expected: str) -> None:
    items = [work("a", "Doe", year=2021), work("b", "Roe", year=2020), work("c", "Doe", year=2022)]
    assert citation(items, "a b c", citation_options=options, **COLLAPSING) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ('cite-group-delimiter=", "', "(Doe 2021, Doe 2022; Roe 2020)"),
        ('collapse="year"', "(Doe 2021, 2022; Roe 2020)"),
        ('collapse="year" cite-group-delimiter=" + "', "(Doe 2021 + 2022; Roe 2020)"),
        ('collapse="year" after-collapse-delimiter=" | "', "(Doe 2021; 2022 | Roe 2020)"),
    ],
)
def test_cites_of_the_same_people_collapse(options: str, expected: str) -> None:
    items = [work("a", "Doe", year=2021), work("b", "Doe", year=2022), work("c", "Roe", year=2020)]
    assert citation(items, "a b c", citation_options=options, **COLLAPSING) == expected


@pytest.mark.parametrize(
    ("collapse", "ids", "expected"),
    [
        ("year", "a b", "(Doe 2024a, 2024b)"),
        ("year-suffix", "a b", "(Doe 2024a; b)"),
        ("year-suffix", "a b c", "(Doe 2024a; b; c)"),
        ("year-suffix-ranged", "a b", "(Doe 2024a; b)"),
        ("year-suffix-ranged", "a b c", "(Doe 2024a–c)"),
        ("year-suffix-ranged", "a b d", "(Doe 2024a; b; d)"),
        ("year-suffix-ranged", "a b c e", "(Doe 2024a–c, 2023)"),
    ],
)
def test_cites_of_the_same_year_collapse(collapse: str, ids: str, expected: str) -> None:
    items = [*(work(name, "Doe") for name in "abcd"), work("e", "Doe", year=2023)]
    options = f'disambiguate-add-year-suffix="true" collapse="{collapse}"'
    assert citation(items, ids, citation_options=options, **COLLAPSING) == expected


def test_numbers_behind_a_range_have_a_delimiter_of_their_own() -> None:
    items = [{"id": name, "title": name} for name in "abcdefg"]
    parts = {
        "citation_options": 'collapse="citation-number" after-collapse-delimiter="; "',
        "citation": '<text variable="citation-number"/>',
        "citation_layout": 'delimiter=", "',
    }
    assert citation(items, "a b c e g", **parts) == "1–3; 5, 7"
    titled = parts | {"citation": parts["citation"] + 3 * '<text variable="title"/>'}
    assert citation(items, "a b c", **titled) == "1aaa, 2bbb, 3ccc"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ('variable="author"', ["c", "b", "a"]),
        ('variable="volume"', ["b", "a", "c"]),
        ('variable="issued"', ["c", "a", "b"]),
        ('variable="citation-number" sort="descending"', ["c", "b", "a"]),
        ('macro="m"', ["b", "c", "a"]),
    ],
)
def test_keys_of_a_sort(key: str, expected: list[str]) -> None:
    items = [
        work("a", "Roe", year=2001) | {"volume": "10", "note": "z"},
        work("b", "Doe", year=2002) | {"volume": "9", "note": "x"},
        work("c", "Doe", given="Al", year=2000) | {"volume": "11", "note": "y"},
    ]
    found = references(
        items,
        sort=f"<sort><key {key}/></sort>",
        bibliography='<text variable="title"/>',
        macros='<macro name="m"><text variable="note"/></macro>',
    )
    assert found == expected


def test_a_sort_key_may_show_fewer_names() -> None:
    items = [work("a", "Doe", "Zoe", year=2002), work("b", "Doe", "Ann", year=2003)]
    found = references(
        items,
        sort=(
            '<sort><key macro="m" names-min="2" names-use-first="1"/>'
            '<key variable="issued"/></sort>'
        ),
        bibliography='<text variable="title"/>',
        macros='<macro name="m"><names variable="author"/></macro>',
    )
    assert found == ["a", "b"]


def test_ranges_of_year_suffixes_end_at_z() -> None:
    items = [work(str(number), "Doe") for number in range(28)]
    options = 'disambiguate-add-year-suffix="true" collapse="year-suffix-ranged"'
    found = citation(items, "23 24 25 26 27", citation_options=options, **COLLAPSING)
    assert found == "(Doe 2024x–z; aa; ab)"


@pytest.mark.parametrize(
    ("parts", "expected"), [("year", ["c", "a", "b"]), ("year-month", ["c", "b", "a"])]
)
def test_a_sort_by_a_date_counts_only_the_parts_that_it_shows(
    parts: str, expected: list[str]
) -> None:
    dates = {"a": [2024, 6], "b": [2024, 1], "c": [2023, 9]}
    element = f'<date variable="issued" form="numeric" date-parts="{parts}"/>'
    found = references(
        [{"title": title, "issued": {"date-parts": [date]}} for title, date in dates.items()],
        sort='<sort><key macro="m"/></sort>',
        bibliography='<text variable="title"/>',
        macros=f'<macro name="m">{element}</macro>',
    )
    assert found == expected


@pytest.mark.parametrize("rule", ["complete-all", "complete-each", "partial-each", "partial-first"])
def test_names_that_vanish_with_their_group_are_not_replaced(rule: str) -> None:
    names = (
        '<group><names variable="author"><substitute><text value="anonymous"/></substitute></names>'
        '</group><text variable="title"/>'
    )
    options = f'subsequent-author-substitute="—" subsequent-author-substitute-rule="{rule}"'
    works = [{"title": "A"}, {"title": "B"}]
    found = references(works, bibliography=names, bibliography_options=options)
    assert found == ["A", "B"]


def test_a_reference_of_nothing_but_marks_has_no_affixes() -> None:
    body = '<text value="" font-style="italic"/><text variable="note" quotes="true"/>'
    assert references([{"title": "T"}], bibliography=body, layout='prefix="(" suffix=")."') == [""]


def test_variables_of_another_kind_render_nothing() -> None:
    body = (
        '<text variable="author"/><text variable="issued"/><names variable="title"/>'
        '<names variable="issued"/><date variable="title" form="text"/><number variable="author"/>'
        '<label variable="author"/><text variable="note"/>'
    )
    item = {
        "title": "T",
        "note": "x",
        "author": [{"family": "Doe"}],
        "issued": {"date-parts": [[2024]]},
    }
    assert references([item], bibliography=body) == ["x"]


@pytest.mark.parametrize(
    ("key", "items", "expected"),
    [
        (
            '<key variable="issued"/>',
            [
                {"title": "range", "issued": {"date-parts": [[2000], [2003]]}},
                {"title": "shorter", "issued": {"date-parts": [[2000], [2001]]}},
                {"title": "single", "issued": {"date-parts": [[2000]]}},
            ],
            ["single", "shorter", "range"],
        ),
        (
            '<key variable="author"/>',
            [
                {"title": "digit", "author": [{"family": "Doe7", "given": "A"}]},
                {"title": "longer", "author": [{"family": "Doem", "given": "A"}]},
                {"title": "word", "author": [{"family": "Doe", "given": "Z"}]},
            ],
            ["word", "digit", "longer"],
        ),
        (
            '<key variable="volume"/>',
            [{"title": "ten", "volume": "10a"}, {"title": "nine", "volume": "9"}],
            ["nine", "ten"],
        ),
        (
            '<key macro="dated"/>',
            [{"title": "none"}, {"title": "late", "issued": {"date-parts": [[2020]]}}],
            ["late", "none"],
        ),
    ],
)
def test_order_of_ranges_words_numbers_and_what_has_no_date(
    key: str, items: list[dict[str, Any]], expected: list[str]
) -> None:
    macro = (
        '<macro name="dated"><text value="0"/><date variable="issued"><date-part name="year"/>'
        "</date></macro>"
    )
    found = references(
        items, macros=macro, sort=f"<sort>{key}</sort>", bibliography='<text variable="title"/>'
    )
    assert found == expected


def test_the_last_name_behind_an_ellipsis_counts_for_the_order_and_for_repeats() -> None:
    def work_of(*families: str) -> dict[str, Any]:
        return {"author": [{"family": family} for family in families], "title": families[-1]}

    options = 'et-al-min="4" et-al-use-first="1" et-al-use-last="true"'
    found = references(
        [work_of("A", "B", "C", "Z"), work_of("A", "B", "D", "Y")],
        bibliography_options=f'{options} subsequent-author-substitute="---"',
        sort='<sort><key macro="people"/></sort>',
        macros='<macro name="people"><names variable="author"/></macro>',
        bibliography='<text macro="people"/>',
    )
    assert found == ["A, … Y", "A, … Z"]


def test_works_without_names_are_first_where_names_are_counted() -> None:
    found = references(
        [{"title": "one", "author": [{"family": "A"}]}, {"title": "none"}],
        macros='<macro name="n"><names variable="author"><name form="count"/></names></macro>',
        sort='<sort><key macro="n"/></sort>',
        bibliography='<text variable="title"/>',
    )
    assert found == ["none", "one"]


def test_no_blank_ends_the_last_block() -> None:
    body = '<text variable="citation-number" suffix=". "/><text variable="title" suffix="{}"/>'
    for suffix, layout in ((". ", ""), ("", 'suffix=". "')):
        text = reference(
            {"title": "T"},
            body.format(suffix),
            markup="html",
            layout=layout,
            bibliography_options='second-field-align="flush"',
        )
        assert text == (
            '<div class="csl-left-margin">1. </div><div class="csl-right-inline">T.</div>'
        )


def test_characters_that_a_style_escapes_twice_are_resolved() -> None:
    body = '<text value="a&amp;#38;b" suffix="&amp;#233;"/><text value="&amp;amp;"/>'
    assert reference({}, body) == "a&bé&amp;"


def test_names_as_a_sort_key_are_as_many_as_the_bibliography_shows() -> None:
    def work_of(*families: str) -> dict[str, Any]:
        return {"author": [{"family": family} for family in families], "title": families[-1]}

    found = references(
        [work_of("A", "Z"), work_of("A", "B")],
        bibliography_options='et-al-min="2" et-al-use-first="1"',
        sort='<sort><key variable="author"/></sort>',
        bibliography='<text variable="title"/>',
    )
    assert found == ["Z", "B"]
