"""The judge says nothing of works that nothing connects."""

from __future__ import annotations

from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text
from pllm_bib.same_work.evidence import judge
from pllm_bib.same_work.record import WorkRecord, record_of


def record(title: str, family: str = "") -> WorkRecord:
    authors = Names((Name(family=family),)) if family else Names()
    return record_of(
        Entry(key="k", type="misc", title=Text.of(title), authors=authors, date=Date(2024))
    )


def test_other_titles_by_other_people_are_no_finding() -> None:
    assert judge(record("Owls at Night", "Doe"), record("Crows by Day", "Roe"), {}) is None


def test_other_titles_without_authors_are_no_finding() -> None:
    assert judge(record("Owls at Night"), record("Crows by Day"), {}) is None


def test_one_title_by_the_same_person_in_one_year_is_one() -> None:
    verdict = judge(record("Owls at Night", "Doe"), record("Owls at night", "Doe"), {})
    assert verdict is not None
    assert "same title" in verdict.reasons
