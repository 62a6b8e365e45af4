"""The index of keys: it finds what reading all files finds, whatever was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.files import list as lists
from pllm_bib.files.cache import keys
from pllm_bib.files.config import read_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

OWL = "doe2024owls"


@pytest.fixture
def large_list(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list that counts as large, with an index."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "cache"))
    monkeypatch.setattr(keys, "LARGE", 0)
    monkeypatch.chdir(small_list)
    read(small_list)
    return small_list


def read(folder: Path, *wanted: str) -> list[str]:
    """Return the keys of the entries that are read for some keys."""
    found = keys.load_with_keys(read_config(folder), wanted or [OWL])
    return [entry.key for entry in found.library]


def all_keys(folder: Path) -> list[str]:
    return [entry.key for entry in lists.load_list(read_config(folder)).library]


def test_only_files_with_the_keys_are_read(large_list: Path) -> None:
    assert read(large_list) == ["roe2024hooting", OWL]
    assert len(all_keys(large_list)) == 3
    assert read(large_list, *all_keys(large_list)) == all_keys(large_list)


def test_all_is_read_for_a_key_that_is_nowhere(large_list: Path) -> None:
    assert read(large_list, "nobody") == all_keys(large_list)
    assert read(large_list, OWL, "nobody") == all_keys(large_list)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("crows.bib", "@misc{DOE2024owls, title = {The same key, nearly}}\n"),
        ("crows.bib", '@string{x = "y"}\n'),
        ("crows.bib", "@misc{new, title = {broken}\n"),
        ("crows.bib", "@misc{new, crossref = {doe2024owls}}\n"),
        ("stray.bib", "@misc{stray, title = {Of no section}}\n"),
    ],
)
def test_all_is_read_again_where_a_file_changed(large_list: Path, name: str, text: str) -> None:
    with (large_list / "entries" / name).open("a", encoding="utf-8") as file:
        file.write(text)
    assert read(large_list) == all_keys(large_list)
    if "crossref" not in text and "@string" not in text and name != "stray.bib":
        assert read(large_list) == all_keys(large_list), "what has faults is never indexed"


def test_a_changed_file_is_indexed_anew(large_list: Path) -> None:
    path = large_list / "entries" / "owls.bib"
    path.write_text(path.read_text("utf-8").replace(OWL, "doe2024hawks"), encoding="utf-8")
    assert read(large_list, "doe2024hawks") == all_keys(large_list)
    assert read(large_list, "doe2024hawks") == ["roe2024hooting", "doe2024hawks"]
    assert read(large_list, OWL) == all_keys(large_list)


def test_show_says_the_same_with_and_without_an_index(
    large_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [run(large_list, "show", *wanted) for wanted in ([OWL], [OWL, "poe2023raven"], ["no"])]
    monkeypatch.setattr(keys, "LARGE", 10**9)
    every = [run(large_list, "show", *wanted) for wanted in ([OWL], [OWL, "poe2023raven"], ["no"])]
    assert [(one.stdout, one.stderr, one.exit_code) for one in some] == [
        (one.stdout, one.stderr, one.exit_code) for one in every
    ]
