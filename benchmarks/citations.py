"""Bibliographies of growing size beside other engines, in one run.

``make bench-citations BIB=some-large-file.bib`` takes 60, 600 and 6,000 of its entries, spread
evenly, and counts the processor seconds of whole processes: other work disturbs them least.
pllm-bib and refkit read BibTeX, citeproc-js and pandoc the same entries as CSL-JSON, which spares
them parsing it. The references of each output are counted: a dash means a failure, lost references,
or a run over the limit. The median of five turns counts; what takes long runs once.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.citing import styles as csl_styles
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLES = ("apa", "ieee", "chicago-author-date", "nature")
SIZES = (60, 600, 6000)
LONG = 8
"""Seconds of the processor from which one run is enough."""
CITEPROC_JS = "citeproc@2.4.63"
REFKIT = (
    "import refkit,sys; style = refkit.Style.from_path(sys.argv[2]); "
    "print(refkit.full_bibliography(sys.argv[1], style=style).text)"
)


def sample(source: Path, folder: Path) -> None:
    """Write the entries of each size as they stand in a .bib file, and as CSL-JSON."""
    text = source.read_text("utf-8")
    entries, _faults = FORMATS["bibtex"].read(text, str(source), None)  # type: ignore[misc]
    lines = text.splitlines(keepends=True)
    starts = [entry.origin.position.line - 1 for entry in entries if entry.origin]
    stands = {
        entry.key: "".join(lines[start:end])
        for entry, start, end in zip(entries, starts, [*starts[1:], len(lines)], strict=True)
    }
    unique = list({entry.key: entry for entry in entries}.values())
    for size in SIZES:
        step = max(1, len(unique) // size)
        chosen = unique[::step][:size]
        written = "".join(stands[entry.key] for entry in chosen)
        (folder / f"{size}.bib").write_text(written, "utf-8")
        (folder / f"{size}.json").write_text(
            FORMATS["csl-json"].write(Library(tuple(chosen))), "utf-8"
        )


def engines(folder: Path) -> dict[str, list[str]]:
    """Return the commands to time; SIZE and STYLE stand for what varies."""
    import citeproc
    import pypandoc

    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--prefix", str(folder), CITEPROC_JS],
        check=True,
    )
    here = Path(__file__).parent
    command = str(Path(sys.executable).with_name("pllm-bib"))
    found = {
        "pllm-bib": [command, "cite", "SIZE.bib", "-s", "STYLE"],
        "citeproc-js": [
            "node",
            str(here / "citeproc_js.js"),
            str(folder / "node_modules"),
            "SIZE.json",
            "STYLE.csl",
            str(citeproc.LOCALES_PATH),
        ],
        "pandoc": [
            pypandoc.get_pandoc_path(),
            *("--citeproc", "--csl", "STYLE.csl", "-f", "csljson"),
            *("-t", "plain", "--wrap=none", "SIZE.json"),
        ],
    }
    if importlib.util.find_spec("refkit"):
        found["refkit"] = [sys.executable, "-c", REFKIT, "SIZE.bib", "STYLE.csl"]
    return found


def seconds(command: Sequence[str], folder: Path, limit: float, size: int) -> float | None:
    """Return the processor seconds of one run; None where it failed or took too long.

    Each of the references, whose number is ``size``, is a line of the output.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=limit)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    if sum(bool(line.strip()) for line in done.stdout.split(b"\n")) != size:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def filled(command: Sequence[str], size: int, style: str) -> list[str]:
    """Return a command with its size and style."""
    path = str(csl_styles.installed(style))
    return [
        word.replace("SIZE", str(size)).replace("STYLE.csl", path).replace("STYLE", style)
        for word in command
    ]


def main() -> None:
    """Time every engine, size and style, in turn, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bib", type=Path, help="a .bib file of 6,000 entries or more")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median is shown")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds after which to give up")
    parser.add_argument("--engines", nargs="+", help="only these (default: all)")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="numbers of entries")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample(options.bib, folder)
        commands = {
            name: command
            for name, command in engines(folder).items()
            if not options.engines or name in options.engines
        }
        print(f"| style, works | {' | '.join(commands)} | pllm-bib / citeproc-js |")
        print(f"| --- |{' --: |' * (len(commands) + 1)}")
        for style in STYLES:
            for size in options.sizes:
                times: dict[str, list[float | None]] = {engine: [] for engine in commands}
                for _ in range(options.runs):
                    for engine, command in commands.items():
                        known = times[engine]
                        if not known or (known[0] is not None and known[0] < LONG):
                            run = filled(command, size, style)
                            known.append(seconds(run, folder, options.limit, size))
                print(row(f"{style}, {size:,}", times), flush=True)


def row(label: str, times: dict[str, list[float | None]]) -> str:
    """Return a line of the table."""
    medians = {
        engine: None if None in found else statistics.median(t for t in found if t is not None)
        for engine, found in times.items()
    }
    cells = [f"{value:.2f}" if value is not None else "–" for value in medians.values()]
    own, peer = medians["pllm-bib"], medians["citeproc-js"]
    ratio = f"{own / peer:.2f}" if own and peer else "–"
    return f"| {label} | {' | '.join(cells)} | {ratio} |"


if __name__ == "__main__":
    main()
