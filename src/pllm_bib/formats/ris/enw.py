"""Text of an EndNote file (.enw, the Refer format) -> entries and diagnostics.

Source: EndNote's list of tags, as Zotero's Refer/BibIX translator reads them. Each stands
for a RIS tag, under which `record` knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.ris import tagged
from pllm_bib.formats.ris.record import record
from pllm_bib.formats.ris.values import family_first
from pllm_bib.formats.shared import names
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types_read import ENDNOTE_TYPES
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.ris.tagged import TaggedField
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name

TAGS = {
    "%0": "TY",
    "%1": "C1",
    "%2": "C2",
    "%3": "C3",
    "%4": "C4",
    "%6": "NV",
    "%7": "ET",
    "%8": "DA",
    "%9": "M3",
    "%A": "AU",
    "%B": "T2",
    "%C": "CY",
    "%D": "PY",
    "%E": "ED",
    "%F": "ID",
    "%G": "LA",
    "%H": "TA",
    "%I": "PB",
    "%J": "T2",
    "%K": "KW",
    "%L": "CN",
    "%M": "AN",
    "%N": "IS",
    "%O": "N1",
    "%P": "SP",
    "%Q": "TT",
    "%R": "DO",
    "%S": "T3",
    "%T": "TI",
    "%U": "UR",
    "%V": "VL",
    "%W": "DP",
    "%X": "AB",
    "%Y": "A3",
    "%Z": "N1",
    "%!": "ST",
    "%#": "C5",
    "%$": "C6",
    "%&": "SE",
    "%(": "OP",
    "%)": "RP",
    "%*": "RI",
    "%+": "AD",
    "%<": "RN",
    "%=": "RD",
    "%>": "L1",
    "%?": "A4",
    "%@": "SN",
    "%[": "Y2",
    "%]": "C7",
    "%^": "CA",
    "%~": "DB",
}
"""EndNote's tag -> the RIS tag that means the same."""

_TAG_LINE = regex(r"(%[!-~])(?:[ \t]|$)")


def read(
    text: str, path: str, section: str | None = None
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read the text of an EndNote file; parameters and result are those of `ris.read`."""
    source = SourceText(text, path)
    records = [_as_ris(fields) for fields in _records(source)]
    if not records and source.text.strip():
        source.fault("syntax-error", "there is no record: each starts with “%0” and a type", 0)
    return source.result(record(r, source, section, _name) for r in records)


def _tag_of(line: str) -> tuple[str, int] | None:
    match = _TAG_LINE.match(line.lstrip())
    return (match[1], len(line) - len(line.lstrip()) + match.end()) if match else None


def _records(source: SourceText) -> Iterator[list[TaggedField]]:
    """Yield the fields of each record: it starts with its type, or after an empty line."""
    fields: list[TaggedField] = []
    for field in tagged.fields(source.text, _tag_of):
        if not field.tag:
            continue
        is_type = field.tag == "%0" and any(other.tag != "%0" for other in fields)
        if fields and (is_type or field.after_blank):
            yield fields
            fields = []
        fields.append(field)
    if fields:
        yield fields


def _as_ris(fields: list[TaggedField]) -> list[TaggedField]:
    """Return the fields of a record under RIS tags."""
    types = [field for field in fields if field.tag == "%0"]
    kind = ENDNOTE_TYPES.get(normalized(types[0].value), "") if types else "GEN"
    if not types and any(field.tag == "%J" for field in fields):
        kind = "JOUR"
    tags = dict(TAGS)
    given = {field.tag for field in fields}
    if kind in {"CONF", "CPAPER"}:
        # The ACL Anthology has the proceedings where others have the series.
        tags |= {"%S": "T2"} if "%B" not in given else {}
        tags |= {"%Y": "ED"} if "%E" not in given else {}
    made = []
    for field in fields:
        tag = tags.get(field.tag, field.tag)
        value = kind or field.value if tag == "TY" else field.value
        made.append(field._replace(tag=tag, value=value))
    if not types:
        first = fields[0]
        made.append(first._replace(tag="TY", value=kind))
    return made


def _name(value: str) -> Name:
    """Read a name, given names first or last. A comma at its end marks an organisation."""
    if value.endswith(","):
        return names.organisation(value.rstrip(", "))
    return family_first(value) if "," in value else names.natural_name(value)
