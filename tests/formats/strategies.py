"""What the property tests are tried on: generated texts, names and entries."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

from pllm_bib.model.name import Name, Names
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
LATIN = (*"abzABZ áéíñöüçåøßłŁżșțạğőœÆÐþŋıİ", "ạ̄", "x̄")
SIGNS = tuple(" .,:;!?/()[]<>|*+=@\"'`~^&%$#_{}\\-–—…“”«»·°×\u00a0\u00ad\u2009αΩ≤∞→ℝ²")


def running_text(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Running text, in the normal form of Unicode that `Text.of` brings it to."""
    return st.lists(alphabet, max_size=8).map(
        lambda letters: unicodedata.normalize("NFC", "".join(letters))
    )


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


def texts(alphabet: tuple[str, ...] | None = None) -> st.SearchStrategy[Text]:
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


def plain_strings(alphabet: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Plain strings as the model has them: NFC, single blanks, none at either end."""
    letters = st.lists(st.sampled_from(alphabet), min_size=1, max_size=10).map("".join)
    return letters.map(lambda value: str(Text.of(value))).filter(bool)


PARTICLES = st.sampled_from(["von", "van der", "de la", "de", "von und zu", "d'", "ten", "ør"])
SUFFIXES = st.sampled_from(["Jr.", "III", "jun.", "the Elder", "M. D."])


def names(alphabet: tuple[str, ...] = LATIN + SIGNS) -> st.SearchStrategy[Names]:
    """Lists of names. A particle starts and ends with a lower-case word: that is what makes it."""
    part = plain_strings(alphabet)
    optional = st.one_of(st.just(""), part)
    person = st.builds(
        Name,
        family=part,
        given=optional,
        particle=st.one_of(st.just(""), PARTICLES),
        suffix=st.one_of(st.just(""), SUFFIXES),
    )
    organisation = part.map(lambda family: Name(family=family, organisation=True))
    tricky = st.sampled_from(
        [
            Name(family="others"),
            Name(family="others", organisation=True),
            Name(family="Barnes and Noble", organisation=True),
            Name(family="Barnes and Noble", given="X"),
            Name(family="van Gogh", given="Theo"),
            Name(family="la Cruz", particle="de", given="Ana"),
            Name(family="hooks", given="bell"),
            Name(family="É"),
            Name(family="Smith, Jones"),
        ]
    )
    listed = st.lists(st.one_of(person, organisation, tricky), max_size=4).map(tuple)
    return st.builds(Names, listed, others=st.booleans())


