"""The table of usual venues: each row, and what names and labels mean."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pllm_bib.formats.shared import venues
from pllm_bib.formats.shared.venues import (
    KEYS,
    table_of_venue,
    usual_venue,
    usual_venues,
    venue_of_table,
)
from pllm_bib.model.address import link_target
from pllm_bib.model.library import Venue

TABLE = tomllib.loads(Path(venues.__file__).with_name("venues.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("label", TABLE)
def test_each_row_is_found_by_all_its_names_and_has_sources(label: str) -> None:
    table, venue = TABLE[label], usual_venue(label)
    assert venue == venue_of_table(label, table)
    assert set(table) <= KEYS
    assert venue.kind in {"conference", "workshop", "journal", "repository"}
    assert venue.name
    assert venue.sources
    assert all(link_target(address) == address for address in venue.sources)
    for name in (venue.name, *dict(venue.editions).values(), *venue.spellings):
        assert usual_venue(name) == venue, name
        assert "{" not in name


def test_the_file_is_cut_where_toml_says() -> None:
    assert [venue.label for venue in usual_venues()] == list(TABLE)
    assert len(TABLE) >= 200


@pytest.mark.parametrize(
    ("label", "year", "name"),
    [
        # As the proceedings of that year, or the records of them, have it.
        ("ICML", 2025, "Proceedings of the 42nd International Conference on Machine Learning"),
        ("ICML", 2011, "Proceedings of the 28th International Conference on Machine Learning"),
        ("ICML", 1990, "International Conference on Machine Learning"),
        ("NeurIPS", 2020, "Advances in Neural Information Processing Systems"),
        ("ICLR", 2015, "3rd International Conference on Learning Representations"),
        ("CoRL", 2025, "Proceedings of The 9th Conference on Robot Learning"),
        (
            "ACL",
            2013,
            (
                "Proceedings of the 51st Annual Meeting of the Association for "
                "Computational Linguistics (Volume 1: Long Papers)"
            ),
        ),
        (
            "AISTATS",
            2025,
            (
                "Proceedings of The 28th International Conference on Artificial "
                "Intelligence and Statistics"
            ),
        ),
        ("BMVC", 2022, "33rd British Machine Vision Conference 2022"),
        (
            "KDD",
            2016,
            (
                "Proceedings of the 22nd ACM SIGKDD International Conference on Knowledge "
                "Discovery and Data Mining"
            ),
        ),
        ("TPAMI", 2020, "IEEE Transactions on Pattern Analysis and Machine Intelligence"),
    ],
)
def test_names_by_year(label: str, year: int, name: str) -> None:
    venue = usual_venue(label)
    assert venue is not None
    assert venue.container(year) == name


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("NIPS", "NeurIPS"),
        ("icml", "ICML"),
        ("KDD", "KDD"),
        ("CVPR Workshops", "CVPRW"),
        ("Findings of EMNLP", "EMNLP Findings"),
        (
            (
                "Proceedings of the 2019 Conference on Empirical Methods in Natural Language "
                "Processing (EMNLP)"
            ),
            "EMNLP",
        ),
        ("2023 IEEE International Conference on Robotics and Automation (ICRA)", "ICRA"),
        ("IEEE Trans. Pattern Anal. Mach. Intell.", "TPAMI"),
        ("Proceedings of the Ninth Conference on Machine Translation", "WMT"),
        ("Machine Translation", "Machine Translation"),
        ("International Conference on Machine Learning and Applications", None),
        ("ICML Workshop on Owls", None),
        ("the 2024 Conference", None),
        ("", None),
        (None, None),
    ],
)
def test_names_that_mean_a_venue(name: str | None, label: str | None) -> None:
    found = usual_venue(name)
    assert (found.label if found else None) == label


def test_years_of_a_span_count_on() -> None:
    table = {"editions": {"2009-2013/2": "The {11th} Owl Conference {2009}", "2014": "Owls {1}"}}
    assert venue_of_table("OwlConf", table).editions == (
        (2009, "The 11th Owl Conference 2009"),
        (2011, "The 12th Owl Conference 2011"),
        (2013, "The 13th Owl Conference 2013"),
        (2014, "Owls {1}"),
    )


@pytest.mark.parametrize("years", ["2014-", "2014-2013", "14", "2014-2020/0", "later"])
def test_years_that_are_none(years: str) -> None:
    with pytest.raises(ValueError, match=years):
        venue_of_table("OwlConf", {"editions": {years: "Owls"}})


@pytest.mark.parametrize(
    "venue",
    [
        Venue(label="Owl “C” 1", kind="journal", name='Owls "\\"', hosts=("a.org", "b.org")),
        Venue(label="OwlConf", kind="conference", editions=((2020, "O"), (2021, "P"))),
    ],
)
def test_a_table_is_read_back(venue: Venue) -> None:
    ((label, table),) = tomllib.loads(table_of_venue(venue)).items()
    assert venue_of_table(label, table) == venue


def test_a_usual_table_is_given_as_it_stands() -> None:
    venue = usual_venue("ICML")
    assert venue is not None
    assert '2010-2025 = "Proceedings of the {27th}' in table_of_venue(venue)
