"""Lists of names: order of their parts, conjunctions, et al."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import NAMES, people, processor, reference, references

from pllm_bib.citing.csl.cite import Place
from pllm_bib.citing.csl.state import State
from pllm_bib.citing.csl.text.tokens import plain


@pytest.mark.parametrize(
    ("demote", "expected"),
    [
        ("never", "van der Berg, J."),
        ("sort-only", "van der Berg, J."),
        ("display-and-sort", "Berg, J. van der"),
    ],
)
def test_particles_are_demoted_as_the_style_says(demote: str, expected: str) -> None:
    item = {"author": [{"family": "van der Berg", "given": "Jan"}]}
    text = reference(
        item,
        NAMES.format('initialize-with="." name-as-sort-order="all"'),
        options=f'demote-non-dropping-particle="{demote}"',
    )
    assert text == expected


@pytest.mark.parametrize(
    ("family", "given", "demoted", "natural"),
    [
        ("d'Alembert", "Jean", "Alembert, J. d’", "J. d’Alembert"),
        ("d’Alembert", "Jean", "Alembert, J. d’", "J. d’Alembert"),
        ("dell'Aquila", "Jean", "Aquila, J. dell’", "J. dell’Aquila"),
        ("al-Nasir", "Samir", "Nasir, S. al-", "S. al-Nasir"),
        ("van de l'Aquila", "Jo", "Aquila, J. van de l’", "J. van de l’Aquila"),
        ("'t Hart", "Gerda", "Hart, G. ’t", "G. ’t Hart"),
        ("de' Medici", "Lorenzo", "Medici, L. de’", "L. de’ Medici"),
        ("Medici", "Lorenzo de'", "Medici, L. de’", "L. de’ Medici"),
        ("Orsay", "Alfred d'", "Orsay, A. d’", "A. d’Orsay"),
        ("O'Dean", "D'Arcy O’Neil", "O’Dean, D. O.", "D. O. O’Dean"),
        ("D'Alembert", "L'Oréal", "D’Alembert, L.", "L. D’Alembert"),
    ],
)
def test_apostrophes_as_citeproc_js(family: str, given: str, demoted: str, natural: str) -> None:
    item = {"author": [{"family": family, "given": given}]}
    options = 'demote-non-dropping-particle="display-and-sort"'
    inverted = NAMES.format('initialize-with=". " name-as-sort-order="all"')
    assert reference(item, inverted, options=options) == demoted
    assert reference(item, NAMES.format('initialize-with=". "'), options=options) == natural


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (0, "", "et al."),
        (1, "", "G F1 et al."),
        (1, 'delimiter-precedes-et-al="always"', "G F1, et al."),
        (2, 'and="text"', "G F1, G F2, et al."),
        (2, 'et-al-min="3" et-al-use-first="1"', "G F1 et al."),
        (2, 'et-al-min="4" et-al-use-first="1"', "G F1, G F2, et al."),
        (4, 'et-al-min="4" et-al-use-first="2" et-al-use-last="true"', "G F1, G F2, et al."),
        (2, 'form="short" and="symbol"', "F1, F2, et al."),
    ],
)
def test_others_are_et_al(count: int, options: str, expected: str) -> None:
    item = {"author": [*people(count), {"literal": "others"}]}
    assert reference(item, NAMES.format(options)) == expected


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (1, "", "G F1"),
        (2, 'and="text"', "G F1 and G F2"),
        (3, 'and="text"', "G F1, G F2, and G F3"),
        (3, 'and="symbol" delimiter-precedes-last="never"', "G F1, G F2 & G F3"),
        (2, 'and="text" delimiter-precedes-last="always"', "G F1, and G F2"),
        (4, 'et-al-min="4" et-al-use-first="1"', "G F1 et al."),
        (4, 'et-al-min="4" et-al-use-first="2"', "G F1, G F2, et al."),
        (3, 'et-al-min="4" et-al-use-first="1"', "G F1, G F2, G F3"),
        (5, 'et-al-min="4" et-al-use-first="2" et-al-use-last="true"', "G F1, G F2, … G F5"),
        (2, 'form="short" and="symbol"', "F1 & F2"),
        (2, 'et-al-min="2" et-al-use-first="0"', ""),
        (
            2,
            'name-as-sort-order="first" and="text" delimiter-precedes-last="after-inverted-name"',
            "F1, G, and G F2",
        ),
    ],
)
def test_lists_of_names(count: int, options: str, expected: str) -> None:
    assert reference({"author": people(count)}, NAMES.format(options)) == expected


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (4, 'et-al-min="4" et-al-use-first="3"', "G F1, G F2, … G F4"),
        (3, 'et-al-min="3" et-al-use-first="2"', "G F1, … G F3"),
        (2, 'et-al-min="2" et-al-use-first="1"', "G F1, G F2"),
        (2, 'et-al-min="2" et-al-use-first="1" and="text"', "G F1 and G F2"),
        (3, 'et-al-min="2" et-al-use-first="1"', "G F1, … G F3"),
        (3, 'et-al-min="4" et-al-use-first="1"', "G F1, G F2, G F3"),
        (4, 'et-al-min="4" et-al-use-first="1"', "G F1, … G F4"),
    ],
)
def test_the_last_name_is_shown_behind_an_ellipsis(count: int, options: str, expected: str) -> None:
    text = reference({"author": people(count)}, NAMES.format(f'{options} et-al-use-last="true"'))
    assert text == expected


@pytest.mark.parametrize(
    ("first", "how", "expected"),
    [
        ("1", "contextual", "F1, G et al."),
        ("2", "contextual", "F1, G, G F2, et al."),
        ("1", "always", "F1, G, et al."),
        ("2", "never", "F1, G, G F2 et al."),
        ("1", "after-inverted-name", "F1, G, et al."),
        ("2", "after-inverted-name", "F1, G, G F2 et al."),
    ],
)
def test_the_delimiter_before_et_al(first: str, how: str, expected: str) -> None:
    options = (
        f'et-al-min="3" et-al-use-first="{first}" delimiter-precedes-et-al="{how}" '
        'name-as-sort-order="first"'
    )
    assert reference({"author": people(3)}, NAMES.format(options)) == expected


def test_et_al_has_words_and_formatting_of_its_own() -> None:
    body = (
        '<names variable="author"><name et-al-min="2" et-al-use-first="1"/>'
        '<et-al term="and others" font-style="italic"/></names>'
    )
    assert reference({"author": people(2)}, body, markup="html") == "G F1 <i>and others</i>"


def test_words_for_et_al_in_a_script_without_blanks_follow_at_once() -> None:
    term = '<locale><terms><term name="et-al">等</term></terms></locale>'
    body = NAMES.format('et-al-min="2" et-al-use-first="1"')
    assert reference({"author": people(2)}, body, macros=term) == "G F1等"


def test_an_organisation_follows_the_option_of_the_area_for_the_last_delimiter() -> None:
    names = NAMES.format('and="text" delimiter-precedes-last="always"')
    authors = [{"family": "F", "given": "G"}, {"literal": "The Owl Trust"}]
    assert reference({"author": authors}, names) == "G F and The Owl Trust"
    inherited = {"bibliography_options": 'delimiter-precedes-last="always"'}
    assert reference({"author": authors}, names, **inherited) == "G F, and The Owl Trust"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"family": "Doe", "given": "Ann", "suffix": "Jr."}, "Ann Doe Jr. | Doe, Ann, Jr."),
        ({"family": "Doe", "given": "Ann, III"}, "Ann Doe III | Doe, Ann, III"),
        ({"family": "Doe", "given": "Ann,! III"}, "Ann Doe, III | Doe, Ann, III"),
        ({"family": "Gogh", "given": "Ann van"}, "Ann van Gogh | Gogh, Ann van"),
        ({"family": "d’Arc", "given": "Ann"}, "Ann d’Arc | Arc, Ann d’"),
        ({"family": "d'Arc", "given": "Ann"}, "Ann d’Arc | Arc, Ann d’"),
        ({"family": '"van Dyke"', "given": "Ann"}, "Ann van Dyke | van Dyke, Ann"),
        ({"family": "毛", "given": "泽东"}, "毛泽东 | 毛泽东"),
        ({"family": "毛", "given": "Ann"}, "毛 Ann | 毛 Ann"),
        ({"family": "al-Hakim", "given": "Ann"}, "Ann al-Hakim | Hakim, Ann al-"),
        ({"family": "xx-Hakim", "given": "Ann"}, "Ann xx-Hakim | xx-Hakim, Ann"),
        ({"family": "Berg", "non-dropping-particle": "van"}, "van Berg | Berg, van"),
        ({"literal": "The Owl Trust"}, "The Owl Trust | The Owl Trust"),
    ],
)
def test_parts_of_names_as_they_are_written_and_inverted(
    name: dict[str, str], expected: str
) -> None:
    body = NAMES.format("") + '<text value=" | "/>' + NAMES.format('name-as-sort-order="all"')
    assert reference({"author": [name]}, body) == expected


def test_parts_of_names_have_formatting_and_affixes() -> None:
    body = (
        '<names variable="author"><name prefix="{" suffix="}" font-style="italic">'
        '<name-part name="family" text-case="uppercase" prefix="[" suffix="]"/>'
        '<name-part name="given" font-weight="bold"/></name></names>'
    )
    item = {"author": [{"family": "Doe", "given": "Ann"}]}
    assert reference(item, body, markup="html") == "{<i><b>Ann</b> [DOE]</i>}"


@pytest.mark.parametrize(
    ("demote", "expected"), [("never", ["b", "a", "c"]), ("sort-only", ["a", "c", "b"])]
)
def test_names_sort_by_their_particles_where_these_are_not_demoted(
    demote: str, expected: list[str]
) -> None:
    families = {"a": "Alder", "b": "van Zee", "c": "Beck"}
    if demote == "never":
        families = {"a": "Wolf", "b": "van Zee", "c": "Yew"}
    items = [
        {"title": title, "author": [{"family": family, "given": "A"}]}
        for title, family in families.items()
    ]
    found = references(
        items,
        sort='<sort><key variable="author"/></sort>',
        bibliography='<text variable="title"/>',
        options=f'demote-non-dropping-particle="{demote}"',
    )
    assert found == expected


def test_a_given_name_in_small_letters_is_no_particle() -> None:
    item = {"author": [{"family": "hooks", "given": "bell"}]}
    body = '<names variable="author"><name><name-part name="given" prefix="["/></name></names>'
    assert reference(item, body) == "[bell hooks"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"dropping-particle": "d’"}, "Ann d’Arc"),
        ({"dropping-particle": "d’", "non-dropping-particle": "la"}, "Ann d’ la Arc"),
        ({"dropping-particle": "de"}, "Ann de Arc"),
    ],
)
def test_a_particle_with_an_apostrophe_touches_the_family_name_alone(
    parts: dict[str, str], expected: str
) -> None:
    item = {"author": [{"family": "Arc", "given": "Ann"} | parts]}
    assert reference(item, NAMES.format("")) == expected


def test_particles_of_a_family_name_can_be_left_alone() -> None:
    item = {"author": [{"family": "van Berg", "given": "Ann", "parse-names": 0}]}
    assert reference(item, NAMES.format('name-as-sort-order="all"')) == "van Berg, Ann"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"family": "van Berg", "given": "Ann"}, "van Berg"),
        ({"family": "Arc", "given": "Ann de"}, "Arc"),
        ({"family": "Doe", "given": "Ann", "suffix": "Jr."}, "Doe"),
    ],
)
def test_short_names_keep_only_what_belongs_to_the_family(
    name: dict[str, str], expected: str
) -> None:
    assert reference({"author": [name]}, NAMES.format('form="short"')) == expected


def test_without_words_for_et_al_the_list_just_ends() -> None:
    body = (
        '<names variable="author"><name et-al-min="2" et-al-use-first="1"/>'
        '<et-al term="no-such"/></names>'
    )
    assert reference({"author": people(2)}, body) == "G F1"


@pytest.mark.parametrize(
    ("position", "expected"),
    [("first", "G F1, G F2, et al."), ("subsequent", "G F1 et al."), ("ibid", "G F1 et al.")],
)
def test_later_cites_may_show_fewer_names(position: str, expected: str) -> None:
    options = (
        'et-al-min="3" et-al-use-first="2" et-al-subsequent-min="2" et-al-subsequent-use-first="1"'
    )
    engine = processor([{"author": people(3)}], citation=NAMES.format(options))
    state = State(engine.items["0"], "citation", place=Place(position))
    assert plain(engine.style.citation.render(state)) == expected


@pytest.mark.parametrize(
    ("how", "names", "expected"),
    [
        ("after-inverted-name", "A B", "A, G, and B"),
        ("after-inverted-name", "A B C", "A, G, B, and C"),
        ("always", "A B", "A, G and B"),
        ("never", "A B C", "A, G, B, and C"),
    ],
)
def test_the_delimiter_before_an_organisation_at_the_end(
    how: str, names: str, expected: str
) -> None:
    first, *others = names.split()
    authors = [{"family": first, "given": "G"}, *({"literal": name} for name in others)]
    options = f'and="text" delimiter-precedes-last="{how}" name-as-sort-order="first"'
    assert reference({"author": authors}, NAMES.format(options)) == expected


def test_an_organisation_is_no_inverted_name() -> None:
    authors = [{"literal": "A"}, {"literal": "B"}, {"family": "C", "given": "G"}]
    options = 'and="text" delimiter-precedes-last="after-inverted-name" name-as-sort-order="all"'
    assert reference({"author": authors}, NAMES.format(options)) == "A, B and C, G"


def test_capitals_of_names_are_those_of_the_works_language() -> None:
    part = '<name-part name="family" text-case="uppercase"/>'
    body = f'<names variable="author"><name>{part}</name></names>'
    for name, language, expected in (("Παππά", "el", "ΠΑΠΠΑ"), ("Çiftçi", "tr", "ÇİFTÇİ")):
        assert reference({"author": [{"family": name}], "language": language}, body) == expected


def test_a_family_name_marked_as_an_institution_is_one() -> None:
    item = {"author": [{"family": "Owl Trust", "given": "", "isInstitution": "true"}]}
    assert reference(item, NAMES.format('initialize-with="."')) == "Owl Trust"
    both = [*people(2), {"family": "van Owl Trust", "isInstitution": "true"}]
    inverted = NAMES.format('and="text" delimiter-precedes-last="never" name-as-sort-order="all"')
    assert reference({"author": both}, inverted) == "F1, G, F2, G, and van Owl Trust"


def test_words_for_et_al_look_as_the_names_do_unless_they_have_a_look_of_their_own() -> None:
    body = (
        '<names variable="author"><name font-style="italic" et-al-min="2" et-al-use-first="1"/>'
        "{}</names>"
    )
    item = {"author": people(2)}
    assert reference(item, body.format(""), markup="html") == "<i><i>G F1</i> et al.</i>"
    upright = body.format('<et-al font-style="normal"/>')
    assert reference(item, upright, markup="html") == (
        '<i><i>G F1</i> <span style="font-style:normal;">et al.</span></i>'
    )


def test_a_name_without_a_given_name_is_not_inverted() -> None:
    item = {"author": [{"family": "van der Berg"}, {"family": "Doe", "given": "Jan"}]}
    options = 'demote-non-dropping-particle="display-and-sort"'
    text = reference(item, NAMES.format('name-as-sort-order="all"'), options=options)
    assert text == "van der Berg, Doe, Jan"


def test_names_are_cut_where_a_style_says_how_many_stay() -> None:
    item = {"author": people(3)}
    assert reference(item, NAMES.format('et-al-min="3"')) == "G F1, G F2, G F3"
    assert reference(item, NAMES.format('et-al-min="3" et-al-use-first="1"')) == "G F1 et al."


@pytest.mark.parametrize(
    ("word", "two", "three"),
    [
        ("和", "甲和乙", "甲, 乙和丙"),
        ("and", "甲 and 乙", "甲, 乙, and 丙"),
        ("ו", "甲ו乙", "甲, 乙ו丙"),
    ],
)
def test_a_word_without_blanks_joins_names_without(word: str, two: str, three: str) -> None:
    macros = f'<locale><terms><term name="and">{word}</term></terms></locale>'
    authors = [{"family": family} for family in "甲乙丙"]
    body = NAMES.format('and="text"')
    assert reference({"author": authors[:2]}, body, macros=macros) == two
    assert reference({"author": authors}, body, macros=macros) == three
