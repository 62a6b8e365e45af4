"""Other systems than this one: what the code needs of one is asked for first."""

from __future__ import annotations

import ast
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

MODULES = set("fcntl grp msvcrt posix pty pwd readline resource syslog termios tty winreg".split())
"""Modules of the standard library that some systems lack."""
OS = set(
    "O_DIRECTORY O_NOFOLLOW chown fchmod fchown fork forkpty getegid geteuid getgid getpgid getuid "
    "kill killpg lchown mkfifo nice pread pwrite register_at_fork sched_getaffinity setsid sysconf "
    "uname wait4 waitid".split()
)
"""Functions and flags of ``os`` that are not on Windows, or do something else there."""
SIGNALS = set(
    "SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGUSR1 SIGUSR2 SIGQUIT ITIMER_REAL alarm setitimer "
    "pthread_sigmask SIG_BLOCK SIG_SETMASK sigwait".split()
)
"""Those of ``signal``."""
GUARD = re.compile(r"os\.name [!=]= \"posix\"|hasattr\((?:os|signal), |sys\.platform == ")
GUARDED_BY_CALLER = {("output.py", "_stop")}
"""Functions that are only used where their caller has asked."""


class Use(NamedTuple):
    """A use of what some systems lack."""

    file: str
    function: str
    name: str
    text: str


def uses(path: Path) -> Iterator[Use]:
    """Each use in a file, with its outermost function and the text of that."""
    source = path.read_text("utf-8")
    for top in ast.parse(source).body:
        owners = top.body if isinstance(top, ast.ClassDef) else [top]
        for owner in owners:
            text = ast.get_source_segment(source, owner) or ""
            function = getattr(owner, "name", "")
            for node in ast.walk(owner):
                names: list[str] = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names if alias.name in MODULES]
                elif isinstance(node, ast.ImportFrom):
                    names = [node.module or ""] if node.module in MODULES else []
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    known = {"os": OS, "signal": SIGNALS}.get(node.value.id, set())
                    names = [f"{node.value.id}.{node.attr}"] if node.attr in known else []
                yield from (Use(path.name, function, name, text) for name in names)


def test_what_some_systems_lack_is_asked_for_first(repository: Path) -> None:
    files = sorted((repository / "src").rglob("*.py"))
    found = [use for path in files for use in uses(path)]
    assert {"fcntl", "msvcrt", "os.geteuid", "signal.SIGHUP"} <= {use.name for use in found}
    unguarded = [
        f"{use.file}: {use.function}: {use.name}"
        for use in found
        if not GUARD.search(use.text) and (use.file, use.function) not in GUARDED_BY_CALLER
    ]
    assert unguarded == []


def test_an_unguarded_use_is_found(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text("import fcntl\n\ndef one():\n    return os.geteuid()\n", "utf-8")
    found = list(uses(path))
    assert [(use.function, use.name) for use in found] == [("", "fcntl"), ("one", "os.geteuid")]
    assert not any(GUARD.search(use.text) for use in found)


def test_text_files_have_the_same_line_ends_everywhere(repository: Path) -> None:
    """Files are written as bytes, or with ``newline``; the cache holds none but one line."""
    bad = []
    for path in sorted((repository / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or any(k.arg == "newline" for k in node.keywords):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            modes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            modes += [k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)]
            text = any(mode in {"w", "a", "x", "wt", "r+"} for mode in modes)
            if name == "write_text" or (name in {"open", "fdopen"} and text):
                bad.append(f"{path.name}:{node.lineno}")
    assert [row for row in bad if not row.startswith("citations.py:")] == []


@pytest.mark.parametrize("slug", ["aux", "nul", "com1"])
def test_no_section_has_the_name_of_a_device(small_list: Path, run: Run, slug: str) -> None:
    path = small_list / "entries" / "sections.toml"
    path.write_text(path.read_text("utf-8").replace('"owls"', f'"{slug}"'), "utf-8")
    done = run(small_list, "list")
    assert done.exit_code == 2
    assert f"“{slug}” is no slug: Windows has no file of this name" in done.stderr


def test_init_gives_no_section_the_name_of_a_device(tmp_path: Path, run: Run) -> None:
    (tmp_path / "README.md").write_text(
        "# Owls\n\n## Con\n\n- [Owls at Night](https://arxiv.org/abs/2403.00001)\n", "utf-8"
    )
    assert run(tmp_path, "init", "README.md", "-o", "new").exit_code < 2  # it has no authors
    names = {path.name for path in (tmp_path / "new" / "entries").iterdir()}
    assert "con.bib" not in names
    assert "con-2.bib" in names


def test_these_names_are_those_of_this_system() -> None:
    """A misspelt name in the tables above would be found nowhere."""
    if sys.platform == "linux":
        assert all(hasattr(os, name) for name in OS)
        assert all(hasattr(signal, name) for name in SIGNALS)
