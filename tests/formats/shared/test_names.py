"""BibTeX's names: the classic cases, and what pybtex makes of them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from pybtex.database import Person
from tests.formats.conftest import DATA
from tests.formats.strategies import LATIN, SIGNS, names

from pllm_bib.formats.shared.latex import decode_plain
from pllm_bib.formats.shared.name_lists import split_list, with_suffix_apart
from pllm_bib.formats.shared.names import (
    names_of,
    natural_name,
    person,
    read_name,
    read_names,
    write_name,
    write_names,
)
from pllm_bib.model.name import Name, Names

# Source -> given names, particle, family name, suffix: "Tame the BeaST", section 11, then others.
CASES = {
    "AA BB": ("AA", "", "BB", ""),
    "AA": ("", "", "AA", ""),
    "AA bb": ("AA", "", "bb", ""),
    "aa": ("", "", "aa", ""),
    "aa bb": ("", "aa", "bb", ""),
    "aa BB": ("", "aa", "BB", ""),
    "AA bb CC": ("AA", "bb", "CC", ""),
    "AA bb CC dd EE": ("AA", "bb CC dd", "EE", ""),
    "AA 1B cc dd": ("AA 1B", "cc", "dd", ""),
    "AA 1b cc dd": ("AA", "1b cc", "dd", ""),
    "AA {b}B cc dd": ("AA bB", "cc", "dd", ""),
    "AA {b}b cc dd": ("AA", "bb cc", "dd", ""),
    "AA {B}b cc dd": ("AA", "Bb cc", "dd", ""),
    "AA {B}B cc dd": ("AA BB", "cc", "dd", ""),
    r"AA \BB{b} cc dd": (r"AA \BB{b}", "cc", "dd", ""),
    r"AA \bb{b} cc dd": ("AA", r"\bb{b} cc", "dd", ""),
    "AA {bb} cc DD": ("AA bb", "cc", "DD", ""),
    "AA bb {cc} DD": ("AA", "bb", "cc DD", ""),
    "AA {bb} CC": ("AA bb", "", "CC", ""),
    "bb CC, AA": ("AA", "bb", "CC", ""),
    "bb CC, aa": ("aa", "bb", "CC", ""),
    "bb CC dd EE, AA": ("AA", "bb CC dd", "EE", ""),
    "bb, AA": ("AA", "", "bb", ""),
    "bb CC,XX, AA": ("AA", "bb", "CC", "XX"),
    "bb CC,xx, AA": ("AA", "bb", "CC", "xx"),
    "BB,, AA": ("AA", "", "BB", ""),
    "BB, AA, ": ("", "", "BB", "AA"),
    r"Charles Louis Xavier Joseph de la Vall{\'e}e Poussin": (
        "Charles Louis Xavier Joseph",
        "de la",
        "Vallée Poussin",
        "",
    ),
    "Ludwig van Beethoven": ("Ludwig", "van", "Beethoven", ""),
    "Ludwig {van} Beethoven": ("Ludwig van", "", "Beethoven", ""),
    r"Ludwig {\relax van} Beethoven": ("Ludwig", "van", "Beethoven", ""),
    "von Beethoven, Ludwig": ("Ludwig", "von", "Beethoven", ""),
    "{von Beethoven}, Ludwig": ("Ludwig", "", "von Beethoven", ""),
    "Henry Ford": ("Henry", "", "Ford", ""),
    "Ford, Jr., Henry": ("Henry", "", "Ford", "Jr."),
    "Ford,Jr.,Henry": ("Henry", "", "Ford", "Jr."),
    "Steele Jr., Guy L.": ("Guy L.", "", "Steele Jr.", ""),
    "van der Berg, III, Jan": ("Jan", "van der", "Berg", "III"),
    r"{\'E}mile Zola": ("Émile", "", "Zola", ""),
    r"\'Emile Zola": ("Émile", "", "Zola", ""),
    r"{\'e}mile Zola": ("", "émile", "Zola", ""),
    r"Zola, {\'E}mile": ("Émile", "", "Zola", ""),
    r"Jean {\'e}t Zola": ("Jean", "ét", "Zola", ""),
    r"\O re, K": ("K", "", "Øre", ""),
    r"Mu\~noz~Ruiz, A": ("A", "", "Muñoz Ruiz", ""),
    r"Mu\~ noz, A": ("A", "", "Muñoz", ""),
    r"Garc\'\i a, Jos\'e": ("José", "", "García", ""),
    r"Fr{\' e}d{\' e}ric Clav": ("Frédéric", "", "Clav", ""),
    r"Smith\ Jones, A": ("A", "", "Smith Jones", ""),
    r"Jean\ Paul Sartre": ("Jean Paul", "", "Sartre", ""),
    r"d'\relax Orsay, Guy": ("Guy", "d'", "Orsay", ""),
    r"de'\hspace{0pt} Ricci, Carlo": ("Carlo", "de'", "Ricci", ""),
    r"S\~ao Paulo, \'Angel": ("Ángel", "", "São Paulo", ""),
    r"{\c S}en, A": ("A", "", "Şen", ""),
    "de La Fontaine, Jean": ("Jean", "de", "La Fontaine", ""),
    "Jean de La Fontaine": ("Jean", "de", "La Fontaine", ""),
    "De La Fontaine, Jean": ("Jean", "", "De La Fontaine", ""),
    "Jean De La Fontaine": ("Jean De La", "", "Fontaine", ""),
    "jean de la fontaine": ("", "jean de la", "fontaine", ""),
    "hooks, bell": ("bell", "", "hooks", ""),
    "Per Brinch Hansen": ("Per Brinch", "", "Hansen", ""),
    "Brinch Hansen, Per": ("Per", "", "Brinch Hansen", ""),
    "Donald~E. Knuth": ("Donald E.", "", "Knuth", ""),
    "Knuth, Donald~E.": ("Donald E.", "", "Knuth", ""),
    "Jean-Paul Sartre": ("Jean-Paul", "", "Sartre", ""),
    "al-Khwarizmi, Muhammad": ("Muhammad", "", "al-Khwarizmi", ""),
    "Jean d'Alembert": ("Jean", "", "d'Alembert", ""),
    "Jean d' Alembert": ("Jean", "d'", "Alembert", ""),
    "O'Brien, Pat": ("Pat", "", "O'Brien", ""),
    "{World Bank} Group": ("World Bank", "", "Group", ""),
    "王 小明": ("王", "", "小明", ""),
    "  AA \n BB  ": ("AA", "", "BB", ""),
}


def parts_of(name: Name | None) -> tuple[str, str, str, str]:
    assert name is not None
    assert not name.organisation
    return name.given, name.particle, name.family, name.suffix


HARD_NAMES = (DATA / "hard-names.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", HARD_NAMES)
def test_hard_name(row: str) -> None:
    source, given, particle, family, suffix, *_others = row.split("\t")
    name, _problem = read_name(source)
    assert name is not None
    shown = f"{{{name.family}}}" if name.organisation else name.family
    assert (name.given, name.particle, shown, name.suffix) == (given, particle, family, suffix)
    assert str(read_name(write_name(name))[0]) == str(name)


def read_by_pybtex(source: str) -> tuple[str, str, str, str]:
    person = Person(source)
    parts = (
        person.first_names + person.middle_names,
        person.prelast_names,
        person.last_names,
        person.lineage_names,
    )
    given, particle, family, suffix = (decode_plain(" ".join(part)) for part in parts)
    return given, particle, family, suffix


@pytest.mark.parametrize("source", CASES)
def test_classic_cases(source: str) -> None:
    name, problem = read_name(source)
    assert parts_of(name) == CASES[source]
    assert problem is None


@pytest.mark.parametrize("source", CASES)
def test_pybtex_reads_them_alike(source: str) -> None:
    assert read_by_pybtex(source) == CASES[source]


@pytest.mark.parametrize(
    ("source", "parts", "others_reading"),
    [
        pytest.param(
            r"{\o}rsted Hans",
            ("", "ørsted", "Hans", ""),
            ("ørsted", "", "Hans", ""),
            id=r"BibTeX knows that \o is a lower-case letter, pybtex does not",
        ),
        pytest.param(
            "Garcia de la Torre, Ana",
            ("Ana", "", "Garcia de la Torre", ""),
            ("Ana", "Garcia de la", "Torre", ""),
            id="BibTeX's own rule makes a particle of a capitalised word",
        ),
        *(
            pytest.param(
                source, parts, others_reading, id="an accent takes the next letter, as in TeX"
            )
            for source, parts, others_reading in (
                (
                    r"\v Capek, Karel",
                    ("Karel", "", "Čapek", ""),
                    ("Karel", "\u00a0\u030c", "Capek", ""),
                ),
                (
                    r"Karel \v Capek",
                    ("Karel", "", "Čapek", ""),
                    ("Karel", "\u00a0\u030c", "Capek", ""),
                ),
                (
                    r"J.\,P. Serre",
                    ("J.\u2009P.", "", "Serre", ""),
                    ("P. Serre", "", "J.\\", ""),
                ),
            )
        ),
    ],
)
def test_pybtex_reads_them_otherwise(
    source: str, parts: tuple[str, ...], others_reading: tuple[str, ...]
) -> None:
    assert parts_of(read_name(source)[0]) == parts
    assert read_by_pybtex(source) == others_reading


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{Barnes and Noble}", "Barnes and Noble"),
        ("{{Barnes and Noble}}", "Barnes and Noble"),
        ("{Barnes, Noble}", "Barnes, Noble"),
        (" {AT\\&T} ", "AT&T"),
        ("{others}", "others"),
        (r"{{\'E}cole {\relax} Polytechnique}", "École Polytechnique"),
    ],
)
def test_organisation(source: str, name: str) -> None:
    assert read_name(source) == (Name(family=name, organisation=True), None)


@pytest.mark.parametrize(
    "source", ["{Barnes} and {Noble}", "{Barnes} {Noble}", "{Barnes}, {Noble}", "{Barnes}{}"]
)
def test_groups_in_a_row_are_no_organisation(source: str) -> None:
    found, problems = read_names(source)
    assert problems == ()
    assert [name.organisation for name in found] in ([True, True], [False])


@pytest.mark.parametrize(
    ("source", "parts", "problem"),
    [
        ("BB,", ("", "", "BB", ""), "a comma ends the name “BB,”"),
        ("bb CC,", ("", "bb", "CC", ""), "a comma ends the name “bb CC,”"),
        ("A, B, C, D", ("C D", "", "A", "B"), "“A, B, C, D” has more than two commas"),
        ("A, B, C, D, E", ("C D E", "", "A", "B"), "“A, B, C, D, E” has more than two commas"),
        (", AA", ("", "", "AA", ""), "“, AA” has no family name"),
        (", Jr., AA", ("", "", "AA", "Jr."), "“, Jr., AA” has no family name"),
    ],
)
def test_malformed_names_keep_what_can_be_kept(
    source: str, parts: tuple[str, ...], problem: str
) -> None:
    name, found = read_name(source)
    assert parts_of(name) == parts
    assert found == problem


@pytest.mark.parametrize("source", ["", "  ", "{}", "{ }", ",", ", ,", "{},"])
def test_names_of_nothing(source: str) -> None:
    name, problem = read_name(source)
    assert name is None
    assert problem


A, B, C = Name(family="A"), Name(family="B"), Name(family="C")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", Names()),
        (" \n", Names()),
        ("A", Names((A,))),
        ("A and B", Names((A, B))),
        ("A\n\t and  B and\nC", Names((A, B, C))),
        ("A AND B And C", Names((A, B, C))),
        ("A and others", Names((A,), others=True)),
        ("A and B and  Others", Names((A, B), others=True)),
        ("others", Names((), others=True)),
        ("A and {others}", Names((A, Name(family="others", organisation=True)))),
        ("A and others{}", Names((A, Name(family="others")))),
        ("A {and} B", Names((Name(family="B", given="A and"),))),
        ("{A and B} and C", Names((Name(family="A and B", organisation=True), C))),
        ("Andy and Anders", Names((Name(family="Andy"), Name(family="Anders")))),
        ("A~and~B", Names((Name(family="B", given="A", particle="and"),))),
        ("A, B and C", Names((Name(family="A", given="B"), C))),
        ("{A and B", Names((Name(family="A and B"),))),
    ],
)
def test_lists(source: str, expected: Names) -> None:
    assert read_names(source) == (expected, ())


MISSING = "a name is missing beside an “and”"


@pytest.mark.parametrize(
    ("source", "expected", "problems"),
    [
        ("A and and B", Names((A, B)), (MISSING,)),
        ("and A", Names((A,)), (MISSING,)),
        ("A and", Names((A,)), (MISSING,)),
        ("and", Names(), (MISSING,)),
        (
            "others and A",
            Names((A,)),
            ("“and others” stands before further names",),
        ),
        (
            "A, and B and C,",
            Names((A, B, C)),
            ("a comma ends the name “A,”", "a comma ends the name “C,”"),
        ),
    ],
)
def test_malformed_lists(source: str, expected: Names, problems: tuple[str, ...]) -> None:
    assert read_names(source) == (expected, problems)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (Name(family="Kirk", given="Hannah Rose"), "Kirk, Hannah Rose"),
        (Name(family="Berg", particle="van der", given="Jan"), "van der Berg, Jan"),
        (Name(family="Ford", suffix="Jr.", given="Henry"), "Ford, Jr., Henry"),
        (Name(family="Aristotle"), "Aristotle"),
        (Name(family="World Bank", organisation=True), "{World Bank}"),
        (Name(family="AT&T", organisation=True), r"{AT\&T}"),
        (Name(family="van Gogh", given="Theo"), "{van Gogh}, {Theo}"),
        (Name(family="la Cruz", particle="de", given="Ana"), "de {la Cruz}, {Ana}"),
        (Name(family="Noble and Co", given="X"), "{Noble and Co}, {X}"),
        (Name(family="Le Guin"), "{Le Guin}{}"),
        (Name(family="others"), "{others}{}"),
        (Name(family="Garcia de la Torre", given="Ana"), "{Garcia de la Torre}, {Ana}"),
        (Name(family="Müller", given="Ægir"), "Müller, Ægir"),
    ],
)
def test_writing(name: Name, source: str) -> None:
    assert write_name(name) == source


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (Name(family="Müller", given="Ægir"), r"M{\"u}ller, {\AE}gir"),
        (Name(family="É"), r"{{\'E}}{}"),
        (Name(family="É", organisation=True), r"{{\'E}}"),
        (Name(family="Șerban"), r"{\textcommabelow{S}}erban"),
    ],
)
def test_writing_in_ascii(name: Name, source: str) -> None:
    assert write_name(name, ascii_only=True) == source


def test_writing_of_lists() -> None:
    assert write_names(Names()) == ""
    assert write_names(Names((A, B))) == "A and B"
    assert write_names(Names((A,), others=True)) == "A and others"
    assert write_names(Names((), others=True)) == "others"


@given(names())
@settings(max_examples=200, deadline=None)
@example(Names((Name(family="a}b{", organisation=True),)))
def test_written_names_read_back(listed: Names) -> None:
    assert read_names(write_names(listed)) == (listed, ())


@given(names(LATIN + tuple(sign for sign in SIGNS if sign.isascii())))
@settings(max_examples=200, deadline=None)
def test_names_written_in_ascii_read_back(listed: Names) -> None:
    source = write_names(listed, ascii_only=True)
    assert source.isascii()
    assert read_names(source) == (listed, ())


@given(names(LATIN))
@settings(max_examples=100, deadline=None)
def test_pybtex_reads_written_names_alike(listed: Names) -> None:
    for name in listed:
        parts = (name.given, name.particle, name.family, name.suffix)
        assert read_by_pybtex(write_name(name)) == parts


DE_BEUMONT = Name(family="Beumont", given="Simon", particle="de")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("given=Hans, family=Harman", Name(family="Harman", given="Hans")),
        ("given=Simon, prefix=de, family=Beumont", DE_BEUMONT),
        ("family=Beumont,given=Simon,prefix=de,given-i=S,prefix-i=d,useprefix=true", DE_BEUMONT),
        (" family = Beumont , given = Simon , prefix = {de}", DE_BEUMONT),
        ("family={de la Cruz}, given=Ana", Name(family="de la Cruz", given="Ana")),
        ("family={Robertson, Jr}, given=A", Name(family="Robertson, Jr", given="A")),
        ('"family={Robertson, Jr}", given=A', Name(family="Robertson, Jr", given="A")),
        ("family=Doe, given=Jane, suffix=Jr.", Name(family="Doe", given="Jane", suffix="Jr.")),
        (r"family=M{\"u}ller, given=J\'on", Name(family="Müller", given="Jón")),
        ("family={{Owl Club}}", Name(family="Owl Club", organisation=True)),
        ("family={{Owl} {Club}}", Name(family="Owl Club")),
        ("family={{Owl Club}}, given=X", Name(family="Owl Club", given="X")),
        ("family=Owl Club", Name(family="Owl Club")),
        ("given=Plato", Name(family="Plato")),
        ("useprefix=true, family=Doe", Name(family="Doe")),
        ("id=owl, family=Doe, hash=x", Name(family="Doe")),
    ],
)
def test_named_parts(source: str, expected: Name) -> None:
    assert read_names(source) == (Names((expected,)), ())


@pytest.mark.parametrize(
    "source",
    ["Doe=x, Jane", "{family=Doe}", "Jane Doe, family=x", "Family=Doe", "{family}=Doe, Jane"],
)
def test_other_equals_signs_are_letters(source: str) -> None:
    names, _problems = read_names(source)
    assert "=" in str(names.names[0])


def test_named_parts_in_a_list() -> None:
    source = "useprefix=true and family=Doe, given=Jane and Roe, Richard and others"
    expected = (Name(family="Doe", given="Jane"), Name(family="Roe", given="Richard"))
    assert read_names(source) == (Names(expected, others=True), ())


@pytest.mark.parametrize(
    ("source", "names", "problem"),
    [
        ("family=Doe, nick=Jo", [Name(family="Doe")], "“nick” is no part of a name"),
        ("family=Doe, Jane", [Name(family="Doe")], "“Jane” is no part of a name"),
        (
            "family=Doe, given={Jane}, ",
            [Name(family="Doe", given="Jane")],
            "“” is no part of a name",
        ),
        ("given=, family={}", [], "an empty name"),
    ],
)
def test_malformed_named_parts(source: str, names: list[Name], problem: str) -> None:
    assert read_names(source) == (Names(tuple(names)), (problem,))


@pytest.mark.parametrize("family", ["family=Doe", "useprefix=true", "given-i=x"])
@pytest.mark.parametrize("given", ["", "Jane"])
def test_name_that_looks_like_named_parts_reads_back(family: str, given: str) -> None:
    names = Names((Name(family=family, given=given),))
    assert read_names(write_names(names)) == (names, ())


# Names in formats other than BibTeX.


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("Doe", ("", "Doe")),
        ("van der Berg", ("van der", "Berg")),
        ("de Souza e Silva", ("de", "Souza e Silva")),
        ("Garcia de la Torre", ("", "Garcia de la Torre")),
        ("von", ("", "von")),
        ("von und zu", ("von und", "zu")),
        ("d'Alembert", ("", "d'Alembert")),
        ("’t Hooft", ("’t", "Hooft")),
        ("al-Khwarizmi", ("", "al-Khwarizmi")),
        ("ʻ& Sons", ("", "ʻ& Sons")),
        ("  van   Berg ", ("van", "Berg")),
        ("", ("", "")),
    ],
)
def test_particle_of_a_family_name(family: str, expected: tuple[str, str]) -> None:
    name = person(family)
    assert (name.particle, name.family) == expected


def test_person() -> None:
    assert person("Berg", "Jan", "van", "Jr.") == Name(
        family="Berg", given="Jan", particle="van", suffix="Jr."
    )
    assert person("de Berg", "Jan", "van").full_family == "van de Berg"
    assert person("", "Plato") == Name(family="Plato")
    assert person("Cafe\u0301").family == "Café"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jane Doe", Name(family="Doe", given="Jane")),
        ("Jan van der Berg", Name(family="Berg", given="Jan", particle="van der")),
        ("Jane Q. Doe", Name(family="Doe", given="Jane Q.")),
        ("Plato", Name(family="Plato")),
        ("bell hooks", Name(family="hooks", given="bell")),
        ("余敏", Name(family="余敏")),
    ],
)
def test_natural_name(name: str, expected: Name) -> None:
    assert natural_name(name) == expected


@pytest.mark.parametrize("word", ["others", "et al.", "Et al", "and others"])
def test_further_names_are_no_name(word: str) -> None:
    doe = Name(family="Doe")
    for last in (Name(family=word), Name(family=word, organisation=True)):
        assert names_of([doe, last]) == Names((doe,), others=True)
    assert names_of([Name(family=word), doe]).others is False
    assert names_of([Name(family=word, given="A.")]).others is False
    assert names_of([Name(family=""), doe]) == Names((doe,))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Smit, John, Moe, Q., Roe, Z.", "Smit, John and Moe, Q. and Roe, Z."),
        ("Smit, J., Moe, Q. and Roe, Z.", "Smit, J. and Moe, Q. and Roe, Z."),
        ("John Smit, Ann Moe, Zed Roe", "John Smit and Ann Moe and Zed Roe"),
        ("John Smit, Ann Moe and Zed Roe", "John Smit and Ann Moe and Zed Roe"),
        ("John Smit; Ann Moe", "John Smit and Ann Moe"),
        ("Smit, J.; Moe, Q.;", "Smit, J. and Moe, Q."),
        ("{Smit; Moe}", None),
        ("{Smit, Moe, Roe} and Moe, Q.", None),
        ("García Márquez, Gabriel José", None),
        ("García Márquez, Gabriel José and Vargas Llosa, Mario", None),
        ("van der Berg, Jr., Jan and de la Cruz, María José", None),
        ("Smit, Jr., John", None),
        ("Smit, John, PhD and Roe, Max", None),
        ("Smit", None),
    ],
)
def test_commas_and_semicolons_between_names(source: str, expected: str | None) -> None:
    assert split_list(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
        ("Martin Luther {King, Jr.}", "King, Jr., Martin Luther"),
        ("Jones III, Bob", "Jones, III, Bob"),
        ("Jones, Bob III", "Jones, III, Bob"),
        ("Bob de la Jones IV", "de la Jones, IV, Bob"),
        ("King, Jr., Martin Luther", None),
        ("{King Jr.}", None),
        ("King Jr.", None),
        ("Henry VIII", None),
        ("Jr.", None),
    ],
)
def test_suffixes_in_other_places(source: str, expected: str | None) -> None:
    assert with_suffix_apart(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "Doe, Jane et al.",
        "Doe, Jane et al",
        "Doe, Jane, et al.",
        "Doe, Jane Et Al.",
        "Doe, Jane and others",
        "Jane Doe et~al.",
        "Doe, Jane and et al.",
    ],
)
def test_et_al_is_and_others(source: str) -> None:
    assert read_names(source) == (Names((Name(family="Doe", given="Jane"),), others=True), ())


def test_et_al_inside_a_name_is_none() -> None:
    names, _problems = read_names("{Doe et al.} and Doe, Etal")
    assert [name.family for name in names.listed] == ["Doe et al.", "Doe"]


@pytest.mark.parametrize(
    ("particle", "family", "expected"),
    [
        ("d'", "Alembert", Name(family="d'Alembert")),
        ("d’", "Alembert", Name(family="d’Alembert")),
        ("al-", "Nasir", Name(family="al-Nasir")),
        ("van de l’", "Aquila", Name(family="l’Aquila", particle="van de")),
        ("de’", "Medici", Name(family="Medici", particle="de’")),
        ("van der", "Berg", Name(family="Berg", particle="van der")),
    ],
)
def test_particles_that_are_joined_to_the_family_name(
    particle: str, family: str, expected: Name
) -> None:
    assert person(family, particle=particle) == expected


def test_a_thin_blank_at_the_end_of_a_name_is_no_comma() -> None:
    names, problems = read_names(r"Doe, Jane\, and Roe, John")
    assert [name.family for name in names] == ["Doe", "Roe"]
    assert problems == ()
