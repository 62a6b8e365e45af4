"""The text element."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference, references

from pllm_bib.errors import StyleError


def test_a_short_form_stands_in_where_there_is_one() -> None:
    body = '<text variable="container-title" form="short"/>'
    assert reference({"container-title": "Journal of Owls"}, body) == "Journal of Owls"
    both = {"container-title": "Journal of Owls", "container-title-short": "J. Owls"}
    assert reference(both, body) == "J. Owls"
    assert reference(both, '<text variable="container-title"/>') == "Journal of Owls"


def test_terms_have_forms_and_numbers() -> None:
    assert reference({}, '<text term="page" form="short"/>') == "p."
    assert reference({}, '<text term="page" form="short" plural="true"/>') == "pp."
    assert references([{}], bibliography='<text term="no-such-term" prefix="x"/>') == [""]


def test_macros_vanish_as_groups_do() -> None:
    macro = '<macro name="m"><text value="in "/><text variable="note"/></macro>'
    body = '<text macro="m" prefix="[" suffix="]"/><text value="."/>'
    assert references([{}, {"note": "n"}], bibliography=body, macros=macro) == [".", "[in n]."]


@pytest.mark.parametrize(
    ("macros", "told"),
    [
        ("", "there is no macro “m”"),
        ('<macro name="m"><text macro="m"/></macro>', "the macro “m” calls itself"),
        (
            '<macro name="m"><text macro="n"/></macro><macro name="n"><text macro="m"/></macro>',
            "the macro “m” calls itself",
        ),
    ],
)
def test_macros_that_cannot_be_rendered_are_refused(macros: str, told: str) -> None:
    with pytest.raises(StyleError, match=told):
        reference({}, '<text macro="m"/>', macros=macros)


@pytest.mark.parametrize("case", ["uppercase", "lowercase", "title"])
def test_an_address_in_another_case_still_links(case: str) -> None:
    address = "https://e.org/Y"
    body = f'<text variable="URL" text-case="{case}"/><text variable="DOI" text-case="{case}"/>'
    found = reference({"URL": address, "DOI": "10.1/aB"}, body, markup="html")
    assert found.count("<a href=") == 2
    assert f'<a href="{address}">' in found
    assert '<a href="https://doi.org/10.1/aB">' in found
