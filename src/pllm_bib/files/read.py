"""Files -> a library and everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import Config, byte_position, os_message, shown
from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pllm_bib.model.diagnostic import Diagnostic
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
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def keys_clash(self) -> bool:
        """Whether two entries have one key, in any case: no export could hold them both."""
        return len({entry.key.casefold() for entry in self.library}) < len(self.library)


def load_list(config: Config) -> Loaded:
    """Read every section's file of a list; entries come in reading order, each once."""
    sections = [section for chapter in config.chapters for section in chapter.sections]
    files = [(config.bib_file(section), section.id) for section in sections]
    missing = tuple(path for path, _section in files if not path.is_file())
    present = [(path, section) for path, section in files if path not in missing]
    stray = tuple(sorted(set(config.entries.glob("*.bib")) - {path for path, _section in files}))
    entries, faults, texts = _read_all([*present, *((path, None) for path in stray)])
    return Loaded(
        library=Library(entries, config.chapters, config.venues),
        faults=faults,
        texts=texts,
        missing_files=missing,
        stray_files=stray,
    )


def load_files(paths: Sequence[Path], venues: tuple[Venue, ...] = ()) -> Loaded:
    """Read .bib files that belong to no list; entries keep the order of the files."""
    entries, faults, texts = _read_all((path, None) for path in paths)
    return Loaded(library=Library(entries, venues=venues), faults=faults, texts=texts)


def decode(path: Path) -> str:
    r"""The text of a UTF-8 file, without byte-order mark and with ``\n`` as line end.

    Raises ``UnicodeDecodeError``, and `OperatorError` where the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def text_of(path: Path) -> str:
    """The text of a file; one that is not UTF-8 is an `OperatorError`."""
    try:
        return decode(path)
    except UnicodeDecodeError as error:
        message = f"{shown(path)} is not UTF-8: save it in that encoding"
        raise OperatorError(message) from error


def _read_all(
    files: Iterable[tuple[Path, str | None]],
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...], dict[Path, str]]:
    """Entries, faults and texts of files, each given with the section that it belongs to."""
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    texts: dict[Path, str] = {}
    files = list(files)
    for path, _section in files:
        try:
            texts[path] = decode(path)
        except UnicodeDecodeError as error:
            position = byte_position(path, error)
            message = "the file is not UTF-8: save it in that encoding"
            faults.append(reading_fault("bad-encoding", message, position))
    around = bib_reader.Surroundings(parents=_parents(texts.values()))
    for path, section in files:
        if path in texts:
            read, found = bib_reader.read(texts[path], shown(path), section, around)
            entries.extend(read if section is None else in_reading_order(read))
            faults.extend(found)
    return tuple(entries), tuple(faults), texts


def _parents(texts: Iterable[str]) -> dict[str, inheritance.Raw]:
    """The entries of files that are read as one, if any of them inherits: by key or former key."""
    texts = list(texts)
    if not any(inheritance.may_inherit(text) for text in texts):
        return {}
    around = bib_reader.Surroundings()
    found = [what for text in texts for what in bib_reader.skim(text, around)]
    raws = [(key, raw) for _offset, key, raw in found if not isinstance(raw, str)]
    parents: dict[str, inheritance.Raw] = {}
    for key, raw in raws:
        parents.setdefault(key, raw)
    for _key, raw in raws:
        for alias in bib_reader.listed(raw[1].get("ids", "")):
            parents.setdefault(alias, raw)
    return parents
