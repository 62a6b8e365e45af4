"""The order of text in the alphabets of languages."""

from __future__ import annotations

import pytest

from pllm_bib.citing.csl.text.collation import collation


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-US", "aa ab äc ad łe lf őg oh z"),
        ("cs-CZ", "ca cz ča d ha hz cha i ra řa sa ša ta zz ža"),
        ("da-DK", "ab yb üc za æa äb øa öb åa aab"),
        ("es-ES", "na nz ña o"),
        ("et-EE", "sz ša za ža ta wa õa äa öa üa"),
        ("hu-HU", "cz csa da oz öa őb sz sza ta"),
        ("is-IS", "az áa da ða ez éa za þa æa öa åa"),
        ("lt-LT", "cz ča ia yb ic ka"),
        ("nb-NO", "za æa øa åa"),
        ("pl-PL", "lz ła ma zz źa ża"),
        ("ru-RU", "1 абв яма abc"),
        ("el-GR", "1 αβγ ωμα abc абв"),
        ("en-US", "1 abc αβγ абв"),
        ("sv-SE", "za åa äa æb öa øb"),
        ("tr-TR", "cz ça hz ıa ia oz öa"),
    ],
)
def test_letters_have_the_places_of_their_language(language: str, words: str) -> None:
    expected = words.split()
    assert sorted(sorted(expected), key=lambda word: collation(word, language)) == expected


def test_numbers_order_by_value_behind_the_end_of_a_word() -> None:
    expected = ["", "a", "a z", "a0", "a2", "a010", "a10b", "ab"]
    keys = [collation(text) for text in expected]
    assert keys == sorted(keys)
