"""An index is asked as the services are, and answers as they do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.lookup.index.dumps import ARXIV, BIB, OPENALEX, all_kinds, lines, made
from tests.lookup.test_services import ATOM, CROSSREF, PAPER, as_json
from tests.lookup.world import Reply, World

from pllm_bib.lookup.services import Services
from pllm_bib.lookup.wanted import Wanted, wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.lookup.index.ask import DumpIndex

CALLS, CORR, ACL = "Calls of H2O Owls & others", "journals/corr/abs-2401-00009", "aclanthology.org"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DumpIndex]:
    """Yield an index of a dump of each kind."""
    built, index = all_kinds(tmp_path)
    assert not built.faults
    with index:
        yield index


def _known(text: str) -> Wanted:
    found = wanted(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("asked", "title", "address", "kind"),
    [
        ("2401.00007", "Owls at k Nights: A & B", "arxiv.org/abs/2401.00007", "official"),
        ("arXiv:2401.00007v2", "Owls at k Nights: A & B", "arxiv.org/abs/2401.00007", "official"),
        ("10.1000/182", "Owls at Night", "doi.org/10.1000/182", "official"),
        ("10.1000/calls", CALLS, "dblp.org/rec/journals/owls/Doe24", "third-party"),
        ("DBLP:journals/owls/Doe24", CALLS, "dblp.org/rec/journals/owls/Doe24", "third-party"),
        ("2401.00009", "Night and Day", f"dblp.org/rec/{CORR}", "third-party"),
        ("2023.owls-main.7", "Do Owls Sleep?", "dblp.org/rec/conf/owls/Roe23", "third-party"),
        ("2024.acl-long.1", "Owls at Night: A Study", f"{ACL}/2024.acl-long.1/", "official"),
        ("10.18653/v1/2024.acl-long.2", "Hoots", f"{ACL}/2024.acl-long.2/", "official"),
        ("10.5000/ROOKS", "Rooks and their Kin", "doi.org/10.5000/rooks", "third-party"),
        ("PMID:123", "Rooks and their Kin", "doi.org/10.5000/rooks", "third-party"),
        ("0-262-03384-4", "All Owls", "refs.ris:1", "third-party"),
    ],
)
def test_a_record_is_found_by_each_kind_of_identifier(
    index: DumpIndex, asked: str, title: str, address: str, kind: str
) -> None:
    (found,) = index.record(_known(asked))
    assert str(found.entry.title) == title
    assert found.address.endswith(address)
    assert found.kind == kind


@pytest.mark.parametrize(
    "asked", ["10.1000/18", "2401.0000", "2401.00008", "DBLP:journals/owls/Doe2", "PMID:12",
              "https://example.org/owls", "https://github.com/owls/night", "2024.acl-long.11"]
)  # fmt: skip
def test_no_record_is_given_for_another_identifier(index: DumpIndex, asked: str) -> None:
    assert not [one for text in [wanted(asked)] if text for one in index.record(text)]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("Rooks and their Kin", ["Rooks and their Kin"] * 2),
        ("ROOKS — and Their kin.", ["Rooks and their Kin"] * 2),
        ("Rooks and their Kinn", ["Rooks and their Kin"] * 2),
        ("Owls at Night", ["Owls at Night", "Owls at Night: A Study"]),
        ("Owls at Night: Another Study", ["Owls at Night", "Owls at Night: A Study"]),
        ("Calls of $H_2O$ owls and others", ["Calls of H2O Owls & others"]),
        ("Do Crows Sleep in Winter?", []),
        ('"Hoots" OR (NEAR', []),
        ("", []),
    ],
)
def test_titles_are_found_that_are_equal_or_nearly_so(
    index: DumpIndex, asked: str, titles: list[str]
) -> None:
    assert sorted(str(one.entry.title) for one in index.search(asked).found) == titles


def test_of_many_near_titles_the_nearest_are_given(tmp_path: Path) -> None:
    titles = ["Calls of Barn Owls at Night"]
    titles += [f"Calls of Barn Owls at Night, Part {at}" for at in range(1, 12)]
    text = "\n".join(f"@misc{{a{at}, title={{{title}}}}}" for at, title in enumerate(titles))
    _built, index = made(tmp_path, a__bib=text)
    with index:
        for title in titles:
            found = [str(one.entry.title) for one in index.search(title.replace("rn", "m")).found]
            assert found[0] == title
            assert len(found) == 3


def test_all_records_of_one_near_title_are_given(tmp_path: Path) -> None:
    text = "\n".join(
        f"@misc{{a{at}, title={{Calls of Barn Owls at Night{' II' * (at > 6)}}}}}"
        for at in range(10)
    )
    _built, index = made(tmp_path, a__bib=text)
    with index:
        found = [one.entry.key for one in index.search("Calls of Bam Owls at Night").found]
    assert sorted(found) == [f"a{at}" for at in range(7)]


def test_a_publication_comes_before_its_preprint(tmp_path: Path) -> None:
    paper = ARXIV | {"title": "Jays", "doi": None}
    _built, index = made(
        tmp_path, a__jsonl=lines(paper), c__jsonl=lines(*[CROSSREF | {"title": ["Jays"]}] * 2)
    )
    with index:
        types = [one.entry.type for one in index.search("Jays").found]
    assert types == ["inproceedings", "inproceedings", "preprint"]


def _asked(world: World, index: DumpIndex, text: str) -> tuple[FoundRecord, FoundRecord]:
    """Return the records that the stand-in for the web and an index have of a work."""
    with world.client() as client:
        (online,) = Services(client).record(_known(text))
    (offline,) = index.record(_known(text))
    return online, offline


def test_the_record_is_the_one_that_the_service_gives(world: World, index: DumpIndex) -> None:
    dblp = (
        '@article{DBLP:journals/owls/Doe24, author = {Jane D{\\"{o}}e and John Roe}, title = {Calls'
        " of H\\(_{\\mbox{2}}\\)O Owls {\\&} others}, journal = {J. Owls}, volume = {53}, number = "
        "{3}, pages = {97--105}, year = {2024}, doi = {10.1000/CALLS}}"
    )
    world.pages |= {
        "https://export.arxiv.org/api/query?id_list=2401.00007": Reply(ATOM.format(PAPER)),
        "https://api.crossref.org/works/10.1000%2F182": as_json({"message": CROSSREF}),
        "https://aclanthology.org/2024.acl-long.1.bib": Reply(BIB, "text/plain"),
        "https://dblp.org/rec/journals/owls/Doe24.bib?param=1": Reply(dblp, "text/plain"),
    }
    for text in ("2401.00007", "10.1000/182", "2024.acl-long.1"):
        online, offline = _asked(world, index, text)
        assert offline.entry == online.entry
        assert offline[1:3] == online[1:3]
        assert offline.notices == online.notices
    online, offline = _asked(world, index, "DBLP:journals/owls/Doe24")
    # A small figure is a formula in DBLP's BibTeX.
    assert offline.entry == replace(online.entry, title=offline.entry.title)
    assert str(offline.entry.title) == "Calls of H2O Owls & others"
    assert offline[1:3] == online[1:3]


def test_a_record_of_the_identifiers_own_service_is_preferred(tmp_path: Path) -> None:
    other = "@misc{a, title={Owls at $k$ Nights: A & B}, eprint={2401.00007}, eprinttype={arxiv}}"
    _built, index = made(tmp_path, a__bib=other, arxiv__jsonl=lines(ARXIV))
    with index:
        (found,) = index.record(Wanted("arxiv", "2401.00007"))
    assert found.entry.key == "arxiv:2401.00007"


def test_positions_are_those_in_the_dump(index: DumpIndex) -> None:
    (hoots,) = index.search("Hoots").found
    place = hoots.entry.position()
    assert place is not None
    assert (place.path.rpartition("/")[2], place.line) == ("anthology.bib", 14)
    (second,) = index.record(Wanted("doi", "10.1000/183"))
    place = second.entry.position()
    assert place is not None
    assert place.line == 2


def test_an_identifier_in_an_abstract_is_no_identifier_of_the_work(tmp_path: Path) -> None:
    text = "@misc{a, title={Rooks}, abstract={We cite 10.1000/1 and arXiv:2401.00007.}}"
    _built, index = made(tmp_path, a__bib=text, b__jsonl=lines(OPENALEX, OPENALEX))
    with index:
        assert not index.record(Wanted("doi", "10.1000/1"))
        assert not index.record(Wanted("arxiv", "2401.00007"))
        assert index.search("Rooks").found
