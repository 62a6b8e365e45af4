"""Lists of works and their pages: the whole site, a section, a year, a venue, what works have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.folding import latin_slug
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.site import feeds, zotero
from pllm_bib.site.render import SiteFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.library import Section
    from pllm_bib.site.render import Renderer
    from pllm_bib.site.views import WorkView

PAGE = 100
"""Works of a page, at most."""
WHOLE = 300
"""Works up to which the first page has all of them, under their headings."""
_ALL = "all"
"""What the downloads of the whole site are called."""
_FEW = 12
"""Rows of a menu, at most; a page of its own has more."""


class MenuRow(NamedTuple):
    """A row of a menu: its name, the address of its page, and how many works are there."""

    name: str
    address: str
    works: int


class Block(NamedTuple):
    """A heading with what is below it."""

    title: str
    level: int = 2
    anchor: str = ""
    address: str = ""
    text: Markup = Markup()
    lines: Markup = Markup()


Browse = Sequence[tuple[str, Sequence[MenuRow]]]
"""The menu of lists: a name and rows each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """A list with pages of its own. ``stem`` is its path without suffix."""

    title: str
    stem: str
    views: tuple[WorkView, ...]
    files: str = ""
    """What its downloads are called; empty if it has none."""
    intro: Markup = field(default=Markup())

    @property
    def row(self) -> MenuRow:
        """Its row in a menu."""
        return MenuRow(self.title, f"{self.stem}.html", len(self.views))


def address(stem: str, number: int) -> str:
    """Return the path of a page of a list."""
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def ordered(views: Iterable[WorkView]) -> tuple[WorkView, ...]:
    """Return works in reading order."""
    found = {view.key: view for view in views}
    return tuple(found[entry.key] for entry in in_reading_order(v.entry for v in found.values()))


class Lists:
    """The lists of a site."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.site = renderer.site
        views = renderer.views
        self.sections = {s.id: self._section(s) for s in self.site.library.sections}
        self.years = [
            WorkList(title=str(year), stem=f"years/{year}", views=ordered(found))
            for year, found in sorted(_grouped(views, "year").items(), reverse=True)
        ]
        self.venues = self._venues()
        self.recent = WorkList(
            title=self.site.words["recent"], stem="recent", views=tuple(feeds.newest(views))
        )
        self.has = [
            WorkList(title=self.site.words[name], stem=f"has/{name}", views=found)
            for name in _having(views)
            if (found := ordered(view for view in views if name in view.has))
        ]

    def _section(self, section: Section) -> WorkList:
        views = ordered(view for view in self.renderer.views if section.id in view.sections)
        return WorkList(
            title=section.heading,
            stem=f"sections/{section.slug}",
            views=views,
            files=section.slug,
            intro=Markup(self.site.texts.get(section.id, "")),  # noqa: S704 -- rendered Markdown
        )

    def _venues(self) -> list[WorkList]:
        grouped = _grouped(self.renderer.views, "venue")
        ranked = sorted(grouped, key=lambda name: (-len(grouped[name]), name.casefold(), name))
        stems = unlike(f"venues/{latin_slug(name)[:60] or 'venue'}" for name in ranked)
        return [
            WorkList(title=name, stem=stem, views=ordered(grouped[name]))
            for name, stem in zip(ranked, stems, strict=True)
        ]

    def every(self) -> Iterator[WorkList]:
        """Yield all lists but the whole site's."""
        yield from self.sections.values()
        yield from self.years
        yield from self.venues
        yield from self.has
        if self.recent.views:
            yield self.recent

    def browse(self, authors: Sequence[MenuRow]) -> Browse:
        """Return the menu of lists, those without works left out."""
        w = self.site.words
        venues = [one.row for one in self.venues]
        if len(venues) > _FEW:
            venues = [*venues[: _FEW - 1], MenuRow(w["more"], "venues.html", 0)]
        years = [one.row for one in self.years]
        found = [
            (w["sections"], [one.row for one in self.sections.values()]),
            (w["years"], years),
            (w["venues"], venues),
            (w["with"], [one.row for one in self.has]),
            (w["authors"], list(authors)),
        ]
        return [(name, rows) for name, rows in found if rows]

    def pages(self, of: WorkList) -> Iterator[SiteFile]:
        """Yield the pages of a list, the files behind them, and its downloads."""
        yield from self._downloads(of)
        yield from self._feed(of)
        parts = [of.views[at : at + PAGE] for at in range(0, len(of.views), PAGE)] or [()]
        addresses = [address(of.stem, number) for number in range(1, len(parts) + 1)]
        for number, views in enumerate(parts, start=1):
            lines = self.renderer.lines(views, "../" * of.stem.count("/"))
            block = Block("", text=Markup() if views else self._nothing(), lines=lines)
            yield from self.page(of, [block], views, number=number, addresses=addresses)

    def _nothing(self) -> Markup:
        return Markup("<p>{}</p>\n").format(self.site.words["no_works"])

    def page(
        self,
        of: WorkList,
        blocks: Sequence[Block],
        views: Sequence[WorkView],
        *,
        number: int = 1,
        addresses: Sequence[str] = (),
        browse: Browse = (),
    ) -> Iterator[SiteFile]:
        """Yield a page of a list, and the file that Zotero reads for it."""
        path = address(of.stem, number)
        unapi = path.removesuffix("html") + "rdf" if 0 < len(views) <= zotero.FEW else ""
        if unapi:
            yield SiteFile(unapi, self.renderer.rdf(views))
        files = self.site.downloads if of.files and of.views else ()
        values = {
            "unapi": unapi.rpartition("/")[2],
            "feed": self._feed_path(of),
            "number": number,
            "pages": len(addresses),
            "addresses": addresses,
            "intro": of.intro if number == 1 else "",
            "total": len(of.views),
            "files": [MenuRow(file.title, file.path(of.files), 0) for file in files],
            "zotero": next((file.path(of.files) for file in files if file.name == "ris"), ""),
            "browse": browse,
            "indexed": bool(browse) and self.site.indexed,
            "blocks": blocks,
            "description": self.site.words.counted("works", len(of.views)),
        }
        yield self.renderer.page("list.html", path, of.title, **values)

    def _downloads(self, of: WorkList) -> Iterator[SiteFile]:
        if not of.files or not of.views:
            return
        for file in self.site.downloads:
            yield SiteFile(file.path(of.files), self.site.write(file.name, of.files))

    def _feed_path(self, of: WorkList) -> str:
        """Return the path of a list's feed; empty if it has none."""
        if not of.files or not self.site.address or not feeds.newest(of.views):
            return ""
        return "feed.xml" if of.files == _ALL else f"{of.stem}.xml"

    def _feed(self, of: WorkList) -> Iterator[SiteFile]:
        if path := self._feed_path(of):
            address = self.site.address
            yield self.renderer.page(
                "feed.xml",
                path,
                of.title,
                page=f"{of.stem}.html",
                id=feeds.named(f"{address} {path}"),
                items=feeds.items(of.views, address),
            )

    def first(self, authors: Sequence[MenuRow]) -> Iterator[SiteFile]:
        """Yield the first page with all works, or the pages of a large site."""
        views = self.renderer.views
        site = self.site
        intro = Markup(site.intro)  # noqa: S704 -- rendered Markdown
        whole = WorkList(title=site.title, stem="index", views=views, files=_ALL, intro=intro)
        browse = self.browse(authors)
        yield from self._downloads(whole)
        yield from self._feed(whole)
        if len(views) <= WHOLE:
            yield from self.page(whole, list(self._blocks()), views, browse=browse)
            return
        parts = [views[at : at + PAGE] for at in range(0, len(views), PAGE)]
        addresses = [address("index", number) for number in range(1, len(parts) + 1)]
        for number, part in enumerate(parts, start=1):
            block = Block("", lines=self.renderer.lines(part, ""))
            yield from self.page(
                whole,
                [block],
                part,
                number=number,
                addresses=addresses,
                browse=browse if number == 1 else (),
            )

    def _blocks(self) -> Iterator[Block]:
        """Yield the headings of the outline with their works, and the works without a section."""
        above: set[str] = set()
        for chapter in self.site.library.chapters:
            if chapter.title:
                number = f"{chapter.id}. " if chapter.id else ""
                text = Markup(self.site.texts.get(chapter.id, ""))  # noqa: S704 -- rendered
                lines = self._lines_of(chapter.own, above)
                place = f"{self.sections[chapter.own.id].stem}.html" if chapter.own else ""
                yield Block(number + chapter.title, 2, "", place, text, lines)
            for level, section in chapter.outline:
                lines = self._lines_of(section, above)
                if not chapter.title:
                    yield Block("", lines=lines)
                    continue
                known = section.slug and self.sections.get(section.id)
                place = f"{known.stem}.html" if known else ""
                text = Markup(self.site.texts.get(section.id, ""))  # noqa: S704 -- rendered
                if known and not known.views and not text:
                    text = self._nothing()
                yield Block(section.heading, min(level + 2, 6), section.slug, place, text, lines)
        known_ids = set(self.sections)
        rest = [v for v in self.renderer.views if not known_ids.intersection(v.sections)]
        if rest:
            title = self.site.words["other_sections"] if self.sections else ""
            yield Block(title, lines=self.renderer.lines(rest, ""))

    def _lines_of(self, section: Section | None, above: set[str]) -> Markup:
        found = self.sections.get(section.id) if section and section.slug else None
        return self.renderer.lines(found.views, "", above) if found else Markup()


def unlike(names: Iterable[str]) -> list[str]:
    """Return names, with a number behind each that was there before."""
    counted: Counter[str] = Counter()
    taken: set[str] = set()
    found = []
    for name in names:
        own = name
        while own in taken:
            counted[name] += 1
            own = f"{name}-{counted[name] + 1}"
        taken.add(own)
        found.append(own)
    return found


def _grouped(views: Iterable[WorkView], name: str) -> dict[Any, list[WorkView]]:
    """Return works by the value of an attribute, those without one left out."""
    found: dict[Any, list[WorkView]] = {}
    for view in views:
        if value := getattr(view, name):
            found.setdefault(value, []).append(view)
    return found


def _having(views: Iterable[WorkView]) -> list[str]:
    """Return the names of all that works can have, in the order of the first work with each."""
    found: dict[str, None] = {}
    for view in views:
        found.update(dict.fromkeys(view.has))
    return sorted(found)
