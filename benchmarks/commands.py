"""Processor time of every command and every reader, and how it grows with the number of works.

Run with ``make bench-growth``. Each command runs in a process of its own, on made-up works, on four
times and on sixteen times as many. A run on a few works gives the time of starting, which is taken
off.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.works import READERS, bib, markdown, works

if TYPE_CHECKING:
    from collections.abc import Callable

STEEPEST = 1.25
"""The largest exponent of time between the two larger sizes; what is linear has 1."""
LEAST = 0.1
"""Seconds that count for less, since the machine's own noise is as much."""
FEW = 20
"""Works of a run that shows the time of starting."""
WRITTEN = (
    *("bibtex", "biblatex", "canonical", "csl-json", "csl-yaml"),
    *("ris", "zotero-rdf", "markdown", "csv", "jsonl"),
)


def files(folder: Path, count: int) -> None:
    """Make a file in every format that is read, and an older .bib file."""
    made = works(count)
    for form, make in READERS.items():
        (folder / f"refs.{form}").write_text(make(made), encoding="utf-8")
    (folder / "refs.bib").write_text(bib(made), encoding="utf-8")
    (folder / "old.bib").write_text(bib([w for w in made if w.number % 10]), encoding="utf-8")


def a_list(folder: Path, count: int) -> None:
    """Make a list; git knows its first version, which has some works less."""
    files(folder, count)
    made = works(count)
    (folder / "source.md").write_text(markdown(made), encoding="utf-8")
    (folder / "new.md").write_text(markdown(works(count + 1)[-count // 4 :]), encoding="utf-8")
    run(folder, "init source.md -o .")
    file = folder / "entries" / "section-0.bib"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[text.index("@", 1) :], encoding="utf-8")
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@example.org commit -qm a"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    file.write_text(text, encoding="utf-8")


class Row(NamedTuple):
    """A command, and the folder that it runs in."""

    command: str
    make: Callable[[Path, int], None] = files
    works: int = 250
    """Works of the smallest of the three sizes."""


ROWS = (
    *(Row(f"convert -f {form} refs.{form} -t csv") for form in READERS if form != "markdown"),
    *(Row(f"convert refs.bib -t {form}") for form in WRITTEN),
    Row("check refs.bib"),
    Row("check --fix refs.bib"),
    Row("check --fix --unsafe refs.bib"),
    Row("check --diff refs.bib"),
    Row("check --output-format sarif refs.bib"),
    Row("fmt refs.bib"),
    Row("fmt --check refs.bib"),
    Row("fmt --diff refs.bib"),
    Row("dedupe refs.bib"),
    Row("dedupe --fix refs.bib"),
    Row("dedupe --diff refs.bib"),
    Row("dedupe old.bib --into refs.bib --fix"),
    Row("rekey refs.bib"),
    Row("rekey --diff refs.bib"),
    Row("diff old.bib refs.bib"),
    Row("cite --from refs.bib -s apa"),
    Row("cite --from refs.bib -s bibtex:plain"),
    Row("init refs.markdown -o new", files, 60),
    Row("check", a_list, 60),
    Row("fmt", a_list, 60),
    Row("dedupe", a_list, 60),
    Row("dedupe --fix", a_list, 60),
    Row("rekey", a_list, 60),
    Row("import refs.ris", a_list, 60),
    Row("import new.md", a_list, 60),
    Row("export -t ris", a_list, 60),
    Row("cite -s ieee", a_list, 60),
    Row("list", a_list, 60),
    Row("search owls", a_list, 60),
    Row("list --json", a_list, 60),
    Row("build", a_list, 60),
    Row("verify", a_list, 60),
    Row("diff HEAD", a_list, 60),
    Row("review --base HEAD", a_list, 60),
)


def run(folder: Path, command: str) -> float:
    """Run a command; return its processor time and that of its workers."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "pllm_bib", *command.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1} or "Traceback" in done.stderr:
        message = f"{command}: exit status {done.returncode}\n{done.stderr[-1000:]}"
        raise SystemExit(message)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds(row: Row, count: int) -> float:
    """Return the processor time of a row's command on so many works."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        row.make(folder, count)
        return run(folder, row.command)


def main() -> int:
    """Print a Markdown table; return 1 if any row is too steep. An argument chooses the rows."""
    wanted = " ".join(sys.argv[1:])
    steepest = 0.0
    print("| command | works | start | 1x | 4x | 16x | exponent |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for row in ROWS:
        name = f"{'list: ' if row.make is a_list else ''}{row.command}"
        if wanted not in name:
            continue
        start = seconds(row, FEW)
        times = [max(seconds(row, row.works * size) - start, LEAST) for size in (1, 4, 16)]
        exponent = math.log(times[2] / times[1], 4)
        steepest = max(steepest, exponent)
        cells = " | ".join(f"{time:.2f}" for time in (start, *times))
        print(f"| `{name}` | {row.works:,} | {cells} | {exponent:.2f} |", flush=True)
    return int(steepest > STEEPEST)


if __name__ == "__main__":
    sys.exit(main())
