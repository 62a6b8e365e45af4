"""RIS: every tag's meaning by type; see also the files in ``data/read``."""

from __future__ import annotations

import pytest

from pllm_bib.formats.ris import read as ris_reader
from pllm_bib.formats.ris.tags import TAGS
from pllm_bib.formats.ris.values import family_first, ris_date
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.formats.shared.types_read import RIS_TYPES
from pllm_bib.model.date import Date
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text

DOE = Name(family="Doe", given="Jane")


def read_lines(kind: str, *lines: str) -> Entry:
    """The entry of lines ``TAG value`` without a fault; infos are none."""
    entry, faults = entry_and_faults(kind, *lines)
    assert [fault for fault in faults if fault[0] != "read-as"] == []
    return entry


def entry_and_faults(kind: str, *lines: str) -> tuple[Entry, list[tuple[str, str | None, int]]]:
    """The entry, and the faults as rule, tag and line."""
    body = "".join(f"{line[:2]}  - {line[3:]}\n" for line in lines)
    entries, faults = ris_reader.read(f"TY  - {kind}\nID  - a\n{body}ER  - \n", "x.ris")
    return entries[0], [(fault.name, fault.field, fault.position.line) for fault in faults]


def extra_of(kind: str, *lines: str) -> tuple[tuple[str, str], ...]:
    return read_lines(kind, *lines).extra


# A whole record.


def test_every_tag_of_the_model_has_its_meaning() -> None:
    entry = read_lines(
        "JOUR",
        *("AU Doe, Jane", "A1 Owl Society", "A2 Roe, Richard, Jr.", "TI Owls & Crows"),
        *("T2 Journal of Owls", "J2 JO", "T3 Second Series", "DA 2024/06/09/", "PY 2024"),
        *("VL 12", "IS 3-4", "SP 101", "EP 119", "PB Aviary Press", "CY Liège", "ET 2nd"),
        *("SN 978-0-00-000000-2", "SN 1234-5679", "DO 10.1234/OWLS", "UR https://example.org"),
        *("L1 https://example.org/a.pdf", "L4 https://example.org/code"),
        *("N1 Code: https://example.org/code", "N1 Best paper", "AB We count owls.", "LA en"),
        *("KW owls", "KW night flight", "M2 arXiv: 2403.00001", "M2 Citation Key: a"),
    )
    assert entry == Entry(
        key="a",
        type="article",
        title=Text.of("Owls & Crows"),
        authors=Names((DOE, Name(family="Owl Society", organisation=True))),
        editors=Names((Name(family="Roe", given="Richard", suffix="Jr."),)),
        date=Date(2024, 6, 9),
        container=Text.of("Journal of Owls"),
        venue="JO",
        series=Text.of("Second Series"),
        volume="12",
        number="3-4",
        pages="101–119",
        publisher=Text.of("Aviary Press"),
        place=Text.of("Liège"),
        edition=Text.of("2"),
        isbn="978-0-00-000000-2",
        issn="1234-5679",
        doi="10.1234/OWLS",
        eprint=Eprint("arXiv", "2403.00001"),
        links=(
            Link(LinkKind.PAPER, "https://example.org"),
            Link(LinkKind.PDF, "https://example.org/a.pdf"),
            Link(LinkKind.CODE, "https://example.org/code"),
        ),
        note=Text.of("Best paper"),
        abstract=Text.of("We count owls."),
        language="en",
        keywords=("owls", "night flight"),
    )


def test_places() -> None:
    text = "\nTY  - BOOK\nAU  - Doe, Jane\nAU  - Roe\nM2  - x\nM2  - Citation Key: owls\nER  - \n"
    (entry,), _ = ris_reader.read(text, "x.ris", "1.1")
    origin = entry.origin
    assert origin is not None
    assert origin.position == Position("x.ris", 2, 1)
    assert origin.key == Position("x.ris", 6, 1)
    assert dict(origin.fields) == {
        "TY": Position("x.ris", 2, 1),
        "AU": Position("x.ris", 3, 1),
        "M2": Position("x.ris", 5, 1),
    }
    assert origin.raw == {"TY": "BOOK", "AU": "Doe, Jane\nRoe", "M2": "x\nCitation Key: owls"}
    assert entry.sections == ("1.1",)


def test_values_go_on_over_lines_without_a_tag() -> None:
    text = (
        "TY  - BOOK\nTI  - Owls at\n  Night,\n\nand Day\nKW  - a\nb; c\nAB - in AB - testing\nER  -"
    )
    (entry,), faults = ris_reader.read(text, "x.ris")
    assert str(entry.title) == "Owls at Night, and Day"
    assert entry.keywords == ("a", "b", "c")
    assert str(entry.abstract) == "in AB - testing"
    assert faults == ()


@pytest.mark.parametrize(
    "line", ["AI - based owls", "A - b", "TI- x", "ti  - x", " TI  - x", "TI  -x"]
)
def test_lines_that_only_look_like_tags_go_on(line: str) -> None:
    (entry,), faults = ris_reader.read(f"TY  - BOOK\nN2  - We\n{line}\nER  - \n", "x.ris")
    assert str(entry.abstract) == " ".join(f"We {line}".split())
    assert faults == ()


# Types.


@pytest.mark.parametrize("name", RIS_TYPES)
def test_every_type_is_read(name: str) -> None:
    reading = RIS_TYPES[name]
    entry = read_lines(name)
    assert entry.type == reading.type
    assert entry.type in TYPES
    assert entry.extra == (((reading.field, reading.value),) if reading.field else ())
    assert read_lines(name.lower()).type == reading.type


def test_every_type_that_is_written_is_read() -> None:
    assert {row.ris for row in TYPES.values()} <= RIS_TYPES.keys()


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("UNPD", [], "unpublished"),
        ("UNPD", ["M2 arXiv: 2403.00001"], "preprint"),
        ("UNPD", ["AN arXiv:2403.00001"], "preprint"),
        ("UNPB", ["M2 HAL: hal-01"], "unpublished"),
        ("UNPB", ["M2 Type: manuscript"], "unpublished"),
        ("JOUR", ["M2 Type: preprint"], "preprint"),
        ("GEN", ["M2 Type: document"], "misc"),
        ("GEN", ["AN 2403.00001", "DB arXiv"], "preprint"),
        ("ELEC", ["M2 arXiv: 2403.00001"], "preprint"),
        ("CONF", ["M2 arXiv: 2403.00001"], "inproceedings"),
        ("THES", ["M3 PhD thesis"], "phdthesis"),
        ("THES", ["M3 Master’s thesis"], "mastersthesis"),
        ("THES", ["M3 Habilitation"], "phdthesis"),
    ],
)
def test_type_that_other_lines_tell(kind: str, lines: list[str], expected: str) -> None:
    assert read_lines(kind, *lines).type == expected


def test_words_of_a_thesis_that_say_no_more_than_its_type() -> None:
    assert extra_of("THES", "M3 PhD thesis") == extra_of("THES", "M3 Master’s thesis") == ()
    assert extra_of("THES", "M3 Master's thesis") == (("type", "Master's thesis"),)


def test_what_a_type_says_gives_way_to_what_the_record_says() -> None:
    assert extra_of("MAP", "M3 Topographic") == (("type", "Topographic"), ("entrysubtype", "map"))


# Names.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Doe, Jane", DOE),
        ("Doe,Jane", DOE),
        ("van der Berg, Jan", Name(family="Berg", given="Jan", particle="van der")),
        ("King, Martin, Jr.", Name(family="King", given="Martin", suffix="Jr.")),
        ("King, , Jr.", Name(family="King", suffix="Jr.")),
        ("Owl Club", Name(family="Owl Club", organisation=True)),
        ("Owl Club,", Name(family="Owl Club", organisation=True)),
    ],
)
def test_name(value: str, expected: Name) -> None:
    assert family_first(value) == expected
    assert read_lines("JOUR", f"AU {value}").authors == Names((expected,))


def test_further_names() -> None:
    assert read_lines("JOUR", "AU Doe, Jane", "AU et al.").authors == Names((DOE,), others=True)


@pytest.mark.parametrize("value", ["Doe, Jane; Roe, Richard", "Doe, Jane, Roe, Richard"])
def test_names_that_are_not_one_are_reported(value: str) -> None:
    entry, faults = entry_and_faults("JOUR", "AU Doe, Jane", f"AU {value}")
    assert faults == [("malformed-name-list", "AU", 4)]
    assert "Roe" in str(entry.authors)
    assert "Richard" in str(entry.authors)


def test_people_with_their_given_names_first_are_not_one() -> None:
    _entry, faults = entry_and_faults("JOUR", "AU Jo R. Doe, Emi B., Al J. Poe")
    assert faults == [("malformed-name-list", "AU", 3)]


@pytest.mark.parametrize(
    ("kind", "lines", "editors", "of_series"),
    [
        ("JOUR", ["A2 Doe, Jane"], "Doe, Jane", ""),
        ("CONF", ["ED Doe, Jane"], "Doe, Jane", ""),
        ("BOOK", ["A2 Doe, Jane"], "Doe, Jane", ""),
        ("BOOK", ["A3 Doe, Jane"], "Doe, Jane", ""),
        ("BOOK", ["A2 Roe, Richard", "A3 Doe, Jane"], "Doe, Jane", "Roe, Richard"),
        ("CHAP", ["A2 Doe, Jane", "A3 Roe, Richard"], "Doe, Jane", "Roe, Richard"),
    ],
)
def test_editors(kind: str, lines: list[str], editors: str, of_series: str) -> None:
    entry = read_lines(kind, *lines)
    assert [f"{name.family}, {name.given}" for name in entry.editors] == [editors]
    assert dict(entry.extra).get("collection-editor", "") == of_series


# Dates.


@pytest.mark.parametrize(
    ("value", "expected", "rest"),
    [
        ("2024", Date(2024), ""),
        ("2024///", Date(2024), ""),
        ("2024/06//", Date(2024, 6), ""),
        ("2024/06/09/", Date(2024, 6, 9), ""),
        ("2024/06/09", Date(2024, 6, 9), ""),
        ("2024/00/00/", Date(2024), ""),
        ("987///", Date(987), ""),
        ("2024///Spring", Date(2024, season=1), ""),
        ("2024/06//Spring", Date(2024, 6), "Spring"),
        ("2024///first print", Date(2024), "first print"),
        ("2024-06-09", Date(2024, 6, 9), ""),
        ("9 June 2024", Date(2024, 6, 9), ""),
        ("45 BC", Date(-44), ""),
    ],
)
def test_ris_date(value: str, expected: Date, rest: str) -> None:
    assert ris_date(value) == (expected, rest)


@pytest.mark.parametrize("value", ["0000///", "2024/13//", "2024/02/30/", "soon", "/06/09"])
def test_what_is_no_ris_date(value: str) -> None:
    with pytest.raises(ValueError, match="no"):
        ris_date(value)


@pytest.mark.parametrize(
    ("lines", "date", "extra", "faults"),
    [
        (["PY 2024"], Date(2024), {}, []),
        (["Y1 2024/06//"], Date(2024, 6), {}, []),
        (["PY 2024/06/09/"], Date(2024, 6, 9), {}, []),
        (["DA 2024/06//", "PY 2024"], Date(2024, 6), {}, []),
        (["DA 2024", "PY 2024/06/09"], Date(2024, 6, 9), {}, []),
        (["DA June 9", "PY 2024"], Date(2024, 6, 9), {}, [("read-as", "DA", 3)]),
        (["DA Jun", "Y1 2024"], None, {}, None),
        (["DA 2023/06//", "PY 2024"], Date(2023, 6), {"ris-py": "2024"}, [
            ("date-and-year-disagree", "PY", 4)
        ]),
        (["DA soon", "PY 2024"], Date(2024), {"ris-da": "soon"}, [("bad-date", "DA", 3)]),
        (["PY soon"], None, {"year": "soon"}, [("bad-date", "PY", 3)]),
        (["PY in press"], None, {"year": "in press"}, [("read-as", "PY", 3)]),
        (["PY 2024 (in press)"], Date(2024), {"pubstate": "inpress"}, [("read-as", "PY", 3)]),
        (["DA c. May 2024", "PY 2024"], Date(2024, 5, approximate=True), {}, [
            ("read-as", "DA", 3)
        ]),
        (["PY 2024-06-09"], Date(2024, 6, 9), {}, []),
        (["Y2 12 May 2020"], None, {"urldate": "2020-05-12"}, [("read-as", "Y2", 3)]),
        (["DA 2024/06//reprint"], Date(2024, 6), {"ris-da": "reprint"}, []),
        (["PY 2024", "Y2 2024/07/01/"], Date(2024), {"urldate": "2024-07-01"}, []),
        (["Y2 yesterday"], None, {"urldate": "yesterday"}, [("bad-date", "Y2", 3)]),
    ],
)  # fmt: skip
def test_dates(
    lines: list[str],
    date: Date | None,
    extra: dict[str, str],
    faults: list[tuple[str, str, int]] | None,
) -> None:
    entry, found = entry_and_faults("JOUR", *lines)
    if faults is None:
        assert entry.date == Date(2024)
        return
    assert (entry.date, dict(entry.extra), found) == (date, extra, faults)


# Where it appeared.


@pytest.mark.parametrize(
    ("kind", "lines", "expected", "extra"),
    [
        ("CONF", ["C3 Proc", "T2 ACL 2024", "T3 S"], ("ACL", "Proc", "S"), {}),
        ("CONF", ["T2 ACL 2024"], ("ACL", "", ""), {}),
        ("CONF", ["T2 Proceedings of Owls"], (None, "Proceedings of Owls", ""), {}),
        ("CONF", ["C3 Proc", "T2 Owl Meeting"], (None, "Proc", ""), {"eventtitle": "Owl Meeting"}),
        ("CPAPER", ["C3 Proc", "T2 Proc"], (None, "Proc", ""), {}),
        ("JOUR", ["T2 Journal of Owls", "J2 JO"], ("JO", "Journal of Owls", ""), {}),
        ("JOUR", ["T2 JO", "J2 JO"], (None, "JO", ""), {}),
        ("JOUR", ["T2 Owls", "J2 J. O."], (None, "Owls", ""), {"shortjournal": "J. O."}),
        (
            "JOUR",
            ["JF Owls", "JO J Owl", "JA J Owl"],
            (None, "Owls", ""),
            {"shortjournal": "J Owl"},
        ),
        ("JOUR", ["JO Owls"], (None, "Owls", ""), {}),
        ("JOUR", ["T2 Owls", "JF Owls"], (None, "Owls", ""), {}),
        ("JOUR", ["T2 Owls", "JF Crows"], (None, "Owls", ""), {"ris-jf": "Crows"}),
        (
            "JOUR",
            ["T2 J. Owls", "JF Journal of Owls"],
            (None, "Journal of Owls", ""),
            {"shortjournal": "J. Owls"},
        ),
        (
            "MGZN",
            ["T2 J Owls", "JO Journal of Owls", "JA JO"],
            ("JO", "Journal of Owls", ""),
            {"ris-t2": "J Owls", "entrysubtype": "magazine"},
        ),
        (
            "JOUR",
            ["T2 Journal of Owls", "JF J. Owls"],
            (None, "Journal of Owls", ""),
            {"ris-jf": "J. Owls"},
        ),
        ("CONF", ["BT Proc", "C3 Proc", "T2 ACL 2024"], ("ACL", "Proc", ""), {}),
        ("CHAP", ["T2 Book", "T3 S"], (None, "Book", "S"), {}),
        ("CHAP", ["BT Book"], (None, "Book", ""), {}),
        ("BOOK", ["T2 S"], (None, "", "S"), {}),
        ("BOOK", ["T2 Book", "T3 S"], (None, "Book", "S"), {}),
        ("RPRT", ["T2 S"], (None, "", "S"), {}),
        ("ELEC", ["T2 Site"], (None, "Site", ""), {}),
    ],
)
def test_container_venue_and_series(
    kind: str, lines: list[str], expected: tuple[str | None, str, str], extra: dict[str, str]
) -> None:
    entry = read_lines(kind, "PY 2024", *lines)
    found = (entry.venue, str(entry.container or ""), str(entry.series or ""))
    assert found == expected
    assert dict(entry.extra) == extra


@pytest.mark.parametrize(
    ("kind", "lines", "title"),
    [
        ("JOUR", ["T1 Owls"], "Owls"),
        ("JOUR", ["CT Owls"], "Owls"),
        ("BOOK", ["BT Owls"], "Owls"),
        ("JOUR", ["ST Owls"], "Owls"),
        ("JOUR", ["TI Owls", "T1 Owls"], "Owls"),
    ],
)
def test_title(kind: str, lines: list[str], title: str) -> None:
    assert str(read_lines(kind, *lines).title) == title


@pytest.mark.parametrize(
    ("kind", "lines", "number", "extra"),
    [
        ("JOUR", ["IS 3"], "3", {}),
        ("JOUR", ["M1 3"], "3", {}),
        ("JOUR", ["IS 3", "M1 9"], "3", {"ris-m1": "9"}),
        ("RPRT", ["SN TR-1"], "TR-1", {}),
        ("RPRT", ["IS TR-1", "SN X"], "TR-1", {"ris-sn": "X"}),
        ("PAT", ["SN US 1"], "US 1", {}),
        ("PAT", ["SN 12345677"], "12345677", {}),
        ("RPRT", ["SN 1234-5679"], "1234-5679", {}),
        ("STAND", ["SN 978-0-00-000000-2"], "978-0-00-000000-2", {}),
        ("BOOK", ["M1 7"], "7", {}),
        ("CHAP", ["SV 7"], "7", {}),
        ("ELEC", ["M1 7"], None, {"ris-m1": "7"}),
    ],
)
def test_number(kind: str, lines: list[str], number: str | None, extra: dict[str, str]) -> None:
    entry = read_lines(kind, *lines)
    assert (entry.number, dict(entry.extra)) == (number, extra)


@pytest.mark.parametrize(
    ("kind", "lines", "pages", "extra"),
    [
        ("JOUR", ["SP 1", "EP 9"], "1–9", {}),
        ("JOUR", ["SP 1-9"], "1–9", {}),
        ("JOUR", ["SP 1-9", "EP 9"], "1–9", {}),
        ("JOUR", ["SP 1–9, 12"], "1–9, 12", {}),
        ("JOUR", ["SP 7"], "7", {}),
        ("JOUR", ["EP 7"], "7", {}),
        ("JOUR", ["SP 7", "EP 7"], "7–7", {}),
        ("JOUR", ["SP 12-1", "EP 12-9"], "12-1–12-9", {}),
        ("BOOK", ["SP 412"], None, {"pagetotal": "412"}),
        ("THES", ["SP 412 p."], None, {"pagetotal": "412 p."}),
        ("BOOK", ["SP 1", "EP 9"], "1–9", {}),
        ("BOOK", ["SP xii, 412"], "xii, 412", {}),
    ],
)
def test_pages(kind: str, lines: list[str], pages: str | None, extra: dict[str, str]) -> None:
    entry = read_lines(kind, *lines)
    assert (entry.pages, dict(entry.extra)) == (pages, extra)


@pytest.mark.parametrize(
    ("kind", "lines", "isbn", "issn", "extra"),
    [
        ("JOUR", ["SN 1234-5679"], None, "1234-5679", {}),
        ("JOUR", ["SN 12345679", "SN 2345-678X (P)"], None, "12345679, 2345-678X (P)", {}),
        ("JOUR", ["SN 1234-5679, 2345-678X"], None, "1234-5679, 2345-678X", {}),
        ("BOOK", ["SN 9780000000002", "SN 030640615X"], "9780000000002, 030640615X", None, {}),
        ("BOOK", ["SN 1234-5679", "SN 1234-5679"], None, "1234-5679", {}),
        ("JOUR", ["SN none"], None, None, {"ris-sn": "none"}),
        ("RPRT", ["M2 ISBN: 9780000000002", "M2 ISSN: 1"], "9780000000002", "1", {}),
    ],
)  # fmt: skip
def test_standard_numbers(
    kind: str, lines: list[str], isbn: str | None, issn: str | None, extra: dict[str, str]
) -> None:
    entry = read_lines(kind, *lines)
    assert (entry.isbn, entry.issn, dict(entry.extra)) == (isbn, issn, extra)


@pytest.mark.parametrize(
    ("kind", "lines", "place", "extra"),
    [
        ("CONF", ["C1 Oslo"], "Oslo", {}),
        ("CONF", ["CY Oslo"], "Oslo", {}),
        ("CONF", ["C1 Oslo", "CY Bergen"], "Oslo", {"ris-cy": "Bergen"}),
        ("BOOK", ["CY Oslo", "C1 x"], "Oslo", {"ris-c1": "x"}),
        ("BOOK", ["PP Oslo"], "Oslo", {}),
    ],
)
def test_place(kind: str, lines: list[str], place: str, extra: dict[str, str]) -> None:
    entry = read_lines(kind, *lines)
    assert (str(entry.place), dict(entry.extra)) == (place, extra)


# Identifiers and addresses.


@pytest.mark.parametrize(
    ("lines", "doi", "extra"),
    [
        (["DO 10.1234/OWLS"], "10.1234/OWLS", {}),
        (["DO https://doi.org/10.1234/owls"], "10.1234/owls", {}),
        (["M3 doi: 10.1234/owls"], "10.1234/owls", {}),
        (["N1 10.1234/owls"], "10.1234/owls", {}),
        (["DO 10.1234/owls", "M3 10.1234/Owls", "N1 doi: 10.1234/owls"], "10.1234/owls", {}),
        (["DO 10.1234/owls", "M3 10.1234/crows"], "10.1234/owls", {"type": "10.1234/crows"}),
        (["DO none"], None, {"doi": "none"}),
        (["DO 10.48550/arXiv.2403.00001", "M2 arXiv: 2403.00001"], "10.48550/arXiv.2403.00001", {}),
        (["DO 10.48550/arXiv.2403.00001", "M2 Archive ID: 2403.00001", "DB arXiv"], None, {}),
    ],
)
def test_doi(lines: list[str], doi: str | None, extra: dict[str, str]) -> None:
    entry = read_lines("JOUR", *lines)
    assert (entry.doi, dict(entry.extra)) == (doi, extra)


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("N1 doi: 10.1234/Owls", None),
        ("N1 doi: 10.1234/crows", Text.of("doi: 10.1234/crows")),
        ("N1 see doi: 10.1234/owls", Text.of("see doi: 10.1234/owls")),
    ],
)
def test_a_note_with_another_doi_stays_a_note(line: str, note: Text | None) -> None:
    entry = read_lines("JOUR", line, "DO 10.1234/owls")
    assert (entry.doi, entry.note, entry.extra) == ("10.1234/owls", note, ())


@pytest.mark.parametrize(
    ("lines", "eprint", "extra"),
    [
        (["AN arXiv:2403.00001"], Eprint("arXiv", "2403.00001"), {}),
        (["AN 2403.00001", "DB ArXiv"], Eprint("arXiv", "2403.00001"), {}),
        (["AN 17", "DB Owl Index"], None, {"archive_location": "17", "archive": "Owl Index"}),
        (["M2 Archive ID: 17", "M2 Owls: 17", "AN 17", "DB Owls"], Eprint("Owls", "17"), {}),
        (["M2 Archive ID: 17", "M2 eprint: 17", "AN 17"], Eprint("", "17"), {}),
        (["N1 arXiv:2403.00001 [cs.CL]"], Eprint("arXiv", "2403.00001", "cs.CL"), {}),
        (["AN arXiv:2403.00001", "DB Owl Index"], Eprint("Owl Index", "arXiv:2403.00001"), {}),
    ],
)  # fmt: skip
def test_eprint(lines: list[str], eprint: Eprint | None, extra: dict[str, str]) -> None:
    entry = read_lines("UNPD", *lines)
    assert (entry.eprint, dict(entry.extra)) == (eprint, extra)


@pytest.mark.parametrize(
    ("lines", "links", "extra"),
    [
        (["UR https://a.org"], {"paper": "https://a.org"}, {}),
        (["UR www.a.org"], {"paper": "www.a.org"}, {}),
        (["LK https://a.org"], {"paper": "https://a.org"}, {}),
        (["UR https://a.org", "UR https://b.org"], {"paper": "https://a.org"}, {
            "ris-ur": "https://b.org"
        }),
        (["UR none at all"], {}, {"ris-ur": "none at all"}),
        (["UR https://doi.org/10.1234/OWLS", "DO 10.1234/owls"], {}, {}),
        (["UR https://a.org/p", "L1 https://a.org/p"], {"pdf": "https://a.org/p"}, {}),
        (["L1 file:///home/owls.pdf"], {}, {"ris-l1": "file:///home/owls.pdf"}),
        (["L4 https://a.org/c", "N1 Data: https://a.org/c"], {"data": "https://a.org/c"}, {}),
        (["N1 Video: https://a.org/v"], {"video": "https://a.org/v"}, {}),
        (["L4 https://a.org/c"], {}, {"ris-l4": "https://a.org/c"}),
        (["N1 Owls: https://a.org/c"], {}, {}),
        (["M2 Code: https://a.org/c", "M2 Code: https://a.org/d"], {"code": "https://a.org/c"}, {
            "ris-m2": "Code: https://a.org/d"
        }),
    ],
)  # fmt: skip
def test_links(lines: list[str], links: dict[str, str], extra: dict[str, str]) -> None:
    entry = read_lines("JOUR", *lines)
    assert {link.kind.value: link.url for link in entry.links} == links
    assert dict(entry.extra) == extra


@pytest.mark.parametrize(
    ("text", "key", "aliases"),
    [
        ("ID  - a\n", "a", ()),
        ("M2  - Citation Key: b\n", "b", ()),
        ("N1  - Citation Key: b\n", "b", ()),
        ("ID  - a\nM2  - Citation Key: b\n", "a", ("b",)),
        ("ID  - a\nM2  - Citation Key: a\n", "a", ()),
        ("ID  - a\nM2  - Citation Key: b c\n", "a", ()),
        ("TI  - The Owls\nPY  - 2024\nAU  - Doe, J.\n", "doe2024owls", ()),
    ],
)
def test_key(text: str, key: str, aliases: tuple[str, ...]) -> None:
    (entry,), faults = ris_reader.read(f"TY  - BOOK\n{text}ER  - \n", "x.ris")
    assert (entry.key, entry.aliases, faults) == (key, aliases, ())


# What the model has no attribute for.


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("BOOK", "A4 Doe, Jane", ("translator", "Doe, Jane")),
        ("BOOK", "NV 3", ("volumes", "3")),
        ("JOUR", "M3 Review", ("type", "Review")),
        ("JOUR", "RN A remark", ("annotation", "A remark")),
        ("JOUR", "CN QL_1", ("call-number", r"QL\_1")),
        ("JOUR", "DP Owl Index", ("source", "Owl Index")),
        ("NEWS", "SE Science", ("section", "Science")),
        ("JOUR", "M2 PMID: 17", ("pmid", "17")),
        ("COMP", "ET 2.0", ("version", "2.0")),
        ("COMP", "LA Python", ("ris-la", "Python")),
        ("ELEC", "VL 2024", ("ris-vl", "2024")),
        ("JOUR", "M2 more", ("ris-m2", "more")),
        ("JOUR", "M2 tex.zeta: a_b", ("zeta", r"a\_b")),
        ("JOUR", "M2 accessed: 2024-05~", ("urldate", "2024-05~")),
        ("JOUR", "M2 Original Date: 1920", ("origdate", "1920")),
        ("JOUR", "M2 originalTitle: x", ("origtitle", "x")),
        ("JOUR", "M2 zeta: a_b", ("ris-m2", r"zeta: a\_b")),
        ("JOUR", "M2 urldate: 2024", ("ris-m2", "urldate: 2024")),
        ("JOUR", "M2 translator: Doe, Jane", ("ris-m2", "translator: Doe, Jane")),
        ("JOUR", "M2 year: 2024", ("ris-m2", "year: 2024")),
        ("JOUR", "M2 Zeta: x", ("ris-m2", "Zeta: x")),
        ("JOUR", "M2 Citation Key: b c", ("ris-m2", "Citation Key: b c")),
        ("JOUR", "U1 more", ("ris-u1", "more")),
        ("JOUR", "AD Owl Street 1", ("ris-ad", "Owl Street 1")),
    ],
)
def test_fields_beyond_the_model(kind: str, line: str, expected: tuple[str, str]) -> None:
    extra = extra_of(kind, line)
    assert expected in extra


@pytest.mark.parametrize("tag", sorted(TAGS - {"TY", "ER", "ID"}))
@pytest.mark.parametrize("kind", ["JOUR", "CONF", "BOOK", "CHAP", "ELEC", "RPRT", "UNPD", "COMP"])
def test_no_tag_is_dropped(kind: str, tag: str) -> None:
    """Whatever a tag means to a type, its value is somewhere in the entry."""
    value = {"DO": "10.1234/owls", "DI": "10.1234/owls", "UR": "https://owls.org"}.get(tag, "owls")
    entry, _faults = entry_and_faults(kind, f"{tag} {value}", f"{tag} crows")
    assert "owls" in repr(entry)
    assert "crows" in repr(entry)


def test_unknown_tags_are_kept_and_reported_once() -> None:
    entry, faults = entry_and_faults("JOUR", "QX one", "QX two", "Q7 a_b", "QQ ")
    assert dict(entry.extra) == {"ris-qx": "one; two", "ris-q7": r"a\_b"}
    assert sorted(faults) == [("unknown-tag", "Q7", 5), ("unknown-tag", "QX", 3)]


def test_several_notes_are_one() -> None:
    assert str(read_lines("JOUR", "N1 One.", "N1 Two").note) == "One.; Two"


# Values that are read as something else.


def told(kind: str, *lines: str) -> list[tuple[str | None, int, str]]:
    """Tag, line and message of each info."""
    body = "".join(f"{line[:2]}  - {line[3:]}\n" for line in lines)
    _entries, faults = ris_reader.read(f"TY  - {kind}\nID  - a\n{body}ER  - \n", "x.ris")
    assert {(fault.name, fault.severity, fault.key) for fault in faults} <= {
        ("read-as", "info", "a")
    }
    return [(fault.field, fault.position.line, fault.message) for fault in faults]


@pytest.mark.parametrize(
    ("kind", "lines", "tag", "line", "message"),
    [
        (
            "JOUR",
            ["DO https://doi.org/10.1234/a"],
            "DO",
            3,
            "https://doi.org/10.1234/a|the DOI 10.1234/a",
        ),
        ("JOUR", ["DO 10.1234/a%3Cb"], "DO", 3, "10.1234/a%3Cb|the DOI 10.1234/a<b"),
        ("JOUR", ["M3 10.1234/owls"], "M3", 3, "10.1234/owls|the DOI of the work"),
        ("JOUR", ["N1 doi: 10.1234/owls"], "N1", 3, "doi: 10.1234/owls|the DOI 10.1234/owls"),
        ("BOOK", ["ET 2nd ed."], "ET", 3, "2nd ed.|“2”"),
        ("BOOK", ["ET Zweite Auflage"], "ET", 3, "Zweite Auflage|“2”"),
        ("JOUR", ["SP 1--9"], "SP", 3, "1--9|“1–9”"),
        ("JOUR", ["AU Doe, J.", "AU et al."], "AU", 4, "et al.|“and others”"),
        ("JOUR", ["AU Doe, J., et al."], "AU", 3, "Doe, J., et al.|“Doe, J.” and others"),
        ("JOUR", ["PY 9 June 2024"], "PY", 3, "9 June 2024|2024-06-09"),
        ("JOUR", ["N1 arXiv:2403.00001"], "N1", 3, "arXiv:2403.00001|an id in arXiv: 2403.00001"),
        (
            "JOUR",
            ["PY 2024", "JO arXiv preprint arXiv:2403.00001"],
            *("JO", 4, "arXiv preprint arXiv:2403.00001|a preprint in arXiv: 2403.00001"),
        ),
        ("THES", ["M3 Doctoral dissertation"], "M3", 3, "Doctoral dissertation|the type phdthesis"),
        (
            "GEN",
            ["DB arXiv", "AN 2403.00001"],
            *("TY", 1, "GEN|a preprint, since it has an id in an archive"),
        ),
    ],
)
def test_what_is_read_as_something_else_is_told(
    kind: str, lines: list[str], tag: str, line: int, message: str
) -> None:
    value, _bar, meaning = message.partition("|")
    found = [info for info in told(kind, *lines) if info[0] == tag]
    assert found == [(tag, line, f"“{value}” is read as {meaning}")]


def test_an_address_in_place_of_an_id_is_told() -> None:
    found = told("UNPD", "DB arXiv", "AN https://arxiv.org/abs/2403.00001")
    assert [tag for tag, _line, _message in found] == ["TY", "AN"]


def test_et_al_behind_the_last_name_is_no_part_of_it() -> None:
    assert read_lines("JOUR", "AU Doe, Jane et al.").authors == Names((DOE,), others=True)
    assert read_lines("JOUR", "AU Doe, Jane, et al").authors == Names((DOE,), others=True)


def test_nothing_is_told_of_what_is_plain() -> None:
    lines = (
        "DO 10.1234/a",
        "ET 2",
        "SP 1-9",
        "AU Doe, J.",
        "AU others",
        "PY 2024",
        "DA 2024/06/09/",
    )
    assert told("JOUR", *lines, "Y2 2024/07/01/", "N1 arXiv: 2403.00001 [cs.CL]") == []
    assert told("THES", "M3 PhD thesis", "SP 101", "EP 119") == []
