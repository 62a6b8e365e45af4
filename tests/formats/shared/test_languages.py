"""Languages by BCP 47 and by babel."""

from __future__ import annotations

import re

import pytest

from pllm_bib.formats.shared.languages import BABEL, babel_name, language_code


@pytest.mark.parametrize("code", BABEL)
def test_code_and_name_are_each_other(code: str) -> None:
    assert re.fullmatch(r"[a-z]{2}(-([A-Z]{2}|[A-Z][a-z]{3}))?", code)
    assert babel_name(code) == BABEL[code]
    assert language_code(BABEL[code]) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("English", "en"), ("german", "de"), ("ngerman", "de"), ("USenglish", "en-US")],
)
def test_other_names_and_any_case(name: str, code: str) -> None:
    assert language_code(name) == code


def test_case_of_codes_does_not_matter() -> None:
    assert babel_name("EN-gb") == "british"


@pytest.mark.parametrize("unknown", ["", "tlh", "en-Latn-x-owl", "high valyrian"])
def test_what_is_not_in_the_table_stays(unknown: str) -> None:
    assert babel_name(unknown) == unknown
    assert language_code(unknown) == unknown
