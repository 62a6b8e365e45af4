"""The data that the script of the pages reads: what it searches, and the texts that it copies.

Both are pages with JSON in them and no more, which the script loads in a frame. So they are data
and never code, and they can be read where the site is a folder without a server.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.label import label
from pllm_bib.site.lists import PAGE, WHOLE
from pllm_bib.site.views import container, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

CHUNK = 100
"""Works whose texts are in one file."""
FACETS = ("section", "year", "venue", "author", "has")
"""The facets, in the order of the script."""
PEOPLE = 1000
"""People whom a filter of a site with an index of its own offers."""


def data(site: Site, views: Sequence[WorkView]) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of data, and its JSON."""
    if site.indexed:
        # The search has an index of its own; this is for whoever reads without a server.
        yield "works", _json(_index(site, views, views))
        listed = views if len(views) <= WHOLE else views[:PAGE]
        yield "index", _json(_index(site, views, listed) | {"facets": _facets(views)})
    else:
        yield "index", _json(_index(site, views, views))
    if _has_abstracts(views):
        yield "abstracts", _json([plain(view.entry.abstract) for view in views])
    for at in range(0, len(views), CHUNK):
        part = views[at : at + CHUNK]
        yield f"texts-{at // CHUNK}", _json({view.name: _texts(view) for view in part})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _index(site: Site, views: Sequence[WorkView], known: Sequence[WorkView]) -> dict[str, Any]:
    """Return what the script reads before all else, with those works that it is to know."""
    return {
        "chunk": CHUNK,
        "count": len(views),
        "abstracts": int(_has_abstracts(views)),
        "sections": {
            section.id: [section.slug, section.heading] for section in site.library.sections
        },
        "formats": [
            [form.name, form.title, form.suffix, form.head, form.separator, form.tail]
            for form in site.formats
        ]
        + [[f"style {name}", title, ".txt", "", "\n", "\n"] for name, title in site.styles.items()],
        "works": [row(view) for view in known],
    }


def facet_values(view: WorkView) -> tuple[Sequence[str], ...]:
    """Return what a work is filtered by, facet for facet; see `FACETS`."""
    years = [str(view.year)] if view.year else []
    return view.sections, years, [view.venue] if view.venue else [], view.people, view.has


def known_people(views: Sequence[WorkView]) -> frozenset[str]:
    """Return the people of most works: each search tells all values of a facet, so few are best."""
    counted = Counter(name for view in views for name in dict.fromkeys(view.people))
    return frozenset(name for name, _works in counted.most_common(PEOPLE))


def _facets(views: Sequence[WorkView]) -> list[list[tuple[str, int]]]:
    """Return the values of each facet, with the numbers of all works that have them."""
    people = known_people(views)
    counts: list[Counter[str]] = [Counter() for _facet in FACETS]
    for view in views:
        for counted, values in zip(counts, facet_values(view), strict=True):
            counted.update(dict.fromkeys(values, 1))
    return [
        [(name, n) for name, n in counted.items() if facet != "author" or name in people]
        for facet, counted in zip(FACETS, counts, strict=True)
    ]


def _has_abstracts(views: Sequence[WorkView]) -> bool:
    """Say whether there are abstracts. They are larger than all else, so they come last."""
    return any(view.entry.abstract for view in views)


def row(view: WorkView) -> list[Any]:
    """Return what the script knows of a work: see ``assets/site.js``, which takes it apart."""
    entry = view.entry
    more = [
        container(entry),
        *entry.keywords,
        entry.doi or "",
        entry.eprint.id if entry.eprint else "",
        *entry.aliases,
    ]
    return [
        view.name,
        view.key if view.key != view.name else 0,
        view.plain_title,
        list(view.people),
        int(view.others),
        view.venue,
        view.year or 0,
        label(entry),
        list(view.sections),
        [[link.word, link.url] for link in view.links],
        list(view.has),
        "\n".join(filter(None, more)),
    ]


def _texts(view: WorkView) -> dict[str, str]:
    texts = dict(view.work.texts)
    texts |= {f"style {one.style}": one.text for one in view.work.references}
    return texts
