"""Builds: bibliographies are the same in one process or in several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.files import pool
from pllm_bib.files.read import load_files
from pllm_bib.tasks.build import citations, known

if TYPE_CHECKING:
    import pytest

WORKS = Path(__file__).parents[1] / "formats" / "data" / "every-type.bib"


def test_bibliographies_of_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = load_files([WORKS]).library.unique()
    texts = known.KnownTexts(tmp_path, library)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "one"))
    alone = dict(citations.documents(tmp_path, library, texts))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "several"))
    monkeypatch.setattr(pool, "WORTH_IT", 0)
    assert dict(citations.documents(tmp_path, library, texts)) == alone
    assert list(alone) == citations.files()
    assert len(list((tmp_path / "several").rglob("*.rows"))) == len(alone) / 2
