"""Works that belong together: by what entries say, and by people, words of titles and venues."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.model.folding import comparable_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.site.views import WorkView

SHOWN = 5
"""Related works of a page, at most."""
_COMMON = 60
"""Works from which on a feature tells nothing."""
_SHORTEST = 4
"""Letters of a word that counts."""


def related(views: Sequence[WorkView]) -> dict[str, list[WorkView]]:
    """Return the related works of each work by its name, the closest first.

    A feature counts the more, the fewer works share it. The same works give the same result.
    """
    by_key = {view.key: at for at, view in enumerate(views)}
    sharing: dict[str, list[int]] = {}
    features = [tuple(dict.fromkeys(_features(view))) for view in views]
    for at, found in enumerate(features):
        for feature in found:
            sharing.setdefault(feature, []).append(at)
    named: list[set[int]] = [set() for _view in views]
    for at, view in enumerate(views):
        for other in (by_key[key] for key in view.entry.related if key in by_key):
            named[at].add(other)
            named[other].add(at)
    return {
        view.name: _closest(at, views, features[at], sharing, named[at])
        for at, view in enumerate(views)
    }


def _closest(
    at: int,
    views: Sequence[WorkView],
    features: Sequence[str],
    sharing: dict[str, list[int]],
    named: set[int],
) -> list[WorkView]:
    scores: Counter[int] = Counter()
    for feature in features:
        others = sharing[feature]
        if 1 < len(others) <= _COMMON:
            for other in others:
                scores[other] += _WEIGHTS[feature[0]] * 1000 // len(others)
    for other in named:
        scores[other] += 1_000_000
    del scores[at]
    ranked = sorted(scores, key=lambda other: (-scores[other], other))
    return [views[other] for other in ranked[:SHOWN]]


_WEIGHTS = {"a": 3, "w": 2, "s": 1, "v": 1}
"""First letter of a feature -> how much it tells."""


def _features(view: WorkView) -> Iterator[str]:
    yield from (f"a{person}" for person in view.people)
    words = comparable_words(view.plain_title)
    yield from (f"w{word}" for word in words if len(word) >= _SHORTEST)
    yield from (f"s{section}" for section in view.sections)
    if view.venue:
        yield f"v{view.venue} {view.year}"
