"""Large .bib files beside other programs: each figure in one run with that of its peers.

``make bench-convert BIB=some-large-file.bib`` takes 1,000 and 10,000 entries of it, spread evenly,
and the whole file. Each command is a whole process; its seconds are those of the processor, its
own and its children's, so that a busy machine changes little. Programs take turns, and the median
of five turns counts; what takes long runs once. The records of each output are counted: a program
that lost some has no figure. Memory is the peak of what a command and its
children have in common and of their own (PSS), looked at ten times a second.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 10_000)
CHECKED = 40_000
MILLION = 1_000_000
LIMIT = 150
"""Seconds of the processor after which a program is stopped."""
TURNS = 5
LONG = 8
"""Seconds of the processor from which one run is enough."""
CITATION_JS = ("@citation-js/core@0.9.0", "@citation-js/plugin-bibtex@0.9.0")
REFKIT = (
    "import refkit, sys; text = open(sys.argv[1], encoding='utf-8').read(); "
    "found = refkit.convert(text, source_format='biblatex', target_format='csl-json'); "
    "sys.stdout.write(found['text'])"
)
TIDY = "bibtex-tidy@1.14.0"
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)


class Run(NamedTuple):
    """What a run took; None where it failed, lost records or went over the limit."""

    seconds: float | None
    wall: float
    megabytes: float

    def cells(self) -> str:
        """The two cells of a table's row."""
        if self.seconds is None:
            return "– | –"
        return f"{self.seconds:.2f} | {self.megabytes:,.0f}"


FAILED = Run(None, 0, 0)


def _items(output: Path) -> int:
    """The number of items of a list in JSON."""
    try:
        return len(json.loads(output.read_bytes()))
    except (ValueError, TypeError):
        return 0


def _lines(pattern: bytes, output: Path) -> int:
    """The number of lines that start as a pattern has it."""
    return len(re.findall(rb"^" + pattern, output.read_bytes(), re.MULTILINE))


class Command(NamedTuple):
    """A command, with what tells that it has done its work."""

    words: list[str]
    count: Callable[[Path], int]
    """Counts the records of its output."""
    records: int = 0
    """So many are expected; 0 if it is enough that there are any."""
    written: Path | None = None
    """The file that it writes, if its output is not what it prints."""

    def on(self, file: Path, records: int) -> Command:
        """The command on a file of so many entries."""
        words = [word.replace("FILE", str(file)) for word in self.words]
        return self._replace(words=words, records=records)

    def has_done(self, printed: Path) -> bool:
        """Whether all records are in the output."""
        output = self.written or printed
        found = self.count(output) if output.exists() else 0
        return found == self.records if self.records else found > 0


def measured(command: Command, output: Path, limit: float) -> Run:
    """Run a command to its end, or to the limit, its output going to a file."""
    if command.written:
        command.written.unlink(missing_ok=True)
    peak = 0.0
    start = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(command.words, stdout=stream, stderr=subprocess.DEVNULL)
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            peak = max(peak, _megabytes(process.pid))
            if _seconds(process.pid) > limit:
                process.kill()
                process.wait()
                return FAILED
            time.sleep(0.1)
    _pid, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    # A converter that finds faults in a file may end in 1 and still have done its work.
    if process.returncode not in {0, 1} or not command.has_done(output):
        return FAILED
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - start, peak)


def in_turns(commands: dict[str, Command], folder: Path, limit: float) -> dict[str, Run]:
    """The median run of each command."""
    runs: dict[str, list[Run]] = {title: [] for title in commands}
    for _turn in range(TURNS):
        for title, command in commands.items():
            known = runs[title]
            if not known or (known[0].seconds or LONG) < LONG:
                known.append(measured(command, folder / "output", limit))
    return {title: _median(known) for title, known in runs.items()}


def _median(runs: list[Run]) -> Run:
    done = sorted(
        (run for run in runs if run.seconds is not None), key=lambda run: run.seconds or 0
    )
    return (
        done[len(done) // 2]._replace(megabytes=max(r.megabytes for r in done)) if done else FAILED
    )


def _megabytes(pid: int) -> float:
    """The memory of a process and its children: what they share is counted once."""
    total = 0.0
    for one in _tree(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
        except OSError:  # it has ended
            continue
        total += sum(int(kib) for kib in re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)) / 1024
    return total


def _seconds(pid: int) -> float:
    """The seconds of the processor that a process and its children have taken."""
    ticks = 0
    for one in _tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        ticks += sum(map(int, fields[11:15]))  # its own, and those of children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _tree(pid: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [c for task in tasks for c in (task / "children").read_text("ascii").split()]
    except OSError:
        return [pid]
    return [pid, *(grandchild for child in children for grandchild in _tree(int(child)))]


def sample(source: Path, folder: Path) -> tuple[dict[int, Path], int]:
    """Files of each size, entries spread evenly, and the whole; also the number of entries."""
    text = source.read_text("utf-8")
    starts = [match.start() for match in _ENTRY.finditer(text)]
    entries = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    files = {}
    for size in (*SIZES, CHECKED):
        step = max(1, len(entries) // size)
        files[size] = folder / f"{size}.bib"
        files[size].write_text("".join(entries[::step][:size]), "utf-8")
    files[len(entries)] = folder / "whole.bib"
    shutil.copy(source, files[len(entries)])
    return files, len(entries)


def repeated(source: Path, folder: Path, times: int) -> Path:
    """The file so many times over, each time under new keys."""
    target = folder / "repeated.bib"
    text = source.read_text("utf-8")
    with target.open("w", encoding="utf-8") as stream:
        for number in range(times):
            stream.write(_ENTRY.sub(lambda m, n=number: f"{m[0][:-1]}-{n},", text))  # type: ignore[misc]
            stream.write("\n")
    return target


def peers(folder: Path) -> dict[str, Command]:
    """The other converters, .bib to their CSL-JSON (bibutils: to its XML); FILE is the input."""
    found: dict[str, Command] = {}
    try:
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
        words = [pandoc, "-f", "bibtex", "-t", "csljson", "FILE"]
        found["pandoc"] = Command(words, _items)
    except (ImportError, OSError):
        print("pandoc is not here: pip install pypandoc_binary", file=sys.stderr)
    if importlib.util.find_spec("refkit"):
        found["refkit 0.4"] = Command([sys.executable, "-c", REFKIT, "FILE"], _items)
    else:
        print("refkit is not here: pip install refkit", file=sys.stderr)
    if shutil.which("bib2xml"):
        found["bibutils"] = Command(["bib2xml", "FILE"], partial(_lines, rb"\s*<mods\b"))
    else:
        print("bibutils is not here: apt-get install bibutils", file=sys.stderr)
    if shutil.which("npm"):
        quiet = ["--silent", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", *quiet, "--prefix", folder, *CITATION_JS], check=True)
        script = folder / "citation.js"
        script.write_text(
            "const {Cite} = require('@citation-js/core');require('@citation-js/plugin-bibtex');"
            "const text = require('fs').readFileSync(process.argv[2], 'utf8');"
            "process.stdout.write(JSON.stringify(new Cite(text, {generateGraph: false}).data));\n",
            "utf-8",
        )
        found["citation-js"] = Command(["node", str(script), "FILE"], _items)
    else:
        print("citation-js is not here: it needs npm", file=sys.stderr)
    return found


def main() -> None:
    """Measure, and print the tables of docs/performance.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bib", type=Path, help="a large .bib file")
    parser.add_argument("--without-peers", action="store_true", help="measure pllm-bib alone")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for each run")
    arguments = parser.parse_args()
    own = str(Path(sys.executable).with_name("pllm-bib"))
    limit = arguments.limit
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        files, entries = sample(arguments.bib, folder)
        others = {} if arguments.without_peers else peers(folder)
        convert = [own, "-q", "convert", "FILE", "-t"]
        commands = {
            "pllm-bib, CSL-JSON": Command([*convert, "csl-json"], _items),
            "pllm-bib, RIS": Command([*convert, "ris"], partial(_lines, rb"ER  -")),
        } | others
        sizes = {size: file for size, file in files.items() if size != CHECKED}
        results = {s: in_turns(_on(file, s, commands), folder, limit) for s, file in sizes.items()}
        print(f"A dash means a failure, lost entries, or more than {limit:.0f} seconds.\n")
        print("| converter | " + " | ".join(f"{n:,}: s | MB" for n in sizes) + " |")
        print("| --- |" + " --: | --: |" * len(sizes))
        for title in commands:
            print(f"| {title} | {' | '.join(results[size][title].cells() for size in sizes)} |")
        _print_checks(own, files, folder, limit, peers=not arguments.without_peers)
        _print_growth(commands["pllm-bib, CSL-JSON"], sizes, entries, folder)


def _print_checks(
    own: str, files: dict[int, Path], folder: Path, limit: float, *, peers: bool
) -> None:
    """Print what commands that compare entries take, beside bibtex-tidy."""
    whole = max(files)
    found = partial(_lines, rb".*\S")
    commands = {
        f"pllm-bib check, {CHECKED:,}": Command([own, "-q", "check", str(files[CHECKED])], found),
        f"pllm-bib dedupe, {whole:,}": Command([own, "-q", "dedupe", str(files[whole])], found),
    }
    if peers and shutil.which("npm"):
        quiet = ["--silent", "--no-audit", "--no-fund"]
        subprocess.run(["npm", "install", *quiet, "--prefix", folder, TIDY], check=True)
        tidy = str(folder / "node_modules/.bin/bibtex-tidy")
        target = folder / "tidy.bib"
        options = ["--duplicates=doi,citation,abstract", "-o", str(target)]
        entries = partial(_lines, rb"@\w+\{[^,\s]+,")
        for size in (CHECKED, whole):
            title = f"bibtex-tidy --duplicates, {size:,}"
            commands[title] = Command([tidy, str(files[size]), *options], entries, size, target)
    print("\n| command, entries | s | MB |\n| --- | --: | --: |")
    for title, run in in_turns(commands, folder, limit).items():
        print(f"| {title} | {run.cells()} |")


def _print_growth(command: Command, files: dict[int, Path], entries: int, folder: Path) -> None:
    """Print what growing files take, up to a million entries, and what ten million would."""
    print("\n| pllm-bib, CSL-JSON, entries | s | MB | s per 100,000 |\n| --: | --: | --: | --: |")
    last: list[tuple[int, Run]] = []
    for size in (*files, entries * 3, MILLION // entries * entries):
        path = files.get(size) or repeated(files[entries], folder, size // entries)
        run = _median(list(in_turns(_on(path, size, {"": command}), folder, math.inf).values()))
        last.append((size, run))
        share = (run.seconds or 0) / size * 100_000
        print(f"| {size:,} | {run.cells()} | {share:.2f} |", flush=True)
    (one, before), (other, after) = last[-2:]
    seconds = ((after.seconds or 0) - (before.seconds or 0)) / (other - one)
    memory = (after.megabytes - before.megabytes) / (other - one)
    rest = 10 * MILLION - other
    print(
        f"| {10 * MILLION:,} (reckoned) | {(after.seconds or 0) + rest * seconds:.0f} | "
        f"{after.megabytes + rest * memory:,.0f} | {seconds * 100_000:.2f} |"
    )


def _on(file: Path, records: int, commands: dict[str, Command]) -> dict[str, Command]:
    return {title: command.on(file, records) for title, command in commands.items()}


if __name__ == "__main__":
    main()
