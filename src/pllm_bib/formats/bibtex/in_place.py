"""An entry changed where it stands: all that is not changed stays letter for letter."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.blocks import comments_between_fields, without_comments
from pllm_bib.formats.bibtex.values import value_parts
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.titles import ENDS_A_PHRASE
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.formats.bibtex.write import BibField


@dataclass(slots=True)
class FieldEdit:
    """The changes of a field of an entry; None leaves its name or its value as it is."""

    name: str | None = None
    value: str | None = None
    """As source text, with its delimiters."""
    gone: bool = False
    after: list[tuple[str, str]] = field(default_factory=list)
    """Names and values of the fields that are to follow it at once."""

    @property
    def is_idle(self) -> bool:
        """Say whether it changes nothing."""
        return self.name is None and self.value is None and not self.gone and not self.after


def changed(
    block: BibBlock,
    type_name: str,
    key: str,
    fields: Sequence[tuple[BibField, BibField | None]],
    added: Sequence[BibField],
) -> str:
    """Return the source of an entry with some parts of it replaced, each where it stands.

    ``fields`` are those of the block, each as it is and as it shall be, None for one that goes.
    """
    edits = [
        FieldEdit(value=source(new) if new and new != old else None, gone=new is None)
        for old, new in fields
    ]
    new_type = type_name if type_name.lower() != block.type.lower() else None
    return edited(block, edits, [(each.name, source(each)) for each in added], new_type, key)


def edited(
    block: BibBlock,
    edits: Sequence[FieldEdit],
    added: Sequence[tuple[str, str]] = (),
    type_name: str | None = None,
    key: str | None = None,
) -> str:
    """Return the source of an entry with an edit for each of its fields, and fields added.

    ``added`` are names and values, as source text; ``type_name`` and ``key`` are new ones, if any.
    """
    raw, start = block.raw, block.offset
    bare = without_comments(raw) if block.commented else raw
    changes: list[tuple[int, int, str]] = []
    closing = last = len(raw) - 1
    if head := _HEAD.match(bare):
        if type_name:
            changes.append((*head.span(1), type_name.lower()))
        if key and key != block.key:
            changes.append((*head.span(2), key))
        last = min(head.end(), closing)
    for place, edit in zip(block.fields, edits, strict=True):
        at, value = place.offset - start, place.value_offset - start
        end = value + len(place.source)
        if edit.gone and not edit.after:
            changes.append(_without_field(raw, bare, at, end))
        elif not edit.is_idle:
            changes += _with_edit(raw, bare, (at, value, end), place.name, edit)
        last = end
    if added:
        may_end = not edits or not edits[-1].gone or bool(edits[-1].after)
        if may_end and "," not in bare[last:closing]:
            changes.append((last, last, ","))
        changes.append(_with_lines(raw, last, added))
    pieces: list[str] = []
    at = 0
    for begin, end, text in changes:
        pieces += (raw[at:begin], text)
        at = end
    return "".join((*pieces, raw[at:]))


_HEAD = regex(r"@\s*(\w+)\s*[{(]\s*([^\s,{}]+)")


def _with_edit(
    raw: str, bare: str, place: tuple[int, int, int], name: str, edit: FieldEdit
) -> Iterable[tuple[int, int, str]]:
    """Yield the changes of a field that stays, or that others take the place of."""
    at, value, end = place
    after = list(edit.after)
    new_name, new_value = edit.name, edit.value
    if edit.gone:
        new_name, new_value = after.pop(0)
    if new_name and new_name != name:
        yield at, at + len(name), new_name
    if new_value is not None:
        yield value, end, new_value + _kept(raw, value, end)
    if after:
        before = re.search(r"(?<!\s)\s*$", bare[:at])
        gap = before.group() if before and before.group() else " "
        yield end, end, "".join(f",{gap}{name} = {text}" for name, text in after)


def _with_lines(raw: str, last: int, added: Sequence[tuple[str, str]]) -> tuple[int, int, str]:
    """Return the change that adds fields at the end of an entry, each on a line."""
    closing = len(raw) - 1
    lines = "".join(f"  {name} = {value},\n" for name, value in added)
    line_start = raw.rfind("\n", 0, closing) + 1
    if line_start >= last and not raw[line_start:closing].strip():
        return line_start, line_start, lines
    return closing, closing, f"\n{lines}"


def _without_field(raw: str, bare: str, begin: int, end: int) -> tuple[int, int, str]:
    """Return the change that takes a field out, with its comma, and its line if it fills one."""
    comma = re.compile(r"\s*,").match(bare, end)
    end = comma.end() if comma else end
    kept = _kept(raw, begin, end)
    line_start = raw.rfind("\n", 0, begin) + 1
    rest = re.compile(r"[ \t]*\n").match(raw, end)
    if not kept and rest and not raw[line_start:begin].strip():
        return line_start, rest.end(), ""
    blank = re.compile(r"[ \t]*(?=\w)").match(raw, end)
    return begin, blank.end() if blank and not kept else end, kept.lstrip()


def source(field: BibField) -> str:
    """Return the value of a field as it is written, with its delimiters."""
    return field.value if field.bare else f"{{{field.value}}}"


def _kept(raw: str, begin: int, end: int) -> str:
    """Return the comments within a stretch of an entry, each to the end of a line."""
    spans = comments_between_fields(raw)
    return "".join(f" {raw[a:b]}\n" for a, b in spans if begin <= a < end)


def comments(raw: str) -> list[str]:
    """Return the comments between the fields of an entry."""
    return [raw[start:end] for start, end in comments_between_fields(raw)]


class FieldSheet:
    """The fields of an entry while they are changed: the names so far, and what becomes of each.

    A field that is given twice counts as the first, as to BibTeX; the other goes where it does.
    """

    def __init__(self, block: BibBlock) -> None:
        self.block = block
        self.edits: dict[int, FieldEdit] = {}
        """Number of a field in the block -> its edit."""
        self.added: dict[str, str] = {}
        """Names and values of fields that come to the end."""
        self.index: dict[str, int] = {}
        """Field of the block, by its name so far -> its number."""
        for number, each in enumerate(block.fields):
            self.index.setdefault(each.name, number)

    def __contains__(self, name: str) -> bool:
        """Say whether there is a field of this name by now."""
        return name in self.index or name in self.added

    def value(self, name: str) -> str:
        """Return the source text of a field."""
        return self.added[name] if name in self.added else self.value_of(self.index[name])

    def value_of(self, number: int) -> str:
        """Return the source text of a field of the block as it is by now."""
        edit = self.edits.get(number)
        return (
            self.block.fields[number].source if edit is None or edit.value is None else edit.value
        )

    def name_of(self, number: int) -> str:
        """Return the name of a field of the block as it is by now; empty for one that goes."""
        edit = self.edits.get(number)
        if edit is None:
            return self.block.fields[number].name
        return "" if edit.gone else edit.name or self.block.fields[number].name

    def edit(self, number: int) -> FieldEdit:
        """Return the edit of a field of the block."""
        return self.edits.setdefault(number, FieldEdit())

    def put(self, name: str, value: str) -> None:
        """Set the source text of a field, which may be a new one."""
        if name in self.index:
            self.edit(self.index[name]).value = value
        else:
            self.added[name] = value

    def rename(self, name: str, new: str) -> None:
        """Give a field another name, unless there is one of that name."""
        if new in self or name not in self:
            return
        if name in self.added:
            self.added[new] = self.added.pop(name)
        else:
            self.edit(self.index[name]).name = new
            self.index[new] = self.index.pop(name)

    def drop(self, name: str) -> None:
        """Take a field out, each time that it is given."""
        self.replace(name, ())

    def follow(self, name: str, new: Iterable[tuple[str, str]]) -> None:
        """Add fields at once behind another one."""
        if name in self.added:
            self.added.update(new)
        else:
            self.edit(self.index[name]).after += new

    def replace(self, name: str, new: Iterable[tuple[str, str]]) -> None:
        """Put fields in the place of another one."""
        if name not in self.index:
            self.added.pop(name, None)
            self.added.update(new)
            return
        first = self.index.pop(name)
        original = self.block.fields[first].name
        for number, each in enumerate(self.block.fields):
            if each.name == original:
                self.edits[number] = FieldEdit(gone=True)
        self.edits[first].after += new

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield old name, new name and source text of all fields; a new one has no old name."""
        for number, each in enumerate(self.block.fields):
            if name := self.name_of(number):
                yield each.name, name, self.value_of(number)
            if edit := self.edits.get(number):
                yield from ((each.name, name, value) for name, value in edit.after)
        yield from (("", name, value) for name, value in self.added.items())

    def text(self, type_name: str | None = None, key: str | None = None) -> str:
        """Return the source of the entry, of another type or under another key if one is given."""
        if not (self.edits or self.added or type_name or key):
            return self.block.raw
        idle = FieldEdit()
        edits = [self.edits.get(number, idle) for number in range(len(self.block.fields))]
        return edited(self.block, edits, tuple(self.added.items()), type_name, key)


def braced(name: str, value: str) -> str:
    """Return a value that was read as the source text of a field."""
    return value if name == "month" and value in MONTHS else f"{{{value}}}"


def joined(first: str, sign: str, second: str) -> str:
    """Join two values by a sign and a blank, or by the sign that the first one ends with."""
    texts = [_only_text(value) for value in (first, second)]
    ends = ENDS_A_PHRASE.search(latex.decode_plain(texts[0] or ""))
    between = " " if ends else f"{sign} "
    if texts[0] is None or texts[1] is None:
        return f"{first} # {{{between}}} # {second}"
    return f"{{{texts[0].rstrip()}{between}{texts[1].lstrip()}}}"


def _only_text(value: str) -> str | None:
    """Return the text of a value that is only a text, None for macros and sums."""
    parts, problem, _at = value_parts(value)
    only = parts[0] if len(parts) == 1 and not problem else None
    return only.text if only and only.kind != "macro" else None
