"""Templates filled: every text is escaped but HTML that this room made itself."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pllm_bib.formats.base import WriteContext
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.site import zotero
from pllm_bib.site.feeds import xml_text
from pllm_bib.site.metadata import json_in_html
from pllm_bib.site.views import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pllm_bib.model.entry import Entry
    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What a page may load and do: its own files, and nothing of others."""
INDEXED_POLICY = (
    POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    + "; connect-src 'self'"
)
"""What a page may do whose search is WebAssembly that asks for the parts of its index."""
_SCRIPT_WORDS = (
    "thousands shown selected select show_more sort sort_list sort_year sort_title sort_author "
    "sort_venue sort_key sort_best clear clear_selection format copy copied not_copied download "
    "section year venue author has others paper pdf code data website video doi arxiv openreview "
    "abstract"
).split()
"""The words that the script shows on a page with a list."""
_COPY_WORDS = ("copy", "copied", "not_copied")
"""Those that it shows on any page."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a site: its path below the site's folder, with slashes, and its text."""

    path: str
    made: str | Callable[[], str]
    """The text, or what makes it."""
    of: str = ""
    """A digest of all that a text which is not made yet depends on."""

    @property
    def text(self) -> str:
        """The text, which may be made now."""
        return self.made if isinstance(self.made, str) else self.made()


_COINS = regex(r'<span class="Z3988" title="[^"]*"></span>')
_OF_SOME_FILES = frozenset("works library write known former intro texts indexed".split())
"""The parts of a site that no page of a work shows."""


class Renderer:
    """The templates of a site, and its works as they show them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.views = tuple(map(view_of, site.works))
        self.menu: list[tuple[str, str]] = []
        self._env = environment()

    def digest(self, *of: object) -> str:
        """Return a digest of all that a page depends on beside the site's other works."""
        found = hashlib.blake2b(self._around.encode(errors="surrogatepass"), digest_size=16)
        found.update(repr(of).encode(errors="surrogatepass"))
        return found.hexdigest()

    @cached_property
    def _around(self) -> str:
        """All that pages of works have in common, once the menu is known."""
        names = [part.name for part in fields(self.site) if part.name not in _OF_SOME_FILES]
        return repr([self.menu, *(getattr(self.site, name) for name in names)])

    @cached_property
    def _words(self) -> str:
        return hashlib.blake2b(repr(self.site.words).encode(), digest_size=12).hexdigest()

    def _script_words(self, template: str) -> str:
        names = _SCRIPT_WORDS if template == "list.html" else _COPY_WORDS
        return json_in_html({name: self.site.words[name] for name in names})

    def page(self, template: str, path: str, title: str, **values: Any) -> SiteFile:
        """Fill a template for a page at a path."""
        root = "../" * path.count("/")
        known = {
            "site": self.site,
            "w": self.site.words,
            "policy": INDEXED_POLICY if values.get("indexed") else POLICY,
            "path": path,
            "root": root,
            "title": title,
            "description": "",
            "kind": "website",
            "menu": self.menu,
            "script_words": self._script_words(template),
        }
        return SiteFile(path, self._env.get_template(template).render({**known, **values}))

    def lines(self, views: Iterable[WorkView], root: str, above: set[str] | None = None) -> Markup:
        """Return the lines of works, for a page whose way to the site's top is ``root``.

        Works that are ``above`` on the page have no COinS here, or Zotero would save them twice;
        the others are added there.
        """
        lines = []
        for view in views:
            line = self._line(view, root)
            if above is not None and view.name in above:
                line = _COINS.sub("", line)
            elif above is not None:
                above.add(view.name)
            lines.append(Markup(line))  # noqa: S704 -- made by a template
        return Markup("").join(lines)

    def _line(self, view: WorkView, root: str) -> str:
        def made() -> str:
            template = self._env.get_template("line.html")
            coins = zotero.coins(view.entry)
            return template.render(v=view, w=self.site.words, coins=coins)

        line = self.site.known(view.entry, f"line {view.name} {self._words}", made)
        # A quotation mark in a text is escaped, so that this is the attribute and no text.
        return line.replace('" href="works/', f'" href="{root}works/', 1)

    def rdf(self, views: Iterable[WorkView]) -> str:
        """Return the file that Zotero's connector reads for a page of works."""
        found = tuple(views)
        keys = frozenset(view.key for view in found)
        context = WriteContext(headings=self.site.library.headings, keys=keys)
        return zotero.rdf(self._record(view.entry, context) for view in found)

    def _record(self, entry: Entry, context: WriteContext) -> str:
        """Return the RDF of a work; that of one with related works depends on the page."""
        related = [key for key in entry.related if key in context.keys]
        place = f"zotero {related}"
        return self.site.known(entry, place, lambda: zotero.record(entry, context))


def environment() -> Environment:
    """Return what fills templates."""
    env = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    env.filters["href"] = lambda path: quote(path, safe="/#")
    env.filters["xml"] = xml_text
    return env
