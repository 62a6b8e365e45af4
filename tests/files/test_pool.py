"""Tasks in several processes, however the system starts them."""

from __future__ import annotations

import multiprocessing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pllm_bib.files import pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


@pytest.fixture(params=multiprocessing.get_all_start_methods())
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way to start processes: Linux forks, macOS and Windows spawn."""
    monkeypatch.setattr(pool, "START", request.param)


@pytest.mark.usefixtures("start")
def test_tasks_are_done_in_order() -> None:
    make = partial(partial, pow, 2)
    assert list(pool.worked(make, range(9), jobs=2, size=pool.WORTH_IT)) == [
        1, 2, 4, 8, 16, 32, 64, 128, 256
    ]  # fmt: skip


@pytest.mark.usefixtures("start")
def test_conversion(small_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    owls = str(small_list / "entries" / "owls.bib")
    alone = run(small_list, "convert", owls, "-t", "ris", "--jobs", "1")
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    several = run(small_list, "convert", owls, "-t", "ris", "--jobs", "2")
    assert (several.exit_code, several.stdout) == (alone.exit_code, alone.stdout)
    assert "Owls at Night" in several.stdout


@pytest.mark.usefixtures("start")
def test_build(small_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "cache"))
    assert run(small_list, "build").exit_code == 0
    monkeypatch.setattr(pool, "WORTH_IT", 1_000_000_000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_list / "another"))
    assert run(small_list, "build", "--check").exit_code == 0
