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


@pytest.mark.parametrize(
    ("rest", "item", "expected"),
    [
        ('<number variable="number"/>', {"number": "7"}, "no. 7|"),
        ('<date variable="issued"><date-part name="year"/></date>', {}, "no. 1999|"),
        ('<text variable="title"/>', {}, "T|"),
    ],
)
def test_whatever_a_substitute_uses_is_not_printed_again(
    rest: str, item: dict[str, str], expected: str
) -> None:
    inside = rest if "title" in rest else f'<group><text value="no. "/>{rest}</group>'
    body = (
        f'<names variable="author"><substitute>{inside}</substitute></names><text value="|"/>{rest}'
    )
    known = {"title": "T", "issued": {"date-parts": [[1999]]}}
    assert reference(known | item, body) == expected


def test_a_branch_in_a_substitute_gives_its_first_element_that_renders_something() -> None:
    body = (
        '<names variable="author"><substitute><choose><if type="book">'
        '<text variable="note"/><text variable="publisher"/><text variable="title"/>'
        "</if></choose></substitute></names>"
    )
    assert reference({"publisher": "P", "title": "T"}, body) == "P"
    assert reference({"title": "T"}, body) == "T"


def test_names_of_their_own_stand_behind_others_in_a_substitute() -> None:
    review = '<text variable="title"/><names variable="{}" prefix=" by ">{}</names>'
    body = '<names variable="author"><substitute><group>{}</group></substitute></names>'
    item = {"title": "T", "editor": people(1)}
    assert reference(item, body.format(review.format("editor", "<name/>"))) == "T by G F1"
    assert reference(item, body.format(review.format("editor", ""))) == "T"


def test_editors_who_stand_for_authors_are_still_named_as_translators() -> None:
    body = (
        '<names variable="author"><name/><substitute><names variable="editor"/></substitute>'
        '</names><names variable="editor translator" prefix=", ">'
        '<label form="verb" suffix=" "/><name/></names>'
    )
    item = {"editor": people(1), "translator": people(1)}
    assert reference(item, body) == "G F1, translated by G F1"


def test_a_term_in_the_place_of_names_is_not_replaced_when_it_repeats() -> None:
    body = '<names variable="author"><substitute><text term="anonymous"/></substitute></names>'
    replaced = 'subsequent-author-substitute="---"'
    found = references([{}, {}], bibliography=body, bibliography_options=replaced)
    assert found == ["Anonymous", "Anonymous"]


def test_a_substitute_shows_a_variable_once() -> None:
    """A macro in a substitute that names the editors by two of its elements names them once."""
    editors = '<names variable="editor"><name/><label form="{}" prefix=" "/></names>'
    macros = (
        f'<macro name="editors"><choose><if type="book">{editors.format("short")}</if></choose>'
        f"{editors.format('long')}</macro>"
    )
    body = '<names variable="author"><substitute><text macro="editors"/></substitute></names>'
    item = {"editor": people(1)}
    assert reference(item, body, macros=macros) == "G F1 ed."
    assert reference({**item, "type": "report"}, body, macros=macros) == "G F1 editor"
