"""The attributes that format an element."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference

TITLE = '<text variable="title" {}/>'


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('font-style="italic"', "<i>A.B.</i>"),
        ('font-style="oblique"', "<em>A.B.</em>"),
        ('font-weight="bold" font-style="italic"', "<b><i>A.B.</i></b>"),
        ('font-variant="small-caps"', '<span style="font-variant:small-caps;">A.B.</span>'),
        ('text-decoration="underline"', '<span style="text-decoration:underline;">A.B.</span>'),
        ('vertical-align="sup"', "<sup>A.B.</sup>"),
        ('vertical-align="sub"', "<sub>A.B.</sub>"),
        ('strip-periods="true"', "AB"),
        ('prefix="(" suffix=")" font-style="italic"', "(<i>A.B.</i>)"),
        ('prefix="&lt;b&gt;x&lt;/b&gt; "', "<b>x</b> A.B."),
        ('display="block"', '<div class="csl-block">A.B.</div>'),
        ('display="indent"', '<div class="csl-indent">A.B.</div>'),
        ('font-style="normal"', "A.B."),
    ],
)
def test_attributes(attributes: str, expected: str) -> None:
    assert reference({"title": "A.B."}, TITLE.format(attributes), markup="html") == expected


def test_scripts_without_italics_stay_upright() -> None:
    italic = TITLE.format('font-style="italic"')
    assert reference({"title": "毛泽东"}, italic, markup="html") == "毛泽东"
    group = f'<group font-style="italic">{TITLE.format("")}</group>'
    assert reference({"title": "毛泽东"}, group, markup="html") == "<i>毛泽东</i>"


def test_upright_inside_italics_shows() -> None:
    upright = TITLE.format('font-style="normal"')
    body = f'<group font-style="italic">{upright}</group>'
    assert reference({"title": "A"}, body, markup="html") == (
        '<i><span style="font-style:normal;">A</span></i>'
    )


def test_full_stops_before_small_letters_are_not_stripped() -> None:
    body = TITLE.format('strip-periods="true"')
    assert reference({"title": "e.g. A.B. c.d"}, body) == "e.g AB c.d"


def test_quotation_marks_are_outside_the_look_of_what_they_quote() -> None:
    body = '<text variable="title" quotes="true" font-style="italic" suffix=","/>'
    assert reference({"title": "A <b>b</b>"}, body, markup="html") == "“<i>A <b>b</b>,</i>”"


def test_only_elements_of_the_layout_itself_make_blocks() -> None:
    block = '<text variable="title" display="block"/>'
    shown = '<div class="csl-block">T</div>'
    choose = f'<choose><if variable="title">{block}</if></choose>'
    macro = {"macros": f'<macro name="m">{block}</macro>'}
    assert reference({"title": "T"}, block, markup="html") == shown
    assert reference({"title": "T"}, choose, markup="html") == shown
    assert reference({"title": "T"}, f"<group>{block}</group>", markup="html") == "T"
    assert reference({"title": "T"}, '<text macro="m"/>', markup="html", **macro) == "T"


def test_a_line_that_a_style_leaves_out_is_said() -> None:
    body = '<text variable="title" text-decoration="none"/>'
    assert reference({"title": "T"}, body, markup="html") == (
        '<span style="text-decoration:none;">T</span>'
    )


QUOTED = '<text variable="title" quotes="true" suffix=","/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<group suffix=". ">{QUOTED}</group><text value="P"/>', "“T.,” P"),
        ('<text macro="m" suffix="."/>', "“T.,”"),
        ('<group delimiter=". "><text macro="m"/><text value="P"/></group>', "“T.,” P"),
        (f'<group delimiter=". "><group>{QUOTED}</group><text value="P"/></group>', "“T.,” P"),
        (f'<group delimiter=". ">{QUOTED}<text value="P"/></group>', "“T,.” P"),
        (f'<group delimiter=" ">{QUOTED}<text value="P"/></group>', "“T,” P"),
        ('<group delimiter=". "><text variable="title"/><text value="P"/></group>', "T. P"),
    ],
)
def test_the_punctuation_of_a_group_is_before_that_of_the_quotation_in_it(
    body: str, expected: str
) -> None:
    macro = f'<macro name="m">{QUOTED}</macro>'
    assert reference({"title": "T"}, body, macros=macro) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a ‘b’ c", "a “b” c"),
        ("“a” or ‘b’", "“a” or “b”"),
        ("‘a “b” c’", "“a ‘b’ c”"),
        ("“a ‘b’ c”", "“a ‘b’ c”"),
    ],
)
def test_quotations_are_the_outer_ones_where_a_style_wants_none_around_them(
    title: str, expected: str
) -> None:
    item = {"title": title}
    assert reference(item, TITLE.format('quotes="false"')) == expected
    assert reference(item, f'<group quotes="false">{TITLE.format("")}</group>') == expected
    assert reference({"title": "a ‘b’ c"}, TITLE.format("")) == "a ‘b’ c"
