"""Templates filled: every text is escaped but HTML that this room made itself."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pllm_bib.formats.base import WriteContext
from pllm_bib.site import zotero
from pllm_bib.site.feeds import xml_text
from pllm_bib.site.metadata import json_in_html
from pllm_bib.site.views import view_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What a page may load and do: its own files, and nothing of others."""
_SCRIPT_WORDS = (
    "thousands shown selected select show_more sort sort_list sort_year sort_title sort_author "
    "sort_venue sort_key clear clear_selection format copy copied not_copied download section year "
    "venue author has others paper pdf code data website video doi arxiv openreview abstract"
).split()
"""The words that the script shows."""


class SiteFile(NamedTuple):
    """A file of a site: its path below the site's folder, with slashes, and its text."""

    path: str
    text: str


class Renderer:
    """The templates of a site, and its works as they show them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.views = tuple(map(view_of, site.works))
        self.menu: list[tuple[str, str]] = []
        self._env = _environment()
        self._lines: dict[str, str] = {}
        self._records: dict[str, str] = {}
        self._coins = {view.name: zotero.coins(view.entry) for view in self.views}
        keys = frozenset(view.key for view in self.views)
        self._context = WriteContext(headings=site.library.headings, keys=keys)

    @cached_property
    def _script_words(self) -> str:
        return json_in_html({name: self.site.words[name] for name in _SCRIPT_WORDS})

    def page(self, template: str, path: str, title: str, **values: Any) -> SiteFile:
        """Fill a template for a page at a path."""
        root = "../" * path.count("/")
        known = {
            "site": self.site,
            "w": self.site.words,
            "policy": POLICY,
            "path": path,
            "root": root,
            "title": title,
            "description": "",
            "kind": "website",
            "menu": self.menu,
            "script_words": self._script_words,
        }
        return SiteFile(path, self._env.get_template(template).render({**known, **values}))

    def lines(self, views: Iterable[WorkView], root: str) -> Markup:
        """Return the lines of works, for a page whose way to the site's top is ``root``."""
        return Markup("").join(Markup(self._line(view, root)) for view in views)  # noqa: S704 -- made by a template

    def _line(self, view: WorkView, root: str) -> str:
        if view.name not in self._lines:
            template = self._env.get_template("line.html")
            coins = self._coins[view.name]
            words = self.site.words
            self._lines[view.name] = template.render(v=view, w=words, coins=coins)
        # A quotation mark in a text is escaped, so that this is the attribute and no text.
        return self._lines[view.name].replace('" href="works/', f'" href="{root}works/', 1)

    def rdf(self, views: Iterable[WorkView]) -> str:
        """Return the file that Zotero's connector reads for a page of works."""
        found = tuple(views)
        keys = frozenset(view.key for view in found)
        context = WriteContext(headings=self._context.headings, keys=keys)
        return zotero.rdf(self._record(view, context) for view in found)

    def _record(self, view: WorkView, context: WriteContext) -> str:
        """Return the RDF of a work; that of one with related works depends on the page."""
        if view.entry.related:
            return zotero.record(view.entry, context)
        if view.name not in self._records:
            self._records[view.name] = zotero.record(view.entry, context)
        return self._records[view.name]


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters["href"] = lambda path: quote(path, safe="/#")
    env.filters["xml"] = xml_text
    return env
