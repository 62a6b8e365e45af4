"""Files that commands take works from: what they are called, their format, how to open them."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import ENTRIES, find_root, os_message, shown
from pllm_bib.files.text import TextFile
from pllm_bib.formats import FORMATS
from pllm_bib.model.diagnostic import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MARKDOWN = "markdown"
"""The name of lists where a format is named."""
IMPORTABLE = [*(row.name for row in FORMATS.values() if row.read), MARKDOWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file to read: its name in messages, its format, and how to open it."""

    name: str
    format: str
    open: Callable[[], BinaryIO]
    size: int
    """In bytes."""
    section: str | None = None
    """The id of the section of a list that the file belongs to."""


def file_input(path: Path, form: str, name: str | None = None) -> Input:
    """Return a file as an input. Raises `OperatorError` where there is no such file."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error
    return Input(name=name or shown(path), format=form, open=partial(_opened, path), size=size)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def importable(name: str, form: str | None = None) -> Input:
    """Return a file, or standard input (``-``), in a format that is named or else guessed.

    Raises `OperatorError` where it cannot be read, or nothing reads the format.
    """
    if form is not None and form not in IMPORTABLE:
        hint = did_you_mean(form, IMPORTABLE, f" There are: {', '.join(IMPORTABLE)}.")
        message = f"there is no format “{form}” that can be read.{hint}"
        raise OperatorError(message)
    if name == "-":
        data = sys.stdin.buffer.read()
        return Input(
            name="standard input",
            format=form or guess_importable("", start_of(io.BytesIO(data))),
            open=partial(io.BytesIO, data),
            size=len(data),
        )
    path = Path(name)
    head = start_of_file(path)
    return file_input(path, form or own_format(path) or guess_importable(path.name, head))


def bibliographies(names: Iterable[str]) -> list[Input]:
    """Return files with full records. Raises `OperatorError` for lists, which have none."""
    found = [importable(name) for name in names]
    for one in found:
        if one.format == MARKDOWN:
            message = f"{one.name} is no bibliography: give BibTeX, RIS or CSL-JSON"
            raise OperatorError(message)
    return found


def bib_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that paths stand for: themselves, and the .bib files in folders.

    Raises `OperatorError` for a folder without any.
    """
    files: list[Path] = []
    for path in paths:
        found = sorted(path.rglob("*.bib")) if path.is_dir() else [path]
        if not found:
            message = f"{shown(path)} holds no .bib file"
            raise OperatorError(message)
        files += found
    return files


# Formats.


def start_of(stream: BinaryIO) -> str:
    """Return as much of the start of a file's text as a guess of the format needs."""
    return TextFile(io.BytesIO(stream.read(4096)), "").text()


def start_of_file(path: Path) -> str:
    """Return the start of a file's text. Raises `OperatorError` where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return start_of(stream)
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def own_format(path: Path) -> str | None:
    """Return the dialect of a list's own .bib files for one of these, None for others."""
    try:
        root = find_root(path.resolve().parent)
    except OperatorError:
        return None
    is_own = path.suffix == ".bib" and path.resolve().parent == root / ENTRIES
    return "canonical" if is_own else None


def guess_format(name: str, head: str) -> str | None:
    """Tell the format of a file by its name, or else by its start; None if neither tells."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    by_suffix = _SUFFIXES.get(suffix)
    if by_suffix in FORMATS:
        return by_suffix
    found = next((form for pattern, form in _STARTS if re.match(pattern, head)), None)
    return found if found in FORMATS and FORMATS[found].read else None


def guess_importable(name: str, head: str) -> str:
    """Tell the format of a file to import: a list, unless something tells otherwise."""
    if name.lower().endswith(_MARKDOWN_SUFFIXES):
        return MARKDOWN
    guessed = guess_format(name, head)
    by_name = guess_format(name, "")
    if guessed is None or (guessed != by_name and _LINK.search(head)):
        return MARKDOWN
    return guessed


_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
_LINK = re.compile(r"\]\(\s*<?(?:https?:|www\.|\[)")
_SUFFIXES = {row.suffix: row.name for row in FORMATS.values() if row.read} | {
    ".bibtex": "biblatex",
    ".biblatex": "biblatex",
    ".csljson": "csl-json",
    ".yml": "csl-yaml",
    ".medline": "nbib",
}
"""Suffix -> format. What BibTeX reads, the reader of BibLaTeX does too, which comes after it."""
_STARTS = (
    (r"\s*%[0A-Z] \S", "enw"),
    (r"(?s)(?:.*\n)?\s*TY {0,2}- ", "ris"),  # there may be a heading before it
    (r"\s*[A-Z]{2,4} {0,2}- ", "nbib"),
    (r"\s*[\[{]", "csl-json"),
    (r"\s*(---\s|references:|- \w+:)", "csl-yaml"),
    (r"(?sm).*?^[^\S\n]*@\w+\s*[{(]", "biblatex"),
)
"""Pattern of a text's start -> its format, the most telling first."""
