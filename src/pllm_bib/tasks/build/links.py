"""The links of generated pages: to downloads, to the BibTeX of a work, to headings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.files.config import CITATIONS, EXPORTS
from pllm_bib.formats import FORMATS
from pllm_bib.tasks.build.headings import anchor

if TYPE_CHECKING:
    from pllm_bib.files.config import Config
    from pllm_bib.formats.row import Format
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

STYLES = f"[formatted in citation styles]({EXPORTS}/{CITATIONS}/README.md)"
PAGES = f"{EXPORTS}/bibtex"
"""The folder that has a page for each section, with the BibTeX of its works."""


def downloads(config: Config, name: str) -> str:
    """Return a row of links to the exports of a section's slug, or of the whole list."""
    return " · ".join(
        f"[{row.title}]({download(config, row, name)})" for row in FORMATS.values() if row.built
    )


def download(config: Config, row: Format, name: str) -> str:
    """Return the address of an export, as the list's configuration wants it."""
    path = f"{EXPORTS}/{row.folder or row.name}/{quote(f'{name}{row.suffix}')}"
    if config.downloads == "page":
        return path
    if config.downloads == "release":
        # GitHub takes the address as seen from its page of the README, blob/BRANCH/README.md.
        file = quote(asset(row, name))
        return f"{config.repository or '../..'}/releases/download/{EXPORTS}/{file}"
    return f"{config.repository}/raw/HEAD/{path}" if config.repository else f"{path}?raw=true"


def asset(row: Format, name: str) -> str:
    """Return what an export is called in a release, where all files are in one place.

    Of formats with one suffix, the first has the plain name: ``all.bib`` is BibTeX.
    """
    first = next(other for other in FORMATS.values() if other.built and other.suffix == row.suffix)
    prefix = "" if first is row else f"{row.folder or row.name}-"
    return f"{prefix}{name}{row.suffix}"


def bibtex(library: Library, entry: Entry) -> list[str]:
    """Return the link to an entry's BibTeX, in the page of its first section; none without one."""
    own = next((s for s in library.sections if s.id in entry.sections), None)
    if own is None:
        return []
    page = f"{PAGES}/{own.slug}.md"
    return [f"[BibTeX]({quote(page)}#{quote(anchor(entry.key))})"]
