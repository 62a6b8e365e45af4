"""The names element: labels and substitutes."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import people, reference, references


def test_labels_of_names_and_their_place() -> None:
    editors = '<names variable="editor">{}<label form="short" prefix=" (" suffix=")"/>{}</names>'
    one, two = {"editor": people(1)}, {"editor": people(2)}
    assert reference(one, editors.format("<name/>", "")) == "G F1 (ed.)"
    assert reference(two, editors.format('<name and="text"/>', "")) == "G F1 and G F2 (eds.)"
    before = '<names variable="editor"><label form="verb" suffix=" "/><name/></names>'
    assert reference(one, before) == "edited by G F1"
    assert reference(one, editors.format("", "")) == "G F1 (ed.)"


def test_substitutes_are_not_printed_twice() -> None:
    body = (
        '<names variable="author"><name/><substitute><names variable="editor"/>'
        '<text variable="title"/></substitute></names><text value="|"/>'
        '<names variable="editor"/><text value="|"/><text variable="title"/>'
    )
    assert reference({"editor": people(1), "title": "T"}, body) == "G F1||T"
    assert reference({"title": "T"}, body) == "T||"


def test_editors_who_translate_have_one_label() -> None:
    body = (
        '<names variable="editor translator" delimiter="; ">'
        '<name/><label form="short" prefix=", "/></names>'
    )
    same = {"editor": people(1), "translator": people(1)}
    assert reference(same, body) == "G F1, ed. & trans."
    other = {"editor": people(1), "translator": people(2)}
    assert reference(other, body) == "G F1, ed.; G F1, G F2, trans."


def test_names_can_be_counted() -> None:
    names = '<names variable="author editor"><name form="count"/><label prefix="x"/></names>'
    assert reference({"author": people(3), "editor": people(2)}, names) == "5"
    few = '<names variable="author"><name form="count" et-al-min="3" et-al-use-first="1"/></names>'
    assert reference({"author": people(3)}, few) == "1"


def test_bare_names_in_a_substitute_follow_the_ones_around_them() -> None:
    around = (
        '<names variable="author"><name name-as-sort-order="all"/><label prefix=" (" suffix=")"/>'
        "<substitute>{}</substitute></names>"
    )
    item = {"editor": people(1)}
    assert reference(item, around.format('<names variable="editor"/>')) == "F1, G (editor)"
    own = '<names variable="editor"><name/></names>'
    assert reference(item, around.format(own)) == "G F1"


def test_a_title_in_the_place_of_names_is_replaced_when_it_repeats() -> None:
    body = '<names variable="author"><substitute><text variable="title"/></substitute></names>'
    for rule, expected in (
        ("complete-all", ["T", "---", "U"]),
        ("complete-each", ["T", "---", "U"]),
        ("partial-each", ["T", "---", "U"]),
        ("partial-first", ["T", "---", "U"]),
    ):
        found = references(
            [{"title": "T"}, {"title": "T"}, {"title": "U"}],
            bibliography=body,
            bibliography_options=(
                f'subsequent-author-substitute="---" subsequent-author-substitute-rule="{rule}"'
            ),
        )
        assert found == expected


@pytest.mark.parametrize(
    ("rule", "one", "two"),
    [("always", "eds.", "eds."), ("never", "ed.", "ed."), ("contextual", "ed.", "eds.")],
)
def test_a_style_may_fix_the_number_of_a_label_of_names(rule: str, one: str, two: str) -> None:
    body = (
        '<names variable="editor"><name form="short"/>'
        f'<label form="short" plural="{rule}" prefix=" "/></names>'
    )
    assert reference({"editor": people(1)}, body) == f"F1 {one}"
    assert reference({"editor": people(2)}, body) == f"F1, F2 {two}"
