"""What the property tests are tried on: generated texts, names and entries."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from pllm_bib.model.text import Chunk, Style, Text

RUNNING_STYLES = (
    Style.PROTECTED,
    Style.EMPHASIS,
    Style.STRONG,
    Style.SMALL_CAPS,
    Style.SUPERSCRIPT,
    Style.SUBSCRIPT,
    Style.CODE,
)
LATIN = "abzABZ áéíñöüçåøßłŁżșțạạ̄ğőœÆÐþŋıİ"
SIGNS = " .,:;!?/()[]<>|*+=@\"'`~^&%$#_{}\\-–—…“”«»·°×\u00a0\u00ad\u2009αΩ≤∞→ℝ²"


def running_text(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Running text, in the normal form of Unicode that `Text.of` brings it to."""
    return st.text(alphabet, max_size=8).map(lambda value: unicodedata.normalize("NFC", value))


def combined(styles: tuple[Style, ...]) -> st.SearchStrategy[Style]:
    """Any of some styles at once."""

    def union(chosen: set[Style]) -> Style:
        style = Style.NONE
        for each in chosen:
            style |= each
        return style

    return st.sets(st.sampled_from(styles), max_size=3).map(union)


FORMULAS = st.sampled_from(
    [r"\alpha", "x^2", r"\text{if $x$}", r"\{a\}", "a b", r"\frac{1}{2}", r"a\\", "x_{i_j}", r"\$5"]
)
ADDRESSES = st.sampled_from(
    ["https://example.org/a_b~c%20d#e", "https://example.org/?a=1&b=2", "http://example.org"]
)
UNKNOWN_COMMANDS = st.sampled_from(
    [r"\foo", r"\foo{a}", r"\foo[b]{c}{d}", r"\foo*", r"\>", r"\foo[{]}]", r"\href{a_b}{c}"]
)


def texts(alphabet: str | None = None) -> st.SearchStrategy[Text]:
    """Texts of every style, of any characters or those of an alphabet.

    Verbatim chunks are never PROTECTED (`Style.PROTECTED` says so), their values are such as
    `decode` makes.
    """
    letters = (
        st.characters(exclude_categories=["Cs"]) if alphabet is None else st.sampled_from(alphabet)
    )
    unprotected = combined(RUNNING_STYLES[1:])
    chunks = st.one_of(
        st.builds(Chunk, running_text(letters), combined(RUNNING_STYLES)),
        st.builds(Chunk, running_text(st.sampled_from(SIGNS)), combined(RUNNING_STYLES)),
        st.builds(Chunk, FORMULAS, unprotected.map(lambda style: style | Style.MATH)),
        st.builds(Chunk, ADDRESSES, unprotected.map(lambda style: style | Style.URL)),
        st.builds(Chunk, UNKNOWN_COMMANDS, unprotected.map(lambda style: style | Style.RAW)),
    )
    return st.lists(chunks, max_size=6).map(lambda parts: Text.of(*parts))
