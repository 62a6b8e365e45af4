"""What the rules about exports know of other programs."""

from __future__ import annotations

from pllm_bib.formats.shared.types import TYPES
from pllm_bib.rules.x_exports import DROPPED_BY_ZOTERO

READ_BY_ZOTERO = frozenset(
    "article artwork audio book booklet collection conference electronic inbook incollection "
    "inproceedings inreference jurisdiction legislation letter manual mastersthesis misc movie "
    "mvbook online patent phdthesis proceedings report software techreport thesis unpublished "
    "video".split()
)
"""The types in the table of Zotero's BibTeX translator, as of 2026; it drops all others."""


def test_types_that_zotero_drops() -> None:
    assert {
        name for name, row in TYPES.items() if row.biblatex not in READ_BY_ZOTERO
    } == DROPPED_BY_ZOTERO
