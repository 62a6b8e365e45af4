"""``pllm-bib site --pagefind``: an index for the search of a large site, by Pagefind."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from pllm_bib.cli import site
from pllm_bib.errors import OperatorError
from pllm_bib.tasks.site import pagefind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BIB = "@misc{k1, title = {One}, year = {2020}}\n@misc{k2, title = {Two}, year = {2021}}\n"
COMMAND = ("site", "refs.bib", "--style", "apa")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a bibliography."""
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    return tmp_path


@pytest.fixture
def installed() -> None:
    """Skip where Pagefind is not installed."""
    try:
        pagefind.program()
    except OperatorError as error:
        pytest.skip(str(error))


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pagefind is not installed."""
    monkeypatch.setitem(sys.modules, "pagefind.service", None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)


def index_of(place: Path) -> dict[str, bytes]:
    """Return the files of the index."""
    folder = place / "public/pagefind"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.usefixtures("installed")
def test_an_index_is_made_once(place: Path, run: Run) -> None:
    assert run(place, *COMMAND, "--pagefind", "always").exit_code == 0
    first = index_of(place)
    assert {"pagefind.js", "pagefind-worker.js", "made-of.txt"} < set(first)
    assert not any(name.endswith("ui.js") for name in first)
    assert (place / "public/assets/indexed.js").is_file()
    assert (place / "public/data/works.html").is_file()
    again = run(place, *COMMAND, "--pagefind", "always", "--check")
    assert again.exit_code == 0, again.stderr
    assert index_of(place) == first


@pytest.mark.usefixtures("installed")
def test_an_index_that_is_out_of_date_or_damaged_is_made_anew(place: Path, run: Run) -> None:
    run(place, *COMMAND, "--pagefind", "always")
    first = index_of(place)
    (place / "refs.bib").write_text(BIB.replace("Two", "Three"), encoding="utf-8")
    assert run(place, *COMMAND, "--pagefind", "always", "--check").exit_code == 1
    assert run(place, *COMMAND, "--pagefind", "always").exit_code == 0
    second = index_of(place)
    assert second["made-of.txt"] != first["made-of.txt"]
    assert not {name for name in first if "fragment" in name} < set(second), "old parts are gone"
    (place / "public/pagefind/pagefind.js").write_bytes(b"other")
    assert run(place, *COMMAND, "--pagefind", "always").exit_code == 0
    assert index_of(place)["pagefind.js"] == first["pagefind.js"]


@pytest.mark.usefixtures("installed")
def test_many_works_have_an_index(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(place, *COMMAND).exit_code == 0
    assert not index_of(place)
    monkeypatch.setattr(site, "_MANY", 1)
    assert run(place, *COMMAND).exit_code == 0
    assert index_of(place)
    assert run(place, *COMMAND, "--pagefind", "never").exit_code == 0
    assert not (place / "public/pagefind").exists()
    assert not (place / "public/assets/indexed.js").exists()


@pytest.mark.usefixtures("lacking")
def test_without_pagefind_it_is_told(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(place, *COMMAND, "--pagefind", "always")
    assert result.exit_code == 2
    assert "pip install 'pllm-bib[pagefind]'" in result.stderr
    assert not (place / "public").exists()
    monkeypatch.setattr(site, "_MANY", 1)
    result = run(place, *COMMAND)
    assert result.exit_code == 0
    assert "no index for their search" in result.stderr
    assert "pip install 'pllm-bib[pagefind]'" in result.stderr
    assert (place / "public/data/index.html").is_file()


def test_a_program_that_fails_is_told(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagefind, "program", lambda: sys.executable)
    result = run(place, *COMMAND, "--pagefind", "always")
    assert result.exit_code == 2
    assert "Pagefind failed: " in result.stderr
    monkeypatch.setattr(pagefind, "program", lambda: str(place / "nowhere"))
    result = run(place, *COMMAND, "--pagefind", "always")
    assert result.exit_code == 2
    assert "cannot run" in result.stderr
