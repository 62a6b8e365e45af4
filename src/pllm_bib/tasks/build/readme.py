"""The README's generated block: found, compared, made anew.

A block stands between two comments. The first carries a digest of what the last build wrote, so
that an edit by hand is told apart from a list that has simply moved on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import CITATIONS, EXPORTS, WHOLE, shown
from pllm_bib.formats import FORMATS
from pllm_bib.formats.markdown import write as markdown
from pllm_bib.formats.markdown.escape import escape
from pllm_bib.model.regex import regex
from pllm_bib.tasks.build import citations

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.model.library import Library

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


def content(library: Library) -> str:
    """Return the content of the block: tables of downloads, and the list."""
    # The shape of a line, label first, is one that awesome-lint's rule for items never accepts, and
    # a work that stands in two sections has its links in both.
    lint = "<!--lint disable awesome-list-item double-link-->"
    return f"{lint}\n\n{downloads(library)}\n\n{styles()}\n\n{markdown.write(library)}\n"


def styles() -> str:
    """Return a Markdown table of the formatted bibliographies, a row for each style."""
    rows = [["Formatted in", *citations.SUFFIXES], ["---", *("---" for _ in citations.SUFFIXES)]]
    for style, title in citations.titles().items():
        links = [_download(CITATIONS, style, suffix) for suffix in citations.SUFFIXES]
        rows.append([f"{escape(title)} (`{style}`)", *links])
    return _table(rows)


def downloads(library: Library) -> str:
    """Return a Markdown table with a row for each section and links to its exports."""
    built = [format_row for format_row in FORMATS.values() if format_row.built]
    head = ["Section", "Works", *(row.title for row in built)]
    rows = [("**All**", WHOLE, str(len(library)))]
    for chapter in library.chapters:
        for section in chapter.sections:
            listed = sum(section.id in entry.sections for entry in library)
            name = section.heading if chapter.title else section.title
            rows.append((escape(name), section.slug, str(listed)))
    table = [head, ["---", "--:", *("---" for _ in built)]]
    for name, slug, works in rows:
        links = [
            _download(row.folder or row.name, slug, row.suffix)
            if row.by_section or slug == WHOLE
            else ""
            for row in built
        ]
        table.append([name, works, *links])
    return _table(table)


def _download(folder: str, name: str, suffix: str) -> str:
    """Return a link to an exported file."""
    return f"[{suffix}]({quote(f'{EXPORTS}/{folder}/{name}{suffix}')})"


def _table(rows: list[list[str]]) -> str:
    """Return a table with aligned columns; its second row holds the delimiters."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    right = [cell.endswith(":") for cell in rows[1]]
    lines = []
    for number, cells in enumerate(rows):
        fill = "-" if number == 1 else " "
        padded = (
            cell.rjust(width, fill) if to_right else cell.ljust(width, fill)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        lines.append(f"| {' | '.join(padded)} |")
    return "\n".join(lines)
