"""Rich text in fields."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference


def test_rich_text_in_fields() -> None:
    item = {"title": "On <i>E. coli</i> in H<sub>2</sub>O & <b>x</b> < y"}
    assert reference(item, '<text variable="title"/>') == "On E. coli in H2O & x < y"
    assert reference(item, '<text variable="title"/>', markup="html") == (
        "On <i>E. coli</i> in H<sub>2</sub>O &#38; <b>x</b> &#60; y"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ('say ("yes") and "no"', "say (“yes”) and “no”"),
        ("one 'two' three", "one “two” three"),
        ("'one' and \"two\"", "“one” and ‘two’"),
        ("\"one\" and 'two'", "“one” and ‘two’"),
        ("the '90s", "the ’90s"),
        ("dogs' days", "dogs’ days"),
        ("a ' b' c", "a ’ b’ c"),
        ('an inch is 1" long', 'an inch is 1" long'),
        ('never "closed', 'never "closed'),
        ("a <i>b", "a <i>b"),
        ("a</i> b", "a</i> b"),
        ("« a » b", "« a » b"),
        ("“a” ‘b’", "“a” ‘b’"),
        ("“<i>a”</i>", "“<i>a”</i>"),
    ],
)
def test_marks_that_pair_and_marks_that_do_not(title: str, expected: str) -> None:
    assert reference({"title": title}, '<text variable="title"/>') == expected


def test_small_capitals_and_text_without_case() -> None:
    title = (
        '<span style="font-variant: small-caps;">ad</span> <sc>bc</sc> '
        '<span class="nodecor">x</span><sup>2</sup>'
    )
    assert reference({"title": title}, '<text variable="title"/>', markup="html") == (
        '<span style="font-variant:small-caps;">ad</span> '
        '<span style="font-variant:small-caps;">bc</span> x<sup>2</sup>'
    )


def test_a_part_without_decoration_is_upright_inside_whatever_is_around_it() -> None:
    item = {"title": 'A <span class="nodecor">v. <i>x</i></span> B'}
    upright = '<span style="font-style:normal;">v. '
    assert reference(item, '<text variable="title" font-style="italic"/>', markup="html") == (
        f'<i>A {upright}<span style="font-style:normal;">x</span></span> B</i>'
    )
    assert reference(item, '<text variable="title"/>', markup="html") == "A v. <i>x</i> B"
    small = reference(
        item, '<text variable="title" font-weight="bold" text-case="uppercase"/>', markup="html"
    )
    assert small == '<b>A <span style="font-weight:normal;">v. <i>x</i></span> B</b>'
