"""Rich text in the markup of CSL."""

from __future__ import annotations

import pytest

from pllm_bib.formats.shared.rich_text import read_rich_text, write_rich_text
from pllm_bib.model.text import Chunk, Style, Text

EMPHASIS, STRONG, PROTECTED = Style.EMPHASIS, Style.STRONG, Style.PROTECTED


@pytest.mark.parametrize(
    ("value", "chunks"),
    [
        ("<i>a</i>", [("a", EMPHASIS)]),
        ("<em>a</em>", [("a", EMPHASIS)]),
        ("<b>a</b>", [("a", STRONG)]),
        ("<strong>a</strong>", [("a", STRONG)]),
        ("<sup>a</sup>", [("a", Style.SUPERSCRIPT)]),
        ("<sub>a</sub>", [("a", Style.SUBSCRIPT)]),
        ("<sc>a</sc>", [("a", Style.SMALL_CAPS)]),
        ('<span style="font-variant:small-caps;">a</span>', [("a", Style.SMALL_CAPS)]),
        ('<span style="font-variant: small-caps">a</span>', [("a", Style.SMALL_CAPS)]),
        ('<span class="nocase">a</span>', [("a", PROTECTED)]),
        ("<span class='nocase'>a</span>", [("a", PROTECTED)]),
        ('<span class="other">a</span>', [("a", Style.NONE)]),
        ("a <i>b <b>c</b></i> d", [
            ("a ", Style.NONE), ("b ", EMPHASIS), ("c", EMPHASIS | STRONG), (" d", Style.NONE),
        ]),
        ("<i>a</i><i>b</i>", [("ab", EMPHASIS)]),
        ("<i></i>a", [("a", Style.NONE)]),
        ("a < b > c", [("a < b > c", Style.NONE)]),
        ("<i>a", [("<i>a", Style.NONE)]),
        ("a</i>", [("a</i>", Style.NONE)]),
        ("<i>a<b>b</i>c</b>", [("a<b>b", EMPHASIS), ("c</b>", Style.NONE)]),
        ("<mml:math>x</mml:math>", [("<mml:math>x</mml:math>", Style.NONE)]),
        ("a &amp; b &lt;i&gt; &#8212; &#x2014; &eacute;", [("a & b <i> — — é", Style.NONE)]),
        ("AT&T &c; &nosuch;", [("AT&T &c; &nosuch;", Style.NONE)]),
        ("$x^2$ {a} \\b", [("$x^2$ {a} \\b", Style.NONE)]),
        ("", []),
    ],
)  # fmt: skip
def test_reading(value: str, chunks: list[tuple[str, Style]]) -> None:
    assert read_rich_text(value) == Text.of(*(Chunk(*chunk) for chunk in chunks))


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([("a", EMPHASIS)], "<i>a</i>"),
        ([("a", STRONG)], "<b>a</b>"),
        ([("a", Style.SUPERSCRIPT)], "<sup>a</sup>"),
        ([("a", Style.SUBSCRIPT)], "<sub>a</sub>"),
        ([("a", Style.SMALL_CAPS)], '<span style="font-variant:small-caps;">a</span>'),
        ([("a", PROTECTED)], '<span class="nocase">a</span>'),
        ([("x^2", Style.MATH)], '<span class="nocase">x</span><sup>2</sup>'),
        ([("a", Style.CODE)], "a"),
        ([("https://example.org", Style.URL)], "https://example.org"),
        (
            [("a ", EMPHASIS), ("b", EMPHASIS | STRONG), (" c", STRONG)],
            "<i>a <b>b</b></i><b> c</b>",
        ),
        (
            [("a", PROTECTED), ("b", PROTECTED | EMPHASIS), ("c", PROTECTED)],
            (
                '<span class="nocase">a</span><i><span class="nocase">b</span></i>'
                '<span class="nocase">c</span>'
            ),
        ),
        ([("a & b < c", Style.NONE)], "a & b < c"),
    ],
)
def test_writing(chunks: list[tuple[str, Style]], expected: str) -> None:
    assert write_rich_text(Text.of(*(Chunk(*chunk) for chunk in chunks))) == expected


def test_no_text_is_empty() -> None:
    assert write_rich_text(None) == write_rich_text(Text()) == ""
