"""Edges of the rules about the sections of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.entry import Entry
from pllm_bib.model.library import Library
from pllm_bib.rules import RULES, run
from pllm_bib.rules.base import RuleContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Diagnostic

    Check = Callable[[str], tuple[Diagnostic, ...]]


LIST = """--- entries/sections.toml
[[section]]
id = "0"
slug = "front"
title = "Overview"
[[chapter]]
id = "1"
title = "Alignment"
[[chapter.section]]
id = "1.1"
slug = "style"
title = "Style"
--- entries/venues.toml
[ICLR]
kind = "conference"
name = "Conference on Learning"
[TMLR]
kind = "journal"
name = "Transactions"
--- entries/front.bib
%% empty
--- entries/style.bib
@inproceedings{li2024style,
  author = {Li, Xinyu},
  title = {Style},
  booktitle = {Conference on Learning},
  year = {2024},
%s}
"""


def test_findings_about_files_are_there(check: Check) -> None:
    example = LIST % "  venue = {ICLR},\n"
    example = example.replace("entries/front.bib", "entries/frnt.bib")
    assert [(d.code, str(d.position), d.severity) for d in check(example)] == [
        ("C002", "entries/frnt.bib:1:1", "warning"),
        ("C001", "entries/sections.toml:1:1", "error"),
    ]


def test_sections_of_no_outline_are_not_looked_for() -> None:
    library = Library((Entry(key="a", type="misc", sections=("1.1", "1.2")),))
    assert "C003" not in {d.code for d in run(RuleContext(library=library), RULES)}
