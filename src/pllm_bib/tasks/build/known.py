"""The parts of a build that are known: texts of entries, and files as the last build left them.

Both are in the user's cache, under digests of all that they are made from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.citing import references as citation
from pllm_bib.citing import styles as csl_styles
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file, digest_of
from pllm_bib.files.cache.unread import digest
from pllm_bib.files.transaction import seen
from pllm_bib.model.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.formats.base import Part, WriteContext, Writer
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


class Places:
    """What the text of an entry in a format depends on, beside the entry itself."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._context: WriteContext | None = None
        self._stems: dict[tuple[str, ...], str] = {}

    def of(self, entry: Entry, context: WriteContext) -> str:
        """Return all that the text of an entry depends on, as a text that starts with the name."""
        if self._context is not context:
            self._context = context
            self._stems.clear()
        stem = self._stems.get(entry.sections)
        if stem is None:
            around = [context.headings.get(section) for section in entry.sections]
            stem = self._stems[entry.sections] = f"{self._name} {around}"
        return f"{stem} {[key for key in entry.related if key in context.keys]}"


class KnownTexts:
    """The texts of entries in the formats of a build: remembered, or written now.

    The texts of a kind that belong to the works of a section are one row of the cache: nearly all
    are read at every build.
    """

    def __init__(self, root: Path, library: Library) -> None:
        self.digests = {entry.key: digest(entry) for entry in library}
        self.fresh: set[str] = set()
        """The keys of the works of which some text was written now."""
        self._place = cache_file(root, "texts")
        self._rows = store.read_rows(self._place)
        self._read: dict[str, dict[str, str]] = {}
        self._changed: set[str] = set()

    def of(self, entry: Entry, place: str, make: Callable[[], str]) -> str:
        """Return a text of an entry; ``place`` says which, and what else it depends on."""
        kind, _, _ = place.partition(" ")
        row = f"{kind} {entry.sections[0] if entry.sections else ''}"
        texts = self._read.get(row)
        if texts is None:
            texts = self._read[row] = self._rows.get(row) or {}
        place = f"{self.digests[entry.key]} {place}"
        found = texts.get(place)
        if found is None:
            found = texts[place] = make()
            self._changed.add(row)
            self.fresh.add(entry.key)
        return found

    def of_all(
        self, entries: Iterable[Entry], place: str, depends: object, make: Callable[[], str]
    ) -> str:
        """Return a text of several entries; ``depends`` is all that it depends on beside them."""
        said = repr((depends, [self.digests[entry.key] for entry in entries]))
        said = digest_of(said.encode(errors="surrogatepass"))
        found = self._rows.get(place)
        if not found or found[0] != said:
            found = [said, make()]
            self._rows.put(place, found)
        text: str = found[1]
        return text

    def writer(self, writer: Writer, name: str) -> Writer:
        """Return a writer of the same texts; ``name`` is that of its format and its options."""
        places = Places(name)

        def layout(entry: Entry, _parts: Iterable[Part], context: WriteContext) -> str:
            place = places.of(entry, context)
            return self.of(entry, place, lambda: writer.record(entry, context))

        return replace(writer, parts=lambda _entry, _context: (), layout=layout)

    def remember(self) -> None:
        """Put into the cache what was written, without texts of works as they were."""
        now = set(self.digests.values())
        for row in self._changed:
            kept = {
                place: text
                for place, text in self._read[row].items()
                if place.partition(" ")[0] in now
            }
            self._rows.put(row, kept)
        store.write_rows(self._place, self._rows)


@dataclass(frozen=True, slots=True)
class KnownBuild:
    """A build as the cache knows it: its works and files, and how many of these were verified."""

    works: int
    files: dict[Path, str]
    """The digests of all files."""
    verified: int = 0
    findings: Sequence[Sequence[Any]] = ()
    """What was found of them, as `verified.known_findings` returns it."""

    @property
    def is_there(self) -> bool:
        """True if all files are on the disk as the build made them."""
        return all(_digest_of(path) == digest for path, digest in self.files.items())


def sources(config: Config) -> str:
    """Return a digest of all that a build reads, but for the README. Raises OSError."""
    found = []
    for path in sorted(config.entries.iterdir()):
        if path.is_file():
            found += [path.name.encode(errors="surrogateescape"), path.read_bytes()]
    for style in citation.STYLES:
        file = csl_styles.installed(style)
        found.append(file.read_bytes() if file else b"")
    return digest_of(*found)


def last_build(config: Config, of: str) -> KnownBuild | None:
    """Return the last build of a list, if it is of these `sources`."""
    found = store.read_rows(cache_file(config.root, "build")).get(of)
    if not found:
        return None
    files = {config.root / name: digest for name, digest in found["files"].items()}
    return KnownBuild(found["works"], files, found["verified"], found["findings"])


def remember_build(
    config: Config,
    of: str,
    works: int,
    files: Mapping[Path, str],
    *,
    verified: int = 0,
    findings: Sequence[Sequence[Any]] = (),
    written: Collection[Path] = (),
) -> None:
    """Remember the files of a build, with their texts as they are on the disk.

    Those that were not ``written`` are as they were read. ``verified`` and ``findings`` are as in
    `KnownBuild`.
    """
    made = {
        path.relative_to(config.root).as_posix(): (path not in written and seen.noted(path))
        or seen.digest(text.encode())
        for path, text in files.items()
    }
    rows = store.Rows()
    row = {"works": works, "files": made, "verified": verified, "findings": findings}
    rows.put(of, row)
    store.write_rows(cache_file(config.root, "build"), rows, anew=True)


def _digest_of(path: Path) -> str | None:
    try:
        return seen.digest(path.read_bytes())
    except OSError:
        return None
