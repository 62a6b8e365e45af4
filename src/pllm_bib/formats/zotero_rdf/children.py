"""Notes and attachments of an item of Zotero RDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pllm_bib.formats.shared.latex import encode
from pllm_bib.formats.shared.rich_text import read_html
from pllm_bib.formats.zotero_rdf.items import LINK_TITLES
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Chunk, Text, normalized

if TYPE_CHECKING:
    from pllm_bib.formats.shared.extra_fields import Extra
    from pllm_bib.formats.zotero_rdf.graph import Resource

_KIND_OF_TITLE = {title: kind for kind, title in LINK_TITLES.items()}


def note(item: Resource, extra: Extra, lines: list[str]) -> Text | None:
    """Return the note of our own, else lines of Extra; keep other notes as annotations."""
    own: list[Text] = []
    for memo in item.resources("dcterms:isReferencedBy"):
        texts = read_html(memo.text("rdf:value", "dc:description"))
        kind = re.match(r"#item_[^/]*(?:/\d+)?/([a-z-]+?)\d+$", memo.name)
        if kind and kind[1] == "note":
            own += texts
        else:
            name = kind[1] if kind else "annotation"
            extra.put(name, "\n\n".join(map(encode, texts)))
    chunks: list[str | Chunk] = []
    for text in own:
        chunks += (*text.chunks, " ")
    whole = Text.of(*chunks) if own else Text.of("; ".join(lines))
    if own and lines:
        extra.text("annotation", "; ".join(lines))
    return whole or None


def links(item: Resource, extra: Extra) -> dict[LinkKind, str]:
    """Return the linked addresses; keep files in ``file``, other pages as BibDesk has them."""
    found: dict[LinkKind, str] = {}
    files, pages = [], []
    own = address(item)
    for each in item.resources("link:link"):
        url = address(each)
        path = next((r.name for r in each.resources("rdf:resource", "z:path")), "")
        title, kind = each.text("dc:title"), each.text("link:type")
        of_title = _KIND_OF_TITLE.get(title)
        if of_title and url and of_title not in found:
            found[of_title] = normalized(url)
        elif url and kind == "application/pdf" and LinkKind.PDF not in found:
            found[LinkKind.PDF] = normalized(url)
        elif url and url != own:
            pages.append(normalized(url))
        if path:
            parts = (title, unquote(path), kind)
            files.append(":".join(re.sub(r"([\\:;])", r"\\\1", part) for part in parts))
    if files:
        extra.line("file", ";".join(files))
    for number, url in enumerate(dict.fromkeys(pages), 1):
        extra.line(f"bdsk-url-{number}", url)
    return found


def address(item: Resource) -> str:
    """Return the address of an item or attachment; empty without one."""
    return next((each.text("rdf:value") for each in item.resources("dc:identifier")), "")
