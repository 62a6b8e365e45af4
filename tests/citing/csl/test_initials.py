"""Given names as initials."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import NAMES, reference


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        ("Jane Mary", 'initialize-with=". "', "J. M. Doe"),
        ("Jane Mary", 'initialize-with="."', "J.M. Doe"),
        ("Jane Mary", 'initialize-with=""', "JM Doe"),
        ("Jane Mary", 'initialize-with="." initialize="false"', "Jane Mary Doe"),
        ("J M", 'initialize-with=". " initialize="false"', "J. M. Doe"),
        ("Jean-Luc", 'initialize-with="."', "J.-L. Doe"),
        ("Jean-Luc", 'initialize-with=". "', "J.-L. Doe"),
        ("Guo-ping", 'initialize-with="."', "G. Doe"),
        ("Ph. M.E.", 'initialize-with="."', "Ph.M.E. Doe"),
    ],
)
def test_initials(given: str, options: str, expected: str) -> None:
    item = {"author": [{"family": "Doe", "given": given}]}
    assert reference(item, NAMES.format(options)) == expected


def test_hyphens_of_initials_can_be_left_out() -> None:
    item = {"author": [{"family": "Doe", "given": "Jean-Luc"}]}
    text = reference(
        item, NAMES.format('initialize-with="."'), options='initialize-with-hyphen="false"'
    )
    assert text == "J.L. Doe"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("YUri", "Yu. Doe"),
        ("Ph.D. Ann", "Ph.D.A. Doe"),
        ("ann", "ann Doe"),
        ("Ann de Mol", "A. de M. Doe"),
        ("A", "A. Doe"),
        ("泽", "泽 Doe"),
    ],
)
def test_given_names_that_are_no_plain_words(given: str, expected: str) -> None:
    item = {"author": [{"family": "Doe", "given": given}]}
    assert reference(item, NAMES.format('initialize-with="."')) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [("A. Mary", "A. Mary Doe"), ("Ann M. B", "Ann M. B. Doe"), ("A.B. Cee", "A. B. Cee Doe")],
)
def test_initials_among_full_names_are_normalised(given: str, expected: str) -> None:
    item = {"author": [{"family": "Doe", "given": given}]}
    options = 'initialize-with=". " initialize="false"'
    assert reference(item, NAMES.format(options)) == expected


def test_an_initial_stands_apart_from_a_name_in_full() -> None:
    item = {"author": [{"family": "Doe", "given": "A. B. Mary"}]}
    options = 'initialize-with="." initialize="false"'
    assert reference(item, NAMES.format(options)) == "A.B. Mary Doe"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("O'Dean P.", "O. P. Doe"),
        ("<b>John</b> Quill", "<b>J.</b> Q. Doe"),
        ("<b>John</b>-Quill", "<b>J.</b>-Q. Doe"),
        ("Ph. <i>Ann</i>", "Ph. <i>A.</i> Doe"),
    ],
)
def test_initials_end_at_apostrophes_and_inside_markup(given: str, expected: str) -> None:
    item = {"author": [{"family": "Doe", "given": given}]}
    assert reference(item, NAMES.format('initialize-with=". "'), markup="html") == expected


def test_initials_keep_their_markup_where_names_stay_in_full() -> None:
    item = {"author": [{"family": "Doe", "given": "<b>J</b> Quill"}]}
    options = 'initialize-with=". " initialize="false"'
    assert reference(item, NAMES.format(options), markup="html") == "<b>J.</b> Quill Doe"


def test_a_given_name_alone_has_no_initials() -> None:
    assert reference({"author": [{"given": "Banksy"}]}, NAMES.format('initialize-with="."')) == (
        "Banksy"
    )
