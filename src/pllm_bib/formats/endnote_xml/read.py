"""Text of EndNote XML -> entries and diagnostics.

Source: EndNote's own exports, as Zotero's translator and pandoc read them. Each element stands for
a RIS tag, under which `ris.record` knows it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.endnote_xml.tables import BOOKKEEPING, PATHS, TYPE_OF_NUMBER
from pllm_bib.formats.ris.record import record
from pllm_bib.formats.ris.tagged import TaggedField
from pllm_bib.formats.ris.values import family_first
from pllm_bib.formats.shared import extra_lines, names, values
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types_read import ENDNOTE_TYPES
from pllm_bib.formats.shared.xml_tree import Element, read_tree, styled
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result
    from pllm_bib.model.name import Name

_GROUPS = {path.partition("/")[0] for path in PATHS if "/" in path}
_OWN_LINE = regex(r"(?:ISBN|ISSN|Type|Archive ID): ")
_PMCID = regex(r"PMC\d+")


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of EndNote XML; parameters and result are those of `ris.read`.

    Elements without a meaning here are kept under their names.
    """
    source = SourceText(text, path)
    top = read_tree(source)
    records = list(top.named("record"))
    if not records and not source.faults and text.strip():
        source.fault("syntax-error", "there is no element “record”", 0)
    fields = [_with_editors(list(_fields(each))) for each in records]
    return source.result(record(each, source, section, _name) for each in fields)


def _fields(record: Element) -> Iterator[TaggedField]:
    kind = record.first("ref-type")
    yield TaggedField("TY", _type_of(kind), record.offset, record.tag)
    key = record.text_of("foreign-keys", "key")
    found = [field for child in record for field in _of_element(child, child.name)]
    if key and not key.isdigit():
        found = [f._replace(value="") if f.value == key and f.tag == "ID" else f for f in found]
        place = record.first("foreign-keys") or record
        yield TaggedField("ID", key, place.offset, place.tag)
    titles = {field.value for field in found if field.tag == "T2"}
    for field in found:
        if field.tag == "JF" and field.value in titles:
            yield field._replace(value="")
        else:
            yield field


def _type_of(element: Element | None) -> str:
    """Return the RIS type of a reference type: by its name, else its number."""
    if element is None:
        return "GEN"
    name = normalized(element.get("name"))
    return ENDNOTE_TYPES.get(name) or TYPE_OF_NUMBER.get(element.text, name or element.text)


def _of_element(element: Element, path: str) -> Iterator[TaggedField]:
    """Yield the fields of an element: those within it, or its own."""
    if path in BOOKKEEPING:
        return
    if path in _GROUPS or (path not in PATHS and any(child.name in _PARTS for child in element)):
        for child in element:
            yield from _of_element(child, f"{path}/{child.name}")
        return
    tag, value = PATHS.get(path, element.name), element.text
    if tag == "N1":
        yield from _notes(element)
    elif path == "pages":
        yield from _pages(element)
    elif tag == "SN":
        for line in value.split("\n"):
            number = re.sub(r"(?<!\s)\s*+\([^()]*+\)$", "", line.strip())
            yield TaggedField(tag, number, element.offset, element.tag)
    elif tag in {"C2", "C3", "C7"} and _PMCID.fullmatch(value):
        yield TaggedField("M2", f"PMCID: {value}", element.offset, element.tag)
    else:
        marked = styled(element) if any(element) else None
        yield TaggedField(tag, value, element.offset, element.tag, styled=marked)


_PARTS = {part for path in PATHS for part in path.split("/")[1:]}
"""Names of elements within groups."""


def _pages(element: Element) -> Iterator[TaggedField]:
    """Yield the first and the last page of a range, so that these are never a number of pages."""
    whole = values.page_ranges(element.text)
    first, dash, last = whole.partition("–")
    is_range = dash and "–" not in last and "," not in whole
    yield TaggedField("SP", first if is_range else whole, element.offset, element.tag)
    if is_range:
        yield TaggedField("EP", last, element.offset, element.tag)


def _notes(element: Element) -> Iterator[TaggedField]:
    """Yield the lines of notes: those of our own writer, and all others together."""
    others = []
    for line in element.text.split("\n"):
        is_own = _OWN_LINE.match(line) or (line.startswith("tex.") and extra_lines.field_line(line))
        if is_own or _is_labelled(line):
            yield TaggedField("M2", line.strip(), element.offset, element.tag)
        else:
            others.append(line)
    yield TaggedField("N1", "\n".join(others).strip(), element.offset, element.tag)


def _is_labelled(line: str) -> bool:
    label, colon, _value = line.partition(": ")
    known = label in {"Code", "Data", "Website", "Video", "Citation Key", "Former Key"}
    return bool(colon) and (known or values.eprint_line(line) is not None or _is_csl(line))


def _is_csl(line: str) -> bool:
    """Say whether a line has the name of a CSL variable as our writer has it, in lower case."""
    return line[:1].islower() and extra_lines.field_line(line) is not None


def _with_editors(fields: list[TaggedField]) -> list[TaggedField]:
    """Return fields in which the people of an edited book are its editors, as EndNote has them."""
    tags = {field.tag for field in fields}
    if fields[0].value == "EDBOOK" and not tags & {"A2", "A3"}:
        return [f._replace(tag="A3") if f.tag == "AU" else f for f in fields]
    places = [field.value for field in fields if field.tag == "C1"]
    if fields[0].value == "CONF" and places:
        return [f._replace(value="") if f.tag == "CY" and f.value in places else f for f in fields]
    return fields


def _name(value: str) -> Name:
    """Read a name, family name first or last. A comma at its end marks an organisation."""
    if value.endswith(","):
        return names.organisation(value.rstrip(", "))
    return family_first(value) if "," in value else names.natural_name(value)
