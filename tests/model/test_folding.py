"""Foldings of text: each row says what a folding keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.model import folding
from pllm_bib.model.name import Name
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("fold", "text", "expected"),
    [
        (folding.folded, "Éric’s Owls, ﬁrst", "eric’s owls, first"),
        (folding.letters, "Éric’s Owls_2 (ﬁ)", "éricsowls2fi"),
        (folding.base_letters, "Éric’s Owls 2", "EricsOwls2"),
        (folding.composed_letters, "E\u0301ric’s ﬁ 2", "Éricsfi2"),
        (folding.slug, "Płudowski-Le Roux ß 東", "pludowskilerouxss"),
        (folding.slug, "東京", ""),
    ],
)
def test_letters(fold: Callable[[str], str], text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Owls & crows", ("owls", "and", "crows")),
        ("Łódź’s Æther", ("lodzs", "aether")),
        ("β-owls", ("beta", "owls")),
        ("λ", ("lambda",)),
        ("C++ and snake_case", ("c++", "and", "snake", "case")),
        ("3×4", ("3x4",)),
        ("∞owls", ("infty", "owls")),
    ],
)
def test_comparable_words(text: str, expected: tuple[str, ...]) -> None:
    assert folding.comparable_words(text) == expected


def test_title_key_of_a_braced_title() -> None:
    braced = Text.of(Chunk("OWLS", Style.PROTECTED), " at night: Café+")
    assert folding.title_key(braced) == "owlsatnightcafe+"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (Text.of("Owls-at Night"), "owlsatnight"),
        (Text.of(Chunk("\\mathcal{O}(\\log n_1)", Style.MATH)), "ologn1"),
        (Text.of(Chunk("\\epsilon", Style.MATH), " owls"), "epsilonowls"),
        (Text.of("ϵ owls"), "epsilonowls"),
        (Text.of(Chunk("3 \\times 4", Style.MATH)), "3x4"),
    ],
)
def test_title_key(title: Text, expected: str) -> None:
    assert folding.title_key(title) == expected


@pytest.mark.parametrize(
    ("title", "main", "rest"),
    [
        ("Owls: A survey", ("owls",), ("a", "survey")),
        ("Owls – A survey", ("owls",), ("a", "survey")),
        ("Owls? A survey", ("owls",), ("a", "survey")),
        ("Owls—A survey", ("owls",), ("a", "survey")),
        ("Owls:crows", ("owls", "crows"), ()),
        ("Who-owls?", ("who", "owls"), ()),
    ],
)
def test_title_words(title: str, main: tuple[str, ...], rest: tuple[str, ...]) -> None:
    assert folding.title_words(Text.of(title)) == (main, rest)


def test_comparable_name() -> None:
    name = Name(family="Le Roux", given="Jean-Éric", particle="van")
    assert folding.comparable_name(name) == ("vanleroux", ("jean", "eric"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ramé", "rame"),
        ("Mieleszczenko-Kowszewicz", "mieleszczenkokowszewicz"),
        ("Le Roux", "leroux"),
        ("O’Brien", "obrien"),
        ("Łukasz Świstak", "lukaszswistak"),
        ("Ærøskøbing", "aeroskobing"),
        ("Strauß", "strauss"),
        ("ŒUVRE", "oeuvre"),
        ("Đặng", "dang"),
        ("Þór Guðmundsson", "thorgudmundsson"),
        ("Kılıç İnan", "kilicinan"),
        ("Nguyễn", "nguyen"),
        ("ﬁne", "fine"),
        ("王小明", ""),
        ("", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert folding.slug(text) == expected


def test_letters_are_what_python_calls_letters_and_digits() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    assert folding.letters(every) == "".join(char for char in every.casefold() if char.isalnum())
