"""The choose element and its conditions."""

from __future__ import annotations

from typing import Any

import pytest
from tests.citing.csl.small_style import processor, reference, references

from pllm_bib.citing.csl.cite import Place
from pllm_bib.citing.csl.state import State
from pllm_bib.citing.csl.text.tokens import plain

CHOOSE = '<choose><if {}><text value="yes"/></if><else><text value="no"/></else></choose>'


@pytest.mark.parametrize(
    ("condition", "item", "expected"),
    [
        ('type="book"', {}, True),
        ('type="article"', {}, False),
        ('type="article book" match="any"', {}, True),
        ('type="article book"', {}, True),
        ('type="article chapter"', {}, False),
        ('type="article book" variable="title"', {}, False),
        ('type="article chapter" match="none"', {}, True),
        ('type="book chapter" match="none"', {}, False),
        ('variable="title"', {"title": "T"}, True),
        ('variable="title"', {"title": ""}, False),
        ('variable="issued"', {"issued": {"date-parts": [[2024]]}}, True),
        ('variable="issued"', {"issued": {}}, False),
        ('variable="author"', {"author": [{"family": "F"}]}, True),
        ('variable="author"', {"author": []}, False),
        ('variable="page-first"', {"page": "1-2"}, True),
        ('variable="citation-number"', {}, True),
        ('variable="locator"', {}, False),
        ('variable="year-suffix"', {}, False),
        ('variable="title" type="book"', {}, False),
        ('variable="title" type="book" match="any"', {}, True),
        ('is-numeric="volume"', {"volume": "2nd"}, True),
        ('is-numeric="volume"', {"volume": "1-3"}, True),
        ('is-numeric="volume"', {"volume": "second"}, False),
        ('is-numeric="title"', {"title": "Area 51"}, True),
        ('is-numeric="title"', {"title": "Area"}, False),
        ('is-numeric="citation-number"', {}, True),
        ('is-uncertain-date="issued"', {"issued": {"date-parts": [[1]], "circa": True}}, True),
        ('is-uncertain-date="issued"', {"issued": {"date-parts": [[1]]}}, False),
        ('is-uncertain-date="issued"', {}, False),
        ('locator="page"', {}, False),
        ('position="first"', {}, False),
        ('disambiguate="true"', {}, False),
    ],
)
def test_conditions(condition: str, item: dict[str, Any], *, expected: bool) -> None:
    assert reference(item, CHOOSE.format(condition)) == ("yes" if expected else "no")


@pytest.mark.parametrize(
    ("condition", "given", "expected"),
    [
        ('position="first"', {}, True),
        ('position="subsequent"', {}, False),
        ('position="subsequent"', {"place": Place("ibid")}, True),
        ('position="ibid"', {"place": Place("ibid-with-locator")}, True),
        ('position="ibid"', {"place": Place("subsequent")}, False),
        ('position="ibid-with-locator"', {"place": Place("ibid")}, False),
        ('position="ibid-with-locator"', {"place": Place("ibid-with-locator")}, True),
        ('locator="page"', {"locator": "7"}, True),
        ('locator="chapter"', {"locator": "7"}, False),
        ('locator="page"', {"locator": ""}, False),
        ('variable="locator"', {"locator": "7"}, True),
        ('is-numeric="locator"', {"locator": "7"}, True),
    ],
)
def test_conditions_on_a_cite(condition: str, given: dict[str, Any], *, expected: bool) -> None:
    engine = processor([{}], citation=CHOOSE.format(condition))
    state = State(engine.items["0"], "citation", **given)
    assert plain(engine.style.citation.render(state)) == ("yes" if expected else "no")


def test_branches_in_order_the_first_that_holds_is_rendered() -> None:
    body = (
        '<choose><if variable="note"><text value="if"/></if>'
        '<else-if type="book"><text value="else-if"/></else-if>'
        '<else-if type="book chapter" match="any"><text value="later"/></else-if></choose>'
    )
    found = references([{"note": "n"}, {}, {"type": "chapter"}, {"type": "map"}], bibliography=body)
    assert found == ["if", "else-if", "later", ""]


def test_the_delimiter_of_the_group_around_holds_inside() -> None:
    body = (
        '<group delimiter=", "><text value="a"/><choose><if type="book">'
        '<choose><if type="book"><text value="b"/><text value="c"/></if></choose></if></choose>'
        "</group>"
    )
    assert reference({}, body) == "a, b, c"
    outside = '<choose><if type="book"><text value="b"/><text value="c"/></if></choose>'
    assert reference({}, outside) == "bc"
