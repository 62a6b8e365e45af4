"""A library: entries under an outline, found by key; venues and their names."""

from __future__ import annotations

import pytest

from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Chapter, Library, Section, Venue

FRONT = Section("0", "front", "Overview")
OWLS = Section("1.1", "owls", "Owls")
CROWS = Section("1.2", "crows", "Crows & Ravens")
CONFERENCE = Venue(
    label="BirdConf",
    kind="conference",
    name="Proceedings of the Bird Conference",
    editions=((2023, "Proceedings of the 11th Bird Conference"), (2024, "The 12th")),
)
NAMELESS = Venue(label="OwlConf", kind="conference", editions=((2024, "The 3rd Owl Conference"),))

RENAMED = Entry(key="doe2024owls", type="misc", aliases=("doe2023owls", "poe2023raven"))
RAVEN = Entry(key="poe2023raven", type="misc")
LIBRARY = Library(
    (RENAMED, RAVEN),
    (Chapter("", "", (FRONT,)), Chapter("1", "Birds", (OWLS, CROWS))),
    (CONFERENCE, NAMELESS),
)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("doe2024owls", RENAMED),
        ("doe2023owls", RENAMED),
        pytest.param("poe2023raven", RAVEN, id="a key goes before another work's former key"),
        ("DOE2024owls", None),
        ("", None),
    ],
)
def test_find(key: str, found: Entry | None) -> None:
    assert LIBRARY.find(key) is found


@pytest.mark.parametrize(
    ("venue", "year", "name"),
    [
        (CONFERENCE, 2023, "Proceedings of the 11th Bird Conference"),
        (CONFERENCE, 2024, "The 12th"),
        (CONFERENCE, 2025, "Proceedings of the Bird Conference"),
        (CONFERENCE, None, "Proceedings of the Bird Conference"),
        (NAMELESS, 2024, "The 3rd Owl Conference"),
        (NAMELESS, 2025, None),
        (NAMELESS, None, None),
    ],
)
def test_container_of_a_venue(venue: Venue, year: int | None, name: str | None) -> None:
    assert venue.container(year) == name


def test_outline() -> None:
    assert LIBRARY.sections == (FRONT, OWLS, CROWS)
    assert LIBRARY.section("1.2") is CROWS
    assert LIBRARY.section("1") is None
    assert CROWS.heading == "1.2 Crows & Ravens"


def test_venue_is_found_by_label_only() -> None:
    assert LIBRARY.venue("OwlConf") is NAMELESS
    assert LIBRARY.venue("owlconf") is None
    assert LIBRARY.venue("Proceedings of the Bird Conference") is None
    assert LIBRARY.venue(None) is None


def test_entries_keep_their_order() -> None:
    assert list(LIBRARY) == [RENAMED, RAVEN]
    assert len(LIBRARY) == 2
    assert len(Library(())) == 0
