"""Files that commands take works from: what they are called, their format, how to open them."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.kinds import (
    BIB,
    MARKDOWN,
    guess_importable,
    has_known_suffix,
    holds_blocks,
    own_format,
    refusal,
    refuse_unlike,
    start_of,
    start_of_file,
)
from pllm_bib.files.transaction import recovery, seen
from pllm_bib.formats import FORMATS
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position, no_such

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pllm_bib.formats.base import Reader, Result
    from pllm_bib.model.entry import Entry

STANDARD_INPUT = "standard input"
"""Its name in messages."""
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
    path: Path | None = None
    """Where it is, if it is a file."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """New keys of its entries by their old ones, where it is no .bib file."""

    @property
    def reader(self) -> Reader:
        """The reader of its format. Raises ``ValueError`` for a list, which has no records."""
        reader = FORMATS[self.format].read if self.format in FORMATS else None
        if reader is None:
            message = f"{self.name}: nothing here reads the format “{self.format}”"
            raise ValueError(message)
        return self._renaming(reader) if self.renamed else reader

    def _renaming(self, reader: Reader) -> Reader:
        """Return a reader that gives entries their new keys; the old ones become former keys."""

        def read(text: str, name: str, section: str | None) -> Result:
            entries, faults = reader(text, name, section)
            return tuple(map(self._anew, entries)), faults

        return read

    def _anew(self, entry: Entry) -> Entry:
        key = self.renamed.get(entry.key, entry.key)
        if key == entry.key:
            return entry
        aliases = (*(alias for alias in entry.aliases if alias != key), entry.key)
        return replace(entry, key=key, aliases=aliases)

    def holding(self, data: bytes) -> Input:
        """Return the input as if it held something else."""
        return replace(self, open=partial(io.BytesIO, data), size=len(data))

    @property
    def has_comments(self) -> bool:
        """True if a ``%`` between the fields of an entry starts a comment."""
        return self.format in BIB and (self.path is None or own_format(self.path) is None)


def file_input(path: Path, form: str, name: str | None = None) -> Input:
    """Return a file as an input. Raises `OperatorError` where there is no such file."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error
    opened = partial(_opened, path)
    return Input(name=name or shown(path), format=form, open=opened, size=size, path=path)


def _opened(path: Path) -> BinaryIO:
    recovery.settle(path)
    return seen.opened(path)


def importable(name: str, form: str | None = None) -> Input:
    """Return a file, or standard input (``-``), in a format that is named or else guessed.

    Raises `OperatorError` where it cannot be read, or nothing reads the format.
    """
    _stop_at_unknown(form)
    path = Path(name)
    if name == "-":
        return _read_once(STANDARD_INPUT, sys.stdin.buffer, form)
    if path.is_fifo():
        with path.open("rb") as stream:
            return _read_once(shown(path), stream, form)
    head = start_of_file(path)
    if form is None:
        form = own_format(path) or guess_importable(path.name, head)
        refuse_unlike(path, form)
    return file_input(path, form)


def text_input(text: str, name: str, form: str | None = None) -> Input:
    """Return a text as a file, in a format that is named or else guessed from it.

    Raises `OperatorError` where nothing reads the format, or the text holds half a letter.
    """
    _stop_at_unknown(form)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        message = f"the text holds U+{ord(text[error.start]):04X}, half a letter"
        raise OperatorError(message, Position(name, line)) from error
    return _read_once(name, io.BytesIO(data), form)


def _stop_at_unknown(form: str | None) -> None:
    """Refuse a format that nothing reads. Raises `OperatorError`."""
    if form is not None and form not in IMPORTABLE:
        raise OperatorError(no_such("format", form, IMPORTABLE, " that can be read"))


def _read_once(name: str, stream: BinaryIO, form: str | None) -> Input:
    """Return what can be read once as an input that can be read again."""
    data = stream.read()
    return Input(
        name=name,
        format=form or guess_importable("", start_of(io.BytesIO(data))),
        open=partial(io.BytesIO, data),
        size=len(data),
    )


def as_bib(found: Input) -> Input:
    """Return a .bib file; text of no known form is one, too, such as an empty one.

    Raises `OperatorError` for any other format, and says what to do.
    """
    if found.format in BIB:
        return found
    if found.path:
        raise refusal(found.path)
    if found.format == MARKDOWN:
        return replace(found, format="biblatex")
    message = f"{found.name} is no .bib file: “pllm-bib convert - -t bibtex” makes one of it"
    raise OperatorError(message)


def names_file(argument: str) -> bool:
    """Say whether an argument is a file and no key or word: ``-``, a path, or a known suffix."""
    if argument == "-" or has_known_suffix(argument):
        return True
    return ("/" in argument or os.sep in argument) and Path(argument).exists()


def bibliographies(names: Iterable[str], form: str | None = None) -> list[Input]:
    """Return files with full records, and the .bib files in folders.

    Raises `OperatorError` for lists, which have none.
    """
    paths = [path for name in names for path in within(name)]
    return [bibliography(importable(name, form)) for name in paths]


def bibliography(found: Input) -> Input:
    """Return an input with full records. Raises `OperatorError` for a list, which has none."""
    if found.format == MARKDOWN:
        if found.path:
            raise refusal(found.path)
        message = f"{found.name} is no bibliography: give BibTeX, RIS or CSL-JSON"
        raise OperatorError(message)
    return found


def within(name: str) -> list[str]:
    """Return a file's name, or those of the .bib files in a folder."""
    return [str(path) for path in bib_files([Path(name)])] if Path(name).is_dir() else [name]


def bib_files(paths: Sequence[Path], *, may_be_empty: bool = False) -> list[Path]:
    """Return the files that paths stand for: themselves, and the .bib files in folders.

    Raises `OperatorError` for a folder without any, for a file that is no BibTeX, and where all
    files are empty, unless they may be.
    """
    files: list[Path] = []
    for path in paths:
        found = sorted(path.rglob("*.bib")) if path.is_dir() else [path]
        if not found:
            message = f"{shown(path)} holds no .bib file"
            raise OperatorError(message)
        files += found
    blocks = [holds_blocks(path) for path in files]
    if files and not any(blocks) and not may_be_empty:
        raise OperatorError(_nothing_in(files))
    return files


def require_entries(inputs: Sequence[Input | Path], number: int) -> None:
    """Refuse files in which no entry was found, and no fault either. Raises `OperatorError`."""
    files = [one if isinstance(one, Path) else one.path or Path("-") for one in inputs]
    if files and not number and not any(own_format(path) for path in files):
        raise OperatorError(_nothing_in(files))


def _nothing_in(files: Sequence[Path]) -> str:
    names = ", ".join(map(_shown, files[:_NAMED]))
    if more := len(files) - _NAMED:
        names += f" and {more} more" if more > 0 else ""
    if len(files) == 1 and files[0].is_file() and not files[0].stat().st_size:
        return f"{names} is empty: there is nothing to do"
    return f"no entry in {names}: there is nothing to do"


def _shown(path: Path) -> str:
    return STANDARD_INPUT if str(path) == "-" else shown(path)


_NAMED = 3
"""So many files does a message name."""
