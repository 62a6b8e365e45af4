"""New keys by the pattern, in the entries and in everything that refers to them."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.config import ORIGINAL, SOURCES, read_toml, shown
from pllm_bib.files.text import as_on_disk, text_of
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.model.citation_key import DEFAULT_PATTERN, is_conventional, new_keys
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.rules.base import is_half_read
from pllm_bib.tasks.select import find_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.citation_key import KeyPattern
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """The changes that new keys bring. Nothing is written yet."""

    keys: dict[str, str]
    """Old key -> new key, in reading order."""
    left: tuple[tuple[Entry, str], ...]
    """Entries that keep a key that does not follow the pattern, and why."""
    changed: dict[Path, str]
    """Files with their new text."""
    former: dict[str, str]
    """Every former key of every entry, those of earlier times too -> its key now."""

    def key_map(self) -> str:
        """Return a line for each former key: it, a tab, and the key now."""
        return "".join(f"{old}\t{new}\n" for old, new in self.former.items())


def rekey(
    loaded: Loaded,
    config: Config | None,
    *,
    pattern: KeyPattern = DEFAULT_PATTERN,
    keys: Collection[str] = (),
    files: Collection[Path] = (),
    wanted: Collection[str] | None = None,
) -> Rekeyed:
    """Work out new keys for the entries of a library that do not follow a pattern.

    ``keys`` and ``files`` name the only entries meant, if any are given; ``wanted`` has the keys
    of those that meet conditions, None if there are no conditions. The library must have been read
    in full, without two entries of one key; ``config`` is its list, if it is one, whose records
    are changed too.

    Raises `OperatorError` for a key that no entry has, and where a record cannot be renamed in.
    """
    library = loaded.library
    meant = _meant(library, keys, files, wanted)
    shadowed = _shadowed(library)

    def is_able(entry: Entry) -> bool:
        return meant(entry) and entry.key not in shadowed and not is_half_read(entry)

    renamed = {entry.key: key for entry, key in new_keys(library.entries, pattern, is_able)}
    left = tuple(
        (entry, _reason(entry, shadowed))
        for entry in library
        if entry.key not in renamed and meant(entry) and not is_conventional(entry, pattern)
    )
    texts = as_on_disk(
        {
            path: bib_source.rekey(text, renamed, comments=path in loaded.with_comments)
            for path, text in loaded.texts.items()
        }
    )
    if config and renamed:
        texts |= _records(config, renamed)
    return Rekeyed(
        keys=renamed,
        left=left,
        changed=write.changed(texts) if renamed else {},
        former=_former(library, renamed),
    )


def _meant(
    library: Library,
    keys: Collection[str],
    files: Collection[Path],
    wanted: Collection[str] | None,
) -> Callable[[Entry], bool]:
    chosen = {find_entry(library, key).key for key in keys}
    paths = {shown(path) for path in files}

    def meant(entry: Entry) -> bool:
        place = entry.position()
        in_files = place is not None and place.path in paths
        named = not (chosen or paths) or entry.key in chosen or in_files
        return named and (wanted is None or entry.key in wanted)

    return meant


def _shadowed(library: Library) -> dict[str, str]:
    """Return keys that are also former keys of another entry, each with that entry's key.

    Renamed, their entry could no longer be found by them: the other one would be.
    """
    owners = {
        alias.casefold(): entry.key
        for entry in library
        for alias in entry.aliases
        if alias.casefold() != entry.key.casefold()
    }
    shadowed = {entry.key: owners.get(entry.key.casefold()) for entry in library}
    return {key: owner for key, owner in shadowed.items() if owner is not None}


def _reason(entry: Entry, shadowed: Mapping[str, str]) -> str:
    if entry.key in shadowed:
        return f"its key is also a former key of “{shadowed[entry.key]}”: drop it there first"
    return "its name, year and title do not say enough for a key"


def _former(library: Library, renamed: Mapping[str, str]) -> dict[str, str]:
    keys = {renamed.get(entry.key, entry.key) for entry in library}
    former: dict[str, str] = {}
    for entry in library:
        key = renamed.get(entry.key, entry.key)
        for name in (*entry.aliases, entry.key):
            # What is a key now leads to its own entry, and what holds white space to none.
            if name not in keys and listed(name) == (name,):
                former.setdefault(name, key)
    return former


# The list's own records, which keep their comments.


def _records(config: Config, renamed: Mapping[str, str]) -> dict[Path, str]:
    """Return the list's records, which name entries by their keys, with the new keys."""
    return as_on_disk(
        {
            path: _renamed_in(path, renamed, edit)
            for path, edit in (
                (config.entries / SOURCES, _in_sources),
                (config.entries / ORIGINAL, _in_original),
            )
            if path.is_file()
        }
    )


def _renamed_in(
    path: Path,
    renamed: Mapping[str, str],
    edit: Callable[[str, Mapping[str, str]], tuple[str, Callable[[dict[str, Any]], object]]],
) -> str:
    tables = read_toml(path)
    text, expected = edit(text_of(path), renamed)
    try:
        done = tomllib.loads(text) == expected(tables)
    except tomllib.TOMLDecodeError:
        done = False
    if not done:
        message = (
            f"{shown(path)}: keys cannot be renamed in it safely: write tables as [[key]] and "
            "texts on lines of their own, one line each"
        )
        raise OperatorError(message)
    return text


_TABLE = regex(r"^(\s*\[\[\s*)(\"[^\"\\]*\"|'[^']*'|[\w-]+)(\s*\]\])", re.MULTILINE | re.ASCII)
_NOTE = regex(r"^(\s*)(\"[^\"\\]*\"|'[^']*'|[\w-]+)(\s*=)", re.MULTILINE | re.ASCII)
_KEY = regex(r"^(\s*key\s*=\s*)(\"[^\"\\]*\"|'[^']*')()", re.MULTILINE)


def _in_sources(
    text: str, renamed: Mapping[str, str]
) -> tuple[str, Callable[[dict[str, Any]], object]]:
    """Rename ``[[key]]`` tables, and lines of the table of notes."""

    def expected(tables: dict[str, Any]) -> object:
        result: dict[str, Any] = {}
        for key, table in tables.items():
            if key == "notes" and isinstance(table, dict):
                result[key] = {renamed.get(name, name): note for name, note in table.items()}
            else:
                result[renamed.get(key, key)] = [*result.get(renamed.get(key, key), ()), *table]
        return result

    pieces = re.split(r"^(?=\s*\[)", text, flags=re.MULTILINE)
    for at, piece in enumerate(pieces):
        pattern = _NOTE if re.match(r"\s*\[\s*notes\s*\]", piece) else _TABLE
        pieces[at] = _replaced(pattern, piece, renamed)
    return "".join(pieces), expected


def _in_original(
    text: str, renamed: Mapping[str, str]
) -> tuple[str, Callable[[dict[str, Any]], object]]:
    """Rename the ``key = "..."`` of every line."""

    def expected(tables: dict[str, Any]) -> object:
        lines = tables.get("line", [])
        return tables | {
            "line": [line | {"key": renamed.get(line["key"], line["key"])} for line in lines]
        }

    return _replaced(_KEY, text, renamed), expected


def _replaced(pattern: re.Pattern[str], text: str, renamed: Mapping[str, str]) -> str:
    def replacement(match: re.Match[str]) -> str:
        before, name, after = match.groups()
        new = renamed.get(name.strip("\"'"))
        if new is None:
            return match[0]
        is_bare = name[0] not in "\"'" and re.fullmatch(r"[A-Za-z0-9_-]+", new)
        return before + (new if is_bare else f'"{new}"') + after

    return pattern.sub(replacement, text)
