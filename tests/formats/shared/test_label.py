"""Labels of works in a list, and the order of the works."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from pllm_bib.formats.shared.label import in_reading_order, label
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint
from pllm_bib.model.text import Chunk, Style, Text


def work(key: str = "doe2024owls", **changes: Any) -> Entry:
    fields: dict[str, Any] = {"type": "inproceedings", "title": Text.of("Owls"), "date": Date(2024)}
    return Entry(key=key, **fields | changes)


def preprint(identifier: str, key: str = "doe2024owls", **changes: Any) -> Entry:
    return work(key, type="preprint", eprint=Eprint("arXiv", identifier), **changes)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (work(venue="ACL"), "2024 ACL"),
        (work(venue="ACL", date=None), "ACL"),
        (work(venue="NeurIPS", container=Text.of("Advances")), "2024 NeurIPS"),
        (work(container=Text.of("Journal of ", Chunk("X", Style.PROTECTED))), "2024 Journal of X"),
        (work(), "2024"),
        (work(date=None), ""),
        (work(date=Date(2024, 6, 9)), "2024"),
        (preprint("2403.00001"), "2024 Arxiv-2403"),
        (preprint("2403.00001", date=None), "Arxiv-2403"),
        (preprint("cs/0112017"), "2024 Arxiv-0112"),
        (preprint("2403.00001", venue="ACL"), "2024 ACL"),
        (work(eprint=Eprint("arXiv", "2403.00001")), "2024"),
        (work(type="preprint", eprint=Eprint("HAL", "hal-01")), "2024 HAL"),
    ],
)
def test_label(entry: Entry, expected: str) -> None:
    assert label(entry) == expected


def test_order_of_equal_works_is_that_of_their_keys() -> None:
    works = [work(key, venue="ACL") for key in "cab"]
    for permutation in itertools.permutations(works):
        assert [entry.key for entry in in_reading_order(permutation)] == ["a", "b", "c"]
