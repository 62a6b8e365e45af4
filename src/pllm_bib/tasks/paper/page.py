"""A filled-in document as a whole: with its bibliography and notes, as Markdown or as a page."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from pllm_bib.citing.references import html_page
from pllm_bib.model.regex import regex
from pllm_bib.papers import markdown
from pllm_bib.tasks.paper.footnotes import definitions, footnotes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.citing.references import Reference
    from pllm_bib.tasks.paper.fill import Filled

_REFS = regex(
    r"^:{3,}[ \t]*\{[^}\n]*#refs\b[^}\n]*\}[^\n]*$|<div\s[^>\n]*\bid=[\"']refs[\"'][^>\n]*>",
    re.MULTILINE,
)
_FIELD = regex(
    r"^(?P<name>title|lang|csl|suppress-bibliography|reference-section-title)[ \t]*:[ \t]*"
    r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>[^\n]*))",
    re.MULTILINE,
)


def fields(text: str) -> dict[str, str]:
    """Return the fields of a document's metadata that say how it is to be filled in."""
    found: dict[str, str] = {}
    for start, end in markdown.shown(text).heads:
        for field in _FIELD.finditer(text, start, end):
            value = field["double"] or field["single"] or field["bare"] or ""
            found.setdefault(field["name"], value.strip())
    return found


def as_markdown(filled: Filled) -> str:
    """Return a document with its bibliography: where it says ``{#refs}``, or else at its end."""
    texts = "\n\n".join(one.text for one in filled.references.references if one.text)
    return _whole(filled, texts)


def as_html(filled: Filled) -> str:
    """Return a document as a page of HTML: its Markdown is CommonMark, with tables and notes."""
    from markdown_it import MarkdownIt

    entries = "\n".join(_entry(one) for one in filled.references.references if one.text)
    block = f'<div id="refs" class="csl-bib-body">\n{entries}\n</div>' if entries else ""
    text = _whole(filled, block)
    about = fields(text)
    render = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render
    for start, end in reversed(markdown.shown(text).heads):
        text = text[:start] + text[end:]
    title = html.escape(about.get("title", ""))
    head = f'<h1 class="title">{title}</h1>\n' if title else ""
    body = _with_footnotes(text, render)
    language = html.escape(about.get("lang", "") or filled.references.language)
    return html_page(title or "Document", language, head + body)


def _whole(filled: Filled, bibliography: str) -> str:
    about = fields(filled.text)
    text = filled.text
    if about.get("suppress-bibliography", "").lower() != "true" and bibliography:
        if place := _REFS.search(markdown.shown(text).body):
            end = place.end()
            text = f"{text[:end]}\n\n{bibliography}\n{text[end:]}"
        else:
            title = about.get("reference-section-title")
            heading = f"# {title}\n\n" if title else ""
            text = f"{text.rstrip()}\n\n{heading}{bibliography}\n"
    notes = "\n\n".join(filled.notes)
    return f"{text.rstrip()}\n\n{notes}\n" if notes else text


def _entry(reference: Reference) -> str:
    anchor = re.sub(r"[^\w.:-]", "_", reference.key)
    return f'<div class="csl-entry" id="ref-{anchor}">{reference.text}</div>'


def _with_footnotes(text: str, render: Callable[[str], str]) -> str:
    """Return the HTML of a Markdown text, its footnotes as a list at the end."""
    body = markdown.shown(text).body
    defined = definitions(text, body)
    notes = footnotes(body, defined)
    changes = [(one.start, one.end, "") for one in defined]
    items: list[str] = []
    for number, note in enumerate(notes, start=1):
        is_inline = note.start == note.call + len("^[")
        if note.call == note.start:  # nothing calls it
            continue
        end = note.end + 1 if is_inline else text.index("]", note.call) + 1
        mark = f'<sup id="fnref{number}"><a href="#fn{number}">{number}</a></sup>'
        changes.append((note.call, end, mark))
        content = re.sub(r"(?m)^(?: {4}|\t)", "", text[note.start : note.end].strip())
        items.append(f'<li id="fn{number}">{render(content).strip()}</li>')
    pieces: list[str] = []
    at = 0
    for start, end, mark in sorted(changes):
        if start >= at:
            pieces += text[at:start], mark
            at = end
    page = render("".join((*pieces, text[at:])))
    if not items:
        return page
    listed = "\n".join(items)
    return f'{page}<section class="footnotes">\n<ol>\n{listed}\n</ol>\n</section>\n'
