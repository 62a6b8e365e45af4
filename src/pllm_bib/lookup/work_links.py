"""Links to the code, data and page of a work: in its abstract, and on its page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pllm_bib.model.address import host_and_path
from pllm_bib.model.entry import Link, LinkKind
from pllm_bib.model.places import likely_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_ADDRESS = re.compile(r"https?://[^\s<>\"'\\{}|^`\[\]]{4,300}")
_TAKEN = (LinkKind.CODE, LinkKind.DATA, LinkKind.WEBSITE, LinkKind.VIDEO)
_AT_REPOSITORY = re.compile(r"/[\w.-]+/[\w.-]+")


def links_in(*texts: str) -> tuple[Link, ...]:
    """Return the links that texts on a work name: to code, data, a website, a video, one a kind."""
    found: dict[LinkKind, str] = {}
    for text in texts:
        for match in _ADDRESS.finditer(text):
            url = match[0].rstrip(".,;:!?)'*")
            kind = kind_of_link(url)
            if kind:
                found.setdefault(kind, url)
    return tuple(Link(kind, found[kind]) for kind in LinkKind if kind in found)


def kind_of_link(url: str) -> LinkKind | None:
    """Return what an address leads to, if that may belong to a work: no paper, no user's page."""
    kind = likely_kind(url)
    if kind is LinkKind.CODE and not _AT_REPOSITORY.match(host_and_path(url)[1]):
        return None
    return kind if kind in _TAKEN else None


_NAMED = {
    LinkKind.CODE: re.compile(r"(?i)\b(?:code|software|implementation|repository|github)\b"),
    LinkKind.DATA: re.compile(r"(?i)\b(?:data|datasets?|corpus|corpora|benchmark)\b"),
    LinkKind.WEBSITE: re.compile(r"(?i)\b(?:project|website|homepage)\b"),
    LinkKind.VIDEO: re.compile(r"(?i)\bvideo\b"),
}


def links_of_page(html: str) -> tuple[Link, ...]:
    """Return the links of a page that are called code, data and the like, and lead to such."""
    page = _Anchors()
    page.feed(html)
    page.close()
    found: dict[LinkKind, str] = {}
    for url, words in page.anchors:
        kind = kind_of_link(url)
        if kind and _NAMED[kind].search(words):
            found.setdefault(kind, url)
    return tuple(Link(kind, found[kind]) for kind in LinkKind if kind in found)


class _Anchors(HTMLParser):
    """The anchors of a page, each with its address and its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """Note the address of an anchor, and its title."""
        if tag == "a":
            given = {name: value or "" for name, value in attrs}
            self._inside = given.get("href", "").startswith("http")
            if self._inside:
                self.anchors.append((given["href"].strip(), given.get("title", "")))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an anchor."""
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Add to the words of an anchor."""
        if self._inside:
            url, words = self.anchors[-1]
            self.anchors[-1] = (url, f"{words} {data}"[:500])


def with_links(links: tuple[Link, ...], more: Iterable[Link]) -> tuple[Link, ...]:
    """Return links with those of more that are of kinds which are not there yet."""
    kinds = {link.kind for link in links}
    new = [link for link in more if link.kind not in kinds]
    return tuple(sorted((*links, *new), key=lambda link: list(LinkKind).index(link.kind)))
