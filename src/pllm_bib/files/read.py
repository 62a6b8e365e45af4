"""Files -> entries and all that is wrong with them: one way for every command.

.bib files that are given together are read as one, in their order: the @string definitions of a
file hold in those after it, and an entry may inherit from one in any of them. Files are read whole,
with their texts, or part by part, on all cores. What parts and files need of one another is
gathered first (`connections`), in a pass that looks for it.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, Protocol

from pllm_bib.files.config import shown
from pllm_bib.files.kinds import BIB, own_format
from pllm_bib.files.text import FilePart, TextFile, bib_parts, read_text
from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic
from pllm_bib.model.library import Library
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, stage, untold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input
    from pllm_bib.formats.bibtex.plain.entries import Take
    from pllm_bib.formats.shared.latex import Macro
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Venue

_AT_ONCE = 500
"""Entries of other formats that are handed on together."""

Reader = tuple[tuple["Entry", ...], tuple[Diagnostic, ...]]


# Whole files.


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Files that were read whole, with the text of each by its path."""

    library: Library
    faults: tuple[Diagnostic, ...]
    texts: dict[Path, str]
    with_comments: frozenset[Path] = frozenset()
    """Files outside a list: a ``%`` between the fields of an entry starts a comment in them."""
    others: Mapping[str, str] = field(default_factory=dict)
    """The texts of what is no .bib file on the disk, by the names that positions have."""
    missing_files: tuple[Path, ...] = ()
    stray_files: tuple[Path, ...] = ()

    def files_by_name(self) -> dict[str, Path]:
        """Return the files by their names in positions, to find that of an entry."""
        return {shown(path): path for path in self.texts}

    @property
    def fatal(self) -> tuple[Diagnostic, ...]:
        """Faults after which nothing may be made from these files, nor written to them.

        After a syntax error, entries are missing. In a file that is not UTF-8 all are there, but
        some of their letters are a guess: good enough to check, convert or cite, with the fault
        beside it, and too little for exports that others take for the list.
        """
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def incomplete(self) -> tuple[Diagnostic, ...]:
        """Faults after which entries are missing."""
        return tuple(fault for fault in self.fatal if fault.name != "bad-encoding")

    @property
    def guessed(self) -> tuple[Diagnostic, ...]:
        """Faults of files with a text that is a guess: to write it would change the encoding."""
        return tuple(fault for fault in self.fatal if fault.name == "bad-encoding")

    @property
    def keys_clash(self) -> bool:
        """True if two entries have one key, in any case: no export could hold them both."""
        return len({entry.key.casefold() for entry in self.library}) < len(self.library)


class BibFile(NamedTuple):
    """A .bib file, with the id of the section of a list that it belongs to, if any."""

    path: Path
    section: str | None = None
    comments: bool = False
    """As in `blocks.split`: true outside a list."""


class BibText(NamedTuple):
    """The text of a .bib file: its path as messages show it, and the section that it belongs to."""

    name: str
    text: str
    section: str | None = None
    comments: bool = False


def named_file(path: Path, now: Path | None = None) -> BibFile:
    """Return a .bib file that is given by its name; ``now`` is the file that it is a copy of."""
    return BibFile(path, comments=own_format(now or path) is None)


def load_files(paths: Sequence[Path], progress: Progress = untold) -> Loaded:
    """Read .bib files by their names, without a list; entries keep the order of the files.

    Raises `OperatorError` where a file cannot be read.
    """
    files = [named_file(path) for path in paths]
    entries, faults, texts = load(files, progress=progress)
    return Loaded(
        library=Library(entries),
        faults=faults,
        texts=texts,
        with_comments=frozenset(file.path for file in files if file.comments),
    )


def load_inputs(
    inputs: Sequence[Input],
    venues: tuple[Venue, ...] = (),
    instead: Mapping[Path, str] | None = None,
    progress: Progress = untold,
) -> Loaded:
    """Read files of any format whole; entries keep the order of the files.

    The .bib files among them are read as one. ``instead`` is as in `load`. Raises OSError and
    `OperatorError` where a file cannot be read.
    """
    texts_instead = instead or {}
    inputs = [
        one.holding(texts_instead[one.path].encode())
        if one.path and one.path in texts_instead
        else one
        for one in inputs
    ]
    connected = connections_of(inputs)
    found: list[Entry] = []
    faults: list[Diagnostic] = []
    texts: dict[Path, str] = {}
    others: dict[str, str] = {}
    for number, source in enumerate(inputs):
        told = stage(progress, number / len(inputs), (number + 1) / len(inputs))
        with source.open() as stream:
            file = TextFile(stream, source.name)
            text = file.text()
        if source.format in BIB:
            if source.path:
                texts[source.path] = text
            else:
                others[source.name] = text
            piece = Piece(number, source.name, source.format, FilePart(text, len(text)))
            read, wrong = read_piece(piece, connected, comments=source.has_comments, progress=told)
        else:
            others[source.name] = text
            read, wrong = source.reader(text, source.name, None)
        told(1)
        found.extend(read)
        faults.extend((*file.faults, *wrong))
    return Loaded(
        library=Library(tuple(found), venues=venues),
        faults=tuple(faults),
        texts=texts,
        others=others,
        with_comments=frozenset(one.path for one in inputs if one.path and one.has_comments),
    )


def load(
    files: Sequence[BibFile],
    instead: Mapping[Path, str] | None = None,
    progress: Progress = untold,
    known: KnownTexts | None = None,
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...], dict[Path, str]]:
    """Read .bib files as one; return their entries, what is wrong, and their texts.

    ``instead`` has texts to be read in place of what some files hold; ``known`` is as in
    `read_texts`. Raises `OperatorError` where a file cannot be read.
    """
    found = {file.path: read_text(file.path) for file in files}
    for path, text in (instead or {}).items():
        found[path] = replace(found[path], text=text)
    entries, faults = read_texts(
        [
            BibText(shown(path), found[path].text, section, comments)
            for path, section, comments in files
        ],
        progress,
        known,
    )
    encoding = tuple(fault for one in found.values() for fault in one.faults)
    return entries, (*encoding, *faults), {path: one.text for path, one in found.items()}


class KnownTexts(Protocol):
    """Texts of .bib files that need not be read."""

    def entries(self, text: BibText) -> tuple[Entry, ...] | None:
        """Return the entries of a text, as `text_entries` does; None if it must be read."""

    def remember(
        self, text: BibText, entries: Sequence[Entry], faults: Iterable[Diagnostic]
    ) -> None:
        """Take note of what was read."""


def read_texts(
    texts: Sequence[BibText], progress: Progress = untold, known: KnownTexts | None = None
) -> Reader:
    """Read the texts of .bib files as one; the entries of a section come in reading order.

    ``known`` is asked for texts that need not be read; it is not where texts refer to one another.
    """
    wholes = [FilePart(one.text, len(one.text)) for one in texts]
    connected = connections(lambda: enumerate(wholes))
    if connected != Connections() or any(is_connected(one.text) for one in texts):
        known = None
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    for number, one in enumerate(texts):
        if known and (there := known.entries(one)) is not None:
            entries.extend(there)
            continue
        told = stage(progress, number / len(texts), (number + 1) / len(texts))
        around = surroundings(
            number, wholes[number], connected, comments=one.comments, progress=told
        )
        read, found = text_entries(one, around)
        if known:
            known.remember(one, read, found)
        entries.extend(read)
        faults.extend(found)
    return tuple(entries), tuple(faults)


def text_entries(one: BibText, around: bib_reader.Surroundings | None = None) -> Reader:
    """Read the text of a .bib file; the entries of a section come in reading order.

    Without ``around``, no other text is read with it.
    """
    if around is None:
        whole = FilePart(one.text, len(one.text))
        around = surroundings(0, whole, Connections(), comments=one.comments)
    read, found = bib_reader.read(one.text, one.name, one.section, around)
    return read if one.section is None else tuple(in_reading_order(read)), found


# Files part by part.


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work for one process: a part of a .bib file, or entries that are read already."""

    number: int
    """That of the file among those that are read together."""
    name: str
    format: str
    part: FilePart | None = None
    entries: tuple[Entry, ...] = ()


def pieces(
    inputs: Sequence[Input],
    report: Callable[[Iterable[Diagnostic]], None],
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Iterator[Piece]:
    """Yield files piece by piece, to be read by `read_piece`. Raises OSError.

    ``report`` is told the faults of encodings, and of formats without parts; ``progress`` how many
    bytes of all files are done.
    """
    done = 0
    for number, source in enumerate(inputs):
        with source.open() as stream:
            file = TextFile(stream, source.name)
            if source.format in BIB:
                for part in bib_parts(file):
                    yield Piece(number, source.name, source.format, part)
                    progress(done + part.end)
                report(file.faults)
            else:
                entries, faults = source.reader(file.text(), source.name, None)
                report([*file.faults, *faults])
                for at in range(0, len(entries), _AT_ONCE):
                    some = entries[at : at + _AT_ONCE]
                    yield Piece(number, source.name, source.format, entries=some)
        done += source.size
        progress(done)


def blocks_of_piece(
    piece: Piece, connected: Connections, *, plain: bool = True
) -> tuple[tuple[bib_reader.ReadBlock, ...], tuple[Diagnostic, ...]]:
    """Read the blocks of a piece of a .bib file. Raises ``ValueError`` for any other piece."""
    if piece.part is None:
        message = f"{piece.name} was read already"
        raise ValueError(message)
    around = surroundings(piece.number, piece.part, connected, plain=plain)
    return bib_reader.read_blocks(piece.part.text, piece.name, around, dialect_of(piece.format))


def dialect_of(form: str) -> bib_reader.Dialect:
    """Return whose fields the entries of a .bib file have, by the name of its format."""
    return "biblatex" if form == "biblatex" else "canonical"


def read_piece(
    piece: Piece,
    connected: Connections,
    *,
    plain: bool = True,
    comments: bool = False,
    progress: Progress = untold,
) -> Reader:
    """Read the entries of a piece; ``plain`` and ``comments`` are as in `Surroundings`."""
    if piece.part is None:
        return piece.entries, ()
    around = surroundings(
        piece.number, piece.part, connected, plain=plain, comments=comments, progress=progress
    )
    read = bib_reader.read_biblatex if piece.format == "biblatex" else bib_reader.read
    return read(piece.part.text, piece.name, None, around)


def read_others(
    piece: Piece, connected: Connections, take: Take, *, comments: bool
) -> Reader | None:
    """Read a piece as `read_piece` does but for its plain entries, which ``take`` is given.

    Return None, and give it nothing, where the piece must be read as a whole.
    """
    if piece.part is None:
        return None
    around = surroundings(piece.number, piece.part, connected, comments=comments)
    text, dialect = piece.part.text, dialect_of(piece.format)
    return bib_reader.read_others(text, piece.name, take, around, dialect=dialect)


def entries(inputs: Sequence[Input], faults: list[Diagnostic]) -> Iterator[Entry]:
    """Yield the entries of files, read in this process; what is wrong is added to ``faults``.

    Raises OSError where an input cannot be read.
    """
    connected = connections_of(inputs)
    for piece in pieces(inputs, faults.extend):
        read, found = read_piece(piece, connected)
        yield from read
        faults.extend(found)


# What parts need of one another.


@dataclass(frozen=True, slots=True)
class Connections:
    """The definitions and parents that parts of .bib files need of one another."""

    strings: tuple[tuple[int, int, str, str], ...] = ()
    """Number of the file, offset in it, name and value of @string definitions, in order."""
    parents: Mapping[str, inheritance.Raw] = field(default_factory=dict)
    """Entries that others inherit from, or are related to, by key or former key."""
    keys: frozenset[str] = frozenset()
    """Keys of these."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where those stand that others name in ``crossref``, by key: number of the file, offset."""
    needed: frozenset[str] = frozenset()
    """Keys of the entries from which some wanted ones inherit."""
    macros: Mapping[str, Macro] = field(default_factory=dict)
    """Macros that a @preamble of any file defines: TeX reads them all before the entries."""


def connections_of(inputs: Sequence[Input], wanted: Collection[str] = ()) -> Connections:
    """Gather what the parts of .bib files need from one another; skip other inputs.

    ``wanted`` are keys of entries whose own needs are to be known.
    """
    if not any(source.format in BIB and _may_connect(source) for source in inputs):
        return Connections()

    def parts() -> Iterator[tuple[int, FilePart]]:
        for number, source in enumerate(inputs):
            if source.format in BIB:
                with source.open() as stream:
                    for part in bib_parts(TextFile(stream, source.name)):
                        yield number, part

    return connections(parts, wanted)


_LOOKED_AT = 1 << 20
"""Bytes of a file that are looked through at a time."""
_LONGEST_WORD = len(b"@preamble")


def _may_connect(source: Input) -> bool:
    """Say whether parts of a file may need anything of one another, by a look at its bytes.

    It takes two fifths of the time of a look at the parts, and says sooner yes than no.
    """
    before = b""
    with source.open() as stream:
        while block := stream.read(_LOOKED_AT):
            folded = before + block.lower()
            if b"\0" in folded or are_connected(folded, is_whole=False):  # NULs: UTF-16 perhaps
                return True
            before = folded[-_LONGEST_WORD:]
    return False


def connections(
    parts: Callable[[], Iterable[tuple[int, FilePart]]], chosen: Collection[str] = ()
) -> Connections:
    """Gather what parts need of one another; ``parts`` yields them anew, with their file's number.

    Parts without any of it are looked through, not parsed. The first pass finds all references,
    those of parents too; the second one, the entries that they name.
    """
    strings: list[tuple[int, int, str, str]] = []
    macros: dict[str, Macro] = {}
    wanted: set[str] = set()
    crossed: set[str] = set()
    needed: set[str] = set()
    for key, _place, raw in _skimmed(parts(), strings, macros, only_connected=True):
        found = set(inheritance.references(raw[1]))
        wanted.update(found, listed(raw[1].get("related", "")))
        crossed.add(raw[1].get("crossref", "").strip())
        if key in chosen:
            needed |= found
    parents: dict[str, inheritance.Raw] = {}
    aliases: dict[str, inheritance.Raw] = {}
    places: dict[str, tuple[int, int]] = {}
    folded = _by_lower_case(wanted)
    alike: dict[str, tuple[str, tuple[int, int], inheritance.Raw]] = {}
    again = parts() if wanted else ()
    for key, place, raw in _skimmed(again, strings, macros, only_connected=False):
        if key in wanted:
            parents.setdefault(key, raw)
        if key in crossed:
            places.setdefault(key, place)
        for other in folded.get(key.lower(), ()):  # BibTeX finds a key whatever its case
            alike.setdefault(other, (key, place, raw))
        for alias in wanted.intersection(listed(raw[1].get("ids", ""))):
            aliases.setdefault(alias, raw)
    exact = parents.keys() | aliases.keys()
    names = {other: found for other, found in alike.items() if other not in exact}
    parents |= {other: raw for other, (_key, _place, raw) in names.items()}
    for other, (key, place, _raw) in names.items():
        if other in crossed:
            places[other] = places[key] = place
    needed = _with_their_parents(needed, parents)
    return Connections(
        strings=tuple(strings),
        parents=aliases | parents,
        keys=frozenset(parents),
        places=places,
        needed=frozenset(names[key][0] if key in names else key for key in needed),
        macros=macros,
    )


def _by_lower_case(keys: Iterable[str]) -> dict[str, list[str]]:
    folded: dict[str, list[str]] = {}
    for key in keys:
        folded.setdefault(key.lower(), []).append(key)
    return folded


def _with_their_parents(keys: set[str], parents: Mapping[str, inheritance.Raw]) -> set[str]:
    """Return keys with those of the entries from which theirs inherit, however far."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in parents and key not in found:
            found.add(key)
            waiting.extend(inheritance.references(parents[key][1]))
    return found


def _skimmed(
    parts: Iterable[tuple[int, FilePart]],
    strings: list[tuple[int, int, str, str]],
    macros: dict[str, Macro],
    *,
    only_connected: bool,
) -> Iterator[tuple[str, tuple[int, int], inheritance.Raw]]:
    """Yield keys, places and raw fields of the entries, all or those of parts that refer to others.

    What is met of @string definitions is added to ``strings``, unless it is there already, and
    that of @preambles to ``macros``.
    """
    known = len(strings)
    for number, part in parts:
        if only_connected and not is_connected(part.text):
            continue
        around = surroundings(number, part, Connections(tuple(strings), macros=macros))
        for offset, name, what in bib_reader.skim(part.text, around):
            place = (number, part.offset + offset)
            if isinstance(what, dict):
                macros |= what
            elif not isinstance(what, str):
                yield name, place, what
            elif not known:
                strings.append((*place, name, what))


def is_connected(text: str) -> bool:
    """Say whether a part of a file refers to others, or they may refer to it."""
    return are_connected(inheritance.folded_bytes(text))


def are_connected(folded: bytes, *, is_whole: bool = True) -> bool:
    """Say so of the bytes of a part, with letters of ASCII in lower case.

    Unless it ``is_whole``, a word at its end may be that of a field.
    """
    behind = rb"[^\w=]*=" if is_whole else rb"[^\w=]*(?:=|\Z)"
    return any(word in folded for word in (b"@string", b"@preamble")) or any(
        name in folded and re.search(name + behind, folded)
        for name in (b"crossref", b"xdata", b"related")
    )


def surroundings(
    number: int,
    part: FilePart,
    connected: Connections,
    *,
    plain: bool = True,
    comments: bool = False,
    progress: Progress = untold,
) -> bib_reader.Surroundings:
    """Return the surroundings of a part, for a file given by its number."""
    before = (number, part.offset)
    return bib_reader.Surroundings(
        first_line=part.first_line,
        stop=part.stop,
        strings={name: value for *at, name, value in connected.strings if tuple(at) < before},
        parents=connected.parents,
        macros=connected.macros,
        plain=plain,
        comments=comments,
        progress=progress,
    )
