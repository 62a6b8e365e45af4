"""The CSL project's own test suite, where it is there: what passes goes on passing.

``csl_suite.txt`` lists the tests that pass, by name. A listed one that fails is a failure, and so
is one that passes and is not listed; ``python -m tests.citing.csl_suite FOLDER`` lists those that
pass anew. ``csl_suite_differs.tsv`` names the others that we know, with the reason.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.citing import csl_suite

from pllm_bib.citing.styles import read_locale

HERE = Path(__file__).parent
FOLDER = os.environ.get("CSL_TEST_SUITE")
PASSES = set((HERE / "csl_suite.txt").read_text(encoding="utf-8").split())
DIFFERS = dict(
    line.split("\t")
    for line in (HERE / "csl_suite_differs.tsv").read_text(encoding="utf-8").splitlines()
)
TESTS = sorted(Path(FOLDER).glob("*.txt")) if FOLDER else []


@pytest.mark.skipif(not FOLDER, reason="CSL_TEST_SUITE names no folder")
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_what_passes_is_listed(path: Path) -> None:
    test = csl_suite.parts(path.read_text(encoding="utf-8"))
    assert csl_suite.passes(test) == (path.stem in PASSES), csl_suite.actual(test)


@pytest.mark.skipif(not FOLDER, reason="CSL_TEST_SUITE names no folder")
@pytest.mark.parametrize("path", [path for path in TESTS if "locale" in DIFFERS.get(path.stem, "")])
def test_what_needs_words_of_an_older_locale_passes_with_them(path: Path) -> None:
    words = read_locale(str(HERE / "csl_suite_words.xml"))
    test = csl_suite.parts(path.read_text(encoding="utf-8"))
    assert csl_suite.passes(test, words), csl_suite.actual(test, words)


def test_a_test_that_differs_has_a_reason_and_does_not_pass() -> None:
    assert all(DIFFERS.values())
    assert not PASSES & DIFFERS.keys()
