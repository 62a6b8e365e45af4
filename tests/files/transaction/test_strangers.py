"""Journals and staged files that no run of ours has left, or that somebody has changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.faults import kills, snapshot

from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.transaction import recovery
from pllm_bib.files.transaction.journal import JOURNAL
from pllm_bib.files.transaction.staged import STAGED, staged_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]


def sealed(changes: list[list[str | None]], made: list[str] | None = None) -> bytes:
    """Return a journal as a run writes it."""
    text = json.dumps({"changes": changes, "made": made or []}).encode()
    return sha256(text).hexdigest().encode() + b"\n" + text + b"\n"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """A folder in which a run was killed when one of two files was in its place."""
    home = tmp_path / "home"
    names = ("a.bib", "b.bib")

    def reset() -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for name in names:
            (home / name).write_text("old")

    for _at in kills(lambda: write.write_files({home / n: "new" for n in names}), reset):
        if {(home / name).read_text() for name in names} == {"old", "new"}:
            return home
    raise AssertionError


def test_any_command_completes_it(half: Path, run: Run) -> None:
    result = run(half, "check", "a.bib")
    assert "completed what a run" in result.stderr
    assert snapshot(half) == {"a.bib": b"new", "b.bib": b"new"}


@pytest.mark.parametrize("target", ["../victim", "/etc/victim", ".git/hooks/x", "link/victim", ""])
@pytest.mark.parametrize("draft", [False, True])
def test_what_leads_out_of_the_folder_is_refused(
    tmp_path: Path, target: str, *, draft: bool
) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    for folder in (home / ".git/hooks", outside):
        folder.mkdir(parents=True)
    (home / "link").symlink_to(outside)
    staged = f"{STAGED}1-1-abcdef"
    (home / staged).write_text("bad")
    journal = home / (f"{STAGED}999999999-1-abcdef.journal" if draft else JOURNAL)
    journal.write_bytes(sealed([[target, staged, None, digest("bad")]], [target]))
    if draft:
        recovery.settle(home, sweep=True)
    else:
        with pytest.raises(OperatorError, match="no run has written it so"):
            recovery.settle(home, sweep=True)
    assert not (tmp_path / "victim").exists()
    assert list(outside.iterdir()) == []
    assert list((home / ".git/hooks").iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\xff\n{}", b"0\n{}", sealed([]).replace(b"[]", b"[1]", 1)]
)
def test_a_journal_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / JOURNAL).write_bytes(data)
    with pytest.raises(OperatorError, match="delete it"):
        recovery.settle(tmp_path)


def test_a_journal_that_is_a_link_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(sealed([]))
    (tmp_path / JOURNAL).symlink_to(tmp_path / "real")
    with pytest.raises(OperatorError):
        recovery.settle(tmp_path)
    (tmp_path / JOURNAL).unlink()
    (tmp_path / JOURNAL).mkdir()
    with pytest.raises(OperatorError):
        recovery.settle(tmp_path)


def test_an_edit_after_the_kill_stays(half: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = next(path for path in half.glob("*.bib") if path.read_text() == "old")
    old.write_text("by hand")
    recovery.settle(half, sweep=True)
    assert old.read_text() == "by hand"
    assert {path.name for path in half.iterdir()} == {"a.bib", "b.bib"}
    del capsys


def test_a_new_version_that_is_not_the_one_of_the_journal_is_not_taken(half: Path) -> None:
    old = next(path for path in half.glob("*.bib") if path.read_text() == "old")
    (staged,) = half.glob(f"{STAGED}*")
    staged.write_text("somebody else's")
    recovery.settle(half, sweep=True)
    assert old.read_text() == "old"


@pytest.mark.skipif(os.geteuid() == 0, reason="for root every folder can be written")
def test_in_a_folder_that_may_only_be_read_it_says_so(half: Path) -> None:
    half.chmod(0o500)
    with pytest.raises(OperatorError, match="was stopped half-way, and cannot be completed"):
        recovery.settle(half)
    half.chmod(0o700)


def test_staged_files_of_the_dead_go_and_those_of_the_living_stay(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        pass
    dead = tmp_path / f"{STAGED}{process.pid}-1-abcdef"
    reused = tmp_path / f"{STAGED}{os.getpid()}-1-abcdef"
    living = staged_name(tmp_path)
    other = tmp_path / f"{STAGED}folder"
    link = tmp_path / f"{STAGED}1-1-link"
    other.mkdir()
    target = tmp_path / "target"
    for path in (dead, reused, living, target):
        path.write_text("x")
    link.symlink_to(target)
    recovery.settle(tmp_path, sweep=True)
    assert not dead.exists()
    assert not reused.exists() or not Path("/proc/self/stat").exists()
    assert living.exists()
    assert other.is_dir()
    assert target.read_text() == "x"


def test_a_torn_draft_is_swept(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("old")
    draft = tmp_path / f"{STAGED}999999999-1-abcdef.journal"
    draft.write_bytes(sealed([["a.bib", None, digest("old"), None]])[:-20])
    recovery.settle(tmp_path, sweep=True)
    assert snapshot(tmp_path) == {"a.bib": b"old"}
