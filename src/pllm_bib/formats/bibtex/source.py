"""The source of a .bib file: its one layout, and edits to it.

Works on the blocks of the text, never on the model, so that comments, ``@string`` definitions,
concatenations and whatever the model does not know stay as they are.

``comments`` is as in `blocks.split`: true for files outside a list. An entry with comments between
its fields is never laid out anew, since nothing tells which field a comment belongs to. Edits
change it in place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.formats.bibtex import blocks as bib_blocks
from pllm_bib.formats.bibtex import in_place, inheritance
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.formats.bibtex.values import ValuePart, value_parts
from pllm_bib.formats.bibtex.write import BibField, format_entry, in_order
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS, month_and_day
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.progress import Progress, stage, untold
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pllm_bib.model.diagnostic import Edit, Position
    from pllm_bib.model.entry import Entry


class LayoutError(OperatorError):
    """A layout would have changed what the file says; nothing may be written."""


def layout(
    text: str,
    *,
    comments: bool = False,
    keys: Collection[str] | None = None,
    misread: list[int] | None = None,
    progress: Progress = untold,
) -> str:
    """Return the text of a .bib file in canonical layout.

    Values in braces, lower-case names, one order of fields, a blank line between blocks; the
    order of entries stays. Broken blocks are left letter for letter, and so are entries with
    comments between their fields, and those that would not read back the same: ``misread`` gets
    their offsets. With ``keys``, all but the entries of these keys is. Raises `LayoutError` if the
    result does not read back as the same entries.
    """
    blocks = tuple(bib_blocks.split(text, comments=comments))
    join = _joined if keys is None else partial(_in_place, keys=keys)
    result = join(text, blocks, set())
    compared = stage(progress, 0.3, 1)
    if not _says_the_same(text, result, comments=comments, progress=compared):
        left = {block.offset for block in blocks if not _reads_back(block)}
        result = join(text, blocks, left)
        if not left or not _says_the_same(text, result, comments=comments):
            message = "the layout would change what the file says; it is left as it is"
            raise LayoutError(message)
        if misread is not None:
            misread += sorted(left)
    return result


def _joined(text: str, blocks: Iterable[bib_blocks.BibBlock], left: Collection[int]) -> str:
    """Return blocks in canonical layout, but for those left as they are, given by their offsets."""
    pieces: list[str] = []
    previous_end = 0
    for block in blocks:
        gap = text[previous_end : block.offset]
        if pieces:
            # A comment belongs to what follows it at once.
            pieces.append("" if pieces[-1].startswith("%") and gap.count("\n") == 1 else "\n")
        piece = block.raw.rstrip() if block.offset in left else _laid_out(block)
        pieces.append(piece + "\n")
        previous_end = block.offset + len(block.raw)
    return "".join(pieces)


def _in_place(
    text: str, blocks: Iterable[bib_blocks.BibBlock], left: Collection[int], keys: Collection[str]
) -> str:
    """Return a text whose entries of some keys are laid out, but for those left as they are."""
    pieces: list[str] = []
    at = 0
    for block in blocks:
        if block.kind == "entry" and block.key in keys and block.offset not in left:
            pieces += text[at : block.offset], _laid_out(block)
            at = block.offset + len(block.raw)
    return "".join((*pieces, text[at:]))


def _reads_back(block: bib_blocks.BibBlock) -> bool:
    """Say whether a block is the same once it is laid out."""
    if block.kind not in {"entry", "string"} or block.commented:
        return True
    found = tuple(bib_blocks.split(_laid_out(block)))
    return [(b.kind, b.type.lower(), b.key, sorted(_fields(b))) for b in found] == [
        (block.kind, block.type.lower(), block.key, sorted(_fields(block)))
    ]


def commented_entries(text: str, path: str) -> tuple[tuple[Position, str], ...]:
    """Return places and keys of the entries of a .bib text with comments between their fields.

    Definitions of @string are among them, by their names.
    """
    source = SourceMap(text, path)
    blocks = bib_blocks.split(text, comments=True) if "%" in text else ()
    return tuple(
        (source.position(block.offset), block.key)
        for block in blocks
        if block.commented and block.kind in {"entry", "string"}
    )


def apply(
    text: str,
    edits: Iterable[Edit],
    types: Mapping[str, str] | None = None,
    *,
    comments: bool = False,
) -> str:
    """Apply edits to the text of a .bib file; all else stays letter for letter.

    ``types`` gives entries another type, by key. An edit whose key no entry, or more than one
    entry, of the text has is left out.
    """
    types = types or {}
    by_key: dict[str, list[Edit]] = {}
    for edit in edits:
        by_key.setdefault(edit.key, []).append(edit)
    for key in types:
        by_key.setdefault(key, [])
    blocks = tuple(bib_blocks.split(text, comments=comments))
    times = _times(blocks)
    pieces: list[str] = []
    at = 0
    for block in blocks:
        if block.kind != "entry" or times[block.key] != 1 or block.key not in by_key:
            continue
        pieces.append(text[at : block.offset])
        type_name = types.get(block.key, block.type)
        pieces.append(_edited(block, type_name, by_key[block.key]))
        at = block.offset + len(block.raw)
    pieces.append(text[at:])
    return "".join(pieces)


def rekey(text: str, keys: Mapping[str, str], *, comments: bool = False) -> str:
    """Rename entries of a .bib file and whatever refers to them; ``keys`` is old key -> new key.

    A renamed entry keeps its old key in ``ids``, unless that cannot stand in a list, and gives up
    the new one there. All else stays letter for letter.
    """
    pieces: list[str] = []
    at = 0
    for block in bib_blocks.split(text, comments=comments):
        if block.kind != "entry":
            continue
        old = _fields(block)
        fields = [_renamed(field, keys) for field in old]
        new_key = keys.get(block.key, block.key)
        if new_key != block.key:
            fields = _with_alias(fields, block.key, new_key)
        if new_key != block.key or fields != old:
            try:
                new = _changed(block, block.type, new_key, fields)
            except LayoutError:  # an odd layout; a key may not be left as it is
                if block.commented:
                    raise
                new = _entry(block.type, new_key, fields)
            pieces += (text[at : block.offset], new)
            at = block.offset + len(block.raw)
    pieces.append(text[at:])
    return "".join(pieces)


_REFERENCES = frozenset({"crossref", "xref", "xdata", "related", "entryset"})
"""Fields that hold the keys of other entries."""


def _renamed(field: BibField, keys: Mapping[str, str]) -> BibField:
    """Return a field in which other entries have their new keys."""
    if field.bare:
        return field  # what its macros hold is not for it alone
    if field.name in _REFERENCES:
        value = re.sub(r"[^\s,{}]+", lambda match: keys.get(match[0], match[0]), field.value)
    elif "xdata" in field.value:
        value = inheritance.with_new_keys(field.value, keys)
    else:
        return field
    return field._replace(value=value)


def _with_alias(fields: Sequence[BibField], old: str, new: str) -> list[BibField]:
    """Return fields with the old key at the end of ``ids``, and the new key not there."""
    ids = next((field for field in fields if field.name == "ids"), None)
    if ids and ids.bare:
        added = ids._replace(value=f"{ids.value} # {{, {old}}}")
        return [added if field is ids else field for field in fields]
    before = listed(ids.value) if ids else ()
    after = dict.fromkeys(key for key in before if key != new)
    if listed(old) == (old,):
        after[old] = None
    others = [field for field in fields if field.name != "ids"]
    return [*others, BibField("ids", ", ".join(after))] if after else others


def entries_by_key(text: str, *, comments: bool = False) -> dict[str, tuple[int, str]]:
    """Return each entry of a .bib text by its key: its offset and its source.

    Keys that more than one entry has are left out, as `apply` does.
    """
    blocks = tuple(bib_blocks.split(text, comments=comments))
    times = _times(blocks)
    return {
        block.key: (block.offset, block.raw)
        for block in blocks
        if block.kind == "entry" and times[block.key] == 1
    }


def _times(blocks: Iterable[bib_blocks.BibBlock]) -> Counter[str]:
    """Count the entries of each key, with those that were read in spite of slips of the pen."""
    return Counter(block.key for block in blocks if block.kind in {"entry", "mended"})


class EntrySource(NamedTuple):
    """An entry as it stands in the text of a file, with the comment that belongs to it."""

    start: int
    """Where it starts, comment included, as an offset in the text."""
    end: int
    comment: str
    """The lines right above the entry, and all that acknowledge a finding; often empty."""
    raw: str
    type: str
    key: str
    fields: tuple[BibField, ...]
    """In canonical form, but in the order of the file."""


def entry_sources(
    text: str, offsets: Collection[int], *, comments: bool = False
) -> dict[int, EntrySource]:
    """Return the entries of a .bib text that start at some offsets."""
    found: dict[int, EntrySource] = {}
    before = None
    for block in bib_blocks.split(text, comments=comments):
        if block.kind == "entry" and block.offset in offsets:
            start = block.offset
            if before is not None and before.kind == "text":
                start = start_of_comment(before, text[: block.offset])
            found[block.offset] = EntrySource(
                start=start,
                end=block.offset + len(block.raw),
                comment=text[start : block.offset].strip("\n"),
                raw=block.raw,
                type=block.type.lower(),
                key=block.key,
                fields=tuple(_fields(block)),
            )
        before = block
    return found


def without_slips(block: bib_blocks.BibBlock, key: str) -> bib_blocks.BibBlock:
    """Return a mended entry as if it stood alone with only the fields that were read."""
    fields = [BibField(field.name, field.source, bare=True) for field in block.fields]
    (entry,) = bib_blocks.split(format_entry(block.type, key, fields).rstrip("\n"))
    return entry


_ACKNOWLEDGES = regex(r"^[ \t]*%\s*pllm-bib:\s*allow\b", re.MULTILINE)


def start_of_comment(block: bib_blocks.BibBlock, before: str) -> int:
    """Return where an entry's comment starts in the text block before it."""
    lines = before[block.offset :].splitlines(keepends=True)
    at = len(before)
    while lines and lines[-1].strip():
        at -= len(lines.pop())
    # To the reader, a blank line does not part an acknowledgement from its entry.
    first = _ACKNOWLEDGES.search(before, block.offset)
    return min(at, first.start()) if first else at


def rewritten(
    text: str, changes: Mapping[EntrySource, str | None], *, comments: bool = False
) -> str:
    """Return the text of a .bib file with new text for some entries; None takes one out.

    The comment of an entry goes with it. All else stays letter for letter; raises `LayoutError`
    where it would not.
    """
    pieces: list[str] = []
    at = 0
    for source, new in sorted(changes.items(), key=lambda item: item[0].start):
        start, end = source.start, source.end
        if new is None:
            start, end = _with_its_gap(text, start, end)
        pieces += [text[at:start], new or ""]
        at = end
    result = "".join((*pieces, text[at:]))
    written = "".join(new for new in changes.values() if new)
    gone = {source.raw for source in changes}

    def raws(text: str) -> list[str]:
        return [b.raw for b in bib_blocks.split(text, comments=comments) if b.kind != "text"]

    stay = [raw for raw in raws(text) if raw not in gone]
    added = set(raws(written))
    found = [raw for raw in raws(result) if raw not in added | gone]
    if found != [raw for raw in stay if raw not in added]:
        message = "the change would touch other entries; the file is left as it is"
        raise LayoutError(message)
    return result


def taken_out(text: str, key: str) -> tuple[str, str]:
    """Return the text of a .bib file without an entry, and the entry with its comment.

    Raises `LayoutError` where something else would be touched, KeyError if there is no such entry.
    """
    offset = next(
        (b.offset for b in bib_blocks.split(text) if b.kind == "entry" and b.key == key), None
    )
    if offset is None:
        raise KeyError(key)
    source = entry_sources(text, {offset})[offset]
    comment = f"{source.comment}\n" if source.comment else ""
    return rewritten(text, {source: None}), f"{comment}{source.raw}\n"


def inserted(text: str, entries: Mapping[str, str]) -> str:
    """Return the text of a .bib file with entries added, each behind the last key before its own.

    Two branches that add entries to a file seldom do so in one place, then. ``entries`` are by key.
    A file without any gets them in their order.
    """
    blocks = [block for block in bib_blocks.split(text) if block.kind == "entry"]
    order = sorted((b.key.casefold(), b.offset, b.offset + len(b.raw)) for b in blocks)
    if not order:
        return appended(text, entries.values())
    added: dict[int, list[str]] = {}
    for key, entry in sorted(entries.items(), key=lambda item: item[0].casefold()):
        place = bisect_right(order, key.casefold(), key=lambda one: one[0])
        if place:
            line = _REST_OF_LINE.match(text, order[place - 1][2])
            at, piece = (line.end() if line else len(text)), f"\n{entry}"
        else:
            first = order[0][1]
            at, piece = entry_sources(text, {first})[first].start, f"{entry}\n"
        added.setdefault(at, []).append(piece)
    if set(added) <= {len(text)}:
        return appended(text, (piece.lstrip("\n") for piece in added.get(len(text), ())))
    pieces: list[str] = []
    before = 0
    for at, new in sorted(added.items()):
        pieces += text[before:at], *new
        before = at
    return "".join((*pieces, text[before:]))


def appended(text: str, entries: Iterable[str]) -> str:
    """Return the text of a .bib file with entries added, separated by blank lines."""
    blocks = [text.rstrip("\n") + "\n"] if text.strip() else []
    return "\n".join([*blocks, *entries])


def _with_its_gap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of lines with the blank lines after it, or before it at the end."""
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip() or not _REST_OF_LINE.match(text, end):
        return start, end
    gap = re.compile(r"[ \t]*(?:\n[ \t]*)*").match(text, end)
    after = gap.end() if gap else end
    if after < len(text):
        return line_start, text.rfind("\n", end, after) + 1 or after
    return len(text[:line_start].rstrip()) + bool(text[:line_start].strip()), len(text)


_REST_OF_LINE = regex(r"[ \t]*(?:\n|$)")


def _laid_out(block: bib_blocks.BibBlock) -> str:
    if block.commented:
        return block.raw
    if block.kind == "entry":
        return _entry(block.type, block.key, _fields(block))
    if block.kind == "string":
        field = _field(block.fields[0].name, block.fields[0].source)
        value = field.value if field.bare else f"{{{field.value}}}"
        return f"@string{{{field.name} = {value}}}"
    lines = block.raw.strip().splitlines()
    return (
        "\n".join(line.rstrip() for line in lines) if block.kind == "text" else block.raw.rstrip()
    )


def _entry(type_name: str, key: str, fields: Sequence[BibField]) -> str:
    return format_entry(type_name.lower(), key, in_order(fields)).rstrip("\n")


def _fields(block: bib_blocks.BibBlock) -> list[BibField]:
    return [_field(field.name, field.source) for field in block.fields]


def _field(name: str, source: str) -> BibField:
    """Return a field in canonical form: braces for quotation marks, folded white space."""
    parts, problem, _at = value_parts(source)
    if problem:
        return BibField(name, source, bare=True)
    if len(parts) > 1:
        return BibField(name, " # ".join(_operand(part) for part in parts), bare=True)
    kind, text, _offset = parts[0]
    if kind == "macro":
        return BibField(name, text.lower() if text.lower() in MONTHS else text, bare=True)
    return BibField(name, _folded(text))


def _new_field(name: str, value: str) -> BibField:
    """Return a field as a fix writes it: a month is a macro, which each style prints its way."""
    if name == "month" and (macro := _month_macro(value)):
        return BibField(name, macro, bare=True)
    return _field(name, f"{{{value}}}")


def _operand(part: ValuePart) -> str:
    return part.text if part.kind == "macro" else f"{{{_folded(part.text)}}}"


def _month_macro(value: str) -> str | None:
    try:
        month, day = month_and_day(latex.decode_plain(value))
    except ValueError:
        return None
    return MONTHS[month - 1] if month and day is None else None


def _folded(value: str) -> str:
    return re.sub(r"[ \t\n]+", " ", value)


def _edited(block: bib_blocks.BibBlock, type_name: str, edits: Sequence[Edit]) -> str:
    key = block.key
    fields = _fields(block)
    for edit in edits:
        if edit.field is None:
            key = edit.value or key
            continue
        old = next((field for field in fields if field.name == edit.field), None)
        new = None if edit.value is None else _new_field(edit.field, edit.value)
        if old is None:
            fields += [new] if new else []
        else:
            at = fields.index(old)
            fields[at : at + 1] = [new] if new else []
    return _changed(block, type_name, key, fields)


def _changed(
    block: bib_blocks.BibBlock,
    type_name: str,
    key: str,
    fields: Sequence[BibField],
) -> str:
    """Return the source of an entry with another type, key and fields, its comments kept.

    It is laid out as it is: an entry in canonical layout stays in it, and in any other only what
    changes is written. Raises `LayoutError` where all else cannot be kept.
    """
    if block.raw == _entry(block.type, block.key, _fields(block)):
        return _entry(type_name, key, fields)
    left = list(fields)
    pairs: list[tuple[BibField, BibField | None]] = []
    for old in _fields(block):
        found = next((field for field in left if field.name == old.name), None)
        if found:
            left.remove(found)
        pairs.append((old, found))
    result = in_place.changed(block, type_name, key, pairs, left)
    expected = [*(new for _, new in pairs if new), *left]
    read = tuple(bib_blocks.split(result, comments=True))
    if [(b.kind, b.type.lower(), b.key, _fields(b)) for b in read] != [
        ("entry", type_name.lower(), key, expected)
    ] or in_place.comments(result) != in_place.comments(block.raw):
        message = (
            f"the comments between the fields of “{block.key}” would not stay as they are: put "
            "them above the entry"
            if block.commented
            else f"the other fields of “{block.key}” would not stay as they are"
        )
        raise LayoutError(message)
    return result


def _says_the_same(old: str, new: str, *, comments: bool, progress: Progress = untold) -> bool:
    def read(text: str, told: Progress) -> tuple[Entry, ...]:
        around = bib_reader.Surroundings(comments=comments, progress=told)
        return bib_reader.read(text, "", None, around)[0]

    before = read(old, stage(progress, 0, 0.5))
    after = read(new, stage(progress, 0.5, 1))
    return [_comparable(entry) for entry in before] == [_comparable(entry) for entry in after]


def _comparable(entry: Entry) -> Entry:
    fields = [(name, _folded(value).strip()) for name, value in entry.extra]
    return replace(entry, extra=tuple(sorted(fields)))
