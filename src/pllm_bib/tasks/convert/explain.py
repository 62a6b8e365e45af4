"""The way of each field of an entry to another format, for ``--explain``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pllm_bib.files.read import connections_of, pieces, read_piece
from pllm_bib.formats.losses import Loss, change, source_field
from pllm_bib.model.diagnostic import Position, faults_of
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.convert.bib import DIALECTS, BibWork
from pllm_bib.tasks.convert.entries import EntryWork
from pllm_bib.tasks.convert.request import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Piece
    from pllm_bib.formats.bibtex.retarget import Retargeted
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.convert.request import Request


class Explanation(NamedTuple):
    """The way of one entry's fields: rows of field, target, value and remark."""

    key: str
    position: Position
    rows: list[tuple[str, str, str, str]]


def explain(
    inputs: Sequence[Input], request: Request, report: Callable[[Result], None]
) -> Iterator[Explanation]:
    """Yield the way of each field of every wanted entry. Raises OSError.

    ``report`` is told of the faults.
    """
    connected = connections_of(inputs, request.keys)
    of_entries, of_sources = EntryWork(request, connected), None
    if request.to in DIALECTS:
        of_sources = BibWork(request, connected)
    infos: dict[str, list[Diagnostic]] = {}

    def of_whole_file(faults: Iterable[Diagnostic]) -> None:
        """Report faults, and keep infos for their entries, which are read already."""
        infos.clear()
        found = tuple(faults)
        for fault in found:
            if fault.key and not fault.is_fault:
                infos.setdefault(fault.key, []).append(fault)
        report(Result(faults=list(faults_of(found))))

    for piece in pieces(inputs, of_whole_file):
        result = Result(name=piece.name)
        if piece.part and of_sources:
            yield from of_piece(piece, of_sources, result)
        else:
            entries, faults = read_piece(piece, connected)
            result.faults.extend(faults_of(faults))
            for entry in entries:
                if not request.keys or entry.key in request.keys:
                    said = [fault for fault in faults if fault.key == entry.key]
                    yield _explanation(entry, of_entries, said or infos.get(entry.key, ()))
        report(result)


def of_piece(piece: Piece, work: BibWork, result: Result) -> Iterator[Explanation]:
    """Yield the way of each field of entries that go from one dialect of .bib files to another."""
    for found, place in work.blocks(piece, result):
        entry = found.entry
        if entry and work.is_wanted(entry.key):
            yield _of_source(entry, work.retargeted(found, place), work)


def _of_source(entry: Entry, done: Retargeted, work: BibWork) -> Explanation:
    remarks: dict[str, list[str]] = {}
    dropped = []
    for lost in work.lost(entry, done):
        if lost.loss.dropped:
            dropped.append((lost.field, "", "", gone(lost.loss)))
        elif not lost.loss.is_form:  # that is seen
            remarks.setdefault(lost.field, []).append(change(lost.loss))
    rows = [("entry type", "@", done.type, "; ".join(remarks.pop("entry type", ())))]
    rows += (
        (old, new, value, "; ".join(remarks.pop(old, ()))) for old, new, value in done.sheet.rows()
    )
    rest = [(name, "", "", "; ".join(texts)) for name, texts in remarks.items()]
    return Explanation(entry.key, entry.position() or Position(""), rows + rest + dropped)


def gone(loss: Loss) -> str:
    """Return words for a field that is not written."""
    return "left out" if loss.detail == "unwanted" else "lost"


def _explanation(entry: Entry, work: EntryWork, said: Sequence[Diagnostic]) -> Explanation:
    parts = work.format.required_writer.parts_of(entry, work.context)
    remarks: dict[str, list[str]] = {}
    dropped = []
    for lost in work.losses(entry, parts):
        if lost.loss.dropped:
            dropped.append((lost.field, "", "", "lost"))
        else:
            remarks.setdefault(lost.field, []).append(change(lost.loss))
    rows = [(f.field or "", "", "", f.message) for f in said if not f.is_fault]
    has_extra = {f"extra.{name}" for name, _value in entry.extra}
    for part in parts:
        if not part.value:
            continue
        names = part.source.split()
        has = [name for name in names if not name.startswith("extra.") or name in has_extra]
        fields = [source_field(entry, name) for name in has]
        remark = "; ".join(text for name in fields for text in remarks.pop(name, ()))
        value = (
            part.value
            if isinstance(part.value, str)
            else json.dumps(part.value, ensure_ascii=False)
        )
        rows.append((", ".join(dict.fromkeys(fields)), part.target, value, remark))
    position = entry.position() or Position("")
    rest = [(name, "", "", "; ".join(texts)) for name, texts in remarks.items()]
    return Explanation(entry.key, position, rows + rest + dropped)
