"""What the property tests are tried on: generated texts, names and entries."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from pllm_bib.formats.shared.types import row
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text

Value = TypeVar("Value")

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

    Verbatim chunks are never PROTECTED, as `VERBATIM` says, and have values that `decode` makes.
    """
    letters = (
        st.characters(exclude_categories=["Cs"]) if alphabet is None else st.sampled_from(alphabet)
    )
    signs = [sign for sign in SIGNS if alphabet is None or sign in alphabet] or [" "]
    unprotected = combined(RUNNING_STYLES[1:])
    chunks = st.one_of(
        st.builds(Chunk, running_text(letters), combined(RUNNING_STYLES)),
        st.builds(Chunk, running_text(st.sampled_from(signs)), combined(RUNNING_STYLES)),
        st.builds(Chunk, FORMULAS, unprotected.map(lambda style: style | Style.MATH)),
        st.builds(Chunk, ADDRESSES, unprotected.map(lambda style: style | Style.URL)),
        st.builds(Chunk, UNKNOWN_COMMANDS, unprotected.map(lambda style: style | Style.RAW)),
    )
    return st.lists(chunks, max_size=6).map(lambda parts: Text.of(*parts))


def plain_strings(alphabet: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Plain strings as the model has them: NFC, single blanks, none at either end, some letter."""
    letters = st.lists(st.sampled_from(alphabet), min_size=1, max_size=10).map("".join)
    return letters.map(lambda value: str(Text.of(value))).filter(lambda value: bool(value.strip()))


PARTICLES = st.sampled_from(["von", "van der", "de la", "de", "von und zu", "d'", "ten", "ør"])
SUFFIXES = st.sampled_from(["Jr.", "III", "jun.", "the Elder", "M. D."])


def names(alphabet: tuple[str, ...] = LATIN + SIGNS) -> st.SearchStrategy[Names]:
    """Lists of names. A particle starts and ends with a lower-case word: that is what makes it.

    A place where a word may be broken is no letter of a name.
    """
    part = plain_strings(tuple(sign for sign in alphabet if sign != "\u00ad"))
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


KEYS = st.sampled_from(["doe2024owls", "poe1845raven", "roe:2019-a", "X.1"])
SECTIONS = st.sampled_from([(), ("1.1",), ("1.1", "1.2"), ("1.2", "1.1")])
PAGES = st.sampled_from(["7", "1–9", "101–9, 12", "e42", "S1–S9", "A-1", "xii"])
CLASSES = st.none() | st.sampled_from(["cs.CL", "math-ph"])
# Without an archive, an id that has arXiv's form is read as arXiv's.
EPRINTS = st.builds(
    Eprint,
    st.sampled_from(["arXiv", "HAL"]),
    st.sampled_from(["2403.00001", "cs/0112017", "hal-01_2"]),
    CLASSES,
) | st.builds(Eprint, st.just(""), st.just("hal-01_2"), CLASSES)
EXTRAS = st.sampled_from(
    [
        (),
        (("organization", "Owl \\& Co"),),
        (("urldate", "2024-05-01"), ("translator", "Doe, Jane"), ("pubstate", "inpress")),
        (("volumes", "3"), ("origdate", "1900~"), ("eventplace", "Rome")),
        (("zeta", r"A {\"o} $x$ -- \foo{B}"), ("alpha", "1")),
        (("custom", "é {\\'E} 中"),),
    ]
)


@st.composite
def points(draw: st.DrawFn) -> Date:
    """Dates as exact as may be, seasons and guesses; years have up to four digits."""
    day = draw(st.dates())
    before_christ = draw(st.integers(0, 4)) == 0
    year = -(day.year % 400) * 4 if before_christ else day.year
    doubt: dict[str, Any] = {"uncertain": draw(RARELY), "approximate": draw(RARELY)}
    if draw(st.integers(0, 4)) == 0:
        return Date(year, season=draw(st.integers(1, 4)), **doubt)
    try:
        return Date(*(year, day.month, day.day)[: draw(st.integers(1, 3))], **doubt)
    except ValueError:  # the 29th of February
        return Date(year, **doubt)


RARELY = st.integers(0, 4).map(lambda number: number == 0)


@st.composite
def edtf_dates(draw: st.DrawFn) -> Date:
    """Dates of every kind: points in time, and periods with and without ends."""
    start = draw(points())
    kind = draw(st.sampled_from(["point", "point", "period", "open"]))
    if kind == "period":
        return replace(start, end=draw(points()))
    if kind == "open":
        return replace(start, open=draw(st.sampled_from(list(Open))))
    return start


@st.composite
def links(draw: st.DrawFn) -> tuple[Link, ...]:
    """One address a kind, in the order of `LinkKind`, as `Entry.links` has them."""
    kinds = draw(st.sets(st.sampled_from(list(LinkKind))))
    return tuple(Link(kind, f"{draw(ADDRESSES)}/{kind}") for kind in LinkKind if kind in kinds)


@st.composite
def entries(
    draw: st.DrawFn, types: tuple[str, ...], alphabet: tuple[str, ...] = LATIN + SIGNS
) -> Entry:
    """Whole entries of some types, as the model wants them.

    A whole book has a title of its own, and not that of a book around it. A preprint has an eprint,
    and what has one without having appeared anywhere is a preprint.
    """

    def maybe(strategy: st.SearchStrategy[Value]) -> Value | None:
        return draw(strategy) if draw(st.booleans()) else None

    entry_type = draw(st.sampled_from(types))
    text = texts(alphabet).filter(lambda value: bool(str(value).strip()))
    string = plain_strings(alphabet)
    words = plain_strings(LATIN)
    eprint = maybe(EPRINTS)
    if entry_type == "preprint":
        eprint = eprint or Eprint("arXiv", "2403.00001")
    elif entry_type in {"misc", "online"}:
        eprint = None
    title, container = maybe(text) or Text(), maybe(text)
    if not row(entry_type).container and (not title or title == container):
        container = None
    extra = draw(EXTRAS)
    if row(entry_type).biblatex in {"misc", "online", "software"}:
        extra = tuple(field for field in extra if field[0] != "organization")  # their publisher
    return Entry(
        key=draw(KEYS),
        type=entry_type,
        title=title,
        authors=draw(names(alphabet)),
        editors=draw(names(alphabet)) if draw(st.booleans()) else Names(),
        date=maybe(edtf_dates()),
        container=container,
        venue=maybe(string),
        publisher=maybe(text),
        place=maybe(text),
        series=maybe(text),
        edition=maybe(text),
        volume=maybe(string),
        number=maybe(string),
        pages=maybe(PAGES),
        doi=maybe(st.sampled_from(["10.1234/owls_1", "10.5555/a(b)<c>;2-d"])),
        isbn=maybe(st.just("978-0-00-000000-2")),
        issn=maybe(st.just("1234-5679")),
        eprint=eprint,
        openreview=maybe(st.just("aB-c_1")),
        links=draw(links()),
        language=maybe(string),
        keywords=tuple(draw(st.lists(words, max_size=3))),
        note=maybe(text),
        abstract=maybe(text),
        sections=draw(SECTIONS),
        aliases=draw(st.sampled_from([(), ("a2023",), ("a2023", "b:2-c")])),
        related=draw(st.sampled_from([(), ("poe1845raven",), ("a2023", "b2022")])),
        extra=extra,
    )
