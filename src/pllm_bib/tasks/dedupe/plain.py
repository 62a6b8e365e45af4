"""Records of plain entries of .bib files, without the entries: the short way where it pays.

The reader's moulds (`formats.bibtex.plain`) say what becomes of the values of a form. What makes a
record of them is that of the usual way: it is asked once for all values that many entries share,
such as those of a venue in a year. The first entry of each form goes both ways; if the results
differ, the form goes the usual way.
"""

from __future__ import annotations

import marshal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pllm_bib.files.read import read_others, read_piece
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry, Link
from pllm_bib.model.folding import comparable_name
from pllm_bib.model.name import Names
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.identity import identifiers, is_preprint, may_identify, with_links
from pllm_bib.same_work.packed import PLAIN_MARSHAL, packed, unpacked
from pllm_bib.same_work.record import first_page, people_of, record_of, title_of

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from pllm_bib.files.read import Connections, Piece
    from pllm_bib.formats.bibtex.plain.entries import EntryMould
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.same_work.identity import Identifier
    from pllm_bib.same_work.packed import PackedRecord, PlainAuthor
    from pllm_bib.same_work.record import WorkRecord

Done = tuple[list["PackedRecord"], list["Diagnostic"]]

_ITS_OWN = frozenset({"title", "authors", "editors", "pages", "doi", "eprint", "isbn"})
"""Attributes with a value that hardly another entry has: read for each."""
_UNUSED = frozenset({"abstract", "issn"})
"""Attributes that no record has."""
_UNUSED_FIELDS = frozenset({"timestamp", "bibsource", "biburl"})
"""The same for fields beyond the model."""
_START = Position("")
_MOST = 50_000
"""Values that are remembered."""


class _Shared(NamedTuple):
    """What entries with the same venue, year and the like have in common."""

    entry: Entry
    """What identifies one of them, without its addresses."""
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    known: tuple[tuple[str, str], ...]
    """These as plain values."""
    year: int | None
    preprint: bool
    type: str
    container: str
    volume: str
    details: tuple[tuple[str, str, str], ...]


class RecordMould:
    """What makes the records of the entries of a form."""

    def __init__(self, mould: EntryMould) -> None:
        self.mould = mould
        numbers = [
            number
            for attribute, _read, number in mould.reads
            if attribute not in _ITS_OWN | _UNUSED
            and (attribute != "extra" or mould.names[number] not in _UNUSED_FIELDS)
        ]
        self.of_many: Callable[[tuple[str, ...]], Any] = (
            itemgetter(*numbers) if numbers else lambda _values: ()
        )
        """Takes from the values of an entry those that others share."""
        names = {attribute for attribute, *_rest in mould.reads}
        self.identified = not names.isdisjoint({"doi", "eprint", "isbn"}) or any(
            mould.others.get(name) for name in ("doi", "eprint")
        )
        self.usable = (
            "title" in names
            and all(name != "subtitle" for name, *_ in mould.extra)
            and not (mould.others.get("authors") or mould.others.get("editors"))
            and not mould.others.get("pages")
        )
        self.shared: dict[Any, _Shared] = {}

    def cast(
        self, match: re.Match[str], source: SourceMap, line: int, file: int
    ) -> PackedRecord | None:
        """Return the record of an entry; None if one of its values is not plain."""
        mould = self.mould
        values = match.group(*mould.values)
        found = mould.read(values)
        if found is None:
            return None
        of_many = self.of_many(values)
        shared = self.shared.get(of_many) or self._noted(of_many, match, source, line)
        links = tuple([values[number].strip() for _kind, number in mould.links])
        known, preprint = shared.known, shared.preprint
        if self.identified:
            known, preprint = _identified(shared.entry, found, zip(mould.links, links, strict=True))
        elif any(map(may_identify, links)):
            kinds = [kind for kind, _number in mould.links]
            of_all = with_links(shared.identifiers, zip(kinds, links, strict=True))
            known = tuple([(kind, value) for kind, value in of_all])
            preprint = is_preprint(shared.entry, of_all)
        title, main = title_of(found["title"])
        authors, listed = _people(found.get("authors") or found.get("editors") or Names())
        closed = (
            shared.related,
            latex.plain(found["title"]),
            authors,
            listed,
            shared.type,
            shared.container,
            shared.volume,
            first_page(found.get("pages")),
            links,
            shared.details,
            file,
            line,
            1,
            False,
        )
        return (
            match[1],
            shared.aliases,
            title,
            main,
            known,
            shared.year,
            preprint,
            marshal.dumps(closed, PLAIN_MARSHAL),
        )

    def _noted(self, values: Any, match: re.Match[str], source: SourceMap, line: int) -> _Shared:
        """Find out, the usual way, what entries with some values have in common."""
        entry = self.mould.cast(match, source, line)
        assert entry is not None  # noqa: S101 -- all of its values have been read
        record = record_of(entry)
        bare = _identifying(entry)
        known = identifiers(bare)
        if len(self.shared) > _MOST:
            self.shared.clear()
        self.shared[values] = shared = _Shared(
            entry=bare,
            aliases=record.aliases,
            related=record.related,
            identifiers=known,
            known=tuple([(kind, value) for kind, value in known]),
            year=record.year,
            preprint=is_preprint(bare, known),
            type=record.type,
            container=record.container,
            volume=record.volume,
            details=tuple([(d.name, d.meaning, d.shown) for d in record.details]),
        )
        return shared


def _identifying(entry: Entry) -> Entry:
    """Return an entry without all that identifies no work, and without its links."""
    return Entry(
        key="",
        type=entry.type,
        container=entry.container,
        volume=entry.volume,
        number=entry.number,
        doi=entry.doi,
        isbn=entry.isbn,
        eprint=entry.eprint,
        openreview=entry.openreview,
        extra=entry.extra,
    )


def _identified(
    like: Entry, found: dict[str, Any], links: Iterable[tuple[tuple[Any, int], str]]
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Return the identifiers of an entry, and whether it is a preprint."""
    entry = Entry(
        key="",
        type=like.type,
        container=like.container,
        volume=like.volume,
        number=like.number,
        doi=found.get("doi", like.doi),
        isbn=found.get("isbn", like.isbn),
        eprint=found.get("eprint", like.eprint),
        openreview=like.openreview,
        extra=like.extra,
        links=tuple([Link(kind, url) for (kind, _number), url in links]),
    )
    known = identifiers(entry)
    return tuple([(kind, value) for kind, value in known]), is_preprint(entry, known)


def _people(names: Names) -> tuple[tuple[PlainAuthor, ...], str]:
    """Return the people of a record, and the words of a single name that may be several."""
    if len(names.names) == 1:
        people, listed = people_of(names)
        return tuple([(family, given) for family, given in people]), listed
    return tuple([comparable_name(name) for name in names.names]), ""


class PlainRecords:
    """The reader of the records of pieces of files, the short way where that has one result."""

    def __init__(self, connected: Connections, comments: frozenset[int]) -> None:
        self.connected = connected
        self.comments = comments
        """The numbers of files with comments between fields."""
        self.moulds: dict[int, tuple[EntryMould, RecordMould | None]] = {}
        """By the identity of the reader's mould."""

    def do(self, piece: Piece) -> Done:
        """Read a piece."""
        comments = piece.number in self.comments
        cast: list[tuple[int, int, PackedRecord]] = []
        text = piece.part.text if piece.part else ""
        source = SourceMap(text, piece.name)

        def take(mould: EntryMould, match: re.Match[str], line: int) -> bool:
            row = self._cast(mould, match, source, line, piece.number)
            if row is not None:
                cast.append((line, 1, row))
            return row is not None

        others = read_others(piece, self.connected, take, comments=comments)
        entries, faults = others or read_piece(piece, self.connected, comments=comments)
        rows = [_usual(entry, piece.number) for entry in entries]
        if cast:
            places = [(entry.position() or _START) for entry in entries]
            cast += [(p.line, p.column, row) for p, row in zip(places, rows, strict=True)]
            rows = [row for *_place, row in sorted(cast, key=itemgetter(0, 1))]
        return rows, [fault for fault in faults if fault.severity == "error"]

    def _cast(
        self, mould: EntryMould, match: re.Match[str], source: SourceMap, line: int, file: int
    ) -> PackedRecord | None:
        if id(mould) not in self.moulds:
            entry = mould.cast(match, source, line)
            if entry is None:
                return None
            made = RecordMould(mould)
            row = made.cast(match, source, line, file) if made.usable else None
            agree = row is not None and unpacked(row) == _record(entry, file)
            self.moulds[id(mould)] = mould, made if agree else None
        _mould, short = self.moulds[id(mould)]
        if short:
            return short.cast(match, source, line, file)
        entry = mould.cast(match, source, line)
        return None if entry is None else _usual(entry, file)


def _usual(entry: Entry, file: int) -> PackedRecord:
    return packed(_record(entry, file))


def _record(entry: Entry, file: int) -> WorkRecord:
    return record_of(entry, file, shown=latex.plain(entry.title))
