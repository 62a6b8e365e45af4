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
