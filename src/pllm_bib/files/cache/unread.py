"""Entries of files that the cache knows: their keys and sections are there, the rest is read late.

A file is known by what it holds. What an entry is comes from the file alone: as soon as anything
else is asked of one, its file is read as ever.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pllm_bib.files import list as lists
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.files.read import text_entries
from pllm_bib.model.entry import Entry
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import BibText, Loaded
    from pllm_bib.model.diagnostic import Diagnostic

_KNOWN = ("key", "sections", "aliases", "related")
"""The attributes that the cache has of an entry."""


class _File:
    """A file whose entries were not read yet."""

    def __init__(self, text: BibText) -> None:
        self.text = text
        self.entries: list[UnreadEntry] = []

    def read(self) -> None:
        """Give all entries of the file what they are."""
        read, _faults = text_entries(self.text)
        for unread, entry in zip(self.entries, read, strict=True):
            object.__setattr__(unread, "__class__", Entry)
            for name in Entry.__slots__:
                object.__setattr__(unread, name, getattr(entry, name))


class _Source(NamedTuple):
    """The place of an entry that was not read, and its `digest`."""

    file: _File
    digest: str


_ORIGIN: Any = Entry.__dict__["origin"]


class UnreadEntry(Entry):
    """An entry of a file that was not read; it becomes a plain `Entry` when it is looked at."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name not in Entry.__slots__:
            raise AttributeError(name)
        return getattr(read_now(self), name)

    @property
    def origin(self) -> Any:
        """The places of the entry in its file."""
        return read_now(self).origin

    def __repr__(self) -> str:
        return repr(read_now(self))

    def __eq__(self, other: object) -> bool:
        return bool(read_now(self) == other)

    def __hash__(self) -> int:
        return hash(read_now(self))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return read_now(self).__reduce_ex__(protocol)


def read_now(entry: Entry) -> Entry:
    """Return an entry as its file has it."""
    if isinstance(entry, UnreadEntry):
        _ORIGIN.__get__(entry).file.read()
    return entry


def digest(entry: Entry) -> str:
    """Return a digest of all that is made of an entry by itself."""
    if isinstance(entry, UnreadEntry):
        known: str = _ORIGIN.__get__(entry).digest
        return known
    origin = entry.origin
    said = repr((entry, origin and (origin.groups, origin.sentence_case)))
    return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=12).hexdigest()


class KnownFiles:
    """The files of a list that the cache knows."""

    def __init__(self, rows: store.Rows) -> None:
        self._rows = rows

    def entries(self, text: BibText) -> tuple[Entry, ...] | None:
        """Return the entries of a file, not yet read; None if the cache does not know it."""
        found = self._rows.get(_digest(text))
        if found is None:
            return None
        file = _File(text)
        for said, *values in found:
            entry = object.__new__(UnreadEntry)
            for name, value in zip(_KNOWN, values, strict=True):
                known = tuple(value) if isinstance(value, list) else value
                object.__setattr__(entry, name, known)
            _ORIGIN.__set__(entry, _Source(file, said))
            file.entries.append(entry)
        return tuple(file.entries)

    def remember(
        self, text: BibText, entries: Sequence[Entry], faults: Iterable[Diagnostic]
    ) -> None:
        """Put a file into the cache, unless it has a fault after which nothing may be made."""
        if not any(fault.severity == "error" for fault in faults):
            known = [[digest(one), *(getattr(one, name) for name in _KNOWN)] for one in entries]
            self._rows.put(_digest(text), known)


def load_known(config: Config) -> Loaded:
    """Read a list as `load_list` does, of files that the cache knows the keys and sections only.

    Faults in those are left out, but for ones after which nothing may be made from the files.
    Raises `OperatorError`.
    """
    place = cache_file(config.root, "list", kind="files")
    rows = store.read_rows(place)
    loaded = lists.load_list(config, known=KnownFiles(rows))
    store.write_rows(place, rows)
    return loaded


def _digest(text: BibText) -> str:
    said = f"{text.section or ''}\0{text.section is None}\0{text.comments}\0{text.text}"
    return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=16).hexdigest()
