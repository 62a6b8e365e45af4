"""The entry that the parts of a line make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import anthology_id, bare_arxiv_id, is_arxiv_doi

if TYPE_CHECKING:
    from pllm_bib.awesome.found import Line
    from pllm_bib.awesome.links import Links


def entry_of(line: Line, links: Links) -> Entry:
    """Return the entry of a line with its links, and the identifiers in its text."""
    label = line.label
    if links.arxiv is None and label.arxiv_id:
        links.arxiv = label.arxiv_id
    if line.doi and not links.doi and not is_arxiv_doi(line.doi):
        links.doi = line.doi
    links.isbn = links.isbn or line.isbn
    entry = Entry(
        key="",
        type="misc",
        title=line.title,
        authors=line.authors,
        venue=label.venue,
        date=label.date,
    )
    dated = _dated(links.onto(entry))
    return dated if dated.date else replace(dated, date=line.stamp)


def _dated(entry: Entry) -> Entry:
    """Return an entry with a year: that of its line, else of its ACL Anthology or arXiv id."""
    if entry.date:
        if entry.venue and entry.date.month:
            # A month or day beside a venue is the date of the preprint, or of the line.
            return replace(entry, date=Date(entry.date.year))
        return replace(entry, date=Date(entry.date.year, entry.date.month))
    urls = [link.url for link in entry.links if link.kind in {LinkKind.PAPER, LinkKind.PDF}]
    if paper := next((found for url in urls if (found := anthology_id(url))), None):
        return replace(entry, date=Date(paper.year))
    if entry.eprint and not entry.venue:
        own = bare_arxiv_id(entry.eprint.id)
        return replace(entry, date=Date(own.year)) if own else entry
    return entry
