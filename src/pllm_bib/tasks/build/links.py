"""The links of generated pages: to downloads, to the BibTeX of a work, to headings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.files.config import CITATIONS, EXPORTS, WHOLE
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
_RELEASED = frozenset({"bibtex", "csl-json", "ris", "zotero-rdf"})
"""The formats that a release has files of. BibLaTeX has the file name of BibTeX."""


def downloads(config: Config, name: str) -> str:
    """Return a row of links to the exports of a section's slug, or of the whole list."""
    return " · ".join(
        f"[{row.title}]({download(config, row, name)})" for row in FORMATS.values() if row.built
    )


def download(config: Config, row: Format, name: str) -> str:
    """Return the address of an export, as the list's configuration wants it."""
    file = quote(f"{name}{row.suffix}")
    path = f"{EXPORTS}/{row.folder or row.name}/{file}"
    if config.downloads == "page":
        return path
    if config.downloads == "release" and name == WHOLE and row.name in _RELEASED:
        # GitHub takes the address as seen from its page of the README, blob/BRANCH/README.md.
        return f"{config.repository or '../..'}/releases/latest/download/{file}"
    return f"{config.repository}/raw/HEAD/{path}" if config.repository else f"{path}?raw=true"


def bibtex(library: Library, entry: Entry) -> list[str]:
    """Return the link to an entry's BibTeX, in the page of its first section; none without one."""
    own = next((s for s in library.sections if s.id in entry.sections), None)
    if own is None:
        return []
    page = f"{PAGES}/{own.slug}.md"
    return [f"[BibTeX]({quote(page)}#{quote(anchor(entry.key))})"]
