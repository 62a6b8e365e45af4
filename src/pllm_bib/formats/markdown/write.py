"""Entries -> the Markdown list: a line a work, under the headings of the outline.

Written for CommonMark and GitHub's dialect of it. Nothing in a title or an address can end the
line, open markup or make a link of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, WriteContext, Writer, landing_page
from pllm_bib.formats.markdown.escape import escape, link, rich_text
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import in_reading_order, label
from pllm_bib.formats.shared.titles import full_title, title_sources
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.base import Record
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section

_LANDING_LABELS = {"dataset": "dataset", "software": "software", "online": "website"}
_BLOCK_START = regex(r"^(\d*)(?=[-+#=.)])")
"""What would start a block of its own in front of a line: a heading, a list, a rule."""


def _outline(library: Library, context: WriteContext, record: Record) -> str:
    """Return the list: each section with its works, then the works without a section."""
    blocks: list[str] = []
    for chapter in library.chapters:
        if chapter.title:
            blocks.append(f"## {chapter.id}. {escape(chapter.title)}")
        if chapter.own:
            blocks.extend(lines(library, chapter.own))
        for level, section in chapter.outline:
            if chapter.title:
                mark = "#" * min(2 + level, 6)
                blocks.append(f"{mark} {section.id} {escape(section.title)}")
            if section in chapter.sections:
                blocks.extend(lines(library, section))
    known = {section.id for section in library.sections}
    rest = (entry for entry in library if not known.intersection(entry.sections))
    blocks.extend(record(entry, context) for entry in rest)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def lines(library: Library, section: Section) -> Iterator[str]:
    """Return the lines of a section: its own works and those it lists as well, in order."""
    return (line(e) for e in in_reading_order(e for e in library if section.id in e.sections))


def line(entry: Entry, more: Sequence[str] = ()) -> str:
    r"""Return a work as a line: ``+ **\[label\]** Title. ([paper](...), [code](...))``.

    ``more`` are links in Markdown, for behind those of the entry.
    """
    return _line(WRITER.parts_of(entry, WriteContext()), more)


def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """Yield the parts of an entry's line: its label, its title, its links."""
    year = "date " if entry.date else ""
    named = "venue" if entry.venue else "" if entry.type == "preprint" else "container"
    yield Part("label", label(entry), year + named)
    full = full_title(entry)
    title = rich_text(full)
    if title and not re.search(r"[.?!…。？！]$", latex.plain(full)):
        title += "."
    yield Part("title", title, title_sources(entry).title)
    sections = [context.headings[name] for name in entry.sections if name in context.headings]
    yield Part("heading", ", ".join(sections), "sections")
    yield from _links(entry)


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the line of a label, a title and links."""
    return _line(parts)


def _line(parts: Sequence[Part], more: Sequence[str] = ()) -> str:
    (_, shown, _), (_, title, _) = parts[:2]
    own = (link(name, url) for name, url, _source in parts[2:] if name != "heading")
    links = ", ".join([*own, *more])
    if not shown:
        title = _BLOCK_START.sub(r"\1\\", title)
    pieces = (f"**\\[{escape(shown)}\\]**" if shown else "", title, f"({links})" if links else "")
    return "+ " + " ".join(piece for piece in pieces if piece)


def _links(entry: Entry) -> Iterator[Part]:
    landing = entry.landing_page
    if landing:
        yield landing_page(entry, _LANDING_LABELS.get(entry.type, "paper"))
    archive = entry.eprint.url if entry.eprint else None
    if archive and entry.eprint and entry.eprint.id not in (landing or ""):
        archive_name = "arXiv" if entry.eprint.is_arxiv else escape(entry.eprint.archive)
        yield Part(archive_name, archive, "links.paper eprint")
    for kind in (LinkKind.CODE, LinkKind.DATA, LinkKind.WEBSITE, LinkKind.VIDEO):
        if url := entry.link(kind):
            yield Part(kind.value, url, f"links.{kind}")


WRITER = Writer(parts=parts, layout=layout, outline=_outline, separator="\n\n", tail="\n")
write = WRITER.write
