"""Edges of the rules about the README of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.model.library import Chapter, Library, Section
from pllm_bib.rules import RULES, run
from pllm_bib.rules.base import Readme, RuleContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Found = Callable[..., list[tuple[str, str | None]]]
    Check = Callable[[str], tuple[Diagnostic, ...]]


def test_repeated_headings() -> None:
    sections = (Section("1.1", "style", "Style"), Section("1.1", "Style", "style "))
    chapters = (Chapter("", "", ()), Chapter("", "", ()), Chapter("1", "A", sections))
    found = run(RuleContext(library=Library((), chapters), outline_path="s.toml"), RULES)
    assert {d.code for d in found} == {"R003"}
    assert [d.message.split("the ")[1].split(" ")[0] for d in found] == ["id", "slug", "title"]


@pytest.mark.parametrize(
    ("up_to_date", "hand_edited", "codes"),
    [(True, False, []), (False, False, ["R001"]), (False, True, ["R002"]), (True, True, ["R002"])],
)
def test_readme(*, up_to_date: bool, hand_edited: bool, codes: list[str]) -> None:
    readme = Readme(path="README.md", line=7, up_to_date=up_to_date, hand_edited=hand_edited)
    found = run(RuleContext(library=Library(()), readme=readme), RULES)
    assert [(d.code, str(d.position)) for d in found] == [(c, "README.md:7:1") for c in codes]
