"""Names of people and organisations."""

from __future__ import annotations

import pytest

from pllm_bib.model.name import Name, Names

BERG = Name(family="Berg", particle="van der", given="Jan", suffix="Jr.")
WHO = Name(family="World Health Organization", organisation=True)


@pytest.mark.parametrize(
    ("name", "shown", "full_family"),
    [
        (Name(family="Kirk", given="Hannah Rose"), "Hannah Rose Kirk", "Kirk"),
        (BERG, "Jan van der Berg Jr.", "van der Berg"),
        (Name(family="Berg", particle="van"), "van Berg", "van Berg"),
        (Name(family="Aristotle"), "Aristotle", "Aristotle"),
        (WHO, "World Health Organization", "World Health Organization"),
    ],
)
def test_readings(name: Name, shown: str, full_family: str) -> None:
    assert str(name) == shown
    assert name.full_family == full_family


def test_list_keeps_the_order() -> None:
    assert list(Names((WHO, BERG))) == [WHO, BERG]
    assert len(Names((WHO, BERG), others=True)) == 2
    assert Names((WHO, BERG)) != Names((BERG, WHO))


def test_list_is_true_if_the_source_names_anybody() -> None:
    assert not Names()
    assert Names(others=True)
    assert Names((BERG,))
    assert Names((BERG,)) != Names((BERG,), others=True)
