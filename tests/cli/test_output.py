"""The streams of the program, and the ends of a run that nobody planned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "pllm_bib"]
FULL = Path("/dev/full")

needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def shell(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which ``$P`` is the program."""
    program = f"{sys.executable} -m pllm_bib"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "P": program, **env},
    )


RESULTS = (
    "export -t csl-json",
    "cite",
    "check --format sarif",
    "list",
    "search owls",
    "show doe2024owls",
    "convert entries/owls.bib -t ris",
    "rule",
    "--help",
)
"""Commands that print results."""


@needs_full
@pytest.mark.parametrize("command", RESULTS)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_result_that_cannot_be_written_is_one_line_and_status_2(
    small_list: Path, command: str, unbuffered: str
) -> None:
    done = shell(f"$P {command} >/dev/full", small_list, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    last = done.stderr.decode().splitlines()[-1]
    assert last.startswith("pllm-bib: cannot write to standard output")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", RESULTS)
def test_a_result_for_a_closed_stream_is_one_line_and_status_2(
    small_list: Path, command: str
) -> None:
    done = shell(f"$P {command} >&-", small_list)
    assert done.returncode == 2
    assert done.stderr.endswith(b"pllm-bib: cannot write to standard output: it is closed\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_result_of_more_than_a_pipe_holds_arrives_whole(own_list: Path, unbuffered: str) -> None:
    whole = shell("$P export -t csl-json", own_list).stdout
    slow = shell("$P export -t csl-json | (sleep 1; cat)", own_list, PYTHONUNBUFFERED=unbuffered)
    assert len(slow.stdout) > 80_000
    assert slow.stdout == whole


def test_a_stream_that_does_not_block_gets_it_all(own_list: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen([*PROGRAM, "export", "-t", "csl-json"], cwd=own_list, stdout=writing):
        os.close(writing)
        time.sleep(1)
        with os.fdopen(reading, "rb") as stream:
            text = stream.read()
    assert text.endswith(b"]\n")
    assert len(text) > 80_000


def test_nothing_is_said_where_nobody_reads_on(own_list: Path) -> None:
    done = shell("$P export -t csl-json | true; exit ${PIPESTATUS[0]}", own_list)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_limit_on_the_size_of_files_is_one_line(own_list: Path) -> None:
    done = shell("ulimit -f 8; $P export -t csl-json > out", own_list)
    assert done.returncode == 2
    assert done.stderr == b"pllm-bib: cannot write to standard output: File too large\n"
    done = shell("ulimit -f 8; $P export -t csl-json -o out.json", own_list)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert not list(own_list.glob("*out.json*"))
    assert not list(own_list.glob(".pllm-bib*"))


@needs_full
@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_messages_that_cannot_be_written_cost_no_data(small_list: Path, where: str) -> None:
    (small_list / "new.md").write_text(
        "# L\n\n- **[2024 BirdConf]** Herons. ([paper](https://h))\n"
    )
    done = shell(f"$P import new.md --section owls {where}", small_list)
    assert done.returncode == 1  # the line names no authors
    assert b"{Herons}" in (small_list / "entries/owls.bib").read_bytes()
    done = shell(f"$P export -t ris {where}", small_list)
    assert done.returncode == 0
    assert done.stdout.count(b"TY  - ") == 4


@pytest.mark.parametrize(
    "command", ["import - --section owls", "convert - -f ris -t bibtex", "init - -o new"]
)
def test_a_closed_standard_input_is_one_line_and_status_2(small_list: Path, command: str) -> None:
    done = shell(f"$P {command} <&-", small_list)
    assert done.returncode == 2
    assert b"standard input is closed" in done.stderr
    assert done.stderr.count(b"\n") == 1


def large(folder: Path) -> Path:
    """Write a .bib file that several processes work at for seconds."""
    path = folder / "large.bib"
    entry = '@article{{k{0},\n  author = {{M{{\\"u}}ller, Karl}},\n  title = {{A ${0}$}},\n}}\n'
    path.write_text("".join(entry.format(number) for number in range(30_000)))
    return path


def started(folder: Path) -> subprocess.Popen[bytes]:
    """Start a conversion with two workers, and wait until both are at work."""
    # Tests that run in the background ignore Ctrl-C, and so would what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*PROGRAM, "convert", str(large(folder)), "-j", "2", "-o", str(folder / "out/x.ris")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(children.read_text().split()) < 2:
        time.sleep(0.01)
    assert process.poll() is None
    return process


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc")


@needs_proc
@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (signal.SIGTERM, 143, b"pllm-bib: terminated\n"),
        (signal.SIGINT, 130, b"pllm-bib: interrupted\n"),
        (signal.SIGKILL, -9, b""),
    ],
)
@pytest.mark.parametrize("group", [False, True])
def test_workers_end_with_their_parent(
    tmp_path: Path, number: signal.Signals, status: int, said: bytes, *, group: bool
) -> None:
    process = started(tmp_path)
    (os.killpg if group else os.kill)(process.pid, number)
    # Whoever holds the streams open keeps this from returning.
    _out, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (status, said)
    if number != signal.SIGKILL:
        assert [path.name for path in tmp_path.iterdir()] == ["large.bib"]
