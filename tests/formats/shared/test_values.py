"""Pages, venues, identifiers, addresses and keywords of formats other than BibTeX."""

from __future__ import annotations

import pytest

from pllm_bib.formats.shared import values
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Eprint


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
    assert values.page_ranges(value) == expected


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
    assert values.venue_label(text, date) == expected


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
    assert values.eprint_line(line) == expected


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
    assert values.eprint(archive, identifier) == expected


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
    assert values.repeats_identifier(url, "10.1234/owls", eprint) == expected
    assert values.repeats_identifier(url, None, None) is False


def test_address_has_no_braces() -> None:
    assert values.address("http://example.org/{a b}\\c") == "http://example.org/%7Ba%20b%7D%5Cc"


def test_keywords_are_parted() -> None:
    assert values.keywords(["a, b;c\nd  e ", ",", "f"]) == ("a", "b", "c", "d e", "f")
