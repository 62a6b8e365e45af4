"""Entries of known files: nothing is read until it is asked for, and then it is as ever."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pllm_bib.files import list as lists
from pllm_bib.files.cache import unread
from pllm_bib.files.config import read_config
from pllm_bib.model.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pllm_bib.files.read import Loaded


@pytest.fixture
def known_list(small_list: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list with files that the cache knows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "cache"))
    monkeypatch.chdir(small_list)
    load(small_list)
    return small_list


def load(folder: Path) -> Loaded:
    return unread.load_known(read_config(folder))


def entries(folder: Path) -> tuple[Entry, ...]:
    return lists.load_list(read_config(folder)).library.entries


def is_unread(entry: Entry) -> bool:
    return type(entry) is not Entry


def test_keys_and_sections_need_no_reading(known_list: Path) -> None:
    found = load(known_list).library.entries
    assert [(one.key, one.sections, one.aliases) for one in found] == [
        (one.key, one.sections, one.aliases) for one in entries(known_list)
    ]
    assert [unread.digest(one) for one in found] == [*map(unread.digest, entries(known_list))]
    assert all(map(is_unread, found))


def plainly(entry: Entry) -> object:
    return entry, entry.origin


@pytest.mark.parametrize(
    "asked",
    [
        plainly,
        lambda entry: entry.title,
        lambda entry: entry.origin,
        lambda entry: entry.position("title"),
        repr,
        lambda entry: entry == Entry(key="other", type="misc"),
        lambda entry: replace(entry, key="other"),
        lambda entry: pickle.loads(pickle.dumps(entry)),  # noqa: S301
    ],
)
def test_what_is_asked_for_is_read(known_list: Path, asked: Callable[[Entry], object]) -> None:
    found, expected = load(known_list).library.entries, entries(known_list)
    assert [asked(one) for one in found] == [asked(one) for one in expected]
    assert not any(map(is_unread, found))
    assert found == expected
    assert [one.origin for one in found] == [one.origin for one in expected]


def test_an_entry_has_no_further_attributes(known_list: Path) -> None:
    found = load(known_list).library.entries[0]
    assert not hasattr(found, "colour")
    assert is_unread(found)


def test_only_the_file_of_an_entry_is_read(known_list: Path) -> None:
    found = load(known_list).library.entries
    assert found[0].title
    assert [is_unread(one) for one in found] == [
        one.sections[0] != found[0].sections[0] for one in found
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("@misc{new, title = {New}}\n", 3),
        ("@misc{new, title = {New}, year = {nonsense}}\n", 3),
        ("@misc{new, title = {broken}\n", 2),
        ('@string{x = "y"}\n', 0),
        ("@misc{new, title = {New}, crossref = {doe2024owls}}\n", 0),
    ],
)
def test_files_that_are_read_each_time(known_list: Path, text: str, known: int) -> None:
    (known_list / "entries" / "crows.bib").write_text(text, encoding="utf-8", newline="\n")
    for _ in range(2):
        loaded = load(known_list)
        assert loaded.library.entries == entries(known_list)
        assert loaded.fatal == lists.load_list(read_config(known_list)).fatal
    there = load(known_list).library.entries
    assert sum(map(is_unread, there)) == known


def test_a_file_moved_to_another_section_is_another(known_list: Path) -> None:
    here = known_list / "entries"
    owls, crows = (here / f"{name}.bib" for name in ("owls", "crows"))
    owls_text = owls.read_text(encoding="utf-8")
    owls.write_text(crows.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    crows.write_text(owls_text, encoding="utf-8", newline="\n")
    assert load(known_list).library.entries == entries(known_list)
