"""Order, citations, and the layout of a bibliography."""

from __future__ import annotations

from typing import Any

from tests.citing.csl.small_style import citation, reference, references, work


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
