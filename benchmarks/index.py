"""How fast an index of dumps is made and asked: ``python -m benchmarks.index LARGE.bib [COPIES]``.

The file is taken a few times, with other keys and titles each time. Beside it stands what SQLite
takes alone to put the same titles into a table for full-text search.
"""

from __future__ import annotations

import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.lookup.index.ask import DumpIndex
from pllm_bib.lookup.wanted import wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ASKED = 500
"""Questions of each kind."""


def main() -> None:
    """Make an index, ask it, and print seconds and sizes."""
    source = Path(sys.argv[1])
    copies = int(sys.argv[2]) if len(sys.argv) > 2 else 10  # noqa: PLR2004
    with tempfile.TemporaryDirectory() as folder:
        dump, index = Path(folder, "dump.bib"), Path(folder, "refs.index")
        titles = write_copies(source, dump, copies)
        alone = processor_seconds(lambda: sqlite_alone(Path(folder, "alone"), titles))
        before, start = cpu(), time.perf_counter()
        made = [sys.executable, "-m", "pllm_bib", "index", "build", str(dump), "-o", str(index)]
        subprocess.run(made, check=True)
        wall, seconds = time.perf_counter() - start, cpu() - before
        with DumpIndex(index) as opened:
            records = sum(one.records for one in opened.sources)
        print(f"{records:,} records, {dump.stat().st_size / records:.0f} bytes each")
        print(f"made in {wall:.1f} s: {records / wall:,.0f} records/s")
        print(f"processor: {seconds:.1f} s, {seconds / records * 1e6:.1f} µs a record")
        print(f"SQLite alone: {alone / len(titles) * 1e6:.1f} µs a title")
        print(f"index: {index.stat().st_size / records:.0f} bytes a record")
        ask(index, titles, dump)


def write_copies(source: Path, target: Path, copies: int) -> list[str]:
    """Write a .bib file a few times over, as other works; return all titles."""
    text = source.read_text("utf-8")
    titles: list[str] = []
    with target.open("w", encoding="utf-8", newline="") as stream:
        for number in range(copies):
            word = f" Part {number}" if number else ""
            copy = re.sub(r"(?m)^(@\w+\{[^,]+),", rf"\g<1>-{number},", text)
            copy = re.sub(r"(?m)^( +title = \{.*)\},$", rf"\g<1>{word}}},", copy)
            copy = re.sub(r"(?m)^( +doi = \{.*)\},$", rf"\g<1>.{number}}},", copy)
            titles += re.findall(r"(?m)^ +title = \{(.*)\},$", copy)
            stream.write(copy)
    return titles


def sqlite_alone(path: Path, titles: Sequence[str]) -> None:
    """Put titles into a table for full-text search."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE VIRTUAL TABLE t USING fts5(title, content='', columnsize=0, detail=none); BEGIN;"
    )
    database.executemany("INSERT INTO t(rowid, title) VALUES (?, ?)", enumerate(titles))
    database.execute("COMMIT")
    database.close()


def ask(index: Path, titles: Sequence[str], dump: Path) -> None:
    """Print how long answers take: by identifier, by title, and by a title with a slip."""
    chance = random.Random(1)  # noqa: S311 - nothing secret depends on it
    plain = [title for title in titles if not set(title) & set("{}\\$")]
    asked = chance.sample(plain, min(_ASKED, len(plain)))
    dois = re.findall(r"(?m)^ +doi = \{(.*)\},$", dump.read_text("utf-8"))
    names = [found for doi in chance.sample(dois, min(_ASKED, len(dois))) if (found := wanted(doi))]
    with DumpIndex(index) as opened:
        slips = [title[:9] + title[10:] for title in asked]
        for what, calls in (
            ("by DOI", [partial(opened.record, name) for name in names]),
            ("by title", [partial(opened.search, title) for title in asked]),
            ("by a title with a slip", [partial(opened.search, title) for title in slips]),
        ):
            answers = [timed(call) for call in calls]
            answers.sort()
            middle, late = answers[len(answers) // 2], answers[len(answers) * 95 // 100]
            print(f"{what}: {middle * 1e3:.2f} ms, 95 of 100 within {late * 1e3:.2f} ms")


def timed(call: Callable[[], object]) -> float:
    """Return the processor seconds of a call in this process."""
    start = time.process_time()
    call()
    return time.process_time() - start


def processor_seconds(call: Callable[[], object]) -> float:
    """Return the processor seconds of a call, further processes included."""
    before = cpu()
    call()
    return cpu() - before


def cpu() -> float:
    """Return the processor seconds of this process and of those that it ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    main()
