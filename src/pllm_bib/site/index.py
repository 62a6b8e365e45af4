"""The data that the script of the pages reads: what it searches, and the texts that it copies.

Both are pages with JSON in them and no more, which the script loads in a frame. So they are data
and never code, and they can be read where the site is a folder without a server.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.label import label
from pllm_bib.site.views import container, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.site.shape import Site
    from pllm_bib.site.views import WorkView

CHUNK = 100
"""Works whose texts are in one file."""


def data(site: Site, views: Sequence[WorkView]) -> Iterator[tuple[str, str]]:
    """Yield the name of each file of data, and its JSON."""
    yield "index", _json(_index(site, views))
    if _has_abstracts(views):
        yield "abstracts", _json([plain(view.entry.abstract) for view in views])
    for at in range(0, len(views), CHUNK):
        part = views[at : at + CHUNK]
        yield f"texts-{at // CHUNK}", _json({view.name: _texts(view) for view in part})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _index(site: Site, views: Sequence[WorkView]) -> dict[str, Any]:
    return {
        "chunk": CHUNK,
        "abstracts": int(_has_abstracts(views)),
        "sections": {
            section.id: [section.slug, section.heading] for section in site.library.sections
        },
        "formats": [
            [form.name, form.title, form.suffix, form.head, form.separator, form.tail]
            for form in site.formats
        ]
        + [[f"style {name}", title, ".txt", "", "\n", "\n"] for name, title in site.styles.items()],
        "works": [_row(view) for view in views],
    }


def _has_abstracts(views: Sequence[WorkView]) -> bool:
    """Say whether there are abstracts. They are larger than all else, so they come last."""
    return any(view.entry.abstract for view in views)


def _row(view: WorkView) -> list[Any]:
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
