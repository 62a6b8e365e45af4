"""EndNote's and MEDLINE's tagged files; see also the files in ``data/read``."""

from __future__ import annotations

import pytest

from pllm_bib.formats.ris import enw as enw_reader
from pllm_bib.formats.ris import nbib as nbib_reader
from pllm_bib.formats.ris import tagged
from pllm_bib.formats.ris.tags import TAGS
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.formats.shared.types_read import ENDNOTE_TYPES, MEDLINE_TYPES, RIS_TYPES
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Link, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text

DOE = Name(family="Doe", given="Jane")


def test_fields_of_tagged_lines() -> None:
    def tag_of(line: str) -> tuple[str, int] | None:
        return (line[0], 2) if line[1:2] == ":" else None

    text = "head\n more\n\na: one\n  two\n\nthree\n\nb:\nc: x"
    assert [field[:5] for field in tagged.fields(text, tag_of)] == [
        ("", "head\nmore", 0, "", False),
        ("a", "one\ntwo\nthree", 12, "a", True),
        ("b", "", 33, "b", True),
        ("c", "x", 36, "c", False),
    ]
    assert list(tagged.fields("", tag_of)) == []


# EndNote.


def read_enw(*lines: str) -> Entry:
    (entry,), faults = enw_reader.read("\n".join((*lines, "%F a")), "x.enw")
    assert [fault for fault in faults if fault.is_fault] == []
    return entry


@pytest.mark.parametrize("name", ENDNOTE_TYPES)
def test_every_type_of_endnote_is_read(name: str) -> None:
    assert read_enw(f"%0 {name}").type == RIS_TYPES[ENDNOTE_TYPES[name]].type


@pytest.mark.parametrize("tag", enw_reader.TAGS)
def test_every_tag_of_endnote_is_a_tag_of_ris(tag: str) -> None:
    assert enw_reader.TAGS[tag] in TAGS


@pytest.mark.parametrize("tag", [tag for tag in enw_reader.TAGS if tag not in {"%0", "%F"}])
def test_no_tag_of_endnote_is_dropped(tag: str) -> None:
    value = {"%R": "10.1234/owls", "%U": "https://owls.org", "%>": "https://owls.org"}.get(
        tag, "owls"
    )
    (entry,), _faults = enw_reader.read(f"%0 Journal Article\n{tag} {value}", "x.enw")
    assert "owls" in repr(entry)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Doe, Jane", DOE),
        ("Jane Doe", DOE),
        ("Jan van der Berg", Name(family="Berg", given="Jan", particle="van der")),
        ("Doe, Jane, Jr.", Name(family="Doe", given="Jane", suffix="Jr.")),
        ("World Ornithology Council,", Name(family="World Ornithology Council", organisation=True)),
        ("余敏", Name(family="余敏")),
    ],
)
def test_name_of_endnote(value: str, expected: Name) -> None:
    assert read_enw("%0 Book", f"%A {value}").authors == Names((expected,))


def test_types_that_endnote_leaves_out() -> None:
    assert read_enw("%J Journal of Owls").type == "article"
    assert read_enw("%T Owls").type == "misc"
    assert read_enw("%0 Serial", "%0 Audio").type == "book"


def test_proceedings_of_the_acl_anthology() -> None:
    entry = read_enw(
        "%0 Conference Proceedings",
        "%S Proceedings of Owls",
        "%Y Doe, Jane",
        "%D 2024",
        "%8 August",
    )
    assert entry.container == Text.of("Proceedings of Owls")
    assert entry.editors == Names((DOE,))
    assert entry.date == Date(2024, 8)
    assert entry.series is None


def test_proceedings_of_endnote() -> None:
    entry = read_enw(
        "%0 Conference Proceedings",
        "%B Proceedings of Owls",
        "%S LNO",
        "%E Doe, Jane",
        "%Y Roe, R.",
    )
    assert entry.container == Text.of("Proceedings of Owls")
    assert entry.series == Text.of("LNO")
    assert entry.editors == Names((DOE,))
    assert entry.extra == (("collection-editor", "Roe, R."),)


def test_places_in_endnote_s_files() -> None:
    (entry,), _ = enw_reader.read("\n%0 Book\n  %T Owls\n%A Doe, Jane\n%F a\n", "x.enw")
    assert entry.origin is not None
    assert dict(entry.origin.fields) == {
        "%0": Position("x.enw", 2, 1),
        "%T": Position("x.enw", 3, 1),
        "%A": Position("x.enw", 4, 1),
        "%F": Position("x.enw", 5, 1),
    }
    assert entry.origin.key == Position("x.enw", 5, 1)


# MEDLINE.


def read_nbib(*lines: str) -> Entry:
    (entry,), faults = nbib_reader.read("\n".join(("PMID- 1", *lines)), "x.nbib")
    assert faults == ()
    return entry


@pytest.mark.parametrize("name", MEDLINE_TYPES)
def test_every_type_of_medline_is_read(name: str) -> None:
    entry = read_nbib("PT  - Review", f"PT  - {name}")
    assert entry.type == MEDLINE_TYPES[name]
    assert entry.type in TYPES
    assert ("nbib-pt", "Review") in entry.extra


def test_type_that_medline_leaves_out() -> None:
    assert read_nbib("TA  - J Owl").type == "article"
    assert read_nbib("TI  - Owls").type == "misc"


@pytest.mark.parametrize("tag", sorted(nbib_reader.TAGS - {"PMID"}))
def test_no_tag_of_medline_is_dropped(tag: str) -> None:
    entries, _faults = nbib_reader.read(f"PMID- 1\n{tag:<4}- owls\n", "x.nbib")
    assert "owls" in repr(entries[0])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["FAU - Doe, Jane", "AU  - Doe J"], [DOE]),
        (["AU  - Doe JQ"], [Name(family="Doe", given="JQ")]),
        (["AU  - van Raaij MJ"], [Name(family="Raaij", given="MJ", particle="van")]),
        (["AU  - Plato"], [Name(family="Plato")]),
        (["FAU - King, Martin L Jr"], [Name(family="King", given="Martin L", suffix="Jr")]),
        (["FAU - Henry, John 3rd"], [Name(family="Henry", given="John", suffix="3rd")]),
        (
            ["CN  - Owl Group", "FAU - Doe, Jane"],
            [Name(family="Owl Group", organisation=True), DOE],
        ),
        (["CN  - Owl Group"], [Name(family="Owl Group", organisation=True)]),
    ],
)
def test_names_of_medline(lines: list[str], expected: list[Name]) -> None:
    assert read_nbib(*lines).authors == Names(tuple(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1996 Jul 9", Date(1996, 7, 9)),
        ("2009", Date(2009)),
        ("2009 Winter", Date(2009, season=4)),
        ("2021 Nov-Dec", Date(2021, 11, end=Date(2021, 12))),
        ("1998 Dec-1999 Jan", Date(1998, 12, end=Date(1999, 1))),
    ],
)
def test_date_of_medline(value: str, expected: Date) -> None:
    assert read_nbib(f"DP  - {value}").date == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("6913-7", "6913–6917"),
        ("25-36", "25–36"),
        ("e12", "e12"),
        ("1-9, 121-9", "1–9, 121–129"),
        ("97-101", "97–101"),
    ],
)
def test_pages_of_medline_are_in_full(value: str, expected: str) -> None:
    assert read_nbib(f"PG  - {value}").pages == expected


def test_identifiers_of_medline() -> None:
    entry = read_nbib(
        "LID - 10.1234/Owls [doi]",
        "LID - e12 [pii]",
        "LID - https://example.org/owls",
        "AID - 10.1234/Owls [doi]",
        "AID - 10.1234/crows [doi]",
        "AID - NBK1 [bookaccession]",
        "PMC - PMC7",
        "IS  - 1234-5679 (Print)",
        "IS  - 1234-5679 (Linking)",
    )
    assert entry.doi == "10.1234/Owls"
    assert entry.issn == "1234-5679"
    assert entry.links == (Link(LinkKind.PAPER, "https://example.org/owls"),)
    assert dict(entry.extra) == {
        "eid": "e12",
        "pmid": "1",
        "pmcid": "PMC7",
        "nbib-aid": "10.1234/crows [doi]; NBK1 [bookaccession]",
    }


def test_records_of_medline() -> None:
    text = "PMID- 1\nTI  - One\n\nPMID- 2\nTI  - Two\nPMID- 3\n\nOWN - ERIC\nTI  - Four\n"
    entries, faults = nbib_reader.read(text, "x.nbib", "1.1")
    assert [str(entry.title) for entry in entries] == ["One", "Two", "", "Four"]
    assert faults == ()
    assert {entry.sections for entry in entries} == {("1.1",)}
