"""Rich text in fields."""

from __future__ import annotations

from tests.citing.csl.small_style import reference


def test_rich_text_in_fields() -> None:
    item = {"title": "On <i>E. coli</i> in H<sub>2</sub>O & <b>x</b> < y"}
    assert reference(item, '<text variable="title"/>') == "On E. coli in H2O & x < y"
    assert reference(item, '<text variable="title"/>', markup="html") == (
        "On <i>E. coli</i> in H<sub>2</sub>O &#38; <b>x</b> &#60; y"
    )
