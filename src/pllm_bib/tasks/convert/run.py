"""Any bibliography file to any format: entries stream through, on all cores.

Processes read the files piece by piece (see `files.read`) and write the entries; what they make is
put together in order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.files.kinds import BIB
from pllm_bib.files.pool import worked
from pllm_bib.files.read import Connections, connections_of, pieces
from pllm_bib.files.text import BLOCK, written_form
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.losses import Loss
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.tasks.convert.bib import DIALECTS, BibWork, Gathered
from pllm_bib.tasks.convert.entries import EntryWork
from pllm_bib.tasks.convert.pages import pages
from pllm_bib.tasks.convert.plain.work import PlainEntries
from pllm_bib.tasks.convert.request import LostField, Result, sort_by_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Piece
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.tasks.convert.request import Request


@dataclass(slots=True)
class Conversion:
    """A conversion under way: `texts` yields the result, the rest is known when it is done."""

    inputs: Sequence[Input]
    request: Request
    report: Callable[[Result], None] = lambda _result: None
    """Told of each result in turn, for its faults and losses."""
    progress: Callable[[int], None] = lambda _bytes: None
    """Told how many bytes of all inputs are done."""
    entries: int = 0
    """How many entries were written."""
    found: set[str] = field(default_factory=set)
    """Which of the wanted keys there are."""

    def texts(self) -> Iterator[str]:
        """Yield the converted text in pieces. Raises OSError if an input cannot be read."""
        writer = FORMATS[self.request.to].required_writer
        if writer.assembled:
            texts = [text for text, _parted in self._texts()]
            context = WriteContext(options=self.request.options)
            yield writer.assembled(texts, context) if self.entries else writer.nothing
            return
        newline, separator = "\n", writer.head
        if self.request.to in DIALECTS and self.inputs and self.inputs[0].format in BIB:
            with self.inputs[0].open() as stream:
                newline, mark = written_form(stream.read(BLOCK))
            separator = mark
        for text, parted in self._texts():
            whole = separator + text if parted else text
            yield whole.replace("\n", newline) if newline != "\n" else whole
            separator = writer.separator
            if self.request.to in DIALECTS and not text.endswith("\n"):
                separator = f"\n{separator}"  # the file that it comes from has no end of line
        yield writer.tail if self.entries else writer.nothing

    def pages(self, folder: Path) -> dict[Path, str]:
        """Return the pages of the entries in a folder. Raises OSError as `texts` does."""
        entries = [entry for result in self._results() for entry in result.entries]
        return pages(entries, FORMATS[self.request.to], folder, self.request.options)

    def _texts(self) -> Iterator[tuple[str, bool]]:
        """Yield texts, and whether something parts each from the one before."""
        if self.request.moves and self.request.to in DIALECTS:
            gathered = Gathered(only_some=bool(self.request.keys))
            for result in self._results():
                gathered.add(result)
            yield from ((text, True) for text in gathered.texts(self.request))
        elif self.request.sort:
            pairs = [
                pair
                for result in self._results()
                for pair in zip(result.order, result.texts, strict=True)
            ]
            sort_by_order(pairs, backwards=self.request.backwards)
            yield from ((text, True) for _order, text in pairs)
        else:
            before: int | None = None
            """The number of the file that was written as it stands, if the last one was."""
            for result in self._results():
                for text in filter(None, result.texts):
                    yield text, not result.verbatim or before != result.number
                    before = result.number if result.verbatim else None

    def _results(self) -> Iterator[Result]:
        """Yield the result of each piece, in order, and report it."""
        connected = connections_of(self.inputs, self.request.keys)
        seen = KeyTable()
        copies: Counter[str] = Counter()
        renamed = FORMATS[self.request.to].required_writer.renamed
        work = partial(_worker, self.request, connected)
        size = sum(source.size for source in self.inputs if source.format in BIB)
        tasks = pieces(self.inputs, self._report_faults, self.progress)
        for result in worked(work, tasks, jobs=self.request.jobs, size=size):
            repeated = _repeated_keys(result, seen, copies)
            if repeated and result.records:
                _tell_apart(result, repeated, renamed)
            if self.request.keys:
                self.found |= self.request.keys & {key for key, *_place in result.keys}
            self.entries += result.written
            self.report(result)
            yield result

    def _report_faults(self, faults: Iterable[Diagnostic]) -> None:
        self.report(Result(faults=list(faults)))


class KeyTable:
    """The keys that there were, without their letter case, in at most 24 bytes each.

    A set of hashes takes several times as much. Two keys may have one hash of 64 bits, and would
    be taken for one: that is to be expected in one of ten million files of a million keys.
    """

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * 4096
        self._used = 0

    def add(self, key: str) -> bool:
        """Take up a key; says whether it was there before."""
        # Hashes of text are the same all through a run; 0 is an empty slot.
        mark = hash(key.casefold()) & 0xFFFF_FFFF_FFFF_FFFF or 1
        if not self._put(mark):
            return True
        self._used += 1
        if 3 * self._used > 2 * len(self._slots):
            old, self._slots = self._slots, array("Q", [0]) * (2 * len(self._slots))
            for other in old:
                if other:
                    self._put(other)
        return False

    def _put(self, mark: int) -> bool:
        slots = self._slots
        last = len(slots) - 1  # of a power of two, and so a mask
        at = mark & last
        while found := slots[at]:
            if found == mark:
                return False
            at = at + 1 & last
        slots[at] = mark
        return True


def _repeated_keys(result: Result, seen: KeyTable, copies: Counter[str]) -> dict[int, int]:
    """Find keys that were met before, in any case: index -> how many entries have it by now.

    A fault is added for each that is no former key. ``copies`` counts them all through the run.
    """
    repeated: dict[int, int] = {}
    former = {index for index, is_former in result.records if is_former}
    for index, (key, line, column) in enumerate(result.keys):
        if seen.add(key):
            folded = key.casefold()
            copies[folded] += 1
            repeated[index] = copies[folded] + 1
            if index in former:
                continue
            from pllm_bib.rules.base import Finding
            from pllm_bib.rules.k_keys import DUPLICATE_KEY

            message = f"the key “{key}” was used before: citations of it mean the first"
            position = Position(result.name, line, column)
            finding = Finding(message, position=position, key=key)
            result.faults.append(DUPLICATE_KEY.diagnostic(finding))
    return repeated


def _tell_apart(
    result: Result, repeated: Mapping[int, int], renamed: Callable[[str, str, int], str] | None
) -> None:
    """Leave out copies under former keys that are taken; give records that share a key new names.

    Only here is it known what the keys of all parts before were.
    """
    texts, order = [], []
    owner = ""
    for at, (index, is_former) in enumerate(result.records):
        text = result.texts[at]
        if index is None:
            texts.append(text)
            continue
        key, line, column = result.keys[index]
        if not is_former:
            owner = key
        if index in repeated and is_former:
            place = Position(result.name, line, column)
            result.lost.append(LostField(place, owner, "ids", Loss("aliases", dropped=True)))
            continue
        if index in repeated and renamed:
            text = renamed(text, key, repeated[index])
        texts.append(text)
        order += result.order[at : at + 1]
    result.texts, result.order = texts, order


# The work itself, in this process or in others.


def _worker(request: Request, connected: Connections) -> Callable[[Piece], Result]:
    """Return what does a piece: .bib files become one of another dialect in a way of their own."""
    entries = EntryWork(request, connected)
    if request.to not in DIALECTS:
        if PlainEntries.can_do(request, connected, apart=entries.apart):
            return PlainEntries(entries).do
        return entries.do
    sources = BibWork(request, connected)
    return lambda piece: sources.do(piece) if piece.part else entries.do(piece)
