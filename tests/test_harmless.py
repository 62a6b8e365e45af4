"""Commands that write a .bib file anew, on files that are hard: the promises of ``invariants``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests import invariants

TESTS = Path(__file__).parent
FILES = sorted([*(TESTS / "consumers" / "data").glob("*.bib"), *TESTS.glob("formats/data/*.bib")])


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def bib(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a hard file."""
    return Path(shutil.copy(request.param, tmp_path / "hard.bib"))


def test_fixes_are_harmless(bib: Path) -> None:
    invariants.assert_fix_is_harmless(bib)


def test_merges_are_harmless(bib: Path) -> None:
    invariants.assert_merge_is_harmless(bib)


@pytest.mark.parametrize("to", ["canonical", "bibtex", "biblatex"])
def test_conversions_are_harmless(bib: Path, to: str) -> None:
    invariants.assert_conversion_is_harmless(bib, to)
