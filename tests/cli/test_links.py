"""``pllm-bib links``, from answers that a server on this machine gave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.lookup.world import Reply, World

from pllm_bib.lookup.links.run import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

DEAD, OLD, NEW = (
    "https://a.example.org/dead",
    "https://b.example.org/old",
    "https://c.example.org/new",
)
FINE, CLOSED, PASSING = (f"https://{host}.example.org/x" for host in "def")
BIB = f"""\
@misc{{a,
  title = {{Owls}},
  url = {{{DEAD}}},
  code = {{{OLD}}},
}}

@misc{{b, title = {{Crows}},   url = "{OLD}", data = {{{FINE}}}, note = {{{CLOSED} {PASSING}}}}}
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a .bib file, and the answers that its addresses get."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PLLM_BIB_REPLAY", str(tmp_path / "answers"))
    (tmp_path / "refs.bib").write_bytes(BIB.replace("\n", "\r\n").encode())
    with World() as world:
        here = Reply("It is here.", "text/plain")
        world.pages = {DEAD: Reply(status=404), CLOSED: Reply(status=403), FINE: here, NEW: here}
        world.pages[OLD] = Reply(status=301, headers={"Location": NEW})
        world.pages[PASSING] = Reply(status=302, headers={"Location": NEW})
        world.pages["https://archive.org/wayback/available"] = Reply(
            '{"archived_snapshots": {"closest": {"available": true, '
            f'"url": "http://web.archive.org/web/2020/{DEAD}"}}}}}}'
        )
        with world.client(record=tmp_path / "answers") as client:
            list(judged(client, [DEAD, OLD, FINE, CLOSED, PASSING]))
    return tmp_path


COPY = f"https://web.archive.org/web/2020/{DEAD}"


def test_lines_and_exit_status(files: Path, run: Run) -> None:
    result = run(files, "links", "refs.bib")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"refs.bib:3:10: dead link: {DEAD} answers 404 Not Found; archived copy: {COPY} [a]",
        f"refs.bib:4:11: moved link: {OLD} has moved to {NEW} [a]",
        f"refs.bib:7:36: moved link: {OLD} has moved to {NEW} [b]",
        f"refs.bib:7:106: blocked link: {CLOSED} answers 403 Forbidden [b]",
    ]
    assert result.stderr == (
        "5 addresses: 1 dead, 1 moved, 1 redirected for now, 1 closed to programs, 1 fine\n"
    )
    again = run(files, "links", "refs.bib", "-v")
    assert f"redirected link: {PASSING} leads to {NEW} for now [b]" in again.stdout
    assert "; 5 known from earlier runs" in again.stderr
    assert run(files, "links", "refs.bib", "--exit-zero").exit_code == 0


def test_what_moved_fails_when_wanted(files: Path, run: Run) -> None:
    page = files / "page.md"
    page.write_text(f"[a]({OLD}) [b]({CLOSED})")
    assert run(files, "links", "page.md").exit_code == 0
    assert run(files, "links", "page.md", "--fail-on", "warning").exit_code == 1
    page.write_text(f"[b]({CLOSED})")
    assert run(files, "links", "page.md", "--fail-on", "warning").exit_code == 0


def test_fix_after_check_and_diff(files: Path, run: Run) -> None:
    bib = files / "refs.bib"
    before = bib.read_bytes()
    check = run(files, "links", "refs.bib", "--check", "--exit-zero")
    assert (check.exit_code, bib.read_bytes()) == (1, before)
    assert "would change: refs.bib" in check.stderr
    diff = run(files, "links", "refs.bib", "--fix", "--diff")
    assert (diff.exit_code, bib.read_bytes()) == (1, before)
    changed = [line for line in diff.stdout.splitlines() if line.startswith("+  code")]
    assert changed == [f"+  code = {{{NEW}}},"]
    fix = run(files, "links", "refs.bib", "--fix")
    assert fix.exit_code == 1, "a link is still dead"
    assert bib.read_bytes() == before.replace(OLD.encode(), NEW.encode())
    assert "moved link" not in fix.stdout
    assert "fixed refs.bib" in fix.stderr
    again = run(files, "links", "refs.bib", "--check", "--exit-zero")
    assert (again.exit_code, "would change" in again.stderr) == (0, False)


def test_json(files: Path, run: Run) -> None:
    rows = json.loads(run(files, "links", "refs.bib", "--format", "json").stdout)
    assert [row["state"] for row in rows] == ["dead", "moved", "moved", "blocked", "redirected"]
    assert rows[0] == {
        "state": "dead",
        "severity": "error",
        "address": DEAD,
        "reason": "answers 404 Not Found",
        "new": None,
        "archived": COPY,
        "path": "refs.bib",
        "line": 3,
        "column": 10,
        "key": "a",
        "field": "url",
    }
    assert rows[1]["new"] == NEW


def test_annotations(files: Path, run: Run) -> None:
    lines = run(files, "links", "refs.bib", "--format", "github").stdout.splitlines()
    assert lines[0].startswith("::error file=refs.bib,line=3,col=10,title=dead link::https://a.")
    assert [line.partition(" ")[0] for line in lines] == [
        *("::error", "::warning", "::warning"),
        "::notice",
    ]


def test_sarif(files: Path, run: Run) -> None:
    log = json.loads(run(files, "links", "refs.bib", "--format", "sarif").stdout)
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in one["results"]] == [
        *("dead", "moved", "moved"),
        "blocked",
    ]
    assert len({json.dumps(result["partialFingerprints"]) for result in one["results"]}) == 4


def test_markdown(files: Path, run: Run) -> None:
    page = run(files, "links", "refs.bib", "--format", "markdown").stdout
    assert (
        f"### Dead\n\n- `refs.bib:3` (`a`): `{DEAD}` answers 404 Not Found; archived copy: `{COPY}`"
        in page
    )
    assert CLOSED not in page


def test_without_the_network_what_is_kept_is_told(
    files: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(files, "links", "refs.bib", "--offline")
    assert (first.exit_code, first.stdout) == (0, "")
    assert "5 still to be asked for" in first.stderr
    known = run(files, "links", "refs.bib")
    monkeypatch.delenv("PLLM_BIB_REPLAY")
    again = run(files, "links", "refs.bib", "--offline")
    assert (again.exit_code, again.stdout) == (known.exit_code, known.stdout)


def test_addresses_that_a_project_allows(files: Path, run: Run) -> None:
    config = files / ".pllm-bib.toml"
    config.write_text('[links]\n"a.example.org" = "comes back in spring"\n')
    result = run(files, "links", "refs.bib", "-v")
    assert result.exit_code == 0
    assert f"{DEAD} is not asked for: comes back in spring" in result.stdout
    for wrong in ('links = ["x"]\n', "[links]\n'a.example.org' = 7\n"):
        config.write_text(wrong)
        refused = run(files, "links", "refs.bib")
        assert refused.exit_code == 2
        assert ".pllm-bib.toml:" in refused.stderr


def test_a_list(files: Path, small_list: Path, run: Run) -> None:
    assert files == small_list
    result = run(small_list, "links")
    assert result.exit_code == 0
    assert "entries/owls.bib:12:10: unknown link: https://example.org/owls" in result.stdout


def test_standard_input_is_read_and_not_fixed(files: Path, run: Run) -> None:
    result = run(files, "links", "-", stdin=f"[a]({DEAD})")
    assert (result.exit_code, result.stdout.startswith("standard input:1:5: dead link")) == (
        1,
        True,
    )
    refused = run(files, "links", "-", "--fix", stdin="")
    assert refused.exit_code == 2


@pytest.mark.parametrize("name", ["missing.bib", "missing.md", "picture.png"])
def test_files_that_cannot_be_read(files: Path, run: Run, name: str) -> None:
    (files / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    result = run(files, "links", name)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_what_was_found_is_printed_and_kept_when_a_user_stops_the_run(tmp_path: Path) -> None:
    """A server that never answers is stopped at; the run after that knows the others."""
    page = tmp_path / "page.md"
    page.write_text(f"{DEAD} {FINE} https://slow.example.org/x")
    with World() as world:
        world.pages = {DEAD: Reply(status=404), FINE: Reply("x", "text/plain")}
        world.pages["https://archive.org/wayback/available"] = Reply("{}")
        world.pages["https://slow.example.org/robots.txt"] = Reply("", "text/plain", seconds=300)
        hosts = dict(world.client().settings.hosts)
        program = (
            "import functools, signal, pllm_bib.lookup.client as client\n"
            # A shell in the background has its children ignore the signal.
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            f"settings = functools.partial(client.ClientSettings, hosts={hosts!r})\n"
            "client.ClientSettings = settings\n"
            "from pllm_bib.cli import main\n"
            "main()\n"
        )
        env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
        env.pop("PLLM_BIB_REPLAY", None)
        process = subprocess.Popen(
            [sys.executable, "-c", program, "links", str(page)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            text=True,
        )
        for _ in range(600):
            asked = {one.address.partition("?")[0] for one in world.asked}
            if {FINE, "https://archive.org/wayback/available"} <= asked:
                break
            time.sleep(0.1)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"dead link: {DEAD} answers 404" in printed
    assert "1 still to be asked for" in said
    assert said.endswith("pllm-bib: interrupted\n")
    rows = "".join(path.read_text() for path in (tmp_path / "cache").rglob("*.rows"))
    assert DEAD in rows
    assert FINE in rows
    assert "slow.example.org" not in rows
