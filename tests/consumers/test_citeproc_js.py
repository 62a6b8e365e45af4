"""citeproc-js and we, side by side: styles drawn at random over works that often read alike."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.consumers import programs
from tests.reference import sweep

ENGINE = "citeproc@2.4.63"


@pytest.mark.parametrize("style", [*sweep.drawn(seed=7, count=3), "chicago-author-date", "apa"])
def test_references_and_citations_are_those_of_citeproc_js(style: str) -> None:
    modules = programs.modules(ENGINE)
    found = list(sweep.pairs(style, sweep.made_up(seed=7, count=150), modules))
    differing = [pair for pair in found if not pair.equal]
    kinds = Counter(pair.kind for pair in differing)
    told = "\n".join(f"{pair.place}\n{pair.theirs}\n{pair.ours}" for pair in differing[:5])
    assert not kinds["order"], told
    assert not kinds["cite"] + kinds["group"], told
    # Of references, some differ by faults of citeproc-js: docs/citations.md lists them.
    assert kinds["html"] <= 150 * 0.02, told
