"""From one dialect of .bib files to another: the source itself, entry for entry in its place.

Blocks and all between them travel letter for letter; of an entry, `retarget` changes what the
dialect needs. Only entries that are to be sorted or chosen leave their places.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.files.read import blocks_of_piece, dialect_of
from pllm_bib.formats.bibtex.retarget import Target, retargeted
from pllm_bib.formats.bibtex.source import start_of_comment, without_slips
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.formats.bibtex.write import Variant, is_key
from pllm_bib.formats.losses import Loss
from pllm_bib.formats.shared import latex
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position, faults_of
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.tasks.convert.request import LostField, Result, sort_by_order
from pllm_bib.tasks.select import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.files.read import Connections, Piece
    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.formats.bibtex.read import ReadBlock
    from pllm_bib.formats.bibtex.retarget import Place, Retargeted
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.convert.request import Request
    from pllm_bib.tasks.select import Order

DIALECTS = frozenset(variant.value for variant in Variant)


class BibWork:
    """The work on pieces of .bib files for a request of another dialect."""

    def __init__(self, request: Request, connected: Connections) -> None:
        self.request = request
        self.connected = connected
        strings = {name: value for *_place, name, value in connected.strings}
        self.target = Target(
            variant=Variant(request.to),
            options=request.options,
            parents=connected.parents,
            places=connected.places,
            parents_last=bool(request.sort),
            strings=strings if request.moves else None,
        )

    def do(self, piece: Piece) -> Result:
        """Read a piece of a file and write its blocks, in their places or to be moved."""
        result = Result(name=piece.name, number=piece.number, verbatim=True)
        text = piece.part.text[: piece.part.stop] if piece.part else ""
        make = _Moving if self.request.moves else _Standing
        pieces = make(text, result, self.request)
        for found, place in self.blocks(piece, result):
            if found.entry is None:
                pieces.other(found, self._other(found, place, result))
                continue
            self._take_key(found.entry, found.entry.key, result)
            if self.is_wanted(found.entry.key):
                self._entry(found, found.entry, place, pieces)
            else:
                pieces.other(found, None)
        pieces.finish()
        return result

    def blocks(self, piece: Piece, result: Result) -> Iterator[tuple[ReadBlock, Place]]:
        """Yield the blocks of a piece with their places; the faults go to the result."""
        blocks, faults = blocks_of_piece(piece, self.connected, plain=self.request.plain)
        result.faults.extend(faults_of(faults))  # the source stays, however it is understood
        self.target = replace(self.target, dialect=dialect_of(piece.format))
        start = piece.part.offset if piece.part else 0
        for found in blocks:
            yield found, (piece.number, start + found.block.offset)

    def is_wanted(self, key: str) -> bool:
        """Say whether an entry is to be written: it, or one that inherits from it, is asked for."""
        keys = self.request.keys
        return not keys or key in keys or key in self.connected.needed

    def retargeted(self, found: ReadBlock, place: Place) -> Retargeted:
        """Return an entry as the dialect has it."""
        if found.block.slips:
            key = found.entry.key if found.entry else found.block.key
            found = found._replace(block=without_slips(found.block, key))
        return retargeted(found, self.target, place)

    def _take_key(self, entry: Entry, key: str, result: Result) -> None:
        position = entry.origin.key if entry.origin else Position("")
        result.keys.append((key, position.line, position.column))

    def _entry(self, found: ReadBlock, entry: Entry, place: Place, pieces: _Pieces) -> None:
        """Write an entry, and its copies under former keys if these are wanted."""
        result = pieces.result
        done = self.retargeted(found, place)
        result.written += 1
        result.lost.extend(self.lost(entry, done))
        order: Order = ()
        if self.request.sort:
            # BibTeX wants the entries that others inherit from behind these.
            is_parent = self.target.variant is Variant.CLASSIC and entry.key in self.target.places
            order = (is_parent, *order_of(entry, self.request.sort))
        pieces.entry(found.block, done.text, order)
        if not (self.request.options.aliases and self.target.variant is Variant.CLASSIC):
            return
        for alias in filter(is_key, entry.aliases):
            self._take_key(entry, alias, result)
            pieces.copy(retargeted(found, self.target, place, alias).text, order)

    def _other(self, found: ReadBlock, place: Place, result: Result) -> str | None:
        """Return the text of a block that is no work; None for one that is left out."""
        block, origin = found.block, found.origin
        if block.kind == "entry" and origin:  # @xdata
            if self.target.variant is not Variant.CLASSIC:
                needed = self.is_wanted(block.key)
                return self.retargeted(found, place).text if needed else None
            # Its fields are in the entries that refer to it.
            loss = Loss("xdata", dropped=True)
            result.lost.append(LostField(origin.position, block.key, "xdata", loss))
        if block.kind in {"entry", "broken"}:
            return None
        if block.kind == "string" and value_parts(block.fields[0].source)[1]:
            return None
        if not self.target.ascii or block.raw.isascii():
            return block.raw
        if block.kind == "string":
            source = block.fields[0].source
            return block.raw.replace(source, self.target.seven_bit(block.fields[0].name, source))
        return latex.to_ascii(block.raw) if block.kind == "preamble" else block.raw

    def lost(self, entry: Entry, done: Retargeted) -> Iterator[LostField]:
        """Yield what an entry lost on its way, and what stays beyond 7 bits against the wish."""
        for told in done.told:
            loss = Loss(told.source, dropped=told.dropped, detail=told.detail)
            place = entry.position(told.field) or Position("")
            yield LostField(place, entry.key, told.field, loss)
        if not self.request.options.ascii or done.text.isascii():
            return
        names = {} if entry.key.isascii() else {"key": "key"}
        names |= {new: old or new for old, new, value in done.sheet.rows() if not value.isascii()}
        for new, old in names.items():
            attributes = (row.name for row in ATTRIBUTES.values() if new in row.fields)
            loss = Loss(f"{next(attributes, f'extra.{old}')}.letters", dropped=False)
            if loss.field.startswith("extra."):
                loss = Loss(f"extra.{old}", dropped=False, detail="letters")
            yield LostField(entry.position(old) or Position(""), entry.key, old, loss)


class _Pieces:
    """The pieces that a part of a file becomes."""

    def __init__(self, text: str, result: Result, request: Request) -> None:
        self.text, self.result, self.request = text, result, request

    def other(self, found: ReadBlock, text: str | None) -> None:
        """Take a block that is no work, with its text; None leaves it out."""
        raise NotImplementedError

    def entry(self, block: BibBlock, text: str, order: Order) -> None:
        """Take the text of an entry, and what it is sorted by."""
        raise NotImplementedError

    def copy(self, text: str, order: Order) -> None:
        """Take the text of the last entry under the key that was taken last."""
        self.result.texts.append(f"\n\n{text}")
        self.result.records.append((len(self.result.keys) - 1, True))
        if self.request.sort:
            self.result.order.append(order)

    def finish(self) -> None:
        """Hand all over to the result."""


class _Standing(_Pieces):
    """Blocks that stay where they are."""

    def __init__(self, text: str, result: Result, request: Request) -> None:
        super().__init__(text, result, request)
        self.at = 0

    def other(self, found: ReadBlock, text: str | None) -> None:
        block = found.block
        if text is not None:
            self._add(self.text[self.at : block.offset] + text, None)
        self.at = block.offset + len(block.raw)

    def entry(self, block: BibBlock, text: str, order: Order) -> None:
        del order
        self._add(self.text[self.at : block.offset] + text, len(self.result.keys) - 1)
        self.at = block.offset + len(block.raw)

    def _add(self, text: str, key: int | None) -> None:
        self.result.texts.append(text)
        self.result.records.append((key, False))

    def finish(self) -> None:
        self._add(self.text[self.at :], None)
        if not self.request.options.aliases:
            self.result.texts = ["".join(self.result.texts)]
            self.result.records.clear()


class _Moving(_Pieces):
    """Entries that leave their places, each with the comment right above it.

    Definitions come before all entries. All other text does too if the entries are only sorted;
    it is left out if only some are wanted.
    """

    def __init__(self, text: str, result: Result, request: Request) -> None:
        super().__init__(text, result, request)
        self.before: BibBlock | None = None
        """The block before, if it is a text or a comment."""

    def other(self, found: ReadBlock, text: str | None) -> None:
        self._pass()
        block = found.block
        if text is not None and block.kind in {"text", "comment"}:
            self.before = block
        elif text is not None:
            self.result.heads.append(text)

    def entry(self, block: BibBlock, text: str, order: Order) -> None:
        comment = self._comment_before(block.offset)
        self._pass(upto=block.offset - len(comment))
        if not self.result.texts and not self.text[: block.offset - len(comment)].strip():
            self.result.starts_with_entry = True
        self.result.texts.append(comment + text)
        self.result.records.append((len(self.result.keys) - 1, False))
        if self.request.sort:
            self.result.order.append(order)

    def finish(self) -> None:
        comment = self._comment_before(len(self.text))
        self.result.comment = comment
        self._pass(upto=len(self.text) - len(comment))

    def _comment_before(self, at: int) -> str:
        if self.before is None or self.before.kind != "text":
            return ""
        return self.text[start_of_comment(self.before, self.text[:at]) : at]

    def _pass(self, upto: int | None = None) -> None:
        """Put the text before, as far as it belongs to no entry, to the head of the file."""
        if self.before is not None and self.request.sort and not self.request.keys:
            end = self.before.offset + len(self.before.raw)
            rest = self.text[self.before.offset : end if upto is None else min(end, upto)]
            if rest.strip():
                self.result.heads.append(rest.strip("\n"))
        self.before = None


@dataclass(slots=True)
class Gathered:
    """The results of all pieces whose blocks leave their places, in their new order."""

    only_some: bool
    """Whether comments of entries that are not here are left out."""
    heads: list[str] = field(default_factory=list)
    entries: list[tuple[Order, str]] = field(default_factory=list)
    comment: tuple[int, str] = (-1, "")
    """Number of a file, and the comment that the last piece of it ended with."""

    def add(self, result: Result) -> None:
        """Take the result of the next piece."""
        number, comment = self.comment
        if comment and number == result.number and result.starts_with_entry:
            result.texts[0] = comment + result.texts[0]
        else:
            self._pass_comment()
        self.comment = (result.number, result.comment)
        self.heads += result.heads
        orders: Iterable[Order] = result.order or [()] * len(result.texts)
        self.entries += zip(orders, result.texts, strict=True)

    def _pass_comment(self) -> None:
        """Put a comment that no entry follows to the head of the file."""
        if self.comment[1] and not self.only_some:
            self.heads.append(self.comment[1].strip("\n"))

    def texts(self, request: Request) -> Iterator[str]:
        """Yield the texts of all, in the order asked for, each with the end of its line."""
        self._pass_comment()
        if self.heads:
            yield "\n".join((*self.heads, ""))
        if request.sort:
            sort_by_order(self.entries, backwards=request.backwards)
        for _order, text in self.entries:
            yield text.strip("\n") + "\n"
