"""The README's generated block: found, compared, made anew.

A block stands between two comments. The first carries a digest of what the last build wrote, so
that an edit by hand is told apart from a list that has simply moved on.
"""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import WHOLE, shown
from pllm_bib.formats.markdown import write as markdown
from pllm_bib.formats.markdown.escape import code
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.regex import regex
from pllm_bib.tasks.build import headings, links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section
    from pllm_bib.tasks.build.headings import PageHeading
    from pllm_bib.tasks.build.known import KnownTexts

BEGIN = "<!-- pllm-bib:list:begin -->"
END = "<!-- pllm-bib:list:end -->"
_BEGIN = regex(r"<!-- pllm-bib:list:begin(?: sha256=(?P<digest>[0-9a-f]*))? -->\n?")
_END = regex(r"<!-- pllm-bib:list:end -->")


@dataclass(frozen=True, slots=True)
class ReadmeBlock:
    """A generated block: the text around it, its content, and the digest of the last build."""

    before: str
    content: str
    after: str
    digest: str | None

    @property
    def line(self) -> int:
        """The line of the opening comment, from 1."""
        return self.before.count("\n") + 1

    @property
    def hand_edited(self) -> bool:
        """True if the content is not what a build wrote. A block never built may hold anything."""
        return self.digest is not None and self.digest != _digest(self.content)

    def first_edit(self, content: str) -> int:
        """Return the first line of the file that is not in the content that a build would make."""
        made = set(content.split("\n"))
        lines = self.content.split("\n")
        edited = (number for number, text in enumerate(lines) if text not in made)
        return self.line + 1 + next(edited, -1)

    def filled(self, content: str) -> str:
        """Return the whole file with other content in the block."""
        begin = f"<!-- pllm-bib:list:begin sha256={_digest(content)} -->\n"
        return self.before + begin + content + END + self.after


def find_block(text: str, path: Path) -> ReadmeBlock:
    """Find the block of a README. Raises `OperatorError` if its comments are not one pair."""
    begins, ends = list(_BEGIN.finditer(text)), list(_END.finditer(text))
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        message = (
            f"{shown(path)}: the generated list needs exactly one pair of lines\n"
            f"    {BEGIN}\n    {END}\nin this order; write them where the list shall stand."
        )
        raise OperatorError(message)
    begin, end = begins[0], ends[0]
    return ReadmeBlock(
        before=text[: begin.start()],
        content=text[begin.end() : end.start()],
        after=text[end.end() :],
        digest=begin.group("digest"),
    )


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def content(config: Config, library: Library, texts: KnownTexts | None = None) -> str:
    """Return the content of the block: downloads, contents, and the list under its headings.

    ``texts`` are those of a build.
    """
    # The shape of a line, label first, is one that awesome-lint's rule for items never accepts, and
    # a work that stands in two sections has its links in both.
    blocks = ["<!--lint disable awesome-list-item double-link-->"]
    if library.entries:
        blocks.append(f"**Download all:** {links.downloads(config, WHOLE)} · {links.STYLES}")
    made = headings.headings(config)
    blocks += [headings.contents(config)] if made else []
    fronts = (
        section for chapter in library.chapters if not chapter.title for section in chapter.sections
    )
    blocks += [
        _with_notes(config, library, entry, texts)
        for section in fronts
        for entry in _listed(library, section)
    ]
    for at, heading in enumerate(made):
        is_parent = at + 1 < len(made) and made[at + 1].level > heading.level
        blocks += _under(config, library, heading, texts, is_parent=is_parent)
    known = {section.id for section in library.sections}
    rest = [entry for entry in library if not known.intersection(entry.sections)]
    blocks += [line(library, entry, texts) for entry in rest]
    return "\n\n".join(blocks) + "\n\n"


def _with_notes(config: Config, library: Library, entry: Entry, texts: KnownTexts | None) -> str:
    """Return the line of a work with what is said of it below, as items of its own."""
    keys = (entry.key, *entry.aliases)
    notes = next((config.notes[key] for key in keys if key in config.notes), "")
    return (
        line(library, entry, texts) + textwrap.indent(f"\n{notes}", "  ")
        if notes
        else line(library, entry, texts)
    )


def _listed(library: Library, section: Section) -> list[Entry]:
    return in_reading_order(entry for entry in library if section.id in entry.sections)


def _under(
    config: Config,
    library: Library,
    heading: PageHeading,
    texts: KnownTexts | None,
    *,
    is_parent: bool,
) -> Iterator[str]:
    """Yield the blocks of a heading: its line, its text, and downloads and lines of its works."""
    yield heading.line
    if heading.text:
        yield heading.text
    listed = _listed(library, heading.section) if heading.section else []
    if heading.section and listed:
        yield links.downloads(config, heading.section.slug)
    elif not (is_parent or heading.text or heading.below):
        yield "No works yet."
    for entry in listed:
        yield _with_notes(config, library, entry, texts)
    if heading.below:
        yield heading.below


def line(library: Library, entry: Entry, texts: KnownTexts | None = None) -> str:
    """Return a work's line: as `markdown.line`, with a link to its BibTeX, and its key."""
    more = links.bibtex(library, entry)

    def make() -> str:
        return f"{markdown.line(entry, more)} {code(entry.key)}"

    return texts.of(entry, f"line {more}", make) if texts else make()
