"""An index of the keys in a large list's files: a work is found without reading them all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pllm_bib.files import list as lists
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.files.config import shown
from pllm_bib.files.read import is_connected
from pllm_bib.files.text import BLOCK, read_text
from pllm_bib.files.transaction import recovery

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import Loaded

LARGE = 2 * BLOCK
"""Bytes of a list from which an index is worth its reading."""


def load_with_keys(config: Config, keys: Collection[str]) -> Loaded:
    """Read the files of a list that have some keys or former keys; all if the cache cannot tell.

    It knows files by what they hold, and only those of lists without any fault that is reported
    of every entry. Raises `OperatorError` as `load_list` does.
    """
    if sum(path.stat().st_size for path in _files(config)) < LARGE:
        return lists.load_list(config)
    place = cache_file(config.root, "list", kind="keys")
    rows = store.read_rows(place)
    while True:
        recovery.settle(config.entries)
        before = lists.stamps(config)
        texts = {path: read_text(path).text for path in _files(config)}
        chosen = _files_with(keys, texts, rows)
        if not chosen or None in before:
            break
        loaded = lists.load_some(config, chosen)
        if not recovery.pending(config.root) and lists.stamps(config) == before:
            return loaded
    loaded = lists.load_list(config)
    _remember(loaded, rows)
    store.write_rows(place, rows)
    return loaded


def _files(config: Config) -> list[Path]:
    return [file.path for file in lists.list_files(config) if file.path.is_file()]


def _files_with(
    keys: Collection[str], texts: Mapping[Path, str], rows: store.Rows
) -> set[Path] | None:
    """Return the files that have some keys; None if a file is not known, or a key in no file."""
    found: dict[str, set[Path]] = {key: set() for key in keys}
    folded: set[str] = set()
    count = 0
    for path, text in texts.items():
        known = rows.get(_digest(path, text))
        if known is None:
            return None
        count += len(known["keys"])
        folded.update(key.casefold() for key in known["keys"])
        for key in found.keys() & {*known["keys"], *known["former"]}:
            found[key].add(path)
    if len(folded) < count or not all(found.values()):
        return None
    return set().union(*found.values())


def _remember(loaded: Loaded, rows: store.Rows) -> None:
    """Put the keys of files into the index, if each of them can be read without the others."""
    if loaded.fatal or loaded.missing_files or loaded.keys_clash:
        return
    if any(map(is_connected, loaded.texts.values())):
        return
    keys: dict[str, list[str]] = {}
    former: dict[str, list[str]] = {}
    for entry in loaded.library:
        name = entry.origin.position.path if entry.origin else ""
        keys.setdefault(name, []).append(entry.key)
        former.setdefault(name, []).extend(entry.aliases)
    for path, text in loaded.texts.items():
        name = shown(path)
        value = {"keys": keys.get(name, []), "former": former.get(name, [])}
        rows.put(_digest(path, text), value)


def _digest(path: Path, text: str) -> str:
    said = f"{path.name}\0{text}".encode(errors="surrogatepass")
    return hashlib.blake2b(said, digest_size=16).hexdigest()
