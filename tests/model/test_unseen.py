"""What nobody sees is spelled out, and nothing else changes."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_bib.model.unseen import json_text, unturned, visible, visible_line

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("a\x00b\x7f\x9b2J", r"a\x00b\x7f\x9b2J"),
        ("over\rwritten", r"over\x0dwritten"),
        ("\u202egnp.exe\u2066", r"\u202egnp.exe\u2066"),
        ("o\u200bwls\ufeff", r"o\u200bwls\ufeff"),
        ("tag\U000e0041", r"tag\ue0041"),
        ("half \ud800", r"half \ud800"),
        ("two\tcells\nand a line", "two\tcells\nand a line"),
        ("Éléphants, naïve; 象 🦉", "Éléphants, naïve; 象 🦉"),
    ],
)
def test_visible(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_a_joiner_stays_where_words_are_written_with_it() -> None:
    persian = "می\u200cخواهم"
    assert visible(persian) == persian
    assert visible("o\u200cwl") == r"o\u200cwl"


def test_a_line_stays_one() -> None:
    assert visible_line("a\nb\tc\u2028d") == r"a\nb\tc\u2028d"


def test_a_page_keeps_what_only_has_no_width() -> None:
    assert unturned("soft\xadhyphen, \u202eturned, \x1b") == "soft\xadhyphen, \\u202eturned, \\x1b"


@given(ANYTHING)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    for char in visible(text):
        control = unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        assert char in "\t\n" or not control
        turns = unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
        assert not turns
    visible(text).encode()


@given(st.dictionaries(ANYTHING, ANYTHING | st.integers() | st.none()))
def test_json_says_the_same_in_safe_letters(data: dict[str, object]) -> None:
    said = json_text(data)
    assert json.loads(said) == data
    assert visible(said) == said
