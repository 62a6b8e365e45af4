"""Start-up and build times, each as a ratio to a peer measured in the same run.

Run with ``make bench``. Whole processes are timed, the two of a pair in turn, so that a machine
whose speed drifts does not favour either; the median of the ratios is what counts.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
PLLM_BIB = [str(Path(sys.executable).with_name("pllm-bib"))]
PYTHON = [sys.executable, "-c"]

PAIRS: tuple[tuple[str, Sequence[str], str, Sequence[str]], ...] = (
    ("pllm-bib --version", [*PLLM_BIB, "--version"], "import click", [*PYTHON, "import click"]),
    (
        "pllm-bib build (nothing changed)",
        [*PLLM_BIB, "build"],
        "import bibtexparser",
        [*PYTHON, "import bibtexparser"],
    ),
    (
        "pllm-bib check",
        [*PLLM_BIB, "check"],
        "import bibtexparser",
        [*PYTHON, "import bibtexparser"],
    ),
    (
        "pllm-bib export -t ris",
        [*PLLM_BIB, "export", "-t", "ris"],
        "import bibtexparser",
        [*PYTHON, "import bibtexparser"],
    ),
)


def seconds(command: Sequence[str]) -> float:
    """Wall time of one run of a command in the project's folder."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(command: Sequence[str], peer: Sequence[str], runs: int) -> tuple[float, float, float]:
    """Median seconds of a command and of its peer, and the median of the ratios of the pairs."""
    seconds(command)
    seconds(peer)
    pairs = [(seconds(command), seconds(peer)) for _ in range(runs)]
    return (
        statistics.median(own for own, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(own / other for own, other in pairs),
    )


def main() -> None:
    """Measure every pair and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15, help="counted runs of each command")
    runs = parser.parse_args().runs
    print("| command | seconds | peer | seconds | ratio |")
    print("| --- | --: | --- | --: | --: |")
    for name, command, peer_name, peer in PAIRS:
        own, other, ratio = measure(command, peer, runs)
        print(f"| `{name}` | {own:.3f} | `python -c '{peer_name}'` | {other:.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
