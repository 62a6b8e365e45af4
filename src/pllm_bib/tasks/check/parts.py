"""A check of large .bib files part by part, on all cores.

Most rules look at each entry by itself: they run where its part is read, and only findings come
back. For those that compare entries, records come back too (`same_work.record`). Entries that have
a name or an identifier in common, or may be one work, are then read again, and compared.

What parts need of one another, such as definitions of strings and parents, is gathered before
(`files.read.connections_of`). Entries with acknowledgements are read again too. All that a part
cannot tell even so makes the files be checked as a whole: entries without keys, macros of TeX, a
name of a related work that nobody has, and texts that grow by strings and parents beyond measure.
So both ways have one result.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib import rules
from pllm_bib.files.kinds import BIB
from pllm_bib.files.pool import WORTH_IT, comparing, worked
from pllm_bib.files.read import Connections, Loaded, connections_of, pieces, read_piece
from pllm_bib.files.text import FilePart
from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex.read import may_lack_keys
from pllm_bib.model import limits
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, stage, untold
from pllm_bib.rules.base import Alike
from pllm_bib.same_work.find import likely_pairs
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Piece
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.rules.base import Rule, RuleContext
    from pllm_bib.same_work.record import WorkRecord
    from pllm_bib.same_work.search import Pair

_READ = 0.8
"""The share of a check that is done when all parts are."""


class Parted(NamedTuple):
    """The outcome of a check part by part."""

    context: RuleContext
    """Its library has only the entries that were compared."""
    loaded: Loaded
    """With that library."""
    works: int
    """How many entries there are."""
    found: list[Diagnostic]
    """Everything that rules found, to be settled by `rules.settled`."""


class _Checked(NamedTuple):
    """The outcome of a part."""

    keys: tuple[str, ...]
    allowed: frozenset[int]
    """The numbers of its entries with acknowledgements."""
    grown: tuple[int, int]
    """At most so many characters and fields has it got by definitions and by inheritance."""
    records: tuple[WorkRecord, ...]
    """Those of its entries, if some are to be compared."""
    faults: tuple[Diagnostic, ...]
    found: tuple[Diagnostic, ...]


def can_be_parted(inputs: Sequence[Input], chosen: Sequence[Rule], context: RuleContext) -> bool:
    """Say whether a check part by part may be tried, and is worth it."""
    return (
        sum(one.size for one in inputs) >= WORTH_IT
        and all(one.format in BIB for one in inputs)
        and not any(rule.compares == "all" and rule.applies(context) for rule in chosen)
    )


def check_parts(
    inputs: Sequence[Input],
    chosen: Sequence[Rule],
    context: RuleContext,
    progress: Progress = untold,
    *,
    jobs: int = 0,
) -> Parted | None:
    """Check .bib files; return None if a part needs more than itself. Raises OSError.

    ``context`` has a library without entries, for its venues. ``jobs`` is as in `worked`.
    """
    connected = connections_of(inputs)
    if connected.macros:
        return None
    encoding: list[Diagnostic] = []
    size = sum(one.size for one in inputs) or 1
    told = stage(progress, 0, _READ)
    read = pieces(inputs, encoding.extend, lambda done: told(done / size))
    comments = tuple(one.has_comments for one in inputs)
    parts: list[Piece] = []
    done: list[_Checked] = []
    work = partial(_worker, tuple(rule.code for rule in chosen), context, comments, connected)
    for one in worked(work, _noted(read, parts), jobs=jobs, size=size):
        if one is None:
            return None
        done.append(one)
    if _may_be_mistaken(done) or _is_too_much(parts, done) or _names_nobody(done):
        return None
    pairs = _pairs(done, chosen, jobs)
    entries = _read_again(parts, done, _concerned(done, pairs), comments, connected)
    if entries is None:
        return None
    compared = replace(
        context,
        library=replace(context.library, entries=tuple(entries.values())),
        alike=tuple(
            Alike.of(entries[one], entries[other], verdict) for one, other, verdict in pairs
        ),
    )
    found = [each for one in done for each in one.found]
    found += rules.found_by(replace(context, faults=tuple(encoding)), _alone(chosen))
    found += rules.found_by(compared, [rule for rule in chosen if rule.compares])
    faults = (*encoding, *(fault for one in done for fault in one.faults))
    loaded = _loaded(inputs, parts, compared.library, faults)
    return Parted(compared, loaded, sum(len(one.keys) for one in done), found)


def _noted(tasks: Iterable[Piece], noted: list[Piece]) -> Iterator[Piece]:
    for task in tasks:
        noted.append(task)
        yield task


def _alone(chosen: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in chosen if not rule.compares]


def _loaded(
    inputs: Sequence[Input],
    parts: Sequence[Piece],
    library: Library,
    faults: tuple[Diagnostic, ...],
) -> Loaded:
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for piece in parts:
        if piece.part:
            texts[piece.number].append(piece.part.text[: piece.part.stop])
    whole = ["".join(texts[number]) for number in range(len(inputs))]
    named = tuple(zip(inputs, whole, strict=True))
    return Loaded(
        library=library,
        faults=faults,
        texts={one.path: text for one, text in named if one.path},
        others={one.name: text for one, text in named if not one.path},
        with_comments=frozenset(one.path for one in inputs if one.path and one.has_comments),
    )


# What each process does.


def _worker(
    codes: tuple[str, ...], context: RuleContext, comments: Sequence[bool], connected: Connections
) -> Callable[[Piece], _Checked | None]:
    chosen = rules.select(codes, ())
    return partial(_check, chosen=chosen, context=context, comments=comments, connected=connected)


def _check(
    piece: Piece,
    chosen: Sequence[Rule],
    context: RuleContext,
    comments: Sequence[bool],
    connected: Connections,
) -> _Checked | None:
    """Check the entries of a part, each by itself; return None if that would not be all of it."""
    text = piece.part.text if piece.part else ""
    if may_lack_keys(text):
        return None
    entries, faults = read_piece(piece, connected, comments=comments[piece.number])
    if any(fault.name == "limit-exceeded" for fault in faults) or _ends_in_word(piece, entries):
        return None
    library = replace(context.library, entries=entries)
    found = rules.found_by(replace(context, library=library, faults=faults), _alone(chosen))
    compare = any(rule.compares for rule in chosen) or "pllm-bib:" in text
    records = tuple(record_of(entry, piece.number) for entry in entries) if compare else ()
    return _Checked(
        tuple(entry.key for entry in entries),
        frozenset(at for at, e in enumerate(entries) if e.origin and e.origin.allowed),
        _grown(entries, connected) if connected != Connections() else (0, 0),
        records,
        faults,
        tuple(found),
    )


def _ends_in_word(piece: Piece, entries: Sequence[Entry]) -> bool:
    """Say whether a part ends with an acknowledgement, for the entry that the next one starts with.

    After the last part of a file there is no such entry.
    """
    part = piece.part
    at = part.text.rfind("pllm-bib:", 0, part.stop) if part else -1
    if part is None or at < 0 or part.stop == len(part.text):
        return False
    place = entries[-1].position() if entries else None
    return place is None or part.first_line + part.text.count("\n", 0, at) >= place.line


def _grown(entries: Iterable[Entry], connected: Connections) -> tuple[int, int]:
    """Return how many characters and fields entries have got at most, however they got them."""
    origins = [entry.origin for entry in entries if entry.origin]
    own = sum(len(value) for origin in origins for value in origin.raw.values())
    parents = [raw for _type, raw in connected.parents.values()]
    inheriting = sum(bool(inheritance.inherits(origin.raw)) for origin in origins)
    length = sum(len(value) for raw in parents for value in raw.values())
    own += sum(len(value) for *_at, value in connected.strings)
    return own + inheriting * length, inheriting * sum(map(len, parents))


def _is_too_much(parts: Sequence[Piece], done: Sequence[_Checked]) -> bool:
    """Say whether a file might be beyond limits that no part of it is beyond."""
    lengths: Counter[int] = Counter()
    characters: Counter[int] = Counter()
    fields: Counter[int] = Counter()
    for piece, one in zip(parts, done, strict=True):
        lengths[piece.number] += piece.part.stop if piece.part else 0
        characters[piece.number] += one.grown[0]
        fields[piece.number] += one.grown[1]
    return any(
        characters[number] > limits.expanded(length) or fields[number] > limits.inherited(length)
        for number, length in lengths.items()
    )


def _names_nobody(done: Sequence[_Checked]) -> bool:
    """Say whether an entry is related to one that is not there.

    Then the rule about that looks for keys that are like the one it names.
    """
    records = [record for one in done for record in one.records]
    named = {key for record in records for key in record.related}
    return bool(named) and not named <= {
        key for record in records for key in (record.key, *record.aliases)
    }


def _may_be_mistaken(done: Sequence[_Checked]) -> bool:
    """Say whether a fault is that of an entry with a key that others have too.

    Some rules find the entry of a fault by its key.
    """
    faulty = {fault.key for one in done for fault in one.faults if fault.key is not None}
    counts = Counter(key for one in done for key in one.keys) if faulty else Counter()
    return any(counts[key] > 1 for key in faulty)


# Entries that are compared.


def _pairs(done: Sequence[_Checked], chosen: Sequence[Rule], jobs: int) -> list[Pair]:
    if not any(rule.needs == "alike" for rule in chosen):
        return []
    records = [record for one in done for record in one.records]
    return likely_pairs(records, spread=comparing(len(records), jobs))


def _concerned(done: Sequence[_Checked], pairs: Sequence[Pair]) -> set[int]:
    """Return the numbers of entries that share a name or an identifier, or may be one work.

    Entries that name each other as related do share a name.
    """
    found = {number for pair in pairs for number in pair[:2]}
    holders: dict[object, int] = {}
    for number, record in enumerate(record for one in done for record in one.records):
        names = {name.casefold() for name in (record.key, *record.aliases, *record.related)}
        for sign in (*names, *record.identifiers):
            first = holders.setdefault(sign, number)
            if first != number:
                found |= {first, number}
    return found


def _read_again(
    parts: Sequence[Piece],
    done: Sequence[_Checked],
    concerned: Collection[int],
    comments: Sequence[bool],
    connected: Connections,
) -> dict[int, Entry] | None:
    """Read some entries, by their numbers, and those with acknowledgements.

    Return None if one is not found where it was.
    """
    found: dict[int, Entry] = {}
    first = 0
    for piece, one in zip(parts, done, strict=True):
        numbers = range(first, first + len(one.records))
        first = numbers.stop
        wanted = [n for n in numbers if n in concerned or n - numbers.start in one.allowed]
        if not wanted or piece.part is None:
            continue
        lines = _Lines(piece.part)
        for number in wanted:
            at = number - numbers.start
            behind = one.records[at + 1].line if at + 1 < len(one.records) else None
            # What is acknowledged stands before the entry.
            before = at - 1 if at in one.allowed else at
            first_line = one.records[before].line if before >= 0 else piece.part.first_line
            again = replace(piece, part=lines.between(first_line, behind))
            entries, _faults = read_piece(again, connected, comments=comments[piece.number])
            if len(entries) != at - max(before, 0) + 1 or not _is_of(one.records[at], entries[-1]):
                return None
            found[number] = entries[-1]
    return found


def _is_of(record: WorkRecord, entry: Entry) -> bool:
    place = entry.position() or Position("")
    return (record.key, record.line, record.column) == (entry.key, place.line, place.column)


class _Lines:
    """The lines of a part."""

    def __init__(self, part: FilePart) -> None:
        self.part = part
        self.starts = [0, *(match.end() for match in re.finditer("\n", part.text))]

    def between(self, first: int, behind: int | None) -> FilePart:
        """Return the part from a line of the file to another one, or to where all ends."""
        text, number = self.part.text, first - self.part.first_line
        start = self.starts[number]
        stop = self.part.stop if behind is None else self.starts[behind - self.part.first_line]
        opening = re.compile(r"[{(]").search(text, stop)
        end = opening.end() if opening else len(text)
        return FilePart(text[start:end], stop - start, self.part.offset + start, first)
