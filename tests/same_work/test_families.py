"""Works of one title that are several: editions, parts, versions, replies. None is merged unasked.

The pairs of families.txt are labelled by hand: no pair of other works may be sure, and every pair
of one work is, or is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.same_work.evidence import SAFE, judge
from pllm_bib.same_work.find import find
from pllm_bib.same_work.index import Works
from pllm_bib.same_work.record import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.entry import Entry

OF_TYPES = {
    "article": {"author": "Roe, Gail", "title": "Owls in Flight", "journal": "Journal of Owls"},
    "inproceedings": {
        "author": "Roe, Gail",
        "title": "Owls in Flight",
        "booktitle": "Bird Conference",
    },
    "book": {"author": "Roe, Finn", "title": "Birds of the North", "publisher": "Nest Press"},
    "collection": {"editor": "Roe, Finn", "title": "Birds of the North", "publisher": "Nest Press"},
    "techreport": {
        "author": "Roe, Gail",
        "title": "Owls in Flight",
        "institution": "Owl Laboratory",
    },
    "phdthesis": {"author": "Roe, Erin", "title": "Owls in Flight", "school": "University of Owls"},
    "thesis": {"author": "Roe, Erin", "title": "Owls in Flight"},
    "software": {"author": "Roe, Gail", "title": "OwlKit"},
    "dataset": {"author": "Roe, Gail", "title": "Owl Counts of the North"},
    "patent": {"author": "Roe, Gail", "title": "Heater for Nest Boxes"},
    "standard": {"author": "Owl Committee", "title": "Nest Boxes"},
}
OF_TYPES |= {
    "incollection": OF_TYPES["inproceedings"] | {"booktitle": "Birds of the North"},
    "inbook": OF_TYPES["book"],
    "manual": OF_TYPES["software"],
    "misc": OF_TYPES["dataset"],
    "online": OF_TYPES["software"],
    "mastersthesis": OF_TYPES["phdthesis"],
    "review": {},
}


class LabelledPair(NamedTuple):
    """A pair of entries, and whether they are surely of one work, or shown as one, or neither."""

    same: bool
    shown: bool | None
    family: str
    one: str
    other: str


def pairs() -> Iterator[LabelledPair]:
    text = Path(__file__).with_name("families.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            label, family, one, other = line.split(" | ")
            shown = {"same": True, "shown": True, "other": None, "unseen": False}[label]
            yield LabelledPair(label == "same", shown, family, one, other)


PAIRS = tuple(pairs())
NAMES = [pair.family for pair in PAIRS]


def entry(key: str, text: str) -> Entry:
    """Return the entry that a cell of the table describes."""
    kind, _, rest = text.partition(":")
    changes = dict(item.strip().split("=", 1) for item in rest.split("; ") if item.strip())
    fields = {"year": "2001"} | OF_TYPES[kind] | changes
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value != "-")
    (found,), _faults = bib_reader.read(f"@{kind}{{{key},\n{lines}}}\n", "x.bib")
    return found


def test_the_set_is_large_and_no_pair_is_in_it_twice() -> None:
    assert len(set(NAMES)) == len(PAIRS) >= 260
    assert sum(pair.same for pair in PAIRS) >= 50
    assert sum(pair.shown is True and not pair.same for pair in PAIRS) >= 28


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_only_one_work_is_sure(pair: LabelledPair) -> None:
    one, other = entry("a", pair.one), entry("b", pair.other)
    for first, second in ((one, other), (other, one)):
        groups = find([record_of(first), record_of(second)]).groups
        assert any(group.safe for group in groups) is pair.same
        assert pair.shown is None or bool(groups) is pair.shown
        match = Works([first], of_lines=False).find(second)
        assert bool(match and not match.doubt) is pair.same


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_what_blocks_a_merge_is_named(pair: LabelledPair) -> None:
    verdict = judge(record_of(entry("a", pair.one)), record_of(entry("b", pair.other)), {})
    if (
        verdict
        and pair.shown is None
        and "same title" in verdict.reasons
        and verdict.sureness < SAFE
    ):
        generic = "Letter" in pair.one or "Preface" in pair.one
        assert verdict.blockers or generic or "years apart" in " ".join(verdict.reasons)
        for blocker in verdict.blockers:
            assert blocker.name
            assert any(blocker.words in reason for reason in verdict.reasons)
    if pair.same:
        assert verdict
        assert not verdict.blockers


def test_blockers_say_what_differs() -> None:
    one, other = entry("a", "book: edition=1"), entry("b", "book: edition=Second; year=2002")
    verdict = judge(record_of(one), record_of(other), {})
    assert verdict
    assert [blocker.name for blocker in verdict.blockers] == ["edition", "year"]
    assert verdict.against == "another edition: 1 and 2, another year: 2001 and 2002"
    assert "but another edition: 1 and 2" in verdict.reasons


def test_editions_are_not_merged_through_a_third_entry() -> None:
    """The middle one is like both; but it can be only one of them."""
    texts = ("book: edition=1; doi=10.1234/a", "book: doi=10.1234/a", "book: edition=1")
    again = entry("d", "book: edition=2; doi=10.1234/a")
    entries = [entry(key, text) for key, text in zip("abc", texts, strict=True)]
    groups = find([record_of(e) for e in (*entries, again)]).groups
    safe = [group.members for group in groups if group.safe]
    assert not any({0, 3} <= set(members) or {2, 3} <= set(members) for members in safe)
    assert any(3 in group.members for group in groups if not group.safe)


@pytest.mark.parametrize("years", [("1981", "in press", "2001"), ("2001", "in press", "2004")])
def test_years_apart_are_not_merged_through_an_entry_without_a_year(years: Iterable[str]) -> None:
    entries = [entry(key, f"article: year={year}") for key, year in zip("abc", years, strict=True)]
    groups = find([record_of(each) for each in entries]).groups
    assert not any(group.safe for group in groups)
