"""What readers of other formats share: names, dates, pages, identifiers, keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pllm_bib.formats.shared import values as reading
from pllm_bib.formats.shared.values import Extra, Source
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Eprint, Origin
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text


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
    name = reading.person(family)
    assert (name.particle, name.family) == expected


def test_person() -> None:
    assert reading.person("Berg", "Jan", "van", "Jr.") == Name(
        family="Berg", given="Jan", particle="van", suffix="Jr."
    )
    assert reading.person("de Berg", "Jan", "van").full_family == "van de Berg"
    assert reading.person("", "Plato") == Name(family="Plato")
    assert reading.person("Cafe\u0301").family == "Café"


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
    assert reading.natural_name(name) == expected


@pytest.mark.parametrize("word", ["others", "et al.", "Et al", "and others"])
def test_further_names_are_no_name(word: str) -> None:
    doe = Name(family="Doe")
    for last in (Name(family=word), Name(family=word, organisation=True)):
        assert reading.names_of([doe, last]) == Names((doe,), others=True)
    assert reading.names_of([Name(family=word), doe]).others is False
    assert reading.names_of([Name(family=word, given="A.")]).others is False
    assert reading.names_of([Name(family=""), doe]) == Names((doe,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", "2024"),
        ("2024-06-09", "2024-06-09"),
        ("2024-6-9", "2024-06-09"),
        ("2024/6", "2024-06"),
        ("2024.06.09", "2024-06-09"),
        ("2024-06/..", "2024-06/.."),
        ("1999?", "1999?"),
        ("9 June 2024", "2024-06-09"),
        ("June 9, 2024", "2024-06-09"),
        ("June 9th, 2024", "2024-06-09"),
        ("the 9th of June 2024", "2024-06-09"),
        ("Sept. 2024", "2024-09"),
        ("2024 Jun 9", "2024-06-09"),
        ("may 2024", "2024-05"),
        ("Spring 2020", "2020-21"),
        ("2020 Fall", "2020-23"),
        ("Winter 2020/2021", "2020-24/2021"),
        ("2021 Nov-Dec", "2021-11/2021-12"),
        ("2019 Jan 15-28", "2019-01-15/2019-01-28"),
        ("15–17 June 2020", "2020-06-15/2020-06-17"),
        ("June 15–17, 2020", "2020-06-15/2020-06-17"),
        ("1998 Dec-1999 Jan", "1998-12/1999-01"),
        ("30 May - 2 June 2020", "2020-05-30/2020-06-02"),
        ("2019-2020", "2019/2020"),
        ("May/June 2020", "2020-05/2020-06"),
        ("c. 1450", "1450~"),
        ("ca. June 1850", "1850-06~"),
        ("[1850?]", "1850?"),
        ("45 BC", "-0044"),
        ("45 B.C.", "-0044"),
        ("500 BCE", "-0499"),
        ("AD 79", None),
        ("987 AD", "0987"),
        (" 2024. ", "2024"),
        ("20151028", "2015-10-28"),
        ("30000002", None),
        ("20151399", None),
        ("12 May 20240", None),
    ],
)
def test_written_date(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="is no date"):
            reading.written_date(text)
    else:
        assert str(reading.written_date(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "/", "n.d.", "soon", "June", "9 June", "BC", "?", "2024-13", "2024-02-30"),
        *("June June 2024", "2024 2025", "06/09/2024", "2024-06-09-10", "31 June 2024"),
        *("Juni 2024", "2024 " * 40, "9" * 5000, "Spring June 2024", "0 BC 5", "x 2024"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|there is no") as error:
        reading.written_date(text)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1-9", "1–9"),
        ("1 -- 9", "1–9"),
        ("1–9, 12", "1–9, 12"),
        ("1-9,12-14", "1–9, 12–14"),
        ("S1-S9", "S1–S9"),
        ("xi-xv", "xi–xv"),
        ("3a-3c", "3a–3c"),
        ("A-1", "A-1"),
        ("12-1-12-9", "12-1-12-9"),
        ("S1-9", "S1-9"),
        ("e42", "e42"),
        ("PMC-12", "PMC-12"),
        (", ,", ""),
        ("", ""),
    ],
)
def test_page_ranges(value: str, expected: str) -> None:
    assert reading.page_ranges(value) == expected


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("ACL 2024", Date(2024, 8), "ACL"),
        ("ACL Findings 2024", Date(2024), "ACL Findings"),
        ("ACL 2023", Date(2024), None),
        ("ACL", Date(2024), None),
        ("2024", Date(2024), None),
        ("ACL 2024", None, None),
        ("Olympia 45 BC", Date(-44), "Olympia"),
        ("The Seventh International Conference on Birds 2024", Date(2024), None),
    ],
)
def test_venue_label(text: str, date: Date | None, expected: str | None) -> None:
    assert reading.venue_label(text, date) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("arXiv: 2403.00001 [cs.CL]", Eprint("arXiv", "2403.00001", "cs.CL")),
        ("arXiv:2403.00001 [cs]", Eprint("arXiv", "2403.00001", "cs")),
        (" ARXIV: cs/0112017 ", Eprint("arXiv", "cs/0112017")),
        ("HAL: hal-01", Eprint("HAL", "hal-01")),
        ("eprint: 17", Eprint("", "17")),
        ("arXiv: see there", None),
        ("arXiv: preprint", None),
        ("Owls: 2403.00001", None),
        ("see arXiv: 2403.00001", None),
        ("arXiv: {2403}", None),
    ],
)
def test_eprint_line(line: str, expected: Eprint | None) -> None:
    assert reading.eprint_line(line) == expected


@pytest.mark.parametrize(
    ("archive", "identifier", "expected"),
    [
        ("arxiv", "2403.00001", Eprint("arXiv", "2403.00001")),
        ("arXiv", "arXiv:2403.00001", Eprint("arXiv", "2403.00001")),
        ("", "arXiv:2403.00001", Eprint("arXiv", "2403.00001")),
        ("Owl Archive", "x:1", Eprint("Owl Archive", "x:1")),
        ("arXiv", "two words", None),
        ("arXiv", "{1}", None),
        ("{a", "1", None),
        ("arXiv", "", None),
    ],
)
def test_eprint(archive: str, identifier: str, expected: Eprint | None) -> None:
    assert reading.eprint(archive, identifier) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://doi.org/10.1234/owls", True),
        ("http://dx.doi.org/10.1234/OWLS", True),
        ("https://arxiv.org/abs/2403.00001", True),
        ("http://arxiv.org/abs/2403.00001", True),
        ("https://arxiv.org/pdf/2403.00001", False),
        ("https://doi.org/10.1234/crows", False),
        ("", False),
    ],
)
def test_address_that_repeats_an_identifier(url: str, *, expected: bool) -> None:
    eprint = Eprint("arXiv", "2403.00001")
    assert reading.repeats_identifier(url, "10.1234/owls", eprint) == expected
    assert reading.repeats_identifier(url, None, None) is False


def test_address_has_no_braces() -> None:
    assert reading.address("http://example.org/{a b}\\c") == "http://example.org/%7Ba%20b%7D%5Cc"


def test_keywords_are_parted() -> None:
    assert reading.keywords(["a, b;c\nd  e ", ",", "f"]) == ("a", "b", "c", "d e", "f")


# Keys.


def keyed(*entries: Entry) -> tuple[list[str], list[str]]:
    source = Source("", "x")
    origin = Origin(Position("x"), Position("x", 7), {}, {})
    found, faults = source.result([replace(entry, origin=origin) for entry in entries])
    return [entry.key for entry in found], [f"{fault.name} {fault.position}" for fault in faults]


OWLS = Entry(
    key="",
    type="book",
    title=Text.of("The Owls"),
    authors=Names((Name(family="Doe"),)),
    date=Date(2024),
)


def test_missing_keys_are_made_by_the_rule() -> None:
    keys = ["doe2024owls", "doe2024owlsa", "doe2024owlsb"]
    assert keyed(OWLS, OWLS, OWLS) == (keys, [])
    given = replace(OWLS, key="doe2024owls")
    assert keyed(OWLS, given) == (["doe2024owlsa", "doe2024owls"], [])
    assert keyed(Entry(key="", type="misc")) == (["entry"], [])


def test_very_many_keys_are_made_in_time() -> None:
    nothing = Entry(key="", type="misc")
    keys, faults = keyed(*[OWLS] * 3000, *[nothing] * 3000)
    assert len(set(keys)) == 6000
    assert faults == []
    assert keys[-2:] == ["entry-2998", "entry-2999"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("doe 2024", "doe2024"),
        ("{doe}, (2024)", "doe2024"),
        ("do'e#%=~\\\"", "doe"),
        ("Müller:2024_a.b/c+d-e", "Müller:2024_a.b/c+d-e"),
        (" \t", "entry"),
    ],
)
def test_keys_that_bibtex_cannot_hold_are_changed(key: str, expected: str) -> None:
    faults = [] if key == expected else ["unusable-key x:7:1"]
    assert keyed(Entry(key=key, type="misc")) == ([expected], faults)


def test_a_changed_key_is_not_that_of_another_entry() -> None:
    one, other = Entry(key="a b", type="misc"), Entry(key="ab", type="misc")
    assert keyed(one, other, one)[0] == ["ab-1", "ab", "ab-2"]


def test_given_keys_stay_even_where_they_are_repeated() -> None:
    entry = Entry(key="a", type="misc")
    assert keyed(entry, entry) == (["a", "a"], [])


# Fields beyond the model.


def test_extra() -> None:
    extra = Extra()
    extra.text("shorttitle", Text.of("Owls & ", Chunk("LLM", Style.PROTECTED)))
    extra.plain("eid", " e_1 ")
    extra.names("translator", Names((Name(family="Doe", given="Jane"),)))
    extra.date("urldate", Date(2024, 5))
    for empty in ("", " "):
        extra.text("a", empty)
        extra.plain("b", empty)
    extra.names("c", Names())
    assert extra.result() == (
        ("shorttitle", r"Owls \& {LLM}"),
        ("eid", r"e\_1"),
        ("translator", "Doe, Jane"),
        ("urldate", "2024-05"),
    )


def test_second_values_stand_behind_the_first() -> None:
    extra = Extra()
    for value in ("a", "a", "b"):
        extra.plain("x", value)
    assert extra.result() == (("x", "a; b"),)


@pytest.mark.parametrize(
    "doi", ["10.1234/Owls", "https://doi.org/10.1234/OWLS", "doi:10.1234/owls"]
)
def test_doi(doi: str) -> None:
    assert Extra().doi(doi) == "10.1234/owls"


@pytest.mark.parametrize("doi", ["owls", "10.1234/{o}", "10.1234/o w"])
def test_what_is_no_doi_is_kept(doi: str) -> None:
    extra = Extra()
    assert extra.doi(doi) is None
    assert extra.fields.keys() == {"doi"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("remark", "remark"),
        ("Reference-Count", "reference-count"),
        ("subtitle", "subtitle"),
        ("year", "csl-year"),
        ("title", "csl-title"),
        ("a b", "csl-a-b"),
        ("1st", "csl-1st"),
        ("größe", "csl-groe"),
        ("", "csl-field"),
        ("%}", "csl-field"),
    ],
)
def test_field_name(name: str, expected: str) -> None:
    assert reading.field_name(name, "csl") == expected
