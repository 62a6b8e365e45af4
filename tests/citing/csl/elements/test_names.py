"""The names element: labels and substitutes."""

from __future__ import annotations

from tests.citing.csl.small_style import people, reference


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
