"""Works of one title, of one identifier, of one key: the work grows as the library does."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.growth import assert_linear, steps

from pllm_bib.files.pool import WORTH_IT, worked
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.same_work.find import find, likely_pairs
from pllm_bib.same_work.index import Works
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.entry import Entry

KINDS: dict[str, str] = {
    "other DOIs": "@article{k%d, author={Roe, R.}, title={Owls}, year=2020, doi={10.1234/x%d}}",
    "all the same": "@article{k%d, author={Roe, R.}, title={Owls}, year=2020, note={%d}}",
    "one DOI": "@article{k%d, author={Roe, R.}, title={Owls %d}, year=2020, doi={10.1234/x}}",
    "no authors": "@misc{k%d, title={Owls in Flight}, note={%d}}",
    "other authors": "@article{k%d, author={Roe%05d, R.}, title={Owls in Flight}, year=2020}",
    "preprints": "@misc{k%d, author={Roe, R.}, title={Owls}, eprint={2301.%05d}, year=2023}",
    "pages": "@article{k%d, author={Roe, R.}, title={Owls}, year=2020, pages={%d}}",
    "addresses": "@misc{k%d, author={Roe, R.}, title={Owls}, year=2020, url={https://x.org/%d}}",
}


def entries_of(kind: str, number: int) -> list[Entry]:
    text = "\n".join(KINDS[kind] % (at, at) for at in range(number))
    return list(bib_reader.read(text, "x.bib")[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_search_takes_time_in_proportion(kind: str) -> None:
    def work(number: int) -> Callable[[], object]:
        records = [record_of(entry) for entry in entries_of(kind, number)]
        return lambda: (find(records), likely_pairs(records))

    assert_linear(work, 150)


@pytest.mark.parametrize("kind", KINDS)
def test_asking_for_a_work_takes_no_longer_among_more(kind: str) -> None:
    counts = []
    for number in (400, 1600):
        *known, first, last = entries_of(kind, number + 2)
        works = Works(known, of_lines=False)
        works.find(first)
        counts.append(steps(partial(works.find, last)))
    assert counts[1] <= 2 * counts[0], counts


def test_processes_that_share_the_search_find_what_one_finds() -> None:
    chance = random.Random(1)  # noqa: S311 -- the same titles in each run
    entries = []
    for at in range(30):
        words = ["".join(chance.choices("abcdeilmnorst", k=8)) for _word in range(5)]
        title = f"{' '.join(words[:3])}: {' '.join(words[3:])}"
        for number, one in enumerate(
            (title, title[:-1], words[4] + title, title.partition(":")[0])
        ):
            people = "author={Roe, Ann}, " * (at % 3 > 0)
            entries.append(f"@misc{{k{at}-{number}, {people}title={{{one}}}, year=2020}}")
    read, _faults = bib_reader.read("\n".join(entries), "x.bib")
    records = [record_of(entry) for entry in read]
    alone = find(records)
    assert len(alone.groups) == 30
    assert find(records, spread=partial(worked, jobs=2, size=WORTH_IT)) == alone
