"""The cited entries of .bib files, letter for letter, with all that they need.

They need the @string definitions in their values, every @preamble, and the entries that they
inherit from or that a style may print with them. BibTeX wants an entry before the one that it
inherits from, and a definition before its use: both orders keep to that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pllm_bib.errors import OperatorError
from pllm_bib.files.kinds import BIB
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import blocks as bib_blocks
from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.formats.bibtex.in_place import FieldSheet
from pllm_bib.formats.bibtex.source import start_of_comment
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.library import Library
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.tasks.paper.judge import REFERRING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.tasks.paper.judge import Judged
    from pllm_bib.tasks.paper.shelf import Shelf

Order = Literal["source", "citation"]
ORDERS: tuple[Order, ...] = ("source", "citation")


class BibSource(NamedTuple):
    """The text of a .bib file, its name in messages, and whether it has comments in entries."""

    name: str
    text: str
    comments: bool = True


class _Piece(NamedTuple):
    """A block that may be needed, with the comment right above it."""

    block: BibBlock
    comment: str
    source: BibSource

    @property
    def text(self) -> str:
        return self.comment + self.block.raw.rstrip()


class Used:
    """The blocks of .bib files that are read as one, to take the needed ones from."""

    def __init__(self, sources: Iterable[BibSource]) -> None:
        self.pieces: list[_Piece] = []
        """Definitions, preambles and the first entry of each key, in the order of the files."""
        self.entries: dict[str, _Piece] = {}
        self.folded: dict[str, str] = {}
        """Key in lower case -> the first key that it is of."""
        for source in sources:
            self._take(source)

    def _take(self, source: BibSource) -> None:
        before: BibBlock | None = None
        for block in bib_blocks.split(source.text, comments=source.comments):
            if block.kind in {"entry", "mended"}:
                piece = _Piece(block, _comment(before, block, source.text), source)
                if block.key not in self.entries:
                    self.entries[block.key] = piece
                    self.folded.setdefault(block.key.casefold(), block.key)
                    self.pieces.append(piece)
            elif block.kind in {"string", "preamble"}:
                self.pieces.append(_Piece(block, "", source))
            before = block

    def texts(self, keys: Iterable[str], order: Order) -> Iterator[str]:
        """Yield the texts of the entries of some keys, and before them of what they need.

        Raises `OperatorError` where a definition would get another meaning by the order.
        """
        wanted = self._with_needs(keys)
        macros = self._macros(self.entries[key] for key in wanted)
        chosen = [piece for piece in self.pieces if _is_chosen(piece, wanted, macros)]
        if order == "citation":
            heads = [piece for piece in chosen if piece.block.kind in {"string", "preamble"}]
            _stop_at_second_meaning(heads)
            chosen = [*heads, *(self.entries[key] for key in self._parents_last(wanted))]
        yield from (piece.text for piece in chosen)

    def renamed(self, key: str, new: str) -> str:
        """Return the text of an entry under another key."""
        return FieldSheet(self.entries[key].block).text(key=new)

    def _key(self, name: str) -> str | None:
        return name if name in self.entries else self.folded.get(name.casefold())

    def _with_needs(self, keys: Iterable[str]) -> dict[str, None]:
        """Return keys, and behind them those of the entries that theirs need."""
        found = dict.fromkeys(key for key in map(self._key, keys) if key is not None)
        waiting = list(found)
        for key in waiting:
            for name in _needs(self.entries[key].block):
                needed = self._key(name)
                if needed is not None and needed not in found:
                    found[needed] = None
                    waiting.append(needed)
        return found

    def _macros(self, entries: Iterable[_Piece]) -> set[str]:
        """Return the names of the @string definitions that some entries need, however far."""
        definitions: dict[str, list[_Piece]] = {}
        waiting: list[str] = []
        for piece in self.pieces:
            if piece.block.kind == "string":
                definitions.setdefault(piece.block.key.lower(), []).append(piece)
            elif piece.block.kind == "preamble":
                waiting += _macros_in(piece.block)
        for entry in entries:
            waiting += _macros_in(entry.block)
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += (
                    m for piece in definitions.get(name, ()) for m in _macros_in(piece.block)
                )
        return found

    def _parents_last(self, keys: Iterable[str]) -> list[str]:
        """Return keys in their order, but those that others inherit from behind these."""
        depth = dict.fromkeys(keys, 0)
        parents = {key: self._key(_crossref(self.entries[key].block)) for key in depth}
        children = Counter(parents.values())
        waiting = [key for key in depth if not children[key]]
        for key in waiting:  # those of a circle never wait
            parent = parents[key]
            if parent is not None:
                depth[parent] = max(depth[parent], depth[key] + 1)
                children[parent] -= 1
                if not children[parent]:
                    waiting.append(parent)
        return sorted(depth, key=depth.__getitem__)


def _comment(before: BibBlock | None, block: BibBlock, text: str) -> str:
    if before is None or before.kind != "text":
        return ""
    between = text[before.offset : block.offset]
    return between[start_of_comment(replace(before, offset=0), between) :]


def _is_chosen(piece: _Piece, keys: Mapping[str, None], macros: set[str]) -> bool:
    block = piece.block
    if block.kind == "string":
        return block.key.lower() in macros
    return block.kind == "preamble" or block.key in keys


def _stop_at_second_meaning(definitions: Sequence[_Piece]) -> None:
    """Refuse definitions of one name with several texts. Raises `OperatorError`."""
    seen: dict[str, str] = {}
    for piece in definitions:
        name = piece.block.key.lower()
        if piece.block.kind == "string" and seen.setdefault(name, piece.text) != piece.text:
            place = SourceMap(piece.source.text, piece.source.name).position(piece.block.offset)
            message = f"@string “{piece.block.key}” is defined anew here: use --sort source"
            raise OperatorError(message, place)


def _values(block: BibBlock) -> dict[str, str]:
    """Return the fields of a block without their delimiters, but for what macros stand for."""
    values: dict[str, str] = {}
    for field in block.fields:
        parts, _problem, _at = value_parts(field.source)
        text = "".join(part.text for part in parts if part.kind != "macro")
        values.setdefault(field.name.lower(), text)
    return values


def _needs(block: BibBlock) -> Iterator[str]:
    """Yield the keys of the entries that an entry refers to."""
    values = _values(block)
    yield from inheritance.references(values)
    for name in REFERRING:
        yield from listed(values.get(name, ""))


def _crossref(block: BibBlock) -> str:
    return _values(block).get("crossref", "").strip()


def _macros_in(block: BibBlock) -> Iterator[str]:
    """Yield the names of the macros in the values of a block, in lower case."""
    sources = [field.source for field in block.fields]
    if block.kind == "preamble":
        sources = [_OUTSIDE.sub("", block.raw.rstrip()[:-1], count=1)]
    for source in sources:
        for part in value_parts(source)[0]:
            if part.kind == "macro":
                yield part.text.lower()


_OUTSIDE = regex(r"@\s*\w+\s*[{(]")


def used_text(shelf: Shelf, judged: Judged, wanted: Iterable[str], order: Order, form: str) -> str:
    """Return the text of a .bib file with wanted entries of a shelf, and those found elsewhere.

    What is no .bib file, or stands in a list, is written in ``form``, under the key that is cited.
    Raises `OperatorError` as `Used.texts` does.
    """
    texts = list(Used(_sources(shelf)).texts(wanted, order))
    others = {id(other): other for _entry, other in judged.elsewhere.values()}
    for other in others.values():
        found = {key: e for key, (e, where) in judged.elsewhere.items() if where is other}
        if any(one.format not in BIB for one in other.inputs) or not other.inputs:
            row = FORMATS[form]
            library = Library(tuple(replace(e, key=key, aliases=()) for key, e in found.items()))
            texts.append(row.write(library).rstrip())
            continue
        used = Used(_sources(other))
        same = [key for key, entry in found.items() if key == entry.key]
        texts += [text for text in used.texts(same, order) if text not in texts]
        texts += [used.renamed(e.key, key) for key, e in found.items() if key != e.key]
    return "".join(_spaced(texts))


def _sources(shelf: Shelf) -> Iterator[BibSource]:
    loaded = shelf.loaded
    for one in shelf.inputs:
        text = loaded.texts[one.path] if one.path else loaded.others[one.name]
        yield BibSource(one.name, text, one.has_comments)


def _spaced(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts with a blank line between two; definitions stand close together."""
    was_head: bool | None = None
    for text in texts:
        is_head = bool(_HEAD.match(text))
        if was_head is not None and not (is_head and was_head):
            yield "\n"
        yield f"{text}\n"
        was_head = is_head


_HEAD = regex(r"(?i)@\s*(?:string|preamble)\b")
