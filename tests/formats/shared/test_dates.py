"""Dates as people write them."""

from __future__ import annotations

import pytest

from pllm_bib.formats.shared import dates


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
        *("Juni 2024", "2024 " * 40, "9" * 5000, "Spring June 2024", "0 BC 5", "x 2024"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|there is no") as error:
        dates.written_date(text)
    assert len(str(error.value)) < 200
