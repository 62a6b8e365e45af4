"""Lists of names: order of their parts, conjunctions, et al."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import NAMES, people, reference


@pytest.mark.parametrize(
    ("demote", "expected"),
    [
        ("never", "van der Berg, J."),
        ("sort-only", "van der Berg, J."),
        ("display-and-sort", "Berg, J. van der"),
    ],
)
def test_particles_are_demoted_as_the_style_says(demote: str, expected: str) -> None:
    item = {"author": [{"family": "van der Berg", "given": "Jan"}]}
    text = reference(
        item,
        NAMES.format('initialize-with="." name-as-sort-order="all"'),
        options=f'demote-non-dropping-particle="{demote}"',
    )
    assert text == expected


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (1, "", "G F1"),
        (2, 'and="text"', "G F1 and G F2"),
        (3, 'and="text"', "G F1, G F2, and G F3"),
        (3, 'and="symbol" delimiter-precedes-last="never"', "G F1, G F2 & G F3"),
        (2, 'and="text" delimiter-precedes-last="always"', "G F1, and G F2"),
        (4, 'et-al-min="4" et-al-use-first="1"', "G F1 et al."),
        (4, 'et-al-min="4" et-al-use-first="2"', "G F1, G F2, et al."),
        (3, 'et-al-min="4" et-al-use-first="1"', "G F1, G F2, G F3"),
        (5, 'et-al-min="4" et-al-use-first="2" et-al-use-last="true"', "G F1, G F2, … G F5"),
        (2, 'form="short" and="symbol"', "F1 & F2"),
        (
            2,
            'name-as-sort-order="first" and="text" delimiter-precedes-last="after-inverted-name"',
            "F1, G, and G F2",
        ),
    ],
)
def test_lists_of_names(count: int, options: str, expected: str) -> None:
    assert reference({"author": people(count)}, NAMES.format(options)) == expected
