"""Entries to texts of another format, piece by piece: the usual way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.files.read import read_piece
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.losses import Loss, losses, source_field
from pllm_bib.model.diagnostic import Position
from pllm_bib.tasks.convert.request import LostField, Result
from pllm_bib.tasks.select import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.files.read import Connections, Piece
    from pllm_bib.formats import base as writing
    from pllm_bib.formats.row import Format
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.convert.request import Request


class EntryWork:
    """The work of a writer: entries become texts of another format."""

    def __init__(self, request: Request, connected: Connections) -> None:
        self.request = request
        self.format: Format = FORMATS[request.to]
        self.connected = connected
        self.context = WriteContext(options=request.options, keys=connected.keys)
        writer = self.format.required_writer
        self.apart = bool(
            request.sort or writer.renamed or writer.assembled or request.options.aliases
        )

    def do(self, piece: Piece) -> Result:
        """Read a piece of a file and write its entries."""
        result = Result(name=piece.name, number=piece.number)
        entries, faults = read_piece(piece, self.connected, plain=self.request.plain)
        result.faults.extend(faults)
        for entry in entries:
            self.write(entry, result)
        if result.texts and not self.apart:
            result.texts = [self.format.required_writer.separator.join(result.texts)]
            result.records.clear()
        return result

    def losses(self, entry: Entry, parts: Iterable[writing.Part]) -> Iterator[LostField]:
        """Yield the losses of an entry, except for addresses that nobody wanted."""
        for loss in losses(entry, parts, self.format.lost(self.request.options)):
            if self.request.options.url or not loss.field.startswith("links."):
                name = source_field(entry, loss.field)
                place = entry.position(name) or Position("")
                yield LostField(place, entry.key, name, loss)

    def beyond_ascii(self, entry: Entry, parts: Iterable[writing.Part]) -> Iterator[LostField]:
        """Yield the fields that stay beyond 7 bits although 7 bits were asked for."""
        sources = {} if entry.key.isascii() else {"key": None}
        sources |= {
            part.source.split()[0]: None
            for part in parts
            if part.source and isinstance(part.value, str) and not part.value.isascii()
        }
        for source in sources:
            name = source_field(entry, source)
            loss = Loss(source if "." in source else f"{source}.letters", dropped=False)
            if source.startswith("extra."):
                loss = loss._replace(detail="letters")
            place = entry.position(name) or Position("")
            yield LostField(place, entry.key, name, loss)

    def write(self, entry: Entry, result: Result) -> None:
        """Add the text of an entry to a result, and what is lost; of an unwanted one, its key."""
        position = entry.origin.key if entry.origin else Position("")
        result.keys.append((entry.key, position.line, position.column))
        if self.request.keys and entry.key not in self.request.keys:
            return
        writer = self.format.required_writer
        parts = writer.parts_of(entry, self.context)
        result.written += 1
        if self.request.pages:
            result.entries.append(entry)
        text = writer.layout(entry, parts, self.context)
        result.texts.append(text)
        if self.request.options.ascii and not text.isascii():
            result.lost.extend(self.beyond_ascii(entry, parts))
        result.records.append((len(result.keys) - 1, False))
        copies = writer.copies(entry, self.context, set())
        for alias, copy in copies:
            result.texts.append(copy)
            result.keys.append((alias, position.line, position.column))
            result.records.append((len(result.keys) - 1, True))
        if self.request.sort:
            order = (False, *order_of(entry, self.request.sort))
            result.order += [order] * (1 + len(copies))
        all_copied = len(copies) == len(entry.aliases)
        result.lost.extend(
            lost
            for lost in self.losses(entry, parts)
            if not (all_copied and lost.loss.field == "aliases")
        )
