"""What is no regular file is written to as it is; links out of a list are not followed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def device(path: Path) -> Path:
    """Make a device of our own that takes everything."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    return path


COMMANDS = (
    ("export", "-t", "ris"),
    ("cite",),
    ("convert", "entries/owls.bib", "-t", "ris"),
    ("convert", "entries/owls.bib", "-t", "ris", "-j", "2"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_device_stays_one(small_list: Path, run: Run, command: tuple[str, ...]) -> None:
    path = device(small_list / "null")
    assert run(small_list, *command, "-o", str(path)).exit_code == 0
    assert stat.S_ISCHR(path.stat().st_mode)
    assert not list(small_list.rglob(".pllm-bib*"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_with_a_name_gets_it_all(
    small_list: Path, run: Run, command: tuple[str, ...]
) -> None:
    assert run(small_list, *command, "-o", "whole").exit_code == 0
    os.mkfifo(small_list / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((small_list / "pipe").read_bytes()))
    reader.start()
    assert run(small_list, *command, "-o", "pipe").exit_code == 0
    reader.join(timeout=20)
    assert got == [(small_list / "whole").read_bytes()]
    assert stat.S_ISFIFO((small_list / "pipe").stat().st_mode)


@pytest.mark.parametrize("where", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output_by_name_is_standard_output(
    small_list: Path, command: tuple[str, ...], where: str
) -> None:
    if not os.path.lexists(where):
        pytest.skip("this system has no such name")
    program = [sys.executable, "-m", "pllm_bib", *command]
    plain, named = (
        subprocess.run([*program, "-o", name], cwd=small_list, capture_output=True, check=True)
        for name in ("-", where)
    )
    assert named.stdout == plain.stdout
    log = small_list / "log"
    log.write_text("before\n")
    with log.open("ab") as stream:  # as the shell does for >>
        subprocess.run([*program, "-o", where], cwd=small_list, stdout=stream, check=True)
    assert log.read_bytes() == b"before\n" + plain.stdout


def test_what_cannot_be_written_is_one_line(small_list: Path, run: Run) -> None:
    (small_list / "round").symlink_to("round")
    result = run(small_list, "export", "-t", "ris", "-o", "round")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    with pytest.raises(OperatorError, match="cannot write"):
        write.write_files({small_list / "a\0b": "x"})
    with pytest.raises(OperatorError, match="half a letter"):
        write.write_files({small_list / "a": "\ud800"})
    if os.geteuid():
        (small_list / "mine").write_text("old")
        (small_list / "mine").chmod(0o400)
        result = run(small_list, "export", "-t", "ris", "-o", "mine")
        assert result.exit_code == 2
        assert (small_list / "mine").read_text() == "old"


@pytest.mark.parametrize("kind", ["file", "folder", "exports", "readme", "entries"])
def test_a_build_does_not_write_through_links(
    small_list: Path, run: Run, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "README.md").write_bytes((small_list / "README.md").read_bytes())
    assert run(small_list, "build").exit_code == 0
    link, target = {
        "file": ("exports/ris/all.ris", outside / "x.ris"),
        "folder": ("exports/ris", outside / "ris"),
        "exports": ("exports", outside / "exports"),
        "readme": ("README.md", outside / "README.md"),
        "entries": ("exports/bibtex/owls.bib", small_list / "entries/owls.bib"),
    }[kind]
    (small_list / link).rename(small_list / "aside")
    (small_list / link).symlink_to(target)
    if kind in {"folder", "exports"}:
        target.mkdir()
        (target / "stale.ris").write_text("somebody's")
    before = (small_list / "entries/owls.bib").read_bytes()
    result = run(small_list, "build")
    assert result.exit_code == 2
    assert "is a link to" in result.stderr
    assert (small_list / "entries/owls.bib").read_bytes() == before
    assert not (outside / "x.ris").exists()
    if kind in {"folder", "exports"}:
        assert [path.name for path in target.iterdir()] == ["stale.ris"]
