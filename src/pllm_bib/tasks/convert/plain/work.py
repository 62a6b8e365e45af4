"""The work of a writer, the short way where that leads to the same result."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.files.read import Piece, read_piece
from pllm_bib.formats.bibtex.groups import has_groups
from pllm_bib.formats.bibtex.plain.moulds import LEARNT_AFTER, Moulds, others
from pllm_bib.formats.bibtex.read import may_lack_keys
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.tasks.convert.plain.mould import Cast, CastEntry
from pllm_bib.tasks.convert.plain.samples import Samples
from pllm_bib.tasks.convert.request import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.files.read import Connections
    from pllm_bib.files.text import FilePart
    from pllm_bib.formats.bibtex.plain.form import Form
    from pllm_bib.formats.bibtex.plain.moulds import Span
    from pllm_bib.tasks.convert.entries import EntryWork
    from pllm_bib.tasks.convert.plain.mould import Mould
    from pllm_bib.tasks.convert.request import Request

VERBATIM = frozenset({"csl-json", "ris", "enw", "jsonl"})
"""Formats in which a plain value stands as it is. Others quote or escape some, by their letters."""


class PlainEntries:
    """The work of a writer, the short way where that leads to the same result."""

    def __init__(self, work: EntryWork, *, after: int = LEARNT_AFTER) -> None:
        self.work = work
        self.after = after
        """After so many entries of a form is its mould made."""
        self.moulds: dict[str, Moulds[Mould]] = {}
        """Those of each dialect."""

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
        if piece.format not in self.moulds:
            self.moulds[piece.format] = Moulds(partial(self._mould, piece.format), self.after)
        cast = Cast(piece.name, piece.part)
        spans = self.moulds[piece.format].find(piece.part.text, piece.part.stop, cast.take)
        return self._whole(piece, piece.part, cast, spans)

    def _mould(self, dialect: str, form: Form) -> Mould | None:
        return Samples(self.work, dialect, form).mould()

    def _whole(self, piece: Piece, part: FilePart, cast: Cast, spans: Sequence[Span]) -> Result:
        """Return the result of a piece: that of its plain entries, and of all else in it."""
        result = Result(name=piece.name, number=piece.number)
        connected = self.work.connected
        # Definitions and parents may give an entry so much as the length of the text allows.
        grows = bool(connected.strings or connected.parents)
        rest = others(part.text, spans, part.stop, of_same_length=grows)
        if may_lack_keys(rest):
            return self.work.do(piece)
        rows = cast.rows
        if rest and not rest.isspace():
            text = rest + part.text[part.stop :]
            stand_in = replace(part, text=text, stop=len(rest))
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
