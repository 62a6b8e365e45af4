"""The tables of words: each language has them all."""

from __future__ import annotations

import pytest

from pllm_bib.site.words import ENGLISH, languages, words_of


@pytest.mark.parametrize("language", languages())
def test_tables_have_the_same_words_with_the_same_places(language: str) -> None:
    english, other = words_of(ENGLISH).table, words_of(language).table
    assert other.keys() == english.keys()
    for name, text in english.items():
        for place in ("{n}", "{all}", "{title}"):
            assert (place in text) == (place in other[name]), (name, place)
