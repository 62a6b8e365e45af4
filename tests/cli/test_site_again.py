"""``pllm-bib site`` once more: a page that is as it would be made is not made, and no other."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.cli.test_site import QUICK, files

from pllm_bib.files.cache import store
from pllm_bib.site import metadata, pages
from pllm_bib.tasks.site import run as task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from pllm_bib.model.entry import Entry

    Run = Callable[..., Result]

BIB = """\
@misc{k1, title = {One}, author = {Doe, Jane}, year = {2020}, code = {https://example.org/1}}
@misc{k2, title = {Two}, author = {Roe, Ann}, year = {2021}}
@misc{k3, title = {Three}, author = {Roe, Ann}, year = {2021}, related = {k1}}
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the works whose pages were made."""
    found: list[str] = []

    def meta(entry: Entry) -> list[tuple[str, str]]:
        found.append(entry.key)
        return metadata.meta(entry)

    monkeypatch.setattr(pages, "meta", meta)
    return found


def site(run: Run, folder: Path, bib: str, *arguments: str) -> Result:
    (folder / "refs.bib").write_bytes(bib.encode())
    result = run(folder, "site", "refs.bib", *QUICK, *arguments)
    assert result.exit_code == 0, result.stderr
    return result


def test_pages_of_the_same_works_are_not_made(tmp_path: Path, run: Run, made: list[str]) -> None:
    site(run, tmp_path, BIB)
    assert sorted(made) == ["k1", "k2", "k3"]
    made.clear()
    assert ": 0 of " in site(run, tmp_path, BIB).stderr
    assert made == []
    site(run, tmp_path, BIB.replace("example.org/1", "example.org/2"))
    assert made == ["k1"]


def test_a_page_that_is_not_there_or_was_changed_is_made(
    tmp_path: Path, run: Run, made: list[str]
) -> None:
    site(run, tmp_path, BIB)
    before = files(tmp_path / "public")
    made.clear()
    (tmp_path / "public/works/k1.html").unlink()
    (tmp_path / "public/works/k2.html").write_bytes(b"<p>by hand")
    site(run, tmp_path, BIB)
    assert sorted(made) == ["k1", "k2"]
    assert files(tmp_path / "public") == before


def test_without_its_cache_the_site_is_the_same(tmp_path: Path, run: Run, made: list[str]) -> None:
    site(run, tmp_path, BIB)
    made.clear()
    shutil.rmtree(store.folder())
    assert ": 0 of " in site(run, tmp_path, BIB).stderr
    assert sorted(made) == ["k1", "k2", "k3"]


@pytest.mark.parametrize(
    ("bib", "arguments"),
    [
        (BIB.replace("Two", "Zwei"), ()),
        (BIB.replace("2021", "2022"), ()),
        (BIB.replace("{Two}", "{Two}, abstract = {What it says.}"), ()),
        (BIB.replace(", related = {k1}", ""), ()),
        (BIB.replace("k1", "k9"), ()),
        (BIB.replace("Doe, Jane", "Roe, Ann"), ()),
        (BIB.replace("{One}", "{One}, ids = {old}"), ()),
        (BIB + "@misc{k4, title = {Four}, author = {Roe, Ann}, year = {2021}}\n", ()),
        ("".join(BIB.splitlines(keepends=True)[:2]), ()),
        (BIB, ("--title", "Another title")),
        (BIB, ("--language", "de")),
        (BIB, ("--url", "https://example.org/list/")),
        (BIB, ("--style", "ieee")),
    ],
)
def test_a_further_run_makes_what_a_first_one_makes(
    tmp_path: Path, run: Run, bib: str, arguments: tuple[str, ...]
) -> None:
    known, anew = tmp_path / "known", tmp_path / "anew"
    known.mkdir()
    anew.mkdir()
    site(run, known, BIB)
    site(run, known, bib, *arguments)
    shutil.rmtree(store.folder())
    site(run, anew, bib, *arguments)
    assert files(known / "public") == files(anew / "public")


def test_several_processes_make_the_same_pages(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, several = tmp_path / "one", tmp_path / "several"
    one.mkdir()
    several.mkdir()
    site(run, one, BIB)
    shutil.rmtree(store.folder())
    monkeypatch.setattr(task, "_PAGE", 10**7)
    monkeypatch.setattr(task, "_PART", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    site(run, several, BIB)
    assert files(several / "public") == files(one / "public")
