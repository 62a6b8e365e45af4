"""Files change all at once or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files import write

if TYPE_CHECKING:
    from pathlib import Path


def test_writes_new_files_in_new_folders(tmp_path: Path) -> None:
    write.write_files({tmp_path / "a" / "b" / "c.txt": "héllo\n"})
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == "héllo\n".encode()


def test_keeps_the_mode_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    write.write_files({path: "new"})
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_writes_through_a_symbolic_link(tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_text("old")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write.write_files({link: "new"})
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_changed_leaves_out_files_with_the_same_bytes(tmp_path: Path) -> None:
    same, other, new = tmp_path / "same", tmp_path / "other", tmp_path / "new"
    same.write_text("x")
    other.write_text("y")
    assert write.changed({same: "x", other: "x", new: "x"}) == {other: "x", new: "x"}


def test_an_impossible_target_leaves_everything_as_it_was(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("old")
    (tmp_path / "file").write_text("in the way")
    files = {good: "new", tmp_path / "fresh" / "x.txt": "new", tmp_path / "file" / "y.txt": "new"}
    with pytest.raises(OperatorError, match=r"nothing was written.*file"):
        write.write_files(files)
    assert good.read_text() == "old"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "good.txt"]


def test_a_folder_in_the_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OperatorError, match="folder of that name"):
        write.write_files({tmp_path / "a.txt": "new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("old")
    second.write_text("old")
    synced = []
    real = os.fsync

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OperatorError, match="No space left"):
        write.write_files({first: "new", second: "new"})
    assert (first.read_text(), second.read_text()) == ("old", "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.03])
def test_a_kill_leaves_each_file_old_or_new(tmp_path: Path, delay: float) -> None:
    old, new = "old\n" * 50_000, "new\n" * 50_000
    files = [tmp_path / f"{number}.txt" for number in range(20)]
    for path in files:
        path.write_text(old)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from pllm_bib.files.write import write_files\n"
        "print('ready', flush=True)\n"
        "write_files({p: 'new\\n' * 50_000 for p in sorted(Path(sys.argv[1]).glob('*.txt'))})\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    assert {path.read_text() for path in files} <= {old, new}
