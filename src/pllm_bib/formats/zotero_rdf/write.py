"""Entries -> Zotero RDF, the only format that carries Zotero's collections and named links.

Laid out as Zotero's own export of that name lays it out, and read by its RDF importer: each item
has its ``z:itemType``, its journal or book as a part that it belongs to, its notes and linked
addresses as resources of their own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer
from pllm_bib.formats.shared.types import zotero_type
from pllm_bib.formats.zotero_rdf.items import parts
from pllm_bib.formats.zotero_rdf.rdf import (
    CLASSES,
    NAMESPACES,
    RdfNode,
    around_item,
    attachment,
    clean,
    file_attachment,
    group_nodes,
    item_name,
    own_nodes,
    quoted,
    rdf_text,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pllm_bib.formats.base import Record, WriteContext
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Chapter, Library


def renamed(text: str, key: str, copy: int) -> str:
    """Return the text of an item under the name of a further entry of its key."""
    name = re.escape(item_name(key))
    # A “<” in a value is escaped, so that this is never a part of one.
    pattern = rf'(<[\w:]+ rdf:(?:about|resource)="){name}(?=["/])'
    return re.sub(pattern, lambda match: match[1] + item_name(key, copy), text)


def layout(entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return the text of an item, followed by its notes and linked addresses."""
    written = [
        part._replace(value=clean(part.value)) if isinstance(part.value, str) else part
        for part in parts
    ]
    name = item_name(entry.key)
    notes = [(_kind_of_note(part), part.value) for part in written if part.target == "notes"]
    links = [
        (part.target.removeprefix("attachments/"), part.value)
        for part in written
        if part.target.startswith("attachments/")
    ]
    notes_at = [f"{name}/{kind}{number}" for number, (kind, _text) in enumerate(notes, 1)]
    links_at = [f"{name}/{title.lower()}" for title, _url in links]
    files = [part.value for part in written if part.target == "files"]
    files_at = [f"{name}/file{number}" for number in range(1, len(files) + 1)]
    kind = zotero_type(entry)
    children = (
        RdfNode("z:itemType", kind),
        *around_item(kind, written),
        *(RdfNode("dcterms:isReferencedBy", resource=place) for place in notes_at),
        *(RdfNode("link:link", resource=place) for place in (*links_at, *files_at)),
        *own_nodes(kind, written),
    )
    nodes = [RdfNode(CLASSES.get(kind, "rdf:Description"), children, about=name)]
    nodes += [
        RdfNode("bib:Memo", (RdfNode("rdf:value", text),), about=place)
        for place, (_kind, text) in zip(notes_at, notes, strict=True)
    ]
    nodes += [
        attachment(place, title, url) for place, (title, url) in zip(links_at, links, strict=True)
    ]
    nodes += [file_attachment(place, file) for place, file in zip(files_at, files, strict=True)]
    for part in written:
        if part.target == "collections":
            nodes += group_nodes(part.value, name)
    return rdf_text(nodes, context)


def _kind_of_note(part: Part) -> str:
    """Return the field that a note is of; its resource is called by it."""
    field = part.source.partition(" ")[0]
    return "note" if field in {"note", "extra.addendum"} else field.removeprefix("extra.")


def collections(
    chapters: Iterable[Chapter], members: Mapping[str, Collection[str]], context: WriteContext
) -> str:
    """Return the text of the collections, one a chapter and one a section.

    ``members`` are the names (`item_name`) of a section's works. Sections of the front matter
    belong to no chapter and stand by themselves, as do those that the outline does not have.
    """
    known = {section.id for chapter in chapters for section in chapter.sections}
    nodes = [
        _collection(f"#section_{quoted(section)}", section, works)
        for section, works in members.items()
        if section not in known
    ]
    for chapter in chapters:
        inside = list(members.get(chapter.own.id, ())) if chapter.own else []
        for section in chapter.sections:
            if section is chapter.own:
                continue
            place = f"#section_{quoted(section.id)}"
            title = section.heading if chapter.title else section.title
            nodes.append(_collection(place, title, members.get(section.id, ())))
            inside.append(place)
        if chapter.title and inside:
            place = f"#chapter_{quoted(chapter.id)}"
            nodes.append(_collection(place, f"{chapter.id} {chapter.title}", inside))
    return rdf_text(nodes, context)


def _outline(library: Library, context: WriteContext, record: Record) -> str:
    """Return the items of a library, and its outline as collections."""
    copies: Counter[str] = Counter()
    members: defaultdict[str, list[str]] = defaultdict(list)
    elsewhere = {section.id for section in library.elsewhere}
    texts = [WRITER.head]
    for entry in library:
        key = entry.key.casefold()
        copies[key] += 1
        copy = copies[key]
        text = record(entry, context)
        texts.append(text if copy == 1 else renamed(text, entry.key, copy))
        for section in (name for name in entry.sections if name not in elsewhere):
            members[section].append(item_name(entry.key, copy))
    return "".join((*texts, collections(library.chapters, members, context), WRITER.tail))


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF\n{}>\n'.format(
    "\n".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
)
_TAIL = "</rdf:RDF>\n"
WRITER = Writer(
    parts=parts,
    layout=layout,
    head=_HEAD,
    tail=_TAIL,
    nothing=_HEAD + _TAIL,
    outline=_outline,
    renamed=renamed,
    seven_bit=True,
)
write = WRITER.write


def _collection(place: str, title: str, parts: Iterable[str]) -> RdfNode:
    inside = (RdfNode("dcterms:hasPart", resource=part) for part in parts)
    return RdfNode("z:Collection", (RdfNode("dc:title", clean(title)), *inside), about=place)
