"""Terms and ordinals."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import people, reference


def test_term_forms_fall_back() -> None:
    label = '<names variable="editor"><name/><label form="{}" prefix=", "/></names>'
    item = {"editor": people(1)}
    assert reference(item, label.format("symbol")) == "G F1, ed."
    assert reference(item, label.format("verb-short")) == "G F1, ed. by"


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("1", "en-US", "1st"),
        ("12", "en-US", "12th"),
        ("22", "en-US", "22nd"),
        ("113", "en-US", "113th"),
        ("2", "de-DE", "2."),
        ("third", "en-US", "third"),
    ],
)
def test_ordinals(number: str, language: str, expected: str) -> None:
    element = '<number variable="edition" form="ordinal"/>'
    assert reference({"edition": number}, element, language=language) == expected
