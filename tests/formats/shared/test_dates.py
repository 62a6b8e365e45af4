"""Dates as people write them."""

from __future__ import annotations

import pytest

from pllm_bib.formats.shared import dates
from pllm_bib.formats.shared.tables import read_table
from pllm_bib.model.date import Date, Open


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
        with pytest.raises(ValueError, match="is not a valid date"):
            dates.written_date(text)
    else:
        assert str(dates.written_date(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "/", "n.d.", "soon", "June", "9 June", "BC", "?", "2024-13", "2024-02-30"),
        *("June June 2024", "2024 2025", "06/09/2024", "2024-06-09-10", "31 June 2024"),
        *("2024 " * 40, "9" * 5000, "Spring June 2024", "0 BC 5", "x 2024"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|there is no") as error:
        dates.written_date(text)
    assert len(str(error.value)) < 200


SAID = [
    # BibTeX's users, and the FAQ of TeX.
    ("1982--1983", "1982/1983"),
    ("1982-1983", "1982/1983"),
    ("1982–1983", "1982/1983"),
    ("2019/2020", "2019/2020"),  # pandoc
    ("2019/20", "2019/2020"),  # Better BibTeX
    ("2019-20", "2019/2020"),
    ("2009--10", "2009/2010"),
    ("2011-12", "2011-12"),  # EDTF: biber, pandoc
    ("1998--", "1998/.."),
    ("1998-present", "1998/.."),
    ("--1990", "../1990"),
    ("may/jun 2019", "2019-05/2019-06"),
    ("23--27 may 2019", "2019-05-23/2019-05-27"),
    ("October-November 2019", "2019-10/2019-11"),
    ("May and June 2019", "2019-05/2019-06"),
    ("dec 2019 -- jan 2020", "2019-12/2020-01"),
    ("1 May 2019 to 3 June 2019", "2019-05-01/2019-06-03"),
    ("2019-05-01 - 2019-05-03", "2019-05-01/2019-05-03"),
    ("2019a", "2019"),
    # EDTF and Better BibTeX.
    ("1850?", "1850?"),
    ("c. 1850", "1850~"),
    ("circa 1850--60", "1850~/1860"),
    ("c. 1850s", "1850~/1859"),
    ("ca. 5. 3. 1990", "1990-03-05~"),
    ("19??", "1900?/1999?"),
    ("c1990", "1990"),
    ("[c1990]", "1990"),
    ("c 1990", "1990~"),
    ("199?", "1990?/1999?"),
    ("ca. 1850", "1850~"),
    ("um 1850", "1850~"),
    ("vers 1850", "1850~"),
    ("1850-c. 1860", "1850/1860~"),
    ("[1990] 2002", "2002, first published 1990"),
    ("2002 [1990]", "2002, first published 1990"),
    ("2002 [orig. 1990]", "2002, first published 1990"),
    ("1990s", "1990/1999"),
    ("05/2019", "2019-05"),
    ("25/12/2019", "2019-12-25"),
    ("12/25/2019", "2019-12-25"),
    ("12.5.2019", "2019-05-12"),
    # Libraries (AACR2, 1.4F) and MathSciNet.
    ("[1850]", "1850"),
    ("[ca. 1850]", "1850~"),
    ("[185-?]", "1850?/1859?"),
    ("18--", "1800/1899"),
    ("c1990", "1990"),
    ("cop. 1990", "1990"),
    ("[2021] ©2021", "2021"),
    ("[2020], ©2021", "2020"),
    # RIS, as publishers write it.
    ("2017/04/07", "2017-04-07"),
    ("2017/04/07/online", "2017-04-07"),
    # Other languages.
    ("12. Mai 2019", "2019-05-12"),
    ("1er août 2019", "2019-08-01"),
    ("12 de mayo de 2019", "2019-05-12"),
    ("3 de março de 2019", "2019-03-03"),
    ("20 lutego 2020", "2020-02-20"),
    ("10 октября 2019 г.", "2019-10-10"),
    ("květen 2019", "2019-05"),
    ("toukokuu 2019", "2019-05"),
    ("Ekim 2019", "2019-10"),
    ("Frühjahr 2019", "2019-21"),
    ("2019年5月12日", "2019-05-12"),
    ("2019년 5월", "2019-05"),
    ("44 v. Chr.", "-0043"),
    # States of publication (BibLaTeX, 4.9.2.11), and no date.
    ("forthcoming", "a state of publication"),
    ("in press", "a state of publication"),
    ("(In press)", "a state of publication"),
    ("im Druck", "a state of publication"),
    ("2019, in press", "2019, state of publication “inpress”"),
    ("to appear in 2020", "2020, state of publication “forthcoming”"),
    ("2020 (submitted)", "2020, state of publication “submitted”"),
    ("accepted 2020", "2020, state of publication “accepted”"),
    ("[1990] 2002, in press", "2002, first published 1990, state of publication “inpress”"),
    ("n.d.", "no date"),
    ("[s. d.]", "no date"),
    ("o. J.", "no date"),
]


@pytest.mark.parametrize(("text", "meaning"), SAID)
def test_said_date(text: str, meaning: str) -> None:
    assert str(dates.said_date(text)) == meaning


@pytest.mark.parametrize("text", [text for text, meaning in SAID if meaning[:1].isdigit()])
def test_words_of_a_date_are_read_back(text: str) -> None:
    date = dates.said_date(text).date
    assert date
    assert dates.written_date(dates.in_words(date)) == date


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "19th century", "Q1 2019", "06/09/2024", "2002 [2010]", "x 2024", "2024 2025"),
        *("in press 31 June 2024", "1900s", "1998, 2001", "[soon] 2002", "in press " * 20),
    ],
)
def test_what_says_nothing_of_a_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|there is no"):
        dates.said_date(text)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (Date(2019), "2019"),
        (Date(2019, 5, 3), "3 May 2019"),
        (Date(2019, season=3), "Autumn 2019"),
        (Date(2019, 5, 3, end=Date(2019, 5, 7)), "3–7 May 2019"),
        (Date(2019, 5, 3, end=Date(2019, 6, 7)), "3 May–7 June 2019"),
        (Date(2019, 5, end=Date(2019, 6)), "May–June 2019"),
        (Date(2019, 5, end=Date(2019, 6, 1)), "May 2019–1 June 2019"),
        (Date(2019, 5, end=Date(2020, 5)), "May 2019–May 2020"),
        (Date(1850, uncertain=True, approximate=True), "c. 1850?"),
        (Date(1850, 5, approximate=True, end=Date(1850, 6)), "c. May 1850–June 1850"),
        (Date(1990, open=Open.START), "–1990"),
        (Date(1990, 2, open=Open.END), "February 1990–"),
        (Date(-44, 3), "March 45 BC"),
        (Date(79), "0079"),
    ],
)
def test_in_words(date: Date, words: str) -> None:
    assert dates.in_words(date) == words
    assert dates.written_date(words) == date


def test_every_month_of_the_table_is_read() -> None:
    for _language, *months in read_table("months.tsv"):
        for number, forms in enumerate(months, start=1):
            found = {dates.month_and_day(form) for form in forms.split("/")}
            assert found == {(number, None)}, forms
