"""Atom feeds of what came into a list, with the moments that its repository tells (RFC 4287).

A work without such a moment is in no feed: none is made up.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.site.views import WorkView

NEWEST = 50
"""Works of a feed, at most."""
_NOT_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedItem(NamedTuple):
    """A work in a feed. ``id`` stays the same wherever the site is."""

    view: WorkView
    id: str
    added: str


def newest(views: Iterable[WorkView]) -> list[WorkView]:
    """Return the works that came last, the newest first."""
    dated = [view for view in views if view.work.added]
    by_key = sorted(dated, key=lambda view: view.key)
    return sorted(by_key, key=lambda view: view.work.added, reverse=True)[:NEWEST]


def items(views: Iterable[WorkView], site: str) -> list[FeedItem]:
    """Return the works of a feed; ``site`` tells the ids of one site from those of others."""
    return [FeedItem(view, named(f"{site} {view.key}"), view.work.added) for view in newest(views)]


def named(text: str) -> str:
    """Return an id that is made of a name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 lacks."""
    return _NOT_XML.sub("\ufffd", text)
