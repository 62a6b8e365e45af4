"""Several runs in one list, and other people's edits while one is at work."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.text import read_text
from pllm_bib.files.transaction import lock
from pllm_bib.files.transaction.commit import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PROGRAM = [sys.executable, "-m", "pllm_bib"]
HOLD = """
import sys
from pathlib import Path
from pllm_bib.files.transaction.commit import writing
with writing([Path(sys.argv[1])]):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Start a process that writes in a folder until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_three_imports_at_once_lose_no_work(small_list: Path) -> None:
    numbers = ("One", "Two", "Three", "Four", "Five", "Six")
    words = [f"{one}{other}".title() for one in numbers for other in numbers]
    for at in range(3):
        lines = "".join(
            f"- **[2024 BirdConf]** {word}. ([paper](https://example.org/{word}))\n"
            for word in words[at::3]
        )
        (small_list / f"{at}.md").write_text(f"# L\n\n{lines}")
    runs = [
        subprocess.Popen(
            [*PROGRAM, "import", f"{at}.md", "--section", "owls"],
            cwd=small_list,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for at in range(3)
    ]
    for one in runs:
        one.communicate(timeout=120)
        assert one.returncode == 1  # the lines name no authors
    text = (small_list / "entries/owls.bib").read_text("utf-8")
    assert [word for word in words if f"{{{word}}}" not in text] == []
    assert not list(small_list.rglob(".pllm-bib*"))


def test_a_run_says_that_it_waits_and_gives_up(
    small_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 1.2)
    with holder(small_list) as other:
        before = (small_list / "entries/owls.bib").read_bytes()
        result = run(small_list, "fmt")
        assert result.exit_code == 2
        assert "waiting for another pllm-bib" in result.stderr
        assert "still works in" in result.stderr
        assert (small_list / "entries/owls.bib").read_bytes() == before
        # Who only reads waits for nobody, and nor does who works somewhere else.
        assert run(small_list, "list").exit_code == 0
        assert run(small_list, "fmt", "--check").exit_code in {0, 1}
        (small_list.parent / "loose").mkdir(exist_ok=True)
        other.communicate()
    assert run(small_list, "fmt").exit_code in {0, 1}


def test_files_outside_a_list_are_locked_by_their_folder(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.bib").write_text("@misc{k, title={A}}\n")
    with holder(tmp_path / "a" / "x.bib") as other:
        assert run(tmp_path, "fmt", "b/x.bib").exit_code == 0
        assert run(tmp_path, "fmt", "b/x.bib", "a/x.bib").exit_code == 2
        assert run(tmp_path, "fmt", "a").exit_code == 2
        other.communicate()
    assert run(tmp_path, "fmt", "a").exit_code == 0


def test_a_killed_run_locks_nobody_out(small_list: Path, run: Run) -> None:
    with holder(small_list) as other:
        other.kill()
    assert run(small_list, "fmt").exit_code in {0, 1}


def test_a_process_that_was_forked_keeps_no_lock(tmp_path: Path) -> None:
    with lock.locked([tmp_path]):
        reading, writing_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.read(reading, 1)
            os._exit(0)
    with holder(tmp_path) as other:  # although the child still lives
        other.communicate()
    os.write(writing_end, b"x")
    os.waitpid(child, 0)


@pytest.mark.parametrize("single", [True, False])
def test_what_an_editor_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, *, single: bool
) -> None:
    paths = [tmp_path / "a.bib", tmp_path / "b.bib"]
    for path in paths:
        path.write_text("old")
    with writing(paths):
        for path in paths:
            read_text(path)
        paths[1].write_text("by hand")
        with pytest.raises(OperatorError, match=r"nothing was written: .*b\.bib has changed"):
            write.write_files(dict.fromkeys(paths[single:], "new"))
    assert [path.read_text() for path in paths] == ["old", "by hand"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.bib", "b.bib"]


def test_a_file_that_changes_between_two_readings_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old")
    with writing([path]):
        read_text(path)
        path.write_text("by hand")
        read_text(path)
        with pytest.raises(OperatorError, match="has changed since it was read"):
            write.write_files({path: "new"})
    assert path.read_text() == "by hand"


def test_a_run_writes_twice_what_it_has_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("old")
    with writing([path]):
        read_text(path)
        for text in ("new", "newer"):
            write.write_files({path: text})
    assert path.read_text() == "newer"
