"""The data of a page that Zotero's connector takes from a static host: unAPI with RDF, and COinS.

The rules were worked out with Zotero's own translators. Its unAPI translator asks the one file that
a page names for the formats and for the works; a static host answers both times with the whole
file. So the file is its own list of formats: an element among the works holds that.

Sources: unAPI version 1 (unapi.info), OpenURL Z39.88-2004 and COinS (ocoins.info).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pllm_bib.formats.base import Part, WriteContext, Writer
from pllm_bib.formats.shared import titles
from pllm_bib.formats.shared.rich_text import write_rich_text
from pllm_bib.formats.shared.types import zotero_type
from pllm_bib.formats.zotero_rdf import write as zotero_rdf
from pllm_bib.formats.zotero_rdf.items import LINK_TITLES
from pllm_bib.model.text import Style
from pllm_bib.site.views import container, plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.entry import Entry

FEW = 100
"""Works of a page up to which it has unAPI; finding more takes Zotero too long."""

_NOT_SAVED = frozenset({"collections", "files"})
_LINES = {f"attachments/{title}": title for title in LINK_TITLES.values() if title != "PDF"}
"""Links that are lines of Extra: the connector keeps none as a link."""
_FORMATS = """\
    <rdf:Description rdf:about="#unapi"><dcterms:format rdf:parseType="Literal">\
<format xmlns="" name="rdf_zotero" type="application/rdf+xml"/>\
</dcterms:format></rdf:Description>
"""


def rdf(records: Iterable[str]) -> str:
    """Return the file behind unAPI, of the `records` of its works."""
    writer = zotero_rdf.WRITER
    return writer.head + "".join(records) + _FORMATS + writer.tail


def record(entry: Entry, context: WriteContext) -> str:
    """Return the RDF of a work as the connector takes it."""
    text = WRITER.record(entry, context)
    # A “<” in a value is escaped, so that this is never a part of one.
    return text.replace("        <z:linkMode>3</z:linkMode>\n", "")


def _parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    for part in zotero_rdf.WRITER.parts_of(entry, context):
        if part.target in _NOT_SAVED or (
            part.target == "relations" and part.value not in context.keys
        ):
            continue
        if part.target == "title":
            title = write_rich_text(titles.full_title(entry), without=Style.PROTECTED)
            yield part._replace(value=title)
        elif part.target in _LINES:
            if address := web_address(part.value):
                yield Part("extra", f"{_LINES[part.target]}: {address}", part.source)
        elif part.target not in {"attachments/PDF", "url"} or web_address(part.value):
            yield part


WRITER: Writer = replace(zotero_rdf.WRITER, parts=_parts, outline=None)
"""Writes Zotero RDF for the connector."""


_GENRES = {
    "journalArticle": ("journal", "article"),
    "magazineArticle": ("journal", "article"),
    "newspaperArticle": ("journal", "article"),
    "conferencePaper": ("book", "proceeding"),
    "preprint": ("journal", "preprint"),
    "manuscript": ("journal", "preprint"),
    "book": ("book", "book"),
    "bookSection": ("book", "bookitem"),
    "encyclopediaArticle": ("book", "bookitem"),
    "report": ("book", "report"),
    "thesis": ("dissertation", ""),
    "patent": ("patent", ""),
}
"""Item type -> the metadata format of OpenURL, and its genre; others are Dublin Core."""


def coins(entry: Entry) -> str:
    """Return the ContextObject of a work, for the attribute ``title`` of a span ``Z3988``."""
    form, genre = _GENRES.get(zotero_type(entry), ("dc", ""))
    title, inside = plain(titles.full_title(entry)), container(entry)
    said = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    if entry.doi:
        said.append(("rft_id", f"info:doi/{entry.doi}"))
    if address := web_address(entry.landing_page):
        said.append(("rft_id", address))
    said.append(("rft.genre", genre))
    if form == "journal":
        said += [("rft.atitle", title), ("rft.jtitle", inside)]
    elif form == "book" and genre in {"proceeding", "bookitem"}:
        said += [("rft.atitle", title), ("rft.btitle", inside)]
    elif form == "book":
        said.append(("rft.btitle", title))
    else:
        said.append(("rft.title", title))
    if genre == "preprint":
        said.append(("rft.type", "preprint"))
    elif form == "dc":
        said.append(("rft.type", zotero_type(entry)))
    said += _people(entry, form)
    said += [
        ("rft.date", str(entry.date) if entry.date else ""),
        ("rft.volume", entry.volume or ""),
        ("rft.issue", entry.number or ""),
        ("rft.pages", (entry.pages or "").replace("–", "-")),
        ("rft.pub", plain(titles.publisher(entry))),
        ("rft.place", plain(entry.place)),
        ("rft.isbn", entry.isbn or ""),
        ("rft.issn", entry.issn or ""),
    ]
    return urlencode([(name, value) for name, value in said if value], errors="replace")


def _people(entry: Entry, form: str) -> Iterator[tuple[str, str]]:
    name_of = "rft.creator" if form == "dc" else "rft.au"
    for name in entry.authors:
        given = f"{name.given}, {name.suffix}" if name.suffix else name.given
        yield name_of, f"{name.full_family}, {given}" if given else name.full_family
