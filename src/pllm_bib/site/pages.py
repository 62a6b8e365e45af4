"""All files of a site: its lists, a page a work, the data that the script reads, its assets."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.folding import folded
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.site import index
from pllm_bib.site.figures import figures
from pllm_bib.site.lists import Lists, MenuRow, address, unlike
from pllm_bib.site.metadata import json_ld, meta
from pllm_bib.site.related import related
from pllm_bib.site.render import Renderer, SiteFile
from pllm_bib.site.views import container, plain, rich_html, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pllm_bib.site.shape import Site, SiteWork
    from pllm_bib.site.views import WorkView


def files(site: Site) -> Iterator[SiteFile]:
    """Yield every file of a site. The same site gives the same files, byte for byte."""
    renderer = Renderer(site)
    pages = []
    for file in _files(site, renderer):
        if file.path.endswith(".html") and not _IN_NO_MAP.match(file.path):
            pages.append(file.path)
        yield file
    if site.address:
        moved = {f"works/{name}.html" for name in site.former}
        shown = [page for page in pages if page not in moved]
        yield renderer.page("sitemap.xml", "sitemap.xml", site.title, pages=shown)


_IN_NO_MAP = regex(r"data/")
"""Pages that are none for people."""


def _files(site: Site, renderer: Renderer) -> Iterator[SiteFile]:
    lists = Lists(renderer)
    letters = _letters(renderer.views)
    rows = [MenuRow(letter.upper(), _page_of(letter), 0) for letter in letters]
    renderer.menu = _menu(site, lists, rows)
    yield from lists.first(rows)
    for one in lists.every():
        yield from lists.pages(one)
    yield from _authors(renderer, letters, rows)
    if lists.venues:
        venues = [one.row for one in lists.venues]
        yield _names(renderer, "venues.html", site.words["venues"], rows=venues)
    if shown := figures(site, renderer.views):
        yield renderer.page("figures.html", "figures.html", site.words["figures"], figures=shown)
    yield from _works(renderer, lists)
    for name, to in site.former.items():
        title = next(view.title for view in renderer.views if view.name == to)
        yield renderer.page("redirect.html", f"works/{name}.html", str(title), name=to)
    for name, data in index.data(site, renderer.views):
        yield renderer.page("data.html", f"data/{name}.html", site.title, data=data)
    folder = resources.files(__package__) / "assets"
    assets = (file for file in folder.iterdir() if site.indexed or file.name != "indexed.js")
    for asset in sorted(assets, key=lambda file: file.name):
        text = _FOR_PEOPLE.sub("", asset.read_text(encoding="utf-8"))
        if asset.name.endswith(".js"):
            text = _BLANKS.sub(r"\1\2", text)
        yield SiteFile(f"assets/{asset.name}", text)


_FOR_PEOPLE = regex(r"^[ \t]+(?://.*\n)?|^//.*\n|^\n|(?<=[;{,(])\n| (?==)|(?<==) ", re.MULTILINE)
"""Indentation, comments, ends of lines behind a sign, and blanks around “=” in an asset."""
_BLANKS = regex(
    r"""("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|`[^`]*`)|(?:(?<!\s)\s++)?([=?:;,{}()<>&|!\[\]])\s*"""
)
"""Texts in a script, which stay as they are, or a sign with the blanks around it."""


def _menu(site: Site, lists: Lists, authors: list[MenuRow]) -> list[tuple[str, str]]:
    found = [(site.words["all_works"], "index.html")]
    if lists.venues:
        found.append((site.words["venues"], "venues.html"))
    if authors:
        found.append((site.words["authors"], authors[0].address))
    if lists.recent.views:
        found.append((lists.recent.title, "recent.html"))
    found.append((site.words["figures"], "figures.html"))
    return found


class Person(NamedTuple):
    """Somebody with works: the name, the anchor on its page, and the works."""

    name: str
    anchor: str
    works: list[WorkView]


def _letters(views: tuple[WorkView, ...]) -> dict[str, list[Person]]:
    """Return people by the first letter of their family names."""
    by_name: dict[str, list[WorkView]] = {}
    family: dict[str, str] = {}
    for view in views:
        for name in (*view.entry.authors, *view.entry.editors):
            text = str(name)
            works = by_name.setdefault(text, [])
            if not works or works[-1] is not view:
                works.append(view)
            family.setdefault(text, name.family)
    order = sorted(by_name, key=lambda name: (folded(family[name]), folded(name), name))
    anchors = unlike(re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-") or "p" for name in order)
    found: dict[str, list[Person]] = {}
    for name, anchor in zip(order, anchors, strict=True):
        letter = next((char for char in folded(family[name]) if char.isalnum()), "#")
        found.setdefault(letter, []).append(Person(name, anchor, by_name[name]))
    return found


def _page_of(letter: str) -> str:
    """Return the path of the page of the people under a letter."""
    name = letter if letter.isascii() and letter.isalnum() else f"u{ord(letter):x}"
    return f"authors/{name}.html"


def _authors(
    renderer: Renderer, letters: Mapping[str, list[Person]], rows: list[MenuRow]
) -> Iterator[SiteFile]:
    for (letter, people), row in zip(letters.items(), rows, strict=True):
        title = f"{renderer.site.words['authors']}: {letter.upper()}"
        yield _names(renderer, row.address, title, names=people, letters=rows)


def _names(renderer: Renderer, path: str, title: str, **values: object) -> SiteFile:
    known: dict[str, object] = {"names": (), "letters": (), "rows": ()}
    return renderer.page("names.html", path, title, **{**known, **values})


def _works(renderer: Renderer, lists: Lists) -> Iterator[SiteFile]:
    """Yield the page of each work, and what Zotero reads for it."""
    close = related(renderer.views)
    for view in renderer.views:
        yield _work(renderer, lists, view, close[view.name])
        yield SiteFile(f"works/{view.name}.rdf", renderer.rdf((view,)))
        yield SiteFile(f"works/{view.name}.ris", view.work.texts["ris"])


def _work(renderer: Renderer, lists: Lists, view: WorkView, close: list[WorkView]) -> SiteFile:
    """Return the page of a work, which is made where it is asked for."""
    work, path = view.work, f"works/{view.name}.html"
    places = [lists.sections[name] for name in view.sections if name in lists.sections]
    sections = [(one.title, address(one.stem, 1)) for one in places]
    own = (work.digest, work.name, work.texts, work.references, work.sources, work.added)
    others = [(other.name, str(other.title), other.label) for other in close]
    of = renderer.digest(own, sections, others)

    def made() -> str:
        values = {**_shown(renderer.site, view), "sections": sections, "related": close}
        return renderer.page("work.html", path, view.plain_title, **values).text

    return SiteFile(path, made, of)


def _shown(site: Site, view: WorkView) -> dict[str, object]:
    """Return what the page of a work shows of it."""
    work = view.work
    return {
        "kind": "article",
        "description": _description(view),
        "v": view,
        "meta": meta(work.entry),
        "json_ld": Markup(json_ld(work.entry)),  # noqa: S704 -- nothing in it ends the element
        "abstract": rich_html(work.entry.abstract),
        "details": _details(site, work),
        "texts": [(form, work.texts[form.name]) for form in site.formats],
        "references": [
            (site.styles[one.style], Markup(one.html))  # noqa: S704 -- escaped by its writer
            for one in work.references
        ],
        "sources": _sources(site, work),
    }


def _description(view: WorkView) -> str:
    people = ", ".join(view.people)
    return " · ".join(part for part in (people, view.label) if part)


_DETAILS = {
    "editors": "editors",
    "container": "in",
    "date": "date",
    "publisher": "publisher",
    "place": "place",
    "series": "series",
    "volume": "volume",
    "number": "number",
    "pages": "pages_of",
    "doi": "doi",
    "isbn": "isbn",
    "issn": "issn",
    "language": "language_of",
    "keywords": "keywords",
    "note": "note",
    "key": "key",
    "aliases": "former_keys",
}
"""Attribute -> the word before it on a work's page."""


def _details(site: Site, work: SiteWork) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, word in _DETAILS.items():
        value = getattr(work.entry, name)
        kind = ATTRIBUTES[name].kind
        if not value or (name == "editors" and not work.entry.authors):
            continue
        if name == "container":
            value = container(work.entry)
        elif kind == "text":
            value = rich_html(value) if name == "note" else plain(value)
        elif kind in {"names", "words"}:
            value = ", ".join(map(str, value))
        found.append((site.words[word], value if isinstance(value, Markup) else str(value)))
    if work.added:
        found.append((site.words["added"], work.added[:10]))
    return found


class ShownSource(NamedTuple):
    """A source as a page shows it; ``link`` is its address if that is one of the web."""

    fields: tuple[str, ...]
    address: str
    link: str | None
    kind: str


def _sources(site: Site, work: SiteWork) -> list[ShownSource]:
    return [
        ShownSource(
            source.fields,
            source.address,
            web_address(source.address),
            site.words.of(source.kind),
        )
        for source in work.sources
    ]
