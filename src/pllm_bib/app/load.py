"""Files -> a library and everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.app.config import Config, OperatorError, byte_position, os_message, shown
from pllm_bib.formats import bib_reader
from pllm_bib.formats.markdown import in_reading_order
from pllm_bib.model.diagnostic import FATAL_FAULTS, Diagnostic, reading_fault
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was read. ``texts`` holds each file's text as it was decoded, by path."""

    library: Library
    faults: tuple[Diagnostic, ...]
    texts: dict[Path, str]
    missing_files: tuple[Path, ...] = ()
    stray_files: tuple[Path, ...] = ()

    @property
    def fatal(self) -> tuple[Diagnostic, ...]:
        """Faults after which entries are missing: nothing may be made from this library."""
        return tuple(fault for fault in self.faults if fault.name in FATAL_FAULTS)

    @property
    def keys_clash(self) -> bool:
        """Whether two entries have one key, in any case: no export could hold them both."""
        return len({entry.key.casefold() for entry in self.library}) < len(self.library)


def load_list(config: Config) -> Loaded:
    """Read every section's file of a list; entries come in reading order, each once."""
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    texts: dict[Path, str] = {}
    missing = []
    expected = set()
    sections = [section for chapter in config.chapters for section in chapter.sections]
    for section in sections:
        path = config.bib_file(section)
        expected.add(path)
        if not path.is_file():
            missing.append(path)
            continue
        read, found = _read(path, section.id, texts)
        entries.extend(in_reading_order(read))
        faults.extend(found)
    stray = sorted(set(config.entries.glob("*.bib")) - expected)
    for path in stray:
        read, found = _read(path, None, texts)
        entries.extend(read)
        faults.extend(found)
    return Loaded(
        library=Library(tuple(entries), config.chapters, config.venues),
        faults=tuple(faults),
        texts=texts,
        missing_files=tuple(missing),
        stray_files=tuple(stray),
    )


def load_files(paths: Sequence[Path], venues: tuple[Venue, ...] = ()) -> Loaded:
    """Read .bib files that belong to no list; entries keep the order of the files."""
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    texts: dict[Path, str] = {}
    for path in paths:
        read, found = _read(path, None, texts)
        entries.extend(read)
        faults.extend(found)
    return Loaded(library=Library(tuple(entries), venues=venues), faults=tuple(faults), texts=texts)


def decode(path: Path) -> str:
    r"""The text of a UTF-8 file, without byte-order mark and with ``\n`` as line end.

    Raises ``UnicodeDecodeError``, and `OperatorError` where the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _read(
    path: Path, section: str | None, texts: dict[Path, str]
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    try:
        text = decode(path)
    except UnicodeDecodeError as error:
        position = byte_position(path, error)
        message = "the file is not UTF-8: save it in that encoding"
        return (), (reading_fault("bad-encoding", message, position),)
    texts[path] = text
    return bib_reader.read(text, shown(path), section)
