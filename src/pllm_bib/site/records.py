"""What the index of a large site's search is made of: a small page a work, which is not published.

Pagefind reads them. Its attributes are those of its documentation, version 1.5.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pllm_bib.model.folding import folded
from pllm_bib.site.index import FACETS, facet_values, known_people, row
from pllm_bib.site.render import environment
from pllm_bib.site.views import plain, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

_MARKS = {"title": "\u2d30", "author": "\u2d31", "key": "\u2d32"}
"""What stands before the words of a title, of people, of a key: letters of no usual script, so that
these can be asked for alone. ``assets/indexed.js`` has them as well."""
_ALL = "\u2d33"
"""A word of all works, for a search by filters only."""


def records(site: Site) -> Iterator[str]:
    """Yield a page a work, in the order of the works."""
    template = environment().get_template("record.html")
    views = tuple(map(view_of, site.works))
    people = known_people(views)
    ranks = _ranks(views)
    for at, view in enumerate(views):
        *shown, more = row(view)
        facets = zip(FACETS, facet_values(view), strict=True)
        yield template.render(
            v=view,
            row=json.dumps([at, *shown], ensure_ascii=False, separators=(",", ":")),
            more=more,
            abstract=plain(view.entry.abstract),
            marked=" ".join((_ALL, *_marked(view))),
            facets=[(k, v) for k, found in facets for v in found if k != "author" or v in people],
            ranks=[(name, found[at]) for name, found in ranks.items()],
        )


def _marked(view: WorkView) -> Iterator[str]:
    """Yield the words of some fields with their marks, and others without their accents."""
    for name, text in (
        ("title", view.plain_title),
        ("author", " ".join(view.people)),
        ("key", view.key),
    ):
        for word in re.findall(r"\w+", folded(text)):
            yield _MARKS[name] + word
            if word not in text.casefold():
                yield word


def _ranks(views: Sequence[WorkView]) -> dict[str, list[int]]:
    """Return the place of each work in each order; ``assets/site.js`` has the same orders."""
    places = range(len(views))
    by_title = [folded(view.plain_title) for view in views]
    first = [folded(view.people[0]).split(" ")[-1] if view.people else "" for view in views]
    orders = {
        "list": places,
        "year": sorted(places, key=lambda at: -(views[at].year or 0)),
        "title": sorted(places, key=by_title.__getitem__),
        "author": sorted(places, key=first.__getitem__),
        "venue": sorted(places, key=lambda at: (folded(views[at].venue), -(views[at].year or 0))),
        "key": sorted(places, key=lambda at: views[at].key),
    }
    found = {}
    for name, order in orders.items():
        ranks = [0] * len(views)
        for rank, at in enumerate(order):
            ranks[at] = rank
        found[name] = ranks
    return found
