"""Pages beside the exports: the BibTeX of each work, to be copied, and a table of the styles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.files.config import README
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE
from pllm_bib.formats.markdown.escape import escape
from pllm_bib.model.regex import regex
from pllm_bib.tasks.build import citations, links
from pllm_bib.tasks.select import each_section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.formats.base import Writer
    from pllm_bib.model.library import Library
    from pllm_bib.tasks.build.known import KnownTexts

SUFFIX = ".md"
FOLDER = "bibtex"
CONTENTS = "README.md"
"""The name of a folder's own page, which GitHub shows below its files."""


def sections(config: Config, library: Library) -> Iterator[tuple[Path, Library]]:
    """Yield the path of each section's page, and its works; sections without works have none."""
    for section, part in each_section(library):
        if part.entries:
            yield config.root / links.PAGES / f"{section.slug}{SUFFIX}", part


def bibtex_pages(
    config: Config, library: Library, texts: KnownTexts, places: Mapping[str, str]
) -> dict[Path, str]:
    """Return a page for each section: every work's key as a heading, and its BibTeX.

    ``places`` says where the list has the sections, by their ids.
    """
    writer = texts.writer(FORMATS["bibtex"].required_writer, f"bibtex {DEFAULT_PROFILE}")
    return {path: _bibtex_page(part, places, writer) for path, part in sections(config, library)}


def _bibtex_page(part: Library, places: Mapping[str, str], writer: Writer) -> str:
    (section,) = part.sections
    way_back = f"../../{places.get(section.id, README)}"
    blocks = [
        f"# {escape(section.heading)}",
        f"BibTeX of each work. [Back to the list]({way_back})",
    ]
    context = WriteContext.of(part)
    for entry in part:
        source = writer.record(entry, context)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
        blocks += [f"## {escape(entry.key)}", f"{fence}bibtex\n{source}{fence}"]
    return "\n\n".join(blocks) + "\n"


def examples(page: str) -> str:
    """Return the BibTeX that a page shows."""
    return "\n".join(match["source"] for match in _EXAMPLE.finditer(page))


_EXAMPLE = regex(r"^(?P<fence>```+)bibtex\n(?P<source>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)


def styles() -> str:
    """Return a page with a table of the formatted bibliographies, a row for each style."""
    lines = [
        "# Formatted in citation styles",
        "",
        f"All works of the list, in each style. [Back to the list](../../{README})",
        "",
        f"| Style | {' | '.join(citations.SUFFIXES)} |",
        f"| --- |{' --- |' * len(citations.SUFFIXES)}",
    ]
    for style, title in citations.titles().items():
        cells = (f"[{suffix}]({quote(style + suffix)})" for suffix in citations.SUFFIXES)
        lines.append(f"| {escape(title)} (`{style}`) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
