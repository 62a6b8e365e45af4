"""Throw damaged files at every reader for a long while: ``make fuzz SECONDS=600``.

Atheris (libFuzzer) looks for inputs that reach new code. A reader may report what it likes; an
exception is a failure, and so is a time that grows faster than the input.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["pllm_bib"]):
    from pllm_bib.files.inputs import Input
    from pllm_bib.formats import FORMATS
    from pllm_bib.tasks.convert.request import Request
    from pllm_bib.tasks.convert.run import Conversion

import io
from functools import partial
from pathlib import Path

READABLE = [row.name for row in FORMATS.values() if row.read]
WRITABLE = [row.name for row in FORMATS.values() if row.writer]
SLOW = 2e-3
"""Seconds a byte; nothing that is linear takes a tenth of it."""


def once(data: bytes) -> None:
    """Convert a file between formats that its first two bytes choose."""
    if len(data) <= len("ab"):
        return
    form, to = READABLE[data[0] % len(READABLE)], WRITABLE[data[1] % len(WRITABLE)]
    data = data[2:]
    source = Input(name="fuzz", format=form, open=partial(io.BytesIO, data), size=len(data))
    start = time.process_time()
    for _text in Conversion([source], Request(to=to, jobs=1)).texts():
        pass
    spent = time.process_time() - start
    if spent > 1 + SLOW * len(data):
        message = f"{spent:.1f} s for {len(data)} bytes of {form}"
        raise AssertionError(message)


def main() -> None:
    """Start from the files of the tests, in pieces, each behind the bytes that choose formats."""
    corpus = Path(".fuzz-corpus")
    corpus.mkdir(exist_ok=True)
    suffixes = {row.suffix: number for number, row in enumerate(map(FORMATS.get, READABLE)) if row}
    for path in (Path(__file__).parent / "formats" / "data").rglob("*.*"):
        if path.suffix in suffixes:
            text = path.read_bytes()
            for at in range(0, min(len(text), 30_000), 1500):
                seed = bytes([suffixes[path.suffix], at % 251]) + text[at : at + 2000]
                (corpus / f"{path.name}-{at}").write_bytes(seed)
    atheris.Setup([*sys.argv, str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
