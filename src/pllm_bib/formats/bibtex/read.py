"""Text of a .bib file -> entries and diagnostics: its blocks, macros and parents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex.blocks import BibBlock, SourceField, split
from pllm_bib.formats.bibtex.entry import EntryBuilder, listed
from pllm_bib.formats.bibtex.groups import with_groups
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.keys import new_key
from pllm_bib.formats.shared.source import FieldPlaces, SourceMap
from pllm_bib.model import limits
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic
from pllm_bib.model.entry import Entry, Origin
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, stage, untold
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.formats.bibtex.plain.entries import Caster, Take


_BLOCK_HEAD = regex(r"@\s*(?P<type>\w+)\s*[{(]\s*(?P<key>[^\s,{}]*)")
_ALLOW = regex(r"%\s*+pllm-bib:\s*+allow\s++(?P<what>[\w,-][\w, -]*+)\s*+:[ \t]*+(?P<reason>\S.*)")
_IN = regex(r"(?<! ) +in +(?=[\w,-])")


Dialect = Literal["canonical", "biblatex"]
Read = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]
"""Entries, and what is wrong with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The surroundings of a part of a file, so that it is read as in the whole."""

    first_line: int = 1
    """The line of the file that the part starts on."""
    stop: int | None = None
    """Where the part ends; what follows up to the next block's brace is there to be looked at."""
    strings: Mapping[str, str] = field(default_factory=dict)
    """The @string definitions before it: lower-case name -> value."""
    plain: bool = True
    """As in `blocks.split`."""
    comments: bool = False
    """As in `blocks.split`, where the dialect has no such comments."""
    parents: Mapping[str, inheritance.Raw] = field(default_factory=dict)
    """Entries of the other parts that some inherit from, by key."""
    macros: Mapping[str, latex.Macro] = field(default_factory=dict)
    """The macros that any part defines in a @preamble, by name."""
    progress: Progress = untold
    """It is told how much of the text is read."""


def read(
    text: str,
    path: str,
    section: str | None = None,
    surroundings: Surroundings | None = None,
    *,
    dialect: Dialect = "canonical",
) -> Read:
    """Read a .bib file's text, or a part of it that ``surroundings`` belong to.

    ``path`` is what positions name; ``section`` is the id of the section that the file belongs
    to, if any. Entries come in the order of the file, all those that can be read: what is wrong
    is in the diagnostics, and a value that has no meaning is kept in the entry's ``extra``.

    Entries have the fields that they inherit (see `inheritance`), from entries before or after
    them. @xdata entries are no works and are not among the entries; a @set is, with the keys of
    its members in ``extra``.

    ``dialect`` says whose fields are meant where the names are the same: ``venue`` is the short
    label of the venue in a list's own files and the place of the event in BibLaTeX's, which
    ``extra`` has as ``eventplace``.
    """
    around = surroundings or Surroundings()
    if section is None and _can_be_cast(text, around):
        return _read_plain(text, path, around, dialect)
    reader = _BibReader(SourceMap(text, path, around.first_line), section, around, dialect)
    return reader.read()


def read_others(
    text: str, path: str, take: Take, surroundings: Surroundings, *, dialect: Dialect
) -> Read | None:
    """Read a text as `read` does but for its plain entries, which ``take`` is given.

    Return None, and give it nothing, where a text must be read as a whole.
    """
    if not _can_be_cast(text, surroundings):
        return None
    return _read_plain(text, path, surroundings, dialect, take)


def _can_be_cast(text: str, around: Surroundings) -> bool:
    if len(text) < _LARGE or around.macros or not around.plain or may_lack_keys(text):
        return False
    from pllm_bib.formats.bibtex.plain.entries import can_be_cast

    return can_be_cast(text, around.strings)


_LARGE = 1 << 16
"""Characters of a text from which it pays to learn the forms of its plain entries."""
_casters: dict[Dialect, Caster] = {}
"""The readers of plain entries, with what they have learnt of the forms of these."""
_CAST = 0.5
"""The share of reading that is done when the plain entries are read."""


def _read_plain(
    text: str, path: str, around: Surroundings, dialect: Dialect, take: Take | None = None
) -> Read:
    """Read a text, its plain entries the short way, unless they are to be taken."""
    from pllm_bib.formats.bibtex.plain.entries import Caster

    def read_sample(sample: str, name: str) -> Read:
        return _BibReader(SourceMap(sample, name), None, Surroundings(), dialect).read()

    def read_rest(rest: str) -> Read:
        source = SourceMap(rest, path, around.first_line)
        behind = replace(around, progress=stage(around.progress, _CAST, 1))
        return _BibReader(source, None, behind, dialect).read()

    if dialect not in _casters:
        _casters[dialect] = Caster(read_sample)
    source = SourceMap(text, path, around.first_line)
    stop = len(text) if around.stop is None else around.stop
    told = stage(around.progress, 0, _CAST)
    if take is None:
        return _casters[dialect].read(source, stop, read_rest, told)
    return _casters[dialect].read_others(source, stop, take, read_rest, told)


def read_biblatex(
    text: str,
    path: str,
    section: str | None = None,
    surroundings: Surroundings | None = None,
) -> Read:
    """Read a .bib file's text with all its fields as BibLaTeX means them; see `read`."""
    return read(text, path, section, surroundings, dialect="biblatex")


_NO_KEY = regex(r"@\s*+\w*+\s*+[{(]\s*+,")


def may_lack_keys(text: str) -> bool:
    """Say whether entries may lack keys: which ones they get depends on all others."""
    return _NO_KEY.search(text) is not None


class ReadBlock(NamedTuple):
    """A block of a file, and what was read from it, if it is an entry that can be read."""

    block: BibBlock
    entry: Entry | None = None
    """None for an @xdata entry, which is no work."""
    origin: Origin | None = None
    """Where it stands, and the values of its own fields; None if it cannot be read."""
    fields: Mapping[str, str] = {}
    """These values and those that it inherits."""


def read_blocks(
    text: str, path: str, surroundings: Surroundings, dialect: Dialect
) -> tuple[tuple[ReadBlock, ...], tuple[Diagnostic, ...]]:
    """Read a .bib file's text as `read` does; return all of its blocks, in order."""
    source = SourceMap(text, path, surroundings.first_line)
    reader = _BibReader(source, None, surroundings, dialect, blocks=[])
    _entries, faults = reader.read()
    blocks = reader.blocks or ()
    return tuple(reader.found.get(block.offset) or ReadBlock(block) for block in blocks), faults


def skim(
    text: str, surroundings: Surroundings
) -> Iterator[tuple[int, str, str | inheritance.Raw | dict[str, latex.Macro]]]:
    """Yield what the rest of a file may need of a text: the offset, the name, the content.

    A @string definition is its value, by its lower-case name; an entry its type and raw fields; a
    @preamble, without name, the macros of the file up to there.
    """
    reader = _BibReader(SourceMap(text, ""), None, surroundings)
    reader.strings |= surroundings.strings
    reader.macros |= surroundings.macros
    for block in split(text, stop=surroundings.stop, comments=True):
        if block.kind == "string":
            value = reader.define(block)
            if value is not None:
                yield block.offset, block.key.lower(), value
        elif block.kind == "preamble":
            reader.define(block)
            yield block.offset, "", reader.macros
        elif block.kind in {"entry", "mended"} and (source := reader.raw_entry(block)):
            yield block.offset, source.key, (source.type, source.origin.raw)


class _RawEntry(NamedTuple):
    """An entry as it stands in the file, before its fields have a meaning."""

    type: str
    key: str
    origin: Origin
    block: BibBlock


@dataclass(slots=True)
class _BibReader:
    source: SourceMap
    section: str | None
    around: Surroundings
    dialect: Dialect = "canonical"
    strings: dict[str, str] = field(default_factory=lambda: dict(zip(MONTHS, MONTHS, strict=True)))
    macros: dict[str, latex.Macro] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: list[_RawEntry] | None = None
    """Entries that wait for those from which they may inherit; None if none does."""
    expanded: int = 0
    """Characters that the file has got by definitions and by inheritance."""
    blocks: list[BibBlock] | None = None
    """All blocks, if they are wanted."""
    found: dict[int, ReadBlock] = field(default_factory=dict)
    """What was read of entries by their offsets, if all blocks are wanted."""
    meant: dict[int, Entry] = field(default_factory=dict)
    """By their numbers, the entries without a key that are read as written, as they are meant."""

    def read(self) -> Read:
        self.strings |= self.around.strings
        self.macros |= self.around.macros
        allowed: tuple[Acknowledgement, ...] = ()
        if inheritance.may_inherit(self.source.text):
            self.sources = []
        blocks = split(
            self.source.text,
            stop=self.around.stop,
            plain=self.around.plain,
            comments=self.around.comments or self.dialect == "biblatex",
        )
        size = len(self.source.text)
        for block in blocks:
            self.around.progress(block.offset / size)
            if self.blocks is not None:
                self.blocks.append(block)
            if block.kind == "broken":
                self._syntax_error(block.problem, block.problem_offset, block.key or None)
            elif block.kind in {"string", "preamble"}:
                self.define(block)
            elif block.kind in {"entry", "mended"}:
                self._entry(block, allowed)
            elif block.kind == "text":
                allowed = tuple(_acknowledgements(self.source, block.offset, block.raw))
                continue
            allowed = ()
        if self.sources is not None:
            self._build_with_parents(self.sources)
        if any(not entry.key for entry in self.entries):
            self._give_keys()
        return with_groups(self.entries, self.source.text), tuple(self.diagnostics)

    def _give_keys(self) -> None:
        """Give keys to entries that have none, as EndNote writes them."""
        taken = {entry.key.casefold() for entry in self.entries}
        made: Counter[str] = Counter()
        blocks = {id(found.entry): offset for offset, found in self.found.items()}
        for number, entry in enumerate(self.entries):
            if entry.key:
                continue
            key = new_key(self.meant.get(number, entry), taken, made)
            taken.add(key.casefold())
            self.entries[number] = replace(entry, key=key)
            if (offset := blocks.get(id(entry))) is not None:
                found = self.found[offset]
                self.found[offset] = found._replace(entry=self.entries[number])

    def define(self, block: BibBlock) -> str | None:
        """Take up a @string definition, or a @preamble; returns its value, None if it has none."""
        if block.kind == "preamble":
            return self._preamble(block)
        value = self._value(block.fields[0], None)
        if value is not None:
            self.strings[block.key.lower()] = value
        return value

    def _preamble(self, block: BibBlock) -> str:
        value = _PREAMBLE.match(block.raw)
        parts = value_parts(value[1])[0] if value else ()
        source = "".join(
            self.strings.get(part.text.lower(), "") if part.kind == "macro" else part.text
            for part in parts
        )
        self.macros = latex.definitions(source, self.macros)
        return source

    def _build_with_parents(self, sources: list[_RawEntry]) -> None:
        known: dict[str, tuple[str, Mapping[str, str]]] = {}
        for type_name, key, origin, _block in sources:
            known.setdefault(key, (type_name, origin.raw))
        for type_name, _key, origin, _block in sources:
            for alias in listed(origin.raw.get("ids", "")):
                known.setdefault(alias, (type_name, origin.raw))
        folded = {key.lower(): raw for key, raw in reversed(known.items())}
        memo = inheritance.Memo(len(self.source.text))

        def lookup(key: str) -> tuple[str, Mapping[str, str]] | None:
            # BibTeX finds a key whatever its case; the very key comes first, as biber has it.
            return self.around.parents.get(key) or known.get(key) or folded.get(key.lower())

        for source in sources:
            type_name, key, origin, _block = source
            if not inheritance.inherits(origin.raw):
                self._build(source, origin.raw)
                continue
            fields, problems = inheritance.resolve(
                type_name, origin.raw, lookup, key=key, memo=memo
            )
            reference = origin.fields.get("crossref") or origin.fields.get("xdata")
            names = fields.keys() - origin.raw
            self.expanded += sum(len(fields[name]) for name in names)
            if self.expanded > limits.expanded(len(self.source.text)):
                fields, names = origin.raw, set()
                problems = (*problems, inheritance.TOO_MUCH)
            inherited = {name: reference for name in names if reference}
            # What is empty is reported, whatever it inherits.
            empty = {name: value for name, value in origin.raw.items() if not value.strip()}
            self._build(
                source._replace(origin=replace(origin, inherited=inherited)), fields | empty
            )
            for rule, name, message in problems:
                position = origin.fields.get(name) or reference or origin.position
                self.diagnostics.append(reading_fault(rule, message, position, key=key, field=name))
        self.diagnostics.sort(key=lambda diagnostic: diagnostic.position)

    def _build(self, source: _RawEntry, fields: Mapping[str, str]) -> None:
        entry, diagnostics = self._built(source, fields, as_written=self.blocks is not None)
        is_work = source.type != "xdata"
        if is_work:
            self.entries.append(entry)
        if self.blocks is not None:
            found = ReadBlock(source.block, entry if is_work else None, source.origin, fields)
            self.found[source.block.offset] = found
            if is_work and not entry.key:  # it gets the key that other formats give it
                meant, _again = self._built(source, fields, as_written=False)
                self.meant[len(self.entries) - 1] = meant
        self.diagnostics.extend(diagnostics)

    def _built(
        self, source: _RawEntry, fields: Mapping[str, str], *, as_written: bool
    ) -> tuple[Entry, list[Diagnostic]]:
        builder = EntryBuilder(
            source.key,
            source.origin,
            fields,
            self.section,
            as_written=as_written,
            lists=self.dialect == "biblatex" and not as_written,
            macros=None if as_written else self.macros,
        )
        if self.dialect == "biblatex" and "venue" in fields:
            place = builder.left.pop("venue")
            builder.left.setdefault("eventplace", place)
        # An @xdata entry is built for its faults only.
        entry = builder.build("misc" if source.type == "xdata" else source.type)
        return entry, builder.diagnostics

    def _syntax_error(self, message: str, offset: int, key: str | None) -> None:
        position = self.source.position(offset)
        self.diagnostics.append(reading_fault("syntax-error", message, position, key=key))

    def _value(self, source_field: SourceField, key: str | None) -> str | None:
        """Return the value without delimiters, macros replaced and operands joined."""
        if source_field.whole:
            return source_field.source[1:-1]
        pieces = self._operands(source_field, key)
        if pieces is None:
            return None
        length = sum(map(len, pieces))
        if length > len(source_field.source):
            self.expanded += length
            if length > limits.EXPANDED_VALUE or self.expanded > limits.expanded(
                len(self.source.text)
            ):
                self._too_long(source_field, key)
                return None if key else ""  # else each use of the string would be a fault
        return "".join(pieces)

    def _too_long(self, source_field: SourceField, key: str | None) -> None:
        message = (
            f"“{source_field.name}” is left out: by its strings it would be too long, or this "
            "file is with it"
        )
        place = self.source.position(source_field.value_offset)
        self.diagnostics.append(
            reading_fault("limit-exceeded", message, place, key=key, field=source_field.name)
        )

    def _operands(self, source_field: SourceField, key: str | None) -> list[str] | None:
        """Return the operands of a value, macros replaced; None if it cannot be read."""
        parts, problem, at = value_parts(source_field.source)
        if problem:
            self._syntax_error(
                f"in the value of “{source_field.name}”: {problem}",
                source_field.value_offset + at,
                key,
            )
            return None
        pieces = []
        for part in parts:
            if part.kind != "macro":
                pieces.append(part.text)
                continue
            value = self.strings.get(part.text.lower())
            if value is None:
                self.diagnostics.append(
                    reading_fault(
                        "undefined-string",
                        f"the string “{part.text}” is not defined: define it with @string "
                        "above its first use, or put the value in braces",
                        self.source.position(source_field.value_offset + part.offset),
                        key=key,
                        field=source_field.name,
                    )
                )
                value = part.text
            pieces.append(value)
        return pieces

    def _entry(self, block: BibBlock, allowed: tuple[Acknowledgement, ...]) -> None:
        for problem, offset in block.slips:
            self._syntax_error(problem, offset, block.key or None)
        source = self.raw_entry(block, allowed)
        if source and self.sources is None:
            self._build(source, source.origin.raw)
        elif source and self.sources is not None:
            self.sources.append(source)

    def raw_entry(
        self, block: BibBlock, allowed: tuple[Acknowledgement, ...] = ()
    ) -> _RawEntry | None:
        """Return the entry of a block, its fields not yet understood."""
        head = _BLOCK_HEAD.match(block.raw)
        start = self.source.position(block.offset)
        if not (block.key or block.slips) or head is None:
            self._syntax_error("the entry has no key", block.offset, None)
            return None
        key_position = self.source.position(block.offset + head.start("key"))
        offsets: dict[str, int] = {}
        raw: dict[str, str] = {}
        composed: set[str] = set()
        for source_field in block.fields:
            if not source_field.whole and _is_composed(source_field.source):
                composed.add(source_field.name)
            if source_field.name in offsets:
                composed.add(source_field.name)
                self._field_again(source_field, block.key)
                if source_field.name in _LISTS and self.blocks is None:
                    values = raw.get(source_field.name), self._value(source_field, block.key)
                    sign = _LISTS[source_field.name]
                    raw[source_field.name] = sign.join(filter(None, values))
                continue
            offsets[source_field.name] = source_field.offset
            value = self._value(source_field, block.key)
            if value is not None:
                raw[source_field.name] = value
        origin = Origin(
            start,
            key_position,
            FieldPlaces(self.source, offsets),
            raw,
            allowed,
            commented=block.commented,
            composed=frozenset(composed),
        )
        return _RawEntry(block.type.lower(), block.key, origin, block)

    def _field_again(self, field: SourceField, key: str) -> None:
        message = f"“{field.name}” is given a second time; BibTeX reads the first"
        position = self.source.position(field.offset)
        self.diagnostics.append(
            reading_fault("duplicate-field", message, position, key=key, field=field.name)
        )


_LISTS = {"keywords": ", ", "file": ";"}
"""Fields that are lists -> the sign between their items: given twice, they are joined."""


def _is_composed(source: str) -> bool:
    """Say whether a value has string macros in it, or several operands."""
    if source.isdigit() or (source[:1] in {'"', "{"} and "#" not in source):  # nearly all
        return False
    parts, _problem, _at = value_parts(source)
    return len(parts) > 1 or any(part.kind == "macro" for part in parts)


def acknowledgements(text: str, path: str) -> tuple[Acknowledgement, ...]:
    """Return all acknowledgements of a file, above an entry or elsewhere."""
    return tuple(_acknowledgements(SourceMap(text, path), 0, text))


def _acknowledgements(source: SourceMap, start: int, text: str) -> Iterator[Acknowledgement]:
    """Yield the acknowledgements in a piece of a file that starts at an offset."""
    for match in _ALLOW.finditer(text):
        place = source.position(start + match.start())
        rules, *fields = _IN.split(match["what"], maxsplit=1)
        for rule in _WORDS.findall(rules):
            for name in _WORDS.findall(fields[0]) if fields else (None,):
                field_name = name.lower() if name else None
                yield Acknowledgement(rule, match["reason"].strip(), place, field_name)


_WORDS = regex(r"[\w-]+")
_PREAMBLE = regex(r"@\s*\w+\s*[{(](.*)[})]", re.DOTALL)
