"""An entry changed where it stands: its layout stays, and so do comments between its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.blocks import comments_between_fields, without_comments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.formats.bibtex.blocks import BibBlock
    from pllm_bib.formats.bibtex.write import BibField


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
    raw, start = block.raw, block.offset
    bare = without_comments(raw)
    changes: list[tuple[int, int, str]] = []
    if head := _HEAD.match(bare):
        if type_name.lower() != block.type.lower():
            changes.append((*head.span(1), type_name.lower()))
        changes.append((*head.span(2), key))
    closing = len(raw) - 1
    last = closing
    for source, (old, new) in zip(block.fields, fields, strict=True):
        value = source.value_offset - start
        end = value + len(source.source)
        if new is None:
            changes.append(_without_field(raw, bare, source.offset - start, end))
        elif new != old:
            changes.append((value, end, _value(new) + _kept(raw, value, end)))
        last = end
    if added and fields and fields[-1][1] and "," not in bare[last:closing]:
        changes.append((last, last, ","))
    lines = "".join(f"  {field.name} = {_value(field)},\n" for field in added)
    line_start = raw.rfind("\n", 0, closing) + 1
    if lines and line_start >= last and not raw[line_start:closing].strip():
        changes.append((line_start, line_start, lines))
    elif lines:
        changes.append((closing, closing, f"\n{lines}"))
    pieces: list[str] = []
    at = 0
    for begin, end, text in changes:
        pieces += (raw[at:begin], text)
        at = end
    return "".join((*pieces, raw[at:]))


_HEAD = re.compile(r"@\s*(\w+)\s*\{\s*([^\s,{}]+)")


def _without_field(raw: str, bare: str, begin: int, end: int) -> tuple[int, int, str]:
    """Return the change that takes a field out, with its comma, and its line if it fills one."""
    comma = re.compile(r"\s*,").match(bare, end)
    end = comma.end() if comma else end
    kept = _kept(raw, begin, end)
    line_start = raw.rfind("\n", 0, begin) + 1
    rest = re.compile(r"[ \t]*\n").match(raw, end)
    if not kept and rest and not raw[line_start:begin].strip():
        return line_start, rest.end(), ""
    return begin, end, kept.lstrip()


def _value(field: BibField) -> str:
    return field.value if field.bare else f"{{{field.value}}}"


def _kept(raw: str, begin: int, end: int) -> str:
    """Return the comments within a stretch of an entry, each to the end of a line."""
    spans = comments_between_fields(raw)
    return "".join(f" {raw[a:b]}\n" for a, b in spans if begin <= a < end)


def comments(raw: str) -> list[str]:
    """Return the comments between the fields of an entry."""
    return [raw[start:end] for start, end in comments_between_fields(raw)]
