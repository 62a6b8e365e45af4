"""Works asked for at the services of a stand-in web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.lookup.served import Served, read_works

from pllm_bib.lookup.services import Services
from pllm_bib.lookup.wanted import Wanted
from pllm_bib.tasks.lookup import ask, ask_for, wanted_of

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.lookup.found import FoundRecord, Searched

OWLS = """\
@inproceedings{doe24, author = {Doe, Jane}, title = {Owls at Night in Old Barns},
  booktitle = {Proceedings of the Bird Conference}, year = {2024}, doi = {10.1234/owls},
  eprint = {2401.00001}, archiveprefix = {arXiv}}
@inproceedings{roe24, author = {Roe, Richard}, title = {Hooting With Language Models},
  booktitle = {Proceedings of the Bird Conference}, year = {2024},
  eprint = {2401.00002}, archiveprefix = {arXiv}}
"""
PREPRINT = """\
@misc{mine, author = {Doe, Jane}, title = {Owls at Night in Old Barns}, year = {2024},
  eprint = {2401.00001}, archiveprefix = {arXiv}}
"""


def test_records_lead_to_further_records_by_the_identifiers_that_they_name() -> None:
    with Served(read_works(OWLS), arxiv_knows=lambda _e: True) as world, world.client() as client:
        answered = ask_for(read_works(PREPRINT), [Services(client)])
    assert [one.address for one in answered.found["mine"]] == [
        "https://arxiv.org/abs/2401.00001",
        "https://doi.org/10.1234/owls",
    ]
    assert not any("query.bibliographic" in asked.address for asked in world.asked)
    assert answered.failed == []


def test_a_preprint_is_searched_by_title_where_no_record_names_its_publication() -> None:
    with Served(read_works(OWLS)) as world, world.client() as client:
        answered = ask_for(read_works(PREPRINT), [Services(client)])
    assert "https://doi.org/10.1234/owls" in [one.address for one in answered.found["mine"]]
    assert any("query.bibliographic" in asked.address for asked in world.asked)


def test_what_nobody_has_is_told_apart_from_what_cannot_be_had() -> None:
    work = read_works("@article{x, author = {Doe, J.}, title = {X of Y}, doi = {10.1234/none}}")
    with Served(()) as world, world.client() as client:
        answered = ask_for(work, [Services(client)])
        assert answered.absent == {"x": [Wanted("doi", "10.1234/none")]}
        world.broken = frozenset({"api.crossref.org"})
        answered = ask_for(work, [Services(client)])
        assert answered.absent == {}


def test_a_host_that_keeps_failing_is_not_asked_any_more() -> None:
    works = read_works(
        "".join(
            f"@article{{x{n}, title = {{X of Y {n}}}, doi = {{10.1234/{n}}}}}\n" for n in range(9)
        )
    )
    with Served(()) as world, world.client() as client:
        world.broken = frozenset({"api.crossref.org"})
        answered = ask_for(works, [Services(client)])
    asked = [one for one in world.asked if "api.crossref.org" in one.address]
    assert len(asked) == 3 * 4
    assert "not asked, since api.crossref.org failed 3 times" in answered.failed[-1]


class _Stopped:
    """Services that the user stops at the second work."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.asked = 0

    def record(self, asked: Wanted) -> list[FoundRecord]:
        self.asked += 1
        if self.asked > 1:
            raise KeyboardInterrupt
        return self.services.record(asked)

    def search(self, title: str) -> Searched:
        return self.services.search(title)


def test_what_was_found_before_an_interruption_is_kept_and_not_asked_for_again(
    tmp_path: Path,
) -> None:
    works = read_works(OWLS)
    with Served(works) as world, world.client(cache=tmp_path / "answers.sqlite") as client:
        stopped = ask_for(works, [_Stopped(Services(client))])
        assert (list(stopped.found), stopped.asked, stopped.stopped) == ([], 0, True)
        first = len(world.asked)
        done = ask_for(works, [Services(client)])
        assert (list(done.found), done.asked, done.stopped) == (["doe24", "roe24"], 2, False)
        slept = sum(world.slept)
        again = ask_for(works, [Services(client)])
    assert again.records == done.records
    addresses = [asked.address for asked in world.asked]
    assert len(addresses) == len(set(addresses)), "nothing is asked for twice"
    assert len(addresses) > first
    assert sum(world.slept) == slept, "what is kept waits for no turn"


def test_progress_is_told() -> None:
    shares: list[float] = []
    works = read_works(OWLS)
    with Served(works) as world, world.client() as client:
        ask_for(works, [Services(client)], shares.append)
    assert shares == [0.5, 1.0]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("doi = {10.18653/v1/2024.acl-long.1}", [("acl", "2024.acl-long.1")]),
        ("doi = {10.48550/arXiv.2401.00001}", [("arxiv", "2401.00001")]),
        ("url = {https://openreview.net/forum?id=abc_DEF-12}", [("openreview", "abc_DEF-12")]),
        (
            "url = {https://proceedings.mlr.press/v1/a.html}",
            [("page", "https://proceedings.mlr.press/v1/a.html")],
        ),
        (
            "eprint = {2401.00001}, archiveprefix = {arXiv}, doi = {10.1234/A}",
            [("doi", "10.1234/a"), ("arxiv", "2401.00001")],
        ),
        ("year = {2024}", []),
    ],
)
def test_identifiers_that_are_asked_for(entry: str, expected: list[tuple[str, str]]) -> None:
    (work,) = read_works(f"@inproceedings{{x, title = {{X}}, {entry}}}")
    assert wanted_of(work) == expected


def test_the_first_source_that_has_an_identifier_is_enough() -> None:
    with Served(read_works(OWLS)) as world, world.client() as client:
        twice = [Services(client), Services(client)]
        assert len(ask(Wanted("doi", "10.1234/owls"), twice).found) == 1
        asked = len(world.asked)
        assert ask(Wanted("doi", "10.1234/none"), twice).absent
    assert asked == 1
