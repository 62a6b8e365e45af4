"""The Markdown around a list's works as HTML: no HTML of its own, no pictures, links to the web."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pllm_bib.site.views import web_address

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading"])
    parser.validateLink = lambda url: web_address(url) is not None  # type: ignore[method-assign]
    return parser


def rendered(text: str) -> str:
    """Return Markdown as HTML that is safe to show."""
    return str(_parser().render(text)) if text else ""
