"""Throw damaged files at every reader for a long while: ``make fuzz SECONDS=600``.

Atheris (libFuzzer) looks for inputs that reach new code. A reader may report what it likes; an
exception is a failure, and so is a time that grows faster than the input. A citation style makes
references and citations, or is refused in one line. Fixes leave what they are not about letter for
letter, and a second run changes nothing. Merges and conversions of .bib files keep the promises of
``invariants``.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["pllm_bib"]):
    from pllm_bib import papers
    from pllm_bib.citing import references as citing
    from pllm_bib.citing import styles
    from pllm_bib.citing.csl.cite import Citation, Cite
    from pllm_bib.errors import StyleError
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import load_files
    from pllm_bib.formats import FORMATS
    from pllm_bib.papers.tex import TexState
    from pllm_bib.tasks.convert.request import Request
    from pllm_bib.tasks.convert.run import Conversion

import io
import re
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests import invariants
from tests.hard_entries import bib_file
from tests.tasks.test_check import Fixer, assert_only_touched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.formats.row import Format
    from pllm_bib.model.library import Library

READABLE = [row.name for row in FORMATS.values() if row.read]
WRITABLE = [row.name for row in FORMATS.values() if row.writer]
SLOW = 2e-3
"""Seconds a byte; nothing that is linear takes a tenth of it."""


DATA = Path(__file__).parent / "formats" / "data"
BARE = b"@misc{bare}\n@misc{bare2}\n@book{a, title = {T}}\n@book{b, title = {T}}\n"
LONGEST = 1000
"""How many characters a refusal may have."""


def once(data: bytes) -> None:
    """Try what the first byte chooses: a style, a .bib file anew, or a file of some format."""
    if len(data) <= len("ab"):
        return
    choice = data[0] % (PAPERS + len(DOCUMENTS))
    start = time.process_time()
    if choice == len(READABLE):
        cite(data[2:])
    elif choice == len(READABLE) + 1:
        fix(data[2:], unsafe=bool(data[1] % 2))
    elif choice >= PAPERS:
        mention(DOCUMENTS[choice - PAPERS], data[2:])
    elif choice > len(READABLE) + 1:
        write_anew(WRITERS[choice - len(READABLE) - 2], data[2:])
    else:
        convert(READABLE[choice], WRITABLE[data[1] % len(WRITABLE)], data[2:])
    spent = time.process_time() - start
    if spent > 1 + SLOW * len(data):
        message = f"{spent:.1f} s for {len(data)} bytes of choice {choice}"
        raise AssertionError(message)


def convert(form: str, to: str, data: bytes) -> None:
    """Convert a file from one format to another."""
    source = Input(name="fuzz", format=form, open=partial(io.BytesIO, data), size=len(data))
    for _text in Conversion([source], Request(to=to, jobs=1)).texts():
        pass


@cache
def library() -> Library:
    """Return works of every type, and some that hold next to nothing."""
    with tempfile.NamedTemporaryFile(suffix=".bib") as file:
        file.write((DATA / "every-type.bib").read_bytes() + BARE)
        file.flush()
        return load_files([Path(file.name)]).library.unique()


def cite(data: bytes) -> None:
    """Cite works in a style; it may be refused, in one line."""
    with tempfile.NamedTemporaryFile(suffix=".csl") as file:
        file.write(data)
        file.flush()
        try:
            citing.references(library(), file.name, "html")
            cited = Citation(tuple(Cite(entry.key) for entry in library()))
            citing.citations(library(), [cited], file.name, "text")
        except StyleError as error:
            message = str(error)
            assert "\n" not in message, message
            assert len(message) <= LONGEST, message


def fix(data: bytes, *, unsafe: bool) -> None:
    """Fix a .bib file, twice."""
    text = data.decode("utf-8", "replace").replace("\r", "\n").lstrip("\ufeff")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.bib"
        fixer = Fixer(path, text)
        _, new = fixer.fix(unsafe=unsafe)
        assert_only_touched(text, new, fixer.touched)
        assert Fixer(path, new).fix(unsafe=unsafe)[1] == new


WRITERS: tuple[Callable[[Path], None], ...] = (
    invariants.assert_merge_is_harmless,
    *(
        partial(invariants.assert_conversion_is_harmless, to=to)
        for to in ("canonical", "bibtex", "biblatex")
    ),
)


def write_anew(check: Callable[[Path], None], data: bytes) -> None:
    """Let a command write a .bib file anew, and check that it does no harm."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fuzz.bib")
        path.write_bytes(data)
        check(path)


DOCUMENTS = sorted(set(papers.KINDS.values()))
PAPERS = len(READABLE) + 2 + len(WRITERS)
"""The first choice of a document that cites."""


def mention(kind: str, data: bytes) -> None:
    """Read a document; each thing that it mentions stands in it."""
    text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    for one in papers.reader(kind)(text, f"fuzz.{kind}", TexState()):
        assert 1 <= one.position.line <= len(lines), one
        assert 1 <= one.position.column <= len(lines[one.position.line - 1]) + 1, one


def examples(row: Format) -> Iterator[tuple[str, bytes]]:
    """Yield files that a format may read: those with its suffix, and our own if it is written."""
    for path in DATA.rglob(f"*{row.suffix}"):
        yield path.name, path.read_bytes()
    if row.writer:
        yield "own", row.write(library()).encode()


def documents() -> Iterator[str]:
    """Yield documents that cite: those of the documentation and of the tests of readers."""
    folder = Path(__file__).parent
    yield from (path.read_text("utf-8") for path in sorted(folder.parent.glob("docs/*.md")))
    for path in sorted(folder.glob("papers/test_*.py")):
        yield from re.findall(r'"""(.+?)"""', path.read_text("utf-8"), re.DOTALL)


def main() -> None:
    """Start from the files of the tests, in pieces, each behind the bytes that choose formats."""
    corpus = Path(".fuzz-corpus")
    corpus.mkdir(exist_ok=True)
    for number, name in enumerate(READABLE):
        for example, text in examples(FORMATS[name]):
            for at in range(0, min(len(text), 30_000), 1500):
                seed = bytes([number, at % 251]) + text[at : at + 2000]
                (corpus / f"{name}-{example}-{at}").write_bytes(seed)
    known = sorted(styles.collection().values(), key=lambda path: path.stat().st_size)
    for path in [path for path in known if path.parent.name != "dependent"][:200:10]:
        (corpus / path.name).write_bytes(bytes([len(READABLE), 0]) + path.read_bytes())
    for number in range(40):
        seed = bytes([len(READABLE) + 1, number]) + bib_file(number, 3).encode()
        (corpus / f"fix-{number}").write_bytes(seed)
        for choice in range(len(READABLE) + 2, len(READABLE) + 2 + len(WRITERS)):
            seed = bytes([choice, 0]) + bib_file(number, 3).encode()
            (corpus / f"anew-{choice}-{number}").write_bytes(seed)
    for number, kind in enumerate(DOCUMENTS):
        for at, example in enumerate(documents()):
            seed = bytes([PAPERS + number, 0]) + example.encode()[:3000]
            (corpus / f"paper-{kind}-{at}").write_bytes(seed)
    atheris.Setup([*sys.argv, str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
