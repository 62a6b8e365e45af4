"""Processor time of every command and every reader, and how it grows with the number of works.

Run with ``make bench-growth``. Each command runs in a process of its own, on made-up works, on four
times and on sixteen times as many; the larger two run twice, and the better time counts. A run on a
few works gives the time that does not depend on their number, which is taken off.
"""

from __future__ import annotations

import importlib
import math
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from benchmarks.works import READERS, SECTIONS, Work, bib, markdown, outline, preprint, ris, works

from pllm_bib import cli
from pllm_bib.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

STEEPEST = 1.25
"""The largest exponent of time between the two larger sizes; what is linear has 1."""
LEAST = 0.1
"""Seconds that count for less, since the machine's own noise is as much."""
FEW = 5
"""Works of a run that shows the time that does not depend on their number."""
RUNS = (2, 1, 2, 2)
"""Runs on the few works, and on each of the three sizes."""
READ = [row.name for row in FORMATS.values() if row.read]
WRITTEN = [row.name for row in FORMATS.values() if row.writer]


def files(folder: Path, count: int) -> None:
    """Make a file in every format that is read, an older .bib file, and a README."""
    made = works(count)
    for form in READ:
        (folder / f"refs.{form}").write_text(READERS[form](made), encoding="utf-8")
    (folder / "refs.markdown").write_text(markdown(made), encoding="utf-8")
    (folder / "refs.bib").write_text(bib(made), encoding="utf-8")
    (folder / "old.bib").write_text(bib([w for w in made if w.number % 10]), encoding="utf-8")


def a_list(folder: Path, count: int) -> None:
    """Make a list without exports, and works for it; git knows a version that has some less."""
    made = works(count)
    _write_list(folder, [work for work in made if work.number % 10])
    _git(folder, "init -q")
    _git(folder, "add .")
    _git(folder, "-c user.name=a -c user.email=a@example.org commit -qm a")
    _write_list(folder, made)
    new = works(count + 1)[-count // 4 :]
    (folder / "new.md").write_text(markdown(new), encoding="utf-8")
    (folder / "new.ris").write_text(ris(new), encoding="utf-8")
    (folder / "published.bib").write_text(bib(made), encoding="utf-8")
    with (folder / "entries" / "section-0.bib").open("a", encoding="utf-8") as file:
        file.write(f"\n{preprint(made[1])}")


def a_built_list(folder: Path, count: int) -> None:
    """Make a list with its exports."""
    a_list(folder, count)
    run(folder, "build")


def _write_list(folder: Path, made: list[Work]) -> None:
    entries = folder / "entries"
    entries.mkdir(exist_ok=True)
    (entries / "sections.toml").write_text(outline(), encoding="utf-8")
    for section in range(SECTIONS):
        text = bib(made[section::SECTIONS])
        (entries / f"section-{section}.bib").write_text(text, encoding="utf-8")


def _git(folder: Path, command: str) -> None:
    subprocess.run(["git", *command.split()], cwd=folder, check=True)


class Row(NamedTuple):
    """A command, and the folder that it runs in."""

    command: str
    make: Callable[[Path, int], None] = files
    works: int = 125
    """Works of the smallest of the three sizes."""


ROWS = (
    *(Row(f"convert -f {form} refs.{form} -t csv") for form in READ),
    *(Row(f"convert refs.bib -t {form}") for form in WRITTEN),
    Row("check refs.bib"),
    Row("check --fix refs.bib"),
    Row("check --fix --unsafe refs.bib"),
    Row("check --diff refs.bib"),
    Row("check --format sarif refs.bib"),
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
    Row("cite refs.bib -s apa"),
    Row("cite refs.bib -s bibtex:plain"),
    Row("init refs.markdown -o new", files, 30),
    Row("check", a_list),
    Row("fmt", a_list),
    Row("dedupe", a_list),
    Row("dedupe --fix", a_list),
    Row("rekey", a_list),
    Row("import new.ris --section section-1", a_list),
    Row("import new.md", a_list),
    Row("promote preprint published.bib", a_list),
    Row("show preprint --sources", a_list),
    Row("export -t ris", a_list),
    Row("cite -s ieee", a_list),
    Row("list", a_list),
    Row("list --format json", a_list),
    Row("search owls", a_list),
    Row("diff HEAD", a_list),
    Row("review --base HEAD", a_list, 30),
    Row("build", a_list, 30),
    Row("verify", a_built_list, 30),
)


def run(folder: Path, command: str) -> float:
    """Run a command in a process of its own; return its processor time and that of its workers."""
    child = os.fork()
    if not child:
        _become(folder, command)
    _, status, used = os.wait4(child, 0)
    said = (folder / "said").read_text(encoding="utf-8", errors="replace")
    if os.waitstatus_to_exitcode(status) not in {0, 1} or "Traceback" in said:
        message = f"{command}: exit status {os.waitstatus_to_exitcode(status)}\n{said[-1000:]}"
        raise SystemExit(message)
    return used.ru_utime + used.ru_stime


def _become(folder: Path, command: str) -> NoReturn:
    """Make this process the command: its modules are there already, so it starts at once."""
    status: object = 2
    try:
        os.chdir(folder)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        said = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.argv = ["pllm-bib", *command.split()]
        cli.main()
    except SystemExit as end:
        status = end.code or 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        os._exit(status if isinstance(status, int) else 2)


class Folders:
    """The folders that rows run in: each is made once, and copied for every run."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._made: dict[tuple[Callable[[Path, int], None], int], Path] = {}

    def seconds(self, row: Row, count: int) -> float:
        """Return the processor time of a row's command on so many works."""
        made = self._made.get((row.make, count))
        if made is None:
            made = self._made[row.make, count] = self._home / f"{row.make.__name__}-{count}"
            made.mkdir()
            row.make(made, count)
        copy = self._home / "copy"
        shutil.copytree(made, copy)
        try:
            return run(copy, row.command)
        finally:
            shutil.rmtree(copy)


def growth(row: Row, folders: Folders) -> tuple[float, ...]:
    """Return the seconds that a few works take, and those of three sizes beyond them."""
    counts = (FEW, *(row.works * size for size in (1, 4, 16)))
    start, *times = (
        min(folders.seconds(row, count) for _ in range(runs))
        for count, runs in zip(counts, RUNS, strict=True)
    )
    return start, *(max(seconds - start, LEAST) for seconds in times)


def main() -> int:
    """Print a Markdown table; return 1 if any row is too steep. An argument chooses the rows."""
    wanted = " ".join(sys.argv[1:])
    too_steep = []
    for command in cli.COMMANDS.values():
        importlib.import_module(f"pllm_bib.cli.{command.module}")
    print("| command | works | start | 1x | 4x | 16x | exponent |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    with tempfile.TemporaryDirectory() as home:
        folders = Folders(Path(home))
        for row in ROWS:
            name = row.command if row.make is files else f"list: {row.command}"
            if wanted not in name:
                continue
            start, *times = growth(row, folders)
            exponent = math.log(times[2] / times[1], 4)
            if exponent > STEEPEST:
                too_steep.append(name)
            cells = " | ".join(f"{time:.2f}" for time in (start, *times))
            print(f"| `{name}` | {row.works:,} | {cells} | {exponent:.2f} |", flush=True)
    if too_steep:
        print(f"Too steep: {', '.join(too_steep)}", file=sys.stderr)
    return int(bool(too_steep))


if __name__ == "__main__":
    sys.exit(main())
