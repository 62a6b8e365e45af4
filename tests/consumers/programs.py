"""The programs that the tests of this folder run: whether they are there, and a run of one."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def need(*programs: str, packages: str) -> None:
    """Skip where programs are not installed; CI, which installs them, allows no skipping."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        absent(f"not installed: {', '.join(missing)} ({packages})")


def absent(what: str) -> NoReturn:
    """Skip a test for what is not there; CI fails."""
    if os.environ.get("PLLM_BIB_ALL_CONSUMERS"):
        pytest.fail(what)
    pytest.skip(what)


def run(folder: Path, *command: str) -> str:
    """Run a program in a folder, and return what it prints."""
    result = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return result.stdout.decode("utf-8", errors="replace")
