"""The work of a writer, the short way where that leads to the same result."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.files.read import Piece, read_piece
from pllm_bib.formats.bibtex.blocks import block_starts, stands_alone
from pllm_bib.formats.bibtex.groups import has_groups
from pllm_bib.formats.bibtex.read import may_lack_keys
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.tasks.convert.plain.form import form_of
from pllm_bib.tasks.convert.plain.mould import Cast, CastEntry
from pllm_bib.tasks.convert.plain.samples import Samples
from pllm_bib.tasks.convert.plain.values import VERBATIM
from pllm_bib.tasks.convert.request import Result

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from pllm_bib.files.read import Connections
    from pllm_bib.files.text import FilePart
    from pllm_bib.tasks.convert.entries import EntryWork
    from pllm_bib.tasks.convert.plain.form import Form
    from pllm_bib.tasks.convert.plain.mould import Mould
    from pllm_bib.tasks.convert.request import Request

LEARNT_AFTER = 16
"""Entries of a form that take as long, the usual way, as to make its mould."""
_RECENT = 4
_MOST_MOULDS = 1_000
"""Forms that are told apart; a file with more has no habits that are worth learning."""


class PlainEntries:
    """The work of a writer, the short way where that leads to the same result."""

    def __init__(self, work: EntryWork, *, after: int = LEARNT_AFTER) -> None:
        self.work = work
        self.after = after
        """After so many entries of a form is its mould made."""
        self.moulds: dict[tuple[str, Form], Mould | None] = {}
        self.met: Counter[tuple[str, Form]] = Counter()
        self.recent: list[Mould] = []
        self.dialect = ""
        """The format of the files that the recent moulds are for."""

    @staticmethod
    def can_do(request: Request, connected: Connections, *, apart: bool) -> bool:
        """Say whether entries of this request may go the short way.

        ``apart`` says that its texts are not simply joined.
        """
        months_redefined = any(name in MONTHS for *_at, name, _value in connected.strings)
        wishes = request.keys or request.pages or request.options.ascii or not request.plain
        return request.to in VERBATIM and not (apart or wishes or months_redefined)

    def do(self, piece: Piece) -> Result:
        """Read a piece of a file and write its entries."""
        if piece.part is None or has_groups(piece.part.text):
            return self.work.do(piece)
        if piece.format != self.dialect:
            self.dialect, self.recent = piece.format, []
        cast = Cast(piece.name, piece.part)
        text, stop = piece.part.text, piece.part.stop
        at, other = 0, -1  # the latter is where the block before starts, if it is not cast
        while at < stop:
            found = self._mould_of(text, at, stop)
            # The head of a block behind a broken one helps to find the end of that.
            if found and (other < 0 or stands_alone(text, other, at)) and cast.take(*found):
                at, other = found[1].end(), -1
                continue
            starts = (start for start, _opening in block_starts(text, at + 1, stop) if start > at)
            other, at = at, next(starts, stop)
        return self._whole(piece, piece.part, cast)

    def _mould_of(self, text: str, at: int, stop: int) -> tuple[Mould, re.Match[str]] | None:
        """Return the mould for the block here, and the entry as it matches; None if none does."""
        for mould in self.recent:
            if match := mould.entry.match(text, at, stop):
                return mould, match
        form = form_of(text, at, stop)
        if form is None:
            return None
        where = (self.dialect, form)
        if where not in self.moulds:
            self.met[where] += 1
            if self.met[where] <= self.after or len(self.moulds) >= _MOST_MOULDS:
                return None
            self.moulds[where] = Samples(self.work, self.dialect, form).mould()
        known = self.moulds[where]
        if known is None:
            return None
        self.recent = [known, *(one for one in self.recent if one is not known)][:_RECENT]
        match = known.entry.match(text, at, stop)
        return (known, match) if match else None

    def _whole(self, piece: Piece, part: FilePart, cast: Cast) -> Result:
        """Return the result of a piece: that of its plain entries, and of all else in it."""
        result = Result(name=piece.name, number=piece.number)
        connected = self.work.connected
        # Definitions and parents may give an entry so much as the length of the text allows.
        others = cast.others(of_same_length=bool(connected.strings or connected.parents))
        if may_lack_keys(others):
            return self.work.do(piece)
        rows = cast.rows
        if others and not others.isspace():
            text = others + part.text[part.stop :]
            stand_in = replace(part, text=text, stop=len(others))
            rows.extend(self._rows(replace(piece, part=stand_in), result))
            rows.sort(key=_line)
        for row in rows:
            result.keys.append(row.key)
            result.lost += row.lost
        result.written = len(rows)
        if rows:
            separator = self.work.format.required_writer.separator
            result.texts = [separator.join([row.text for row in rows])]
        return result

    def _rows(self, piece: Piece, result: Result) -> Iterator[CastEntry]:
        """Yield the entries of a piece as the usual way has them; the result gets the faults."""
        entries, faults = read_piece(piece, self.work.connected)
        result.faults.extend(faults)
        for entry in entries:
            written = Result()
            self.work.write(entry, written)
            yield CastEntry(written.keys[0], written.texts[0], tuple(written.lost))


def _line(row: CastEntry) -> int:
    return row.key[1]
