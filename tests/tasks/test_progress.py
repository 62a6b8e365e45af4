"""Long tasks tell how much of them is done: always more, from the start to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib import rules
from pllm_bib.files.inputs import file_input
from pllm_bib.tasks.check.run import check_files
from pllm_bib.tasks.fmt import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pllm_bib.model.progress import Progress


def check(paths: list[Path], progress: Progress) -> None:
    files = [file_input(path, "bibtex") for path in paths]
    check_files(files, rules.RULES, None, progress=progress)


@pytest.mark.parametrize("task", [check, lay_out])
def test_shares_grow_from_start_to_end(
    task: Callable[[list[Path], Progress], object], tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("a.bib", "b.bib")]
    for number, path in enumerate(paths):
        entries = (f"@misc{{k{number}{n}, title = {{Owl {n}}}}}\n" for n in range(50))
        path.write_text("".join(entries), "utf-8")
    shares: list[float] = []
    task(paths, shares.append)
    assert shares == sorted(shares)
    assert len(set(shares)) > 50
    assert shares[0] < 0.1
    assert 0.9 < shares[-1] <= 1
