"""Formattable strings: words that keep their case, formulas, and signs of the markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.formats.strategies import LATIN, SIGNS, texts

from pllm_bib.formats.hayagriva.strings import read_string, write_string
from pllm_bib.formats.shared.latex import plain
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Owls", Text.of("Owls")),
        ("The {BERT} owl", Text.of("The ", Chunk("BERT", Style.PROTECTED), " owl")),
        (r"\$5 \{a\} \\", Text.of(r"$5 {a} \ ".strip())),
        (r"a \b", Text.of(r"a \b")),
        ("{a {b} c}", Text.of(Chunk("a b c", Style.PROTECTED))),
        ("a } b { c", Text.of("a } b ", Chunk(" c", Style.PROTECTED))),
        ("$x^2$", Text.of(Chunk("x^2", Style.MATH))),
        ("$alpha$", Text.of(Chunk("$alpha$", Style.PROTECTED))),
        ("costs $5", Text.of("costs $5")),
    ],
)
def test_strings_are_read(written: str, expected: Text) -> None:
    assert read_string(written) == expected


@given(text=texts(LATIN + SIGNS))
def test_what_is_written_reads_back_with_its_protected_words(text: Text) -> None:
    chunks = []
    for chunk in text.chunks:
        value = plain(Text((chunk,))) if chunk.style & VERBATIM else chunk.value
        kept = chunk.style & (Style.PROTECTED | Style.MATH)
        chunks.append(Chunk(value, Style.PROTECTED if kept else Style.NONE))
    assert read_string(write_string(text)) == Text.of(*chunks)
