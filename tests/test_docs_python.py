"""The recipes of docs/python.md run, and print what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def test_recipes_run_and_print_what_they_show(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (repository / "docs/python.md").read_text("utf-8")
    blocks = BLOCK.findall(page)
    [refs] = [code for kind, code, _shown in blocks if kind == "bibtex"]
    recipes = [(code, shown) for kind, code, shown in blocks if kind == "python"]
    assert len(recipes) == page.count("```python") == 8
    for number, (code, shown) in enumerate(recipes):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "refs.bib").write_text(refs, encoding="utf-8")
        monkeypatch.chdir(folder)
        exec(compile(code, f"recipe {number + 1}", "exec"), {"__name__": "recipe"})  # noqa: S102
        assert capsys.readouterr().out == shown
