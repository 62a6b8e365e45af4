"""Losses that the parts of an entry cannot tell, since the model has no place for them."""

from __future__ import annotations

import pytest

from pllm_bib.formats import WRITTEN
from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.losses import Loss, Weight, change, losses, weight


def lost(name: str, fields: str) -> dict[str, str]:
    """Return the losses of a date in a format: the field, and words for what becomes of it."""
    (entry,), _ = bib_reader.read(f"@article{{a, title = {{Owls}}, {fields}}}", "x.bib")
    form = WRITTEN[name]
    parts = form.required_writer.parts(entry, WriteContext())
    found = losses(entry, parts, form.lost(Options()))
    return {loss.field: change(loss) for loss in found if loss.field.startswith("date")}


SORTED = {"date.sorting": "what it is sorted by is lost"}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (r"year = {{\noopsort{1973b}}1973}", SORTED),
        (r"year = {\noopsort{z} 1973}, month = jun", SORTED),
        (r"year = {1973}", {}),
        (r"year = {\noopsort{z}}", {}),  # it is no year and stays as it is
    ],
)
def test_text_to_sort_a_year_by_is_a_loss(name: str, fields: str, expected: dict[str, str]) -> None:
    found = lost(name, fields)
    assert {field: words for field, words in found.items() if field == "date.sorting"} == expected


@pytest.mark.parametrize("name", WRITTEN)
def test_time_of_day_is_a_loss(name: str) -> None:
    assert lost(name, "date = {1973-06-01T12:00:00}")["date.time"] == "the time of day is lost"


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("date", ["2020-03/2021", "2020/2021-05", "2020-03-05/2021-04"])
def test_half_of_a_period_that_years_and_months_cannot_say_is_a_loss(name: str, date: str) -> None:
    expected = "a month or day that only one end of the period has is lost"
    found = lost(name, f"date = {{{date}}}").get("date.uneven")
    assert found == (expected if name == "bibtex" else None)


@pytest.mark.parametrize("date", ["2020-03/2021-05", "2020/2021", "2020-03-05/2020-04-02"])
def test_a_period_with_ends_alike_loses_nothing_in_bibtex(date: str) -> None:
    assert lost("bibtex", f"date = {{{date}}}") == {}


@pytest.mark.parametrize("name", ["swhid", "elocation-id"])
def test_identifiers_of_a_work_are_content(name: str) -> None:
    loss = Loss(f"extra.{name}", dropped=True)
    assert weight(loss) is Weight.CONTENT
    assert weight(loss._replace(field="extra.timestamp")) is Weight.BOOKKEEPING
