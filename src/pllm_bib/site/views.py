"""A work as templates show it: text that is safe, and addresses of the web alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.label import label
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.rich_text import HTML_TAGS
from pllm_bib.formats.shared.titles import full_container, full_title
from pllm_bib.model.address import link_target
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.entry import LinkKind, doi_url
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import unturned

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text
    from pllm_bib.site.shape import SiteWork


class WebLink(NamedTuple):
    """A link of a work: the name of its word, and its address."""

    word: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """A work as a line of a page shows it."""

    work: SiteWork
    name: str
    key: str
    title: Markup
    plain_title: str
    people: tuple[str, ...]
    others: bool
    label: str
    venue: str
    year: int | None
    language: str
    links: tuple[WebLink, ...]
    has: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def entry(self) -> Entry:
        """The work's entry."""
        return self.work.entry


def view_of(work: SiteWork) -> WorkView:
    """Return a work as a line shows it."""
    entry = work.entry
    title = full_title(entry)
    return WorkView(
        work=work,
        name=work.name,
        key=entry.key,
        title=rich_html(title) or Markup.escape(entry.key),
        plain_title=plain(title) or entry.key,
        people=tuple(unturned(str(name)) for name in entry.authors or entry.editors),
        others=(entry.authors or entry.editors).others,
        label=unturned(label(entry)),
        venue=unturned(work.venue),
        year=entry.date.year if entry.date else None,
        language=language_code(entry.language or ""),
        links=tuple(_links(entry)),
        has=work.has,
        sections=entry.sections,
    )


def plain(text: Text | None) -> str:
    """Return a text without markup, on one line, with nothing in it that turns its direction."""
    return unturned(latex.plain(text)) if text else ""


def rich_html(text: Text | None) -> Markup:
    """Return a text as HTML that shows it."""
    pieces = []
    for chunk in latex.readable(text) if text else ():
        piece = escape(unturned(chunk.value))
        for style, tag in reversed(HTML_TAGS):
            if chunk.style & style:
                piece = Markup("<{0}>{1}</{0}>").format(tag, piece)
        pieces.append(piece)
    return Markup("").join(pieces)


_WEB = regex(r"https?://[^\s/]", re.IGNORECASE)
_UNSAFE = regex(r"[\s<>\x22\\^`{|}]")
"""What addresses have percent-encoded (RFC 3986, section 2)."""


def web_address(url: str | None) -> str | None:
    """Return an address that a page may link to, one of the web; else None."""
    target = link_target(url) if url else None
    if not target or not _WEB.match(target):
        return None
    return _UNSAFE.sub(lambda found: quote(found.group()), target)


_PAGE_OF = {"dataset": "data", "software": "code", "online": "website"}
"""Entry type -> the word for its landing page, where it is no paper."""


def _links(entry: Entry) -> list[WebLink]:
    found = [(_PAGE_OF.get(entry.type, "paper"), entry.landing_page)]
    found += [(kind.value, entry.link(kind)) for kind in LinkKind if kind is not LinkKind.PAPER]
    if entry.doi:
        found.append(("doi", doi_url(entry.doi)))
    if entry.eprint:
        found.append(("arxiv" if entry.eprint.is_arxiv else "paper", entry.eprint.url))
    if entry.openreview:
        found.append(("openreview", f"https://openreview.net/forum?id={quote(entry.openreview)}"))
    links: dict[str, WebLink] = {}
    for word, url in found:
        if address := web_address(url):
            links.setdefault(address, WebLink(word, address))
    return list(links.values())


def container(entry: Entry) -> str:
    """Return the journal or book that a work is in, as plain text."""
    return plain(full_container(entry))
