"""Processor time for inputs that are hard to read, beside that for a sixteenth of each.

Run with ``make bench-growth``. The tests count steps of Python; this also sees the time of regular
expressions and of other code in C. Both sizes are timed in the same run, the better of two.
"""

from __future__ import annotations

import io
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tests.growth import BIB, FILES, LATEX, MARKDOWN

from pllm_bib.awesome import read as awesome_list
from pllm_bib.files.inputs import Input
from pllm_bib.formats import FORMATS
from pllm_bib.formats.shared import latex
from pllm_bib.tasks.convert.request import Request
from pllm_bib.tasks.convert.run import Conversion

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRIES = 20_000
"""Repetitions in a .bib file."""
TIMES = 16
"""How much larger the larger of the two inputs is."""
TOO_FAST = TIMES**0.25
"""Times more than in proportion that the larger input may take; what is linear takes 1."""
LEAST = 0.005
"""Seconds that the smaller input counts for at least; less is noise."""


def convert(suffix: str, text: str) -> None:
    """Convert a file of a suffix, or of a format by its name, to RIS."""
    named = (row.name for row in FORMATS.values() if row.read and suffix in {row.suffix, row.name})
    form = next(named)
    data = text.encode()
    source = Input(name="hard", format=form, open=partial(io.BytesIO, data), size=len(data))
    for _text in Conversion([source], Request(to="ris", jobs=1)).texts():
        pass


def there_and_back(source: str) -> None:
    """Decode LaTeX and encode it again."""
    text, _problems = latex.decode(source)
    latex.encode(text, ascii_only=True)


def read_list(text: str) -> None:
    """Read a list in Markdown."""
    awesome_list.read(text, "list.md")


class Case(NamedTuple):
    """An input and what is done with it."""

    name: str
    size: int
    make: Callable[[int], str]
    work: Callable[[str], None]


CASES = (
    *(Case(f".bib, {name}", ENTRIES, make, partial(convert, ".bib")) for name, make in BIB.items()),
    *(
        Case(f"{suffix}, {name}", hard.many, hard.make, partial(convert, suffix))
        for (suffix, name), hard in FILES.items()
    ),
    *(Case(f"LaTeX, {name}", hard.many, hard.make, there_and_back) for name, hard in LATEX.items()),
    *(Case(f"list, {name}", hard.many, hard.make, read_list) for name, hard in MARKDOWN.items()),
)


def seconds(case: Case, size: int) -> float:
    """Return the better processor time of two runs of a case."""
    text = case.make(size)
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        case.work(text)
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    """Print a Markdown table, the fastest growth first; return 1 if any is not linear."""
    rows = []
    for case in CASES:
        part, whole = seconds(case, case.size // TIMES), seconds(case, case.size)
        rows.append((whole / (TIMES * max(part, LEAST)), whole, case.size, case.name))
    print("| input | repetitions | seconds | growth (1 is linear) |")
    print("| --- | --: | --: | --: |")
    for growth, whole, size, name in sorted(rows, reverse=True):
        print(f"| {name} | {size:,} | {whole:.3f} | {growth:.2f} |")
    return int(max(rows)[0] > TOO_FAST)


if __name__ == "__main__":
    sys.exit(main())
