"""Run benchmarks, and write their tables into docs/performance.md, between marks of their names.

``make bench-all BIB=some-large-file.bib`` runs all. To renew some tables only, name them:
``python -m benchmarks.page BIB convert citations``.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
TABLES = {
    "startup": ["startup"],
    "citations": [
        *("citations", "BIB", "--sizes", "60", "6000"),
        *("--engines", "pllm-bib", "citeproc-js", "refkit"),
    ],
    "convert": ["convert", "BIB"],
}
"""Names of tables -> the module that prints them, and its arguments."""


def written(page: str, name: str, tables: str) -> str:
    """The page with new tables between the marks of a name. Raises ``ValueError`` without these."""
    marks = re.compile(rf"(<!-- tables: {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(page):
        message = f"{PAGE.name} has no marks for “{name}”"
        raise ValueError(message)
    return marks.sub(lambda found: f"{found[1]}\n{tables.strip()}\n\n{found[2]}", page)


def measured(name: str, bib: str, more: list[str]) -> str:
    """The tables of a benchmark, below a line that says how busy the machine was."""
    module, *arguments = TABLES[name]
    words = [bib if word == "BIB" else word for word in arguments]
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", f"benchmarks.{module}", *words, *more]
    result = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    after = os.getloadavg()[0]
    cores = os.cpu_count()
    busy = f"{cores} cores; load {load:.1f} before the run, {after:.1f} at its end."
    return f"{busy}\n\n{result.stdout}"


def main() -> None:
    """Run the benchmarks that are named, or all; the page has each table as soon as it is there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bib", help="a large .bib file")
    parser.add_argument("names", nargs="*", metavar="TABLE", help=f"of {', '.join(TABLES)}")
    arguments, more = parser.parse_known_args()
    for name in arguments.names or TABLES:
        tables = measured(name, str(Path(arguments.bib).resolve()), more)
        PAGE.write_text(written(PAGE.read_text("utf-8"), name, tables), "utf-8", newline="\n")
        print(f"{PAGE.name}: {name}", flush=True)


if __name__ == "__main__":
    main()
