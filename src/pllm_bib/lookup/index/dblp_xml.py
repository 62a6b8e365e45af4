"""A record of dblp.xml -> entry and marks.

Sources: DBLP's FAQ, “What do I find in dblp.xml?”, and its DTD. An element's text is that of a
field of BibTeX of the same name. Each record is read by itself, so that no definition of an entity
reaches it: what the DTD defines are the names that HTML has for letters.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pllm_bib.formats.shared import names, values
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.lookup.index.marks import Marks, name, names_of, title_marks
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.identifiers import address_doi, arxiv_id, arxiv_id_at
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.text import Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.name import Names

ELEMENTS = "article|inproceedings|proceedings|book|incollection|phdthesis|mastersthesis|data"
"""The elements of works; ``www`` are home pages."""
_TYPES = {"data": "dataset"}
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
_HOMONYM = re.compile(r" \d{4}$")
"""The number behind a name that several people have."""
_YEAR = re.compile(r"\d{4}")
_STYLES = {"i": Style.EMPHASIS, "sup": Style.SUPERSCRIPT, "sub": Style.SUBSCRIPT, "tt": Style.CODE}


class _Record(NamedTuple):
    element: ET.Element

    def texts(self, tag: str) -> list[str]:
        return [" ".join("".join(each.itertext()).split()) for each in self.element.iter(tag)]

    def text(self, tag: str) -> str:
        return next(iter(self.texts(tag)), "")

    @property
    def title(self) -> Text:
        found = self.element.find("title")
        if found is None:
            return Text()
        chunks = list(_chunks(found, Style.NONE))
        text = Text.of(*chunks)
        if str(text).endswith(".") and not str(text).endswith("..."):
            last = text.chunks[-1]
            text = Text.of(*text.chunks[:-1], Chunk(last.value.removesuffix("."), last.style))
        return text


def marks(source: str) -> Marks:
    """Return the marks of a record. Raises ``ValueError`` for broken XML."""
    record = _record(source)
    found = [name("dblp", record.element.get("key", ""))]
    found += names_of(_with_identifiers(record))
    return Marks(tuple(dict.fromkeys(found)), *title_marks(record.title))


def read(source: str) -> Entry:
    """Read a record. Raises ``ValueError`` for broken XML."""
    record = _record(source)
    found = _with_identifiers(record)
    is_article = found.type == "article"
    year = _YEAR.fullmatch(record.text("year"))
    publisher = record.text("school") or record.text("publisher")
    title = record.text("journal") if is_article else record.text("booktitle")
    return Entry(
        key=found.key,
        type=found.type,
        title=record.title,
        authors=_people(record.texts("author")),
        editors=_people(record.texts("editor")),
        date=Date(int(year[0])) if year else None,
        container=Text.of(title) or None if found.type != "proceedings" else None,
        publisher=Text.of(publisher) or None,
        series=Text.of(record.text("series")) or None,
        volume=None if found.eprint else record.text("volume") or None,
        number=record.text("number") or None,
        pages=values.page_ranges(record.text("pages")) or None,
        doi=found.doi,
        isbn=found.isbn,
        eprint=found.eprint,
        links=found.links,
        note=Text.of(record.text("note")) or None,
    )


def _with_identifiers(record: _Record) -> Entry:
    """Return the entry with its type and identifiers alone."""
    tag = record.element.tag
    pages = [values.address(page) for page in record.texts("ee")]
    doi = next(filter(None, map(address_doi, pages)), None)
    number = next(filter(None, map(arxiv_id_at, pages)), None)
    in_archive = record.text("journal") == "CoRR"
    if in_archive and number is None:
        number = arxiv_id(record.text("volume").removeprefix("abs/"))
    page = next((page for page in pages if address_doi(page) is None), "")
    return Entry(
        key=f"DBLP:{record.element.get('key', '')}",
        type=_TYPES.get(tag, tag if tag in TYPES else "misc"),
        doi=doi,
        isbn=", ".join(record.texts("isbn")) or None,
        eprint=Eprint("arXiv", number.bare) if number and in_archive else None,
        links=(Link(LinkKind.PAPER, page),) if page else (),
    )


def _people(found: list[str]) -> Names:
    return names.names_of(names.natural_name(_HOMONYM.sub("", each)) for each in found)


def _chunks(element: ET.Element, style: Style) -> Iterator[Chunk]:
    yield Chunk(element.text or "", style)
    for each in element:
        yield from _chunks(each, style | _STYLES.get(each.tag, Style.NONE))
        yield Chunk(each.tail or "", style)


def _record(source: str) -> _Record:
    """Read the XML of a record. Raises ``ValueError``."""
    if not source.startswith("<") or source.startswith(("<!", "<?")):
        message = "this is no XML: a record starts with its element"
        raise ValueError(message)
    try:
        element = ET.fromstring(_NAMED.sub(lambda found: html.unescape(found[0]), source))  # noqa: S314 -- nothing stands before the element that defines entities
    except ET.ParseError as error:
        message = f"this is no XML: {error}"
        raise ValueError(message) from error
    if not element.get("key"):
        message = f"the element “{element.tag}” has no key"
        raise ValueError(message)
    return _Record(element)
