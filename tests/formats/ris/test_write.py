"""RIS as Zotero reads it; the stored outputs show the rest."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.formats.conftest import OUTLINE

from pllm_bib.formats.base import Options
from pllm_bib.formats.ris.write import write
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text

ARTICLE = Entry(key="doe2024owls", type="article", title=Text.of("Owls"))
CONFERENCE = replace(ARTICLE, type="inproceedings")
PREPRINT = replace(ARTICLE, type="preprint", eprint=Eprint("arXiv", "2403.00001", "cs.CL"))


def tags_of(entry: Entry, *tags: str, dialect: str = "") -> list[str]:
    lines = write(Library((entry,), OUTLINE), Options(dialect=dialect)).splitlines()
    return [line for line in lines if line[:2] in tags]


def test_least_record() -> None:
    assert write(Library((ARTICLE,))) == (
        "TY  - JOUR\nID  - doe2024owls\nTI  - Owls\nM2  - Citation Key: doe2024owls\nER  - \n"
    )


def test_records_are_parted_by_a_blank_line() -> None:
    text = write(Library((ARTICLE, CONFERENCE)))
    assert text.count("ER  - \n\nTY  - ") == 1
    assert text.count("ER  - ") == 2


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (Name(family="Doe", given="Jane"), "AU  - Doe, Jane"),
        (Name(family="Berg", particle="van der", given="Jan"), "AU  - van der Berg, Jan"),
        (Name(family="King", given="Martin", suffix="Jr."), "AU  - King, Martin, Jr."),
        (Name(family="King", suffix="Jr."), "AU  - King, , Jr."),
        (Name(family="Aristotle"), "AU  - Aristotle"),
        (Name(family="Owls, Inc.", organisation=True), "AU  - Owls, Inc."),
    ],
)
def test_author(name: Name, line: str) -> None:
    assert tags_of(replace(ARTICLE, authors=Names((name,))), "AU") == [line]


@pytest.mark.parametrize(
    ("date", "lines"),
    [
        (Date(2024), ["PY  - 2024"]),
        (Date(2024, 6), ["PY  - 2024", "Y1  - 2024/06//"]),
        (Date(2024, 6, 9), ["PY  - 2024", "DA  - 2024/06/09/", "Y1  - 2024/06/09/"]),
        (Date(987), ["PY  - 0987"]),
        (Date(2024, season=1), ["PY  - 2024", "Y1  - 2024///Spring"]),
        (Date(2024, season=1, approximate=True), ["PY  - 2024", "Y1  - c. Spring 2024"]),
        (Date(2024, uncertain=True), ["PY  - 2024", "Y1  - 2024?"]),
        (Date(2024, 6, end=Date(2025)), ["PY  - 2024", "Y1  - June 2024–2025"]),
        (Date(2024, 6, end=Date(2024, 7)), ["PY  - 2024", "Y1  - June–July 2024"]),
        (Date(2024, open=Open.END), ["PY  - 2024", "Y1  - 2024–"]),
        (Date(-44, 3), ["PY  - March 45 BC"]),
        (Date(17000), ["PY  - 17000"]),
        (None, []),
    ],
)
def test_date(date: Date | None, lines: list[str]) -> None:
    assert tags_of(replace(ARTICLE, date=date), "DA", "PY", "Y1") == lines


@pytest.mark.parametrize("field", ["year", "date"])
def test_words_for_a_date(field: str) -> None:
    entry = replace(ARTICLE, date=None, extra=((field, "in press"),))
    assert tags_of(entry, "DA", "PY") == ["PY  - in press"]
    assert tags_of(replace(entry, date=Date(2024)), "PY") == ["PY  - 2024"]


@pytest.mark.parametrize(
    ("pages", "lines"),
    [
        ("1–9", ["SP  - 1", "EP  - 9"]),
        ("7", ["SP  - 7"]),
        ("A-1", ["SP  - A-1"]),
        ("1–9, 12", ["SP  - 1–9, 12"]),
        ("1–9, 12–14", ["SP  - 1–9, 12–14"]),
        ("1–2–3", ["SP  - 1–2–3"]),
        ("123–", ["SP  - 123–"]),
        ("–9", ["SP  - –9"]),
    ],
)
def test_pages(pages: str, lines: list[str]) -> None:
    assert tags_of(replace(ARTICLE, pages=pages), "SP", "EP") == lines
    for entry in (PREPRINT, replace(ARTICLE, type="book"), replace(ARTICLE, type="phdthesis")):
        assert tags_of(replace(entry, pages=pages), "SP", "EP") == []  # how many, in Zotero


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        (replace(CONFERENCE, venue="CIB", date=Date(2024)), ["T2  - CIB 2024"]),
        (replace(CONFERENCE, venue="CIB"), ["T2  - CIB"]),
        (replace(CONFERENCE, container=Text.of("Proc")), ["BT  - Proc", "C3  - Proc"]),
        (
            replace(ARTICLE, venue="JIB", container=Text.of("Journal")),
            ["T2  - Journal", "J2  - JIB"],
        ),
        (replace(ARTICLE, venue="Journal", container=Text.of("Journal")), ["T2  - Journal"]),
        (
            replace(ARTICLE, type="incollection", container=Text.of("Book")),
            ["BT  - Book", "T2  - Book"],
        ),
        (replace(ARTICLE, type="online", container=Text.of("Site")), ["T2  - Site"]),
        # Zotero would take it for a series.
        (replace(ARTICLE, type="software", container=Text.of("Journal")), []),
        (replace(ARTICLE, type="dataset", container=Text.of("Journal")), []),
        (replace(PREPRINT, container=Text.of("Journal")), []),
    ],
)
def test_container_and_venue(entry: Entry, lines: list[str]) -> None:
    assert tags_of(entry, "T2", "BT", "C3", "J2") == lines


@pytest.mark.parametrize(
    ("entry_type", "lines"),
    [
        ("article", ["A2  - Poe, Edgar", "T3  - Series", "IS  - 4", "CY  - Rome"]),
        ("inproceedings", ["A2  - Poe, Edgar", "T3  - Series", "IS  - 4", "C1  - Rome"]),
        ("book", ["A3  - Poe, Edgar", "T3  - Series", "M1  - 4", "CY  - Rome"]),
        ("collection", ["A3  - Poe, Edgar", "T3  - Series", "M1  - 4", "CY  - Rome"]),
        ("incollection", ["A2  - Poe, Edgar", "T3  - Series", "SV  - 4", "CY  - Rome"]),
        ("techreport", ["ED  - Poe, Edgar", "T2  - Series", "SN  - 4", "CY  - Rome"]),
        ("patent", ["T3  - Series", "SN  - 4", "CY  - Rome"]),
        ("standard", ["ED  - Poe, Edgar", "T2  - Series", "SN  - 4", "CY  - Rome"]),
        ("dataset", ["A2  - Poe, Edgar", "CY  - Rome"]),
        ("software", ["A2  - Poe, Edgar", "CY  - Rome"]),
        ("online", ["A2  - Poe, Edgar", "CY  - Rome"]),
        ("preprint", ["A2  - Poe, Edgar", "T3  - Series", "IS  - 4", "CY  - Rome"]),
    ],
)
def test_editors_series_number_and_place(entry_type: str, lines: list[str]) -> None:
    entry = replace(
        ARTICLE,
        type=entry_type,
        editors=Names((Name(family="Poe", given="Edgar"),)),
        series=Text.of("Series"),
        number="4",
        place=Text.of("Rome"),
    )
    tags = ("A2", "A3", "ED", "T2", "T3", "IS", "M1", "SV", "SN", "CY", "C1")
    assert tags_of(entry, *tags) == lines


@pytest.mark.parametrize(
    ("entry_type", "lines"),
    [
        ("article", ["SN  - 1234-5679", "M2  - ISBN: 978-0"]),
        ("inproceedings", ["SN  - 978-0", "M2  - ISSN: 1234-5679"]),
        ("book", ["SN  - 978-0", "M2  - ISSN: 1234-5679"]),
        ("techreport", ["M2  - ISBN: 978-0", "M2  - ISSN: 1234-5679"]),
        ("standard", ["M2  - ISBN: 978-0", "M2  - ISSN: 1234-5679"]),
    ],
)
def test_only_the_number_that_a_type_has_is_its_standard_number(
    entry_type: str, lines: list[str]
) -> None:
    entry = replace(ARTICLE, type=entry_type, isbn="978-0", issn="1234-5679")
    assert tags_of(entry, "SN", "M2")[:-1] == lines


@pytest.mark.parametrize("name", ["ris-ty", "ris-er", "ris-id", "ris-ab-c", "ris-a"])
def test_no_field_breaks_a_record(name: str) -> None:
    entry = replace(ARTICLE, extra=((name, "OTHER"), ("ris-u1", "Kept")))
    text = write(Library((entry,)))
    assert "OTHER" not in text
    assert "U1  - Kept" in text
    assert re.findall(r"^(?:TY|ID|ER)", text, re.MULTILINE) == ["TY", "ID", "ER"]


@pytest.mark.parametrize(
    ("entry_type", "name"), [("unpublished", "manuscript"), ("misc", "document")]
)
def test_types_that_zotero_takes_for_articles(entry_type: str, name: str) -> None:
    assert tags_of(replace(ARTICLE, type=entry_type), "M2")[0] == f"M2  - Type: {name}"


def test_preprint() -> None:
    assert tags_of(PREPRINT, "TY", "PB", "DO", "UR", "AN", "DB", "M2") == [
        "TY  - UNPB",
        "PB  - arXiv",
        "DO  - 10.48550/arXiv.2403.00001",
        "UR  - https://arxiv.org/abs/2403.00001",
        "AN  - 2403.00001",
        "DB  - arXiv",
        "M2  - Type: preprint",
        "M2  - Archive ID: 2403.00001",
        "M2  - arXiv: 2403.00001",
        "M2  - Citation Key: doe2024owls",
    ]


def test_own_doi_and_publisher_go_before_the_archive_s() -> None:
    entry = replace(PREPRINT, doi="10.1234/owls", publisher=Text.of("Aviary"))
    assert tags_of(entry, "PB", "DO") == ["PB  - Aviary", "DO  - 10.1234/owls"]


def test_archive_of_unknown_addresses() -> None:
    entry = replace(PREPRINT, eprint=Eprint("HAL", "hal-01"))
    assert tags_of(entry, "DO", "UR", "M2")[:-1] == [
        "M2  - Type: preprint",
        "M2  - Archive ID: hal-01",
        "M2  - HAL: hal-01",
    ]


def test_links_are_attached_and_named() -> None:
    links = tuple(Link(kind, f"https://example.org/{kind}") for kind in LinkKind)
    assert tags_of(replace(ARTICLE, links=links), "UR", "L1", "L4", "N1") == [
        "UR  - https://example.org/paper",
        "L1  - https://example.org/pdf",
        "L4  - https://example.org/code",
        "N1  - Code: https://example.org/code",
        "L4  - https://example.org/data",
        "N1  - Data: https://example.org/data",
        "L4  - https://example.org/website",
        "N1  - Website: https://example.org/website",
        "L4  - https://example.org/video",
        "N1  - Video: https://example.org/video",
    ]


def test_sections_are_keywords_with_their_titles() -> None:
    entry = replace(ARTICLE, keywords=("owls",), sections=("1.1", "9.9"))
    assert tags_of(entry, "KW") == ["KW  - owls", "KW  - 1.1 Owls", "KW  - 9.9"]


def test_language_of_software_is_no_programming_language() -> None:
    assert tags_of(replace(ARTICLE, language="en"), "LA") == ["LA  - en"]
    assert tags_of(replace(ARTICLE, type="software", language="en"), "LA") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x00", "\t"])
def test_value_stays_on_its_line(end: str) -> None:
    title = Text((Chunk(f"Owls{end}TY  - FAKE"), Chunk(f"a{end}b", Style.MATH)))
    lines = write(Library((replace(ARTICLE, title=title),))).split("\n")
    assert lines[2] == "TI  - Owls TY  - FAKEa b"
    assert lines[4:] == ["ER  - ", ""]


def test_text_is_plain() -> None:
    title = Text.of(Chunk("BERT", Style.PROTECTED), " & ", Chunk("x^2", Style.MATH), " {a} $")
    assert tags_of(replace(ARTICLE, title=title), "TI") == ["TI  - BERT & x² {a} $"]


# Dialects.

TALK = replace(
    CONFERENCE,
    authors=Names((Name(family="Owls, Inc.", organisation=True),)),
    editors=Names((Name(family="Poe", given="Edgar"),)),
    container=Text.of("Proc"),
    venue="CIB",
    date=Date(2024, 6, 9),
    place=Text.of("Rome"),
    issn="1234-5679",
)


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [
        (
            "zotero",
            ["A2  - Poe, Edgar", "C3  - Proc", "T2  - CIB 2024", "DA  - 2024/06/09/", "C1  - Rome"],
        ),
        (
            "endnote",
            ["A2  - Poe, Edgar", "C3  - Proc", "T2  - CIB 2024", "DA  - Jun 9", "C1  - Rome"],
        ),
        ("mendeley", ["A2  - Poe, Edgar", "T2  - Proc", "Y1  - 2024/06/09/", "CY  - Rome"]),
        (
            "jabref",
            ["ED  - Poe, Edgar", "BT  - Proc", "C3  - CIB 2024", "Y1  - 2024/06/09/", "CY  - Rome"],
        ),
    ],
)
def test_each_program_gets_the_tags_that_it_reads(dialect: str, lines: list[str]) -> None:
    tags = ("A2", "ED", "BT", "C3", "T2", "DA", "Y1", "C1", "CY")
    assert tags_of(TALK, *tags, dialect=dialect) == lines
    assert tags_of(TALK, "PY", dialect=dialect) == ["PY  - 2024"]


@pytest.mark.parametrize(
    ("dialect", "tags"),
    [
        ("", ["BT", "T2"]),
        ("jabref", ["BT"]),
        *((n, ["T2"]) for n in ("zotero", "endnote", "mendeley")),
    ],
)
def test_book_of_a_chapter(dialect: str, tags: list[str]) -> None:
    chapter = replace(ARTICLE, type="incollection", container=Text.of("Book"))
    assert tags_of(chapter, "T2", "BT", dialect=dialect) == [f"{tag}  - Book" for tag in tags]


def test_only_zotero_has_lines_for_its_extra() -> None:
    for dialect in ("endnote", "mendeley", "jabref"):
        assert tags_of(TALK, "M2", "N1", dialect=dialect) == ["N1  - ISSN: 1234-5679"]
    assert tags_of(TALK, "M2", dialect="zotero") == tags_of(TALK, "M2")
    assert tags_of(PREPRINT, "TY", dialect="zotero") == ["TY  - UNPD"]
    assert tags_of(PREPRINT, "TY", "AN", dialect="mendeley") == ["TY  - UNPB"]
    assert tags_of(TALK, "AU", dialect="endnote") == ["AU  - Owls, Inc.,"]


def test_jabref_of_old_wants_a_label_before_a_doi() -> None:
    entry = replace(ARTICLE, doi="10.1234/x")
    assert tags_of(entry, "DO", dialect="jabref") == ["DO  - doi:10.1234/x"]
    assert tags_of(entry, "DO") == ["DO  - 10.1234/x"]
    assert tags_of(replace(entry, doi=None), "DO", dialect="jabref") == []


def test_a_record_has_one_date_of_each_tag() -> None:
    entry = replace(ARTICLE, date=Date(2024), extra=(("ris-py", "2023"), ("ris-da", "Winter")))
    assert tags_of(entry, "PY", "DA", "Y1") == ["PY  - 2024"]
    assert tags_of(replace(entry, date=None), "PY") == ["PY  - 2023"]
