"""Punctuation at seams, and quotation marks."""

from __future__ import annotations

import pytest
from tests.citing.csl.small_style import reference

TITLE_QUOTED = '<text variable="title" quotes="true" suffix=","/><text value=" x"/>'


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("A Title", "en-US", "“A Title,” x"),
        ("A Title", "en-GB", "‘A Title’, x"),
        ("A Title", "de-DE", "„A Title“, x"),
        ("Why?", "en-US", "“Why?,” x"),
        ('A "b" c', "en-US", "“A ‘b’ c,” x"),
        ("A “b ‘c’ d” e", "en-US", "“A ‘b “c” d’ e,” x"),
        ("It's Jack's", "en-US", "“It’s Jack’s,” x"),
        ('Ends in "quotes"', "en-US", "“Ends in ‘quotes,’” x"),
    ],
)
def test_quotation_marks(title: str, language: str, expected: str) -> None:
    assert reference({"title": title}, TITLE_QUOTED, language=language) == expected


@pytest.mark.parametrize(
    ("title", "suffix", "expected"),
    [
        ("Why?", ".", "Why?"),
        ("Stop!", ".", "Stop!"),
        ("End.", ".", "End."),
        ("What", "?.", "What?."),
        ("Half:", ".", "Half:"),
        ("Why?", ",", "Why?,"),
        ("Jr.", ",", "Jr.,"),
        ("a;", ";", "a;"),
    ],
)
def test_punctuation_at_seams(title: str, suffix: str, expected: str) -> None:
    assert reference({"title": title}, f'<text variable="title" suffix="{suffix}"/>') == expected


def test_punctuation_inside_a_field_stays() -> None:
    assert reference({"title": "Wait.., what?! No.."}, '<text variable="title"/>') == (
        "Wait.., what?! No.."
    )
