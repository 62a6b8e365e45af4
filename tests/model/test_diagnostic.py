"""Findings as they are shown, and the faults that only a reader can see."""

from __future__ import annotations

import pytest

from pllm_bib.model.diagnostic import (
    FATAL_FAULTS,
    READING_FAULTS,
    Diagnostic,
    Edit,
    Position,
    reading_fault,
)

PLACE = Position("owls.bib", 12, 3)


def test_positions_are_shown_and_ordered_as_in_the_file() -> None:
    assert str(PLACE) == "owls.bib:12:3"
    assert sorted([PLACE, Position("owls.bib", 2, 40), Position("crows.bib", 99)]) == [
        Position("crows.bib", 99, 1),
        Position("owls.bib", 2, 40),
        PLACE,
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("doe2024owls", "owls.bib:12:3: L003 repeated-link: code is paper [doe2024owls]"),
        (None, "owls.bib:12:3: L003 repeated-link: code is paper"),
    ],
)
def test_finding_is_one_line(key: str | None, expected: str) -> None:
    finding = Diagnostic(
        code="L003", name="repeated-link", message="code is paper", position=PLACE, key=key
    )
    assert str(finding) == expected


@pytest.mark.parametrize("name", READING_FAULTS)
def test_reading_fault(name: str) -> None:
    edit = Edit(key="a", field="month", value=None)
    fault = reading_fault(name, "what is wrong", PLACE, key="a", field="month", fix=(edit,))
    assert fault == Diagnostic(
        code=READING_FAULTS[name],
        name=name,
        message="what is wrong",
        position=PLACE,
        severity="error" if name in {"syntax-error", "bad-encoding"} else "warning",
        key="a",
        field="month",
        fix=(edit,),
    )


def test_faults_of_readers_are_told_apart() -> None:
    assert len(set(READING_FAULTS.values())) == len(READING_FAULTS)
    assert set(READING_FAULTS) >= FATAL_FAULTS
    with pytest.raises(KeyError):
        reading_fault("no-such-fault", "", PLACE)
