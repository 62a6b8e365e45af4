"""The group element."""

from __future__ import annotations

from tests.citing.csl.small_style import reference, references


def test_a_group_vanishes_when_its_variables_are_empty() -> None:
    group = '<group prefix="[" suffix="]"><text value="in "/>{}</group>'
    assert reference({"title": "T"}, group.format('<text variable="title"/>')) == "[in T]"
    assert references([{"title": "T"}], bibliography=group.format('<text variable="note"/>')) == [
        ""
    ]
    nested = '<group><text value="x"/></group><text variable="note"/>'
    assert reference({"title": "T"}, group.format(nested)) == "[in x]", (
        "a group of fixed text alone counts as a variable with a value"
    )
    macro = '<macro name="m"><text variable="note"/></macro>'
    assert references(
        [{"title": "T"}], bibliography=group.format('<text macro="m"/>'), macros=macro
    ) == [""]


def test_attributes_that_groups_do_not_have_change_nothing() -> None:
    body = '<group text-case="zzz"><text value="a"/><label variable="page" display="zzz"/></group>'
    assert reference({"page": "1"}, body) == "apage"
