"""Entries -> the Markdown list: a line a work, under the headings of the outline.

Written for CommonMark and GitHub's dialect of it. Nothing in a title or an address can end the
line, open markup or make a link of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.formats.base import Part, WriteContext, Writer, landing_page
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.titles import full_title, title_sources
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section

_TAGS = (
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.CODE, "code"),
)
_LANDING_LABELS = {"dataset": "dataset", "software": "software", "online": "website"}
_ESCAPES = {char: f"\\{char}" for char in "\\`*_[]~$"} | {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "@": "&#64;",
}
_BLOCK_START = re.compile(r"^(\d*)(?=[-+#=.)])")
"""What would start a block of its own in front of a line: a heading, a list, a rule."""


def _outline(library: Library, context: WriteContext) -> str:
    """The list: every section of the outline with its works, then works of no section."""
    blocks: list[str] = []
    for chapter in library.chapters:
        if chapter.title:
            blocks.append(f"## {chapter.id}. {escape(chapter.title)}")
        for section in chapter.sections:
            if chapter.title:
                blocks.append(f"### {section.id} {escape(section.title)}")
            blocks.extend(lines(library, section))
    known = {section.id for section in library.sections}
    rest = (entry for entry in library if not known.intersection(entry.sections))
    blocks.extend(WRITER.record(entry, context) for entry in rest)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def lines(library: Library, section: Section) -> Iterator[str]:
    """The lines of a section: its own works and those that it lists as well, in order."""
    return (line(e) for e in in_reading_order(e for e in library if section.id in e.sections))


def in_reading_order(entries: Iterable[Entry]) -> list[Entry]:
    """Newest year first; in a year preprints first, newest first, then by venue and title."""

    def key(entry: Entry) -> tuple[object, ...]:
        year = entry.date.year if entry.date else 0
        preprint = entry.type == "preprint" and entry.eprint
        identifier = entry.eprint.id if preprint and entry.eprint else ""
        title = latex.plain(entry.title).casefold()
        venue = (entry.venue or "").casefold()
        return (-year, not preprint, [-ord(char) for char in identifier], venue, title, entry.key)

    return sorted(entries, key=key)


def label(entry: Entry) -> str:
    """Year and venue as the list shows them: ``2024 ACL``, ``2024 Arxiv-2410``."""
    year = entry.date.year_text if entry.date else ""
    if entry.venue:
        name = entry.venue
    elif entry.type == "preprint" and entry.eprint and entry.eprint.is_arxiv:
        name = f"Arxiv-{entry.eprint.id.rpartition('/')[2][:4]}"
    elif entry.type == "preprint" and entry.eprint:
        name = entry.eprint.archive
    else:
        name = latex.plain(entry.container) if entry.container else ""
    return f"{year} {name}".strip()


def line(entry: Entry) -> str:
    r"""One work as a line of the list: ``+ **\[label\]** Title. ([paper](...), [code](...))``."""
    return WRITER.record(entry, WriteContext())


def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    """What a line says of an entry: its label, its title, its links."""
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
    """The line that a label, a title and links make."""
    (_, shown, _), (_, title, _) = parts[:2]
    links = ", ".join(
        f"[{name}]({destination(url)})" for name, url, _source in parts[2:] if name != "heading"
    )
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


def rich_text(text: Text) -> str:
    """Text with its emphasis as HTML tags, which hold wherever Markdown's marks would not."""
    pieces = []
    for chunk in text.chunks:
        piece = _shown(latex.plain(Text((chunk,))))
        for style, tag in reversed(_TAGS):
            if chunk.style & style:
                piece = f"<{tag}>{piece}</{tag}>"
        pieces.append(piece)
    return _unlinked("".join(pieces))


def escape(value: str) -> str:
    """Plain text that Markdown shows letter for letter, and makes no link of."""
    return _unlinked(_shown(value))


def inert(value: str) -> str:
    """Plain text for comments and release notes, on one line, a cell of a table if need be.

    Shown letter for letter; names no person, issue or commit. GitHub looks for these in the text
    that is left when escapes are undone, so that a comment has to part them.
    """
    value = escape(value).replace("|", "&#124;")
    value = re.sub(r"&#64;(?!<!-- -->)", "&#64;<!-- -->", value)
    value = re.sub(r"(?<!&)#", "#<!-- -->", value)
    value = re.sub(r"\b(GH)-(?=\d)", r"\1-<!-- -->", value, flags=re.IGNORECASE)
    return re.sub(r"\b([0-9a-f]{4})(?=[0-9a-f]{3,})", r"\1<!-- -->", value)


def code(value: str) -> str:
    """A name as code, for the places that `inert` is for."""
    plain = re.fullmatch(r"[\w.:+/-]+", value)
    return f"`{value}`" if plain else f"<code>{inert(value)}</code>"


def _shown(value: str) -> str:
    value = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", value)
    return "".join(_ESCAPES.get(char, char) for char in value)


def _unlinked(value: str) -> str:
    """Markdown without the addresses that GitHub makes links of on its own."""
    value = value.replace("://", "&#58;//")
    value = re.sub(r"\b(www)\.", r"\1&#46;", value, flags=re.IGNORECASE)
    # GitHub looks for addresses of mail in the text that is left when all escapes are undone.
    return re.sub(r"&#64;(?=[\w\\-]+\.\w)", "&#64;<!-- -->", value)


def destination(url: str) -> str:
    """An address as the target of a link; what would end the target is percent-encoded.

    Anything but http and https becomes an empty target: a list links to nothing else.
    """
    if not re.match(r"https?://", url, flags=re.IGNORECASE):
        return ""
    target = quote(url, safe="%:/?#@!$&'*+,;=~._-[]")
    return re.sub(r"&(?=#?\w+;)", "&amp;", target)
