"""Text: rows of styled chunks, in one normal form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pllm_bib.model.text import VERBATIM, Chunk, Style, Text, normalized

EMPHASIS, MATH = Style.EMPHASIS, Style.MATH
VERBATIM_STYLES = [Style.MATH, Style.URL, Style.RAW]

STYLES = st.sampled_from([Style.NONE, EMPHASIS, Style.PROTECTED, EMPHASIS | Style.PROTECTED, MATH])
CHUNKS = st.builds(Chunk, st.text(" \n\u00a0aeé\u0301\u0327-", max_size=5), STYLES)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param(("caf\u0065\u0301",), [("café", Style.NONE)], id="composed"),
        pytest.param(("e", "\u0301"), [("é", Style.NONE)], id="composed over a border"),
        pytest.param(
            ("e", Chunk("\u0301", EMPHASIS)),
            [("e", Style.NONE), ("\u0301", EMPHASIS)],
            id="not composed into another style",
        ),
        pytest.param((" a \t\r\n\f\v b ",), [("a b", Style.NONE)], id="folded"),
        pytest.param(("a ", " b"), [("a b", Style.NONE)], id="folded over a border"),
        pytest.param(
            ("a ", Chunk(" b ", EMPHASIS), " c"),
            [("a ", Style.NONE), ("b ", EMPHASIS), ("c", Style.NONE)],
            id="folded over a border of styles",
        ),
        pytest.param(
            ("a", Chunk(" ", EMPHASIS), "b"),
            [("a", Style.NONE), (" ", EMPHASIS), ("b", Style.NONE)],
            id="a styled blank is kept between words",
        ),
        pytest.param(
            ("a ", Chunk(" ", EMPHASIS), "b"), [("a b", Style.NONE)], id="a second blank is not"
        ),
        pytest.param(
            ("a", Chunk(" ", EMPHASIS), "\n"), [("a", Style.NONE)], id="blanks at the end go"
        ),
        pytest.param(
            (Chunk(" ", EMPHASIS), " a"), [("a", Style.NONE)], id="blanks at the start go"
        ),
        pytest.param(("\u00a0a\u00a0\u00a0b\u00a0",), [("\u00a0a\u00a0\u00a0b\u00a0", Style.NONE)]),
        pytest.param(("a", Chunk("", EMPHASIS), "b"), [("ab", Style.NONE)], id="empty chunk"),
        pytest.param(
            (Chunk("a", EMPHASIS), Chunk("b", EMPHASIS)), [("ab", EMPHASIS)], id="one style merges"
        ),
        pytest.param(
            (Chunk("a", EMPHASIS), Chunk("b", EMPHASIS | Style.STRONG)),
            [("a", EMPHASIS), ("b", EMPHASIS | Style.STRONG)],
            id="shared styles are not one style",
        ),
        pytest.param((Chunk("", MATH), " a"), [("a", Style.NONE)], id="empty verbatim chunk"),
        pytest.param(("", " ", Chunk("\n")), [], id="nothing"),
    ],
)
def test_normal_form(parts: tuple[str | Chunk, ...], expected: list[tuple[str, Style]]) -> None:
    assert Text.of(*parts).chunks == tuple(Chunk(value, style) for value, style in expected)


@pytest.mark.parametrize("style", VERBATIM_STYLES)
def test_verbatim_text_is_kept_letter_for_letter(style: Style) -> None:
    chunks = (Chunk("  e\u0301 \n x ", style), Chunk(" y", style | EMPHASIS))
    assert Text.of(*chunks).chunks == chunks


@pytest.mark.parametrize("style", VERBATIM_STYLES)
def test_verbatim_neighbours_stay_apart(style: Style) -> None:
    chunks = (Chunk("a", style), Chunk("b", style))
    assert Text.of(*chunks).chunks == chunks


@pytest.mark.parametrize("style", VERBATIM_STYLES)
def test_blanks_beside_verbatim_text_are_kept(style: Style) -> None:
    text = Text.of(" a  ", Chunk("x", style), "  b ")
    assert text.chunks == (Chunk("a "), Chunk("x", style), Chunk(" b"))


@pytest.mark.parametrize("style", list(Style))
def test_verbatim_styles_are_math_url_and_raw(style: Style) -> None:
    assert bool(style & VERBATIM) == (style in VERBATIM_STYLES)


def test_plain_reading_is_the_values_in_order() -> None:
    assert str(Text.of("On ", Chunk("x^2", MATH), " and ", Chunk("BERT", Style.PROTECTED))) == (
        "On x^2 and BERT"
    )


def test_styles_are_those_that_occur() -> None:
    assert Text.of("a").styles() is Style.NONE
    text = Text.of("a", Chunk("b", EMPHASIS | Style.PROTECTED), Chunk("x", MATH))
    assert text.styles() == EMPHASIS | Style.PROTECTED | MATH


def test_text_without_chunks_is_false() -> None:
    assert not Text()
    assert not Text.of("", " ")
    assert Text.of(Chunk("x", MATH))
    assert Text.of("0")


@given(st.text())
@example("e\u0301 \t\r\n\f\v\u00a0 \x1c x ")
def test_string_alone_is_brought_to_the_same_form_as_a_chunk(value: str) -> None:
    assert Text.of(value) == Text.of(Chunk(value)) == Text.of("", value)
    assert str(Text.of(value)) == normalized(value)


@given(st.lists(CHUNKS))
def test_normal_form_is_final(chunks: list[Chunk]) -> None:
    text = Text.of(*chunks)
    assert Text.of(*text.chunks) == text


@given(st.lists(CHUNKS))
def test_normal_form_holds(chunks: list[Chunk]) -> None:
    text = Text.of(*chunks)
    running = [chunk for chunk in text.chunks if not chunk.style & VERBATIM]
    assert all(chunk.value for chunk in text.chunks)
    assert all(unicodedata.is_normalized("NFC", chunk.value) for chunk in running)
    assert all("  " not in chunk.value and "\n" not in chunk.value for chunk in running)
    for before, after in zip(text.chunks, text.chunks[1:], strict=False):
        assert before.style != after.style or before.style & VERBATIM
        assert not (before in running and after in running) or not (
            before.value[-1] == after.value[0] == " "
        )


@given(st.lists(CHUNKS))
def test_only_blanks_and_compositions_change(chunks: list[Chunk]) -> None:
    def letters(text: str) -> str:
        return unicodedata.normalize("NFD", text).replace(" ", "").replace("\n", "")

    assert letters(str(Text.of(*chunks))) == letters("".join(chunk.value for chunk in chunks))
