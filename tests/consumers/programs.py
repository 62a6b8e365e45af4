"""The programs that the tests of this folder run: whether they are there, and a run of one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


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


def modules(*names: str) -> Path:
    """Return the folder of packages of npm, such as ``citeproc@2.4.63``, installed if need be."""
    need("node", "npm", packages="nodejs npm")
    name = re.sub(r"\W+", "-", "-".join(names)).strip("-")
    folder = Path(__file__).parents[2] / ".pytest_cache/npm" / name
    if not folder.exists():
        staged = folder.with_name(f"{name}.{os.getpid()}")
        staged.mkdir(parents=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]
        found = subprocess.run(
            [*command, "--prefix", str(staged), *names], capture_output=True, check=False
        )
        if found.returncode:
            shutil.rmtree(staged)
            absent(f"npm installs no {', '.join(names)}")
        staged.rename(folder)
    return folder / "node_modules"


def run(folder: Path, *command: str) -> str:
    """Run a program in a folder, and return what it prints."""
    result = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return result.stdout.decode("utf-8", errors="replace")
