"""The text element."""

from __future__ import annotations

from typing import Any

import pytest
from tests.citing.csl.small_style import citation, people, processor, reference, references

from pllm_bib.citing.csl.cite import Cite
from pllm_bib.citing.csl.text.output import collapse_spaces, render
from pllm_bib.errors import StyleError


def test_a_short_form_stands_in_where_there_is_one() -> None:
    body = '<text variable="container-title" form="short"/>'
    assert reference({"container-title": "Journal of Owls"}, body) == "Journal of Owls"
    both = {"container-title": "Journal of Owls", "container-title-short": "J. Owls"}
    assert reference(both, body) == "J. Owls"
    assert reference(both, '<text variable="container-title"/>') == "Journal of Owls"


@pytest.mark.parametrize("given", ["container-title-short", "journalAbbreviation"])
def test_a_short_title_of_a_container_is_found_under_either_name(given: str) -> None:
    body = (
        '<text variable="container-title-short"/><text variable="journalAbbreviation" prefix="/"/>'
    )
    assert reference({given: "J. Owls"}, body) == "J. Owls/J. Owls"


def test_terms_have_forms_and_numbers() -> None:
    behind = '<text value="x "/><text term="page" form="short"{}/>'
    assert reference({}, behind.format("")) == "x p."
    assert reference({}, behind.format(' plural="true"')) == "x pp."
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


def test_a_term_that_starts_a_reference_has_a_capital() -> None:
    assert reference({}, '<text term="no date" prefix="("/>') == "(No date"
    assert reference({"title": "t"}, '<text variable="title"/><text term="in"/>') == "tin"
    gone = '<group><text value="x"/><text variable="note"/></group><text term="in"/>'
    assert reference({}, gone) == "In"
    assert citation([{}], "0", citation='<text term="ibid"/>') == "ibid."
    assert citation([{}], "0", citation='<text term="ibid"/>', style_class="note") == "Ibid."


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"author": people(1), "issued": {"date-parts": [[1999]]}}, "F99"),
        ({"author": [{"family": "von Roe"}, {"family": "Noakes"}]}, "RoNo00"),
        ({"editor": [{"literal": "The Owl Trust"}]}, "Owlt00"),
        ({"author": [{"family": name} for name in "Ab Cd Ef".split()]}, "AbCE00"),
        ({"author": [{"family": name} for name in "Ab Cd Ef Gh Ij".split()]}, "ACEG00"),
        ({"title": "the rise of owls"}, "Rise00"),
        ({"citation-label": "xyz", "title": "owls"}, "xyz"),
    ],
)
def test_a_work_has_a_label(item: dict[str, Any], expected: str) -> None:
    assert reference(item, '<text variable="citation-label"/>') == expected


def test_labels_that_are_alike_have_a_suffix() -> None:
    label = '<text variable="citation-label"/>'
    found = references(
        [{"title": "owls"}, {"title": "ants"}, {"title": "owls"}],
        citation=label,
        citation_options='disambiguate-add-year-suffix="true"',
        sort='<sort><key variable="citation-label"/></sort>',
        bibliography=label,
    )
    assert found == ["Ants00", "Owls00a", "Owls00b"]


def test_a_note_may_hold_the_variables_that_a_program_has_no_fields_for() -> None:
    body = (
        '<group delimiter="|"><text variable="genre"/><names variable="translator"/>'
        '<date variable="original-date"><date-part name="year"/></date>'
        '<text variable="container-title" form="short"/><text variable="note"/></group>'
    )
    note = (
        "Mine.\ngenre: Letter\ntranslator: Doe || Ann\ntranslator: Owl Trust\n"
        "original-date: 1901-02-03\ncontainer-title-short: J. Owls\nAnd more: this."
    )
    expected = "Letter|Ann Doe, Owl Trust|1901|J. Owls|Mine. And more: this."
    assert reference({"note": note}, body) == expected
    assert reference({"note": "{:genre: Letter} Mine.", "genre": "Speech"}, body) == (
        "Speech|genre: Letter Mine."
    )
    assert reference({"note": "{:genre: Letter}{:type: book}"}, body) == "Letter"


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [("", "Ibid.; ibid."), ("See also:", "See also: Ibid.; ibid."), ("See", "See ibid.; ibid.")],
)
def test_a_term_that_starts_a_note_has_a_capital_but_not_in_its_midst(
    prefix: str, expected: str
) -> None:
    style = {"citation": '<text term="ibid"/>', "citation_layout": 'delimiter="; "'}
    engine = processor([{}, {}], style_class="note", **style)
    found = engine.citation([Cite("0", prefix=prefix), Cite("1")])
    assert collapse_spaces(render(found, "text")) == expected


def test_an_empty_value_prints_nothing_around_it_either() -> None:
    assert reference({"title": "A"}, '<text variable="title"/><text value="" suffix=";"/>') == "A"


def test_a_term_behind_the_number_of_a_reference_starts_it() -> None:
    body = '<text variable="citation-number" suffix=" "/><text term="volume" form="short"/>'
    assert reference({}, body) == "1 Vol."
