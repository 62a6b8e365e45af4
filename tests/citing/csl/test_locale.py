"""Terms and ordinals."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import people, reference, references


def test_term_forms_fall_back() -> None:
    label = '<names variable="editor"><name/><label form="{}" prefix=", "/></names>'
    item = {"editor": people(1)}
    assert reference(item, label.format("symbol")) == "G F1, ed."
    assert reference(item, label.format("verb-short")) == "G F1, ed. by"


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("1", "en-US", "1st"),
        ("12", "en-US", "12th"),
        ("22", "en-US", "22nd"),
        ("113", "en-US", "113th"),
        ("2", "de-DE", "2."),
        ("third", "en-US", "third"),
    ],
)
def test_ordinals(number: str, language: str, expected: str) -> None:
    element = '<number variable="edition" form="ordinal"/>'
    assert reference({"edition": number}, element, language=language) == expected


def test_a_style_has_ordinals_of_its_own_which_do_not_mix_with_the_locales() -> None:
    locale = (
        '<locale><terms><term name="ordinal">x</term>'
        '<term name="ordinal-01" match="whole-number">one</term>'
        '<term name="ordinal-12" match="last-two-digits">twelve</term></terms></locale>'
    )
    element = '<number variable="edition" form="ordinal"/>'
    found = references(
        [{"edition": number} for number in ("1", "21", "12", "112", "2")],
        bibliography=element,
        macros=locale,
    )
    assert found == ["1one", "21x", "12twelve", "112twelve", "2x"]


def test_ordinals_follow_the_gender_of_their_noun() -> None:
    element = '<number variable="{}" form="ordinal"/>'
    assert reference({"edition": "1"}, element.format("edition"), language="fr-FR") == "1ʳᵉ"
    assert reference({"volume": "1"}, element.format("volume"), language="fr-FR") == "1ᵉʳ"


def test_terms_of_a_style_come_before_those_of_the_locale() -> None:
    locale = (
        '<locale xml:lang="de"><terms><term name="and">sowie</term></terms></locale>'
        '<locale><terms><term name="in"><single>inside</single><multiple>insides</multiple></term>'
        "</terms></locale>"
    )
    body = '<text term="and"/><text value=" "/><text term="in" plural="{}"/>'
    parts = {"macros": locale, "bibliography": body.format("true")}
    assert references([{}], language="de-DE", **parts) == ["Sowie insides"]
    assert references([{}], **(parts | {"bibliography": body.format("false")})) == ["And inside"]


def test_ordinals_in_words_follow_the_gender_of_their_noun() -> None:
    body = (
        '<number variable="edition" form="long-ordinal"/>'
        '<number variable="volume" form="long-ordinal" prefix=" "/>'
    )
    assert reference({"edition": "1", "volume": "1"}, body, language="it-IT") == "prima primo"


def test_of_two_terms_of_one_name_and_form_the_last_one_holds() -> None:
    locale = (
        '<locale><terms><term name="in">inside</term><term name="in">within</term></terms></locale>'
    )
    assert reference({}, '<text value="x "/><text term="in"/>', macros=locale) == "x within"


def test_a_term_of_nothing_but_its_layout_is_empty() -> None:
    terms = '<locale><terms><term name="and others">{}</term></terms></locale>'
    body = '<names variable="author"><name et-al-min="2" et-al-use-first="1"/>{}</names>'
    names = body.format('<et-al term="and others"/>')
    item = {"author": people(2)}
    assert reference(item, names, macros=terms.format("\n    ")) == "G F1"
    assert reference(item, names, macros=terms.format("and more")) == "G F1 and more"


def test_a_term_without_a_name_is_never_met() -> None:
    macros = '<locale><terms><term gender="masculine">x</term></terms></locale>'
    assert reference({}, '<text term="and"/>', macros=macros) == "And"
