"""Conversion of large .bib files beside other converters, in one run.

``make bench-convert BIB=some-large-file.bib`` takes 1,000 and 10,000 entries of it, spread evenly,
and the whole file; pllm-bib also converts it repeated under new keys up to a million entries. Each
command is a whole process; memory is the peak of what the command and its children have in common
and of their own (PSS), looked at ten times a second. A run over the limit is shown as such.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

SIZES = (1_000, 10_000)
MILLION = 1_000_000
LIMIT = 150
"""Seconds after which a peer is stopped."""
CITATION_JS = ("@citation-js/core@0.9.0", "@citation-js/plugin-bibtex@0.9.0")
REFKIT = (
    "import refkit, sys; text = open(sys.argv[1], encoding='utf-8').read(); "
    "found = refkit.convert(text, source_format='biblatex', target_format='csl-json'); "
    "sys.stdout.write(found['text'])"
)
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)


class Run(NamedTuple):
    """What a run took; None where it failed or went over the limit."""

    seconds: float | None
    megabytes: float

    def cells(self) -> str:
        """The two cells of a table's row."""
        seconds = "–" if self.seconds is None else f"{self.seconds:.1f}"
        return f"{seconds} | {self.megabytes:,.0f}"


def measured(command: list[str], output: Path) -> Run:
    """Run a command to its end, or to the limit, its output going to a file."""
    peak = 0.0
    start = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            if time.perf_counter() - start > LIMIT:
                process.kill()
                process.wait()
                return Run(None, peak)
            time.sleep(0.1)
    seconds = time.perf_counter() - start
    # A converter that finds faults in a file may end in 1 and still have done its work.
    done = process.returncode in {0, 1} and output.stat().st_size > 0
    return Run(seconds if done else None, peak)


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
    for size in SIZES:
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


def peers(folder: Path) -> dict[str, list[str]]:
    """The other converters, .bib to their CSL-JSON (bibutils: to its XML); FILE is the input."""
    found: dict[str, list[str]] = {}
    try:
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
        found["pandoc"] = [pandoc, "-f", "bibtex", "-t", "csljson", "FILE"]
    except (ImportError, OSError):
        print("pandoc is not here: pip install pypandoc_binary", file=sys.stderr)
    if importlib.util.find_spec("refkit"):
        found["refkit"] = [sys.executable, "-c", REFKIT, "FILE"]
    else:
        print("refkit is not here: pip install refkit", file=sys.stderr)
    if shutil.which("bib2xml"):
        found["bibutils"] = ["bib2xml", "FILE"]
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
        found["citation-js"] = ["node", str(script), "FILE"]
    else:
        print("citation-js is not here: it needs npm", file=sys.stderr)
    return found


def main() -> None:
    """Measure, and print the tables of docs/performance.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bib", type=Path, help="a large .bib file")
    parser.add_argument("--without-peers", action="store_true", help="measure pllm-bib alone")
    arguments = parser.parse_args()
    own = str(Path(sys.executable).with_name("pllm-bib"))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        files, entries = sample(arguments.bib, folder)
        convert = [own, "-q", "convert", "FILE", "-t"]
        commands = {
            "pllm-bib, CSL-JSON": [*convert, "csl-json"],
            "pllm-bib, RIS": [*convert, "ris"],
        }
        others = {} if arguments.without_peers else peers(folder)
        print("| converter | " + " | ".join(f"{n:,}: s | MB" for n in files) + " |")
        print("| --- |" + " --: | --: |" * len(files))
        for title, command in (commands | others).items():
            runs = [_run(command, file, folder) for file in files.values()]
            print(f"| {title} | {' | '.join(run.cells() for run in runs)} |", flush=True)
        print("\n| pllm-bib, CSL-JSON, entries | s | MB | s per 100,000 |")
        print("| --: | --: | --: | --: |")
        growing = {**files, entries * 3: None, MILLION // entries * entries: None}
        for size, file in growing.items():
            path = file or repeated(arguments.bib, folder, size // entries)
            run = _run(commands["pllm-bib, CSL-JSON"], path, folder)
            share = (run.seconds or 0) / size * 100_000
            print(f"| {size:,} | {run.cells()} | {share:.1f} |", flush=True)


def _run(command: list[str], file: Path, folder: Path) -> Run:
    words = [word.replace("FILE", str(file)) for word in command]
    return measured(words, folder / "output")


if __name__ == "__main__":
    main()
