"""Text of a RIS file -> entries and diagnostics: its records, and the order of their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.ris import tagged
from pllm_bib.formats.ris.record import record
from pllm_bib.formats.ris.tags import TAGS
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.ris.tagged import TaggedField
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry

_TAG_LINE = regex(r"([A-Z][A-Z0-9])( {1,2})-(?: |$)")


def read(
    text: str, path: str, section: str | None = None
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read the text of a RIS file.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put
    in. Records without their last line are read; what is wrong is in the diagnostics, and what
    the model has no attribute for is in the entries' ``extra``.
    """
    source = SourceText(text, path)
    return source.result(record(fields, source, section) for fields in _records(source))


def _tag_of(line: str) -> tuple[str, int] | None:
    match = _TAG_LINE.match(line)
    if match is None or (len(match[2]) == 1 and match[1] not in TAGS):
        return None
    return match[1], match.end()


def _records(source: SourceText) -> Iterator[list[TaggedField]]:
    """Yield the fields of each record; report faults of their order.

    Lines before the first record are a heading, as many programs write one.
    """
    fields: list[TaggedField] = []
    found = False
    for field in tagged.fields(source.text, _tag_of):
        if not field.tag:
            continue
        found = True
        if field.tag == "ER":
            if fields:
                yield fields
            fields = []
            _between(field, source)
            continue
        if field.tag == "TY" and len(fields) == 1 and fields[0].tag == "TY":
            message = f"“{field.value}” is a second type of the record: the first one is read"
            source.fault("duplicate-field", message, field.offset, field=field.name)
            continue
        if field.tag == "TY" and fields:
            _unended(field, fields, source)
            yield fields
            fields = []
        elif field.tag != "TY" and not fields:
            message = "the record does not start with TY: it is read as a miscellaneous work"
            source.fault("unknown-entry-type", message, field.offset, field=field.name)
        fields.append(field)
    if fields:
        _unended(fields[-1], fields, source)
        yield fields
    elif not found and source.text.strip():
        message = "there is no record: each starts with “TY  - ” and a type"
        source.fault("syntax-error", message, 0)


def _between(end: TaggedField, source: SourceText) -> None:
    """Report a line that stands behind the end of a record."""
    if end.value:
        line = end.value.split("\n", 1)[0]
        message = f"“{line[:40]}” stands between records: it is left out"
        source.fault("unknown-tag", message, source.text.find(line, end.offset))


def _unended(place: TaggedField, fields: list[TaggedField], source: SourceText) -> None:
    line = source.places.position(fields[0].offset).line
    message = f"“ER  - ” is missing: the record that starts in line {line} has no end"
    source.fault("missing-end-of-record", message, place.offset)
