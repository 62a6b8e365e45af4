"""The programs that the tests of this folder run: whether they are there, and a run of one."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def need(*programs: str, packages: str) -> None:
    """Skip where programs are not installed; CI, which installs them, allows no skipping."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing and os.environ.get("PLLM_BIB_ALL_CONSUMERS"):
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} ({packages})")


def run(folder: Path, *command: str) -> str:
    """Run a program in a folder, and return what it prints."""
    result = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return result.stdout.decode("utf-8", errors="replace")
