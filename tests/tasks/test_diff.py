"""Changes between two states of a list, in words."""

from __future__ import annotations

from pllm_bib.model.entry import Entry
from pllm_bib.model.text import Text
from pllm_bib.same_work.history import Change, Kind
from pllm_bib.tasks.diff import said


def test_amended_fields_are_told_behind_the_title() -> None:
    entry = Entry(key="owls", type="misc", title=Text.of("Owls"))
    change = Change(Kind.AMENDED, entry, "", "pages, url")
    assert said(change, "->", str) == "Owls (pages, url)"
