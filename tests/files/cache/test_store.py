"""The cache's files: what was written is read, and what is damaged is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.cache import store

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, *runs: dict[str, object]) -> store.Rows:
    for values in runs:
        rows = store.read_rows(path)
        for key, value in values.items():
            rows.put(key, value)
        store.write_rows(path, rows)
    return store.read_rows(path)


def values(rows: store.Rows) -> dict[str, object]:
    return {key: rows.get(key) for key in rows.known}


def test_runs_add_to_what_others_have_made(tmp_path: Path) -> None:
    path = tmp_path / "kind" / "name-1.rows"
    rows = written(path, {"a": [1, "é"]}, {"b": "two"}, {"a": "new"})
    assert values(rows) == {"a": "new", "b": "two"}
    assert rows.get("c") is None


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"0 {}", b'00000000 {"a": "wrong"}'])
def test_a_file_of_something_else_is_none(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "name-1.rows"
    path.write_bytes(damage)
    assert store.read_rows(path).known == {}
    assert values(written(path, {"b": "two"})) == {"b": "two"}


@pytest.mark.parametrize("key", ["two\nlines", "a\x1fb", "a\x1eb", "\ud800"])
def test_a_key_that_no_row_can_have_is_not_kept(tmp_path: Path, key: str) -> None:
    path = tmp_path / "name-1.rows"
    assert values(written(path, {key: 1, "b": "a\x1e\x1f\n"})) == {"b": "a\x1e\x1f\n"}


def test_a_changed_letter_loses_its_run_only(tmp_path: Path) -> None:
    path = tmp_path / "name-1.rows"
    written(path, {"a": "one"}, {"b": "two"})
    path.write_bytes(path.read_bytes().replace(b"one", b"ONE"))
    assert values(store.read_rows(path)) == {"b": "two"}


def test_a_file_cut_short_loses_its_end(tmp_path: Path) -> None:
    path = tmp_path / "name-1.rows"
    written(path, {"a": "one"}, {"b": "two"})
    path.write_bytes(path.read_bytes()[:-4])
    assert values(store.read_rows(path)) == {"a": "one"}
    assert values(written(path, {"c": "three"})) == {"a": "one", "c": "three"}


def test_what_no_run_uses_goes_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_IDLE", 2)
    path = tmp_path / "name-1.rows"
    written(path, {str(number): number for number in range(10)})
    rows = store.read_rows(path)
    rows.get("3")
    store.write_rows(path, rows)
    assert values(store.read_rows(path)) == {"3": 3}


def test_one_version_of_a_name_is_kept(tmp_path: Path) -> None:
    for name in ("apa-1", "ieee-1", "apa-2"):
        written(tmp_path / f"{name}.rows", {"a": 1})
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["apa-2", "ieee-1"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert written(tmp_path / "file" / "name-1.rows", {"a": 1}).known == {}


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("linux", "home/.cache/pllm-bib"),
        ("darwin", "home/Library/Caches/pllm-bib"),
        ("win32", "home/AppData/Local/pllm-bib/Cache"),
    ],
)
def test_the_cache_is_where_the_system_keeps_such(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, expected: str
) -> None:
    monkeypatch.setattr("sys.platform", system)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert store.folder() == tmp_path / expected
    assert store.answers().parent == store.folder()
    assert store.place("keys", "a", "1").parent == store.folder() / "keys"
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    if system == "win32":
        assert store.folder() == tmp_path / "local" / "pllm-bib" / "Cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "wished"))
    assert store.folder() == tmp_path / "wished" / "pllm-bib"
